/**
 * SHA-256 of files, each read once. Small ones are read synchronously, which is several times faster than a trip
 * through the thread pool for each, with a pause every few milliseconds so that the rest of the program goes on;
 * large ones are streamed.
 */

import { createHash, hash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, lstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Sha256 } from '../core/digest.ts';
import type { TreeEntry } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import { attempt, attemptAsync, errnoOf } from './attempt.ts';
import { walkFolder } from './folder.ts';
import { fsPath } from './names.ts';

/** Bytes of a piece; what fits into one is small. */
const CHUNK = 1024 * 1024;

/** Milliseconds of work after which others have their turn. */
const TURN = 10;

/** Last name of the path only; a link that took a file's place meanwhile is an error, and no pipe can hold us up. */
const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

type Digested = { readonly sha256: Sha256; readonly bytes: number };

/** Streams a file, a link followed; the next piece is read while one is hashed. */
export function digestFile(path: string): Promise<Result<Digested>> {
  return attemptAsync('read', path, () => stream(path, constants.O_RDONLY | constants.O_NONBLOCK));
}

/** See `Files.digestAll`. */
export async function digestAll(
  root: string,
  paths: readonly string[],
): Promise<Result<readonly TreeEntry[]>> {
  const entries: TreeEntry[] = [];
  // The same memory for all small files.
  const memory = Buffer.allocUnsafeSlow(CHUNK + 1);
  let since = performance.now();
  const take = async (path: string): Promise<Result<void>> => {
    if (performance.now() - since > TURN) {
      await setImmediate();
      since = performance.now();
    }
    const full = `${root}/${path}`;
    const looked = attempt('read', full, () => lookAt(full));
    if (!looked.ok) return looked;
    const found = looked.value;
    if (found === undefined) return ok(undefined);
    if (found.isDirectory()) {
      const inside = attempt('list', full, () => walkFolder(full, new Set()));
      if (!inside.ok) return unlessGone(inside);
      for (const name of inside.value) {
        const taken = await take(`${path}/${name}`);
        if (!taken.ok) return taken;
      }
      return ok(undefined);
    }
    const digested = await digestOne(full, found, memory);
    if (!digested.ok) return unlessGone(digested);
    if (digested.value !== undefined) entries.push({ path, ...digested.value });
    return ok(undefined);
  };
  for (const path of paths) {
    const taken = await take(path);
    if (!taken.ok) return taken;
  }
  return ok(entries);
}

/** Undefined for what has no content: sockets, pipes, devices. */
async function digestOne(
  path: string,
  found: BigIntStats,
  memory: Buffer,
): Promise<Result<Omit<TreeEntry, 'path'> | undefined>> {
  if (found.isSymbolicLink()) {
    return attempt('read', path, () => {
      const target = readlinkSync(fsPath(path), { encoding: 'buffer' });
      return { sha256: hash('sha256', target, 'hex') as Sha256, mode: 'link' };
    });
  }
  if (!found.isFile()) return ok(undefined);
  const mode = (found.mode & 0o111n) === 0n ? 'file' : 'executable';
  if (found.size <= CHUNK) {
    const small = attempt('read', path, () => readSmall(path, Number(found.size), memory));
    if (!small.ok) return small;
    if (small.value !== undefined) return ok({ sha256: hash('sha256', small.value, 'hex') as Sha256, mode });
  }
  const streamed = await attemptAsync('read', path, () => stream(path, PLAIN));
  return streamed.ok ? ok({ sha256: streamed.value.sha256, mode }) : streamed;
}

/** One more byte is asked for than there should be: what has grown meanwhile is not small any more. */
function readSmall(path: string, size: number, memory: Buffer): Buffer | undefined {
  const file = openSync(fsPath(path), PLAIN);
  try {
    const count = readSync(file, memory, 0, size + 1, null);
    return count > size ? undefined : memory.subarray(0, count);
  } finally {
    closeSync(file);
  }
}

async function stream(path: string, flags: number): Promise<Digested> {
  const file = await open(fsPath(path), flags);
  try {
    const sum = createHash('sha256');
    let bytes = 0;
    let [filled, spare] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)];
    let count = await read(file, filled);
    while (count > 0) {
      const next = read(file, spare);
      sum.update(filled.subarray(0, count));
      bytes += count;
      count = await next;
      [filled, spare] = [spare, filled];
    }
    return { sha256: sum.digest('hex') as Sha256, bytes };
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, into: Buffer): Promise<number> {
  return (await file.read(into, 0, into.length, null)).bytesRead;
}

function lookAt(path: string): BigIntStats | undefined {
  try {
    return lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** What vanished between listing and reading was never there. */
function unlessGone(result: Result<unknown>): Result<void> {
  const gone =
    !result.ok && result.failure.code === 'system' && ['ENOENT', 'ENOTDIR'].includes(result.failure.errno);
  return result.ok || gone ? ok(undefined) : result;
}
