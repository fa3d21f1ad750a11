/**
 * Puts a note into a 64-bit ELF program (System V ABI, "Program Header" and "Note Section") without touching what is
 * there: a copy of the program headers and the note go to the end of the file, as one more read-only segment. So a
 * program of any size is copied as a stream, and the same input gives the same bytes.
 */

import { err, ok, type Result } from '../core/result.ts';

/** What to write, in this order: the file with its first bytes replaced, zeros, the headers and note, its padding. */
export type NoteLayout = {
  /** Replaces the first 64 bytes of the file. */
  readonly head: Uint8Array;
  /** Zeros between the end of the file and the new segment. */
  readonly gap: number;
  /** Program headers, note header and note name; the content follows. */
  readonly before: Uint8Array;
  /** Zeros after the content. */
  readonly after: number;
};

/** How much of a file's beginning `noteLayout` needs to see. */
export const ELF_HEAD = 8192;

const HEADER = 64;
const ENTRY = 56;
const LOAD = 1;
const NOTE = 4;
const PHDR = 6;

/** The largest page of the systems we know (arm64 with 64 KiB): a segment that starts there can always be mapped. */
const PAGE = 0x10000n;

/** More zeros than this between file and segment mean a program that we do not understand. */
const MOST_GAP = 256 * 1024 * 1024;

/**
 * @param beginning  the first `ELF_HEAD` bytes of the file, or all of a smaller one
 * @param size  bytes of the whole file
 * @returns where everything goes, or one clause saying why this file cannot take a note
 */
export function noteLayout(
  beginning: Uint8Array,
  size: number,
  note: { readonly name: string; readonly bytes: number },
): Result<NoteLayout, string> {
  const file = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  const headers = programHeaders(file);
  if (!headers.ok) return headers;
  const loads = headers.value.filter((header) => header.readUInt32LE(0) === LOAD);
  const first = loads[0];
  if (first === undefined) return err('it has no segment to load');

  // The distance between addresses and offsets of the first segment is kept for the new one: kernels before 5.18
  // find the program headers in memory by it.
  const base = first.readBigUInt64LE(16) - first.readBigUInt64LE(8);
  if (base % PAGE !== 0n) return err('its first segment does not start at a page');
  const top = loads.map((load) => load.readBigUInt64LE(16) + load.readBigUInt64LE(40)).reduce(larger) - base;
  const offset = roundUp(larger(BigInt(size), top), PAGE);
  const gap = Number(offset) - size;
  if (gap > MOST_GAP) return err('its memory is far larger than its file');

  const table = (headers.value.length + 2) * ENTRY;
  const heading = noteHeading(note.name, note.bytes);
  const after = (4 - (note.bytes % 4)) % 4;
  const noteSize = heading.length + note.bytes + after;

  const moved = (header: Buffer): Buffer =>
    header.readUInt32LE(0) === PHDR ? entry(PHDR, offset, base, table, 8n) : header;
  const lastLoad = headers.value.findLastIndex((header) => header.readUInt32LE(0) === LOAD);
  const entries = [
    ...headers.value.slice(0, lastLoad + 1).map(moved),
    entry(LOAD, offset, base, table + noteSize, PAGE),
    ...headers.value.slice(lastLoad + 1).map(moved),
    entry(NOTE, offset + BigInt(table), base, noteSize, 4n),
  ];

  const head = Buffer.from(file.subarray(0, HEADER));
  head.writeBigUInt64LE(offset, 32);
  head.writeUInt16LE(entries.length, 56);
  return ok({ head, gap, before: Buffer.concat([...entries, heading]), after });
}

function programHeaders(file: Buffer): Result<readonly Buffer[], string> {
  const isElf64 =
    file.length >= HEADER && file.readUInt32BE(0) === 0x7f454c46 && file[4] === 2 && file[5] === 1;
  if (!isElf64) return err('it is no 64-bit little-endian ELF program');
  const at = Number(file.readBigUInt64LE(32));
  const count = file.readUInt16LE(56);
  if (file.readUInt16LE(54) !== ENTRY || count === 0)
    return err('it has no program headers of the usual size');
  if (at + count * ENTRY > file.length) return err('its program headers are not at its beginning');
  return ok(
    Array.from({ length: count }, (_, index) => file.subarray(at + index * ENTRY, at + (index + 1) * ENTRY)),
  );
}

/** A readable segment; offset and address differ by `base`. */
function entry(type: number, offset: bigint, base: bigint, size: number, align: bigint): Buffer {
  const out = Buffer.alloc(ENTRY);
  out.writeUInt32LE(type, 0);
  out.writeUInt32LE(4, 4);
  out.writeBigUInt64LE(offset, 8);
  out.writeBigUInt64LE(offset + base, 16);
  out.writeBigUInt64LE(offset + base, 24);
  out.writeBigUInt64LE(BigInt(size), 32);
  out.writeBigUInt64LE(BigInt(size), 40);
  out.writeBigUInt64LE(align, 48);
  return out;
}

/** Sizes of name and content, type 0, and the name padded to four bytes. */
function noteHeading(name: string, bytes: number): Buffer {
  const text = Buffer.from(`${name}\0`, 'latin1');
  const out = Buffer.alloc(12 + roundUpNumber(text.length, 4));
  out.writeUInt32LE(text.length, 0);
  out.writeUInt32LE(bytes, 4);
  text.copy(out, 12);
  return out;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function roundUp(value: bigint, to: bigint): bigint {
  return ((value + to - 1n) / to) * to;
}

function roundUpNumber(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
