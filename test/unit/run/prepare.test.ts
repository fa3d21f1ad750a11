import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../src/core/failure.ts';
import type { ToolRequest } from '../../../src/core/tool.ts';
import { makePlan } from '../../../src/run/plan.ts';
import { prepare } from '../../../src/run/prepare.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit } from '../../support/git.ts';
import {
  aTool,
  aWorld,
  type FakeWorld,
  failure,
  githubFacts,
  value,
  WORKSPACE,
} from '../../support/world.ts';

const LOCAL = { host: 'local', ci: false } as const;

/** A world whose workspace holds these files. */
function world(files: Readonly<Record<string, string>>, more: Partial<FakeWorld> = {}): FakeWorld {
  const absolute = Object.entries(files).map(([path, text]) => [
    path.startsWith('/') ? path : `${WORKSPACE}/${path}`,
    text,
  ]);
  return aWorld({
    files: new FakeFiles({ [`${WORKSPACE}/`]: '', ...Object.fromEntries(absolute) }),
    ...more,
  });
}

async function prepared(of: FakeWorld, config?: string) {
  return value(await prepare(of, LOCAL, WORKSPACE, config));
}

async function refused(of: FakeWorld, config?: string, workspace = WORKSPACE): Promise<Failure> {
  return failure(await prepare(of, LOCAL, workspace, config));
}

async function problems(files: Readonly<Record<string, string>>, more: Partial<FakeWorld> = {}) {
  const failed = await refused(world(files, more));
  assert.ok(failed.code === 'config-invalid', JSON.stringify(failed));
  return failed.problems.map(
    ({ place, message }) => `${place.file}:${place.line}:${place.column} ${message}`,
  );
}

const OWN = 'steps: { smoke: { run: x } }\n';

describe('the configuration of a run', () => {
  it('is looked for under either name', async () => {
    for (const name of ['sealsmith.yml', 'sealsmith.yaml'])
      assert.equal((await prepared(world({ [name]: OWN }))).config.file, name);
  });

  it('is the first when both are there', async () => {
    const both = world({ 'sealsmith.yml': OWN, 'sealsmith.yaml': 'project: other\n' });
    assert.equal((await prepared(both)).config.file, 'sealsmith.yml');
  });

  it('is the named one, and its name is said as people know it', async () => {
    const of = world({ 'ci/own.yml': OWN, '/etc/own.yml': OWN, 'sealsmith.yml': 'nonsense: 1\n' });
    assert.equal((await prepared(of, `${WORKSPACE}/ci/own.yml`)).config.file, 'ci/own.yml');
    assert.equal((await prepared(of, '/etc/own.yml')).config.file, '/etc/own.yml');
  });

  it('is not needed, but the named one is', async () => {
    assert.equal((await prepared(world({ 'requirements.txt': '' }))).config.file, undefined);
    assert.deepEqual(await refused(world({ 'requirements.txt': '' }), '/w/none.yml'), {
      code: 'config-absent',
      path: '/w/none.yml',
    });
  });

  it('is refused when it cannot be read, is a folder, or is far too large', async () => {
    const unreadable = world({ 'sealsmith.yml': OWN });
    unreadable.files.refuse('readText', /sealsmith\.yml$/, 'EACCES');
    assert.equal((await refused(unreadable)).code, 'system');
    assert.equal((await refused(world({ 'sealsmith.yml/x': '' }))).code, 'system');
    assert.equal((await refused(world({ 'sealsmith.yml': `${OWN}# ${'x'.repeat(70_000)}` }))).code, 'system');
  });

  it('needs a folder to run in', async () => {
    assert.deepEqual(await refused(world({}), undefined, '/nowhere'), {
      code: 'not-a-folder',
      path: '/nowhere',
    });
    assert.equal((await refused(world({ file: '' }), undefined, `${WORKSPACE}/file`)).code, 'not-a-folder');
  });
});

describe('${NAME} in the configuration of a run', () => {
  const text = (name: string) => `steps: { smoke: { run: x, env: [A], inputs: ["\${${name}}"] } }\n`;
  const inputs = async (of: FakeWorld) => {
    const smoke = (await prepared(of)).config.steps?.['smoke'];
    return typeof smoke === 'object' && 'inputs' in smoke ? smoke.inputs : undefined;
  };

  it('is the environment’s value of a declared name', async () => {
    assert.deepEqual(await inputs(world({ 'sealsmith.yml': text('A') }, { env: { A: 'a' } })), ['a']);
  });

  it('is the value of the file named by env-file, whose names need not be declared again', async () => {
    const files = { 'sealsmith.yml': `env-file: .env\n${text('B')}`, '.env': 'B=b\n' };
    assert.deepEqual(await inputs(world(files)), ['b']);
    assert.deepEqual(await inputs(world(files, { env: { B: 'from the environment' } })), [
      'from the environment',
    ]);
  });

  it('is known in settings that are no plain text too', async () => {
    const config = 'env-file: .env\nsteps: { smoke: { run: x, timeout: "${LIMIT}" } }\n';
    const smoke = (await prepared(world({ 'sealsmith.yml': config, '.env': 'LIMIT=90s\n' }))).config.steps?.[
      'smoke'
    ];
    assert.deepEqual(smoke, { run: 'x', timeout: 90_000 });
  });

  it('is refused when nobody declared it, although it is set', async () => {
    assert.deepEqual(await problems({ 'sealsmith.yml': text('HOME') }, { env: { HOME: '/home/ada' } }), [
      'sealsmith.yml:1:46 ${HOME} is not declared; list HOME under "env" of the file',
    ]);
  });

  it('is refused when it has no value', async () => {
    assert.deepEqual(await problems({ 'sealsmith.yml': text('A') }), [
      'sealsmith.yml:1:46 ${A} has no value; set A or use env-file',
    ]);
  });

  it('is never a secret: those are no variables', async () => {
    const secrets = new Map([['A', 'a secret value']]);
    assert.equal((await problems({ 'sealsmith.yml': text('A') }, { secrets })).length, 1);
  });
});

describe('the file named by env-file', () => {
  it('gives variables; without its name nothing is loaded', async () => {
    const files = { '.env': 'A=1\n', '.env.example': 'B=2\n', 'requirements.txt': '' };
    assert.deepEqual((await prepared(world(files))).input.variables.file, {});
    const named = await prepared(world({ ...files, 'sealsmith.yml': 'env-file: .env.example\n' }));
    assert.deepEqual({ ...named.input.variables.file }, { B: '2' });
  });

  it('may lie elsewhere', async () => {
    const of = world({ 'sealsmith.yml': `env-file: /etc/test.env\n${OWN}`, '/etc/test.env': 'A=1\n' });
    assert.deepEqual({ ...(await prepared(of)).input.variables.file }, { A: '1' });
  });

  it('must be there, and is said with its line when it is not', async () => {
    assert.deepEqual(await problems({ 'sealsmith.yml': `# why\nenv-file: .env\n${OWN}` }), [
      'sealsmith.yml:2:1 env-file: there is no .env',
    ]);
  });

  it('must be lines of NAME=value', async () => {
    assert.deepEqual(await problems({ 'sealsmith.yml': 'env-file: .env\n', '.env': 'A=1\nB\n' }), [
      '.env:2:1 expected a line NAME=value',
    ]);
  });
});

describe('the tools of a run', () => {
  const config = 'steps: { smoke: { run: x, tools: [curl, uv] }, other: { run: y, tools: [curl] } }\n';

  it('are the toolchain’s and the declared ones, each asked for once, all together', async () => {
    const asked: (readonly ToolRequest[])[] = [];
    const of = world(
      { 'sealsmith.yml': config, 'requirements.txt': '' },
      {
        findTools: async (requests) => {
          asked.push(requests);
          return new Map(requests.map((request) => [request.name, aTool(request.name)]));
        },
      },
    );
    const { input } = await prepared(of);
    assert.equal(asked.length, 1);
    const names = asked[0]?.map((request) => request.name) ?? [];
    assert.equal(names.filter((name) => name === 'curl').length, 1);
    assert.equal(names.filter((name) => name === 'uv').length, 1);
    // What a step declares may be any program; what the toolchain asks for must work.
    const silent = asked[0]?.filter((request) => request.mayTellNone).map((request) => request.name);
    assert.deepEqual(silent, ['curl']);
    assert.ok(input.facts.tools.has('curl') && input.facts.tools.has('uv'));
  });

  it('hold the shell where a step has a line for it', async () => {
    const asked = async (files: Readonly<Record<string, string>>) => {
      const { requests } = await prepared(world({ 'requirements.txt': '', ...files }));
      return requests.some((request) => request.name === 'sh');
    };
    assert.equal(await asked({}), false);
    assert.equal(await asked({ 'sealsmith.yml': 'steps: { test: { timeout: 1m }, lint: false }\n' }), false);
    assert.equal(await asked({ 'sealsmith.yml': 'steps: { test: { run: x } }\n' }), true);
    assert.equal(await asked({ 'sealsmith.yml': OWN }), true);
  });

  it('hold our own program, by its version', async () => {
    const { input } = await prepared(world({ 'sealsmith.yml': OWN }));
    assert.deepEqual(input.facts.tools.get('sealsmith'), {
      name: 'sealsmith',
      version: '0.1.0',
      from: 'self',
      path: '/opt/sealsmith/main.js',
    });
  });

  it('that are missing or broken matter only to the steps that need them', async () => {
    const broken: Failure = { code: 'tool-broken', tool: 'uv', path: '/usr/bin/uv', message: 'exit 1' };
    const of = world(
      { 'sealsmith.yml': `toolchain: commands\n${config}` },
      {
        findTools: async () =>
          new Map<string, ReturnType<typeof aTool> | Failure>([
            ['curl', aTool('curl')],
            ['uv', broken],
          ]),
      },
    );
    const { input } = await prepared(of);
    const failed = failure(makePlan({ ...input, wish: { steps: ['smoke'], only: false } }));
    assert.deepEqual(failed, broken);
    assert.ok(makePlan({ ...input, wish: { steps: ['other'], only: false } }).ok);
  });
});

describe('the secrets of a run', () => {
  const secrets = new Map([['NPM_TOKEN', 'looks-like-one']]);

  it('are those that look like secrets and those that a step declares', async () => {
    const of = world(
      { 'sealsmith.yml': 'steps: { smoke: { run: x, secrets: [NPM_TOKEN, PLAIN_NAME, UNSET] } }\n' },
      { secrets, env: { PLAIN_NAME: 'a value', OTHER: 'x' } },
    );
    const found = await prepared(of);
    assert.deepEqual([...found.granted].sort(), [
      ['secret:NPM_TOKEN', 'looks-like-one'],
      ['secret:PLAIN_NAME', 'a value'],
    ]);
    assert.deepEqual([...found.input.granted].sort(), ['secret:NPM_TOKEN', 'secret:PLAIN_NAME']);
  });

  it('never mix what env-file says with what the environment holds under the same name', async () => {
    const of = world(
      {
        'sealsmith.yml': 'env-file: .env.example\nsteps: { a: { run: x } }\n',
        '.env.example': 'APP_SECRET=example\nMODE=test\n',
      },
      { secrets: new Map([['APP_SECRET', 'the real one']]) },
    );
    assert.deepEqual(Object.fromEntries((await prepared(of)).granted), {
      'env-file:APP_SECRET': 'example',
      'secret:APP_SECRET': 'the real one',
    });
  });

  it('are not what every object has', async () => {
    const of = world({ 'sealsmith.yml': 'steps: { smoke: { run: x, secrets: [constructor, toString] } }\n' });
    assert.deepEqual([...(await prepared(of)).granted], []);
  });
});

describe('the name and the context of a run', () => {
  it('are what configuration, project, repository and folder say', async () => {
    const remote = aGit({ facts: { remote: 'https://example.org/group/repo.git' } });
    const named = world({ 'sealsmith.yml': `project: configured\n${OWN}` }, { git: remote });
    assert.equal((await prepared(named)).input.name, 'configured');
    assert.equal((await prepared(world({ 'sealsmith.yml': OWN }, { git: remote }))).input.name, 'repo');
    assert.equal((await prepared(world({ 'sealsmith.yml': OWN }))).input.name, 'workspace');
  });

  it('E6: has the tier that the default branch’s file gives, not the checkout’s', async () => {
    const of = world({ 'sealsmith.yml': `protected: ["*"]\n${OWN}` }, { git: aGit({}) });
    const facts = githubFacts({ ref: 'refs/heads/evil' });
    const { input } = value(await prepare(of, facts, WORKSPACE, undefined));
    assert.equal(input.facts.context.tier, 'T1');
  });

  it('E6: is T0 when the checkout is not the commit of the run', async () => {
    const of = world({ 'sealsmith.yml': OWN }, { git: aGit({}) });
    const { input } = value(await prepare(of, githubFacts({ commit: 'b'.repeat(40) }), WORKSPACE, undefined));
    assert.equal(input.facts.context.tier, 'T0');
  });

  it('does not call a tree dirty for what its jobs leave', async () => {
    const config = 'steps: { a: { run: x, outputs: [gen, out/b] }, z: { run: x } }\n';
    const dirty = async (newFiles: readonly string[], steps: readonly string[] = []) => {
      const of = world({ 'sealsmith.yml': config }, { git: aGit({ facts: { dirty: true, newFiles } }) });
      const { input } = await prepared(of);
      const { context } = value(makePlan({ ...input, wish: { steps, only: false } })).plan;
      assert.deepEqual(context.git?.newFiles, []);
      return context.dirty;
    };
    assert.equal(await dirty(['gen', 'out/b/c']), false);
    assert.equal(await dirty(['gen'], ['z']), false);
    for (const path of ['other', 'gen2', 'out/c', 'out'])
      assert.equal(await dirty(['gen', path]), true, path);
    assert.equal(await dirty([]), true, 'a change of a tracked file');
  });

  it('works without a repository', async () => {
    const { input } = await prepared(world({ 'sealsmith.yml': OWN }, { git: aGit(undefined) }));
    assert.equal(input.facts.context.git, undefined);
  });
});
