/**
 * `internal npm-contents`: removes from npm's cache (npm_config_cache) every content that is not what its name says, as
 * `npm cache verify` does, which takes many times as long.
 *
 * npm unpacks what its cache holds while it hashes it, and when the hash is wrong it unpacks the right archive over it:
 * files that only the wrong one has stay (seen with npm 11). So what is wrong has to be gone before.
 */

import { createHash } from 'node:crypto';
import type { Failure } from '../../core/failure.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** How cacache names content: `content-v2/sha512/aa/bb/…`, the digest in hex in three parts. */
const ALGORITHM = /^sha(?:1|256|384|512)$/;
const PART = /^[0-9a-f]{2}$/;
const REST = /^[0-9a-f]+$/;

export async function npmContents(
  _args: readonly string[],
  inside: Inside,
): Promise<Result<number, Failure | string>> {
  const cache = inside.env['npm_config_cache'];
  if (cache === undefined || cache === '') return err('needs the folder of npm in npm_config_cache');
  const seen = { checked: 0, removed: 0 };
  const root = `${cache}/_cacache`;
  const there = inside.look(root);
  if (!there.ok) return there;
  if (there.value === undefined) return ok(0);
  const walked = each(inside, root, /^/, seen, (version, path) =>
    !version.startsWith('content-')
      ? ok(undefined)
      : each(inside, path, ALGORITHM, seen, (algorithm, kinds) =>
          each(inside, kinds, PART, seen, (first, above) =>
            each(inside, above, PART, seen, (second, folder) =>
              checkFolder(inside, folder, algorithm, `${first}${second}`, seen),
            ),
          ),
        ),
  );
  if (!walked.ok) return walked;
  if (seen.removed > 0)
    inside.print(`removed ${seen.removed} of npm's cache that were not what their names say\n`);
  return ok(0);
}

type Seen = { checked: number; removed: number };

/** Goes through the folders in a folder; whatever else lies there, and other names, is removed. Links are not followed. */
function each(
  inside: Inside,
  folder: string,
  fits: RegExp,
  seen: Seen,
  visit: (name: string, path: string) => Result<void>,
): Result<void> {
  const own = inside.look(folder);
  if (!own.ok) return own;
  if (own.value?.kind !== 'folder') return drop(inside, folder, seen);
  const names = inside.names(folder);
  if (!names.ok) return names;
  for (const name of names.value) {
    const path = `${folder}/${name}`;
    const done = fits.test(name) ? visit(name, path) : drop(inside, path, seen);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

function checkFolder(
  inside: Inside,
  folder: string,
  algorithm: string,
  beginning: string,
  seen: Seen,
): Result<void> {
  return each(inside, folder, REST, seen, (rest, path) => {
    const found = inside.look(path);
    if (!found.ok) return found;
    if (found.value?.kind !== 'file') return drop(inside, path, seen);
    seen.checked += 1;
    const digest = digestOf(inside, path, algorithm);
    if (!digest.ok) return digest;
    return digest.value === `${beginning}${rest}` ? ok(undefined) : drop(inside, path, seen);
  });
}

function drop(inside: Inside, path: string, seen: Seen): Result<void> {
  seen.removed += 1;
  return inside.remove(path);
}

/** Bytes read at once. */
const PIECE = 1024 * 1024;

/** In hex. */
function digestOf(inside: Inside, path: string, algorithm: string): Result<string> {
  const file = inside.read(path);
  if (!file.ok) return file;
  const hash = createHash(algorithm);
  const piece = Buffer.allocUnsafe(PIECE);
  try {
    for (let at = 0; ; ) {
      const count = file.value.read(piece, at);
      if (!count.ok) return count;
      hash.update(piece.subarray(0, count.value));
      if (count.value < PIECE) return ok(hash.digest('hex'));
      at += count.value;
    }
  } finally {
    file.value.close();
  }
}
