import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../../../src/core/result.ts';
import { noteLayout } from '../../../src/formats/elf.ts';

const LOAD = 1;
const NOTE = 4;
const PHDR = 6;

type Segment = { type: number; offset: number; address: number; file: number; memory: number };

/** The beginning of a program with these segments. */
function program(segments: readonly Segment[], change: (file: Buffer) => void = () => {}): Buffer {
  const file = Buffer.alloc(8192);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(segments.length, 56);
  for (const [index, { type, offset, address, file: inFile, memory }] of segments.entries()) {
    const at = 64 + index * 56;
    file.writeUInt32LE(type, at);
    file.writeBigUInt64LE(BigInt(offset), at + 8);
    file.writeBigUInt64LE(BigInt(address), at + 16);
    file.writeBigUInt64LE(BigInt(inFile), at + 32);
    file.writeBigUInt64LE(BigInt(memory), at + 40);
  }
  change(file);
  return file;
}

function readSegments(table: Uint8Array, count: number): Segment[] {
  const buffer = Buffer.from(table);
  return Array.from({ length: count }, (_, index) => {
    const at = index * 56;
    return {
      type: buffer.readUInt32LE(at),
      offset: Number(buffer.readBigUInt64LE(at + 8)),
      address: Number(buffer.readBigUInt64LE(at + 16)),
      file: Number(buffer.readBigUInt64LE(at + 32)),
      memory: Number(buffer.readBigUInt64LE(at + 40)),
    };
  });
}

const TYPICAL: readonly Segment[] = [
  { type: PHDR, offset: 64, address: 0x400040, file: 168, memory: 168 },
  { type: LOAD, offset: 0, address: 0x400000, file: 0x3000, memory: 0x3000 },
  { type: LOAD, offset: 0x4000, address: 0x404000, file: 0x1000, memory: 0x9000 },
];

function laidOut(segments: readonly Segment[], size: number, bytes = 10) {
  const layout = noteLayout(program(segments), size, { name: 'NODE_SEA_BLOB', bytes });
  if (!layout.ok) assert.fail(layout.failure);
  return layout.value;
}

describe('noteLayout', () => {
  it('adds one readable segment behind file and memory, at the distance of the first', () => {
    const size = 0x6000;
    const { head, gap, before, after } = laidOut(TYPICAL, size);
    const segments = readSegments(before, 5);
    assert.deepEqual(
      segments.map(({ type }) => type),
      [PHDR, LOAD, LOAD, LOAD, NOTE],
    );
    const added = segments[3];
    const start = size + gap;
    assert.equal(start % 0x10000, 0);
    assert.ok(start >= 0xd000, 'behind the zeroed memory of the last segment');
    assert.deepEqual(added, {
      type: LOAD,
      offset: start,
      address: start + 0x400000,
      file: before.length + 10 + after,
      memory: before.length + 10 + after,
    });
    assert.equal(Buffer.from(head).readBigUInt64LE(32), BigInt(start));
    assert.equal(Buffer.from(head).readUInt16LE(56), 5);
  });

  it('points the note at its own header, with name and size', () => {
    const { gap, before, after } = laidOut(TYPICAL, 0x20001, 7);
    const note = readSegments(before, 5)[4];
    assert.ok(note !== undefined);
    const heading = Buffer.from(before).subarray(note.offset - 0x20001 - gap);
    assert.equal(heading.readUInt32LE(0), 14);
    assert.equal(heading.readUInt32LE(4), 7);
    assert.equal(heading.toString('latin1', 12), 'NODE_SEA_BLOB\0\0\0');
    assert.equal(after, 1);
    assert.equal(note.file, 28 + 7 + 1);
  });

  it('moves the entry that speaks of the program headers themselves', () => {
    const { gap, before } = laidOut(TYPICAL, 0x6000);
    assert.deepEqual(readSegments(before, 1)[0], {
      type: PHDR,
      offset: 0x6000 + gap,
      address: 0x406000 + gap,
      file: 5 * 56,
      memory: 5 * 56,
    });
  });

  it('keeps a position-independent program at address zero', () => {
    const loads = [{ type: LOAD, offset: 0, address: 0, file: 0x1000, memory: 0x1000 }];
    const added = readSegments(laidOut(loads, 0x1000).before, 2)[1];
    assert.equal(added?.offset, added?.address);
  });

  const refused: readonly [string, Result<unknown, string>][] = [
    ['a script', noteLayout(Buffer.from('#!/bin/sh\n'.repeat(20)), 200, { name: 'N', bytes: 1 })],
    ['nothing', noteLayout(Buffer.alloc(0), 0, { name: 'N', bytes: 1 })],
    ['a 32-bit program', refusal((file) => file.writeUInt8(1, 4))],
    ['headers elsewhere', refusal((file) => file.writeBigUInt64LE(1_000_000n, 32))],
    ['headers of another size', refusal((file) => file.writeUInt16LE(32, 54))],
    ['no headers', refusal((file) => file.writeUInt16LE(0, 56))],
    ['a segment off its page', refusal((file) => file.writeBigUInt64LE(0x400010n, 64 + 56 + 16))],
    ['memory without end', refusal((file) => file.writeBigUInt64LE(1n << 40n, 64 + 112 + 40))],
  ];
  for (const [what, layout] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(layout.ok, false);
    });
  }
});

function refusal(change: (file: Buffer) => void): Result<unknown, string> {
  return noteLayout(program(TYPICAL, change), 0x6000, { name: 'N', bytes: 1 });
}
