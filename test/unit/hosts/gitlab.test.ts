import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gitlabFacts } from '../../../src/hosts/gitlab/facts.ts';
import { gitlab, JUNIT_PATH, section } from '../../../src/hosts/gitlab.ts';
import { aRun, at, commandFailed, eventsOf } from '../report/builders.ts';
import { aView } from './view.ts';

const SHA = 'b'.repeat(40);
const ENV = {
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'push',
  CI_PROJECT_PATH: 'group/sub/diary',
  CI_PROJECT_URL: 'https://gitlab.com/group/sub/diary',
  CI_COMMIT_BRANCH: 'main',
  CI_COMMIT_SHA: SHA,
  CI_COMMIT_REF_PROTECTED: 'true',
  CI_DEFAULT_BRANCH: 'main',
  CI_JOB_URL: 'https://gitlab.com/group/sub/diary/-/jobs/4711',
};

test('facts of a branch pipeline', () => {
  assert.deepEqual(gitlabFacts(ENV), {
    facts: {
      host: 'gitlab',
      source: 'push',
      repository: 'group/sub/diary',
      repositoryUrl: 'https://gitlab.com/group/sub/diary',
      ref: 'refs/heads/main',
      commit: SHA,
      defaultBranch: 'main',
      refProtected: true,
      headRepository: undefined,
      change: undefined,
      runUrl: 'https://gitlab.com/group/sub/diary/-/jobs/4711',
      visibility: undefined,
    },
    remarks: [],
  });
});

test('a tag and a merge request have refs of their own', () => {
  assert.equal(
    gitlabFacts({ ...ENV, CI_COMMIT_TAG: 'v1.0', CI_COMMIT_BRANCH: '' }).facts.ref,
    'refs/tags/v1.0',
  );
  const { facts } = gitlabFacts({
    ...ENV,
    CI_COMMIT_BRANCH: undefined,
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_IID: '7',
    CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/7/head',
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'stranger/diary',
  });
  assert.deepEqual(
    [facts.ref, facts.change, facts.headRepository],
    ['refs/merge-requests/7/head', '7', 'stranger/diary'],
  );
});

test('only the exact word makes a ref protected', () => {
  for (const value of ['True', '1', 'yes', '', undefined]) {
    assert.equal(gitlabFacts({ ...ENV, CI_COMMIT_REF_PROTECTED: value }).facts.refProtected, false);
  }
});

test('what GitLab would not set is empty, and said', () => {
  const { facts, remarks } = gitlabFacts({
    CI_PROJECT_PATH: 'a b/c',
    CI_COMMIT_SHA: 'HEAD',
    CI_COMMIT_BRANCH: 'x\ny',
  });
  assert.deepEqual([facts.repository, facts.commit, facts.source, facts.ref], ['', '', '', '']);
  assert.equal(remarks.length, 5);
});

test('an emulator that says it is none (GITLAB_CI=false) is not taken for GitLab', () => {
  assert.equal(gitlab({ ...ENV, GITLAB_CI: 'false' }), undefined);
});

test('section markers hold only what GitLab reads, and differ for different jobs', () => {
  const marker = section('start', 12.9, 'audit/gitleaks ü', true);
  assert.match(marker, /^.\[0Ksection_start:12:[A-Za-z0-9_.-]+\[collapsed=true\]\r.\[0K$/);
  assert.notEqual(section('end', 1, 'a/b', false), section('end', 1, 'a b', false));
});

test('a job that passed is collapsed, one that failed is open', async (t) => {
  const view = aView(t);
  const reporter = await gitlab(ENV)?.open(view);
  const run = aRun([
    { id: 'lint' },
    { id: 'test', state: 'failed', failure: commandFailed('test', 'pytest') },
  ]);
  for (const event of eventsOf(run, { lint: 'fine\n', test: 'boom\n' })) reporter?.on(event);
  assert.match(view.text(), /section_start:\d+:sealsmith_lint\[collapsed=true\]/);
  assert.match(view.text(), /section_start:\d+:sealsmith_test\r/);
  assert.equal(view.text().match(/section_end:/g)?.length, 2);
});

test('one JUnit file always exists afterwards, with the tests of the project in it', async (t) => {
  const view = aView(t);
  const own = join(view.workspace, '.sealsmith/work/test/junit.xml');
  mkdirSync(join(own, '..'), { recursive: true });
  writeFileSync(own, '<testsuite name="pytest" tests="1"><testcase name="of the project"/></testsuite>');
  const reporter = await gitlab(ENV)?.open(view);
  const spec = { gives: ['junit'], outputs: [at('.sealsmith/work/test/junit.xml')] } as const;
  for (const event of eventsOf(aRun([{ id: 'lint' }, { id: 'test', spec }]))) reporter?.on(event);
  await reporter?.close();
  const text = readFileSync(join(view.workspace, JUNIT_PATH), 'utf8');
  assert.ok(text.includes('of the project'));
  assert.ok(text.includes('name="lint"'));
});

test('what an earlier run left is not taken for this one', async (t) => {
  const view = aView(t);
  const own = join(view.workspace, 'junit.xml');
  writeFileSync(own, '<testsuite><testcase name="old"/></testsuite>');
  const reporter = await gitlab(ENV)?.open(view);
  const spec = { gives: ['junit'], outputs: [at('junit.xml')] } as const;
  for (const event of eventsOf(aRun([{ id: 'test', state: 'cancelled', spec }]))) reporter?.on(event);
  await reporter?.close();
  assert.ok(!readFileSync(join(view.workspace, JUNIT_PATH), 'utf8').includes('old'));
});

test('a run that did not come about leaves a report of that, but makes no folder', async (t) => {
  const view = aView(t);
  const reporter = await gitlab(ENV)?.open(view);
  reporter?.failed({ code: 'config-absent', path: 'x.yml' });
  await reporter?.close();
  assert.match(
    readFileSync(join(view.workspace, JUNIT_PATH), 'utf8'),
    /<error message="no configuration at x.yml"/,
  );

  const nowhere = aView(t, { workspace: join(view.workspace, 'nowhere') });
  const other = await gitlab(ENV)?.open(nowhere);
  other?.failed({ code: 'not-a-folder', path: nowhere.workspace });
  await other?.close();
  assert.equal(existsSync(nowhere.workspace), false);
});

const DIGEST = `sha256:${'d'.repeat(64)}`;

for (const { what, env, line } of [
  { what: 'no image', env: {}, line: 'reproduce: sealsmith reproduce run.json --on-host' },
  {
    what: 'an image by its tag, which may be another by now',
    env: { CI_JOB_IMAGE: 'python:3.13' },
    line: 'reproduce: sealsmith reproduce run.json --on-host',
  },
  {
    what: 'an image by digest',
    env: { CI_JOB_IMAGE: `registry.example.org/sealsmith@${DIGEST}` },
    line: `reproduce: sealsmith reproduce run.json   (or: docker run --rm -v "$PWD:/work" -w /work registry.example.org/sealsmith@${DIGEST} sealsmith run lint test)`,
  },
  {
    what: 'the name that somebody gives, before that of the forge',
    env: { CI_JOB_IMAGE: 'x', SEALSMITH_JOB_IMAGE: `example.org/a@${DIGEST}` },
    line: `reproduce: sealsmith reproduce run.json   (or: docker run --rm -v "$PWD:/work" -w /work example.org/a@${DIGEST} sealsmith run lint test)`,
  },
  {
    what: 'text that is no name of an image',
    env: { CI_JOB_IMAGE: `x;touch y\rsection_start:1:z@${DIGEST}` },
    line: 'reproduce: sealsmith reproduce run.json --on-host',
  },
]) {
  test(`the last line of the log says how to make it again: ${what}`, async (t) => {
    const view = aView(t);
    const reporter = await gitlab({ ...ENV, ...env })?.open(view);
    for (const event of eventsOf(aRun([{ id: 'lint' }, { id: 'test' }]))) reporter?.on(event);
    await reporter?.close();
    assert.equal(view.text().trimEnd().split('\n').at(-1), line);
  });
}

test('a run that kept no record says nothing of reproducing it', async (t) => {
  const view = aView(t);
  const reporter = await gitlab(ENV)?.open(view);
  for (const event of eventsOf(aRun([{ id: 'lint' }]))) {
    reporter?.on(event.kind === 'run-finished' ? { ...event, path: undefined } : event);
  }
  assert.doesNotMatch(view.text(), /reproduce/);
});
