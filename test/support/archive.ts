/**
 * Entries of the cache as raw bytes, honest or not: what a list says, what pieces hold and what the tail points to can
 * each be anything. The seal is of what was made, so that a reader stops at the one thing that is wrong and not before.
 */

import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { LIMITS, type Limits, tailBytes } from '../../src/cache/archive/layout.ts';
import { type ArchiveList, readList } from '../../src/cache/archive/list.ts';
import { type OpenEntry, openEntry } from '../../src/cache/archive/open.ts';
import { unpack } from '../../src/cache/archive/unpack.ts';
import type { Miss, Seal } from '../../src/core/cache.ts';
import type { Sha256 } from '../../src/core/digest.ts';
import type { TreeEntry, World } from '../../src/core/ports.ts';
import type { Result } from '../../src/core/result.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { nameText } from '../../src/system/names.ts';
import { systemWorkers } from '../../src/system/workers.ts';

/** A line of a list, and the stored bytes that it adds to the entry when it is a piece. */
export type Line = { readonly values: unknown; readonly stored?: Uint8Array };

export function folder(path: unknown, mode: unknown = 0o755): Line {
  return { values: ['d', path, mode] };
}

/** @param content  text or bytes; what the line says of them can be said otherwise */
export function file(
  path: unknown,
  content: string | Uint8Array,
  more: { mode?: unknown; bytes?: unknown; sha256?: unknown } = {},
): Line {
  const bytes = bytesOf(content);
  const { mode = 0o644, bytes: length = bytes.length, sha256 = digest(bytes) } = more;
  return { values: ['f', path, mode, length, sha256] };
}

export function link(path: unknown, target: unknown): Line {
  return { values: ['l', path, target] };
}

/** @param content  what comes out of it */
export function piece(
  content: string | Uint8Array,
  more: {
    method?: unknown;
    stored?: Uint8Array;
    storedBytes?: unknown;
    plain?: unknown;
    sha256?: unknown;
  } = {},
): Line {
  const bytes = bytesOf(content);
  const { method = 'stored' } = more;
  const { stored = method === 'zstd' ? zstdCompressSync(bytes) : bytes } = more;
  const { storedBytes = stored.length, plain = bytes.length, sha256 = digest(stored) } = more;
  return { values: ['p', method, storedBytes, plain, sha256], stored };
}

/** Folders, files of one piece, links: an honest entry says no more than that. */
export function aTree(
  folders: readonly string[],
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Line[] {
  const content = Object.values(files).join('');
  return [
    ...folders.map((path) => folder(path)),
    ...(content === '' ? [] : [piece(content)]),
    ...Object.entries(files).map(([path, text]) => file(path, text)),
    ...Object.entries(links).map(([path, target]) => link(path, target)),
  ];
}

export type RawSeal = Pick<Seal, 'list' | 'archive'>;

export type RawEntry = { readonly bytes: Buffer; readonly seal: RawSeal; readonly listAt: number };

export type RawOptions = {
  /** The first line; else what the others add up to. */
  readonly header?: unknown;
  /** The whole list, in place of lines. */
  readonly list?: Uint8Array;
  /** The list as it is stored, in place of a zstd frame of it. */
  readonly stored?: Uint8Array;
  /** Bytes between the pieces and the list. */
  readonly gap?: Uint8Array;
  readonly envelope?: Uint8Array;
  readonly tail?: Uint8Array;
  /** What the seal says, where it is not the truth. */
  readonly seal?: {
    readonly list?: Partial<RawSeal['list']>;
    readonly archive?: Partial<RawSeal['archive']>;
  };
};

export function anEntry(lines: readonly Line[], options: RawOptions = {}): RawEntry {
  const values = lines.map((line) => (Array.isArray(line.values) ? (line.values as unknown[]) : []));
  const members = values.filter(([kind]) => ['d', 'f', 'l'].includes(kind as string)).length;
  const bytes = values.reduce((sum, [kind, , , length]) => (kind === 'f' ? sum + Number(length) : sum), 0);
  const { header = ['sealsmith-list/1', members, bytes], envelope = Buffer.from('{"envelope":true}') } =
    options;
  const text = [header, ...lines.map((line) => line.values)]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
  const { list = Buffer.from(text), gap = new Uint8Array(0) } = options;
  const { stored = zstdCompressSync(list) } = options;
  const pieces = Buffer.concat([...lines.flatMap((line) => line.stored ?? []), gap]);
  const { tail = tailBytes({ envelope: envelope.length, list: stored.length }) } = options;
  return {
    bytes: Buffer.concat([pieces, stored, envelope, tail]),
    listAt: pieces.length,
    seal: {
      list: { sha256: digest(stored), stored: stored.length, bytes: list.length, ...options.seal?.list },
      archive: { stored: pieces.length, members, bytes, ...options.seal?.archive },
    },
  };
}

function bytesOf(content: string | Uint8Array): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
}

export function digest(bytes: Uint8Array): Sha256 {
  return hash('sha256', bytes, 'hex') as Sha256;
}

export type Doors = Pick<World, 'disk' | 'workers'>;

/** The real disk, and threads that start when they are needed. */
export function realDoors(): Doors {
  return {
    disk: systemDisk(),
    workers: systemWorkers(join(import.meta.dirname, '..', '..', 'src', 'main.ts')),
  };
}

/** Opens an entry and reads its list, as a reader does whose signature check passed. */
export function opened(
  doors: Doors,
  path: string,
  seal: RawSeal,
  roots: readonly string[] = ['store'],
  limits: Limits = LIMITS,
): Result<{ readonly entry: OpenEntry; readonly list: ArchiveList }, Miss> {
  const entry = openEntry(doors.disk, path, limits);
  if (!entry.ok) return entry;
  const list = readList(doors.disk, entry.value, seal, new Set(roots), limits);
  if (list.ok) return { ok: true, value: { entry: entry.value, list: list.value } };
  entry.value.close();
  return list;
}

/** Opens, reads and unpacks: every root gets the place `<target>/<root>`; `target` is there. */
export async function restored(
  doors: Doors,
  path: string,
  seal: RawSeal,
  target: string,
  roots: readonly string[] = ['store'],
  limits: Limits = LIMITS,
): Promise<Result<ReadonlyMap<string, readonly TreeEntry[]>, Miss>> {
  const found = opened(doors, path, seal, roots, limits);
  if (!found.ok) return found;
  const { entry, list } = found.value;
  try {
    const targets = new Map(roots.map((root) => [root, `${target}/${root}`]));
    return await unpack(doors, entry, list, targets, new AbortController().signal);
  } finally {
    entry.close();
  }
}

/** What becomes of raw bytes: unpacked into an empty folder, which is looked at after. */
export async function attack(
  folder: string,
  raw: RawEntry,
  roots?: readonly string[],
  limits?: Limits,
): Promise<{ readonly miss: Miss | undefined; readonly left: readonly string[] }> {
  const place = realpathSync(mkdtempSync(join(folder, 'attack-')));
  const target = mkdtempSync(join(place, 'target-'));
  writeFileSync(join(place, 'entry'), raw.bytes);
  const done = await restored(realDoors(), join(place, 'entry'), raw.seal, target, roots, limits);
  return {
    miss: done.ok ? undefined : done.failure,
    left: [...snapshot(target).keys()].filter((path) => path !== ''),
  };
}

/** Every path below a folder (itself as '') with kind, mode and content; names as the program spells them. */
export function snapshot(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const enter = (path: Buffer, below: string): void => {
    const facts = lstatSync(path);
    const mode = (facts.mode & 0o7777).toString(8);
    if (facts.isDirectory()) {
      found.set(below, `folder ${mode}`);
      for (const entry of readdirSync(path, { encoding: 'buffer' })) {
        const inside = Buffer.concat([path, Buffer.from('/'), entry]);
        enter(inside, below === '' ? nameText(entry) : `${below}/${nameText(entry)}`);
      }
    } else if (facts.isSymbolicLink())
      found.set(below, `link ${nameText(readlinkSync(path, { encoding: 'buffer' }))}`);
    else found.set(below, facts.isFile() ? `file ${mode} ${digest(readFileSync(path))}` : 'other');
  };
  enter(Buffer.from(root), '');
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function right<T, F>(result: Result<T, F>): T {
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.value;
}

export function missed<T>(result: Result<T, Miss>): Miss {
  if (result.ok) assert.fail('there was no miss');
  return result.failure;
}
