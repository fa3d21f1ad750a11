/**
 * F1: disks that are full or read-only, and targets that appear meanwhile. Nothing is half there, the run goes on, and
 * it is said. What root can mount, others get by the limit that a shell sets on the files of its children.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { aStore, keepPackages, kept, vaultOf } from '../../../src/cache/drill/runs.ts';
import { takeStore } from '../../../src/cache/packages.ts';
import { takeResult } from '../../../src/cache/results.ts';
import type { CacheNote } from '../../../src/core/cache.ts';
import { snapshot } from '../../support/archive.ts';
import { aGround, FOLDERS } from '../../support/cache-range.ts';
import { cleanEnvironment, ENTRY, type Ran, TestProject } from '../../support/project.ts';

const ROOT = process.getuid?.() === 0;

/** As many bytes as the file `size` beside the project says, in four files that no compression shrinks. */
const MAKE = [
  'mkdir -p out',
  'for n in 1 2 3 4; do head -c $(cat ../size) /dev/urandom > out/$n; done',
  'date +%s%N > out/stamp',
].join(' && ');

class Filler extends TestProject {
  readonly store = join(this.base, 'store');

  constructor(name = 'project', store?: string) {
    super({ 'in.txt': 'x\n' }, name);
    if (store !== undefined) this.store = store;
    this.#configure();
    this.makes(1_000_000);
  }

  /** Bytes of each of the four files that the job makes from now on; its key stays the same. */
  makes(bytes: number): void {
    writeFileSync(join(this.folder, '..', 'size'), String(bytes));
  }

  #configure(): void {
    const step = `{ run: ${JSON.stringify(MAKE)}, inputs: [in.txt], outputs: [out], tools: [head, cat, date, mkdir] }`;
    const cache = `cache: { store: directory, path: "${this.store}" }`;
    this.write({ 'sealsmith.yml': `toolchain: commands\n${cache}\nsteps:\n  build: ${step}\n` });
    mkdirSync(this.store, { recursive: true });
    this.commit();
  }

  notes(): readonly CacheNote[] {
    return this.record().how.jobs.flatMap((job) => job.cache);
  }

  outcome(): readonly string[] {
    return this.notes().map(({ outcome, reason }) => [outcome, reason?.code].filter(Boolean).join(' '));
  }

  /** With a limit for every file that anything in it writes. Bytes. */
  limited(bytes: number): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const args = ['-c', 'ulimit -f "$0" && exec "$@"', String(bytes / 512), process.execPath, ENTRY, 'run'];
      const env = {
        ...cleanEnvironment(),
        TMPDIR: join(this.base, 'tmp'),
        XDG_STATE_HOME: join(this.base, 'state'),
      };
      const child = spawn('sh', args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      child.once('error', reject);
      child.once('close', (exit, signal) => resolve({ exit, signal, out, err }));
    });
  }
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

function mounted(folder: string, options: readonly string[]): Disposable {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', [...options, folder]);
  return { [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]) };
}

/** Asserts that the run did its work and left nothing of an entry behind. */
function keptNothing(project: Filler, ran: Ran, code: string): void {
  assert.equal(ran.exit, 0, ran.out + ran.err);
  assert.deepEqual(project.outcome(), ['missed absent', `not-saved ${code}`]);
  assert.equal(filesIn(join(project.folder, 'out')).length, 5, 'the job did its work');
  assert.deepEqual(filesIn(project.store), []);
  assert.deepEqual(project.leftovers(), []);
  assert.match(
    ran.out.replace(/\s+/g, ' '),
    /nothing is kept|not kept|too large|could not|E[A-Z]{4,}/,
    ran.out,
  );
}

/** Asserts that nothing of an entry was put in place and that the job ran instead. */
function madeAnew(project: Filler, ran: Ran): void {
  assert.equal(ran.exit, 0, ran.out + ran.err);
  assert.equal(project.outcome()[0], 'missed target-error', JSON.stringify(project.notes()));
  const [build] = project.record().how.jobs;
  assert.equal(build?.state, 'done');
  const sizes = execFileSync(
    'stat',
    ['-c', '%s', ...[1, 2, 3, 4].map((n) => join(project.folder, 'out', String(n)))],
    { encoding: 'utf8' },
  );
  assert.deepEqual(sizes.trim().split('\n'), ['10', '10', '10', '10'], 'all that is there is of the new run');
  assert.ok(!readdirSync(join(project.folder, '.sealsmith')).includes('restore'));
}

describe('a disk that lets us write no more', () => {
  it('F1: while an entry is saved: nothing of it is there, the run goes on and says it', async () => {
    using project = new Filler();
    keptNothing(project, await project.limited(2_097_152), 'not-kept');
    // Its twin: with room it is saved.
    assert.equal((await project.run(['run', '--force'])).exit, 0);
    assert.equal(project.outcome().at(-1), 'saved');
    assert.equal(filesIn(project.store).length, 1);
  });

  it('F1: while an entry is restored: nothing of it is there, the run goes on and says it', async () => {
    using project = new Filler();
    assert.equal((await project.run(['run'])).exit, 0);
    for (const name of ['out', '.sealsmith']) rmSync(join(project.folder, name), { recursive: true });
    rmSync(join(project.base, 'state/sealsmith/fresh'), { recursive: true, force: true });
    project.makes(10);
    madeAnew(project, await project.limited(524_288));
    // Its twin, in another clone: with room it is restored.
    using other = new Filler('elsewhere', project.store);
    const env = { XDG_STATE_HOME: join(project.base, 'state') };
    assert.equal((await other.run(['run'], { env })).exit, 0);
    assert.deepEqual(other.outcome(), ['restored']);
  });
});

if (ROOT) {
  describe('a small disk', () => {
    it('F1: full while an entry is saved: nothing of it is there, the run goes on and says it', async () => {
      using project = new Filler();
      using _ = mounted(project.store, ['-t', 'tmpfs', '-o', 'size=2m', 'none']);
      keptNothing(project, await project.run(['run']), 'not-kept');
      project.makes(10);
      assert.equal((await project.run(['run', '--force'])).exit, 0);
      assert.equal(project.outcome().at(-1), 'saved', 'its twin: what fits is saved');
    });

    it('F1: full while an entry is restored: nothing of it is there, the run goes on and says it', async () => {
      using first = new Filler();
      assert.equal((await first.run(['run'])).exit, 0);
      using second = new Filler('elsewhere', first.store);
      const config = second.read('sealsmith.yml');
      using _ = mounted(second.folder, ['-t', 'tmpfs', '-o', 'size=3m', 'none']);
      second.write({ 'sealsmith.yml': config, 'in.txt': 'x\n' });
      second.commit();
      second.makes(10);
      const env = { XDG_STATE_HOME: join(first.base, 'state') };
      madeAnew(second, await second.run(['run'], { env }));
      using third = new Filler('elsewhere', first.store);
      assert.equal((await third.run(['run'], { env })).exit, 0);
      assert.deepEqual(third.outcome(), ['restored'], 'its twin: with room it is restored');
    });
  });
}

describe('a store that may only be read', () => {
  it('F1: is read; that nothing is saved is said once, and the run goes on', async () => {
    using first = new Filler();
    first.makes(10);
    assert.equal((await first.run(['run'])).exit, 0);
    using second = new Filler('elsewhere', first.store);
    second.makes(10);
    using _ = readOnly(first.store);
    const before = snapshot(first.store);
    const env = { XDG_STATE_HOME: join(first.base, 'state') };
    const ran = await second.run(['run'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(second.outcome(), ['restored'], 'its twin: who may read is served');
    second.write({ 'in.txt': 'other\n' });
    const other = await second.run(['run'], { env });
    assert.equal(other.exit, 0, other.out + other.err);
    assert.deepEqual(second.outcome(), ['missed absent', 'not-saved store-read-only']);
    assert.deepEqual(snapshot(first.store), before);
  });
});

function readOnly(folder: string): Disposable {
  if (ROOT) {
    const mount = mounted(folder, ['--bind', folder]);
    execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    return mount;
  }
  const folders = execFileSync('find', [folder, '-type', 'd'], { encoding: 'utf8' }).trim().split('\n');
  for (const one of folders) chmodSync(one, 0o500);
  return {
    [Symbol.dispose]: () => {
      for (const one of folders) chmodSync(one, 0o700);
    },
  };
}

for (const store of FOLDERS) {
  describe(`a target, for the ${store} store`, () => {
    it('F1: that may only be read is target-error, and nothing is in it', async (t: TestContext) => {
      const ground = aGround(t, store);
      await kept(ground);
      const { signal } = new AbortController();
      const vault = await vaultOf(ground, 'branch');
      {
        using _ = readOnly(ground.target);
        const { taken, misses } = await takeResult(vault, ground.slot, `${ground.target}/it`, signal);
        assert.equal(taken, undefined);
        assert.equal(misses[0]?.code, 'target-error');
        assert.deepEqual(readdirSync(ground.target), []);
      }
      const { taken } = await takeResult(vault, ground.slot, `${ground.target}/it`, signal);
      assert.ok(taken !== undefined, 'its twin');
    });

    it('F1: that appears meanwhile is left as it is', async (t: TestContext) => {
      const ground = aGround(t, store);
      await keepPackages(ground, 'branch', aStore(false));
      const vault = await vaultOf(ground, 'branch');
      const place = `${ground.target}/packages`;
      const { files } = vault.world;
      const appearing: typeof vault = {
        ...vault,
        world: {
          ...vault.world,
          files: {
            ...files,
            rename(from, to) {
              mkdirSync(place, { recursive: true });
              writeFileSync(`${place}/mine`, 'mine\n');
              return files.rename(from, to);
            },
          },
        },
      };
      const slot = { ...ground.slot, name: 'install/it', store: aStore(false) };
      const { signal } = new AbortController();
      const { taken, misses } = await takeStore(appearing, slot, place, signal);
      assert.equal(taken, undefined);
      assert.equal(misses[0]?.code, 'target-error');
      assert.deepEqual([...snapshot(ground.target).keys()], ['', 'packages', 'packages/mine']);
      rmSync(place, { recursive: true });
      assert.ok((await takeStore(vault, slot, place, signal)).taken !== undefined, 'its twin');
    });

    it('F1: that is there from the beginning is left as it is', async (t: TestContext) => {
      const ground = aGround(t, store);
      await keepPackages(ground, 'branch', aStore(false));
      const vault = await vaultOf(ground, 'branch');
      const slot = { ...ground.slot, name: 'install/it', store: aStore(false) };
      const { signal } = new AbortController();
      const place = `${ground.target}/packages`;
      mkdirSync(place);
      writeFileSync(`${place}/mine`, 'mine\n');
      const { taken, misses } = await takeStore(vault, slot, place, signal);
      assert.equal(taken, undefined);
      assert.equal(misses[0]?.code, 'target-error');
      assert.deepEqual([...snapshot(ground.target).keys()], ['', 'packages', 'packages/mine']);
      rmSync(place, { recursive: true });
      assert.ok((await takeStore(vault, slot, place, signal)).taken !== undefined, 'its twin');
    });
  });
}
