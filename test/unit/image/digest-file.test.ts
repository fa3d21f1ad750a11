import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDigestFile } from '../../../src/image/digest-file.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

describe('a digest file', () => {
  const good: readonly (readonly [string, string, string | undefined, string])[] = [
    ['of --digest-file', A, 'reg.example.org/g/p', 'reg.example.org/g/p'],
    ['of --digest-file with a newline', `${A}\n`, 'reg.example.org/g/p:tag', 'reg.example.org/g/p'],
    ['of --image-name-with-digest-file', `reg.example.org/g/p@${A}\n`, undefined, 'reg.example.org/g/p'],
    [
      'of --image-name-tag-with-digest-file',
      `reg.example.org/g/p:1@${A}\n`,
      undefined,
      'reg.example.org/g/p',
    ],
    ['of several destinations', `one.example/p:1@${A}\ntwo.example/p:1@${A}\n`, undefined, 'one.example/p'],
    [
      'of several destinations, one named',
      `one.example/p@${A}\ntwo.example/p@${A}`,
      'two.example/p',
      'two.example/p',
    ],
  ];
  for (const [name, text, asked, place] of good) {
    it(`${name} is read`, () => {
      const read = readDigestFile(text, asked);
      assert.ok(read.ok, JSON.stringify(read));
      assert.equal(`${read.value.registry}/${read.value.repository}`, place);
      assert.equal(read.value.digest, A);
    });
  }

  const bad: readonly (readonly [string, string, string | undefined, RegExp])[] = [
    ['that is empty', '\n', 'a.example/p', /empty/],
    ['with a digest alone, and no name', A, undefined, /nothing says of which/],
    ['with a tag', 'a.example/p:1', undefined, /no name with a digest/],
    ['with a digest of another kind', `sha512:${'a'.repeat(128)}`, 'a.example/p', /no name with a digest/],
    ['with a digest in capitals', `sha256:${'A'.repeat(64)}`, 'a.example/p', /no name with a digest/],
    ['with several digests', `a.example/p@${A}\na.example/p@${B}`, undefined, /several digests/],
    ['of another image', `a.example/p@${A}`, 'a.example/other', /says nothing of/],
    ['that the name contradicts', A, `a.example/p@${B}`, /and the name says/],
    ['for a name that is none', A, '../etc', /no name of an image/],
  ];
  for (const [name, text, asked, says] of bad) {
    it(`${name} is refused`, () => {
      const read = readDigestFile(text, asked);
      assert.ok(!read.ok);
      assert.match(read.failure, says);
    });
  }
});
