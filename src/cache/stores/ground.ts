/**
 * The folder that a store of files stands on. Nothing in it is trusted, and below it no link is ever followed: what
 * stands where a folder of ours belongs is no folder of ours.
 */

import type { World } from '../../core/ports.ts';
import { errnoOf } from './trouble.ts';

/** Where a store's root is, by the rules of that store. */
export type Ground = {
  /** For people; also where it will be made. */
  readonly place: string;
  /** Absolute path without links; undefined when there is none (yet). @throws StoreTrouble */
  readonly find: () => string | undefined;
  /** The same, made when there is none. @throws StoreTrouble, or what the disk says */
  readonly make: () => string;
  /** The folder whose permission bits those of the store get: who may work there may work here. */
  readonly like: (root: string) => string;
};

export type Doors = Pick<World, 'disk' | 'files' | 'clock'>;

/** A folder below the root, as its absolute path; undefined when there is none, or something else in its place. */
export function folderBelow(doors: Doors, root: string, folder: string): string | undefined {
  const path = `${root}/${folder}`;
  return doors.files.kind(path) === 'folder' && doors.files.realPath(path) === path ? path : undefined;
}

/** Permission bits for folders of the store, see `Ground.like`; of setuid and its like nothing is handed on. */
export function modeOf(doors: Doors, like: string): number {
  return (doors.disk.look(like)?.mode ?? 0o700) & 0o777;
}

/**
 * Makes a folder below the root and those above it. A link or a file where one of them belongs is removed (itself, not
 * what it leads to): otherwise a stranger could keep honest entries out for ever.
 *
 * @returns its absolute path
 * @throws what the disk says
 */
export function makeFolderBelow(doors: Doors, root: string, folder: string, mode: number): string {
  return folder.split('/').reduce((above, name) => {
    const path = `${above}/${name}`;
    const kind = doors.files.kind(path);
    if (kind === 'folder') return path;
    // Never a tree: another run may have put a folder there since we looked.
    if (kind !== undefined) unlessFolder(() => doors.disk.removeFile(path));
    makeUnlessThere(doors, path, mode);
    return path;
  }, root);
}

/** @throws what the disk says, also when something stands there that is no folder */
export function makeUnlessThere(doors: Omit<Doors, 'clock'>, path: string, mode: number): void {
  try {
    doors.disk.makeFolder(path, mode);
  } catch (error) {
    if (errnoOf(error) === undefined || doors.files.kind(path) !== 'folder') throw error;
  }
}

/** Linux says EISDIR where POSIX says EPERM. */
function unlessFolder(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!['EISDIR', 'EPERM'].includes(errnoOf(error) ?? '')) throw error;
  }
}
