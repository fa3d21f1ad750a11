import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../src/core/failure.ts';
import { err, ok } from '../../../src/core/result.ts';
import { type EvidenceFacts, type JobSpec, NO_EVIDENCE, NO_IMAGE } from '../../../src/core/step.ts';
import { makePlan } from '../../../src/run/plan.ts';
import { aPlanInput, planned } from '../../support/planned.ts';
import { aTool, failure } from '../../support/world.ts';

const SIGNER: EvidenceFacts['signer'] = ok({
  with: 'key',
  settings: { with: 'key' },
  formats: ['bundle', 'legacy'],
  github: undefined,
  grants: ['secret:SEALSMITH_SIGNING_KEY'],
  files: [],
});

const STEPS = ['sign', 'attest', 'verify'] as const;

/** All three steps, named at a desk. */
function told(
  evidence: Partial<EvidenceFacts>,
  image: string | undefined = 'registry.example.org/group/tiny',
) {
  return {
    wish: { steps: STEPS, only: true },
    granted: new Set(['secret:SEALSMITH_SIGNING_KEY']),
    facts: {
      tools: new Map([['sealsmith', aTool('sealsmith', { from: 'self' })]]),
      image: { ...NO_IMAGE, name: image },
      evidence: { ...NO_EVIDENCE, ...evidence },
    },
  };
}

function jobs(evidence: Partial<EvidenceFacts>, image?: string): ReadonlyMap<string, JobSpec> {
  return new Map(planned(told(evidence, image)).plan.jobs.map(({ spec }) => [spec.id, spec]));
}

describe('sign, attest and verify', () => {
  it('are skipped where nothing says who signs and what is expected', () => {
    const { skips } = planned(told({})).plan;
    assert.deepEqual(
      skips.map(({ step, why }) => [step, why.code]),
      [
        ['sign', 'needs-signer'],
        ['attest', 'needs-signer'],
        ['verify', 'needs-expectations'],
      ],
    );
  });

  it('fail when planning where somebody shall sign who cannot', () => {
    const signer = err<Failure>({ code: 'signing-impossible', why: 'no-identity', message: 'x', next: 'y' });
    assert.equal(failure(makePlan(aPlanInput(told({ signer })))).code, 'signing-impossible');
  });

  it('grant the key to who signs and not to who verifies', () => {
    const all = jobs({ signer: SIGNER, expected: {} });
    const grants = (id: string): readonly string[] => all.get(id)?.grants ?? [];
    const own = ['network', 'registry:registry.example.org'];
    assert.deepEqual(grants('sign').toSorted(), [...own, 'secret:SEALSMITH_SIGNING_KEY']);
    assert.deepEqual(grants('attest').toSorted(), [...own, 'secret:SEALSMITH_SIGNING_KEY']);
    assert.deepEqual(grants('verify').toSorted(), own);
  });

  it('start nothing but this program, and are never taken from a cache', () => {
    for (const spec of jobs({ signer: SIGNER, expected: {} }).values()) {
      assert.deepEqual([...new Set(spec.commands.map(({ tool }) => tool))], ['sealsmith'], spec.id);
      assert.deepEqual(
        spec.tools.map(({ from }) => from),
        ['self'],
      );
      assert.equal(spec.cache, 'never');
      assert.ok(spec.account !== undefined, 'they go by the account of the run');
    }
  });

  it('speak to no registry where the image has no name', () => {
    for (const spec of jobs({ signer: SIGNER, expected: {} }, '').values())
      assert.ok(!spec.grants.some((grant) => grant.startsWith('registry:')), spec.id);
  });
});
