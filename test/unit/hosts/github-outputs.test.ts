import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CacheNote } from '../../../src/core/cache.ts';
import type { Facts } from '../../../src/core/fact.ts';
import type { ImageDigest } from '../../../src/core/image.ts';
import type { JobState } from '../../../src/core/record.ts';
import { outputsOf } from '../../../src/hosts/github/outputs.ts';
import { aRun, commandFailed, sha } from '../report/builders.ts';
import { aView } from './view.ts';

const digest = `sha256:${'d'.repeat(64)}` as ImageDigest;
const about = { about: 'image', subject: 'hello', sha256: sha('d') } as const;
const verdict = (...passed: readonly boolean[]): Facts['verdict'] => ({
  verdicts: passed.map((one) => ({ ...about, passed: one, checks: 3 })),
  evidence: [],
});

test('where the image is, who signed it and what lies beside it are there for later steps', async (t) => {
  const view = aView(t, { workspace: '/repo/app' });
  const evidence = (name: string) => [{ path: `.sealsmith/${name}/image.sigstore.json`, sha256: sha('e') }];
  const facts: Partial<Facts> = {
    pushed: { name: 'registry.example.org/hello', digest, tags: [], evidence: [] },
    signatures: { signer: 'sha256:b6af', bundles: [], evidence: evidence('signatures') },
    attestations: { signer: 'sha256:b6af', bundles: [], evidence: evidence('attestations') },
    verdict: verdict(true, true),
  };
  const { plan, record } = aRun([{ id: 'verify' }], [], { facts });
  const outputs = await outputsOf(view, plan, record, undefined);
  assert.deepEqual(outputs, {
    exit: '0',
    'failed-tests': '0',
    'image-pushed': `registry.example.org/hello@${digest}`,
    signer: 'sha256:b6af',
    bundles:
      '/repo/app/.sealsmith/signatures/image.sigstore.json\n/repo/app/.sealsmith/attestations/image.sigstore.json',
    verdict: 'pass',
  });
});

const VERDICTS: readonly {
  readonly says: string;
  readonly state?: JobState;
  readonly facts: Partial<Facts>;
  readonly expected: string | undefined;
}[] = [
  { says: 'passed', state: 'done', facts: { verdict: verdict(true) }, expected: 'pass' },
  { says: 'one of two failed', state: 'done', facts: { verdict: verdict(true, false) }, expected: 'fail' },
  { says: 'the job failed', state: 'failed', facts: {}, expected: 'fail' },
  // A verdict of a run before is none of this one, whatever stands in the record that this one took it from.
  {
    says: 'the job failed, and a verdict was there',
    state: 'failed',
    facts: { verdict: verdict(true) },
    expected: 'fail',
  },
  { says: 'it did not run', facts: { verdict: verdict(true) }, expected: undefined },
  { says: 'nothing was verified', state: 'done', facts: { verdict: verdict() }, expected: undefined },
];

for (const { says, state, facts, expected } of VERDICTS) {
  test(`the verdict where ${says} is ${expected ?? 'empty'}`, async (t) => {
    const failure = state === 'failed' ? { failure: commandFailed('verify', 'x') } : {};
    const { plan, record } = aRun(
      state === undefined ? [{ id: 'sign' }] : [{ id: 'verify', state, ...failure }],
      [],
      {
        facts,
      },
    );
    assert.equal((await outputsOf(aView(t), plan, record, undefined)).verdict, expected);
  });
}

test('what became of the cache is one line, always with the same four counts', async (t) => {
  const note = (outcome: CacheNote['outcome'], code?: 'absent' | 'tier'): CacheNote => ({
    ...{ entry: 'test', kind: 'result', digest: undefined, signer: undefined, created: undefined },
    ...{ producer: undefined, outcome, reason: code === undefined ? undefined : { code, detail: '' } },
  });
  const cache = [
    note('restored'),
    note('restored', 'tier'),
    note('missed', 'absent'),
    note('missed', 'tier'),
  ];
  const { plan, record } = aRun([
    { id: 'test', cache },
    { id: 'lint', cache: [note('saved')] },
  ]);
  const { cache: line } = await outputsOf(aView(t), plan, record, undefined);
  assert.equal(line, 'restored 2, missed 1, refused 2, saved 1');
  const without = aRun([{ id: 'test' }]);
  assert.equal((await outputsOf(aView(t), without.plan, without.record, undefined)).cache, undefined);
});
