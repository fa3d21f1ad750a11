import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expectationsOf, verifySchema } from '../../../src/verify/expectations.ts';
import { SECTION } from '../../support/verify-case.ts';

const SIGNER = SECTION.signers[0];

describe('expectations', () => {
  it('of nobody are none, whatever else they say', () => {
    for (const section of [{}, { source: { repository: 'https://gitlab.com/group/diary' } }])
      assert.equal(expectationsOf(verifySchema.parse(section), new Map()), undefined);
    assert.equal(verifySchema.safeParse({ signers: [] }).success, false);
  });

  const refused: readonly (readonly [string, object])[] = [
    ['a word that is not known', { signers: [SIGNER], sorce: {} }],
    ['an issuer with a star', { signers: [{ ...SIGNER, issuer: 'https://*' }] }],
    ['a workflow that means everybody', { signers: [{ ...SIGNER, workflow: '.*' }] }],
    ['a workflow without a ref', { signers: [{ issuer: SIGNER?.issuer, workflow: SIGNER?.workflow }] }],
    ['a ref that means everything', { signers: [{ ...SIGNER, ref: '**' }] }],
    [
      'an identity with a star',
      { signers: [{ issuer: 'https://accounts.google.com', identity: '*@gmail.com' }] },
    ],
    ['a key and an issuer', { signers: [{ key: 'a.pub', issuer: 'https://gitlab.com' }] }],
    ['half a commit', { signers: [SIGNER], source: { commit: '8c1d0a4' } }],
    [
      'a repository with .git',
      { signers: [SIGNER], source: { repository: 'https://gitlab.com/group/diary.git/' } },
    ],
    ['a range that is none', { signers: [SIGNER], sbom: { express: 'newest' } }],
    ['an empty range', { signers: [SIGNER], sbom: { express: '' } }],
    ['a level that is none', { signers: [SIGNER], builder: { level: 4 } }],
    ['an age without a unit', { signers: [SIGNER], 'max-age': '30' }],
  ];
  for (const [what, section] of refused)
    it(`refuse ${what}`, () => {
      assert.equal(verifySchema.safeParse(section).success, false);
    });

  it('need what they are about', () => {
    const roles = (more: object) =>
      expectationsOf(verifySchema.parse({ signers: [SIGNER], ...more }), new Map())?.roles;
    assert.deepEqual(roles({}), ['signature']);
    assert.deepEqual(roles({ source: { id: '1' } }), ['signature', 'provenance']);
    assert.deepEqual(roles({ builder: { level: 1 } }), ['signature', 'provenance']);
    assert.deepEqual(roles({ sbom: { a: '>=1' } }), ['signature', 'sbom']);
    assert.deepEqual(roles({ needs: ['provenance', 'https://example.org/x'] }), [
      'provenance',
      'statement https://example.org/x',
    ]);
    // By its type it is the same as by its word.
    assert.deepEqual(roles({ needs: ['https://slsa.dev/provenance/v1', 'https://cyclonedx.org/bom'] }), [
      'provenance',
      'sbom',
    ]);
  });

  it('are never left unasked, whatever is said to be needed', () => {
    const roles = (section: object) => expectationsOf(verifySchema.parse(section), new Map())?.roles;
    const needs = ['signature'];
    const key = { signers: [{ key: 'our.pub' }], needs };
    assert.deepEqual(roles({ ...key, source: { id: '1' } }), ['signature', 'provenance']);
    assert.deepEqual(roles({ ...key, trigger: 'push' }), ['signature', 'provenance']);
    assert.deepEqual(roles({ ...key, sbom: { a: '1' } }), ['signature', 'sbom']);
    const workflow = { signers: [SIGNER], needs };
    assert.deepEqual(roles({ ...workflow, source: { id: '1' } }), ['signature']);
    assert.deepEqual(roles({ ...workflow, builder: { level: 1 } }), ['signature', 'provenance']);
    assert.deepEqual(roles({ ...workflow, parameters: ['x'] }), ['signature', 'provenance']);
  });
});
