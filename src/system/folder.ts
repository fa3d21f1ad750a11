/** What stands in a folder, with names that keep every byte. */

import { type Dirent, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileKind, Listed } from '../core/ports.ts';
import { errnoOf } from './attempt.ts';
import { fsPath, isDoubtful, nameText } from './names.ts';

type Kinds = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

/**
 * @returns entries sorted by code unit
 * @throws what the system says
 */
export function readFolder(path: string): Listed[] {
  const entries = readdirSync(fsPath(path), { withFileTypes: true });
  const listed = entries.some((entry) => isDoubtful(entry.name))
    ? readdirSync(fsPath(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
        name: nameText(entry.name),
        kind: kindOf(entry),
      }))
    : entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  return listed.sort((a, b) => compare(a.name, b.name));
}

/** Works on directory entries and on what stat says. */
export function kindOf(found: Kinds): FileKind {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : 'other';
}

/**
 * Every file and link below a folder, relative to it and sorted by code unit. Links are listed, not followed, so no
 * loop can catch it; `.git` and folders named in `skip` are not entered; what has vanished meanwhile is left out.
 *
 * @throws what the system says of a folder that cannot be read
 */
export function walkFolder(root: string, skip: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const enter = (below: string): void => {
    for (const { name, kind } of readThere(below === '' ? root : `${root}/${below}`, below === '')) {
      const path = below === '' ? name : `${below}/${name}`;
      if (kind === 'folder') {
        if (name !== '.git' && !skip.has(name)) enter(path);
      } else if (kind !== 'other' && name !== '.git') found.push(path);
    }
  };
  enter('');
  return found.sort(compare);
}

/**
 * Makes a folder and those above it; one that is there stays as it is. Node's own recursive mkdir never returns where
 * the file system says ENOENT to a folder that has its parent, as automounted homes do, and says ENOENT on a disk that
 * is read-only.
 *
 * @param mode  of the folder itself, before the umask
 * @throws what the system says
 */
export function makeFolders(path: string, mode = 0o777): void {
  try {
    mkdirSync(fsPath(path), { mode });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && dirname(path) !== path) {
      makeFolders(dirname(path));
      mkdirUnlessThere(path, mode);
    } else if (!isFolder(path)) throw error;
  }
}

function mkdirUnlessThere(path: string, mode: number): void {
  try {
    mkdirSync(fsPath(path), { mode });
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The root itself must be there. */
function readThere(path: string, isRoot: boolean): Listed[] {
  try {
    return readFolder(path);
  } catch (error) {
    const gone = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (gone && !isRoot) return [];
    throw error;
  }
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
