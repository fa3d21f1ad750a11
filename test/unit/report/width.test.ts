import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cells, clauses, cut, padEnd, padStart, wrap } from '../../../src/report/width.ts';

test('counts cells as a terminal does: wide letters two, combining ones none, colours none', () => {
  assert.equal(cells('plain'), 5);
  assert.equal(cells('日本'), 4);
  assert.equal(cells('e\u0301'), 1);
  assert.equal(cells('🚀'), 2);
  assert.equal(cells('\u001b[32mok\u001b[0m'), 2);
  assert.equal(cells('– → … ✓'), 7);
});

test('cuts by cells and says so with an ellipsis', () => {
  assert.equal(cut('short', 5), 'short');
  assert.equal(cut('too long', 5), 'too…');
  assert.equal(cut('日本語です', 5), '日本…');
  assert.equal(cut('x', 0), '');
  for (let width = 0; width < 12; width += 1) assert.ok(cells(cut('a日b本c語d', width)) <= width);
});

test('pads by cells on either side', () => {
  assert.equal(padEnd('日', 4), '日  ');
  assert.equal(padStart('日', 4), '  日');
  assert.equal(padEnd('longer', 3), 'longer');
});

test('wraps at spaces, breaks what has none, and marks what it leaves out', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh']);
  assert.deepEqual(wrap('one two three four', 5, 2), ['one', 'two…']);
  assert.deepEqual(wrap('', 10), ['']);
});

test('wrapping loses no letter, whatever the width', () => {
  const text = 'nothing leaves this machine unless you name it 日本語 x';
  for (let width = 2; width < 60; width += 1) {
    const lines = wrap(text, width);
    assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    assert.ok(lines.every((line) => cells(line) <= width));
  }
});

test('clauses share lines while they fit', () => {
  assert.deepEqual(clauses(['4 done', '55.9s', 'record run.json'], 20), [
    '4 done · 55.9s',
    'record run.json',
  ]);
  assert.deepEqual(clauses(['a clause that is far too long'], 10), ['a clause…']);
});
