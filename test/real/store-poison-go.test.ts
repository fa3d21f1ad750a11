/**
 * C10: Go's modules and its build cache with their content changed, everything in them made to fit, and then built from
 * with go.sum. The modules must not let it through, in any job; of the build cache the leak is asserted, because no
 * release reads it for that reason.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { JobSpec, Verb } from '../../src/core/step.ts';
import { go } from '../../src/toolchains/go/index.ts';
import { writeModule } from '../support/go-modules.ts';
import { filesBelow, StoreBench } from '../support/store-bench.ts';

const noGo = spawnSync('go', ['version']).status !== 0 && 'there is no go on this machine';

const MODULE = 'example.org/answers';
const MOD = `module ${MODULE}\n\ngo 1.21\n`;
const PROGRAM = `package main\n\nimport "${MODULE}"\n\nfunc main() { println(answers.Said()) }\n`;

function answers(said: string): string {
  return `package answers\n\nfunc Said() string { return "${said}" }\n`;
}

/** As go.sum says a module (golang.org/x/mod/sumdb/dirhash, Hash1). */
function moduleSum(files: Readonly<Record<string, string>>): string {
  const lines = Object.entries(files)
    .map(([path, text]) => [`${MODULE}@v1.0.0/${path}`, createHash('sha256').update(text).digest('hex')])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map(([path, digest]) => `${digest}  ${path}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

class GoStore extends StoreBench {
  constructor() {
    super(
      go,
      { 'go.mod': `module example.org/small\n\ngo 1.21\n\nrequire ${MODULE} v1.0.0\n`, 'main.go': PROGRAM },
      {},
    );
    writeModule(this.proxy, MODULE, { 'answers.go': answers('honest') });
    const sums = [
      `${MODULE} v1.0.0 ${moduleSum({ 'go.mod': MOD, 'answers.go': answers('honest') })}`,
      `${MODULE} v1.0.0/go.mod ${modSum(MOD)}`,
    ];
    this.write({ 'go.sum': `${sums.join('\n')}\n` });
  }

  get proxy(): string {
    return join(this.base, 'proxy');
  }

  /** The job with its own modules and, where it compiles, the machine's build cache: that is not what is tried. */
  job(verb: Verb, stores: string, proxy = `file://${this.proxy}`): JobSpec {
    const spec = this.spec(verb);
    mkdirSync(join(this.base, stores), { recursive: true });
    const builds = join(this.base, stores, 'go-build');
    const machine = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
    mkdirSync(machine, { recursive: true });
    symlinkSync(machine, builds);
    return verb === 'install'
      ? { ...spec, env: { ...spec.env, GOPROXY: proxy, GOSUMDB: 'off' } }
      : onlyBuild(spec);
  }

  modules(spec: JobSpec): JobSpec {
    return { ...spec, stores: spec.stores.filter(({ name }) => name === 'go-modules') };
  }

  /** What the program that was built says; undefined when there is none. */
  said(): string | undefined {
    if (!this.has('.sealsmith/work/program')) return undefined;
    return spawnSync(join(this.folder, '.sealsmith/work/program')).stderr.toString().trim();
  }
}

/** As go.sum says a go.mod file. */
function modSum(text: string): string {
  const line = `${createHash('sha256').update(text).digest('hex')}  go.mod\n`;
  return `h1:${createHash('sha256').update(line).digest('base64')}`;
}

/** Packing and trying the program is no part of what is tried here. */
function onlyBuild(spec: JobSpec): JobSpec {
  const [build] = spec.commands;
  assert.equal(build?.args[0], 'build');
  const args = build.args.map((arg, index) =>
    build.args[index - 1] === '-o' ? '.sealsmith/work/program' : arg,
  );
  return { ...spec, commands: [{ ...build, args }] };
}

describe('C10: modules of Go', { skip: noGo, concurrency: 2 }, () => {
  it('kept and taken honestly spare the network, in install and in a job after it', async () => {
    using project = new GoStore();
    const install = project.job('install', 'filled');
    const cold = await project.install(project.stores('filled'), install);
    assert.equal(cold.exit, 0, cold.output);
    project.carry(project.stores('filled'), project.stores('taken'), project.modules(install));
    assert.deepEqual(
      filesBelow(project.stores('taken')).map((path) => path.replace(/^.*\//, '')),
      ['v1.0.0.info', 'v1.0.0.mod', 'v1.0.0.zip'],
    );
    const build = await project.install(project.stores('taken'), project.job('build-binary', 'taken'));
    assert.deepEqual([build.exit, project.said()], [0, 'honest'], build.output);

    project.carry(project.stores('filled'), project.stores('again'), project.modules(install));
    const warm = await project.install(project.stores('again'), project.job('install', 'again', 'off'));
    assert.equal(warm.exit, 0, warm.output);
  });

  /** The archive, and the module as it lies unpacked; the `.ziphash` stays, since only that is held against go.sum. */
  function poison(store: string): void {
    const download = join(store, 'cache/download', MODULE, '@v');
    const other = join(store, 'other');
    writeModule(other, MODULE, { 'answers.go': answers('poison') });
    writeFileSync(join(download, 'v1.0.0.zip'), readFileSync(join(other, MODULE, '@v/v1.0.0.zip')));
    writeFileSync(join(store, `${MODULE}@v1.0.0/answers.go`), answers('poison'));
  }

  it('Go refuses a changed module in every job', async () => {
    using project = new GoStore();
    const install = project.job('install', 'filled');
    assert.deepEqual(
      install.stores.map(({ name, checked }) => [name, checked]),
      [
        ['go-modules', true],
        ['go-build', false],
      ],
    );
    assert.equal((await project.install(project.stores('filled'), install)).exit, 0);
    poison(join(project.stores('filled'), 'go-modules'));
    for (const verb of ['install', 'build-binary'] as const) {
      project.carry(project.stores('filled'), project.stores(verb), project.modules(install));
      const ran = await project.install(project.stores(verb), project.job(verb, verb));
      assert.equal(ran.exit, 1, ran.output);
      assert.match(ran.output, /verifying example\.org\/answers@v1\.0\.0: checksum mismatch/);
      assert.equal(project.said(), undefined);
    }
  });

  it('Go refuses a changed go.mod of a module', async () => {
    using project = new GoStore();
    const install = project.job('install', 'filled');
    assert.equal((await project.install(project.stores('filled'), install)).exit, 0);
    const mod = join(project.stores('filled'), 'go-modules/cache/download', MODULE, '@v/v1.0.0.mod');
    writeFileSync(mod, `${MOD}\nrequire example.org/poison v1.0.0\n`);
    project.carry(project.stores('filled'), project.stores('taken'), project.modules(install));
    const ran = await project.install(project.stores('taken'), project.job('build-binary', 'taken'));
    assert.equal(ran.exit, 1, ran.output);
    assert.match(ran.output, /v1\.0\.0\/go\.mod: checksum mismatch/);
  });

  it('Go builds the same whatever a version file says: go.mod names the version', async () => {
    using project = new GoStore();
    const install = project.job('install', 'filled');
    assert.equal((await project.install(project.stores('filled'), install)).exit, 0);
    const info = join(project.stores('filled'), 'go-modules/cache/download', MODULE, '@v/v1.0.0.info');
    writeFileSync(info, JSON.stringify({ Version: 'v6.6.6', Time: '2030-01-01T00:00:00Z' }));
    project.carry(project.stores('filled'), project.stores('taken'), project.modules(install));
    const build = await project.install(project.stores('taken'), project.job('build-binary', 'taken'));
    assert.deepEqual([build.exit, project.said()], [0, 'honest'], build.output);
  });

  it('Go builds what lies unpacked without a look, which is why that is neither kept nor taken', async () => {
    using project = new GoStore();
    const install = project.job('install', 'filled');
    assert.equal((await project.install(project.stores('filled'), install)).exit, 0);
    poison(join(project.stores('filled'), 'go-modules'));
    const build = await project.install(project.stores('filled'), onlyBuild(project.spec('build-binary')));
    assert.deepEqual([build.exit, project.said()], [0, 'poison'], build.output);
  });
});

describe('C10: the build cache of Go', { skip: noGo }, () => {
  it('Go links what was changed in its build cache', async () => {
    using project = new GoStore();
    const build = onlyBuild(project.spec('build-binary'));
    const spec = { ...build, env: { ...build.env, GOPROXY: `file://${project.proxy}` } };
    const cold = await project.install(project.stores('filled'), spec);
    assert.deepEqual([cold.exit, project.said()], [0, 'honest'], cold.output);
    const cache = join(project.stores('filled'), 'go-build');
    let changed = 0;
    for (const path of filesBelow(cache).filter((one) => one.endsWith('-d'))) {
      const content = readFileSync(join(cache, path), 'latin1');
      if (!content.includes('honest')) continue;
      changed += 1;
      writeFileSync(join(cache, path), Buffer.from(content.replaceAll('honest', 'poison'), 'latin1'));
    }
    assert.ok(changed > 0, 'there is nothing to poison');
    project.carry(project.stores('filled'), project.stores('taken'), spec);
    const ran = await project.install(project.stores('taken'), spec);
    assert.deepEqual([ran.exit, project.said()], [0, 'poison'], ran.output);
  });
});
