import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from '../../../../src/toolchains/node/index.ts';
import { Bench, explained, type FilesTold, lines, type Told, toolNames } from '../bench.ts';

const bench = new Bench(node, ['node 24.1.0', 'npm 11.0.0', 'yarn 4.1.0']);

const WORK = '.sealsmith/work/build-binary';
const ESBUILD = { devDependencies: { esbuild: '^0.28' } };

function project(json: object, more: FilesTold = {}): FilesTold {
  return { 'package.json': JSON.stringify({ name: 'hello', ...json }), 'main.js': '', ...more };
}

const APP = project({ main: 'main.js', private: true, ...ESBUILD });

describe('build-binary', () => {
  it('bundles by the esbuild of the project, puts the bundle into Node, tries and packs it', () => {
    const check = { port: 3000, path: '/health', within: 10_000 };
    const job = bench.job(APP, 'build-binary', { options: { check } });
    const [bundle, inject, probe, pack, ...more] = lines(job);
    assert.match(
      bundle ?? '',
      new RegExp(
        `^esbuild main\\.js --bundle --platform=node --format=cjs --target=node24\\.1\\.0 --outfile=${WORK}/bundle\\.cjs `,
      ),
    );
    assert.equal(
      inject,
      `sealsmith internal inject --node node --main ${WORK}/bundle.cjs --work ${WORK} --out ${WORK}/dist/hello`,
    );
    assert.equal(
      probe,
      `sealsmith internal probe --port 3000 --path /health --within 10000 -- ${WORK}/dist/hello`,
    );
    assert.match(pack ?? '', /^sealsmith internal pack /);
    assert.deepEqual(more, []);
    assert.deepEqual(toolNames(job), ['esbuild of project', 'node', 'sealsmith of self']);
    assert.deepEqual(job.spec.gives, ['binary']);
  });

  it('names no path of the machine, so that the record is the same everywhere', () => {
    assert.doesNotMatch(lines(bench.job(APP, 'build-binary')).join('\n'), /\/usr\/bin/);
  });

  it('takes a single file without dependencies as it is', () => {
    const job = bench.job(project({ bin: 'main.js' }), 'build-binary');
    assert.equal(
      lines(job)[0],
      `sealsmith internal inject --node node --main main.js --work ${WORK} --out ${WORK}/dist/hello`,
    );
    assert.deepEqual(toolNames(job), ['node', 'sealsmith of self']);
  });

  const bundled: readonly [string, FilesTold, RegExp][] = [
    [
      'has dependencies',
      project({ bin: 'main.js', dependencies: { express: '^5' } }),
      /dependencies \(express\)/,
    ],
    ['is an ES module by its type', project({ bin: 'main.js', type: 'module' }), /main\.js is an ES module/],
    [
      'is an ES module by its name',
      project({ bin: 'main.mjs' }, { 'main.mjs': '' }),
      /main\.mjs is an ES module/,
    ],
    ['is TypeScript', project({ bin: 'main.ts' }, { 'main.ts': '' }), /main\.ts is not plain JavaScript/],
    [
      'loads another file',
      project({ bin: 'main.js' }, { 'main.js': "const a = require('./a');" }),
      /loads \.\/a/,
    ],
  ];
  for (const [what, files, why] of bundled) {
    it(`needs a bundler for a program that ${what}`, () => {
      const skip = bench.skip(files, 'build-binary');
      assert.equal(skip.code, 'needs-tool');
      assert.match(skip.detail, why);
      assert.match(skip.detail, /npm install --save-dev esbuild/);
    });
  }

  const entries: readonly [string, FilesTold, Told, string][] = [
    [
      'the configuration',
      APP,
      { options: { entry: 'main.js' }, lines: { 'steps.build-binary.entry': 3 } },
      'main.js (line 3)',
    ],
    ['its only program', project({ bin: { tool: './main.js' } }), {}, 'main.js (package.json)'],
    [
      'the program of its own name',
      project({ bin: { other: 'x.js', hello: 'main.js' } }),
      {},
      'main.js (package.json)',
    ],
    [
      'main, when it can be started',
      project({ main: './main.js', scripts: { start: 'x' } }),
      {},
      'main.js (package.json)',
    ],
  ];
  for (const [what, files, told, entry] of entries) {
    it(`starts at what is named by ${what}`, () => {
      assert.equal(explained(bench.job(files, 'build-binary', told), 'entry'), entry);
    });
  }

  const none: readonly [string, FilesTold, Told, RegExp][] = [
    ['nothing is named', project({}), {}, /neither "bin" nor "main"/],
    ['main is that of a library', project({ main: 'main.js' }), {}, /library/],
    [
      'several programs are named',
      project({ bin: { a: 'a.js', b: 'b.js' } }),
      {},
      /says which: a\.js, b\.js/,
    ],
    [
      'what is named is built first',
      project({ bin: 'dist/main.js' }),
      {},
      /dist\/main\.js, which is not in the project/,
    ],
    [
      'what the configuration names is not there',
      APP,
      { options: { entry: 'app.js' } },
      /steps\.build-binary\.entry is app\.js/,
    ],
  ];
  for (const [what, files, told, why] of none) {
    it(`needs an entry when ${what}`, () => {
      const skip = bench.skip(files, 'build-binary', told);
      assert.equal(skip.code, 'needs-entry');
      assert.match(skip.detail, why);
    });
  }

  it('says where it cannot be done', () => {
    assert.equal(bench.skip(APP, 'build-binary', { os: 'darwin' }).code, 'needs-tool');
    assert.equal(bench.skip(APP, 'build-binary', { tools: ['node 18.20.0'] }).code, 'needs-tool');
  });

  for (const options of [{ with: 'pyinstaller' }, { layout: 'one-folder' }, { data: ['a:b'] }] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.equal(bench.failure(APP, 'build-binary', { options }).code, 'usage');
    });
  }

  it('calls the program as the configuration does, else as package.json', () => {
    const named = bench.job(APP, 'build-binary', { options: { name: 'Greeter' } });
    assert.match(lines(named).join('\n'), /--out \S+\/dist\/greeter\n/);
    const scoped = bench.job(project({ name: '@group/hello', bin: 'main.js' }), 'build-binary');
    assert.match(lines(scoped).join('\n'), /--out \S+\/dist\/hello\n/);
  });
});
