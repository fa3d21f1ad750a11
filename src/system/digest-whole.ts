/** SHA-256 of one file, read to its end in the thread that asks. */

import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { Sha256 } from '../core/digest.ts';
import type { FileState } from '../core/ports.ts';
import { errnoOf } from './attempt.ts';
import { fsPath } from './names.ts';

/** Bytes of a piece. It stays in the processor's own memory: with pieces of 1 MiB the same takes half as long again. */
export const PIECE = 256 * 1024;

/** Last name of the path only; a link that took a file's place meanwhile is an error, and no pipe can hold us up. */
export const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export type Whole = {
  readonly sha256: Sha256;
  readonly bytes: number;
  /** Of the descriptor, before its first byte was read, and when that was; asked for only when wanted. */
  readonly before: { readonly state: FileState; readonly asked: number } | undefined;
};

/**
 * @param size  bytes that it should have; others are read as well, only not as fast
 * @param memory  at least `PIECE` bytes, used again for every file
 * @param wanted  whether the file's state is asked for
 * @throws what the system says
 */
export function digestWhole(path: string, size: number, memory: Uint8Array, wanted: boolean): Whole {
  const file = openSync(fsPath(path), PLAIN);
  try {
    const before = wanted ? askState(file) : undefined;
    const first = readSync(file, memory, 0, PIECE, null);
    // More was asked for than there should be, so what has grown meanwhile shows.
    if (first === size && first < PIECE) {
      return { sha256: hash('sha256', memory.subarray(0, first), 'hex') as Sha256, bytes: first, before };
    }
    const sum = createHash('sha256');
    let bytes = 0;
    for (let count = first; count > 0; count = readSync(file, memory, 0, PIECE, null)) {
      sum.update(memory.subarray(0, count));
      bytes += count;
    }
    return { sha256: sum.digest('hex') as Sha256, bytes, before };
  } finally {
    closeSync(file);
  }
}

/** Files of one call of the worker task `digest`; what is wanted of each as for `digestWhole`. */
export type DigestInput = {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly wanted: boolean;
};

/** For each file what was found out, or the errno. */
export type DigestOutput = readonly (Whole | { readonly errno: string })[];

/** The worker task `digest`. See src/worker.ts. */
export function digestTask(input: unknown): DigestOutput {
  const { files, wanted } = input as DigestInput;
  const memory = new Uint8Array(PIECE);
  return files.map(({ path, size }) => {
    try {
      return digestWhole(path, size, memory, wanted);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined) throw error;
      return { errno };
    }
  });
}

/** What stat says, as far as a digest hangs on it. */
export function stateOf({ dev, ino, size, mode, mtimeMs, ctimeMs }: Stats): FileState {
  return { dev, ino, size, mode, mtimeMs, ctimeMs };
}

function askState(file: number): NonNullable<Whole['before']> {
  const asked = Date.now();
  return { state: stateOf(fstatSync(file)), asked };
}
