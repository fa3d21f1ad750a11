// node:zlib
var { constants, crc32, createGunzip, createZstdDecompress, deflateRaw, zstdCompress, zstdCompressSync, zstdDecompressSync } = process.getBuiltinModule?.("node:zlib") ?? {};

export {
  constants,
  crc32,
  createGunzip,
  createZstdDecompress,
  deflateRaw,
  zstdCompress,
  zstdCompressSync,
  zstdDecompressSync
};
