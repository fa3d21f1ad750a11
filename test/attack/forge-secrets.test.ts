/**
 * E1 and E2 where forges run us: a test script of the project looks for every token that a job of a forge holds, and
 * prints what it finds. Under act, under gitlab-ci-local, and at a desk; where there are no namespaces the documented
 * leak is asserted.
 */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { act, desk, gitlabLocal, OUR_ACTION } from '../support/emulators.ts';
import { without } from '../support/forge-tools.ts';
import { foundIn, LOOKER, leaks } from '../support/looker.ts';
import { TestProject } from '../support/project.ts';

const NODE = process.execPath;

/** Each by the name under which forges and our own settings hold it; only the deploying step is granted one. */
const SECRETS = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'identity-of-the-run-0123456789abcdef',
  ACTIONS_RUNTIME_TOKEN: 'runtime-of-the-run-0123456789abcdef',
  GITHUB_TOKEN: 'token-of-the-workflow-0123456789abcdef',
  SIGSTORE_ID_TOKEN: 'sigstore.identity.0123456789abcdef',
  CI_JOB_TOKEN: 'token-of-the-job-0123456789abcdef',
  CI_REGISTRY_PASSWORD: 'password-of-the-registry-0123456789',
  SEALSMITH_CACHE_KEY: 'key-that-seals-entries-0123456789abc',
  SEALSMITH_SIGNING_KEY: 'key-that-signs-images-0123456789abcd',
  COSIGN_PASSWORD: 'password-of-cosign-0123456789abcdef',
  DEPLOY_TOKEN: 'token-of-the-deployment-0123456789ab',
};

const JOBS = Object.keys(SECRETS)
  .map((name) => `          ${name}: \${{ secrets.${name === 'GITHUB_TOKEN' ? name : `X_${name}`} }}`)
  .join('\n');

/** `spy` runs what a dependency hides in a test; `ship` is the honest twin: it is granted one secret and has it. */
function hostile(): TestProject {
  const project = new TestProject({
    'sealsmith.yml': [
      'toolchain: commands',
      'steps:',
      `  spy: { run: "'${NODE}' look.cjs; cat found.json", outputs: [found.json] }`,
      '  ship: { run: "printf %s \\"$DEPLOY_TOKEN\\" | wc -c > length; echo \\"$DEPLOY_TOKEN\\"", secrets: [DEPLOY_TOKEN], outputs: [length] }',
      '',
    ].join('\n'),
    'look.cjs': LOOKER,
    '.gitignore': '.gitlab-ci-local\n',
    '.github/workflows/ci.yml': `on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ${OUR_ACTION}
        with: { run: spy ship }
        env:
${JOBS}
      - if: always()
        run: cp found.json length .sealsmith/run.json "$KEEP"
`,
    '.gitlab-ci.yml':
      'build: { script: [sealsmith run spy ship], artifacts: { paths: [found.json, length, .sealsmith/run.json] } }\n',
  });
  project.commit().git('remote', 'add', 'origin', 'https://github.com/group/small.git');
  return project;
}

/** What the spy found, and whether it ran in namespaces; the honest twin had what it was granted. */
function spied(
  folder: string,
  record: string,
): { readonly apart: boolean; readonly leaked: readonly string[] } {
  const { how } = JSON.parse(text(join(folder, record))) as ReturnType<TestProject['record']>;
  const spy = how.jobs.find(({ id }) => id === 'spy');
  assert.ok(spy);
  assert.equal(text(join(folder, 'length')).trim(), String(SECRETS.DEPLOY_TOKEN.length), 'the honest twin');
  const leaked = leaks(foundIn(join(folder, 'found.json')), SECRETS);
  return { apart: spy.isolation.processes === 'namespaces', leaked };
}

function text(path: string): string {
  return readFileSync(path, 'utf8');
}

function printsNone(log: string): void {
  const flat = log.replace(/\s+/g, '');
  for (const [name, secret] of Object.entries(SECRETS)) {
    assert.ok(!flat.includes(secret), `${name} in the log`);
    assert.ok(
      !flat.includes(Buffer.from(secret).toString('base64').slice(0, 24)),
      `${name} in the log, encoded`,
    );
  }
}

describe('E1: a test script that looks for the tokens of a job', () => {
  for (const namespaces of [true, false]) {
    const where = namespaces ? 'where namespaces can be made' : 'where none can be made';

    it(`finds none at a desk, ${where}`, async () => {
      using project = hostile();
      const ran = await desk(project, ['run', '--verbose'], { env: SECRETS, namespaces });
      assert.equal(ran.exit, 0, ran.log.slice(-2000));
      const { apart, leaked } = spied(project.folder, '.sealsmith/run.json');
      if (!namespaces) assert.equal(apart, false);
      // We took them out of our own environment, and a desk has nobody above us who was given them.
      assert.deepEqual(leaked, []);
      printsNone(ran.log);
    });

    it(`finds none under act, or what the runner itself holds, ${where}`, {
      skip: without('act'),
    }, async () => {
      using project = hostile();
      const keep = join(project.base, 'kept');
      mkdirSync(keep);
      const env = Object.fromEntries(
        Object.entries(SECRETS).map(([name, value]) => [name === 'GITHUB_TOKEN' ? name : `X_${name}`, value]),
      );
      const ran = await act(project, 'build', {
        env,
        secrets: Object.keys(env),
        steps: { KEEP: keep },
        namespaces,
      });
      assert.equal(ran.exit, 0, ran.log.slice(-2000));
      const { apart, leaked } = spied(keep, 'run.json');
      if (apart) assert.deepEqual(leaked, []);
      // docs/isolation.md: the environment of the runner, which is the same user's. Nothing of it was handed on.
      else
        assert.deepEqual(
          leaked,
          Object.keys(SECRETS).map((name) => `${name} in processes`),
        );
      if (!namespaces) assert.equal(apart, false);
      printsNone(ran.log);
    });

    it(`finds none under gitlab-ci-local, or what the shell of the job holds, ${where}`, {
      skip: without('gitlab-ci-local', 'rsync'),
    }, async () => {
      using project = hostile();
      const ran = await gitlabLocal(project, ['build'], SECRETS, { namespaces });
      assert.equal(ran.exit, 0, ran.log.slice(-2000));
      const folder = join(project.folder, '.gitlab-ci-local/artifacts/build');
      const { apart, leaked } = spied(folder, '.sealsmith/run.json');
      if (apart) assert.deepEqual(leaked, []);
      else
        assert.deepEqual(
          leaked,
          Object.keys(SECRETS).map((name) => `${name} in processes`),
        );
      if (!namespaces) assert.equal(apart, false);
      printsNone(ran.log);
    });
  }
});
