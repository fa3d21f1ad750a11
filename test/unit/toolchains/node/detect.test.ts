import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from '../../../../src/toolchains/node/index.ts';
import { aTree } from '../../../support/tree.ts';
import { Bench, type FilesTold } from '../bench.ts';

const bench = new Bench(node, []);
const LOCKED = JSON.stringify({ dependencies: { express: '^5' } });

describe('a Node project', () => {
  it('is a folder with a package.json, and nothing else is', () => {
    assert.deepEqual(node.detect(aTree({ 'index.js': '' })), { ok: true, value: undefined });
    const project = bench.project({ 'package.json': '{"name":"@group/diary"}' });
    assert.deepEqual(
      [project.name, project.file, project.bins],
      ['@group/diary', 'package.json', ['node_modules/.bin']],
    );
  });

  it('is read with a byte order mark in front', () => {
    assert.equal(bench.project({ 'package.json': '\uFEFF{"name":"diary"}' }).name, 'diary');
  });

  it('takes nothing that is of another type than it should be', () => {
    const odd = {
      name: 7,
      scripts: [],
      bin: 3,
      main: {},
      engines: 'x',
      dependencies: 'y',
      workspaces: 5,
      packageManager: {},
    };
    assert.equal(bench.project({ 'package.json': JSON.stringify(odd) }).name, undefined);
  });

  it('says where its package.json is broken', () => {
    const failure = bench.refusal({ 'package.json': '{\n  "name": "x"\n  "main": "y"\n}' });
    assert.equal(failure.code, 'project-invalid');
    assert.ok(failure.code === 'project-invalid');
    assert.equal(failure.file, 'package.json:3:3');
    assert.match(failure.message, /^is no JSON: Expected /);
  });

  for (const text of ['[]', 'null', '"x"']) {
    it(`refuses ${text} as a package.json`, () => {
      const failure = bench.refusal({ 'package.json': text });
      assert.ok(failure.code === 'project-invalid');
      assert.equal(failure.message, 'is no JSON object');
    });
  }

  const managers: readonly [string, FilesTold, readonly string[]][] = [
    ['npm without a lock file', {}, ['node', 'npm']],
    ['npm by package-lock.json', { 'package-lock.json': '{}' }, ['node', 'npm']],
    ['npm by npm-shrinkwrap.json', { 'npm-shrinkwrap.json': '{}' }, ['node', 'npm']],
    ['pnpm by pnpm-lock.yaml', { 'pnpm-lock.yaml': '' }, ['node', 'pnpm']],
    ['Yarn 1 by its lock file', { 'yarn.lock': '# yarn lockfile v1\n' }, ['node', 'npm', 'yarn']],
    ['Yarn 2 by its lock file', { 'yarn.lock': '__metadata:\n  version: 8\n' }, ['node', 'yarn']],
    ['Yarn 2 by its settings', { 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: pnp\n' }, ['node', 'yarn']],
    [
      'the Yarn that is committed',
      { 'yarn.lock': '', '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.1.0.cjs\n' },
      ['node'],
    ],
  ];
  for (const [what, files, tools] of managers) {
    it(`looks for the tools of ${what}`, () => {
      const project = bench.project({ 'package.json': LOCKED, ...files });
      assert.deepEqual(
        project.requests.map(({ name }) => name),
        tools,
      );
    });
  }

  it('that is called Yarn 2 by packageManager has no programs in node_modules', () => {
    const json = JSON.stringify({ packageManager: 'yarn@4.1.0' });
    assert.deepEqual(bench.project({ 'package.json': json, 'yarn.lock': '' }).bins, []);
  });

  it('with lock files of two managers says which ones', () => {
    const failure = bench.refusal({ 'package.json': LOCKED, 'package-lock.json': '{}', 'yarn.lock': '' });
    assert.ok(failure.code === 'project-invalid');
    assert.equal(failure.file, 'package-lock.json, yarn.lock');
    assert.match(failure.message, /npm and yarn/);
    assert.match(failure.next, /packageManager/);
  });

  it('with lock files of two managers takes the one that packageManager names', () => {
    const json = JSON.stringify({ packageManager: 'pnpm@10.1.0+sha512.00' });
    const project = bench.project({ 'package.json': json, 'package-lock.json': '{}', 'pnpm-lock.yaml': '' });
    assert.deepEqual(
      project.requests.map(({ name }) => name),
      ['node', 'pnpm'],
    );
  });

  it('of a manager that is not known here is refused', () => {
    const failure = bench.refusal({ 'package.json': JSON.stringify({ packageManager: 'bun@1.2.0' }) });
    assert.ok(failure.code === 'project-invalid');
    assert.match(failure.message, /packageManager is bun/);
    const locked = bench.refusal({ 'package.json': LOCKED, 'bun.lock': '' });
    assert.ok(locked.code === 'project-invalid');
    assert.equal(locked.file, 'bun.lock');
  });

  it('of a workspace with a broken package says which one', () => {
    const failure = bench.refusal({
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'packages/a/package.json': '{',
    });
    assert.ok(failure.code === 'project-invalid');
    assert.match(failure.file, /^packages\/a\/package\.json/);
  });
});
