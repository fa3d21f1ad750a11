import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { globTest, isBelow, isGlob, keyText, workspacePath } from '../../../src/core/path.ts';

describe('a workspace path', () => {
  const sound: readonly (readonly [string, string])[] = [
    ['a', 'a'],
    ['./a//b/', 'a/b'],
    ['a/../b', 'b'],
    ['a/./b', 'a/b'],
    ['..a/b', '..a/b'],
    ['.env', '.env'],
    ['ein Ordner/größe.txt', 'ein Ordner/größe.txt'],
    ['a\nb', 'a\nb'],
  ];
  for (const [text, path] of sound) {
    it(`reads ${JSON.stringify(text)} as ${JSON.stringify(path)}`, () =>
      assert.equal(workspacePath(text), path));
  }

  for (const text of [
    '',
    '.',
    './',
    '..',
    '../a',
    'a/../..',
    'a/../../b',
    '/',
    '/etc/passwd',
    '//a',
    'a\0b',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(workspacePath(text), undefined));
  }

  it('is below a folder only at a slash', () => {
    assert.ok(isBelow('dist/a', 'dist'));
    assert.ok(isBelow('dist', 'dist'));
    assert.ok(!isBelow('dist-old/a', 'dist'));
    assert.ok(!isBelow('dist', 'dist/a'));
  });
});

describe('a glob', () => {
  /** Pattern, what it matches, what it does not. */
  const table: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['**', ['a', 'a/b', '.env', 'a\nb'], []],
    ['.', ['a', 'a/b'], []],
    ['./', ['a', 'a/b'], []],
    ['a', ['a', 'a/b', 'a/b/c'], ['ab', 'b/a', 'A']],
    ['a/', ['a', 'a/b'], ['ab']],
    ['./a', ['a', 'a/b'], ['b/a']],
    ['*.py', ['x.py', '.py'], ['a/x.py', 'x.pyc', 'xpy']],
    ['**/*.py', ['x.py', 'a/x.py', 'a/b/x.py'], ['x.pyc', 'a/x.pyc']],
    ['src/**', ['src/a', 'src/a/b'], ['src', 'source/a']],
    ['src/**/test', ['src/test', 'src/a/test', 'src/a/b/test', 'src/test/x'], ['src/tests', 'src/a-test']],
    ['a?c', ['abc', 'a.c', 'aüc', 'a😀c'], ['ac', 'a/c', 'abbc']],
    ['[ab].txt', ['a.txt', 'b.txt'], ['c.txt', 'ab.txt', '[ab].txt']],
    ['[!a].txt', ['b.txt'], ['a.txt']],
    ['[^a].txt', ['b.txt'], ['a.txt']],
    ['[a-c]1', ['a1', 'c1'], ['d1', '-1']],
    ['x[!a]y', ['xby'], ['x/y', 'xay']],
    ['[]]', [']'], ['[]]']],
    ['{a,b}/c', ['a/c', 'b/c', 'a/c/d'], ['c/c', 'a,b/c', 'ab/c']],
    ['{a,{b,c}d}.x', ['a.x', 'bd.x', 'cd.x'], ['b.x', 'ad.x']],
    ['*.{js,ts}', ['a.js', 'a.ts'], ['a.jts', 'a/b.ts']],
    ['foo-bar.sh', ['foo-bar.sh'], ['foobar.sh', 'fooXbar.sh']],
    ['a.b', ['a.b'], ['axb']],
    ['a+b(c)$^|', ['a+b(c)$^|'], ['aab(c)$^|']],
    ['a\\b', ['a\\b'], ['ab']],
    ['a,b', ['a,b'], ['a']],
    ['größe/*', ['größe/a'], ['grosse/a']],
    // What is no glob is the name it spells.
    ['[x', ['[x'], ['x']],
    ['[z-a]', ['[z-a]', '[z-a]/b'], ['z', 'a', '-']],
    ['{a,b', ['{a,b'], ['a', 'b']],
    ['a}', ['a}'], ['a']],
  ];
  for (const [pattern, yes, no] of table) {
    it(`${JSON.stringify(pattern)} matches what it says and nothing else`, () => {
      const test = globTest(pattern);
      assert.deepEqual(
        [...yes, ...no].filter((path) => test(path)),
        yes,
      );
    });
  }

  it('matches nothing outside the workspace', () => {
    assert.ok(!globTest('/a')('a'));
    assert.ok(!globTest('/')('a'));
    assert.ok(!globTest('../a')('a'));
  });

  it('is told from what is none', () => {
    for (const pattern of ['**', 'a-b.sh', '*.{js,ts}', '[!a]', './x', '.github/**', '..a'])
      assert.ok(isGlob(pattern), pattern);
    for (const pattern of ['/a', '../a', 'a/../b', '[z-a]', '{a,b', '{a,{b}'])
      assert.ok(!isGlob(pattern), pattern);
  });

  it('never throws, whatever the pattern', () => {
    const pieces = [
      '[',
      ']',
      '{',
      '}',
      '*',
      '**',
      '/',
      '!',
      '^',
      '-',
      'z',
      'a',
      '\\',
      '?',
      ',',
      '.',
      '$',
      '\ud83d',
    ];
    for (const one of pieces)
      for (const two of pieces)
        for (const three of pieces) assert.equal(typeof globTest(`${one}${two}${three}]}`)('z/a'), 'boolean');
  });
});

describe('a path as keys say it', () => {
  it('is itself where it is text', () => {
    for (const path of ['a/b', 'größe', '\u{1f600}', 'a\nb']) assert.equal(keyText(path), path);
  });

  it('is well-formed and another one for every stray byte', () => {
    const bytes = Array.from({ length: 128 }, (_, byte) =>
      keyText(`a${String.fromCharCode(0xdc80 + byte)}b`),
    );
    assert.equal(new Set(bytes).size, 128);
    assert.ok(bytes.every((path) => path.isWellFormed()));
    assert.equal(bytes[0], 'a\u000080b');
  });
});
