/**
 * Layers and other blobs that one build leaves for the next, in a folder outside the workspace. Nothing in it is
 * believed: who takes a blob compares it with its digest, and who takes a note can tell that it is wrong. That it cannot
 * be written only costs time.
 */

import { randomBytes } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import type { Disk } from '../core/disk.ts';
import { hexOf, type ImageDigest } from '../core/image.ts';
import type { Inside } from '../core/inside.ts';
import type { Doors } from '../core/ports.ts';
import { attempt } from './attempt.ts';

export interface ImageStore {
  /** Where a blob lies, as it stands; undefined when there is none. */
  blob(digest: ImageDigest): string | undefined;
  /** Gives a file that is this blob a second name here, or copies it. */
  keep(digest: ImageDigest, path: string): void;
  /** Removes a blob that was not what its name says. */
  forget(digest: ImageDigest): void;
  /** A text that was noted under a key. */
  note(kind: string, key: Sha256): string | undefined;
  remember(kind: string, key: Sha256, text: string): void;
}

/** The variable that names the folder. */
export const STORE_VARIABLE = 'SEALSMITH_IMAGES';

const MOST_BYTES = 8 * 2 ** 30;
const MOST_NOTES = 5000;
const NOTE_LIMIT = 16 * 2 ** 20;

/** The store that the variable names; undefined without it: then nothing is used again. */
export function storeOf(inside: Pick<Inside, 'env' | 'doors'>): ImageStore | undefined {
  const folder = inside.env[STORE_VARIABLE];
  return folder?.startsWith('/') === true ? imageStore(inside.doors(), folder) : undefined;
}

/** @param folder  absolute; made when something is kept */
export function imageStore({ disk, clock }: Pick<Doors, 'disk' | 'clock'>, folder: string): ImageStore {
  const blobs = `${folder}/blobs/sha256`;
  let swept = false;
  const sweepOnce = (): void => {
    if (swept) return;
    swept = true;
    attempt('remove', blobs, () => sweep(disk, blobs, (bytes) => bytes > MOST_BYTES));
  };
  return {
    blob(digest) {
      const path = `${blobs}/${hexOf(digest)}`;
      const found = attempt('read', path, () => {
        if (disk.look(path)?.kind !== 'file') return undefined;
        // The oldest go first when there is too much.
        disk.touch(path, clock.now());
        return path;
      });
      return found.ok ? found.value : undefined;
    },
    keep(digest, path) {
      const place = `${blobs}/${hexOf(digest)}`;
      attempt('write', place, () => {
        if (disk.look(place) !== undefined) return;
        makeFolders(disk, blobs);
        if (!attempt('link', place, () => disk.makeHardLink(path, place)).ok) copyFile(disk, path, place);
      });
      sweepOnce();
    },
    forget(digest) {
      const place = `${blobs}/${hexOf(digest)}`;
      attempt('remove', place, () => disk.remove(place));
    },
    note(kind, key) {
      const path = `${folder}/${kind}/${key}`;
      const found = attempt('read', path, () => {
        const bytes = disk.look(path)?.bytes;
        if (bytes === undefined || bytes > NOTE_LIMIT) return undefined;
        const into = Buffer.alloc(bytes);
        return disk.readWhole(path, into) === bytes ? into.toString('utf8') : undefined;
      });
      return found.ok ? found.value : undefined;
    },
    remember(kind, key, text) {
      const place = `${folder}/${kind}`;
      attempt('write', place, () => {
        makeFolders(disk, place);
        writeText(disk, `${place}/${key}`, text);
        sweep(disk, place, (_, count) => count > MOST_NOTES);
      });
    },
  };
}

/** Removes the oldest files until there are not too many any more. */
function sweep(disk: Disk, folder: string, tooMuch: (bytes: number, count: number) => boolean): void {
  const found = disk.list(folder).flatMap(({ name, kind }) => {
    const facts = kind === 'file' ? disk.look(`${folder}/${name}`) : undefined;
    return facts === undefined ? [] : [{ name, bytes: facts.bytes, modified: facts.modified }];
  });
  let bytes = found.reduce((sum, file) => sum + file.bytes, 0);
  let count = found.length;
  for (const file of found.sort((a, b) => a.modified - b.modified)) {
    if (!tooMuch(bytes, count)) return;
    disk.remove(`${folder}/${file.name}`);
    bytes -= file.bytes;
    count -= 1;
  }
}

function makeFolders(disk: Disk, path: string): void {
  if (disk.look(path)?.kind === 'folder') return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent !== '') makeFolders(disk, parent);
  // Somebody else may have made it meanwhile.
  if (!attempt('make', path, () => disk.makeFolder(path, 0o700)).ok && disk.look(path) === undefined)
    throw Object.assign(new Error('cannot be made'), { code: 'EACCES', path });
}

function copyFile(disk: Disk, from: string, to: string): void {
  const beside = partOf(to);
  const source = disk.openRead(from);
  try {
    const target = disk.create(beside, 0o600);
    try {
      const buffer = Buffer.allocUnsafe(1 << 20);
      for (let at = 0; ; ) {
        const count = disk.read(source, buffer, at);
        if (count === 0) break;
        disk.write(target, buffer.subarray(0, count));
        at += count;
      }
    } finally {
      disk.close(target);
    }
    disk.rename(beside, to);
  } finally {
    disk.close(source);
    disk.remove(beside);
  }
}

function writeText(disk: Disk, path: string, text: string): void {
  const beside = partOf(path);
  const file = disk.create(beside, 0o600);
  try {
    disk.write(file, Buffer.from(text));
  } finally {
    disk.close(file);
  }
  disk.rename(beside, path);
}

/** Two builds may write the same thing at once. */
function partOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.part`;
}
