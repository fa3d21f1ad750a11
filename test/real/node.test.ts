/** Real npm, pnpm and Yarn on small projects of our own, through the whole program. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  lock,
  MANAGERS,
  type ManagerUnderTest,
  managerPath,
  writeArchive,
} from '../support/node-packages.ts';
import { type Ran, runProgram, TestProject } from '../support/project.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

const noElf = process.platform !== 'linux' && 'single executables are made on Linux only';

const POSTINSTALL = `node -e "require('fs').writeFileSync('ran', '')"`;

const TESTS = `
const test = require('node:test');
const assert = require('node:assert/strict');
const { describe } = test;
test('asks the dependency', () => assert.equal(require('plain').answer, 42));
describe('a suite', () => {
  test('with "quotes"', () => {});
  test.skip('for later', () => {});
});
`;

/** A project with two dependencies, one of which wants to run something. */
class NodeProject extends TestProject {
  readonly path: string;

  constructor(
    manager: ManagerUnderTest,
    more: { json?: object; files?: Readonly<Record<string, string>> } = {},
  ) {
    super({ 'test/answer.test.js': TESTS, '.gitignore': 'node_modules\n.pnp.*\n.yarn\n', ...more.files });
    this.path = managerPath(this, manager);
    const wants = { name: 'wants', version: '2.0.0', scripts: { postinstall: POSTINSTALL } };
    const also = { ...wants, name: '@group/also' };
    writeArchive(this, 'vendor/plain.tgz', {
      'package.json': JSON.stringify({ name: 'plain', version: '1.0.0' }),
      'index.js': 'exports.answer = 42;\n',
    });
    writeArchive(this, 'vendor/wants.tgz', { 'package.json': JSON.stringify(wants), 'index.js': '' });
    writeArchive(this, 'vendor/also.tgz', { 'package.json': JSON.stringify(also), 'index.js': '' });
    const json = {
      name: 'small',
      version: '1.0.0',
      license: 'MIT',
      private: true,
      scripts: { lint: 'node --check test/answer.test.js', test: 'node --test' },
      dependencies: {
        plain: 'file:vendor/plain.tgz',
        wants: 'file:vendor/wants.tgz',
        '@group/also': 'file:vendor/also.tgz',
      },
      ...more.json,
    };
    this.write({ 'package.json': JSON.stringify(json, null, 2) });
    if (manager === 'yarn-2' && more.files?.['.yarnrc.yml'] === undefined) {
      this.write({ '.yarnrc.yml': 'nodeLinker: node-modules\n' });
    }
    lock(this, manager, this.path);
  }

  sealsmith(...args: readonly string[]): Promise<Ran> {
    return sealsmith(this, ...args);
  }
}

function sealsmith(project: TestProject, ...args: readonly string[]): Promise<Ran> {
  const path = project instanceof NodeProject ? { PATH: project.path } : {};
  const env = { ...path, TMPDIR: join(project.base, 'tmp'), XDG_STATE_HOME: join(project.base, 'state') };
  return runProgram(args, { cwd: project.folder, entry: ENTRY, env });
}

const PACKAGES = [
  { name: '@group/also', version: '2.0.0' },
  { name: 'plain', version: '1.0.0' },
  { name: 'wants', version: '2.0.0' },
];

describe('a Node project', { concurrency: 2 }, () => {
  for (const manager of MANAGERS) {
    it(`is installed, linted and tested with ${manager}`, async () => {
      using project = new NodeProject(manager);
      const ran = await project.sealsmith('run');
      assert.equal(ran.exit, 0, ran.out + ran.err);
      const { what, how } = project.record();
      assert.deepEqual(what.facts.deps?.packages, PACKAGES);
      assert.deepEqual(what.facts.deps?.scriptsWithheld, ['@group/also', 'wants']);
      assert.equal(what.facts.deps?.manager, manager.split('-')[0]);
      const { junit } = what.facts;
      assert.deepEqual([junit?.tests, junit?.passed, junit?.skipped], [3, 2, 1]);
      const states = Object.fromEntries(how.jobs.map((job) => [job.id, job.state]));
      assert.deepEqual(states, { install: 'done', lint: 'done', test: 'done' });
      assert.equal(project.has('node_modules/wants/ran'), false);
    });
  }

  for (const manager of MANAGERS) {
    it(`runs the install scripts of exactly the packages that are named, with ${manager}`, async () => {
      using project = new NodeProject(manager, {
        json: { dependenciesMeta: { wants: { built: true } } },
        files: { 'sealsmith.yml': 'steps: { install: { scripts: [wants] } }\n' },
      });
      const ran = await project.sealsmith('run', 'install');
      assert.equal(ran.exit, 0, ran.out + ran.err);
      assert.deepEqual(project.record().what.facts.deps?.scriptsWithheld, ['@group/also']);
      assert.equal(project.has('node_modules/wants/ran'), true);
      assert.equal(project.has('node_modules/@group/also/ran'), false);
    });
  }

  it("is tested without node_modules by Yarn's Plug'n'Play", async () => {
    using project = new NodeProject('yarn-2', { files: { '.yarnrc.yml': 'nodeLinker: pnp\n' } });
    const ran = await project.sealsmith('run');
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const { what } = project.record();
    assert.equal(project.has('node_modules'), false);
    assert.deepEqual(what.facts.deps?.packages, PACKAGES);
    assert.deepEqual(what.facts.deps?.scriptsWithheld, ['@group/also', 'wants']);
    assert.equal(what.facts.junit?.passed, 2);
  });

  it('is not installed again, unless somebody changed what was installed', async () => {
    using project = new NodeProject('npm');
    const states = async (): Promise<string[]> => {
      const ran = await project.sealsmith('run');
      assert.equal(ran.exit, 0, ran.out + ran.err);
      return project
        .record()
        .how.jobs.map((job) => `${job.id} ${job.state}`)
        .toSorted();
    };
    await states();
    const { what } = project.record();
    assert.deepEqual(await states(), ['install fresh', 'lint fresh', 'test fresh']);
    assert.deepEqual(project.record().what, what);
    project.write({ 'node_modules/plain/index.js': 'exports.answer = 41;\n' });
    assert.ok((await states()).includes('install done'));
    assert.equal(project.read('node_modules/plain/index.js'), 'exports.answer = 42;\n');
  });

  it('names the test that fails, with its file and line', async () => {
    using project = new NodeProject('npm', {
      files: {
        'test/wrong.test.js':
          "const test = require('node:test');\ntest('adds', () => {\n  throw new Error('two is not three');\n});\n",
      },
    });
    const ran = await project.sealsmith('run', 'test');
    assert.equal(ran.exit, 1, ran.out + ran.err);
    const test = project.record().how.jobs.find((job) => job.id === 'test');
    assert.deepEqual(test?.failedTests, [
      { name: 'adds', file: 'test/wrong.test.js', line: 3, message: 'two is not three' },
    ]);
    assert.equal(test?.summary, '1 failed, 2 passed, 1 skipped');
  });

  it('becomes one executable that answers, and the same one in another folder', { skip: noElf }, async () => {
    const server = `
      const port = Number(process.env.PORT);
      require('node:http').createServer((_, answer) => answer.end('well')).listen(port, '127.0.0.1');
    `;
    const files = {
      'server.js': server,
      'package.json': JSON.stringify({ name: 'alone', private: true, main: 'server.js' }),
      'sealsmith.yml': 'steps: { build-binary: { check: { port: 18573, path: /health } } }\n',
    };
    using one = new TestProject(files);
    using other = new TestProject(files, "another 'folder'");
    const archives: string[] = [];
    for (const project of [one, other]) {
      const ran = await sealsmith(project, 'run');
      assert.equal(ran.exit, 0, ran.out + ran.err);
      const { binary } = project.record().what.facts;
      assert.ok(binary !== undefined);
      archives.push(binary.sha256);
      assert.deepEqual(
        binary.files.map(({ path, mode }) => [path, mode]),
        [['alone', 0o755]],
      );
      const sums = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], {
        cwd: join(project.folder, '.sealsmith/binary'),
      });
      assert.match(sums.toString(), /: OK\n$/);
    }
    assert.equal(archives[0], archives[1]);
    assert.deepEqual(one.record().what, other.record().what);
  });

  it('is not packed when its executable dies at start', { skip: noElf }, async () => {
    using project = new TestProject({
      'server.js': "console.log('no data');\nprocess.exit(7);\n",
      'package.json': JSON.stringify({ name: 'alone', private: true, main: 'server.js' }),
      'sealsmith.yml': 'steps: { build-binary: { check: { port: 18574, path: / } } }\n',
    });
    const ran = await sealsmith(project, 'run');
    assert.equal(ran.exit, 1, ran.out + ran.err);
    assert.match(
      project.read('.sealsmith/logs/build-binary.log'),
      /no data\n.*ended with 7 before it answered/s,
    );
    assert.equal(project.has('.sealsmith/binary/alone-linux-x64.tar.gz'), false);
  });

  it('without a lock file is not installed, and says what to do', async () => {
    using project = new TestProject({
      'package.json': JSON.stringify({ name: 'x', dependencies: { plain: '^1.0.0' } }),
    });
    const ran = await sealsmith(project, 'run');
    assert.equal(ran.exit, 2, ran.out + ran.err);
    const said = (ran.out + ran.err).replace(/\s+/g, ' ');
    assert.match(said, /no lock file.*npm install, and commit package-lock.json/);
  });
});
