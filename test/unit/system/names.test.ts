import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { fsPath, isDoubtful, nameText } from '../../../src/system/names.ts';

const bytesOf = (text: string): Buffer => {
  const path = fsPath(text);
  return typeof path === 'string' ? Buffer.from(path, 'utf8') : path;
};

describe('file names as text', () => {
  it('leaves UTF-8 as it is, whatever it says', () => {
    for (const name of ['a.txt', 'Käse "quoted"\n\t', '日本語', '🦭', '\uFFFD', '\u{10FFFF}', '\uFEFFbom']) {
      assert.equal(nameText(Buffer.from(name)), name);
      assert.equal(fsPath(name), name);
    }
  });

  it('never makes one name of two', () => {
    const names = [
      Buffer.from([0xff]),
      Buffer.from([0xfe]),
      Buffer.from('\uFFFD'),
      Buffer.from([0xc3]),
      Buffer.from([0xc3, 0xa4]),
      Buffer.from([0xe2, 0x82]),
      // Overlong, surrogate, beyond Unicode: looks like UTF-8, and is none.
      Buffer.from([0xc0, 0xaf]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from([0xf4, 0x90, 0x80, 0x80]),
    ];
    const texts = names.map(nameText);
    assert.equal(new Set(texts).size, names.length);
    assert.deepEqual(texts.map(bytesOf), names);
  });

  it('gives back the bytes of any name', () => {
    for (let round = 0; round < 2000; round += 1) {
      const name = Buffer.concat([
        randomBytes(1 + (round % 9)),
        Buffer.from(round % 3 === 0 ? 'ä\uFFFD' : ''),
      ]);
      const text = nameText(name);
      assert.deepEqual(bytesOf(text), name);
      assert.equal(nameText(bytesOf(text)), text);
      // What Node decodes by itself is looked at again whenever it lost something.
      const plain = name.toString('utf8');
      assert.ok(isDoubtful(plain) || plain === text);
    }
  });
});
