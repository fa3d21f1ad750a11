import {
  err,
  ok
} from "./shared-thread-core-result.js";

// thread:src/core/errno.ts
function errnoText(errno) {
  const known = {
    ENOSPC: "no space left on the device",
    EACCES: "permission denied",
    EPERM: "not permitted",
    EROFS: "the file system is read-only",
    ENOENT: "it does not exist",
    ENOTDIR: "part of the path is not a folder",
    EISDIR: "it is a folder",
    ELOOP: "a loop of links",
    EMFILE: "too many open files",
    ENAMETOOLONG: "the name is too long",
    EIO: "a read or write error of the device"
  };
  return Object.hasOwn(known, errno) ? `${known[errno]} (${errno})` : errno;
}

// thread:src/cache/archive/attempt.ts
function attempt(code, work) {
  try {
    return ok(work());
  } catch (error) {
    return err(refused(code, error));
  }
}
function refused(code, error) {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") throw error;
  if (!/^E[A-Z0-9]+$/.test(error.code)) throw error;
  const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
  return { code, detail: `${path}${errnoText(error.code)}` };
}

// thread:src/cache/archive/layout.ts
var PIECE = 4 * 1024 * 1024;
var ENVELOPE = 256 * 1024;
var MAGIC = Buffer.from("SEALED/1", "latin1");
var LIMITS = {
  file: 16 * 1024 * 1024 * 1024,
  members: 5e5,
  list: 128 * 1024 * 1024,
  bytes: 16 * 1024 * 1024 * 1024,
  ratio: 1e3,
  slack: 64 * 1024 * 1024,
  depth: 128
};

// thread-node:zlib
var { constants, crc32, createGunzip, createZstdDecompress, deflateRaw, zstdCompress, zstdCompressSync, zstdDecompressSync } = process.getBuiltinModule?.("node:zlib") ?? {};

// thread:src/cache/archive/zstd.ts
var LEVEL = 3;
var WINDOW = 21;
function compress(plain) {
  return zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_windowLog]: WINDOW },
    pledgedSrcSize: plain.length,
    // One allocation, whatever comes out (ZSTD_compressBound).
    chunkSize: Math.max(OWN, plain.length + (plain.length >> 8) + 1024)
  });
}
function decompress(stored, plain, what) {
  try {
    const { buffer: out, read } = withInfo(stored, {
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW },
      maxOutputLength: Math.max(1, plain),
      // One byte more than comes out, or the decoder makes a second block of memory to look whether there is more.
      chunkSize: Math.max(OWN, Math.min(plain + 64, CHUNK))
    });
    if (out.length !== plain) return err({ code: "entry-unsafe", detail: `${what} is shorter than it says` });
    if (read === stored.length) return ok(out);
    return err({ code: "entry-unsafe", detail: `${what} has something behind its end` });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    return error.code === "ERR_BUFFER_TOO_LARGE" ? err({ code: "too-large", detail: `${what} is longer than it says` }) : err({ code: "entry-unsafe", detail: `${what} is not compressed as it says` });
  }
}
function withInfo(stored, options) {
  const found = zstdDecompressSync(stored, { ...options, info: true });
  const { buffer, engine } = found;
  return { buffer, read: engine.bytesWritten };
}
function release(result) {
  if (result.buffer instanceof ArrayBuffer && result.buffer.byteLength >= OWN) result.buffer.transfer(0);
}
var OWN = 128 * 1024;
var CHUNK = 8 * 1024 * 1024;

export {
  attempt,
  PIECE,
  compress,
  decompress,
  release
};
