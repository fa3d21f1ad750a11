/** I1 to I4: unsigned, signed by somebody else, built from another repository, built from an old commit. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, ok } from '../../../src/core/result.ts';
import * as der from '../../support/der.ts';
import { aKeyPair, extension } from '../../support/sigstore-authority.ts';
import { COMMIT, claimsOf, DAY, ISSUER, MINUTE, NOON, REF, WORKFLOW } from '../../support/sigstore-world.ts';
import {
  account,
  aProvenance,
  aSignature,
  assertVerdict,
  expecting,
  judgeCase,
  SECTION,
} from '../../support/verify-case.ts';

describe('I1: an unsigned image', () => {
  it('is refused, and one that is signed passes', async () => {
    assertVerdict(await judgeCase({ pieces: [] }), 3, 'signature-missing');
    assertVerdict(await judgeCase({ pieces: [aSignature()] }), 0);
  });

  it('is refused where only an unsigned account lies beside it', async () => {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [],
      predicateType: 'x',
      predicate: {},
    };
    const piece = { bytes: Buffer.from(JSON.stringify(statement)), form: 'statement' as const };
    assertVerdict(await judgeCase({ pieces: [piece] }), 3, 'signature-missing');
  });
});

describe('I2: an image signed by somebody else', () => {
  const others: readonly (readonly [string, Parameters<typeof aSignature>[0]])[] = [
    [
      'a mail address',
      { certificate: { names: ['somebody@gmail.com'], claims: { 8: 'https://accounts.google.com' } } },
    ],
    [
      'a mail address with our issuer',
      { certificate: { names: ['somebody@gmail.com'], claims: { 8: ISSUER } } },
    ],
    ['another repository', { certificate: { names: [`${WORKFLOW.replace('diary', 'dairy')}@${REF}`] } }],
    [
      'a repository whose name begins with ours',
      { certificate: { names: [`${WORKFLOW.replace('diary', 'diary-evil')}@${REF}`] } },
    ],
    [
      'our workflow elsewhere in a name',
      { certificate: { names: [`https://evil.example/?${WORKFLOW}@${REF}`] } },
    ],
    ['another workflow', { certificate: { names: [`https://gitlab.com/group/diary//other.yml@${REF}`] } }],
    ['another branch', { certificate: { names: [`${WORKFLOW}@refs/heads/mainly`] } }],
    ['a branch below ours', { certificate: { names: [`${WORKFLOW}@${REF}/x`] } }],
    [
      'the same name of another issuer',
      { certificate: { claims: claimsOf({ 8: 'https://gitlab.com.evil.example' }) } },
    ],
  ];
  for (const [what, signing] of others)
    it(`is refused: ${what}`, async () => {
      const verdict = await judgeCase({ pieces: [aSignature(signing)] });
      assertVerdict(verdict, 3, 'signer-not-allowed');
    });

  it('is refused without an entry in the log of the instance, unless that is not wanted', async () => {
    const pieces = [aSignature({ log: 'none', timestamp: true })];
    assertVerdict(await judgeCase({ pieces }), 4, 'log-missing');
    const expected = expecting({ signers: SECTION.signers, transparency: false });
    assertVerdict(await judgeCase({ pieces, expected }), 0);
  });

  it('is refused when a mail address reads like our workflow', async () => {
    const san = der.sequence(der.implicit(1, Buffer.from(`${WORKFLOW}@${REF}`)));
    const certificate = { names: [], more: [extension('2.5.29.17', san, true)] };
    assertVerdict(await judgeCase({ pieces: [aSignature({ certificate })] }), 3, 'signer-not-allowed');
  });

  it('is refused when a key that is none of ours signed it', async () => {
    const verdict = await judgeCase({ pieces: [aSignature({ key: aKeyPair() })] });
    assert.equal(verdict.exit, 3);
  });

  it('takes a pattern for what it says and no more', async () => {
    const signers = [{ issuer: ISSUER, workflow: WORKFLOW, ref: ['refs/heads/main', 'refs/tags/v*'] }];
    const named = (ref: string) => aSignature({ certificate: { names: [`${WORKFLOW}@${ref}`] } });
    const expected = expecting({ signers });
    assertVerdict(await judgeCase({ expected, pieces: [named('refs/tags/v1.2.3')] }), 0);
    for (const ref of ['refs/tags/w1', 'refs/tags/v1/x', 'refs/heads/v1', 'refs/tags/v1@refs/heads/main'])
      assertVerdict(await judgeCase({ expected, pieces: [named(ref)] }), 3, 'signer-not-allowed');
  });
});

describe('I3: built from a typosquatted source', () => {
  const expected = expecting();

  it('is refused by the certificate, although an allowed workflow signed it', async () => {
    const claims = claimsOf({ 12: 'https://gitlab.com/group/diarry', 15: '9981' });
    const pieces = [aSignature({ certificate: { claims } }), aProvenance()];
    const verdict = await judgeCase({ expected, pieces });
    assertVerdict(verdict, 3, 'wrong-repository', 'wrong-repository-id');
    assert.equal(verdict.lines.find(({ reason }) => reason === 'wrong-repository')?.threat, 'I3');
  });

  it('is refused when the repository was made anew under its old name', async () => {
    const claims = claimsOf({ 15: '9981' });
    const pieces = [aSignature({ certificate: { claims } }), aProvenance()];
    assertVerdict(await judgeCase({ expected, pieces }), 3, 'wrong-repository-id');
  });

  it('is refused by the provenance, and the right one passes', async () => {
    const wrong = aProvenance({}, account({ source: 'https://gitlab.com/group/diarry' }));
    assertVerdict(
      await judgeCase({ expected, pieces: [aSignature(), wrong] }),
      3,
      'claim-mismatch',
      'wrong-repository',
    );
    assertVerdict(await judgeCase({ expected, pieces: [aSignature(), aProvenance()] }), 0);
  });

  it('is refused when the certificate says nothing of a source', async () => {
    const claims = { 8: ISSUER };
    const pieces = [aSignature({ certificate: { claims } }), aProvenance()];
    assertVerdict(await judgeCase({ expected, pieces }), 3, 'wrong-repository', 'wrong-repository-id');
  });
});

describe('I4: the right repository at an old state', () => {
  const newest = ok(COMMIT);
  const old = 'aaaa'.padEnd(40, '0');
  const expected = expecting({ ...SECTION, source: { ...SECTION.source, commit: 'latest' } });
  const outdated = [
    aSignature({ certificate: { claims: claimsOf({ 13: old }) } }),
    aProvenance({ certificate: { claims: claimsOf({ 13: old }) } }, account({ commit: old })),
  ];

  it('is refused when the forge has a newer commit', async () => {
    assertVerdict(await judgeCase({ expected, newest, pieces: outdated }), 3, 'wrong-commit');
    assertVerdict(await judgeCase({ expected, newest, pieces: [aSignature(), aProvenance()] }), 0);
  });

  it('is not known when the forge does not answer', async () => {
    const verdict = await judgeCase({
      expected,
      newest: err('timeout'),
      pieces: [aSignature(), aProvenance()],
    });
    assertVerdict(verdict, 5, 'latest-unknown');
  });

  it('is refused when another commit is named', async () => {
    const named = expecting({ ...SECTION, source: { ...SECTION.source, commit: COMMIT } });
    assertVerdict(await judgeCase({ expected: named, pieces: outdated }), 3, 'wrong-commit');
  });

  it('is refused when it was signed too long ago, and when it was signed tomorrow', async () => {
    const aged = expecting({ signers: SECTION.signers, 'max-age': '30d' });
    const pieces = [aSignature()];
    assertVerdict(await judgeCase({ expected: aged, pieces, now: NOON + 29 * DAY }), 0);
    assertVerdict(await judgeCase({ expected: aged, pieces, now: NOON + 31 * DAY }), 3, 'too-old');
    assertVerdict(await judgeCase({ pieces, now: NOON - 10 * MINUTE }), 4, 'from-the-future');
  });

  it('is refused from another branch', async () => {
    const branch = expecting({ ...SECTION, source: { ...SECTION.source, ref: 'refs/heads/main' } });
    const claims = claimsOf({ 14: 'refs/heads/side' });
    const pieces = [aSignature({ certificate: { claims } }), aProvenance()];
    assertVerdict(await judgeCase({ expected: branch, pieces }), 3, 'wrong-ref');
  });
});
