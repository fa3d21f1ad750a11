import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Credential, whoIs } from '../../../../src/clients/registry/access.ts';
import { type CredentialSources, credentialsFrom } from '../../../../src/clients/registry/credentials.ts';
import { readDockerConfig, writeDockerConfig } from '../../../../src/clients/registry/docker-config.ts';
import { systemFiles } from '../../../../src/system/files.ts';
import { systemProcesses } from '../../../../src/system/processes.ts';
import { FakeFiles } from '../../../support/files.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { failure, value } from '../../../support/world.ts';

const AUTH = Buffer.from('ada:difference: engine').toString('base64');
const ADA = { kind: 'basic', user: 'ada', password: 'difference: engine' } as const;

function sources(files: Record<string, string>, more: Partial<CredentialSources> = {}): CredentialSources {
  return { files: new FakeFiles(files), env: {}, secrets: new Map(), home: '/home/ada', ...more };
}

function config(auths: object, more: object = {}): string {
  return JSON.stringify({ auths, ...more });
}

async function found(
  from: CredentialSources,
  registry = 'registry.example',
): Promise<Credential | undefined> {
  return value(await credentialsFrom(from)(registry));
}

describe('credentials in a file', () => {
  const keys: readonly (readonly [string, string, boolean])[] = [
    ['registry.example', 'registry.example', true],
    ['https://registry.example', 'registry.example', true],
    ['https://registry.example/v2/', 'registry.example', true],
    ['http://registry.example/v1/', 'registry.example', true],
    ['Registry.example', 'registry.example', true],
    ['registry.example:5000', 'registry.example', false],
    ['registry.example', 'registry.example:5000', false],
    ['registry.example.evil.example', 'registry.example', false],
    ['evil-registry.example', 'registry.example', false],
    ['https://evil.example/registry.example', 'registry.example', false],
    ['https://evil.example@registry.example', 'registry.example', false],
    ['https://registry.example/group', 'registry.example', false],
    ['*.example', 'registry.example', false],
    ['https://index.docker.io/v1/', 'docker.io', true],
    ['docker.io', 'docker.io', true],
    ['index.docker.io', 'registry.example', false],
    ['registry.example', 'constructor', false],
  ];
  for (const [key, registry, known] of keys) {
    it(`under ${key} are ${known ? 'those' : 'not those'} of ${registry}`, () => {
      const entry = readDockerConfig(
        `{"auths":{${JSON.stringify(key)}:{"auth":"${AUTH}"}}}`,
        registry,
        'a file',
      );
      assert.ok(entry.ok);
      assert.deepEqual(
        entry.value,
        known ? { kind: 'credential', credential: { ...ADA, from: 'a file' } } : undefined,
      );
    });
  }

  it('are a name and a password, an identity token, or a token', () => {
    const read = (auth: object): unknown => {
      const entry = readDockerConfig(config({ r: auth }), 'r', 'f');
      return entry.ok && entry.value?.kind === 'credential' ? entry.value.credential : entry.ok;
    };
    assert.deepEqual(read({ username: 'ada', password: 'x' }), {
      kind: 'basic',
      user: 'ada',
      password: 'x',
      from: 'f',
    });
    assert.deepEqual(read({ auth: AUTH, identitytoken: 'i' }), { kind: 'identity', token: 'i', from: 'f' });
    assert.deepEqual(read({ registrytoken: 'b' }), { kind: 'bearer', token: 'b', from: 'f' });
    assert.equal(read({}), true);
    for (const bad of [
      { auth: 'bm8=' },
      { auth: Buffer.from(':x').toString('base64') },
      { registrytoken: 'a\r\nb' },
    ])
      assert.equal(read(bad), false);
  });

  it('that cannot be read are a failure, not nobody', async () => {
    for (const text of [
      '{',
      '[]',
      '{"auths":{"registry.example":1}}',
      '{"credsStore":"../x"}',
      '{"auths":{},"auths":{}}',
    ]) {
      const asked = await credentialsFrom(sources({ '/home/ada/.docker/config.json': text }))(
        'registry.example',
      );
      assert.equal(failure(asked).code, 'tool-broken', text);
    }
  });

  it('are looked for where they were said to be, then where they usually are', async () => {
    const named = (name: string): string => config({ 'registry.example': { username: name, password: 'x' } });
    const all = {
      '/podman.json': named('podman'),
      '/docker/config.json': named('docker'),
      '/home/ada/.docker/config.json': named('home'),
      '/run/user/containers/auth.json': named('runtime'),
      '/home/ada/.config/containers/auth.json': named('kept'),
    };
    const env = {
      REGISTRY_AUTH_FILE: '/podman.json',
      DOCKER_CONFIG: '/docker',
      XDG_RUNTIME_DIR: '/run/user',
    };
    const who = async (files: Record<string, string>, set: Record<string, string>) =>
      whoIs(await found(sources(files, { env: set })));
    assert.equal(await who(all, env), 'podman, from /podman.json');
    assert.equal(await who(all, { ...env, REGISTRY_AUTH_FILE: '' }), 'docker, from /docker/config.json');
    assert.equal(await who(all, { XDG_RUNTIME_DIR: '/run/user' }), 'home, from ~/.docker/config.json');
    const { '/home/ada/.docker/config.json': _, ...rest } = all;
    assert.equal(
      await who(rest, { XDG_RUNTIME_DIR: '/run/user' }),
      'runtime, from /run/user/containers/auth.json',
    );
    assert.equal(await who(rest, {}), 'kept, from ~/.config/containers/auth.json');
    // A job's own folder decides alone about what Docker's file says.
    assert.equal(
      await who({ '/home/ada/.docker/config.json': named('home') }, { DOCKER_CONFIG: '/job' }),
      'nobody',
    );
  });

  it('may stand in a variable, which comes before every file, also when it was taken out of the environment', async () => {
    const files = { '/home/ada/.docker/config.json': config({ 'registry.example': { auth: AUTH } }) };
    const bob = config({ 'registry.example': { username: 'bob', password: 'x' } });
    const user = async (more: Partial<CredentialSources>, registry?: string) => {
      const known = await found(sources(files, more), registry);
      return known?.kind === 'basic' ? known.user : undefined;
    };
    assert.equal(await user({}), 'ada');
    assert.equal(await user({ env: { DOCKER_AUTH_CONFIG: bob } }), 'bob');
    assert.equal(await user({ secrets: new Map([['DOCKER_AUTH_CONFIG', bob]]) }), 'bob');
    assert.equal(await user({ env: { DOCKER_AUTH_CONFIG: bob } }, 'other.example'), undefined);
    const broken = credentialsFrom(sources(files, { env: { DOCKER_AUTH_CONFIG: '{' } }));
    assert.equal(failure(await broken('registry.example')).code, 'tool-broken');
  });

  it('are written for a job as they are read', () => {
    const known = new Map<string, Credential>([
      ['docker.io', { ...ADA, from: '' }],
      ['ghcr.io', { kind: 'identity', token: 'i', from: '' }],
      ['r.example:1', { kind: 'bearer', token: 'b', from: '' }],
    ]);
    const text = writeDockerConfig(known);
    for (const [registry, credential] of known) {
      const entry = readDockerConfig(text, registry, '');
      assert.ok(entry.ok);
      assert.deepEqual(entry.value, { kind: 'credential', credential });
    }
    assert.deepEqual(readDockerConfig(text, 'other.example', ''), { ok: true, value: undefined });
  });
});

describe('credentials of a forge', () => {
  const gitlab = { GITLAB_CI: 'true', CI_REGISTRY: 'registry.gitlab.example', CI_REGISTRY_USER: 'job' };
  const secrets = new Map([
    ['CI_REGISTRY_PASSWORD', 'one'],
    ['GITHUB_TOKEN', 'two'],
  ]);
  const github = { GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'ada' };

  const rows: readonly (readonly [Record<string, string>, string, string])[] = [
    [gitlab, 'registry.gitlab.example', 'job, from CI_REGISTRY_PASSWORD'],
    [gitlab, 'ghcr.io', 'nobody'],
    [gitlab, 'registry.gitlab.example:5000', 'nobody'],
    [{ ...gitlab, GITLAB_CI: '' }, 'registry.gitlab.example', 'nobody'],
    [github, 'ghcr.io', 'ada, from GITHUB_TOKEN'],
    [github, 'docker.io', 'nobody'],
    [{}, 'ghcr.io', 'nobody'],
  ];
  for (const [env, registry, who] of rows) {
    it(`are ${who} for ${registry}${Object.keys(env).length === 0 ? ' outside' : ''}`, async () => {
      assert.equal(whoIs(await found(sources({}, { env, secrets }), registry)), who);
    });
  }
});

describe('a credential helper', () => {
  async function helped(
    t: TestContext,
    script: string,
    registry = 'registry.example',
    auths = {},
    more = {},
  ) {
    const folder = temporaryFolder(t);
    const program = join(folder, 'docker-credential-test');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    writeFileSync(join(folder, 'config.json'), config(auths, { credsStore: 'test', ...more }));
    const processes = systemProcesses({
      files: systemFiles(),
      state: folder,
      path: [folder, '/usr/bin', '/bin'],
    });
    const env = { DOCKER_CONFIG: folder, WHERE: folder, PATH: '/nowhere' };
    const secrets = new Map([['VAULT_TOKEN', 'open']]);
    return credentialsFrom({ files: systemFiles(), processes, env, secrets, home: folder })(registry);
  }

  it('is asked for the registry on its standard input, and knows the environment', async (t) => {
    const script = `read server; echo noise >&2; echo "{\\"Username\\":\\"$1 $server $VAULT_TOKEN\\",\\"Secret\\":\\"s\\"}"`;
    assert.equal(
      whoIs(value(await helped(t, script))),
      'get registry.example open, from docker-credential-test',
    );
    assert.equal(
      whoIs(value(await helped(t, script, 'docker.io'))),
      'get https://index.docker.io/v1/ open, from docker-credential-test',
    );
  });

  it('may have an identity token, nothing, or leave it to the file', async (t) => {
    const token = value(await helped(t, `echo '{"Username":"<token>","Secret":"s"}'`));
    assert.deepEqual(token, { kind: 'identity', token: 's', from: 'docker-credential-test' });
    const nothing = `echo 'credentials not found in native keychain'; exit 1`;
    assert.equal(value(await helped(t, nothing)), undefined);
    const auths = { 'registry.example': { auth: AUTH } };
    assert.equal(value(await helped(t, nothing, 'registry.example', auths))?.kind, 'basic');
  });

  it('of one registry comes before that of all', async (t) => {
    const more = { credHelpers: { 'registry.example': 'gone' } };
    const asked = failure(await helped(t, 'exit 3', 'registry.example', {}, more));
    assert.ok(asked.code === 'tool-missing' && asked.tool === 'docker-credential-gone');
  });

  it('that fails, or answers anything else, is a failure', async (t) => {
    for (const script of [
      'echo locked; exit 1',
      'echo "{}"',
      'echo no',
      'kill -9 $$',
      'echo \'{"Username":1,"Secret":"x"}\'',
    ]) {
      assert.ok(['tool-broken', 'system'].includes(failure(await helped(t, script)).code), script);
    }
  });

  it('cannot be asked inside a job', async () => {
    const files = { '/home/ada/.docker/config.json': config({}, { credsStore: 'test' }) };
    assert.equal(failure(await credentialsFrom(sources(files))('registry.example')).code, 'tool-missing');
  });
});
