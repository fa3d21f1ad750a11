import {
  constants,
  crc32,
  deflateRaw
} from "./shared-node-zlib.js";

// src/formats/gzip.ts
var BLOCK = 1 << 20;
var WINDOW = 32 * 1024;
var HEADER = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255);
function gzip(level, atOnce) {
  const running = [];
  const free = [];
  let ready = [HEADER];
  let block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  let dictionary;
  let sum = 0;
  let length = 0;
  const start = (last) => {
    const used = block;
    const content = used.subarray(0, filled);
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const compressed = compress(content, { level, finishFlush, ...dictionary && { dictionary } });
    running.push(compressed.finally(() => free.push(used)));
    dictionary = Buffer.from(content.subarray(Math.max(0, filled - WINDOW)));
    block = free.pop() ?? Buffer.allocUnsafe(BLOCK);
    filled = 0;
  };
  const settle = async (most) => {
    while (running.length > most) {
      const first = running.shift();
      if (first !== void 0) ready.push(await first);
    }
  };
  const take = () => {
    const given = ready;
    ready = [];
    return given;
  };
  return {
    async push(bytes) {
      sum = crc32(bytes, sum);
      length += bytes.length;
      for (let at = 0; at < bytes.length; ) {
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
    }
  };
}
function compress(content, options) {
  return new Promise((resolve, reject) => {
    deflateRaw(content, options, (error, out) => error === null ? resolve(out) : reject(error));
  });
}

export {
  gzip
};
