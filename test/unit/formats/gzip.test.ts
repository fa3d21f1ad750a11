import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { gzip } from '../../../src/formats/gzip.ts';

const MEGABYTE = 1 << 20;

/** Something that compresses, but not away. */
const CONTENT = Buffer.from(
  randomBytes(3.5 * MEGABYTE)
    .toString('hex')
    .slice(0, 3.5 * MEGABYTE),
  'latin1',
);

async function compressed(content: Uint8Array, piece = content.length || 1, atOnce = 2): Promise<Buffer> {
  const zip = gzip(6, atOnce);
  const out: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += piece)
    out.push(...(await zip.push(content.subarray(at, at + piece))));
  out.push(...(await zip.end()));
  return Buffer.concat(out);
}

describe('gzip', () => {
  for (const size of [0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE, CONTENT.length]) {
    it(`gives back ${size} bytes`, async () => {
      const content = CONTENT.subarray(0, size);
      assert.ok(gunzipSync(await compressed(content)).equals(content));
    });
  }

  it('gives the same bytes however the content comes and however many blocks run at once', async () => {
    const whole = await compressed(CONTENT);
    for (const [piece, atOnce] of [
      [1000, 1],
      [MEGABYTE, 1],
      [700_001, 8],
      [CONTENT.length, 32],
    ] as const) {
      assert.ok((await compressed(CONTENT, piece, atOnce)).equals(whole), `${piece} ${atOnce}`);
    }
  });

  it('does not depend on what the caller does with its buffer afterwards', async () => {
    const zip = gzip(6, 4);
    const buffer = Buffer.from(CONTENT.subarray(0, 1000));
    const out = [...(await zip.push(buffer))];
    buffer.fill(0);
    out.push(...(await zip.end()));
    assert.ok(gunzipSync(Buffer.concat(out)).equals(CONTENT.subarray(0, 1000)));
  });

  it('is one member without name and time', async () => {
    const out = await compressed(CONTENT);
    assert.deepEqual([...out.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    // Everything between header and trailer is a single DEFLATE stream.
    assert.ok(inflateRawSync(out.subarray(10, -8)).equals(CONTENT));
  });
});
