/**
 * What may become of an entry, worked out without any code of the reader: what a list that is taken must look like on
 * the disk, and which classes of attack known from other readers (zip-slip, node-tar, `tar -P`) a list holds.
 */

import { posix } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { sha256 } from '../../../src/cache/drill/forged.ts';
import { bytesOf, type FuzzCase } from './case.ts';

export const CLASSES = [
  'climbs out',
  'absolute',
  'NUL',
  'backslash',
  'empty part',
  'twice',
  'case',
  'Unicode',
  'setuid and its like',
  'link out',
  'absolute link',
  'through a link',
  'below a file',
  'in no folder',
  'foreign root',
  'hard link or device',
  'content of nobody',
  'other content',
  'too long',
] as const;

export type Class = (typeof CLASSES)[number];

/** Undefined when the list is none. */
export type Read = {
  readonly classes: ReadonlySet<Class>;
  /** By path: as `snapshot` says it (test/support/archive.ts). */
  readonly tree: ReadonlyMap<string, string>;
};

/** @param written  roots that are put on the disk; others are only looked at */
export function readCase(
  one: FuzzCase,
  roots: readonly string[],
  written: readonly string[],
): Read | undefined {
  const lines = linesOf(one);
  if (lines === undefined) return undefined;
  const content = new Content(bytesOf(one.pieces));
  const classes = new Set<Class>();
  const tree = new Map<string, string>();
  const kinds = new Map<string, string>();
  const folded = new Map<string, string>();
  for (const [kind, path, ...rest] of lines.slice(1)) {
    if (kind === 'p') {
      content.piece(path, Number(rest[0]));
      continue;
    }
    if (!['d', 'f', 'l'].includes(String(kind))) {
      classes.add('hard link or device');
      continue;
    }
    const name = String(path);
    for (const one of pathClasses(name, roots)) classes.add(one);
    if (kinds.has(name)) classes.add('twice');
    else if (folded.has(foldOf(name)))
      classes.add(folded.get(foldOf(name)) === name.toLowerCase() ? 'case' : 'Unicode');
    kinds.set(name, String(kind));
    folded.set(foldOf(name), name.toLowerCase());
    const mode = Number(rest[0]);
    if (kind !== 'l' && (!Number.isInteger(mode) || mode < 0 || mode > 0o777))
      classes.add('setuid and its like');
    if (kind === 'd') tree.set(name, `folder ${mode.toString(8)}`);
    if (kind === 'f') {
      const bytes = content.take(Number(rest[1]));
      if (bytes === undefined || sha256(bytes) !== rest[2]) classes.add('other content');
      tree.set(name, `file ${mode.toString(8)} ${rest[2]}`);
    }
    if (kind === 'l') {
      for (const one of linkClasses(name, String(rest[0]))) classes.add(one);
      tree.set(name, `link ${rest[0]}`);
    }
  }
  if (!content.isEmpty) classes.add('content of nobody');
  for (const [name] of kinds) for (const one of placeClasses(name, kinds)) classes.add(one);
  const wanted = [...tree].filter(([path]) => written.includes(path.split('/')[0] ?? ''));
  return { classes, tree: new Map(wanted) };
}

function linesOf(one: FuzzCase): unknown[][] | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      zstdDecompressSync(bytesOf(one.list), { maxOutputLength: 2 ** 28 }),
    );
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
    return lines.every(Array.isArray) ? (lines as unknown[][]) : undefined;
  } catch {
    return undefined;
  }
}

/** The pieces one after the other, plain, as files take from them. */
class Content {
  readonly #stored: Buffer;
  #at = 0;
  #plain: Buffer = Buffer.alloc(0);

  constructor(stored: Buffer) {
    this.#stored = stored;
  }

  get isEmpty(): boolean {
    return this.#plain.length === 0 && this.#at === this.#stored.length;
  }

  piece(method: unknown, length: number): void {
    const bytes = this.#stored.subarray(this.#at, this.#at + length);
    this.#at += length;
    this.#plain = Buffer.concat([this.#plain, method === 'zstd' ? inflated(bytes) : bytes]);
  }

  take(length: number): Buffer | undefined {
    if (!(length >= 0 && length <= this.#plain.length)) return undefined;
    const bytes = this.#plain.subarray(0, length);
    this.#plain = this.#plain.subarray(length);
    return bytes;
  }
}

function inflated(bytes: Buffer): Buffer {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: 2 ** 24 });
  } catch {
    return Buffer.from('no frame');
  }
}

function pathClasses(path: string, roots: readonly string[]): Class[] {
  const parts = path.split('/');
  const found: Class[] = [];
  if (path.startsWith('/')) found.push('absolute');
  if (parts.includes('..')) found.push('climbs out');
  if (parts.includes('') || parts.includes('.')) found.push('empty part');
  if (path.includes('\0')) found.push('NUL');
  if (path.includes('\\')) found.push('backslash');
  if (!roots.includes(parts[0] ?? '')) found.push('foreign root');
  if (parts.some((part) => Buffer.byteLength(part) > 3 * 255) || parts.length > 128) found.push('too long');
  return found;
}

function linkClasses(path: string, target: string): Class[] {
  if (target.startsWith('/')) return ['absolute link'];
  const root = path.split('/')[0] ?? '';
  const place = posix.normalize(posix.join(posix.dirname(path), target));
  // A root that is a link may lead to what stands beside it.
  const inside = path === root ? !place.startsWith('..') : place === root || place.startsWith(`${root}/`);
  return inside && !target.includes('\0') && target !== '' ? [] : ['link out'];
}

/** What stands above it decides, wherever that is listed. */
function placeClasses(path: string, kinds: ReadonlyMap<string, string>): Class[] {
  const parts = path.split('/');
  const above = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
  const found: Class[] = [];
  if (above.some((one) => kinds.get(one) === 'l')) found.push('through a link');
  if (above.some((one) => kinds.get(one) === 'f')) found.push('below a file');
  const parent = above.at(-1);
  if (parent !== undefined && kinds.get(parent) === undefined) found.push('in no folder');
  return found;
}

/** Coarser than the reader's own, on purpose: compatibility forms count as well. */
function foldOf(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
