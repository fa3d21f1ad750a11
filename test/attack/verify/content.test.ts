/** I5, I7, I8, I9, I11, I12, I13: what evidence says, of what, and which of several counts. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, ok } from '../../../src/core/result.ts';
import { claimsOf, DAY, MINUTE, NOON } from '../../support/sigstore-world.ts';
import {
  account,
  aProvenance,
  aSignature,
  assertVerdict,
  bundleOf,
  CYCLONEDX,
  expecting,
  IMAGE,
  judgeCase,
  OTHER,
  PROVENANCE,
  SECTION,
  sbom,
  sourceOf,
} from '../../support/verify-case.ts';

const STRANGER = {
  certificate: { names: ['somebody@gmail.com'], claims: { 8: 'https://accounts.google.com' } },
};
const fresh = { certificate: { from: NOON - MINUTE, until: NOON + 9 * MINUTE } };

/** Signed later, by a certificate of that moment. */
function later(by: number) {
  return { at: NOON + by, certificate: { from: NOON + by - MINUTE, until: NOON + by + 9 * MINUTE } };
}

describe('I5: a downgraded dependency inside', () => {
  const expected = expecting({ signers: SECTION.signers, sbom: { express: '>=4', 'left-pad': 'absent' } });
  const rows: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
    [{ express: '4.21.2' }, []],
    [{ express: '3.21.2' }, ['component-version']],
    [{ express: '4.21.2', 'left-pad': '1.3.0' }, ['component-forbidden']],
    [{ expres: '4.21.2' }, ['component-missing']],
    [{ express: 'newest' }, ['component-version']],
  ];
  for (const [components, reasons] of rows)
    it(`${reasons.length === 0 ? 'takes' : 'refuses'} ${JSON.stringify(components)}`, async () => {
      const pieces = [aSignature(), bundleOf(CYCLONEDX, sbom(components))];
      assertVerdict(await judgeCase({ expected, pieces }), reasons.length === 0 ? 0 : 3, ...reasons);
    });

  it('is refused when one of two copies is old', async () => {
    const both = {
      ...sbom({}),
      components: [
        { name: 'express', version: '4.0.0', components: [{ name: 'express', version: '3.0.0' }] },
      ],
    };
    assertVerdict(
      await judgeCase({ expected, pieces: [aSignature(), bundleOf(CYCLONEDX, both)] }),
      3,
      'component-version',
    );
  });

  it('is refused without a list, and with one that nobody of ours signed', async () => {
    assertVerdict(await judgeCase({ expected, pieces: [aSignature()] }), 3, 'sbom-missing');
    const pieces = [aSignature(), bundleOf(CYCLONEDX, sbom({ express: '4.21.2' }), STRANGER)];
    assertVerdict(await judgeCase({ expected, pieces }), 3, 'signer-not-allowed');
  });
});

describe('I7: a valid bundle of another artifact', () => {
  it('is refused, and beside the right one it does not matter', async () => {
    assertVerdict(await judgeCase({ pieces: [aSignature({}, OTHER)] }), 4, 'subject-mismatch');
    const verdict = await judgeCase({ pieces: [aSignature({}, OTHER), aSignature()] });
    assertVerdict(verdict, 0);
    assert.deepEqual(
      verdict.ignored.map(({ reason }) => reason),
      ['subject-mismatch'],
    );
  });

  it('is refused for a digest in capitals, and one of another algorithm', async () => {
    for (const digest of [{ sha256: IMAGE.toUpperCase() }, { sha512: IMAGE }]) {
      const payload = Buffer.from(
        JSON.stringify({
          _type: 'https://in-toto.io/Statement/v1',
          subject: [{ name: 'x', digest }],
          predicateType: 'https://sigstore.dev/cosign/sign/v1',
          predicate: {},
        }),
      );
      assertVerdict(await judgeCase({ pieces: [aSignature({ payload })] }), 4, 'subject-mismatch');
    }
  });
});

describe('I8: claims that the certificate contradicts', () => {
  const expected = expecting({ signers: SECTION.signers, needs: ['provenance'] });

  it('are refused, and those that agree pass', async () => {
    const wrong = aProvenance({}, account({ commit: 'b'.repeat(40) }));
    assertVerdict(await judgeCase({ expected, pieces: [wrong] }), 3, 'claim-mismatch');
    assertVerdict(await judgeCase({ expected, pieces: [aProvenance()] }), 0);
  });

  it('are refused when a builder promises more than its certificate shows', async () => {
    const wanted = expecting({ signers: SECTION.signers, builder: { level: 2 } });
    const selfHosted = { certificate: { claims: claimsOf({ 11: 'self-hosted' }) } };
    assertVerdict(
      await judgeCase({ expected: wanted, pieces: [aSignature(), aProvenance(selfHosted)] }),
      3,
      'level-too-low',
    );
    assertVerdict(await judgeCase({ expected: wanted, pieces: [aSignature(), aProvenance()] }), 0);
  });
});

describe('I9: an unknown external parameter', () => {
  const section = { signers: SECTION.signers, needs: ['provenance'] };
  const changed = aProvenance({}, account({ external: { overrides: { CFLAGS: '-DBACKDOOR' } } }));

  it('is refused, unless it is expected', async () => {
    assertVerdict(
      await judgeCase({ expected: expecting(section), pieces: [changed] }),
      3,
      'unknown-parameter',
    );
    const known = expecting({ ...section, parameters: ['overrides'] });
    assertVerdict(await judgeCase({ expected: known, pieces: [changed] }), 0);
  });

  it('is refused in an account of a kind that is not known', async () => {
    const odd = aProvenance({}, { buildDefinition: { buildType: 'https://example.org/odd' } });
    assertVerdict(await judgeCase({ expected: expecting(section), pieces: [odd] }), 3, 'build-type-unknown');
  });
});

describe('I11: an attestation counted as the signature', () => {
  it('is refused: each statement is taken for its own type alone', async () => {
    for (const piece of [
      aProvenance(),
      bundleOf(CYCLONEDX, sbom({})),
      bundleOf('https://example.org/empty', {}),
    ]) {
      const verdict = await judgeCase({ pieces: [piece] });
      assertVerdict(verdict, 3, 'signature-missing');
      assert.equal(verdict.lines[0]?.threat, 'I11');
    }
  });

  it('is refused when its annotation says that it is a signature', async () => {
    const piece = { bytes: aProvenance(), predicateType: 'https://sigstore.dev/cosign/sign/v1' };
    assertVerdict(await judgeCase({ pieces: [piece] }), 3, 'signature-missing');
  });

  it('is refused for a signature that stands where provenance is expected', async () => {
    const expected = expecting({ signers: SECTION.signers, needs: ['signature', 'provenance'] });
    assertVerdict(await judgeCase({ expected, pieces: [aSignature()] }), 3, 'provenance-missing');
  });
});

describe('I12: an old, honest list of components', () => {
  const expected = expecting({ signers: SECTION.signers, sbom: { express: '>=4' } });
  const old = bundleOf(CYCLONEDX, sbom({ express: '4.21.2' }), fresh);
  const now = NOON + 2 * DAY;

  it('does not hide the newest, in whatever order they lie there', async () => {
    const newest = bundleOf(CYCLONEDX, sbom({ express: '3.0.0' }, NOON + DAY), later(DAY));
    for (const pieces of [
      [old, newest],
      [newest, old],
    ])
      assertVerdict(
        await judgeCase({ expected, now, pieces: [aSignature(), ...pieces] }),
        3,
        'component-version',
      );
    const better = bundleOf(CYCLONEDX, sbom({ express: '5.0.0' }, NOON + DAY), later(DAY));
    assertVerdict(await judgeCase({ expected, now, pieces: [aSignature(), old, better] }), 0);
  });

  it('is not pushed aside by a newer one of a stranger', async () => {
    const strange = bundleOf(CYCLONEDX, sbom({ express: '1.0.0' }), {
      ...later(DAY),
      certificate: { ...later(DAY).certificate, ...STRANGER.certificate },
    });
    assertVerdict(await judgeCase({ expected, now, pieces: [aSignature(), old, strange] }), 0);
  });
});

describe('I13: junk that a stranger attached', () => {
  const junk = [
    Buffer.from('{}'),
    Buffer.from('not JSON'),
    Buffer.alloc(0),
    aSignature(STRANGER),
    aSignature(STRANGER, OTHER),
    aProvenance(STRANGER),
  ];

  it('changes nothing, before and behind the honest signature', async () => {
    assertVerdict(await judgeCase({ pieces: [...junk, aSignature()] }), 0);
    assertVerdict(await judgeCase({ pieces: [aSignature(), ...junk] }), 0);
    const verdict = await judgeCase({ pieces: [aSignature(), ...junk] });
    assert.ok(
      verdict.ignored.some(({ signer, reason }) => /gmail/.test(signer) && reason === 'signer-not-allowed'),
    );
  });

  it('alone is no signature, and no alarm either', async () => {
    assertVerdict(await judgeCase({ pieces: junk.slice(0, 3) }), 3, 'signature-missing');
    const broken = JSON.parse(Buffer.from(aSignature(STRANGER)).toString());
    broken.dsseEnvelope.signatures[0].sig = Buffer.alloc(70, 1).toString('base64');
    assert.equal((await judgeCase({ pieces: [Buffer.from(JSON.stringify(broken))] })).exit, 3);
  });

  it('is an alarm when it claims an allowed signer and nothing else is there', async () => {
    const broken = JSON.parse(Buffer.from(aSignature()).toString());
    broken.dsseEnvelope.signatures[0].sig = Buffer.alloc(70, 1).toString('base64');
    const piece = Buffer.from(JSON.stringify(broken));
    assert.equal((await judgeCase({ pieces: [piece] })).exit, 4);
    assertVerdict(await judgeCase({ pieces: [piece, aSignature()] }), 0);
  });

  it('is left where it is when it is of another type', async () => {
    const others = Array.from({ length: 10_000 }, () => ({
      bytes: Buffer.from('x'),
      predicateType: 'https://example.org/other',
    }));
    const source = sourceOf([
      ...others,
      { bytes: aSignature(), predicateType: 'https://sigstore.dev/cosign/sign/v1' },
    ]);
    assertVerdict(await judgeCase({ pieces: [], sources: [source] }), 0);
    assert.equal(source.fetched.length, 1);
  });

  it('of the right type is looked at two hundred times, and more is not taken for none', async () => {
    const flood = Array.from({ length: 10_000 }, () => ({ bytes: Buffer.from('x'), created: NOON + DAY }));
    const source = sourceOf([...flood, { bytes: aSignature(), created: NOON }]);
    assertVerdict(await judgeCase({ pieces: [], sources: [source] }), 5, 'signature-missing', 'too-many');
    assert.equal(source.fetched.length, 200);
  });

  it('of one type does not hide how another one stands', async () => {
    const expected = expecting({ signers: SECTION.signers, sbom: { express: '>=4' } });
    const flood = Array.from({ length: 1000 }, () => ({
      bytes: Buffer.from('x'),
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
    }));
    const list = { bytes: bundleOf(CYCLONEDX, sbom({ express: '4.0.0' })), predicateType: CYCLONEDX };
    const signature = { bytes: aSignature(), predicateType: 'https://sigstore.dev/cosign/sign/v1' };
    assertVerdict(await judgeCase({ expected, pieces: [signature, list, ...flood] }), 0);
    const lists = flood.map((one) => ({ ...one, predicateType: CYCLONEDX }));
    assertVerdict(await judgeCase({ expected, pieces: [signature, list, ...lists] }), 5, 'too-many');
  });

  it('that is listed and not there does not matter', async () => {
    const expected = expecting({ signers: SECTION.signers, sbom: { express: '>=4' } });
    const honest = sourceOf([aSignature(), bundleOf(CYCLONEDX, sbom({ express: '4.0.0' }))]);
    const gone = {
      ...sourceOf([Buffer.from('x')]),
      read: async () => err({ kind: 'junk', detail: 'not there' } as const),
    };
    assertVerdict(await judgeCase({ expected, pieces: [], sources: [honest, gone] }), 0);
  });
});

describe('evidence that cannot be had', () => {
  it('is not known, never absent, and does not spoil what is there', async () => {
    const silent = {
      place: 'registry.example.org',
      list: async () =>
        err({ code: 'registry-unreachable', registry: 'x', doing: 'list', detail: 'timeout' } as const),
      read: async () => ok(new Uint8Array()),
    };
    assertVerdict(await judgeCase({ pieces: [], sources: [silent] }), 5, 'signature-missing', 'unreachable');
    assertVerdict(await judgeCase({ pieces: [], sources: [silent, sourceOf([aSignature()])] }), 0);
  });
});

describe('provenance of others', () => {
  it("takes GitHub's account with GitHub's certificate", async () => {
    const repository = 'https://github.com/octo/diary';
    const workflow = `${repository}/.github/workflows/ci.yml`;
    const claims = {
      8: 'https://token.actions.githubusercontent.com',
      9: `${workflow}@refs/heads/main`,
      11: 'github-hosted',
      12: repository,
      13: 'c'.repeat(40),
      14: 'refs/heads/main',
      15: '77',
      18: `${workflow}@refs/heads/main`,
      20: 'push',
    };
    const predicate = {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: { ref: 'refs/heads/main', repository, path: '.github/workflows/ci.yml' },
        },
        internalParameters: {
          github: { event_name: 'push', repository_id: '77', runner_environment: 'github-hosted' },
        },
        resolvedDependencies: [
          { uri: `git+${repository}@refs/heads/main`, digest: { gitCommit: 'c'.repeat(40) } },
        ],
      },
      runDetails: { builder: { id: `${workflow}@refs/heads/main` }, metadata: {} },
    };
    const signing = { certificate: { names: [`${workflow}@refs/heads/main`], claims } };
    const section = {
      signers: [{ issuer: claims[8], workflow, ref: 'refs/heads/main' }],
      source: { repository, id: '77' },
      builder: { level: 2 },
      trigger: 'push',
      needs: ['provenance'],
    };
    const piece = bundleOf(PROVENANCE, predicate, signing);
    assertVerdict(await judgeCase({ expected: expecting(section), pieces: [piece] }), 0);
    const lying = structuredClone(predicate);
    lying.buildDefinition.externalParameters.workflow.path = '.github/workflows/other.yml';
    assertVerdict(
      await judgeCase({ expected: expecting(section), pieces: [bundleOf(PROVENANCE, lying, signing)] }),
      3,
      'claim-mismatch',
    );
  });

  it('says what an unsigned one says, and never takes it', async () => {
    const predicate = {
      builder: { id: '' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      invocation: {
        configSource: { uri: 'https://github.com/o/r.git#refs/heads/main', digest: { sha1: 'd'.repeat(40) } },
      },
    };
    const statement = {
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [{ name: 'x', digest: { sha256: IMAGE } }],
      predicateType: 'https://slsa.dev/provenance/v0.2',
      predicate,
    };
    const piece = { bytes: Buffer.from(JSON.stringify(statement)), form: 'statement' as const };
    const expected = expecting({ signers: SECTION.signers, needs: ['provenance'] });
    const verdict = await judgeCase({ expected, pieces: [piece] });
    assertVerdict(verdict, 3, 'provenance-missing');
    assert.deepEqual(
      verdict.unsigned.map(({ format, source }) => [format, source]),
      [['buildkit', `https://github.com/o/r @ ${'d'.repeat(40)}`]],
    );
  });
});
