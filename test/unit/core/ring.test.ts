import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ring } from '../../../src/core/ring.ts';

function text(ring: Ring): string {
  return Buffer.concat(ring.pieces()).toString('latin1');
}

describe('a ring', () => {
  it('is empty at first', () => {
    assert.deepEqual([text(new Ring(4)), new Ring(4).lost], ['', 0]);
  });

  it('keeps the last bytes in order, however they came', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (const limit of [1, 3, 4, 7, 26, 30]) {
      for (const size of [1, 2, 3, 5, 8, 26]) {
        const ring = new Ring(limit);
        for (let at = 0; at < letters.length; at += size)
          ring.push(Buffer.from(letters.slice(at, at + size)));
        const kept = letters.slice(Math.max(0, letters.length - limit));
        assert.deepEqual(
          [text(ring), ring.lost],
          [kept, letters.length - kept.length],
          `${limit} by ${size}`,
        );
      }
    }
  });

  it('copies what it is given', () => {
    const ring = new Ring(4);
    const bytes = Buffer.from('abcd');
    ring.push(bytes);
    bytes.fill('x');
    assert.equal(text(ring), 'abcd');
  });
});
