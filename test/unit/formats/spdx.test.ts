import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spdxAll, spdxExpression, spdxId } from '../../../src/formats/spdx.ts';

describe('licence expressions', () => {
  for (const [text, expression] of [
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    [' apache-2.0 ', 'Apache-2.0'],
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['(MIT or Apache-2.0)', 'MIT OR Apache-2.0'],
    ['MIT AND (ISC OR Zlib)', 'MIT AND (ISC OR Zlib)'],
    ['(MIT AND ISC) OR Zlib', 'MIT AND ISC OR Zlib'],
    ['MIT OR ISC AND Zlib', 'MIT OR ISC AND Zlib'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    [
      'gpl-2.0-or-later with classpath-exception-2.0 OR MIT',
      'GPL-2.0-or-later WITH Classpath-exception-2.0 OR MIT',
    ],
    ['GPL-2.0', 'GPL-2.0'],
    ['EPL-1.0+', 'EPL-1.0+'],
    ['LicenseRef-own.1', 'LicenseRef-own.1'],
    ['DocumentRef-x:LicenseRef-y', 'DocumentRef-x:LicenseRef-y'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.equal(spdxExpression(text), expression);
      assert.equal(spdxExpression(expression), expression);
    });
  }

  for (const text of [
    '',
    'BSD',
    'MIT OR',
    'OR MIT',
    'MIT ISC',
    '(MIT',
    'MIT)',
    '()',
    'MIT WITH',
    'MIT WITH nothing-known',
    'MIT AND OR ISC',
    'constructor',
    '__proto__',
    'toString WITH valueOf',
    `${'('.repeat(500)}MIT${')'.repeat(500)}`,
    'MIT OR '.repeat(100_000),
  ]) {
    it(`does not take ${JSON.stringify(text.slice(0, 40))} for one`, () => {
      assert.equal(spdxExpression(text), undefined);
    });
  }

  it('joins several that hold at once', () => {
    assert.equal(spdxAll(['MIT', 'ISC OR Zlib']), 'MIT AND (ISC OR Zlib)');
    assert.equal(spdxAll(['ISC OR Zlib']), 'ISC OR Zlib');
  });

  it('knows identifiers without regard to case', () => {
    assert.equal(spdxId('bsd-3-clause'), 'BSD-3-Clause');
    assert.equal(spdxId('hasOwnProperty'), undefined);
  });
});
