/**
 * C5, C10, C14, E6 in whole runs of the real program: on GitHub by the variables of its jobs, on GitLab where it
 * differs, and at a desk. GitLab's own C5 and E6 are in test/scenario/cache.test.ts.
 */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { generateKey } from '../../../src/cache/signing-key.ts';
import type { CacheNote } from '../../../src/core/cache.ts';
import { PUSH, runAction, type Step, type StepOptions } from '../../support/github-job.ts';
import { fetched, gitlabJob, type JobKind } from '../../support/gitlab-job.ts';
import { type Ran, TestProject } from '../../support/project.ts';

/** What it makes is never the same twice, so that a copy can be told from a new one. */
const BUILD = 'mkdir -p out && tr a-z A-Z < in.txt > out/result && date +%s%N > out/stamp';
const STEP = `{ run: "${BUILD}", inputs: [in.txt], outputs: [out], tools: [tr, date] }`;

const MAIN = generateKey();
const CHANGE = generateKey();
const STRANGER = generateKey();

type Config = { readonly key?: string; readonly store?: string; readonly more?: string };

/** A project whose default branch names the signers and a folder that all jobs share. */
function config(
  base: string,
  { key = MAIN.key.publicKey, store = 'shared', more = '' }: Config = {},
): string {
  const signers = `[{ key: "${key}", tier: T2, name: main }, { key: "${CHANGE.key.publicKey}", tier: T1, name: changes }]`;
  return [
    'toolchain: commands',
    'protected: [main]',
    'release-tags: ["v*"]',
    `cache: { store: directory, path: "${base}/${store}", signers: ${signers}${more} }`,
    'steps:',
    `  build: ${STEP}`,
    '',
  ].join('\n');
}

function aProject(): TestProject {
  const made = new TestProject({ 'in.txt': 'hello\n' });
  made.write({ 'sealsmith.yml': config(made.base) });
  made.commit();
  fetched(made);
  return made;
}

function outcome(project: TestProject): readonly string[] {
  const notes = project.record().how.jobs.flatMap((job): readonly CacheNote[] => job.cache);
  return notes.map((note) => [note.outcome, note.reason?.code].filter(Boolean).join(' '));
}

function entries(project: TestProject): string[] {
  return readdirSync(project.base, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sealed'),
  );
}

type GithubKind = 'push' | 'pull-request' | 'other-pull-request' | 'fork' | 'target';

const REPOSITORY = { full_name: 'group/small', default_branch: 'main' };

function event(kind: GithubKind): NonNullable<StepOptions['event']> {
  if (kind === 'push') return PUSH;
  const number = kind === 'other-pull-request' ? 8 : 7;
  const head = { repo: { full_name: kind === 'fork' ? 'stranger/small' : 'group/small' } };
  const name = kind === 'target' ? 'pull_request_target' : 'pull_request';
  const ref = kind === 'target' ? 'refs/heads/main' : `refs/pull/${number}/merge`;
  return { name, ref, payload: { repository: REPOSITORY, pull_request: { number, head } } };
}

/** @param key  an environment secret: the caller decides who gets it, as GitHub would */
async function action(project: TestProject, kind: GithubKind, key?: string): Promise<Step> {
  project.git('clean', '-fdxq');
  const env = key === undefined ? {} : { SEALSMITH_CACHE_KEY: key };
  const step = await runAction(project, { event: event(kind), env });
  assert.equal(step.exit, 0, step.out + step.err);
  return step;
}

async function job(project: TestProject, kind: JobKind, key?: string): Promise<Ran> {
  project.git('clean', '-fdxq');
  const secrets = key === undefined ? {} : { SEALSMITH_CACHE_KEY: key };
  const ran = await project.run(['run'], { env: gitlabJob(project, kind, secrets) });
  assert.equal(ran.exit, 0, ran.out + ran.err);
  return ran;
}

describe('on GitHub', { concurrency: 2 }, () => {
  it('C5 twin: a push to main fills the cache, and pull requests and forks read it', async () => {
    using project = aProject();
    await action(project, 'push', MAIN.secret);
    assert.deepEqual(outcome(project), ['missed absent', 'saved']);
    const stamp = project.read('out/stamp');
    for (const kind of ['push', 'pull-request', 'fork', 'target'] as const) {
      await action(project, kind);
      assert.deepEqual(outcome(project), ['restored'], kind);
      assert.equal(project.read('out/stamp'), stamp, kind);
      assert.equal(project.record().how.jobs[0]?.cache[0]?.signer?.name, 'main');
    }
  });

  it('C5: what a pull request seals is its own, and seen neither by main nor by another one', async () => {
    using project = aProject();
    await action(project, 'pull-request', CHANGE.secret);
    assert.deepEqual(outcome(project), ['missed absent', 'saved']);
    const theirs = project.read('out/stamp');
    await action(project, 'pull-request');
    assert.equal(project.read('out/stamp'), theirs, 'its twin: its own it takes');
    for (const [kind, key] of [['other-pull-request'], ['fork'], ['push', MAIN.secret]] as const) {
      await action(project, kind, key);
      assert.notEqual(project.read('out/stamp'), theirs, kind);
      assert.equal(outcome(project)[0], 'missed absent', kind);
    }
    const honest = project.read('out/stamp');
    await action(project, 'pull-request');
    assert.equal(project.read('out/stamp'), honest, "main's comes first");
  });

  it('C5: no fork, no pull_request_target and no change with the key of main writes anything', async () => {
    using project = aProject();
    for (const [kind, key, reason] of [
      ['pull-request', MAIN.secret, 'tier'],
      ['fork', MAIN.secret, 'store-read-only'],
      ['target', MAIN.secret, 'store-read-only'],
      ['push', STRANGER.secret, 'signer-not-allowed'],
      ['push', CHANGE.secret, 'tier'],
    ] as const) {
      const step = await action(project, kind, key);
      assert.deepEqual(outcome(project), ['missed absent', `not-saved ${reason}`], kind);
      assert.deepEqual(entries(project), [], kind);
      // The runner keeps the line that asks it to mask a value to itself.
      const shown = step.out.replace(/^::add-mask::.*$/gm, '');
      for (const text of [shown, step.err, step.summary, step.rawOutputs]) assert.ok(!text.includes(key));
    }
  });

  for (const [what, attack] of [
    ['its signers', { key: STRANGER.key.publicKey }],
    ['its store', { key: STRANGER.key.publicKey, store: 'theirs' }],
    ['its epoch and age', { key: STRANGER.key.publicKey, more: ', epoch: 9, max-age: 3650d' }],
  ] as const) {
    it(`E6: a pull request does not choose ${what}`, async () => {
      using project = aProject();
      // The attacker has sealed poison where their own file says, with their own key.
      const theirs = config(project.base, attack);
      using attacker = new TestProject({ 'in.txt': 'hello\n', 'sealsmith.yml': theirs }).commit();
      fetched(attacker);
      await action(attacker, 'push', STRANGER.secret);
      assert.deepEqual(outcome(attacker), ['missed absent', 'saved']);
      const poison = attacker.read('out/stamp');
      await action(attacker, 'push');
      assert.equal(attacker.read('out/stamp'), poison, 'its twin: for themselves it works');

      project.git('checkout', '--quiet', '-b', 'topic');
      project.write({ 'sealsmith.yml': theirs });
      project.commit();
      for (const kind of ['pull-request', 'fork'] as const) {
        await action(project, kind, kind === 'pull-request' ? STRANGER.secret : undefined);
        assert.notEqual(project.read('out/stamp'), poison, kind);
        assert.ok(!outcome(project).includes('saved'), kind);
      }
    });
  }

  it('C10: a release takes no result and writes nothing, though it has the key', async () => {
    using project = aProject();
    await action(project, 'push', MAIN.secret);
    const stamp = project.read('out/stamp');
    const kept = entries(project);
    project.git('tag', 'v1');
    project.git('clean', '-fdxq');
    const release = {
      name: 'push',
      ref: 'refs/tags/v1',
      payload: { ref: 'refs/tags/v1', repository: REPOSITORY },
    };
    const env = { SEALSMITH_CACHE_KEY: MAIN.secret };
    assert.equal((await runAction(project, { event: release, env })).exit, 0);
    assert.equal(project.record().how.tier, 'T3');
    assert.deepEqual(outcome(project), ['missed not-read', 'not-saved store-read-only']);
    assert.notEqual(project.read('out/stamp'), stamp);
    assert.deepEqual(entries(project), kept);
  });
});

describe('on GitLab', () => {
  it('C5: what a merge request seals is its own, and seen neither by main nor by another one', async () => {
    using project = aProject();
    await job(project, 'merge-request', CHANGE.secret);
    assert.deepEqual(outcome(project), ['missed absent', 'saved']);
    const theirs = project.read('out/stamp');
    await job(project, 'merge-request');
    assert.equal(project.read('out/stamp'), theirs, 'its twin: its own it takes');
    for (const kind of ['other-merge-request', 'fork', 'protected', 'release'] as const) {
      if (kind === 'release') project.git('tag', 'v1');
      await job(project, kind);
      assert.notEqual(project.read('out/stamp'), theirs, kind);
    }
  });
});

describe('a job beside', () => {
  /** `build` waits until `meddle` was there; each waits for the other by files that are nobody's input. */
  const steps = (line: string): string =>
    [
      'toolchain: commands',
      'steps:',
      '  build:',
      '    run: "touch sync/reading; until test -e sync/done; do sleep 0.05; done; mkdir -p out; cp in.txt out/result"',
      '    inputs: [in.txt]',
      '    outputs: [out]',
      '    tools: [cp, mkdir, touch, sleep]',
      `  meddle: { run: "until test -e sync/reading; do sleep 0.05; done; ${line}; touch sync/done" }`,
      '',
    ].join('\n');

  for (const [what, line] of [
    ['writes to an input', 'echo evil > in.txt'],
    ['puts another file in its place', 'echo evil > new && mv new in.txt'],
    ['makes it a program', 'chmod +x in.txt'],
    ['takes it away and leaves a link', 'mv in.txt sync/in && ln -s sync/in in.txt'],
  ] as const) {
    it(`C14: that ${what} between hash and use keeps the result out of the cache, and it is said`, async () => {
      using project = new TestProject({
        'in.txt': 'honest\n',
        'sync/.keep': '',
        'sealsmith.yml': steps(line),
      });
      project.commit();
      const ran = await project.run(['run', '--jobs', '2']);
      assert.equal(ran.exit, 0, ran.out + ran.err);
      const [build] = project.record().how.jobs;
      assert.deepEqual(
        build?.cache.map((note) => `${note.outcome} ${note.reason?.code}`),
        ['missed absent', 'not-saved inputs-changed'],
      );
      assert.match(ran.out.replace(/\s+/g, ' '), /inputs changed while it ran/);
      assert.deepEqual(entries(project), []);
      assert.equal(build?.state, 'done');
    });
  }

  it('C14 twin: that touches no input changes nothing: the result is kept', async () => {
    using project = new TestProject({
      ...{ 'in.txt': 'honest\n', 'sync/.keep': '', 'sealsmith.yml': steps('echo other > other.txt') },
    });
    project.commit();
    const ran = await project.run(['run', '--jobs', '2']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(outcome(project), ['missed absent', 'saved']);
    assert.equal(entries(project).length, 1);
  });
});
