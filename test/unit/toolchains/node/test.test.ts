import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from '../../../../src/toolchains/node/index.ts';
import { readPackageJson } from '../../../../src/toolchains/node/package-json.ts';
import { plainRunner } from '../../../../src/toolchains/node/test-runner.ts';
import { value } from '../../../support/world.ts';
import { Bench, explained, type FilesTold, finished, lines, progressOf } from '../bench.ts';

const bench = new Bench(node, ['node 24.1.0', 'npm 11.0.0', 'yarn 4.1.0']);

const REPORT = '.sealsmith/work/test/junit.xml';
const REPORTERS = `--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=${REPORT}`;

function script(test: string, more: object = {}): FilesTold {
  return { 'package.json': JSON.stringify({ scripts: { test }, ...more }) };
}

describe('test', () => {
  it('runs the test script, and asks node --test for a report beside its output', () => {
    const job = bench.job(script('node --test'), 'test');
    assert.deepEqual(lines(job), ['npm run --silent test']);
    assert.deepEqual(job.spec.env, { NODE_OPTIONS: REPORTERS });
    assert.deepEqual([job.spec.outputs, job.spec.gives], [['.sealsmith/work/test'], ['junit']]);
  });

  it('asks vitest for a report too', () => {
    const job = bench.job(script('vitest run'), 'test');
    assert.deepEqual(lines(job), [
      `npm run --silent test -- --reporter=default --reporter=junit --outputFile.junit=${REPORT}`,
    ]);
    assert.deepEqual(job.spec.gives, ['junit']);
    const yarn = bench.job({ ...script('vitest run'), 'yarn.lock': '__metadata:\n' }, 'test');
    assert.doesNotMatch(lines(yarn).join(), / -- /);
  });

  it('runs what it does not know without counts, and says so', async () => {
    const job = bench.job(script('jest'), 'test');
    assert.deepEqual([job.spec.env, job.spec.outputs, job.spec.gives], [{}, [], []]);
    assert.match(explained(job, 'counts'), /^none: /);
    const report = await finished(job, {});
    assert.deepEqual([report.summary, report.facts], ['passed', {}]);
  });

  it('asks an old Node for no report', () => {
    const job = bench.job(script('node --test'), 'test', { tools: ['node 20.6.1', 'npm 10.0.0'] });
    assert.deepEqual([job.spec.env, job.spec.gives], [{}, []]);
  });

  it('runs node --test where there are test files and no script', () => {
    for (const path of [
      'a.test.js',
      'src/deep/b.test.mts',
      'test/anything.cjs',
      'test.js',
      'src/x_test.ts',
      'test-x.js',
    ]) {
      const job = bench.job({ 'package.json': '{}', [path]: '' }, 'test');
      assert.deepEqual(lines(job), [`node --test ${REPORTERS}`]);
      assert.equal(explained(job, 'runner'), `node --test (${path})`);
    }
  });

  it("runs node by Yarn's Plug'n'Play, which knows where packages are", () => {
    const files = { 'package.json': '{}', 'a.test.js': '', 'yarn.lock': '__metadata:\n' };
    assert.match(lines(bench.job(files, 'test')).join(), /^yarn node --test /);
  });

  it('has nothing to do without tests, or with the script that npm writes', () => {
    const none = {
      'package.json': '{}',
      'src/contest.js': '',
      'node_modules/x/a.test.js': '',
      '.cache/a.test.js': '',
    };
    assert.equal(bench.skip(none, 'test').code, 'nothing-to-do');
    const placeholder = script('echo "Error: no test specified" && exit 1');
    assert.deepEqual(bench.skip(placeholder, 'test'), {
      code: 'nothing-to-do',
      detail: 'npm placeholder test',
    });
  });

  it('takes the runner that the configuration names, or refuses it', () => {
    const files = { ...script('jest'), 'a.test.js': '' };
    assert.match(lines(bench.job(files, 'test', { options: { with: 'node' } })).join(), /^node --test/);
    for (const [wanted, project] of [
      ['script', { 'package.json': '{}' }],
      ['pytest', files],
    ] as const) {
      assert.equal(bench.failure(project, 'test', { options: { with: wanted } }).code, 'usage');
    }
  });
});

describe('what a test script runs', () => {
  const table: readonly [string, string | undefined][] = [
    ['node --test', 'node'],
    ['node --test test/', 'node'],
    ['NODE_ENV=test node --import tsx --test "test/**/*.ts"', 'node'],
    ['cross-env A=b c8 node --test', 'node'],
    ['tsc && node --test dist', 'node'],
    ['npm run build && node --test', undefined],
    ['node --test a && node --test b', undefined],
    ['cd packages/a && node --test', undefined],
    ['node --test --test-reporter=tap', undefined],
    ['node --test --watch', undefined],
    ['node $FLAGS --test', undefined],
    ['node run.js', undefined],
    ['tsx --test', undefined],
    ['vitest run', 'vitest'],
    ['vitest run src', 'vitest'],
    ['vitest', undefined],
    ['vitest run --coverage', 'vitest'],
    ['vitest run --reporter=verbose', undefined],
    ['tsc && vitest run', undefined],
    ['jest', undefined],
  ];
  for (const [test, runner] of table) {
    it(`of "${test}" is ${runner ?? 'not plain'}`, () => {
      assert.equal(
        plainRunner(value(readPackageJson(JSON.stringify({ scripts: { test } }))), 'test'),
        runner,
      );
    });
  }

  it('is followed to the script that it names, not for ever', () => {
    const runner = (scripts: object) =>
      plainRunner(value(readPackageJson(JSON.stringify({ scripts }))), 'test');
    assert.equal(runner({ test: 'npm run test:unit', 'test:unit': 'node --test' }), 'node');
    assert.equal(runner({ test: 'yarn unit', unit: 'vitest run' }), 'vitest');
    assert.equal(runner({ test: 'npm run test' }), undefined);
    assert.equal(runner({ test: 'npm run other' }), undefined);
  });

  it('is not plain when a hook runs tests as well', () => {
    const json = value(
      readPackageJson(JSON.stringify({ scripts: { pretest: 'node --test a', test: 'node --test' } })),
    );
    assert.equal(plainRunner(json, 'test'), undefined);
  });
});

describe('what tests reported', () => {
  const job = bench.job(script('node --test'), 'test');

  it('is read with the place where each failure happened', async () => {
    const xml = `<?xml version="1.0"?><testsuites>
      <testcase name="says &amp;quot;x&amp;quot;" time="0.01" classname="test" file="/workspace/test/a.test.js">
        <failure type="testCodeFailure" message="not &amp;quot;x&amp;quot;&#10;&#10;1 !== 2">
          at check (file:///elsewhere/lib.js:1:1)
          at helper (/workspace/node_modules/x/index.js:3:1)
          at TestContext.&lt;anonymous> (file:///workspace/test/with%20space.js:12:5)
        </failure></testcase>
      <testcase name="plain" time="0.2" classname="test"/>
      <testcase name="later" time="0" classname="test"><skipped type="skipped" message="true"/></testcase>
      </testsuites>`;
    const report = await finished(job, { [REPORT]: xml }, { succeeded: false });
    assert.equal(report.summary, '1 failed, 1 passed, 1 skipped');
    assert.deepEqual(report.facts.junit, { tests: 3, passed: 1, failed: 1, skipped: 1, evidence: [] });
    assert.deepEqual(report.tests?.failed, [
      { name: 'says "x"', file: 'test/with space.js', line: 12, message: 'not "x"\n1 !== 2' },
    ]);
    assert.deepEqual(
      report.tests?.slowest.map(({ name }) => name),
      ['plain', 'says "x"'],
    );
  });

  it('may be missing when a line of the user ran instead', async () => {
    assert.equal((await finished(job, {})).summary, 'passed');
    assert.equal((await finished(job, {}, { succeeded: false, tail: 'a\nboom\n' })).summary, 'boom');
  });

  it('is half a file when the runner died, and no report then', async () => {
    const half = '<testsuites><testcase name="a" time="0"/>';
    const report = await finished(
      job,
      { [REPORT]: half },
      { succeeded: false, tail: 'Segmentation fault\n' },
    );
    assert.deepEqual([report.summary, report.facts], ['Segmentation fault', {}]);
  });

  it('is counted while it comes, suites left out', () => {
    const output = [
      '▶ a suite',
      '  ✔ one (0.1ms)',
      '  ✖ two (0.1ms)',
      '  ▶ inner',
      '    ✔ one (0.1ms)',
      '  ✔ inner (0.2ms)',
      '✖ a suite (1.5ms)',
      '﹣ later (0.1ms) # SKIP',
      '✔ one day (0.1ms) # TODO',
      'ℹ tests 5',
      '✖ failing tests:',
      '✖ two (0.1ms)',
    ].join('\n');
    assert.equal(progressOf(job, output), '1 failed, 2 passed, 2 skipped');
  });
});
