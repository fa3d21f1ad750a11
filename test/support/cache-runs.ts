/**
 * Every run that there is, on either forge and at a desk, and entries by every signer: what the tables of the policy are
 * about.
 */

import assert from 'node:assert/strict';
import { mayTake, type Reader, readerOf, type Wanted } from '../../src/cache/policy.ts';
import { makeSeal, openSeal } from '../../src/cache/seal.ts';
import type { CacheReason, CacheSettings, Namespace, Seal } from '../../src/core/cache.ts';
import type { HostFacts, Tier } from '../../src/core/host.ts';
import { makeContext } from '../../src/run/context.ts';
import { COMMIT, gitFacts } from './git.ts';
import { aKey, aProducer, aSeal, aSigner, cacheSettings, digestOf, MADE } from './seals.ts';
import { githubFacts, gitlabFacts, WORKSPACE } from './world.ts';

/* the runs: every event of the tables of tiers, and what each is worth */

export type Run = { readonly facts: HostFacts; readonly tier: Tier; readonly onTag?: true };

const SAME = 'group/diary';
const FORK = 'mallory/diary';
const MERGE = 'refs/pull/7/merge';
const REQUEST = 'refs/merge-requests/7/head';
const OTHER = 'refs/heads/feature';
const TAG = 'refs/tags/v1.0';

const NEVER_GITHUB = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'release',
  'repository_dispatch',
  'workflow_call',
  'deployment',
  'delete',
  'Push',
  'an_event_of_next_year',
  '',
];
const NEVER_GITLAB = [
  'external_pull_request_event',
  'trigger',
  'pipeline',
  'parent_pipeline',
  'chat',
  'webide',
  'external',
  'ondemand_dast_scan',
  'security_orchestration_policy',
  'a_source_of_next_year',
  '',
];

export const RUNS: Readonly<Record<string, Run>> = {
  'a desk': { facts: { host: 'local', ci: false }, tier: 'T0' },
  'CI of an unknown host': { facts: { host: 'local', ci: true }, tier: 'T0' },
  ...Object.fromEntries(
    ['push', 'schedule', 'workflow_dispatch'].flatMap((event): [string, Run][] => [
      [`github ${event} on main`, { facts: githubFacts({ event }), tier: 'T2' }],
      [`github ${event} on a branch`, { facts: githubFacts({ event, ref: OTHER }), tier: 'T1' }],
      [
        `github ${event} of a release tag`,
        { facts: githubFacts({ event, ref: TAG }), tier: 'T3', onTag: true },
      ],
      [`github ${event} of a stray tag`, { facts: githubFacts({ event, ref: TAG }), tier: 'T1' }],
    ]),
  ),
  'github merge queue': {
    facts: githubFacts({ event: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-7' }),
    tier: 'T1',
  },
  'github pull request': {
    facts: githubFacts({ event: 'pull_request', ref: MERGE, change: '7', headRepository: SAME }),
    tier: 'T1',
  },
  'github pull request of a fork': {
    facts: githubFacts({ event: 'pull_request', ref: MERGE, change: '7', headRepository: FORK }),
    tier: 'T0',
  },
  'github pull request of nowhere': {
    facts: githubFacts({ event: 'pull_request', ref: MERGE, change: '7' }),
    tier: 'T0',
  },
  ...Object.fromEntries(
    NEVER_GITHUB.map((event): [string, Run] => [
      `github ${event || 'without an event'}`,
      { facts: githubFacts({ event, change: '7', headRepository: SAME }), tier: 'T0' },
    ]),
  ),
  ...Object.fromEntries(
    ['push', 'schedule', 'web', 'api'].flatMap((source): [string, Run][] => [
      [`gitlab ${source} on main`, { facts: gitlabFacts({ source }), tier: 'T2' }],
      [
        `gitlab ${source} on main, unprotected`,
        { facts: gitlabFacts({ source, refProtected: false }), tier: 'T1' },
      ],
      [`gitlab ${source} on a branch`, { facts: gitlabFacts({ source, ref: OTHER }), tier: 'T1' }],
      [
        `gitlab ${source} of a release tag`,
        { facts: gitlabFacts({ source, ref: TAG }), tier: 'T3', onTag: true },
      ],
      [`gitlab ${source} of a stray tag`, { facts: gitlabFacts({ source, ref: TAG }), tier: 'T1' }],
    ]),
  ),
  'gitlab merge request': {
    facts: gitlabFacts({ source: 'merge_request_event', ref: REQUEST, change: '7', headRepository: SAME }),
    tier: 'T1',
  },
  'gitlab merge request of a fork': {
    facts: gitlabFacts({ source: 'merge_request_event', ref: REQUEST, change: '7', headRepository: FORK }),
    tier: 'T0',
  },
  'gitlab merge request of nowhere': {
    facts: gitlabFacts({ source: 'merge_request_event', ref: REQUEST, change: '7' }),
    tier: 'T0',
  },
  ...Object.fromEntries(
    NEVER_GITLAB.map((source): [string, Run] => [
      `gitlab ${source || 'without a source'}`,
      { facts: gitlabFacts({ source, change: '7', headRepository: SAME }), tier: 'T0' },
    ]),
  ),
};

/* the signers */

export const MACHINE = aKey(10);
export const COLLEAGUE = aKey(11);
export const KEYS = {
  T2: aKey(2),
  T1: aKey(1),
  T0: COLLEAGUE,
  machine: MACHINE,
  stranger: aKey(99),
} as const;
export type Signer = keyof typeof KEYS;

export const SETTINGS = cacheSettings({
  signers: [aSigner(KEYS.T2, 'T2'), aSigner(KEYS.T1, 'T1'), aSigner(KEYS.T0, 'T0', 'a colleague')],
});

/* the places */

export const PLACES = [
  'T2',
  'own change',
  'other change',
  'this machine',
  'colleague',
  'other machine',
] as const;
export type Place = (typeof PLACES)[number];

export function namespaceAt(place: Place, reader: Reader): Namespace {
  switch (place) {
    case 'T2':
      return 'T2';
    case 'own change':
      return `T1/${reader.change ?? '7'}`;
    case 'other change':
      return 'T1/8';
    case 'this machine':
      return `T0/${MACHINE.keyId}`;
    case 'colleague':
      return `T0/${COLLEAGUE.keyId}`;
    case 'other machine':
      return `T0/${aKey(12).keyId}`;
  }
}

export function readerFor({ facts, onTag }: Run, settings: CacheSettings = SETTINGS): Reader {
  const trust = { protected: ['main'], releaseTags: ['v*'], tagOnProtected: onTag === true };
  const context = makeContext(facts, trust, WORKSPACE, gitFacts({ commit: COMMIT }));
  return readerOf(context, settings, MACHINE.publicKey);
}

export function sortOf({ facts, tier }: Run): string {
  if (facts.host !== 'local') return tier;
  return facts.ci ? 'CI' : 'desk';
}

export function entry(signer: Signer, namespace: Namespace, more: Partial<Seal> = {}): Uint8Array {
  const tier: Tier = signer === 'machine' || signer === 'stranger' ? 'T0' : signer;
  return makeSeal(aSeal({ namespace, producer: aProducer({ tier }), ...more }), KEYS[signer]);
}

/** Seal and policy one after the other, as a run asks them: the reason, or undefined when it is taken. */
export function verdict(
  reader: Reader,
  wanted: Partial<Wanted> & Pick<Wanted, 'namespace'>,
  envelope: Uint8Array,
  settings = SETTINGS,
  now = MADE + 1000,
): CacheReason | undefined {
  const sealed = openSeal(envelope, reader.signers);
  if (!sealed.ok) return sealed.failure.code;
  const whole: Wanted = {
    kind: 'result',
    key: digestOf('a'),
    lineage: digestOf('b'),
    checked: false,
    ...wanted,
  };
  const refused = mayTake(reader, whole, sealed.value, settings, now);
  assert.ok(refused === undefined || refused.detail.length > 5, JSON.stringify(refused));
  return refused?.code;
}

/** A run by its name. */
export function runCalled(name: string): Run {
  return RUNS[name] ?? assert.fail(name);
}
