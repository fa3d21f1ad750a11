import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { go } from '../../../../src/toolchains/go/index.ts';
import { Bench, explained, type FilesTold, finished, lines, progressOf, toolNames } from '../bench.ts';

const bench = new Bench(go, ['go 1.26.1', 'gofmt']);

const MOD =
  'module example.org/small\n\ngo 1.24\n\nrequire example.org/b v1.0.0\nrequire example.org/a v1.0.0\n';
const PROJECT: FilesTold = {
  'go.mod': MOD,
  'go.sum': 'x',
  'main.go': 'package main\n',
  'main_test.go': 'package main\n',
};
const VENDORED = { ...PROJECT, 'vendor/modules.txt': '' };
const REPORT = '.sealsmith/work/test/junit.xml';

describe('install of a Go module', () => {
  it('fetches and verifies, with the network and the stores', () => {
    const { spec } = bench.job(PROJECT, 'install');
    assert.deepEqual(lines(bench.job(PROJECT, 'install')), ['go mod download', 'go mod verify']);
    assert.deepEqual(
      [spec.grants, spec.gives, spec.outputs, spec.cache],
      [['network'], ['deps'], [], 'never'],
    );
    assert.deepEqual(
      spec.stores.map(({ env, checked }) => [...env, checked]),
      [
        ['GOMODCACHE', true],
        ['GOCACHE', false],
      ],
    );
  });

  it('compares the copies in vendor/ without the network', () => {
    const job = bench.job(VENDORED, 'install');
    assert.deepEqual(lines(job), ['go list ./...']);
    assert.deepEqual([job.spec.grants, job.spec.env], [[], { GOPROXY: 'off', GOSUMDB: 'off' }]);
    assert.equal(bench.project(VENDORED).env['GOFLAGS'], '-mod=vendor');
  });

  it('gives what go.mod requires, sorted, with its evidence', async () => {
    const report = await finished(bench.job(PROJECT, 'install'), PROJECT);
    assert.deepEqual(
      report.facts.deps?.packages.map(({ name }) => name),
      ['example.org/a', 'example.org/b'],
    );
    assert.deepEqual(
      report.facts.deps?.evidence.map(({ path }) => path),
      ['go.mod', 'go.sum'],
    );
    assert.equal(report.summary, '2 modules by go, hashes checked');
  });

  it('says what no hash vouches for', async () => {
    const vendored = await finished(bench.job(VENDORED, 'install'), VENDORED);
    assert.equal(vendored.facts.deps?.hashesChecked, false);
    assert.match(vendored.remarks.join(), /vendor/);
    const replaced = { ...PROJECT, 'go.mod': `${MOD}replace example.org/a => ../a\n` };
    const { remarks } = await finished(bench.job(replaced, 'install'), replaced);
    assert.deepEqual(remarks, ['replaced by a folder, without a hash: example.org/a']);
  });

  it('has nothing to do without requirements, and needs go.sum with them', () => {
    assert.equal(bench.skip({ 'go.mod': 'module x\n' }, 'install').code, 'nothing-to-do');
    const failure = bench.failure({ 'go.mod': MOD }, 'install');
    assert.ok(failure.code === 'project-invalid');
    assert.match(failure.next, /go mod tidy/);
  });

  for (const [version, fits] of [
    ['1.24', true],
    ['1.24.0', true],
    ['1.25.3', true],
    ['1.24rc1', true],
    ['1.23.9', false],
  ] as const) {
    it(`${fits ? 'takes' : 'refuses'} Go ${version} for go 1.24`, () => {
      const told = { tools: [`go ${version}`, 'gofmt'] };
      if (fits) return assert.ok(bench.job(PROJECT, 'install', told));
      const failure = bench.failure(PROJECT, 'install', told);
      assert.ok(failure.code === 'tool-missing');
      assert.equal(failure.tool, 'Go 1.24 or later (go.mod)');
    });
  }
});

describe('lint of a Go module', () => {
  it('vets, and takes a list of unformatted files for a failure', () => {
    const job = bench.job(PROJECT, 'lint');
    const [vet, gofmt, ...more] = lines(job);
    assert.equal(vet, 'go vet ./...');
    assert.match(gofmt ?? '', /^sealsmith internal expect-silence .* --ignore vendor\/ -- gofmt -l \.$/);
    assert.deepEqual(more, []);
    assert.deepEqual(toolNames(job), ['go', 'gofmt', 'sealsmith of self']);
    assert.equal(job.spec.env['GOPROXY'], 'off');
  });

  it('runs golangci-lint where it is configured and there', () => {
    const files = { ...PROJECT, '.golangci.yml': '' };
    const there = bench.job(files, 'lint', { tools: ['go 1.26.1', 'gofmt', 'golangci-lint 2.1.0'] });
    assert.deepEqual(lines(there).slice(2), ['golangci-lint run ./...']);
    const only = bench.job(files, 'lint', {
      tools: ['go 1.26.1', 'golangci-lint 2.1.0'],
      options: { with: 'golangci-lint' },
    });
    assert.deepEqual(lines(only), ['golangci-lint run ./...']);
  });

  it('says that it did not run golangci-lint where that is configured and missing', async () => {
    const files = { ...PROJECT, '.golangci.yml': '' };
    const { remarks, summary } = await finished(bench.job(files, 'lint'), {});
    assert.deepEqual(remarks, [
      '.golangci.yml is there, but golangci-lint is not on this machine: it did not run',
    ]);
    assert.equal(summary, 'vet, gofmt');
    const asked = bench.failure(files, 'lint', { options: { with: 'golangci-lint' } });
    assert.equal(asked.code, 'tool-missing');
    assert.deepEqual(
      (await finished(bench.job(files, 'lint', { options: { with: 'vet' } }), {})).remarks,
      [],
    );
  });

  it('fails without gofmt instead of passing without it', () => {
    assert.equal(bench.failure(PROJECT, 'lint', { tools: ['go 1.26.1'] }).code, 'tool-missing');
  });

  it('refuses the linter of another language', () => {
    assert.equal(bench.failure(PROJECT, 'lint', { options: { with: 'ruff' } }).code, 'usage');
  });
});

describe('test of a Go module', () => {
  it('runs all packages anew, read by our own program', () => {
    const job = bench.job(PROJECT, 'test');
    assert.deepEqual(lines(job), [
      `sealsmith internal gotest --module example.org/small --report ${REPORT} -- go test -count=1 -json ./...`,
    ]);
    assert.deepEqual(
      [job.spec.outputs, job.spec.gives, job.spec.grants],
      [['.sealsmith/work/test'], ['junit'], []],
    );
  });

  it('has nothing to do without test files', () => {
    const { 'main_test.go': _, ...files } = PROJECT;
    assert.equal(bench.skip(files, 'test').code, 'nothing-to-do');
  });

  it('reads the report into counts and failures', async () => {
    const xml =
      '<testsuites><testsuite><testcase classname="m" name="TestA" time="0.5" file="a_test.go" line="7"><failure message="no">no</failure></testcase>' +
      '<testcase classname="m" name="TestB" time="0"/></testsuite></testsuites>';
    const report = await finished(bench.job(PROJECT, 'test'), { [REPORT]: xml }, { succeeded: false });
    assert.equal(report.summary, '1 failed, 1 passed');
    assert.deepEqual(report.tests?.failed, [{ name: 'TestA', file: 'a_test.go', line: 7, message: 'no' }]);
  });

  it('is counted while it comes, parents by their subtests', () => {
    const output = [
      '--- PASS: TestA (0.00s)',
      '--- PASS: TestB/one (0.00s)',
      '    --- FAIL: TestB/two (0.00s)',
      '--- FAIL: TestB (0.00s)',
      '--- SKIP: TestC (0.00s)',
    ].join('\n');
    assert.equal(progressOf(bench.job(PROJECT, 'test'), output), '1 failed, 2 passed, 1 skipped');
  });

  it('refuses the runner of another language', () => {
    assert.equal(bench.failure(PROJECT, 'test', { options: { with: 'pytest' } }).code, 'usage');
  });
});

describe('build-binary of a Go module', () => {
  it('builds without paths, state of the repository and C, tries and packs', () => {
    const check = { port: 80, path: '/', within: 1000 };
    const job = bench.job(PROJECT, 'build-binary', { options: { check } });
    const [build, probe, pack] = lines(job);
    assert.equal(
      build,
      'go build -trimpath -buildvcs=false -ldflags=-buildid= -o .sealsmith/work/build-binary/dist/small .',
    );
    assert.match(probe ?? '', /^sealsmith internal probe --port 80 /);
    assert.match(pack ?? '', /^sealsmith internal pack .* --name small-linux-x64$/);
    assert.equal(job.spec.env['CGO_ENABLED'], '0');
  });

  it('lets C in where the module has some', () => {
    const job = bench.job({ ...PROJECT, 'c.go': 'package main\n\nimport "C"\n' }, 'build-binary');
    assert.equal(job.spec.env['CGO_ENABLED'], '1');
    assert.equal(explained(job, 'C code'), 'c.go: CGO_ENABLED=1 (c.go)');
  });

  it('takes the one program, or the one that the configuration names, by folder or file', () => {
    const { 'main.go': _, ...rest } = PROJECT;
    const files = { ...rest, 'cmd/tool/main.go': 'package main\n' };
    assert.match(lines(bench.job(files, 'build-binary'))[0] ?? '', /dist\/tool \.\/cmd\/tool$/);
    const both = { ...PROJECT, ...files, 'cmd/other/main.go': 'package main\n' };
    assert.deepEqual(bench.skip(both, 'build-binary'), {
      code: 'needs-entry',
      detail: 'several programs, steps.build-binary.entry says which: ., ./cmd/other, ./cmd/tool',
    });
    for (const entry of ['cmd/other', './cmd/other/', 'cmd/other/main.go']) {
      const job = bench.job(both, 'build-binary', { options: { entry } });
      assert.match(lines(job)[0] ?? '', /dist\/other \.\/cmd\/other$/);
    }
    assert.match(
      lines(bench.job(both, 'build-binary', { options: { entry: 'main.go' } }))[0] ?? '',
      /dist\/small \.$/,
    );
  });

  it('needs an entry where there is no program', () => {
    assert.equal(
      bench.skip({ 'go.mod': MOD, 'go.sum': '', 'a.go': 'package a\n' }, 'build-binary').code,
      'needs-entry',
    );
  });

  for (const options of [{ with: 'sea' }, { layout: 'one-folder' }, { data: ['a:b'] }] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.equal(bench.failure(PROJECT, 'build-binary', { options }).code, 'usage');
    });
  }
});
