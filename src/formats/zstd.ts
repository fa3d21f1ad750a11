/**
 * zstd (RFC 8878) whose bytes depend on the content alone: blocks of one fixed size, each a frame, each compressed by a
 * call of its own. Node's streams do not promise that, and with more than one thread a frame (`ZSTD_c_nbWorkers`) the
 * calls that run beside the program lose data. The blocks run on all cores.
 */

import { constants, type ZstdOptions, zstdCompress } from 'node:zlib';
import type { Gzip } from './gzip.ts';

/** Twice as much would gain two percent and cost forty megabytes of memory. Part of the format: it decides bytes. */
const BLOCK = 1 << 20;

/** Memory of this size belongs to one buffer alone; small ones share Node's pool. */
const OWN = 128 * 1024;

/**
 * @param level  1 to 19
 * @param atOnce  how many blocks may be under way; of no consequence for the bytes
 */
export function zstd(level: number, atOnce: number): Gzip {
  const running: Promise<Uint8Array>[] = [];
  const free: Buffer[] = [];
  let ready: Uint8Array[] = [];
  let block: Buffer = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  let frames = 0;

  const start = (): void => {
    const used = block;
    const content = used.subarray(0, filled);
    const compressed = compress(content, {
      params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
      pledgedSrcSize: content.length,
      // One allocation and one way to the thread and back, whatever comes out (ZSTD_compressBound).
      chunkSize: Math.max(OWN, content.length + (content.length >> 8) + 1024),
    });
    running.push(compressed.finally(() => free.push(used)));
    frames += 1;
    block = free.pop() ?? Buffer.allocUnsafe(BLOCK);
    filled = 0;
  };
  const settle = async (most: number): Promise<void> => {
    while (running.length > most) {
      const first = running.shift();
      if (first !== undefined) ready.push(await first);
    }
  };
  const take = (): readonly Uint8Array[] => {
    const given = ready;
    ready = [];
    return given;
  };

  return {
    async push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (filled === BLOCK) {
          start();
          await settle(atOnce);
        }
        const piece = bytes.subarray(at, at + BLOCK - filled);
        block.set(piece, filled);
        filled += piece.length;
        at += piece.length;
      }
      return take();
    },
    async end() {
      // Nothing at all is still one frame: no bytes are no zstd.
      if (filled > 0 || frames === 0) start();
      await settle(0);
      return take();
    },
  };
}

function compress(content: Uint8Array, options: ZstdOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zstdCompress(content, options, (error, out) => {
      if (error !== null) return reject(error);
      // The memory is as large as the content: left to the garbage collector it would be many times what is in use.
      const exact = Uint8Array.from(out);
      if (out.buffer instanceof ArrayBuffer && out.buffer.byteLength >= OWN) out.buffer.transfer(0);
      resolve(exact);
    });
  });
}
