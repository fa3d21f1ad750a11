import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { edits, nearest } from '../../../src/core/nearest.ts';

describe('the distance of two words', () => {
  const table: readonly (readonly [string, string, number])[] = [
    ['', '', 0],
    ['abc', 'abc', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['sing', 'sign', 1],
    ['wiht', 'with', 1],
    ['lint', 'lints', 1],
    ['lint', 'hint', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['aktion', 'nation', 2],
  ];
  for (const [a, b, distance] of table) {
    it(`${a || 'nothing'} and ${b || 'nothing'}: ${distance}, both ways`, () => {
      assert.equal(edits(a, b), distance);
      assert.equal(edits(b, a), distance);
    });
  }
});

describe('the nearest word', () => {
  const words = ['install', 'lint', 'test', 'build-binary'];

  it('is found for a slip of the fingers', () => {
    assert.equal(nearest('tset', words), 'test');
    assert.equal(nearest('LINT', words), 'lint');
    assert.equal(nearest('instal', words), 'install');
    assert.equal(nearest('build_binry', words), 'build-binary');
  });

  it('is none when every word is another one', () => {
    assert.equal(nearest('deploy', words), undefined);
    assert.equal(nearest('', words), undefined);
    assert.equal(nearest('abc', ['xyz']), undefined);
    assert.equal(nearest('x', []), undefined);
  });

  it('is stricter with short words', () => {
    assert.equal(nearest('ab', ['xy']), undefined);
    assert.equal(nearest('abx', ['aby']), 'aby');
    assert.equal(nearest('abx', ['acy']), undefined);
  });

  it('is the closest of several, and the first of equals', () => {
    assert.equal(nearest('tests', ['rests', 'test', 'tess']), 'rests');
    assert.equal(nearest('verfy', ['very', 'verify', 'versify']), 'very');
    assert.equal(nearest('verifi', ['very', 'verify']), 'verify');
  });
});
