/** Files that have to be read, shared out among threads. */

import type { TreeEntry } from '../core/ports.ts';

/** Bytes up to which a file is read at one go, while everything else waits: some milliseconds. */
export const SMALL = 4 * 1024 * 1024;

/** Milliseconds of reading and hashing from which threads pay: starting one takes about 40. */
const WORTH = 150;

/** What one call of a thread gets: enough that asking costs nothing beside, little enough that all end together. */
const GROUP = { files: 500, bytes: 16 * 1024 * 1024 } as const;

/** A file that has to be read; its entry's place is kept. */
export type Unread = Pick<TreeEntry, 'path' | 'mode'> & { readonly size: number; readonly at: number };

/** Roughly: opening and closing count as well as bytes. */
export function isWorthThreads(files: readonly Unread[]): boolean {
  return files.reduce((sum, { size }) => sum + 0.02 + size / 1_300_000, 0) > WORTH;
}

/** Large ones first, each for itself; then small ones together. */
export function groupsOf(files: readonly Unread[]): readonly (readonly Unread[])[] {
  const large = files.filter(({ size }) => size > SMALL).sort((a, b) => b.size - a.size);
  const groups: Unread[][] = large.map((file) => [file]);
  let group: Unread[] = [];
  let bytes = 0;
  for (const file of files) {
    if (file.size > SMALL) continue;
    if (group.length === 0 || group.length === GROUP.files || bytes > GROUP.bytes) {
      group = [];
      bytes = 0;
      groups.push(group);
    }
    group.push(file);
    bytes += file.size;
  }
  return groups;
}
