import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Job } from '../../../../src/core/step.ts';
import { node } from '../../../../src/toolchains/node/index.ts';
import { Bench, explained, type FilesTold, lines, type Told, toolNames } from '../bench.ts';

const bench = new Bench(node, ['node 24.1.0', 'npm 11.0.0', 'pnpm 10.0.0', 'yarn 4.1.0']);

const JSON_TEXT = JSON.stringify({ name: 'diary', dependencies: { express: '^5' } });
const NPM = { 'package.json': JSON_TEXT, 'package-lock.json': '{}' };
const PNPM = { 'package.json': JSON_TEXT, 'pnpm-lock.yaml': 'lockfileVersion: 9\n' };
const YARN_1 = { 'package.json': JSON_TEXT, 'yarn.lock': '# yarn lockfile v1\n' };
const YARN_2 = {
  'package.json': JSON_TEXT,
  'yarn.lock': '__metadata:\n',
  '.yarnrc.yml': 'nodeLinker: node-modules\n',
};
const PNP = { ...YARN_2, '.yarnrc.yml': '' };
const YARN_1_TOOLS = ['node 24.1.0', 'npm 11.0.0', 'yarn 1.22.22'];

const NPM_INSTALL = [
  'sealsmith internal npm-contents',
  'npm ci --ignore-scripts --no-audit --no-fund --prefer-offline',
];
const PNPM_INSTALL =
  'pnpm install --frozen-lockfile --ignore-scripts --package-import-method=clone-or-copy --prefer-offline';
const REBUILD = 'npm rebuild --foreground-scripts --ignore-scripts=false --dangerously-allow-all-scripts';

function json(more: object): FilesTold {
  return {
    ...NPM,
    'package.json': JSON.stringify({ name: 'diary', dependencies: { express: '^5' }, ...more }),
  };
}

/** What is run when the packages are in place. */
function afterInstall(job: Job): readonly string[] {
  const all = lines(job);
  return all.slice(all.findIndex((line) => /^\S+ (?:ci|install) /.test(line)) + 1);
}

describe('install', () => {
  const table: readonly [string, FilesTold, Told, readonly string[], readonly string[]][] = [
    ['npm', NPM, {}, NPM_INSTALL, ['node_modules']],
    ['pnpm', PNPM, {}, [PNPM_INSTALL], ['node_modules']],
    [
      'Yarn 1',
      YARN_1,
      { tools: YARN_1_TOOLS },
      ['yarn install --frozen-lockfile --ignore-scripts --non-interactive --no-progress'],
      ['node_modules'],
    ],
    [
      'Yarn 2',
      YARN_2,
      {},
      ['yarn install --immutable --mode=skip-build'],
      ['node_modules', '.yarn/install-state.gz'],
    ],
    ["Yarn's Plug'n'Play", PNP, {}, ['yarn install --immutable'], ['.pnp.cjs', '.yarn/install-state.gz']],
    [
      'archives that are committed',
      { ...PNP, '.yarnrc.yml': 'enableGlobalCache: false\n' },
      {},
      ['yarn install --immutable'],
      ['.yarn/install-state.gz'],
    ],
    [
      'a Yarn that is committed',
      { ...YARN_2, '.yarnrc.yml': 'nodeLinker: "node-modules"\nyarnPath: ./.yarn/releases/yarn-4.cjs\n' },
      { tools: ['node 24.1.0'] },
      ['node .yarn/releases/yarn-4.cjs install --immutable --mode=skip-build'],
      ['node_modules', '.yarn/install-state.gz'],
    ],
  ];
  for (const [what, files, told, commands, outputs] of table) {
    it(`follows the lock file and withholds scripts, with ${what}`, () => {
      const job = bench.job(files, 'install', told);
      assert.deepEqual(lines(job), commands);
      assert.deepEqual(job.spec.outputs, outputs);
      assert.deepEqual([job.spec.grants, job.spec.gives, job.spec.needs], [['network'], ['deps'], []]);
      assert.ok(job.spec.stores.length > 0);
    });
  }

  it("is done each time where what it makes lies outside the workspace (Plug'n'Play)", () => {
    assert.equal(bench.job(PNP, 'install').spec.cache, 'never');
    assert.equal(bench.job(YARN_2, 'install').spec.cache, 'store');
  });

  const LOCKED = JSON.stringify({
    packages: { 'node_modules/a': { resolved: 'https://x/a.tgz', integrity: 'sha512-AAAA' } },
  });
  const checks: readonly [string, FilesTold, Told, boolean][] = [
    ['npm, when every package has a hash and an address', { ...NPM, 'package-lock.json': LOCKED }, {}, true],
    ['npm, when the lock file cannot be read', { ...NPM, 'package-lock.json': '{' }, {}, false],
    ['Yarn 2, when every package has a checksum', { ...YARN_2, 'yarn.lock': '__metadata:\n' }, {}, true],
    [
      'Yarn 2, when the project has the comparison off',
      { ...YARN_2, 'yarn.lock': '__metadata:\n', '.yarnrc.yml': 'checksumBehavior: "update"\n' },
      {},
      false,
    ],
    ['Yarn 1', YARN_1, { tools: YARN_1_TOOLS }, false],
    ['pnpm', PNPM, {}, false],
  ];
  for (const [what, files, told, checked] of checks) {
    it(`${checked ? 'counts' : 'does not count'} on the check of its store by ${what}`, () => {
      assert.equal(bench.job(files, 'install', told).spec.stores[0]?.checked, checked);
    });
  }

  it('has Yarn compare archives whatever folders above the project say, and leaves the project its own word', () => {
    assert.equal(bench.job(YARN_2, 'install').spec.env['YARN_CHECKSUM_BEHAVIOR'], 'throw');
    const off = { ...YARN_2, '.yarnrc.yml': 'checksumBehavior: ignore\n' };
    assert.equal(bench.job(off, 'install').spec.env['YARN_CHECKSUM_BEHAVIOR'], undefined);
  });

  it('names every tool that the manager is run by', () => {
    assert.deepEqual(toolNames(bench.job(PNPM, 'install')), ['pnpm', 'node']);
  });

  const scripts: readonly [string, FilesTold, Told, readonly string[]][] = [
    ['npm', NPM, {}, [`${REBUILD} esbuild @group/x`]],
    ['pnpm', PNPM, {}, ['pnpm rebuild --config.dangerously-allow-all-builds=true esbuild @group/x']],
    ['Yarn 1', YARN_1, { tools: YARN_1_TOOLS }, [`${REBUILD} esbuild @group/x`]],
    [
      'Yarn 2',
      {
        ...YARN_2,
        'package.json': JSON.stringify({
          dependencies: { express: '^5' },
          dependenciesMeta: { esbuild: { built: true }, '@group/x': { built: true } },
        }),
      },
      {},
      ['yarn rebuild esbuild @group/x'],
    ],
  ];
  for (const [what, files, told, commands] of scripts) {
    it(`runs the scripts of the packages that are named afterwards, with ${what}`, () => {
      const job = bench.job(files, 'install', { ...told, options: { scripts: ['esbuild', '@group/x'] } });
      assert.deepEqual(afterInstall(job), commands);
      assert.deepEqual(job.spec.params, { scripts: ['esbuild', '@group/x'] });
    });
  }

  it("runs the project's own scripts when it is named itself", () => {
    const own = { postinstall: 'x', prepare: 'x', postprepare: 'x', test: 'x' };
    const job = bench.job(json({ scripts: own }), 'install', { options: { scripts: ['diary'] } });
    assert.deepEqual(afterInstall(job), ['npm run postinstall', 'npm run prepare']);
    const wrapped = bench.job(json({ scripts: { install: 'x', postinstall: 'x' } }), 'install', {
      options: { scripts: ['diary'] },
    });
    assert.deepEqual(afterInstall(wrapped), ['npm run install']);
  });

  it('asks for the mark in package.json without which Yarn builds nothing', () => {
    const failure = bench.failure(YARN_2, 'install', { options: { scripts: ['esbuild'] } });
    assert.ok(failure.code === 'project-invalid');
    assert.match(failure.next, /"dependenciesMeta": \{ "esbuild": \{ "built": true \} \}/);
  });

  for (const name of ['--all', 'a b', '../x', '']) {
    it(`refuses ${JSON.stringify(name)} as a package whose scripts may run`, () => {
      assert.equal(bench.failure(NPM, 'install', { options: { scripts: [name] } }).code, 'usage');
    });
  }

  it('has nothing to do without dependencies', () => {
    const why = bench.skip({ 'package.json': '{"name":"x"}', 'package-lock.json': '{}' }, 'install');
    assert.equal(why.code, 'nothing-to-do');
  });

  it('needs a lock file', () => {
    const failure = bench.failure({ 'package.json': JSON_TEXT }, 'install');
    assert.ok(failure.code === 'project-invalid');
    assert.match(failure.next, /npm install, and commit package-lock\.json/);
  });

  const missing: readonly [string, FilesTold, readonly string[], string][] = [
    ['node', NPM, ['npm 11.0.0'], 'Node'],
    ['npm', NPM, ['node 24.1.0'], 'npm'],
    ['pnpm', PNPM, ['node 24.1.0'], 'pnpm'],
    ['yarn', YARN_2, ['node 24.1.0'], 'Yarn 2 or later'],
    ['a Yarn of the right kind', YARN_2, ['node 24.1.0', 'yarn 1.22.22'], 'Yarn 2 or later'],
    ['a Yarn of the old kind', YARN_1, ['node 24.1.0', 'npm 11.0.0', 'yarn 4.1.0'], 'Yarn 1'],
  ];
  for (const [what, files, tools, named] of missing) {
    it(`fails when ${what} is missing`, () => {
      const failure = bench.failure(files, 'install', { tools });
      assert.ok(failure.code === 'tool-missing', failure.code);
      assert.equal(failure.tool, named);
    });
  }

  const ranges: readonly [string, boolean][] = [
    ['>=24', true],
    ['^22 || ^24', true],
    ['24.x', true],
    ['*', true],
    ['>=25', false],
    ['<24', false],
    ['^24.2', false],
    ['no range at all', true],
  ];
  for (const [range, fits] of ranges) {
    it(`${fits ? 'takes' : 'refuses'} Node 24.1.0 for engines.node ${range}`, () => {
      const files = json({ engines: { node: range } });
      if (fits) return assert.ok(bench.job(files, 'install'));
      const failure = bench.failure(files, 'install');
      assert.ok(failure.code === 'tool-missing');
      assert.equal(failure.tool, `Node ${range} (package.json)`);
      assert.match(failure.get, /found 24\.1\.0 at \/usr\/bin\/node/);
    });
  }

  it('takes the archives and folders of the tree that packages come from as inputs', () => {
    const files = json({
      dependencies: { a: 'file:vendor/a.tgz', b: 'link:../outside', c: './libs/c', d: '^1' },
    });
    const { inputs } = bench.job(files, 'install').spec;
    assert.deepEqual(inputs, ['package-lock.json', '.npmrc', 'package.json', 'vendor/a.tgz', 'libs/c']);
  });

  it('of a workspace has the packages of all its members', () => {
    const workspace = {
      'package.json': JSON.stringify({ name: 'root', workspaces: ['packages/*', '!packages/old'] }),
      'packages/a/package.json': JSON.stringify({
        name: 'a',
        dependencies: { x: 'file:../../vendor/x.tgz' },
      }),
      'packages/a/deep/package.json': '{}',
      'packages/b/package.json': JSON.stringify({ name: 'b' }),
      'packages/old/package.json': '{',
    };
    const lock = { packages: { 'packages/a/node_modules/x': { version: '1.0.0' } } };
    const npm = bench.job({ ...workspace, 'package-lock.json': JSON.stringify(lock) }, 'install').spec;
    assert.deepEqual(npm.outputs, ['node_modules', 'packages/a/node_modules']);
    assert.ok(npm.inputs.includes('packages/a/package.json') && npm.inputs.includes('vendor/x.tgz'));

    const globs =
      'packages:\n  # ours\n  - "packages/*"\n  - \'!packages/old\'\nonlyBuiltDependencies:\n  - x\n';
    const pnpm = bench.job(
      { ...workspace, 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': globs },
      'install',
    ).spec;
    assert.deepEqual(pnpm.outputs, ['node_modules', 'packages/a/node_modules']);
  });

  it('says where each choice came from', () => {
    const job = bench.job(NPM, 'install', {
      options: { scripts: ['x'] },
      lines: { 'steps.install.scripts': 4 },
    });
    assert.equal(explained(job, 'installer'), 'npm 11.0.0 (package-lock.json)');
    assert.equal(explained(job, 'install scripts'), 'x (line 4)');
  });

  it('refuses a manager that the lock file is not for', () => {
    const failure = bench.failure(NPM, 'install', { options: { with: 'pnpm' } });
    assert.ok(failure.code === 'usage');
    assert.equal(failure.message, 'steps.install.with is pnpm, but this project is installed by npm');
    assert.ok(bench.job(YARN_1, 'install', { tools: YARN_1_TOOLS, options: { with: 'yarn' } }));
  });
});
