/** The part of packing that threads do: reads files, compresses them piece by piece, hashes both sides. */

import { hash } from 'node:crypto';
import type { Miss } from '../../core/cache.ts';
import type { Sha256 } from '../../core/digest.ts';
import type { Disk } from '../../core/disk.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import type { Source } from './gather.ts';
import { PIECE } from './layout.ts';
import type { Piece } from './members.ts';
import { compress, release } from './zstd.ts';

type Known = Pick<Source, 'from' | 'bytes'>;

/** Small files that share one piece, or one piece of a large file. */
export type PackInput =
  | { readonly kind: 'small'; readonly files: readonly Known[] }
  | { readonly kind: 'large'; readonly file: Known; readonly at: number };

/** A piece and what is stored of it; the memory belongs to it alone. */
export type PackedPiece = { readonly piece: Piece; readonly stored: Uint8Array };

export type PackOutput =
  /** Without a piece when all files are empty. */
  | { readonly kind: 'small'; readonly packed: PackedPiece | undefined; readonly sums: readonly Sha256[] }
  /** `plain` goes along, in memory of its own: the digest of a whole file can only be made in order. */
  | { readonly kind: 'large'; readonly packed: PackedPiece; readonly plain: Uint8Array }
  | { readonly kind: 'refused'; readonly why: Miss };

type Done = Exclude<PackOutput, { kind: 'refused' }>;

/** The task `pack`. */
export function packGroups(disk: Disk): (input: unknown, move: ArrayBuffer[]) => PackOutput {
  const memory = Buffer.allocUnsafeSlow(PIECE);
  return (input, move) => {
    const asked = input as PackInput;
    const read = attempt('not-kept', () =>
      asked.kind === 'small' ? small(disk, asked.files, memory) : large(disk, asked.file, asked.at),
    );
    const done = read.ok ? read.value : read;
    if (!done.ok) return { kind: 'refused', why: done.failure };
    if (done.value.packed !== undefined) give(done.value.packed.stored, move);
    if (done.value.kind === 'large') give(done.value.plain, move);
    return done.value;
  };
}

function small(disk: Disk, files: readonly Known[], memory: Buffer): Result<Done, Miss> {
  const sums: Sha256[] = [];
  let end = 0;
  for (const { from, bytes } of files) {
    const place = memory.subarray(end, end + bytes);
    if (disk.readWhole(from, place) !== bytes) return err(changed(from));
    sums.push(hash('sha256', place, 'hex') as Sha256);
    end += bytes;
  }
  return ok({ kind: 'small', packed: end === 0 ? undefined : pieceOf(memory.subarray(0, end)), sums });
}

function large(disk: Disk, { from, bytes }: Known, at: number): Result<Done, Miss> {
  const plain = Buffer.allocUnsafeSlow(Math.min(PIECE, bytes - at));
  const file = disk.openRead(from);
  try {
    const whole = disk.facts(file).bytes === bytes && disk.read(file, plain, at) === plain.length;
    return whole ? ok({ kind: 'large', packed: pieceOf(plain), plain }) : err(changed(from));
  } finally {
    disk.close(file);
  }
}

/** What compression would shrink by less than 2 % is stored as it is: to read it costs nothing. */
function pieceOf(plain: Uint8Array): PackedPiece {
  const frame = compress(plain);
  const method = frame.length < plain.length * 0.98 ? 'zstd' : 'stored';
  // A copy: the frame lies in memory made for the worst case, and the plain bytes in memory that is used again.
  const stored = new Uint8Array(method === 'zstd' ? frame : plain);
  release(frame);
  const sha256 = hash('sha256', stored, 'hex') as Sha256;
  return { piece: { method, stored: stored.length, plain: plain.length, sha256 }, stored };
}

function give(bytes: Uint8Array, move: ArrayBuffer[]): void {
  if (bytes.buffer instanceof ArrayBuffer) move.push(bytes.buffer);
}

function changed(path: string): Miss {
  return { code: 'not-kept', detail: `${path}: changed while it was read` };
}
