import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAddress, checkRef, matches } from '../../../src/verify/pattern.ts';

describe('patterns', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['refs/heads/main', 'refs/heads/main', true],
    ['refs/heads/main', 'refs/heads/mainly', false],
    ['refs/heads/main', 'xrefs/heads/main', false],
    ['refs/tags/v*', 'refs/tags/v1.2.3', true],
    ['refs/tags/v*', 'refs/tags/v', true],
    ['refs/tags/v*', 'refs/tags/v1/x', false],
    ['refs/heads/**', 'refs/heads/a/b/c', true],
    ['refs/heads/**/c', 'refs/heads/a/b/c', true],
    ['refs/heads/*/c', 'refs/heads/a/b/c', false],
    ['https://h.example/o/**', 'https://h.example/o/x@refs/heads/y', false],
    ['https://h.example/o/a.b*', 'https://h.example/o/aXb1', false],
    ['https://h.example/o/(x)+*', 'https://h.example/o/(x)+1', true],
    ['a*b*c', 'aXbXbXc', true],
    ['a*b*c', 'aXbXbX', false],
  ];
  for (const [pattern, text, expected] of rows)
    it(`${pattern} ${expected ? 'is' : 'is not'} ${text}`, () => {
      assert.equal(matches(pattern, text), expected);
    });

  it('take no longer on a text that was made to be slow', () => {
    const started = performance.now();
    assert.equal(
      matches('https://h.example/o/*a*a*a*a*a*a*a*b', `https://h.example/o/${'a'.repeat(4000)}`),
      false,
    );
    assert.equal(matches('https://h.example/o/*', `https://h.example/o/${'a'.repeat(100_000)}`), false);
    assert.ok(performance.now() - started < 2000);
  });

  it('for addresses must say host and owner in full', () => {
    for (const text of [
      '*',
      '**',
      '.*',
      'https://**',
      'https://*/o/r',
      'https://gitlab.com/*',
      'https://gitlab.com/*/r',
      'https://gitlab.com/**/r',
      'http://gitlab.com/o/r',
      'https://gitlab.com/o/',
      'https://gitlab.com/o/r x',
      `https://h.example/o/${'*x'.repeat(9)}`,
    ])
      assert.equal(checkAddress(text).ok, false, text);
    for (const text of [
      'https://gitlab.com/group/diary//.gitlab-ci.yml',
      'https://gitlab.com/group/*//.gitlab-ci.yml',
      'https://github.com/o/r/.github/workflows/*.yml',
    ])
      assert.equal(checkAddress(text).ok, true, text);
  });

  it('for refs must say their kind in full', () => {
    for (const text of ['*', 'main', 'refs/**', 'refs/*/main', 'refs/heads/', 'refs/heads/a b'])
      assert.equal(checkRef(text).ok, false, text);
    for (const text of ['refs/heads/main', 'refs/tags/v*', 'refs/heads/**', 'refs/pull/1/merge'])
      assert.equal(checkRef(text).ok, true, text);
  });
});
