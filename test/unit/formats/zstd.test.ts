import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { zstd } from '../../../src/formats/zstd.ts';
import { ZstdFrames } from '../../../src/formats/zstd-frames.ts';

async function compress(content: Buffer, piece: number, atOnce: number): Promise<Buffer> {
  const engine = zstd(3, atOnce);
  const out: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += piece)
    out.push(...(await engine.push(content.subarray(at, at + piece))));
  out.push(...(await engine.end()));
  return Buffer.concat(out);
}

/** Each frame by itself, as `ZstdFrames` cuts them. */
function frames(stored: Buffer, piece: number): Buffer[] {
  const cutter = new ZstdFrames();
  const found: Buffer[] = [];
  let parts: Uint8Array[] = [];
  for (let at = 0; at < stored.length; at += piece) {
    const pieces = cutter.push(stored.subarray(at, at + piece));
    assert.ok(pieces.ok, JSON.stringify(pieces));
    for (const one of pieces.value) {
      if (one.kind === 'piece') parts.push(Uint8Array.from(one.bytes));
      else {
        found.push(Buffer.concat(parts));
        parts = [];
      }
    }
  }
  assert.ok(cutter.whole);
  return found;
}

const content = Buffer.concat([randomBytes(1_500_000), Buffer.alloc(2_000_000, 'abc'), randomBytes(10)]);

describe('zstd', () => {
  it('gives the same bytes however they come and however many blocks run at once', async () => {
    const first = await compress(content, content.length, 1);
    for (const [piece, atOnce] of [
      [1000, 4],
      [999_999, 8],
    ] as const)
      assert.ok(first.equals(await compress(content, piece, atOnce)));
    assert.ok(Buffer.concat(frames(first, 777).map((frame) => zstdDecompressSync(frame))).equals(content));
  });

  it('makes one frame of nothing', async () => {
    const nothing = await compress(Buffer.alloc(0), 1, 1);
    assert.equal(zstdDecompressSync(nothing).length, 0);
  });
});

describe('frames', () => {
  it('are found whatever they say of themselves, cut at any byte', () => {
    const small = Buffer.from('some text that is long enough to be compressed, text, text, text');
    const made = [
      zstdCompressSync(small),
      zstdCompressSync(small, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
      zstdCompressSync(small, { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } }),
      zstdCompressSync(Buffer.alloc(0)),
      zstdCompressSync(Buffer.alloc(300_000)),
      zstdCompressSync(randomBytes(70_000), { params: { [constants.ZSTD_c_windowLog]: 10 } }),
    ];
    const all = Buffer.concat(made);
    for (const piece of [1, 2, 3, 5, 100, all.length]) assert.deepEqual(frames(all, piece), made);
  });

  it('that are none are refused', () => {
    const reserved = Buffer.from(zstdCompressSync(Buffer.from('x')));
    reserved[4] = (reserved[4] ?? 0) | 0x08;
    for (const bytes of [Buffer.from('junk'), reserved]) assert.equal(new ZstdFrames().push(bytes).ok, false);
  });
});
