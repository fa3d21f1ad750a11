/**
 * The file that a memo of digests is kept in: columns of numbers that are used as they lie there, because 20,000 files
 * have to be known within milliseconds. In the byte order of the machine:
 *
 *   24  magic, with its version
 *    8  a mark for the byte order, and how many entries
 *   32  SHA-256 over the root's path, the 32 bytes before, and everything behind
 *    …  for each entry dev, ino, size, mode, mtime, ctime (doubles); then all digests (64 characters each), all ages
 *       (1 byte each), and all paths, sorted by code unit, in UTF-8 with a NUL behind each
 *
 * Whatever is not exactly that, of our own user and closed to others, is no memo.
 */

import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Sha256 } from '../core/digest.ts';
import type { FileState } from '../core/ports.ts';
import { attempt } from './attempt.ts';
import { compare } from './folder.ts';
import { fsPath } from './names.ts';
import { writeWhole } from './write-whole.ts';

const MAGIC = Buffer.from('sealsmith-digests/1\n\0\0\0\0', 'latin1');
const HEAD = 64;
const ORDER = 0x01020304;
const COLUMNS = 6;
const HEX = 64;

/** Entries kept, bytes of a file, and folders that have one. */
const MOST = { entries: 200_000, bytes: 64 * 1024 * 1024, folders: 64 } as const;

/** Times that a memo was written without an entry being asked for, until that entry is left out. */
const FORGOTTEN = 30;

type Entry = { readonly state: FileState; readonly sha256: Sha256 };

/** Entries as they were read, sorted by path. */
export class MemoEntries {
  readonly #paths: readonly string[];
  readonly #numbers: Float64Array;
  /** One text: a piece of it costs next to nothing. */
  readonly #digests: string;
  readonly #ages: Uint8Array;
  /** Where the next path is looked for first: they are mostly asked for in order. */
  #next = 0;

  constructor(paths: readonly string[], numbers: Float64Array, digests: string, ages: Uint8Array) {
    this.#paths = paths;
    this.#numbers = numbers;
    this.#digests = digests;
    this.#ages = ages;
  }

  find(path: string, { dev, ino, size, mode, mtimeMs, ctimeMs }: FileState): Sha256 | undefined {
    const index = this.#paths[this.#next] === path ? this.#next : this.#search(path);
    if (index === undefined) return undefined;
    this.#next = index + 1;
    this.#ages[index] = 0;
    const of = this.#numbers;
    const from = index * COLUMNS;
    const same =
      of[from] === dev &&
      of[from + 1] === ino &&
      of[from + 2] === size &&
      of[from + 3] === mode &&
      of[from + 4] === mtimeMs &&
      of[from + 5] === ctimeMs;
    return same ? this.#sha256(index) : undefined;
  }

  /** What to keep: everything fresh, and what was asked for lately; sorted by path. */
  with(fresh: ReadonlyMap<string, Entry>): readonly KeptEntry[] {
    const before = this.#paths.flatMap((path, index): KeptEntry[] => {
      const age = this.#ages[index] ?? 0;
      if (age >= FORGOTTEN || fresh.has(path)) return [];
      const numbers = this.#numbers.subarray(index * COLUMNS, (index + 1) * COLUMNS);
      return [{ path, numbers, sha256: this.#sha256(index), age }];
    });
    const now = [...fresh].map(([path, { state, sha256 }]): KeptEntry => {
      const { dev, ino, size, mode, mtimeMs, ctimeMs } = state;
      return { path, numbers: [dev, ino, size, mode, mtimeMs, ctimeMs], sha256, age: 0 };
    });
    const all = [...now, ...before];
    const kept = all.length <= MOST.entries ? all : all.sort((a, b) => a.age - b.age).slice(0, MOST.entries);
    return kept.sort((a, b) => compare(a.path, b.path));
  }

  #search(path: string): number | undefined {
    let [from, to] = [0, this.#paths.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (compare(this.#paths[middle] ?? '', path) < 0) from = middle + 1;
      else to = middle;
    }
    return this.#paths[from] === path ? from : undefined;
  }

  #sha256(index: number): Sha256 {
    return this.#digests.slice(index * HEX, (index + 1) * HEX) as Sha256;
  }
}

type KeptEntry = {
  readonly path: string;
  readonly numbers: ArrayLike<number>;
  readonly sha256: Sha256;
  readonly age: number;
};

/** The entries of a file, or none. */
export function readMemo(path: string, root: string): MemoEntries {
  const read = attempt('read', path, () => bytesOf(path));
  const bytes = read.ok ? read.value : undefined;
  return (bytes === undefined ? undefined : parse(bytes, root)) ?? none();
}

/** @throws what the system says */
export function writeMemo(path: string, root: string, entries: readonly KeptEntry[]): void {
  const paths = Buffer.from(entries.map((entry) => `${entry.path}\0`).join(''), 'utf8');
  const bytes = Buffer.alloc(HEAD + entries.length * WIDTH + paths.length);
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset + HEAD, entries.length * COLUMNS);
  const digests = HEAD + entries.length * COLUMNS * 8;
  const ages = digests + entries.length * HEX;
  for (const [index, entry] of entries.entries()) {
    numbers.set(entry.numbers, index * COLUMNS);
    bytes.write(entry.sha256, digests + index * HEX, 'latin1');
    bytes[ages + index] = entry.age + 1;
  }
  paths.copy(bytes, ages + entries.length);
  MAGIC.copy(bytes);
  new Uint32Array(bytes.buffer, bytes.byteOffset + MAGIC.length, 2).set([ORDER, entries.length]);
  checksum(bytes, root).copy(bytes, 32);
  const isNew = statSync(fsPath(path), { throwIfNoEntry: false }) === undefined;
  writeWhole(path, bytes, 0o600);
  if (isNew) makeRoom(dirname(path), basename(path));
}

/** Bytes of an entry without its path. */
const WIDTH = COLUMNS * 8 + HEX + 1;

function none(): MemoEntries {
  return new MemoEntries([], new Float64Array(0), '', new Uint8Array(0));
}

function bytesOf(path: string): Buffer | undefined {
  const file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    const ours = found.isFile() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
    if (!ours || found.size < HEAD || found.size > MOST.bytes) return undefined;
    // Memory of its own, so that the numbers lie as the processor wants them.
    const bytes = Buffer.allocUnsafeSlow(found.size);
    return readSync(file, bytes) === bytes.length ? bytes : undefined;
  } finally {
    closeSync(file);
  }
}

function parse(bytes: Buffer, root: string): MemoEntries | undefined {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const [order, count = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset + MAGIC.length, 2);
  if (order !== ORDER || HEAD + count * WIDTH > bytes.length) return undefined;
  if (!checksum(bytes, root).equals(bytes.subarray(32, HEAD))) return undefined;
  const digests = HEAD + count * COLUMNS * 8;
  const ages = digests + count * HEX;
  const paths = bytes.toString('utf8', ages + count).split('\0');
  // A NUL behind each: one more part than paths, and it is empty.
  if (paths.pop() !== '' || paths.length !== count) return undefined;
  return new MemoEntries(
    paths,
    new Float64Array(bytes.buffer, bytes.byteOffset + HEAD, count * COLUMNS),
    bytes.toString('latin1', digests, ages),
    bytes.subarray(ages, ages + count),
  );
}

function checksum(bytes: Buffer, root: string): Buffer {
  const rest = [bytes.subarray(0, 32), bytes.subarray(HEAD)];
  const sum = createHash('sha256').update(JSON.stringify(root)).update('\0');
  for (const part of rest) sum.update(part);
  return sum.digest();
}

/** Folders come and go; what was remembered of the ones used longest ago goes, too. */
function makeRoom(folder: string, own: string): void {
  const others = readdirSync(fsPath(folder)).filter((name) => name !== own && name.endsWith('.memo'));
  const byAge = others
    .map((name) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.used - a.used);
  for (const { name } of byAge.slice(MOST.folders - 1)) rmSync(join(folder, name), { force: true });
}
