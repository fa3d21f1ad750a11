import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { context } from '../../../src/cli/context.ts';
import type { Session } from '../../../src/cli/session.ts';
import type { Host } from '../../../src/core/host.ts';
import { github } from '../../../src/hosts/github.ts';
import { gitlab } from '../../../src/hosts/gitlab.ts';
import { local } from '../../../src/hosts/local.ts';
import type { ContextView } from '../../../src/report/context.ts';
import { FakeFiles } from '../../support/files.ts';
import { aSession } from '../../support/session.ts';
import { aWorld, WORKSPACE } from '../../support/world.ts';

type Env = Readonly<Record<string, string>>;

const TOKEN = 'glcbt-0123456789abcdef';
const SHA = 'c'.repeat(40);

const GITLAB: Env = {
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'push',
  CI_PROJECT_PATH: 'group/diary',
  CI_PROJECT_URL: 'https://gitlab.example.org/group/diary',
  CI_PROJECT_VISIBILITY: 'private',
  CI_COMMIT_BRANCH: 'main',
  CI_COMMIT_SHA: SHA,
  CI_COMMIT_REF_PROTECTED: 'true',
  CI_DEFAULT_BRANCH: 'main',
  CI_JOB_URL: 'https://gitlab.example.org/group/diary/-/jobs/1',
  CI_JOB_IMAGE: 'registry.example.org/sealsmith@sha256:abc',
  CI_RUNNER_ID: '12',
  CI_RUNNER_DESCRIPTION: 'shared',
};

describe('sealsmith context', () => {
  it('says who runs what, how far that is trusted and why', async () => {
    const { view } = await shown(GITLAB);
    assert.equal(view.host, 'gitlab');
    assert.equal(view.tier, 'T2');
    assert.equal(view.tierReason, 'a pipeline on protected main');
    assert.deepEqual(view.facts, {
      repository: 'https://gitlab.example.org/group/diary',
      ref: 'refs/heads/main',
      commit: SHA,
      protected: 'yes',
      visibility: 'private',
      trigger: 'push',
      run: 'https://gitlab.example.org/group/diary/-/jobs/1',
      runner: '12 · shared',
      image: 'registry.example.org/sealsmith@sha256:abc',
      settings:
        'the file of main is not in this clone: git fetch --depth=1 origin +refs/heads/main:refs/remotes/origin/main',
    });
  });

  it('names every secret and shows the value of none', async () => {
    const env = {
      ...GITLAB,
      CI_RUNNER_DESCRIPTION: `runner of ${TOKEN}`,
      DATABASE: `postgres://ada:${TOKEN}@db.example.org/x`,
      MY_NOTES: 'nobody said that this is a secret',
    };
    const secrets = { CI_JOB_TOKEN: TOKEN, SIGSTORE_ID_TOKEN: 'eyJhbGciOi.payload.signature' };
    const { view, text } = await shown(env, secrets);
    assert.deepEqual(
      view.secrets.map(({ name }) => name),
      ['CI_JOB_TOKEN', 'DATABASE', 'SIGSTORE_ID_TOKEN'],
    );
    assert.match(text, /SIGSTORE_ID_TOKEN +the identity of this run, for Sigstore/);
    assert.equal(view.told['CI_RUNNER_DESCRIPTION'], 'runner of ***');
    assert.ok(view.others.includes('MY_NOTES'));
    for (const value of [TOKEN, 'eyJhbGciOi', 'ada:', 'nobody said']) {
      assert.ok(!text.includes(value), value);
      assert.ok(!JSON.stringify(view).includes(value), value);
    }
  });

  it('masks a token that somebody named innocently, inside an address', async () => {
    const address = `https://gitlab-ci-token:${TOKEN}@gitlab.example.org/group/diary.git`;
    const { view, text } = await shown({ ...GITLAB, CI_REPOSITORY_URL: address, CI_SERVER_URL: address });
    assert.ok(view.secrets.some(({ name }) => name === 'CI_REPOSITORY_URL'));
    assert.ok(!(text + JSON.stringify(view)).includes(TOKEN));
  });

  it('a branch named like a section, a command or an escape stays text', async () => {
    const branch = '$(touch>x)\u001b[2K\rsection_start:1:x\r\u202e';
    const { text } = await shown({ ...GITLAB, CI_COMMIT_REF_NAME: branch });
    assert.ok(text.includes('$(touch>x)\\x1b[2K\\rsection_start\\:1:x\\r\\u202e'), text);
    assert.doesNotMatch(text, /section_start:\d/);

    const forged = '::set-env name=X::y ##[group]z';
    const on = await shown({ GITHUB_ACTIONS: 'true', GITHUB_REF: forged, RUNNER_NAME: forged });
    assert.doesNotMatch(on.text, /^\s*::/m);
    assert.doesNotMatch(on.text, /##\[/);
  });

  it('answers without a project, on every host', async () => {
    for (const env of [{}, { CI: 'true' }, { GITHUB_ACTIONS: 'true' }, { GITLAB_CI: 'true' }]) {
      const { view, exit } = await shown(env, {}, '');
      assert.equal(exit, 0);
      assert.equal(view.tier, 'T0');
      assert.ok(view.remarks.some((remark) => remark.startsWith('decided without the configuration')));
    }
  });

  it('a file that takes protection away is heard where that of the branch cannot be had', async () => {
    const { view } = await shown(
      GITLAB,
      {},
      'toolchain: commands\nprotected: [release]\nsteps: { a: { run: b } }\n',
    );
    assert.equal(view.tier, 'T1');
  });
});

async function shown(
  env: Env,
  secrets: Env = {},
  config = 'toolchain: commands\nsteps: { greet: { run: echo hello } }\n',
): Promise<{ readonly exit: number; readonly view: ContextView; readonly text: string }> {
  const files = new FakeFiles({
    [`${WORKSPACE}/`]: '',
    ...(config === '' ? {} : { [`${WORKSPACE}/sealsmith.yml`]: config }),
  });
  const world = aWorld({ env, files, secrets: new Map(Object.entries(secrets)) });
  const inJson = aSession(world, { json: true });
  const exit = await context(at(inJson.session, env, files));
  const plain = aSession(world, { color: false });
  await context(at(plain.session, env, files));
  return { exit, view: JSON.parse(inJson.out()) as ContextView, text: plain.out() };
}

function at(session: Session, env: Env, files: FakeFiles): Session {
  const host: Host = github(env, files) ?? gitlab(env) ?? local(env);
  return { ...session, host };
}
