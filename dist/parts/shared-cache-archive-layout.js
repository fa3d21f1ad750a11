// src/cache/archive/layout.ts
var PIECE = 4 * 1024 * 1024;
var TAIL = 24;
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
function tailBytes({ envelope, list }) {
  const bytes = Buffer.alloc(TAIL);
  bytes.writeUInt32LE(envelope, 0);
  bytes.writeBigUInt64LE(BigInt(list), 4);
  bytes.set(MAGIC, TAIL - MAGIC.length);
  return bytes;
}
function readTail(tail) {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  if (bytes.length !== TAIL || !bytes.subarray(TAIL - MAGIC.length).equals(MAGIC)) return void 0;
  const list = bytes.readBigUInt64LE(4);
  if (bytes.readUInt32LE(12) !== 0 || list > BigInt(Number.MAX_SAFE_INTEGER)) return void 0;
  return { envelope: bytes.readUInt32LE(0), list: Number(list) };
}

export {
  PIECE,
  TAIL,
  ENVELOPE,
  LIMITS,
  tailBytes,
  readTail
};
