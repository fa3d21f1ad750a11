/** Pieces of files as blobs: read with their size and digest compared, from whatever file they lie in. */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import type { Disk } from '../core/disk.ts';
import { type Descriptor, type ImageDigest, imageDigest } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt } from './attempt.ts';

/** Where a blob lies: `bytes` from `at` of a file. */
export type Extent = { readonly path: string; readonly at: number; readonly bytes: number };

export type OnPiece = (piece: Uint8Array) => Promise<Result<void>>;

/** Large enough to cost nothing, small enough that a few of them are nothing. */
const PIECE = 1 << 20;

/**
 * Hands on a blob in pieces and compares it with its descriptor; `digest-mismatch` after the last piece.
 *
 * @param what  for failures: "layer sha256:…", "manifest …"
 */
export async function streamExtent(
  disk: Disk,
  extent: Extent,
  descriptor: Descriptor,
  onPiece: OnPiece,
): Promise<Result<void>> {
  const what = blobName(descriptor);
  if (extent.bytes !== descriptor.size) return err(wrongSize(what, descriptor.size, extent.bytes));
  const digest = createHash('sha256');
  const read = await piecesOf(disk, extent, async (piece) => {
    digest.update(piece);
    return onPiece(piece);
  });
  if (!read.ok) return read;
  return sameDigest(what, descriptor.digest, imageDigest(digest.digest('hex') as Sha256));
}

/** The same for a small one, whole. */
export function readExtent(
  disk: Disk,
  extent: Extent,
  descriptor: Descriptor,
  limit: number,
): Result<Uint8Array> {
  const what = blobName(descriptor);
  if (descriptor.size > limit) return err(tooLarge(what, limit));
  if (extent.bytes !== descriptor.size) return err(wrongSize(what, descriptor.size, extent.bytes));
  const read = wholeExtent(disk, extent);
  if (!read.ok) return read;
  const same = sameDigest(what, descriptor.digest, digestOf(read.value));
  return same.ok ? read : same;
}

/** Bytes of a file without a digest to compare them with; they end where the file does. */
export function wholeExtent(disk: Disk, { path, at, bytes }: Extent): Result<Uint8Array> {
  return attempt('read', path, () => {
    const file = disk.openRead(path);
    try {
      const into = Buffer.alloc(bytes);
      return into.subarray(0, disk.read(file, into, at));
    } finally {
      disk.close(file);
    }
  });
}

/** Hands on the bytes as they are; less than there should be is a failure. */
export async function piecesOf(
  disk: Disk,
  { path, at, bytes }: Extent,
  onPiece: OnPiece,
): Promise<Result<void>> {
  const opened = attempt('read', path, () => disk.openRead(path));
  if (!opened.ok) return opened;
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, Math.max(1, bytes)));
    for (let done = 0; done < bytes; ) {
      const into = buffer.subarray(0, Math.min(buffer.length, bytes - done));
      const count = attempt('read', path, () => disk.read(opened.value, into, at + done));
      if (!count.ok) return count;
      if (count.value < into.length) {
        return err({ code: 'image-invalid', what: path, message: 'it became shorter while it was read' });
      }
      const taken = await onPiece(into);
      if (!taken.ok) return taken;
      done += into.length;
    }
    return ok(undefined);
  } finally {
    disk.close(opened.value);
  }
}

export function digestOf(bytes: Uint8Array): ImageDigest {
  return imageDigest(createHash('sha256').update(bytes).digest('hex') as Sha256);
}

/** What failures call a blob. */
export function blobName({ digest }: Descriptor): string {
  return `blob ${digest}`;
}

export function sameDigest(what: string, expected: ImageDigest, found: ImageDigest): Result<void> {
  if (expected === found) return ok(undefined);
  return err({ code: 'digest-mismatch', what, expected, found });
}

export function wrongSize(what: string, expected: number, found: number) {
  return {
    code: 'digest-mismatch' as const,
    what,
    expected: `${expected} bytes`,
    found: `${found} bytes`,
  };
}

export function tooLarge(what: string, limit: number) {
  return {
    code: 'image-invalid' as const,
    what,
    message: `it has more than the ${limit} bytes that are read`,
  };
}
