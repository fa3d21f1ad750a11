import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines, Transcript } from '../../../src/report/transcript.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('keeps everything while it fits', () => {
  const transcript = new Transcript(10, 10);
  for (const part of ['one\n', 'two\n', 'three\n']) transcript.push(bytes(part));
  assert.deepEqual(transcript.read(), { head: ['one', 'two', 'three'], omitted: 0, tail: [] });
});

test('of a gigabyte it keeps the beginning and the end, and counts what lies between', () => {
  const transcript = new Transcript(1024, 4096);
  const chunk = Buffer.from('0123456\n'.repeat(8192));
  let total = 0;
  for (let at = 0; at < 16_384; at += 1) {
    transcript.push(chunk);
    total += chunk.length;
  }
  transcript.push(bytes('the last line\n'));
  const { head, omitted, tail } = transcript.read();
  assert.equal(total, 1024 ** 3);
  assert.equal(head.length, 128);
  assert.equal(omitted, total + 14 - 1024 - 4096);
  assert.equal(tail.at(-1), 'the last line');
  assert.equal(tail[0], '0123456');
});

test('whatever the pieces, exactly the last bytes are kept', () => {
  const text = Array.from({ length: 400 }, (_, at) => `${at}\n`).join('');
  for (const piece of [1, 3, 7, 64, 99, 100, 101, 250, 5000]) {
    const transcript = new Transcript(10, 100);
    for (let from = 0; from < text.length; from += piece)
      transcript.push(bytes(text.slice(from, from + piece)));
    const { head, omitted, tail } = transcript.read();
    assert.equal(head.join('\n'), text.slice(0, 10).trimEnd());
    assert.equal(omitted, text.length - 110);
    assert.deepEqual(tail, text.slice(-100).split('\n').slice(1, -1));
  }
});

test('many tiny pieces do not pile up', () => {
  const transcript = new Transcript(500, 1000);
  for (let at = 0; at < 100_000; at += 1) transcript.push(bytes('x\n'));
  assert.deepEqual(transcript.last(3), ['x', 'x', 'x']);
  const { head, omitted, tail } = transcript.read();
  assert.deepEqual([head.length, omitted, tail.length], [250, 198_500, 499]);
});

test('the last lines leave out empty ones at the end', () => {
  const transcript = new Transcript(100, 100);
  transcript.push(bytes('a\nb\nc\n\n  \n'));
  assert.deepEqual(transcript.last(2), ['b', 'c']);
});

test('lines split over pieces, characters too, are put together', () => {
  const lines = new Lines();
  const text = Buffer.from('grüße\r\nzwei\n');
  const found = [...text].flatMap((byte) => lines.push(Uint8Array.of(byte)));
  assert.deepEqual([...found, ...lines.end()], ['grüße', 'zwei']);
});

test('a line without end is cut, so that memory stays bounded', () => {
  const lines = new Lines();
  const found: string[] = [];
  for (let at = 0; at < 100; at += 1) found.push(...lines.push(Buffer.alloc(1000, 'x')));
  assert.ok(found.length >= 11);
  assert.ok(found.every((line) => line.length <= 8192));
  assert.equal([...found, ...lines.end()].join('').length, 100_000);
});

test('invalid UTF-8 becomes the replacement character', () => {
  const lines = new Lines();
  assert.deepEqual(lines.push(Uint8Array.of(0x61, 0xff, 0x62, 0x0a)), ['a\ufffdb']);
});

test('a carriage return alone ends a line, so that nothing overwrites what was printed', () => {
  const lines = new Lines();
  assert.deepEqual([...lines.push(bytes('10%\r20%\rdone')), ...lines.end()], ['10%', '20%', 'done']);
});

test('what was kept does not change when the sender uses its memory again', () => {
  const transcript = new Transcript(2, 100);
  const chunk = Buffer.from('abcd\n');
  transcript.push(chunk);
  chunk.fill('x');
  assert.deepEqual(transcript.read().head, ['abcd']);
});
