import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from '../../../../src/toolchains/node/index.ts';
import { MANAGER_STORES } from '../../../../src/toolchains/node/stores.ts';
import { Bench, explained, type FilesTold, finished, lines, type Told, toolNames } from '../bench.ts';

const bench = new Bench(node, ['node 24.1.0', 'npm 11.0.0', 'pnpm 10.0.0', 'yarn 4.1.0']);

function project(json: object, more: FilesTold = {}): FilesTold {
  return { 'package.json': JSON.stringify(json), ...more };
}

const SCRIPT = { scripts: { lint: 'eslint .' } };
const ESLINT = project({ devDependencies: { eslint: '^10' } }, { 'eslint.config.js': '' });
const BIOME = project({ devDependencies: { '@biomejs/biome': '^2' } }, { 'biome.jsonc': '' });

describe('lint', () => {
  const table: readonly [string, FilesTold, Told, string, readonly string[]][] = [
    ['the lint script by npm', project(SCRIPT), {}, 'npm run --silent lint', ['npm', 'node']],
    [
      'the lint script by pnpm',
      project(SCRIPT, { 'pnpm-lock.yaml': '' }),
      {},
      'pnpm run --silent lint',
      ['pnpm', 'node'],
    ],
    [
      'the lint script by Yarn',
      project(SCRIPT, { 'yarn.lock': '__metadata:\n' }),
      {},
      'yarn run lint',
      ['yarn', 'node'],
    ],
    ['ESLint', ESLINT, {}, 'eslint .', ['eslint of project', 'node']],
    ['Biome', BIOME, {}, 'biome ci .', ['biome of project', 'node']],
    [
      "ESLint by Yarn's Plug'n'Play",
      { ...ESLINT, 'yarn.lock': '__metadata:\n' },
      {},
      'yarn run eslint .',
      ['yarn', 'node'],
    ],
    [
      'ESLint although there is a script, when the configuration says so',
      project({ ...SCRIPT, devDependencies: { eslint: '^10' } }),
      { options: { with: 'eslint' } },
      'eslint .',
      ['eslint of project', 'node'],
    ],
  ];
  for (const [what, files, told, command, tools] of table) {
    it(`runs ${what}`, () => {
      const job = bench.job(files, 'lint', told);
      assert.deepEqual(lines(job), [command]);
      assert.deepEqual(toolNames(job), tools);
      assert.deepEqual([job.spec.grants, job.spec.cache], [[], 'result']);
    });
  }

  it("has Yarn's store at hand where packages stay in it", () => {
    assert.deepEqual(bench.job({ ...ESLINT, 'yarn.lock': '__metadata:\n' }, 'lint').spec.stores, [
      MANAGER_STORES.yarn,
    ]);
    assert.deepEqual(bench.job(ESLINT, 'lint').spec.stores, []);
  });

  for (const [what, files] of [
    ['nothing is declared', project({})],
    ['a linter is declared but not configured', project({ devDependencies: { eslint: '^10' } })],
    ['a linter is configured but not declared', project({}, { 'biome.json': '' })],
  ] as const) {
    it(`has nothing to do when ${what}`, () => {
      assert.equal(bench.skip(files, 'lint').code, 'nothing-to-do');
    });
  }

  for (const wanted of ['script', 'eslint', 'biome', 'ruff']) {
    it(`refuses ${wanted} where there is none`, () => {
      const failure = bench.failure(project({}), 'lint', { options: { with: wanted } });
      assert.ok(failure.code === 'usage');
      assert.match(failure.message, new RegExp(`^steps\\.lint\\.with is ${wanted}, but `));
    });
  }

  it('says where the choice came from', () => {
    assert.equal(explained(bench.job(ESLINT, 'lint'), 'linter'), 'eslint (eslint.config.js)');
    assert.equal(
      explained(bench.job(project(SCRIPT), 'lint'), 'linter'),
      'the lint script: eslint . (package.json)',
    );
  });

  it('counts findings where the linter says them', async () => {
    const job = bench.job(ESLINT, 'lint');
    const tail = '\n✖ 3 problems (2 errors, 1 warning)\n';
    assert.equal((await finished(job, {}, { succeeded: false, tail })).summary, 'eslint · 3 findings');
    assert.equal((await finished(job, {}, { tail })).summary, 'eslint');
    const biome = await finished(
      bench.job(BIOME, 'lint'),
      {},
      { succeeded: false, tail: 'Found 1 error.\n' },
    );
    assert.equal(biome.summary, 'biome · 1 finding');
  });
});
