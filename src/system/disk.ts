/** `Disk` (core) on the real disk. Text in, text out: names that are no UTF-8 are spelled as `names.ts` says. */

import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  opendirSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Disk, FileFacts } from '../core/disk.ts';
import { errnoOf } from './attempt.ts';
import { kindOf, readFolder } from './folder.ts';
import { fsPath, nameText } from './names.ts';
import { removeTree } from './remove.ts';

/** Last name of the path only; no link is followed there, and no pipe can hold us up. */
const PLAIN = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export function systemDisk(): Disk {
  let masked: number | undefined;
  /** Bits that the system takes away from what is made; asked once, when something is. */
  const mask = (): number => {
    masked ??= umask();
    return masked;
  };
  return {
    openRead: (path) => openRegular(path, constants.O_RDONLY | PLAIN),
    openWrite: (path) => openRegular(path, constants.O_RDWR | PLAIN),
    create(path, mode) {
      const file = openSync(fsPath(path), NEW, mode);
      // One call less for nearly every file: what the umask leaves alone is right as it is.
      if ((mode & mask()) !== 0) closingOnError(file, () => fchmodSync(file, mode));
      return file;
    },
    close: closeSync,
    facts: (file) => factsOf(fstatSync(file)),
    read: readFully,
    readWhole(path, into) {
      const file = openSync(fsPath(path), constants.O_RDONLY | PLAIN);
      try {
        const bytes = regular(file, path).size;
        const wanted = Math.min(bytes, into.length);
        // What has become shorter meanwhile has the bytes that were there.
        const read = readFully(file, into.subarray(0, wanted), 0);
        return read < wanted ? read : bytes;
      } finally {
        closeSync(file);
      }
    },
    write(file, bytes, position) {
      for (let at = 0; at < bytes.length; ) {
        const place = position === undefined ? null : position + at;
        at += writeSync(file, bytes, at, bytes.length - at, place);
      }
    },
    sync: fsyncSync,
    look(path) {
      try {
        const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
        return found === undefined ? undefined : factsOf(found);
      } catch (error) {
        if (errnoOf(error) === 'ENOTDIR') return undefined;
        throw error;
      }
    },
    list: readFolder,
    scan: scanFolder,
    readLink: (path) => nameText(readlinkSync(fsPath(path), { encoding: 'buffer' })),
    makeFolder(path, mode) {
      mkdirSync(fsPath(path), mode);
      if ((mode & mask()) !== 0) chmodSync(fsPath(path), mode);
    },
    makeLink: (target, path) => symlinkSync(fsPath(target), fsPath(path)),
    makeHardLink: (existing, path) => linkSync(fsPath(existing), fsPath(path)),
    setMode: (path, mode) => chmodSync(fsPath(path), mode),
    setOwner: (path, uid, gid) => lchownSync(fsPath(path), uid, gid),
    rename: (from, to) => renameSync(fsPath(from), fsPath(to)),
    touch: (path, modified) => lutimesSync(fsPath(path), modified / 1000, modified / 1000),
    remove: removeTree,
    removeFile: (path) => unlessGone(() => unlinkSync(fsPath(path))),
    removeFolder: (path) => unlessGone(() => rmdirSync(fsPath(path))),
  };
}

function openRegular(path: string, flags: number): number {
  const file = openSync(fsPath(path), flags);
  closingOnError(file, () => regular(file, path));
  return file;
}

function regular(file: number, path: string): Stats {
  const found = fstatSync(file);
  if (!found.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'EINVAL', path });
  return found;
}

function readFully(file: number, into: Uint8Array, position: number): number {
  let at = 0;
  while (at < into.length) {
    const count = readSync(file, into, at, into.length - at, position + at);
    if (count === 0) break;
    at += count;
  }
  return at;
}

function closingOnError(file: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function factsOf(found: Stats): FileFacts {
  return { kind: kindOf(found), bytes: found.size, mode: found.mode & 0o7777, modified: found.mtimeMs };
}

function scanFolder(
  path: string,
  most: number,
  visit: (name: string, kind: FileFacts['kind']) => void,
): boolean {
  // A path in text, which is all that Node's types take here; names of ours are ASCII.
  const folder = opendirSync(path);
  try {
    for (let count = 0; ; count += 1) {
      const entry = folder.readSync();
      if (entry === null) return true;
      if (count === most) return false;
      visit(entry.name, kindOf(entry));
    }
  } finally {
    folder.closeSync();
  }
}

function unlessGone(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/**
 * Read rather than asked for: the system tells its umask only to who sets it, and for that moment other threads would
 * make files that everybody may write to. All bits where it cannot be read: then every mode is set once more.
 */
function umask(): number {
  try {
    const found = /^Umask:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'));
    return found === null ? 0o777 : Number.parseInt(found[1] ?? '777', 8);
  } catch {
    return 0o777;
  }
}
