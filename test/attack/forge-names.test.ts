/**
 * E3 and E4 where forges run us: a branch and a tag named as shell text, a test, a file and a commit message that speak
 * to the forge or to the terminal. Under act, under gitlab-ci-local, and in every command with the variables of a forge.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readJunit } from '../../src/formats/junit.ts';
import { act, gitlabLocal, OUR_ACTION } from '../support/emulators.ts';
import { without } from '../support/forge-tools.ts';
import { PUSH } from '../support/github-job.ts';
import { gitlabJob } from '../support/gitlab-job.ts';
import { TestProject } from '../support/project.ts';

const ESC = String.fromCharCode(27);
const BELL = String.fromCharCode(7);

/** As git allows it; whoever puts it into a shell, touches a file. */
const BRANCH = '$(touch${IFS}taken)`touch${IFS}taken`;touch${IFS}taken&"touch${IFS}taken"';
const MESSAGE = `${ESC}[2J${ESC}]0;taken${BELL}::error::from the message\nsection_start:1:taken\r${ESC}[0K\n::set-output name=taken::yes\n$(touch taken)`;

const TESTS = `const assert = require('node:assert/strict');
const { appendFileSync } = require('node:fs');
const { test } = require('node:test');
console.log('::set-output name=taken::yes');
console.log('::set-env name=TAKEN::yes');
console.log('text ##[add-path]/taken');
console.log('section_start:1:taken\\r\\u001b[0Ktaken');
for (const name of ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY']) {
  if (process.env[name]) appendFileSync(process.env[name], 'TAKEN=yes\\n');
}
test('::set-output name=taken::yes', () => assert.fail('::error::taken\\n::add-mask::e'));
test('\\u001b[2J::notice::\\nSEALSMITH_TAKEN=yes', () => assert.fail('section_end:1:taken\\r\\u001b[0K$(touch taken)'));
test('an honest <test> & more', () => {});
`;

/** A file whose name is a command too. */
const FILE = `test/::error file=a::\nSEALSMITH_TAKEN=yes ${ESC}[31m.test.js`;

function hostile(): TestProject {
  const project = new TestProject({
    'package.json': JSON.stringify({ name: 'small', private: true, scripts: { test: 'node --test' } }),
    'test/names.test.js': TESTS,
    [FILE]: "const { test } = require('node:test');\ntest('in a file', () => { throw new Error('x'); });\n",
    '.gitignore': '.gitlab-ci-local\n.gitlab-ci-reports\n',
    '.github/workflows/ci.yml': `on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: seal
        uses: ${OUR_ACTION}
        with: { run: test }
      - if: always()
        run: echo "read [\${{ steps.seal.outputs.taken }}] [$TAKEN] tests=\${{ steps.seal.outputs.tests }}"; ls taken || echo nothing is taken
`,
    '.gitlab-ci.yml': `stages: [one, two]
build:
  stage: one
  script: [sealsmith run test]
  artifacts: { when: always, paths: [.sealsmith], reports: { dotenv: .sealsmith/handoff.env } }
  allow_failure: true
after:
  stage: two
  script: ['echo "read [$SEALSMITH_TAKEN] $SEALSMITH_RECORD_TEST"; ls taken || echo nothing is taken']
`,
  });
  project.commit();
  project.git('checkout', '--quiet', '-b', BRANCH);
  project.git('commit', '--quiet', '--allow-empty', `--message=${MESSAGE}`);
  project.git('remote', 'add', 'origin', 'https://github.com/group/small.git');
  return project;
}

/** What a terminal would obey, but for colours. */
function controls(log: string): string[] {
  return (
    log.replace(new RegExp(`${ESC}\\[[0-9;]*m`, 'g'), '').match(new RegExp(`[${ESC}${BELL}].{0,40}`, 'g')) ??
    []
  );
}

describe('E3, E4: names that speak', () => {
  it('are text to a workflow, run by act', { skip: without('act') }, async () => {
    using project = hostile();
    const payload = { ...PUSH.payload, ref: `refs/heads/${BRANCH}`, head_commit: { message: MESSAGE } };
    const ran = await act(project, 'build', { event: { name: 'push', payload } });
    assert.equal(ran.exit, 1, ran.log);
    assert.match(ran.log, /^.*read \[\] \[\] tests=4$/m);
    assert.match(ran.log, /nothing is taken/);
    // The honest twin: what is ours is understood.
    assert.match(ran.log, /::set-output:: tests=4/);
    assert.match(
      ran.log,
      /::error file=test\/names\.test\.js,line=\d+,title=test%3A %3A%3Aset-output name=taken%3A%3Ayes::/,
    );
    assert.doesNotMatch(ran.log, /set-output:: taken|set-env:: TAKEN|add-path:: \/taken/);
    assert.deepEqual(controls(ran.log), []);
    assert.equal(project.has('taken'), false);
  });

  it('are text to a pipeline, run by gitlab-ci-local', {
    skip: without('gitlab-ci-local', 'rsync'),
  }, async () => {
    using project = hostile();
    const ran = await gitlabLocal(project, [], { CI_COMMIT_MESSAGE: MESSAGE, CI_COMMIT_TITLE: MESSAGE });
    assert.match(ran.log, /read \[\] sha256:[0-9a-f]{64}$/m, ran.log);
    assert.match(ran.log, /nothing is taken/);
    const folder = join(project.folder, '.gitlab-ci-local/artifacts/build/.sealsmith');
    const report = readJunit(readFileSync(join(folder, 'junit.xml'), 'utf8'));
    assert.deepEqual(report?.cases.map(({ outcome }) => outcome).toSorted(), [
      'failed',
      'failed',
      'failed',
      'passed',
    ]);
    assert.ok(report?.cases.some(({ name }) => name === 'an honest <test> & more'));
    const handed = readFileSync(join(folder, 'handoff.env'), 'utf8');
    assert.match(handed, /^SEALSMITH_RECORD_TEST=sha256:[0-9a-f]{64}\n$/);
    assert.equal(project.has('taken'), false);
  });

  it('are text to every command, with the variables of either forge', async () => {
    using project = hostile();
    project.write({
      'sealsmith.yml':
        'toolchain: commands\nsteps: { look: { run: "git rev-parse --abbrev-ref HEAD", outputs: [] } }\n',
    });
    project.git('add', '--all');
    project.git('commit', '--quiet', `--message=${MESSAGE}`);
    const tag = 'v`touch${IFS}taken`$(touch${IFS}taken)';
    project.git('tag', tag);
    const sha = project.git('rev-parse', 'HEAD');
    const github = (ref: string): Record<string, string> => ({
      ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_REF: ref, GITHUB_SHA: sha },
      ...{ GITHUB_REPOSITORY: 'group/small', GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '1' },
      GITHUB_WORKSPACE: project.folder,
    });
    const gitlab = {
      ...gitlabJob(project, 'protected'),
      ...{ CI_COMMIT_BRANCH: BRANCH, CI_COMMIT_REF_NAME: BRANCH, CI_COMMIT_MESSAGE: MESSAGE },
    };
    const places = [{}, gitlab, github(`refs/tags/${tag}`)];
    for (const [at, env] of places.entries()) {
      for (const args of COMMANDS) {
        const ran = await project.run(args, { env: { ...env, NO_COLOR: '1' } });
        assert.equal(ran.exit, 0, `${at} ${args.join(' ')}\n${ran.out}${ran.err}`);
        const said = ran.out + ran.err;
        assert.deepEqual(controls(args[0] === 'run' ? withoutSections(said) : said), [], args.join(' '));
        assert.equal(project.has('taken'), false, args.join(' '));
      }
    }
    const here = `refs/heads/${BRANCH}`;
    await project.run(['run'], { env: github(here) });
    assert.equal(project.record().how.ref, here, 'and it is told as it is');
  });
});

const COMMANDS: readonly (readonly string[])[] = [
  ['run'],
  ['plan'],
  ['plan', '--mermaid'],
  ['plan', '--json'],
  ['context'],
  ['context', '--json'],
  ['doctor'],
  ['explain', 'look'],
  ['generate', 'gitlab', '--image', `registry.example.org/sealsmith@sha256:${'a'.repeat(64)}`, '--stdout'],
  ['reproduce', '.sealsmith/run.json', '--on-host'],
];

/** Sections are ours. */
function withoutSections(log: string): string {
  return log.replace(
    new RegExp(
      `${ESC}\\[0Ksection_(start|end):\\d+:sealsmith_[\\w.-]+(\\[collapsed=true\\])?\\r${ESC}\\[0K`,
      'g',
    ),
    '',
  );
}
