/** `Files` (core) on the real disk. Text in, text out: names that are no UTF-8 are spelled as `names.ts` says. */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files, Workers } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt, errnoOf } from './attempt.ts';
import { digestAll, digestFile } from './digest-files.ts';
import { openDigestMemo } from './digest-memo.ts';
import { kindOf, makeFolders, readFolder, walkFolder } from './folder.ts';
import { takeLock } from './lock.ts';
import { openLogFile } from './log-file.ts';
import { fsPath, nameText } from './names.ts';
import { createPrivate, readPrivate } from './private-file.ts';
import { removeTree } from './remove.ts';
import { renameTree } from './rename.ts';
import { stampOf } from './stamp.ts';
import { writeWhole } from './write-whole.ts';

const TEXT_LIMIT = 16 * 1024 * 1024;

/** @param workers  for digests of many large files; without them they are read one after the other */
export function systemFiles(workers?: Workers): Files {
  return {
    readText: (path, limit = TEXT_LIMIT) => absent(attempt('read', path, () => readText(path, limit))),
    kind(path) {
      try {
        const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
        return found === undefined ? undefined : kindOf(found);
      } catch (error) {
        // Below a file, or below a folder that may not be entered: for us there is nothing.
        if (errnoOf(error) === undefined) throw error;
        return undefined;
      }
    },
    realPath(path) {
      try {
        return nameText(realpathSync(fsPath(path), { encoding: 'buffer' }));
      } catch (error) {
        if (errnoOf(error) === undefined) throw error;
        return undefined;
      }
    },
    list(path) {
      const listed = attempt('list', path, () => readFolder(path));
      return listed.ok ? listed.value : [];
    },
    writeText: (path, text, mode = 0o644) => attempt('write', path, () => writeWhole(path, text, mode)),
    makeFolder: (path, mode = 0o777) => attempt('make', path, () => makeFolders(path, mode)),
    readPrivate,
    createPrivate,
    remove: (path) => attempt('remove', path, () => removeTree(path)),
    rename: (from, to) => attempt('rename', from, () => renameTree(from, to)),
    link: (target, path) => attempt('link', path, () => symlinkSync(fsPath(target), fsPath(path))),
    temporary: (prefix) => attempt('make', tmpdir(), () => mkdtempSync(join(tmpdir(), prefix))),
    digest: digestFile,
    digestAll: (root, paths, memo) => digestAll(root, paths, memo, workers),
    digestMemo: openDigestMemo,
    stamp: stampOf,
    log: (path, limit) =>
      attempt('write', path, () => {
        makeFolders(dirname(path));
        return openLogFile(path, limit);
      }),
    lock(path) {
      const taken = attempt('lock', path, () => {
        makeFolders(dirname(path));
        return takeLock(path);
      });
      if (!taken.ok) return taken;
      if (typeof taken.value === 'function') return ok(taken.value);
      return err({ code: 'workspace-busy', path, pid: taken.value.pid });
    },
    walk: (root, skip) => attempt('list', root, () => walkFolder(root, skip)),
  };
}

function absent<T>(result: Result<T>): Result<T | undefined> {
  const nothing =
    !result.ok &&
    result.failure.code === 'system' &&
    (result.failure.errno === 'ENOENT' || result.failure.errno === 'ENOTDIR');
  return nothing ? ok(undefined) : result;
}

/** Opened without blocking: a named pipe where a file is expected is an error, not a program that hangs. */
function readText(path: string, limit: number): string {
  const file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw errno(found.isDirectory() ? 'EISDIR' : 'EINVAL');
    if (found.size > limit) throw errno('EFBIG');
    const chunks: Buffer[] = [];
    // Files of /proc and /sys say that they have no size: read until the end, whatever stat said.
    for (let bytes = 0; ; ) {
      const chunk = Buffer.allocUnsafe(Math.max(4096, found.size + 1 - bytes));
      const count = readSync(file, chunk);
      if (count === 0) break;
      bytes += count;
      if (bytes > limit) throw errno('EFBIG');
      chunks.push(chunk.subarray(0, count));
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    closeSync(file);
  }
}

function errno(code: string): Error {
  return Object.assign(new Error(code), { code });
}
