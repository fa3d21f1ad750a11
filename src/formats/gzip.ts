/**
 * gzip (RFC 1952) whose bytes depend on the content and the level alone: no name, no time, and blocks of one fixed
 * size, each compressed by a call of its own. Node's streams do not promise that: what they give depends on how
 * writes happen to queue. The blocks run on all cores and make one ordinary member.
 */

import { constants, crc32, deflateRaw, type ZlibOptions } from 'node:zlib';

export type Gzip = {
  /** Takes the next bytes (they are copied) and gives what is ready, in order. */
  push(bytes: Uint8Array): Promise<readonly Uint8Array[]>;
  /** Gives the rest. Nothing may be pushed after it. */
  end(): Promise<readonly Uint8Array[]>;
};

/** Small enough to keep cores busy, large enough that cutting costs nothing. Part of the format: it decides bytes. */
const BLOCK = 1 << 20;

/** How far back DEFLATE can point (RFC 1951): the end of one block is the dictionary of the next. */
const WINDOW = 32 * 1024;

/** Magic, method deflate, no flags, no time, no extra flags, operating system unknown. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/**
 * @param level  1 (fast) to 9 (small)
 * @param atOnce  how many blocks may be under way; of no consequence for the bytes
 */
export function gzip(level: number, atOnce: number): Gzip {
  const running: Promise<Uint8Array>[] = [];
  const free: Buffer[] = [];
  let ready: Uint8Array[] = [HEADER];
  let block: Buffer = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  let dictionary: Buffer | undefined;
  let sum = 0;
  let length = 0;

  const start = (last: boolean): void => {
    const used = block;
    const content = used.subarray(0, filled);
    // A block that is not the last ends at a byte's edge (an empty stored block), so that the next may follow.
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const compressed = compress(content, { level, finishFlush, ...(dictionary && { dictionary }) });
    running.push(compressed.finally(() => free.push(used)));
    dictionary = Buffer.from(content.subarray(Math.max(0, filled - WINDOW)));
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
      sum = crc32(bytes, sum);
      length += bytes.length;
      for (let at = 0; at < bytes.length; ) {
        // The block is cut only when more comes: the last one is never empty, unless everything is.
        if (filled === BLOCK) {
          start(false);
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
      start(true);
      await settle(0);
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(sum, 0);
      trailer.writeUInt32LE(length % 2 ** 32, 4);
      ready.push(trailer);
      return take();
    },
  };
}

function compress(content: Uint8Array, options: ZlibOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    deflateRaw(content, options, (error, out) => (error === null ? resolve(out) : reject(error)));
  });
}
