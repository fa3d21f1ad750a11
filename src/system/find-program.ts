/** Looks programs up in folders, as a shell does on PATH, but never inside the workspace. */

import { accessSync, type BigIntStats, constants, realpathSync, statSync } from 'node:fs';
import { isBelow } from '../core/path.ts';
import { errnoOf } from './attempt.ts';

export type Found = {
  /** As it was found; some programs look at the name they are called by. */
  readonly path: string;
  /** With all links resolved. */
  readonly real: string;
  readonly stat: BigIntStats;
};

/** Where systems keep programs that need not be on an ordinary user's PATH. */
export const SYSTEM_FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'] as const;

/**
 * @param name  a bare name
 * @param outside  a folder whose files are not taken, even through a link; undefined takes any
 */
export function findProgram(
  name: string,
  folders: readonly string[],
  outside: string | undefined,
): Found | undefined {
  return findPrograms(name, folders, outside).next().value ?? undefined;
}

/** All of that name, in the order of the folders. */
export function* findPrograms(
  name: string,
  folders: readonly string[],
  outside: string | undefined,
): Generator<Found, undefined> {
  if (name === '' || name.includes('/')) return;
  for (const folder of folders) {
    const found = programAt(`${folder}/${name}`);
    if (found !== undefined && (outside === undefined || !isBelow(found.real, outside))) yield found;
  }
}

/** A regular file that we may execute, or undefined. */
export function programAt(path: string): Found | undefined {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return undefined;
    accessSync(path, constants.X_OK);
    return { path, real: realpathSync(path), stat };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
