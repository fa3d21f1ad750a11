/** The runner of `workflows/runner`: what must not be in it is not, and other programs can read it. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse as parseToml } from 'smol-toml';
import { without } from '../../support/forge-tools.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'workflows', 'runner');

const GIVEN = {
  RUNNER_IMAGE: `gitlab/gitlab-runner@sha256:${'0'.repeat(64)}`,
  RUNNER_SOCKET: '/run/user/1001/docker.sock',
};

describe('the Compose file of the runner', { skip: without('docker-compose') }, () => {
  const compose = (env: Readonly<Record<string, string>>, ...args: readonly string[]): string =>
    execFileSync('docker-compose', ['--file', join(FOLDER, 'compose.yaml'), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
    });

  it('is valid, and gives the runner nothing but its configuration and one socket', () => {
    const said = compose(GIVEN, 'config');
    assert.match(said, /cap_drop:\n\s+- ALL/);
    assert.match(said, /no-new-privileges:true/);
    assert.match(said, /read_only: true/);
    assert.doesNotMatch(said, /privileged: true|cap_add|network_mode: host|pid: host|devices:/);
    const volumes = [...said.matchAll(/^ {4}- (\/\S+):(\/\S+?):rw$/gm)].map(([, , inside]) => inside);
    assert.deepEqual(volumes, ['/config', '/run/engine.sock']);
  });

  it('asks for what it cannot know', () => {
    for (const name of Object.keys(GIVEN)) {
      const ran = spawnSync('docker-compose', ['--file', join(FOLDER, 'compose.yaml'), 'config'], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...GIVEN, [name]: '' },
      });
      assert.notEqual(ran.status, 0, name);
    }
  });
});

describe('the configuration of the runner', () => {
  const config = parseToml(readFileSync(join(FOLDER, 'config.template.toml'), 'utf8'));
  const [runner] = config['runners'] as readonly Record<string, unknown>[];
  const docker = runner?.['docker'] as Record<string, unknown>;

  const table: readonly (readonly [what: string, key: string, value: unknown])[] = [
    ['no job is privileged', 'privileged', false],
    ['no service is privileged', 'services_privileged', false],
    ['no image may ask to be', 'allowed_privileged_images', []],
    ['no service may ask to be', 'allowed_privileged_services', []],
    ['no device is handed on', 'devices', []],
    ['no capability is added', 'cap_add', []],
    ['nothing gains privileges', 'security_opt', ['no-new-privileges:true']],
    ['a private image that another project pulled is asked for again', 'pull_policy', ['always']],
    ['no job chooses otherwise', 'allowed_pull_policies', ['always']],
    ['the cache is a volume of the project, and no folder of the machine', 'volumes', ['/cache']],
    ['images start without their entrypoint, as the templates ask', 'disable_entrypoint_overwrite', false],
  ];
  for (const [what, key, value] of table) it(what, () => assert.deepEqual(docker[key], value));

  it('is of one runner, whose engine is the one that Compose hands in, and no job gets that', () => {
    assert.equal(runner?.['executor'], 'docker');
    assert.equal(docker['host'], 'unix:///run/engine.sock');
    const text = JSON.stringify({ ...docker, host: '' });
    assert.doesNotMatch(text, /\.sock|userns_mode|network_mode":"host|pid_mode|ipc_mode/);
  });

  it('keeps the token of the job out of .git/config, and jobs on networks of their own', () => {
    assert.deepEqual(
      { ...(runner?.['feature_flags'] as object) },
      {
        FF_NETWORK_PER_BUILD: true,
        FF_GIT_URLS_WITHOUT_TOKENS: true,
      },
    );
  });

  it('holds no token', () => assert.equal(runner?.['token'], 'glrt-'));
});
