import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readHeaders } from '../../../src/formats/mail-headers.ts';

describe('headers', () => {
  for (const [name, text, headers] of [
    ['are read up to the first empty line', 'A: 1\r\nB: 2\r\n\r\nC: 3\r\n', { a: ['1'], b: ['2'] }],
    ['may be there several times', 'A: 1\na: 2\n', { a: ['1', '2'] }],
    ['may go on in the next line', 'A: 1\n  2\n\t3\nB: 4\n', { a: ['1\n2\n3'], b: ['4'] }],
    ['leave out what is none, with what continues it', 'x\n y\n: z\nA: 1', { a: ['1'] }],
    ['may be none', ' A: 1\n', {}],
  ] as const) {
    it(name, () => assert.deepEqual(Object.fromEntries(readHeaders(text)), headers));
  }
});
