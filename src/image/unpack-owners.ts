/** Owners and modes of an unpacked image, given when all its files are there: folders may then become unwritable. */

import type { Disk } from '../core/disk.ts';
import type { Result } from '../core/result.ts';
import { attempt } from './attempt.ts';
import type { TreeNode, UnpackTree } from './unpack-tree.ts';

/** Who a program runs as: numbers of the user, its group and its further groups. */
export type User = { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };

export type Ownership =
  /** Files are given to their owners, which only root can do. */
  | { readonly kind: 'kept' }
  /**
   * All files stay ours, and the program that is to run has our number too, under another name. What it might not do
   * with the files of others is taken from the owner's bits, so that it fails here as it would anywhere.
   */
  | { readonly kind: 'one'; readonly user: User };

export function giveOwners(disk: Disk, root: string, tree: UnpackTree, ownership: Ownership): Result<void> {
  return attempt('set owners below', root, () => {
    const give = (node: TreeNode, path: string): void => {
      if (ownership.kind === 'kept') disk.setOwner(path, node.uid, node.gid);
      if (node.kind === 'link') return;
      disk.setMode(path, ownership.kind === 'kept' ? node.mode : modeFor(node, ownership.user));
    };
    for (const { node, path } of tree.upwards()) give(node, `${root}/${path}`);
    give(tree.root, root);
  });
}

/** The mode with which its owner may do what the user might. Root may do everything, as everywhere. */
export function modeFor({ mode, uid, gid }: TreeNode, user: User): number {
  if (user.uid === 0 || user.uid === uid) return mode;
  const grouped = user.gid === gid || user.groups.includes(gid);
  const bits = (grouped ? mode >> 3 : mode) & 7;
  return (mode & ~0o700) | (bits << 6);
}
