/** Everything in a store of files, with a bound: also for folders that a stranger filled. */

import type { Disk, FileFacts } from '../../core/disk.ts';
import { type EntryName, entryOf, isBucket } from './entry-name.ts';
import { isKind, isNamespaceName } from './slot.ts';
import { errnoOf } from './trouble.ts';

export type Seen =
  | { readonly kind: 'entry'; readonly name: EntryName; readonly path: string; readonly facts: FileFacts }
  /** No entry: a link, a folder, a name of nobody's, a file without a byte. `ours`: in a folder that only we make. */
  | { readonly kind: 'stray'; readonly path: string; readonly ours: boolean }
  /** A folder of ours, told after what is in it. */
  | { readonly kind: 'folder'; readonly path: string };

/** What a store keeps at its root beside entries; whoever walks leaves it alone. */
export const PARTS = 'parts';

/** The most names that one walk reads: it ends there, and what is removed meanwhile makes the next reach further. */
const MOST_OF_ALL = 262_144;

/**
 * The namespaces that count most come first, so that a flood of changes does not hide them.
 *
 * @param root  absolute, without links
 * @throws what the disk says of a folder that cannot be read
 */
export function walk(disk: Disk, root: string, visit: (seen: Seen) => void): void {
  new Walker(disk, visit).root(root);
}

type Listed = { readonly name: string; readonly kind: FileFacts['kind'] };

class Walker {
  readonly #disk: Disk;
  readonly #visit: (seen: Seen) => void;
  #left = MOST_OF_ALL;

  constructor(disk: Disk, visit: (seen: Seen) => void) {
    this.#disk = disk;
    this.#visit = visit;
  }

  root(root: string): void {
    const folders = TOPS.filter((top) => this.#disk.look(`${root}/${top}`)?.kind === 'folder');
    for (const top of folders) {
      if (top === 'T2') this.#namespace(root, top);
      else this.#folders(root, top, (path) => isNamespaceName(path), this.#namespace);
    }
    for (const { name } of this.#names(root)) {
      if (!folders.includes(name) && name !== PARTS)
        this.#visit({ kind: 'stray', path: `${root}/${name}`, ours: false });
    }
  }

  readonly #namespace = (root: string, folder: string): void => {
    this.#folders(root, folder, (_, name) => isKind(name), this.#kind);
  };

  readonly #kind = (root: string, folder: string): void => {
    const kind = folder.slice(folder.lastIndexOf('/') + 1);
    this.#folders(root, folder, (_, name) => isBucket(kind, name), this.#bucket);
  };

  readonly #bucket = (root: string, folder: string): void => {
    for (const { name: file, kind } of this.#names(`${root}/${folder}`)) {
      const path = `${root}/${folder}/${file}`;
      const name = kind === 'file' ? entryOf(`${folder}/${file}`) : undefined;
      const facts = name === undefined ? undefined : this.#disk.look(path);
      if (name !== undefined && facts?.kind === 'file' && facts.bytes > 0)
        this.#visit({ kind: 'entry', name, path, facts });
      else this.#visit({ kind: 'stray', path, ours: true });
    }
    this.#visit({ kind: 'folder', path: `${root}/${folder}` });
  };

  #folders(
    root: string,
    folder: string,
    known: (path: string, name: string) => boolean,
    enter: (root: string, folder: string) => void,
  ): void {
    for (const { name, kind } of this.#names(`${root}/${folder}`)) {
      const below = `${folder}/${name}`;
      if (kind === 'folder' && known(below, name)) enter(root, below);
      else this.#visit({ kind: 'stray', path: `${root}/${below}`, ours: true });
    }
    this.#visit({ kind: 'folder', path: `${root}/${folder}` });
  }

  /** Read to the end before anything is done, because what is done may remove them. */
  #names(path: string): readonly Listed[] {
    const names: Listed[] = [];
    try {
      this.#disk.scan(path, this.#left, (name, kind) => names.push({ name, kind }));
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error;
    }
    this.#left -= names.length;
    return names;
  }
}

const TOPS: readonly string[] = ['T2', 'T0', 'T1'];
