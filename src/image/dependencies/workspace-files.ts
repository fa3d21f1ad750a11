/** Files of the workspace that decide what is installed, read whole through `Inside`. */

import { posix } from 'node:path';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** Bytes of one such file, and of all of them. */
const LIMIT = 64 * 2 ** 20;
const LIMIT_OF_ALL = 256 * 2 ** 20;
const MOST_FILES = 5000;

/** UTF-8 text; undefined when it is not there. */
export function readText(inside: Inside, path: string): Result<string | undefined> {
  const bytes = readFile(inside, path);
  return bytes.ok ? ok(bytes.value?.toString('utf8')) : bytes;
}

/** Of folders everything in them, links left out; what is not there is left out. */
export function readFiles(
  inside: Inside,
  paths: readonly string[],
): Result<ReadonlyMap<string, Buffer<ArrayBufferLike>>> {
  const found = new Map<string, Buffer>();
  const waiting = [...paths];
  let sum = 0;
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const looked = inside.look(path);
    if (!looked.ok) return looked;
    if (looked.value?.kind === 'folder') {
      const names = inside.names(path);
      if (!names.ok) return names;
      for (const name of names.value) {
        const below = posix.join(path, name);
        const kind = inside.look(below);
        if (kind.ok && kind.value?.kind !== 'link') waiting.push(below);
      }
      continue;
    }
    const bytes = readFile(inside, path);
    if (!bytes.ok) return bytes;
    if (bytes.value === undefined) continue;
    sum += bytes.value.length;
    found.set(path, bytes.value);
    if (sum > LIMIT_OF_ALL || found.size > MOST_FILES)
      return invalid(path, 'it and the files beside it are more than a manifest, a lock and settings');
  }
  return ok(found);
}

function readFile(inside: Inside, path: string): Result<Buffer | undefined> {
  const looked = inside.look(path);
  if (!looked.ok) return looked;
  if (looked.value === undefined) return ok(undefined);
  const file = inside.read(path);
  if (!file.ok) return file;
  try {
    const parts: Buffer[] = [];
    for (let at = 0; ; ) {
      const piece = Buffer.alloc(256 * 1024);
      const count = file.value.read(piece, at);
      if (!count.ok) return count;
      parts.push(piece.subarray(0, count.value));
      at += count.value;
      if (at > LIMIT) return invalid(path, `it has more than ${LIMIT} bytes`);
      if (count.value < piece.length) return ok(Buffer.concat(parts));
    }
  } finally {
    file.value.close();
  }
}

function invalid(file: string, message: string): Result<never> {
  return err({ code: 'project-invalid', file, message, next: `correct ${file}` });
}
