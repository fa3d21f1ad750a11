/** Everything below a folder as entries of an archive: sorted, with one time and two modes. */

import { posix } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { TarEntry } from '../../formats/tar.ts';

/**
 * @param mtime  seconds since 1970
 * @returns entries by code unit of their path, folders before what is in them; a clause when something below is
 *   neither file, folder nor a link that stays inside
 */
export function treeEntries(
  inside: Inside,
  root: string,
  mtime: number,
): Result<readonly TarEntry[], Failure | string> {
  const entries: TarEntry[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const names = inside.names(posix.join(root, folder));
    if (!names.ok) return names;
    for (const name of names.value) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const entry = entryAt(inside, root, path, mtime);
      if (!entry.ok) return entry;
      if (entry.value.kind === 'folder') waiting.push(path);
      entries.push(entry.value);
    }
  }
  return ok(entries.toSorted((a, b) => (sortName(a) < sortName(b) ? -1 : 1)));
}

function entryAt(
  inside: Inside,
  root: string,
  path: string,
  mtime: number,
): Result<TarEntry, Failure | string> {
  const looked = inside.look(posix.join(root, path));
  if (!looked.ok) return looked;
  const found = looked.value;
  switch (found?.kind) {
    case undefined:
      return err(`${path} is not there any more, or its name is no UTF-8`);
    case 'file':
      return ok({
        kind: 'file',
        path,
        mode: (found.mode & 0o111) === 0 ? 0o644 : 0o755,
        mtime,
        bytes: found.bytes,
      });
    case 'folder':
      return ok({ kind: 'folder', path, mode: 0o755, mtime });
    case 'link': {
      const target = found.target ?? '';
      if (!staysInside(path, target)) return err(`${path} is a link that leads outside: ${target}`);
      return ok({ kind: 'link', path, mode: 0o777, mtime, target });
    }
    case 'other':
      return err(`${path} is neither file, folder nor link`);
  }
}

/** Whether a link's text leads to a place below the root; whatever links are on the way are checked for themselves. */
function staysInside(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/')) return false;
  const place = posix.normalize(posix.join(posix.dirname(path), target));
  return place !== '..' && !place.startsWith('../');
}

function sortName(entry: TarEntry): string {
  return entry.kind === 'folder' ? `${entry.path}/` : entry.path;
}
