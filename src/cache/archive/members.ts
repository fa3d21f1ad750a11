/** What an entry is made of, as its list says it. */

import { hash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import type { TreeEntry } from '../../core/ports.ts';
import { nameBytes } from './paths.ts';

export type FolderMember = { readonly path: string; readonly mode: number };

export type FileMember = {
  readonly path: string;
  readonly mode: number;
  readonly bytes: number;
  readonly sha256: Sha256;
};

export type LinkMember = { readonly path: string; readonly target: string };

/** A zstd frame, or bytes as they are; `sha256` is of the bytes as stored. */
export type Piece = {
  readonly method: 'zstd' | 'stored';
  readonly stored: number;
  readonly plain: number;
  readonly sha256: Sha256;
};

/** Files whose contents, one after the other, are the plain bytes of the pieces; independent of all other groups. */
export type Group = {
  /** Position of the first piece in the entry; the others follow it. */
  readonly at: number;
  readonly pieces: readonly Piece[];
  readonly files: readonly FileMember[];
};

export type ArchiveList = {
  readonly folders: readonly FolderMember[];
  readonly groups: readonly Group[];
  readonly links: readonly LinkMember[];
  /** Folders, files and links. */
  readonly members: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Bytes of all pieces as they are stored. */
  readonly stored: number;
};

/** Plain bytes of a group. */
export function groupBytes({ pieces }: Group): number {
  return pieces.reduce((sum, { plain }) => sum + plain, 0);
}

/** The first part of a path. */
export function rootOf(path: string): string {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end);
}

/** The digests of everything, by root, as `Files.digestAll` would give them for it: below the root, by code unit. */
export function treesOf(
  list: Pick<ArchiveList, 'folders' | 'groups' | 'links'>,
): ReadonlyMap<string, readonly TreeEntry[]> {
  const trees = new Map<string, TreeEntry[]>();
  for (const { path } of list.folders) if (!path.includes('/')) trees.set(path, []);
  const add = (path: string, sha256: Sha256, mode: TreeEntry['mode']): void => {
    const root = rootOf(path);
    const tree = trees.get(root) ?? [];
    trees.set(root, tree);
    const below = path.slice(root.length + 1);
    if (!GIT.test(below)) tree.push({ path: below, sha256, mode });
  };
  for (const { files } of list.groups) {
    for (const { path, sha256, mode } of files)
      add(path, sha256, (mode & 0o111) === 0 ? 'file' : 'executable');
  }
  for (const { path, target } of list.links) add(path, sha256Of(target), 'link');
  for (const tree of trees.values()) tree.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return trees;
}

/** What git keeps for itself counts in no digest. */
const GIT = /(?:^|\/)\.git(?:\/|$)/;

function sha256Of(target: string): Sha256 {
  return hash('sha256', nameBytes(target), 'hex') as Sha256;
}
