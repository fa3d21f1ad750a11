/**
 * zstd, one call for a piece. Node's streams are no use here: their bytes depend on timing (nodejs/node#66078), and
 * its decoders end silently after the first frame, so whoever decompresses must know the length.
 */

import { constants, type ZstdOptions, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Miss } from '../../core/cache.ts';
import { err, ok, type Result } from '../../core/result.ts';

const LEVEL = 3;

/** Log2 of the window: no frame of ours needs more than a piece, and a foreign one gets no more memory. */
const WINDOW = 21;

/** One frame; the same bytes for the same content. */
export function compress(plain: Uint8Array): Uint8Array {
  return zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_windowLog]: WINDOW },
    pledgedSrcSize: plain.length,
    // One allocation, whatever comes out (ZSTD_compressBound).
    chunkSize: Math.max(OWN, plain.length + (plain.length >> 8) + 1024),
  });
}

/**
 * @param plain  bytes that must come out; more are never made
 * @param what   for the miss: `its list`
 */
export function decompress(stored: Uint8Array, plain: number, what: string): Result<Uint8Array, Miss> {
  try {
    const { buffer: out, read } = withInfo(stored, {
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW },
      maxOutputLength: Math.max(1, plain),
      // One byte more than comes out, or the decoder makes a second block of memory to look whether there is more.
      chunkSize: Math.max(OWN, Math.min(plain + 64, CHUNK)),
    });
    if (out.length !== plain) return err({ code: 'entry-unsafe', detail: `${what} is shorter than it says` });
    if (read === stored.length) return ok(out);
    return err({ code: 'entry-unsafe', detail: `${what} has something behind its end` });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return error.code === 'ERR_BUFFER_TOO_LARGE'
      ? err({ code: 'too-large', detail: `${what} is longer than it says` })
      : err({ code: 'entry-unsafe', detail: `${what} is not compressed as it says` });
  }
}

/**
 * Also says how many bytes were read: the decoder ends with the first frame, and whether it looks at what stands behind
 * that depends on the size of its memory.
 */
function withInfo(
  stored: Uint8Array,
  options: ZstdOptions,
): { readonly buffer: Buffer; readonly read: number } {
  // Node's types do not know what `info` does to the result.
  const found: object = zstdDecompressSync(stored, { ...options, info: true });
  const { buffer, engine } = found as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  return { buffer, read: engine.bytesWritten };
}

/**
 * Gives the memory of a result of `compress` or `decompress` back at once; nobody may use it after. Left to the garbage
 * collector it would be many times what is in use.
 */
export function release(result: Uint8Array): void {
  if (result.buffer instanceof ArrayBuffer && result.buffer.byteLength >= OWN) result.buffer.transfer(0);
}

/** Memory of this size belongs to one buffer alone; small ones share Node's pool. */
const OWN = 128 * 1024;

/** A list may have many MiB, and says so itself. */
const CHUNK = 8 * 1024 * 1024;
