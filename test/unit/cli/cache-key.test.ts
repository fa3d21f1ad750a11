/** `cache key` and `cache diff` over a world of the tests. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeptKeys } from '../../../src/cache/key-parts.ts';
import { cacheDiff } from '../../../src/cli/cache/diff.ts';
import { cacheKey } from '../../../src/cli/cache/key.ts';
import { treeKeys } from '../../../src/cli/cache/tree-keys.ts';
import { prepared } from '../../../src/cli/prepared.ts';
import { run } from '../../../src/cli/run.ts';
import type { KeyParts } from '../../../src/core/key.ts';
import { readRecord } from '../../../src/run/read-record.ts';
import { FakeFiles } from '../../support/files.ts';
import { FakeProcesses } from '../../support/processes.ts';
import { aSession } from '../../support/session.ts';
import { aTool, aWorld, type FakeWorld, value, WORKSPACE } from '../../support/world.ts';

const CONFIG = `toolchain: commands
cache: { epoch: 7 }
env: [MODE]
steps:
  one: { run: echo 1, inputs: [src], after: [] }
  two: { run: echo 2, inputs: ["*.txt"], env: [MODE], after: [one] }
`;

function aProject(more: Readonly<Record<string, string>> = {}): FakeWorld {
  const files = { 'sealsmith.yml': CONFIG, 'src/a.c': 'a', 'src/b.c': 'b', 'read.txt': 'r', ...more };
  const absolute = Object.entries(files).map(([path, text]) => [`${WORKSPACE}/${path}`, text]);
  return aWorld({
    files: new FakeFiles(Object.fromEntries(absolute)),
    processes: new FakeProcesses(),
    findTools: async () => new Map([['sh', aTool('sh', { version: 'sha256:1' })]]),
    env: { MODE: 'fast' },
  });
}

/** Runs everything, and keeps the parts of its keys as the engine does. */
async function ran(world: FakeWorld): Promise<void> {
  assert.equal(await run(aSession(world).session, [], {}), 0);
  const { session } = aSession(world);
  const kept = new KeptKeys(world.files, WORKSPACE);
  for (const { found } of value(await treeKeys(session, value(await prepared(session)), undefined))) {
    assert.ok(found.ok);
    value(kept.keep(found.value.key, found.value.parts));
  }
}

function recorded(world: FakeWorld) {
  const stored = value(readRecord(world.files, `${WORKSPACE}/.sealsmith/run.json`));
  assert.ok(stored !== undefined);
  const keys = new Map(stored.record.what.jobs.map(({ id, key }) => [id, key as string]));
  return { keys, digest: stored.digest };
}

async function key(world: FakeWorld, job: string, flags: { explain?: boolean } = {}, json = false) {
  const { session, out, err } = aSession(world, { json });
  return { exit: await cacheKey(session, job, flags), out: out(), err: err() };
}

async function diff(world: FakeWorld, from: string, to: string, json = false) {
  const { session, out, err } = aSession(world, { json });
  return { exit: await cacheDiff(session, from, to), out: out(), err: err() };
}

describe('sealsmith cache key', () => {
  it('is the key that a run has, before and after it', async () => {
    const world = aProject();
    const before = [await key(world, 'one'), await key(world, 'two')];
    await ran(world);
    const { keys } = recorded(world);
    assert.deepEqual(
      before.map(({ out }) => out),
      [`${keys.get('one')}\n`, `${keys.get('two')}\n`],
    );
    assert.equal((await key(world, 'two')).out, before[1]?.out);
  });

  it('follows the tree, the variables, the tools and the epoch', async () => {
    const same = await key(aProject(), 'two');
    assert.equal((await key(aProject({ 'src/a.c': 'other' }), 'two')).out, same.out);
    for (const other of [
      aProject({ 'read.txt': 'other' }),
      aProject({ 'more.txt': '' }),
      { ...aProject(), env: { MODE: 'slow' } },
      aProject({ 'sealsmith.yml': CONFIG.replace('epoch: 7', 'epoch: 8') }),
      { ...aProject(), findTools: async () => new Map([['sh', aTool('sh', { version: 'sha256:2' })]]) },
    ]) {
      const found = await key(other, 'two');
      assert.match(found.out, /^[0-9a-f]{64}\n$/);
      assert.notEqual(found.out, same.out);
    }
  });

  it('is explained with every part, and every input’s digest', async () => {
    const { out, exit } = await key(aProject(), 'two', { explain: true });
    assert.equal(exit, 0);
    for (const expected of [
      /^two {2}[0-9a-f]{64}$/m,
      /epoch {7}7$/m,
      /echo 2$/m,
      /variables {3}MODE {2}fast$/m,
      /read\.txt$/m,
      /^ +[0-9a-f]{64}$/m,
      /1 input, 1 tool/,
    ]) {
      assert.match(out, expected);
    }
  });

  it('is JSON for programs, with its parts when they are asked for', async () => {
    const plain = await key(aProject(), 'two', {}, true);
    const told = JSON.parse(plain.out) as { job: string; key: string; parts?: KeyParts };
    assert.deepEqual([told.job, told.parts], ['two', undefined]);
    const whole = JSON.parse((await key(aProject(), 'two', { explain: true }, true)).out) as typeof told;
    assert.equal(whole.key, told.key);
    assert.deepEqual(
      whole.parts?.inputs.map(({ path }) => path),
      ['read.txt'],
    );
  });

  it('is a mistake for what is no job, naming the nearest step', async () => {
    const { exit, out, err } = await key(aProject(), 'tow');
    assert.deepEqual([exit, out], [2, '']);
    assert.match(err, /two/);
  });

  it('says why a step that is skipped has none', async () => {
    const { exit, err } = await key(aProject(), 'lint');
    assert.equal(exit, 2);
    assert.match(err, /lint is no job of this plan, so it has no key: it is skipped, nothing-to-do/);
  });

  it('says which fact is missing for it, and how it comes about', async () => {
    const files = { 'requirements.txt': 'flask==3.0\n', 'test_a.py': 'def test_a(): pass\n' };
    const config = 'toolchain: python\nsteps:\n  test: { run: pytest }\n';
    const tools = ['python', 'uv', 'sh'].map((name) => [name, aTool(name, { version: '3.13.1' })] as const);
    const world: FakeWorld = {
      ...aProject({ ...files, 'sealsmith.yml': config }),
      findTools: async () => new Map(tools),
    };
    const { exit, out, err } = await key(world, 'test');
    assert.deepEqual([exit, out], [2, '']);
    assert.match(
      err.replaceAll(/\s+/g, ' '),
      /test has no key yet: it needs deps, .*; sealsmith run install makes it/,
    );
    const all = await key(world, 'test', {}, true);
    assert.deepEqual((JSON.parse(all.out) as { key: unknown }).key, null);
    assert.match((await diff(world, 'this', 'this')).out, /^test\n {2}its key is not known: it needs deps/m);
  });

  it('writes nothing into the workspace', async () => {
    const world = aProject();
    const before = world.files.paths(WORKSPACE);
    await key(world, 'two', { explain: true });
    await diff(world, 'this', 'this');
    assert.deepEqual(world.files.paths(WORKSPACE), before);
    assert.deepEqual(world.processes.started, []);
  });
});

describe('sealsmith cache diff', () => {
  it('says that nothing differs', async () => {
    const world = aProject();
    await ran(world);
    assert.deepEqual(await diff(world, 'last', 'this'), {
      exit: 0,
      out: 'every key is equal: one, two\n',
      err: '',
    });
  });

  it('says what differs between the last run and the tree as it is now', async () => {
    const world = aProject();
    await ran(world);
    world.files.put(`${WORKSPACE}/src/a.c`, 'changed');
    world.files.put(`${WORKSPACE}/src/c.c`, 'new');
    const now = { ...world, env: { MODE: 'slow' } };
    const { out } = await diff(now, 'last', 'this');
    assert.match(out, /^one {2}key [0-9a-f]{8}… → [0-9a-f]{8}…$/m);
    assert.match(out, /^ {2}inputs {6}src\/a\.c {2}changed\n {14}src\/c\.c {2}added$/m);
    assert.match(out, /everything else equal: 1 input,/);
    assert.match(out, /^two {2}key/m);
    assert.match(out, /^ {2}variables {3}MODE {2}fast → slow$/m);
  });

  it('takes a record by its digest, by the beginning of it and by its path', async () => {
    const world = aProject();
    await ran(world);
    const first = recorded(world);
    world.files.put(`${WORKSPACE}/read.txt`, 'changed');
    await ran(world);
    const names = [first.digest, first.digest.slice(0, 6), `.sealsmith/runs/${first.digest}.json`];
    for (const name of names) {
      const { out, exit } = await diff(world, name, 'last');
      assert.equal(exit, 0);
      assert.match(out, /read\.txt {2}changed/);
    }
  });

  it('tells jobs that are in one of the runs only', async () => {
    const world = aProject();
    await ran(world);
    world.files.put(
      `${WORKSPACE}/sealsmith.yml`,
      CONFIG.replace('  one:', '  first:').replace('[one]', '[first]'),
    );
    const { out } = await diff(world, 'last', 'this');
    assert.match(out, /^one {2}key [0-9a-f]{8}… {2}only in the first$/m);
    assert.match(out, /^first {2}key [0-9a-f]{8}… {2}only in the second$/m);
  });

  it('says when the parts of a key are not kept any more', async () => {
    const world = aProject();
    await ran(world);
    value(world.files.remove(`${WORKSPACE}/.sealsmith/keys`));
    world.files.put(`${WORKSPACE}/read.txt`, 'changed');
    assert.match(
      (await diff(world, 'last', 'this')).out,
      /two[^\n]*\n {2}the parts of one of them are not kept/,
    );
  });

  it('is JSON for programs', async () => {
    const world = aProject();
    await ran(world);
    world.files.put(`${WORKSPACE}/read.txt`, 'changed');
    const told = JSON.parse((await diff(world, 'last', 'this', true)).out) as {
      jobs: { job: string; kind: string; diff?: { differences: { name: string }[] } }[];
    };
    assert.deepEqual(
      told.jobs.map(({ job, kind }) => [job, kind]),
      [
        ['one', 'same'],
        ['two', 'differs'],
      ],
    );
    assert.deepEqual(
      told.jobs[1]?.diff?.differences.map(({ name }) => name),
      ['read.txt'],
    );
  });

  const mistakes: Readonly<Record<string, readonly [string, number, RegExp]>> = {
    'there was no run yet': ['last', 2, /nothing has run here yet/],
    'no record begins so': ['abcdef', 2, /no digest of a record here/],
    'a word is no run': ['lsat', 2, /there is no run "lsat"/],
    'a file is no record': ['sealsmith.yml', 4, /is not a record/],
  };
  for (const [name, [run, status, message]] of Object.entries(mistakes)) {
    it(`is a mistake when ${name}`, async () => {
      const { exit, out, err } = await diff(aProject(), run, 'this');
      assert.deepEqual([exit, out], [status, '']);
      assert.match(err, message);
    });
  }

  it('wants more of a digest when several records begin with it', async () => {
    const world = aProject();
    for (const end of ['0', '1']) {
      world.files.put(`${WORKSPACE}/.sealsmith/runs/abcdef${end.repeat(58)}.json`, '{}');
    }
    const { exit, err } = await diff(world, 'abcdef', 'this');
    assert.equal(exit, 2);
    assert.match(err, /2 runs begin with abcdef/);
  });
});
