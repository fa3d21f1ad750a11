import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDeb822 } from '../../../src/formats/deb822.ts';

const plain = (text: string, wanted?: readonly string[]) =>
  readDeb822(text, wanted && new Set(wanted)).paragraphs.map((one) => Object.fromEntries(one));

describe('paragraphs of fields', () => {
  for (const [name, text, paragraphs] of [
    ['end with an empty line', 'A: 1\n\nB: 2\n', [{ a: '1' }, { b: '2' }]],
    ['need no last line end', 'A: 1', [{ a: '1' }]],
    ['may be far apart', '\n\n A: no\n\n\nA: 1\n \t\nB: 2', [{ a: '1' }, { b: '2' }]],
    ['have values of many lines', 'A: x\n y\n\tz\n .\nB: 1\n', [{ a: 'x\ny\nz\n.', b: '1' }]],
    ['may have empty values', 'A:\n y\n', [{ a: '\ny' }]],
    ['may have colons in values', 'A:b:c\n', [{ a: 'b:c' }]],
    ['may hold comments', '# A: 0\nA: 1\n# x\n more\n', [{ a: '1\nmore' }]],
    ['take the first of two fields of a name', 'A: 1\na: 2\n more\n', [{ a: '1' }]],
    ['leave out what is no field', 'nothing\n: x\nA b: 1\n more\nC: 3\n', [{ c: '3' }]],
    [
      'may be called like what every object has',
      '__proto__: 1\nconstructor: 2\n',
      [
        Object.fromEntries([
          ['__proto__', '1'],
          ['constructor', '2'],
        ]),
      ],
    ],
    ['may not be there', '', []],
  ] as const) {
    it(name, () => assert.deepEqual(plain(text), paragraphs));
  }

  it('keep only the fields that are wanted, and give none the lines of another', () => {
    assert.deepEqual(plain('A: 1\nB: 2\n more\nC: 3\n', ['a', 'c']), [{ a: '1', c: '3' }]);
  });

  it('say how much was wrong', () => {
    assert.equal(readDeb822('A: 1\nA: 2\nx\n').broken, 2);
  });
});
