/** Files as the commands inside jobs read and write them: in pieces, so that size costs no memory. */

import {
  closeSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Looked, Reader, Writer } from '../core/inside.ts';
import type { Result } from '../core/result.ts';
import { attempt } from './attempt.ts';
import { kindOf } from './folder.ts';

export function look(path: string): Result<Looked | undefined> {
  return attempt('look at', path, () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const target = found.isSymbolicLink() ? readlinkSync(path) : undefined;
    return { kind: kindOf(found), mode: found.mode & 0o7777, bytes: found.size, target };
  });
}

export function names(path: string): Result<readonly string[]> {
  return attempt('list', path, () => readdirSync(path).sort());
}

export function read(path: string): Result<Reader> {
  return attempt('read', path, () => {
    const file = openSync(path, 'r');
    return {
      read: (into, at) => attempt('read', path, () => fill(file, into, at)),
      close: () => closeSync(file),
    };
  });
}

export function remove(path: string): Result<void> {
  return attempt('remove', path, () => rmSync(path, { recursive: true, force: true }));
}

export function write(path: string, mode: number): Result<Writer> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  return attempt('write', path, () => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(beside, { force: true });
    const file = openSync(beside, 'wx', 0o600);
    let end = 0;
    let open = true;
    const close = (): void => {
      if (open) closeSync(file);
      open = false;
    };
    return {
      write: (bytes, at = end) =>
        attempt('write', path, () => {
          for (let from = 0; from < bytes.length; )
            from += writeSync(file, bytes, from, bytes.length - from, at + from);
          end = Math.max(end, at + bytes.length);
        }),
      finish: () =>
        attempt('write', path, () => {
          // Not the mode at opening: the umask would have its say in what is packed.
          fchmodSync(file, mode);
          close();
          renameSync(beside, path);
        }),
      drop: () => {
        close();
        rmSync(beside, { force: true });
      },
    };
  });
}

function fill(file: number, into: Uint8Array, at: number): number {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(file, into, filled, into.length - filled, at + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
