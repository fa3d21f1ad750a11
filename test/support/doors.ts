/**
 * One repository as GitHub, GitLab and a desk have it: the same commit, and everything around it different. Folder,
 * home, umask, language and time zone, the variables of the forge, and at the desk the user where we may change him.
 */

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/core/plan.ts';
import type { RunRecord } from '../../src/core/record.ts';
import { OUR_ACTION } from './emulators.ts';
import { runAction } from './github-job.ts';
import { fetched, gitlabJob } from './gitlab-job.ts';
import { lock, writeArchive } from './node-packages.ts';
import { type Ran, TestProject } from './project.ts';
import { tinyLayout } from './tiny-images.ts';

/** What of a record must be equal for equal work, whoever does it. */
export type What = RunRecord['what'];

export type Door = {
  readonly name: 'desk' | 'GitHub' | 'GitLab';
  readonly project: TestProject;
  plan(steps: readonly string[]): Promise<Plan>;
  run(steps: readonly string[]): Promise<What>;
};

/** The steps that give something and leave this machine in no way. */
export const MAKING = ['install', 'lint', 'test', 'build-binary', 'containerize'];

/**
 * A plan without what it says of the place: who runs it, and where on the machine things lie. Everything else must be
 * equal: jobs, commands, inputs, parameters, environment, grants, versions of tools, isolation, skips and their order.
 */
export function comparable({ context: _, machine, jobs, ...plan }: Plan): object {
  return {
    ...plan,
    machine: { ...machine, path: undefined },
    jobs: jobs.map(({ spec, ...job }) => ({
      ...job,
      spec: { ...spec, tools: spec.tools.map((tool) => ({ ...tool, path: undefined })) },
    })),
  };
}

/** The three places of a repository; `source` is where its commit was made. */
export function doorsOf(source: TestProject): readonly Door[] {
  return [deskOf(source), githubOf(source), gitlabOf(source)];
}

function deskOf(source: TestProject): Door {
  const project = cloned(source, 'my projects', 0o022);
  const env = { HOME: home(project), LANG: 'de_DE.UTF-8', TZ: 'Pacific/Auckland', EDITOR: 'ed' };
  const start = (args: readonly string[]): Promise<Ran> => under(0o022, () => project.run(args, { env }));
  return {
    name: 'desk',
    project,
    plan: async (steps) => planIn(await start(['plan', '--json', ...steps])),
    run: async (steps) => whatOf(project, await start(['run', ...steps])),
  };
}

function githubOf(source: TestProject): Door {
  const project = cloned(source, 'small/small', 0o027);
  const address = 'https://github.com/group/small';
  project.git('remote', 'set-url', 'origin', address);
  const env = {
    HOME: home(project),
    LANG: 'C',
    TZ: 'America/Los_Angeles',
    RUNNER_TEMP: join(project.base, 'tmp'),
    RUNNER_TOOL_CACHE: join(project.base, 'tools'),
    AGENT_TOOLSDIRECTORY: join(project.base, 'tools'),
    GITHUB_JOB: 'build',
    GITHUB_ACTOR: 'somebody',
    GITHUB_TOKEN: 'a-token-of-the-job-0123456789',
    ImageOS: 'ubuntu24',
  };
  const main = {
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' },
    ...{ GITHUB_REPOSITORY: 'group/small', GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '4711' },
    GITHUB_SHA: project.git('rev-parse', 'HEAD'),
    GITHUB_WORKSPACE: project.folder,
  };
  return {
    name: 'GitHub',
    project,
    async plan(steps) {
      const args = ['plan', '--json', ...steps];
      return planIn(await under(0o027, () => project.run(args, { env: { ...main, ...env } })));
    },
    async run(steps) {
      const ran = await under(0o027, () => runAction(project, { inputs: { run: steps.join(' ') }, env }));
      return whatOf(project, ran);
    },
  };
}

function gitlabOf(source: TestProject): Door {
  const project = cloned(source, 'builds/0/group/small', 0o077);
  project.git('remote', 'set-url', 'origin', 'https://gitlab.com/group/small.git');
  fetched(project);
  const env = {
    ...gitlabJob(project, 'protected', { CI_JOB_TOKEN: 'a-token-of-the-job-0123456789' }),
    HOME: home(project),
    LANG: 'POSIX',
    TZ: 'Asia/Kolkata',
    GITLAB_USER_LOGIN: 'somebody',
    FF_USE_FASTZIP: 'true',
  };
  const start = (args: readonly string[]): Promise<Ran> => under(0o077, () => project.run(args, { env }));
  return {
    name: 'GitLab',
    project,
    plan: async (steps) => planIn(await start(['plan', '--json', ...steps])),
    run: async (steps) => whatOf(project, await start(['run', ...steps])),
  };
}

/** A clone of its own, all of whose files were written under that umask. */
export function cloned(source: TestProject, name: string, umask: number): TestProject {
  const project = new TestProject({}, name);
  const args = ['clone', '--quiet', '--no-hardlinks', source.folder, project.folder];
  under(umask, () => execFileSync('git', args, { stdio: 'pipe' }));
  return project;
}

function home(project: TestProject): string {
  const folder = join(project.base, 'home');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs what starts at once, and what it starts, under a umask. */
function under<T>(umask: number, start: () => T): T {
  const before = process.umask(umask);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}

function planIn(ran: Ran): Plan {
  if (ran.exit !== 0) throw new Error(ran.out + ran.err);
  return JSON.parse(ran.out) as Plan;
}

function whatOf(project: TestProject, ran: Ran): What {
  if (ran.exit !== 0) throw new Error(ran.out + ran.err);
  return project.record().what;
}

/** What gitlab-ci-local leaves in the folders of jobs, where GitLab leaves nothing. */
const NOT_OURS = '.gitlab-ci-local\n.gitlab-ci-reports\n';

/** Node: a dependency from an archive in the tree, a linter of its own, tests, an image that is started and asked. */
export function nodeSource(): TestProject {
  const settings = [
    'image: registry.example.org/group/small',
    'base: { oci: base }',
    'layers: [{ copy: www, to: /www }, { copy: lint.sh, to: /bin/lint }]',
    'config: { cmd: [httpd, -f, -p, "8080", -h, /www], ports: [8080], user: 10001 }',
    'check: { port: 8080, path: /health, within: 20s }',
  ];
  const project = new TestProject({
    'sealsmith.yml': [
      'project: small',
      'steps:',
      '  lint: { run: "sh lint.sh > lint.txt", inputs: [lint.sh, "test/**"], outputs: [lint.txt], tools: [grep] }',
      '  containerize:',
      ...settings.map((line) => `    ${line}`),
      '',
    ].join('\n'),
    'package.json': JSON.stringify({
      ...{ name: 'small', version: '1.0.0', private: true, scripts: { test: 'node --test' } },
      dependencies: { plain: 'file:vendor/plain.tgz' },
    }),
    'lint.sh': '#!/bin/sh\nset -eu\ngrep -c assert test/*.js\numask\nenv | grep -c LANG\n',
    'test/plain.test.js': [
      "const assert = require('node:assert/strict');",
      "const { test } = require('node:test');",
      "test('asks the dependency', () => assert.equal(require('plain').answer, 42));",
      '',
    ].join('\n'),
    'www/health': 'fine\n',
    'www/a page.html': 'page\n',
    '.gitignore': `node_modules\nlint.txt\n${NOT_OURS}`,
  });
  chmodSync(join(project.folder, 'lint.sh'), 0o755);
  writeArchive(project, 'vendor/plain.tgz', {
    'package.json': JSON.stringify({ name: 'plain', version: '1.0.0' }),
    'index.js': 'exports.answer = 42;\n',
  });
  lock(project, 'npm', process.env['PATH'] ?? '');
  return withBase(project);
}

/** Go: a program that is built, and packed, and an image of it. */
export function goSource(): TestProject {
  const settings = ['base: { oci: base }', 'layers: [{ binary: true, to: /srv }]', 'check: false'];
  const project = new TestProject({
    'sealsmith.yml': [
      'project: small',
      'steps:',
      '  lint: false',
      '  test: false',
      '  containerize:',
      ...[...settings, 'config: { cmd: [/srv/small], user: 10001 }'].map((line) => `    ${line}`),
      '',
    ].join('\n'),
    'go.mod': 'module example.org/small\n\ngo 1.21\n',
    // Nothing of the standard library but the runtime: no cache of compiled packages is shared by the places.
    'main.go': 'package main\n\nfunc main() { println("well") }\n',
    '.gitignore': NOT_OURS,
  });
  return withBase(project);
}

/** Python: unittest, and an image with the program in it. */
export function pythonSource(): TestProject {
  const settings = ['base: { oci: base }', 'layers: [{ copy: app, to: /app/app }]', 'check: false'];
  const project = new TestProject({
    'sealsmith.yml': [
      'project: small',
      'steps:',
      '  containerize:',
      ...[...settings, 'config: { cmd: [cat, /app/app/__init__.py] }'].map((line) => `    ${line}`),
      '',
    ].join('\n'),
    'requirements.txt': '',
    'app/__init__.py': 'ANSWER = 42\n',
    'tests/test_app.py': [
      'import unittest',
      'from app import ANSWER',
      'class Case(unittest.TestCase):',
      '    def test_answer(self):',
      '        self.assertEqual(ANSWER, 42)',
      '',
    ].join('\n'),
    '.gitignore': `__pycache__\n.venv\n${NOT_OURS}`,
  });
  return withBase(project);
}

/** As a workflow with one job, and as a pipeline: everything in one job, or a job a step that hands on what it made. */
const PIPELINES = {
  '.github/workflows/ci.yml': `on: push
jobs:
  all:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ${OUR_ACTION}
        with: { run: ${MAKING.join(' ')} }
      - run: cp .sealsmith/run.json "$KEEP/run.json"
`,
  '.gitlab-ci.yml': `stages: [first, second, third]
.hand-on: &hand-on
  paths: [.sealsmith/run.json, .sealsmith/runs, .sealsmith/binary, .sealsmith/work/test, lint.txt]
  reports: { dotenv: .sealsmith/handoff.env }
all:
  stage: first
  script: [sealsmith run ${MAKING.join(' ')}]
  artifacts: *hand-on
lint:
  stage: first
  script: [sealsmith run install lint]
  artifacts: *hand-on
test:
  stage: first
  script: [sealsmith run test]
  artifacts: *hand-on
build-binary:
  stage: second
  needs: []
  script: [sealsmith run build-binary]
  artifacts: *hand-on
containerize:
  stage: third
  needs: [lint, test, build-binary]
  script: [sealsmith run install containerize --only]
  artifacts: *hand-on
`,
};

/** A committed project with a base of busybox in it. */
function withBase(project: TestProject): TestProject {
  project.write(PIPELINES);
  const folder = join(project.base, 'image');
  mkdirSync(folder);
  cpSync(tinyLayout(folder), join(project.folder, 'base'), { recursive: true });
  return project.commit();
}
