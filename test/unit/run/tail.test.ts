import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Tail } from '../../../src/run/tail.ts';

const LIMIT = 256 * 1024;

function tailOf(chunks: readonly (string | Uint8Array)[]): string {
  const tail = new Tail();
  for (const chunk of chunks) tail.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return tail.text();
}

describe('the tail of an output', () => {
  it('is all of it while that is little', () => {
    assert.equal(tailOf([]), '');
    assert.equal(tailOf(['one ', '', 'two\n']), 'one two\n');
  });

  it('is the last 256 KiB of it, in chunks of any size', () => {
    const text = Array.from({ length: 40_000 }, (_, line) => `line ${line}\n`).join('');
    const last = text.slice(-LIMIT);
    assert.equal(tailOf([text]), last);
    assert.equal(tailOf(text.match(/.{1,7}/gs) ?? []), last);
    assert.equal(tailOf(text.match(/.{1,100000}/gs) ?? []), last);
    assert.equal(tailOf([text.slice(0, LIMIT), text.slice(LIMIT)]), last);
  });

  it('keeps its own copy: the caller may use its buffer again', () => {
    const tail = new Tail();
    const buffer = Buffer.from('first');
    tail.push(buffer);
    buffer.write('XXXXX');
    assert.equal(tail.text(), 'first');
  });

  it('puts characters together that came in two chunks, and replaces what is no UTF-8', () => {
    const bytes = Buffer.from('größe');
    assert.equal(tailOf([bytes.subarray(0, 3), bytes.subarray(3)]), 'größe');
    assert.equal(tailOf([Uint8Array.of(0x61, 0xff, 0x62)]), 'a\ufffdb');
  });
});
