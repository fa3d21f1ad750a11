/**
 * The layout of an entry: pieces, list, envelope, tail (docs/seal.md). What describes an entry stands at its end,
 * because its digests are known last; nothing of it is interpreted before it is verified.
 */

/** Plain bytes of a piece at most. */
export const PIECE = 4 * 1024 * 1024;

/** Bytes of the tail. */
export const TAIL = 24;

/** Bytes of an envelope at most: a seal takes about two thousand. */
export const ENVELOPE = 256 * 1024;

/** The last eight bytes of every entry. */
const MAGIC = Buffer.from('SEALED/1', 'latin1');

/** What an entry may hold at most; the same when it is made and when it is read. */
export type Limits = {
  /** Bytes of the entry itself. */
  readonly file: number;
  readonly members: number;
  /** Bytes of the list, decompressed. */
  readonly list: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Bytes of all files for each byte stored, beyond the first `slack` bytes. */
  readonly ratio: number;
  readonly slack: number;
  /** Parts of a path. */
  readonly depth: number;
};

/** The defaults; `file` and `bytes` follow the configured size of the cache where there is one. */
export const LIMITS: Limits = {
  file: 16 * 1024 * 1024 * 1024,
  members: 500_000,
  list: 128 * 1024 * 1024,
  bytes: 16 * 1024 * 1024 * 1024,
  ratio: 1000,
  slack: 64 * 1024 * 1024,
  depth: 128,
};

/** Bytes of the envelope, and of the list as it is stored. */
export type Tail = { readonly envelope: number; readonly list: number };

/** u32le bytes of the envelope, u64le bytes of the list, four zero bytes, the magic. */
export function tailBytes({ envelope, list }: Tail): Uint8Array {
  const bytes = Buffer.alloc(TAIL);
  bytes.writeUInt32LE(envelope, 0);
  bytes.writeBigUInt64LE(BigInt(list), 4);
  bytes.set(MAGIC, TAIL - MAGIC.length);
  return bytes;
}

/** @returns undefined when these bytes are no tail */
export function readTail(tail: Uint8Array): Tail | undefined {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  if (bytes.length !== TAIL || !bytes.subarray(TAIL - MAGIC.length).equals(MAGIC)) return undefined;
  const list = bytes.readBigUInt64LE(4);
  if (bytes.readUInt32LE(12) !== 0 || list > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { envelope: bytes.readUInt32LE(0), list: Number(list) };
}
