/**
 * What an unpacked image holds, as we put it there. Every path is followed here, in memory, link by link and never above
 * the root, so that the disk is only ever given paths of which each folder is a real one.
 */

import { err, ok, type Result } from '../core/result.ts';

type Common = {
  mode: number;
  uid: number;
  gid: number;
  /** Number of the layer that it came with. */
  layer: number;
};
export type FolderNode = Common & { readonly kind: 'folder'; readonly children: Map<string, TreeNode> };
export type FileNode = Common & { readonly kind: 'file'; readonly bytes: number };
export type LinkNode = Common & { readonly kind: 'link'; readonly target: string };
export type TreeNode = FolderNode | FileNode | LinkNode;

/** A node and its path below the root without any link in it; empty for the root. */
export type Found = { readonly node: TreeNode; readonly path: string };

/** As many as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** As long as the kernel takes (PATH_MAX). */
const LONGEST = 4096;

export class UnpackTree {
  readonly root: FolderNode = { kind: 'folder', children: new Map(), mode: 0o755, uid: 0, gid: 0, layer: 0 };

  /** What a path leads to, the last name followed as well; undefined for nothing, or a loop. */
  find(path: string): Found | undefined {
    const walked = this.#walk(path, true);
    return walked.ok && walked.value.rest.length === 0 ? walked.value.at : undefined;
  }

  /** The same, but a link in the last name is what is found. */
  look(path: string): Found | undefined {
    const walked = this.#walk(path, false);
    return walked.ok && walked.value.rest.length === 0 ? walked.value.at : undefined;
  }

  /**
   * Makes the folders of a path, links followed as far as they lead.
   *
   * @param made  called for each, from above, with its path
   * @returns the last one, or one clause
   */
  folder(
    path: string,
    layer: number,
    made: (path: string) => void,
  ): Result<Found & { node: FolderNode }, string> {
    const walked = this.#walk(path, true);
    if (!walked.ok) return walked;
    let { at } = walked.value;
    for (const name of walked.value.rest) {
      if (at.node.kind !== 'folder') break;
      if (name === '..') return err('it goes back out of a folder that is not there');
      const next: FolderNode = { kind: 'folder', children: new Map(), mode: 0o755, uid: 0, gid: 0, layer };
      at.node.children.set(name, next);
      at = { node: next, path: below(at.path, name) };
      made(at.path);
    }
    const { node } = at;
    return node.kind === 'folder' ? ok({ node, path: at.path }) : err('one of the folders above it is none');
  }

  /** Every node but the root, those in a folder before the folder. */
  *upwards(): Generator<Found> {
    const folders: Found[] = [{ node: this.root, path: '' }];
    const found: Found[] = [];
    for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
      if (next.path !== '') found.push(next);
      if (next.node.kind !== 'folder') continue;
      for (const [name, node] of next.node.children) folders.push({ node, path: below(next.path, name) });
    }
    while (found.length > 0) {
      const last = found.pop();
      if (last !== undefined) yield last;
    }
  }

  /** As far as it goes; what is not there stands in `rest`. */
  #walk(path: string, followLast: boolean): Result<{ at: Found; rest: readonly string[] }, string> {
    const above: Found[] = [];
    let at: Found = { node: this.root, path: '' };
    let parts = namesOf(path);
    let links = 0;
    let passed = 0;
    while (parts.length > 0) {
      const [name = '', ...rest] = parts;
      passed += 1;
      if (passed > LONGEST) return err('its path is too long');
      if (name === '..') {
        at = above.pop() ?? at;
        parts = rest;
        continue;
      }
      if (at.node.kind !== 'folder') return err('one of the folders above it is none');
      const node = at.node.children.get(name);
      if (node === undefined) return ok({ at, rest: parts });
      if (node.kind === 'link' && (followLast || rest.length > 0)) {
        links += 1;
        if (links > MOST_LINKS) return err('its links lead round and round');
        if (node.target.startsWith('/')) {
          above.length = 0;
          at = { node: this.root, path: '' };
        }
        parts = [...namesOf(node.target), ...rest];
        continue;
      }
      above.push(at);
      at = { node, path: below(at.path, name) };
      parts = rest;
    }
    return ok({ at, rest: [] });
  }
}

export function below(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
