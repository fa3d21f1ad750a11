import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { canonicalJson, jsonDigest } from '../../../src/formats/canonical.ts';

describe('canonical JSON', () => {
  const table: readonly (readonly [unknown, string])[] = [
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [
      { '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4, '\ufb33': 5 },
      '{"\\r":2,"1":3,"\u20ac":1,"\u{1f600}":4,"\ufb33":5}',
    ],
    [[-0, 1e21, 1e-7, 0.1, 100], '[0,1e+21,1e-7,0.1,100]'],
    ['\u0000\u001f"\\\u2028\u00fc', '"\\u0000\\u001f\\"\\\\\u2028\u00fc"'],
    ['', '""'],
    [null, 'null'],
  ];
  for (const [value, text] of table) {
    it(`spells ${JSON.stringify(value)} in one way`, () => assert.equal(canonicalJson(value), text));
  }

  it('has a spelling for text that is no Unicode, and another one for each', () => {
    const odd = ['\ud83d', '\ude00', 'a\ud83d', '\ud83da', '\udc80', '\udc81', '\ud83d\ud83d', '\u{1f600}'];
    const texts = odd.flatMap((text) => [canonicalJson({ [text]: 1 }), canonicalJson({ a: [text] })]);
    assert.equal(new Set(texts).size, texts.length);
    for (const text of texts) {
      assert.ok(text.isWellFormed());
      assert.equal(canonicalJson(JSON.parse(text)), text);
    }
  });

  it('has none for what JSON cannot say', () => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, { a: Number.NaN }])
      assert.throws(() => canonicalJson(value));
  });

  it('has the digest of its bytes', () => {
    const digest = createHash('sha256').update('{"a":"ü"}', 'utf8').digest('hex');
    assert.equal(jsonDigest({ a: 'ü' }), digest);
  });
});
