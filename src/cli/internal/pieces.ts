/** Reads a file in pieces of one megabyte, whatever its size, and tells what it was. */

import { createHash } from 'node:crypto';
import type { Failure } from '../../core/failure.ts';
import type { Inside } from '../../core/inside.ts';
import { ok, type Result } from '../../core/result.ts';

/** Size, and SHA-256 as hex. */
export type Content = { readonly bytes: number; readonly sha256: string };

const PIECE = 1 << 20;

/**
 * @param take  gets each piece and its offset; the piece is overwritten after it. What it refuses ends the reading
 */
export async function readPieces<F>(
  inside: Inside,
  path: string,
  take: (piece: Uint8Array, at: number) => Result<void, F> | Promise<Result<void, F>>,
): Promise<Result<Content, Failure | F>> {
  const file = inside.read(path);
  if (!file.ok) return file;
  const buffer = Buffer.allocUnsafe(PIECE);
  const digest = createHash('sha256');
  let at = 0;
  try {
    for (;;) {
      const count = file.value.read(buffer, at);
      if (!count.ok) return count;
      if (count.value === 0) return ok({ bytes: at, sha256: digest.digest('hex') });
      const piece = buffer.subarray(0, count.value);
      digest.update(piece);
      const taken = await take(piece, at);
      if (!taken.ok) return taken;
      at += count.value;
    }
  } finally {
    file.value.close();
  }
}
