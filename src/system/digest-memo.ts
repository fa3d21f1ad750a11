/**
 * Digests remembered by what stat says of a file, so that a tree in which nothing changed is not read again. A digest
 * is remembered only when nobody can have changed the file since without changing its ctime, too:
 *
 * - its ctime was more than `RACY` older than the moment before it was read: file systems take times from a clock that
 *   ticks, and what is written twice within one tick looks untouched (git calls such files racy);
 * - it lies on the file system of the workspace itself, and that is one whose ctime the kernel sets on every change and
 *   which no program can set. On network and user-space file systems it may be a server's, or a copy of the mtime.
 *
 * What stays is what git has, too: a program that holds a file mapped into its memory may write there without any
 * change of times.
 */

import { lstatSync, statfsSync } from 'node:fs';
import type { Sha256 } from '../core/digest.ts';
import type { DigestMemo, FileState } from '../core/ports.ts';
import { attempt } from './attempt.ts';
import { type MemoEntries, readMemo, writeMemo } from './digest-memo-file.ts';
import { fsPath } from './names.ts';

/** Milliseconds. Old layouts of ext4 count whole seconds. */
const RACY = 2000;

/** Numbers of statfs(2): file systems of Linux whose ctime is the kernel's own. */
const HONEST: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext2, ext3, ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x01021994, 'tmpfs'],
  [0xf2f52010, 'f2fs'],
  [0x794c7630, 'overlayfs'],
  [0x2fc12fc1, 'zfs'],
  [0xca451a4e, 'bcachefs'],
]);

/** See `Files.digestMemo`. */
export function openDigestMemo(path: string, root: string): DigestMemo {
  const found = attempt('read', root, () => ({
    dev: lstatSync(fsPath(root)).dev,
    type: statfsSync(fsPath(root)).type,
  }));
  const honest = found.ok && process.platform === 'linux' && HONEST.has(found.value.type);
  return honest ? new StatMemo(path, root, found.value.dev) : NONE;
}

class StatMemo implements DigestMemo {
  readonly #path: string;
  readonly #root: string;
  readonly #dev: number;
  readonly #known: MemoEntries;
  /** What this run read. */
  readonly #fresh = new Map<string, { readonly state: FileState; readonly sha256: Sha256 }>();

  constructor(path: string, root: string, dev: number) {
    this.#path = path;
    this.#root = root;
    this.#dev = dev;
    this.#known = readMemo(path, root);
  }

  find(path: string, state: FileState): Sha256 | undefined {
    const fresh = this.#fresh.get(path);
    if (fresh === undefined) return this.#known.find(path, state);
    return isSame(fresh.state, state) ? fresh.sha256 : undefined;
  }

  note(path: string, state: FileState, asked: number, sha256: Sha256): void {
    // What seems to be changed in the future is not settled, either: a clock was set back.
    const settled = state.ctimeMs + RACY < asked;
    const sound = state.dev === this.#dev && Number.isSafeInteger(state.ino) && path.isWellFormed();
    if (settled && sound) this.#fresh.set(path, { state, sha256 });
    else this.#fresh.delete(path);
  }

  save(): void {
    if (this.#fresh.size === 0) return;
    const entries = this.#known.with(this.#fresh);
    attempt('write', this.#path, () => writeMemo(this.#path, this.#root, entries));
  }
}

function isSame(a: FileState, b: FileState): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mode === b.mode &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs
  );
}

const NONE: DigestMemo = { find: () => undefined, note: () => {}, save: () => {} };
