/** Our program in GitLab jobs, run by gitlab-ci-local's shell executor: the log, the report, and a chain of two jobs. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import type { RunRecord } from '../../src/core/record.ts';
import { readJunit } from '../../src/formats/junit.ts';
import { MODULES, without } from '../support/forge-tools.ts';
import { lock, writeArchive } from '../support/node-packages.ts';
import { cleanEnvironment, ENTRY, runProgram, TestProject } from '../support/project.ts';

const ESC = String.fromCharCode(27);

const TESTS = `const assert = require('node:assert/strict');
const { test } = require('node:test');
test('asks the dependency', () => assert.equal(require('plain').answer, 42));
test('greets', () => assert.equal('hello', GREETING));
`;

/** What a user writes: a job a step, the record and the installed tree handed on. */
const PIPELINE = `stages: [install, test]
install:
  stage: install
  script: [sealsmith run install]
  artifacts: { paths: [node_modules, .sealsmith/run.json] }
test:
  stage: test
  needs: [install]
  script: [sealsmith run test --only]
  artifacts:
    when: always
    paths: [.sealsmith/junit.xml, .sealsmith/run.json]
    reports: { junit: .sealsmith/junit.xml }
changed-lock:
  stage: test
  needs: [install]
  script: ["echo >> package-lock.json", sealsmith run test --only]
no-record:
  stage: test
  needs: []
  script: [sealsmith run test --only]
`;

describe('a GitLab pipeline, run by gitlab-ci-local', {
  skip: without('gitlab-ci-local', 'rsync'),
  concurrency: 2,
}, () => {
  it('takes in its second job what the first one handed over', async () => {
    using project = new GitlabProject();
    const { exit, log } = await project.jobs('install', 'test');
    assert.equal(exit, 0, log);
    const first = project.handedOver('install');
    const second = project.handedOver('test');
    assert.deepEqual(
      second.how.jobs.map((job) => [job.id, job.state]),
      [['test', 'done']],
    );
    assert.deepEqual(second.what.facts.deps, first.what.facts.deps);
    assert.deepEqual(first.what.facts.deps?.packages, [{ name: 'plain', version: '1.0.0' }]);
    assert.equal(second.what.facts.junit?.passed, 2);
    assert.deepEqual(second.parents.length, 1);
    assert.equal(first.how.host, 'gitlab');
    assert.equal(first.how.repository, 'https://gitlab.com/group/small');
    assert.equal(first.how.ref, 'refs/heads/main');
    assert.match(first.how.runUrl ?? '', /^https?:\/\/.+/);
    assert.equal(first.what.source.dirty, false);
  });

  it('folds what passed away and leaves a report for the merge request', async () => {
    using project = new GitlabProject();
    await project.jobs('install', 'test');
    assert.deepEqual(sectionsIn(project.raw('test')), ['start test collapsed', 'end test']);
    assert.match(project.log('test'), /^sealsmith_test_started\n[\s\S]*\nsealsmith_test took \d/m);
    const junit = readJunit(project.report('test'));
    assert.deepEqual(
      junit?.cases.map((one) => [one.name, one.outcome]),
      [
        ['asks the dependency', 'passed'],
        ['greets', 'passed'],
      ],
    );
  });

  it('leaves what failed open, and says it in the log, the report and the exit status', async () => {
    using project = new GitlabProject("'good bye'");
    const { exit, log } = await project.jobs('install', 'test');
    assert.equal(exit, 1, log);
    const text = project.log('test');
    assert.deepEqual(sectionsIn(project.raw('test')), ['start test open', 'end test']);
    assert.match(plain(text), /^ {4}test\/plain\.test\.js:4 {2}greets$/m);
    assert.match(plain(text), /^1 failed \(exit 1\)/m);
    const failed = readJunit(project.report('test'))?.cases.filter((one) => one.outcome === 'failed');
    assert.deepEqual(
      failed?.map((one) => one.name),
      ['greets'],
    );
    assert.equal(project.handedOver('test').how.exit, 1);
  });

  it('refuses facts that do not hold here any more, and facts that nobody handed over', async () => {
    using project = new GitlabProject();
    await project.jobs('install');
    const stale = await project.jobs('changed-lock');
    assert.notEqual(stale.exit, 0);
    assert.match(
      flat(project.log('changed-lock')),
      /fail deps no longer holds: package-lock\.json changed since it was learned \(exit 4\)/,
    );
    const missing = await project.jobs('no-record');
    assert.notEqual(missing.exit, 0);
    assert.match(
      flat(project.log('no-record')),
      /fail test needs deps, which the record of the run before does not have \(exit 2\)/,
    );
    assert.equal(existsSync(join(project.folder, '.gitlab-ci-local/builds/no-record/node_modules')), false);
  });
});

describe('a GitLab job by its variables', () => {
  const COMMIT = 'a'.repeat(40);
  const branch = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_COMMIT_REF_PROTECTED: 'true' };
  const change = {
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_IID: '7',
    CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/7/head',
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'group/small',
  };
  const cases = [
    { tier: 'T2', what: 'a protected branch', variables: branch },
    {
      tier: 'T1',
      what: 'a branch that GitLab does not protect',
      variables: { ...branch, CI_COMMIT_REF_PROTECTED: 'false' },
    },
    {
      tier: 'T1',
      what: 'another branch that GitLab protects',
      variables: { ...branch, CI_COMMIT_BRANCH: 'topic' },
    },
    { tier: 'T1', what: 'a merge request of the project', variables: change },
    {
      tier: 'T0',
      what: 'a merge request of a fork',
      variables: { ...change, CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'stranger/small' },
    },
    {
      tier: 'T0',
      what: 'a trigger',
      variables: { ...branch, CI_PIPELINE_SOURCE: 'trigger' },
    },
  ];
  for (const { tier, what, variables } of cases) {
    it(`of ${what} is ${tier}`, async () => {
      using project = new TestProject({
        'sealsmith.yml': 'toolchain: commands\nsteps: { greet: { run: echo hello } }\n',
      });
      const ran = await project.run(['run'], {
        env: {
          CI: 'true',
          GITLAB_CI: 'true',
          CI_PROJECT_PATH: 'group/small',
          CI_PROJECT_URL: 'https://gitlab.com/group/small',
          CI_DEFAULT_BRANCH: 'main',
          CI_COMMIT_SHA: COMMIT,
          CI_JOB_URL: 'https://gitlab.com/group/small/-/jobs/1',
          CI_JOB_TOKEN: 'token-of-the-job',
          ...variables,
        },
      });
      assert.equal(ran.exit, 0, ran.out + ran.err);
      const { how } = project.record();
      assert.equal(how.tier, tier, how.tierReason);
      assert.match(plain(ran.out), new RegExp(`^tier ${tier} because `, 'm'));
      assert.doesNotMatch(ran.out + ran.err, /token-of-the-job/);
    });
  }

  it('without a sound start leaves a report of that', async () => {
    using project = new TestProject({ 'sealsmith.yml': 'steps: { sing: {} }\n' });
    const ran = await runProgram(['run'], { cwd: project.folder, env: { GITLAB_CI: 'true', ...branch } });
    assert.equal(ran.exit, 2);
    const [only] = readJunit(project.read('.sealsmith/junit.xml'))?.cases ?? [];
    assert.equal(only?.outcome, 'failed');
    assert.match(only?.message ?? '', /"sing" is not a step/);
  });
});

/** A Node project with one dependency and a pipeline; `sealsmith` on PATH is the program from dist. */
class GitlabProject extends TestProject {
  constructor(greeting = "'hello'") {
    super({
      '.gitlab-ci.yml': PIPELINE,
      '.gitignore': 'node_modules\n.gitlab-ci-local\n',
      'test/plain.test.js': TESTS.replace('GREETING', greeting),
      'package.json': JSON.stringify({
        name: 'small',
        version: '1.0.0',
        private: true,
        scripts: { test: 'node --test' },
        dependencies: { plain: 'file:vendor/plain.tgz' },
      }),
    });
    writeArchive(this, 'vendor/plain.tgz', {
      'package.json': JSON.stringify({ name: 'plain', version: '1.0.0' }),
      'index.js': 'exports.answer = 42;\n',
    });
    lock(this, 'npm', process.env['PATH'] ?? '');
    this.commit();
    this.git('remote', 'add', 'origin', 'https://gitlab.com/group/small.git');
    mkdirSync(join(this.base, 'bin'));
    // gitlab-ci-local reads the markers of sections and keeps none, so what we really print is kept beside.
    const raw = `"${this.base}/$CI_JOB_NAME.raw"`;
    const start = `"${process.execPath}" "${ENTRY}" "$@" > ${raw}; status=$?`;
    const program = `#!/bin/sh\n${start}\ncat ${raw}\nexit $status\n`;
    writeFileSync(join(this.base, 'bin', 'sealsmith'), program, { mode: 0o755 });
  }

  jobs(...names: readonly string[]): Promise<{ readonly exit: number | null; readonly log: string }> {
    const set = ['--variable', 'GITLAB_CI=true', '--ignore-predefined-vars', 'GITLAB_CI'];
    const args = ['--shell-isolation', ...set, '--no-artifacts-to-source', ...names];
    const child = spawn(join(MODULES, 'gitlab-ci-local'), args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...cleanEnvironment(),
        PATH: [join(this.base, 'bin'), MODULES, process.env['PATH']].join(delimiter),
        HOME: join(this.base, 'home'),
        TMPDIR: join(this.base, 'tmp'),
        XDG_STATE_HOME: join(this.base, 'state'),
      },
    });
    let log = '';
    const take = (text: string): void => {
      log += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve({ exit, log }));
    });
  }

  /** The job's log after gitlab-ci-local has read it. */
  log(job: string): string {
    return this.read(`.gitlab-ci-local/output/${job}.log`);
  }

  /** What our program printed in the job, as GitLab would store it. */
  raw(job: string): string {
    return this.read(`../${job}.raw`);
  }

  handedOver(job: string): RunRecord {
    return JSON.parse(this.#artifact(job, '.sealsmith/run.json')) as RunRecord;
  }

  report(job: string): string {
    return this.#artifact(job, '.sealsmith/junit.xml');
  }

  #artifact(job: string, path: string): string {
    const file = join(this.folder, '.gitlab-ci-local/artifacts', job, path);
    assert.ok(existsSync(file), `${job} handed over no ${path}`);
    return readFileSync(file, 'utf8');
  }
}

/** Markers as GitLab's log reads them, in their order. */
function sectionsIn(log: string): string[] {
  const marker = new RegExp(
    `${ESC}\\[0Ksection_(start|end):\\d+:sealsmith_([\\w.-]+)(\\[collapsed=true\\])?\\r${ESC}\\[0K`,
    'g',
  );
  return [...log.matchAll(marker)].map(([, kind, name, collapsed]) =>
    kind === 'start' ? `start ${name} ${collapsed === undefined ? 'open' : 'collapsed'}` : `end ${name}`,
  );
}

/** Without colours, and without the line ends that 80 columns ask for. */
function flat(log: string): string {
  return plain(log).replace(/\s+/g, ' ');
}

function plain(log: string): string {
  return log.replace(new RegExp(`${ESC}\\[[0-9;]*[A-Za-z]`, 'g'), '');
}
