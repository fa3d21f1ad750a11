/** Files that hold a private key: ours alone, there whole or not at all, and never written over. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt, errnoOf } from './attempt.ts';
import { makeFolders } from './folder.ts';
import { fsPath } from './names.ts';

/** Bytes; a key is far shorter. */
const LIMIT = 4096;

/** See `Files.readPrivate`. */
export function readPrivate(path: string): Result<string | undefined> {
  const read = attempt('read', path, () => readOwn(path));
  if (!read.ok) return read.failure.errno === 'ENOENT' ? ok(undefined) : read;
  const folder = attempt('read', dirname(path), () => lstatSync(fsPath(dirname(path))));
  if (!folder.ok) return folder;
  const open = unsafe(folder.value, 'folder');
  if (open !== undefined) return unusable(dirname(path), open);
  return 'why' in read.value ? unusable(path, read.value.why) : ok(read.value.text);
}

/** See `Files.createPrivate`. */
export function createPrivate(path: string, text: string): Result<boolean> {
  const folder = dirname(path);
  const made = attempt('make', folder, () => {
    makeFolders(folder, 0o700);
    return lstatSync(fsPath(folder));
  });
  if (!made.ok) return made;
  const open = unsafe(made.value, 'folder');
  if (open !== undefined) return unusable(folder, open);
  return attempt('write', path, () => placed(path, text));
}

type Read = { readonly text: string } | { readonly why: string };

/** One descriptor from the check to the last byte; a link or a pipe of that name is not followed and not waited for. */
function readOwn(path: string): Read {
  let file: number;
  try {
    file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errnoOf(error) === 'ELOOP') return { why: 'it is a link' };
    throw error;
  }
  try {
    const found = fstatSync(file);
    const why = unsafe(found, 'file');
    if (why !== undefined) return { why };
    const bytes = Buffer.alloc(LIMIT + 1);
    const count = readSync(file, bytes);
    return count > LIMIT
      ? { why: `it is longer than ${LIMIT} bytes` }
      : { text: bytes.toString('utf8', 0, count) };
  } finally {
    closeSync(file);
  }
}

function unsafe(found: Stats, wanted: 'file' | 'folder'): string | undefined {
  if (wanted === 'file' ? !found.isFile() : !found.isDirectory()) return `it is no ${wanted}`;
  const uid = process.getuid?.();
  if (found.uid !== uid) return `it belongs to another user (${found.uid}, not ${uid})`;
  const mode = found.mode & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  const closed = wanted === 'file' ? '0600' : '0700';
  return `others may use it: its mode is 0${mode.toString(8)}, not ${closed}`;
}

function unusable(path: string, why: string): Result<never, Failure> {
  return err({ code: 'key-unusable', path, why });
}

/** Written beside and linked: the name appears with its whole content, and only where there was none. */
function placed(path: string, text: string): boolean {
  const beside = join(dirname(path), `.${randomBytes(6).toString('hex')}.part`);
  const file = openSync(fsPath(beside), 'wx', 0o600);
  try {
    try {
      // Whatever umask there is: the owner reads it.
      fchmodSync(file, 0o600);
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(fsPath(beside), fsPath(path));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(fsPath(beside));
  }
}
