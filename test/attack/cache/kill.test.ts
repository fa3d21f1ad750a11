/**
 * F1: programs that keep and take entries are ended at any moment, 500 times, several of them at work in one store.
 * After that no entry is half there, no target is half written, and what comes next works. `KILL_SEED` repeats a series.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { check } from '../../../src/cache/archive/check.ts';
import { LIMITS } from '../../../src/cache/archive/layout.ts';
import { openEntry } from '../../../src/cache/archive/open.ts';
import { sha256 } from '../../../src/cache/drill/forged.ts';
import { machineKey } from '../../../src/cache/machine-key.ts';
import { openSeal } from '../../../src/cache/seal.ts';
import { generateKey } from '../../../src/cache/signing-key.ts';
import { directoryStore } from '../../../src/cache/stores/directory.ts';
import type { AllowedSigner } from '../../../src/core/cache.ts';
import { systemDisk } from '../../../src/system/disk.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { opened, realDoors, right, snapshot } from '../../support/archive.ts';
import type { Orders } from '../../support/cache-driver.ts';
import { askDriver, bundleDriver, startDriver } from '../../support/driver.ts';
import { cleanEnvironment, ENTRY, TestProject } from '../../support/project.ts';
import { aSigner, cacheSettings } from '../../support/seals.ts';
import { chance, seedOf } from '../../support/seeded.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** Together 500. */
const ENDS = { directory: 380, gitlab: 60, program: 60 } as const;

/** Programs at once. */
const LANES = 3;

/** Milliseconds after it began, at most: what a program does takes 5 to 200. */
const WITHIN = 200;

const SEED = seedOf('KILL_SEED');
const AGAIN = `KILL_SEED=${SEED}`;

/** Little, one large file, and so many that threads are at work. */
const TREES: readonly Readonly<Record<string, string>>[] = [
  { log: 'made\n', 'bin/tool': '#!/bin/sh\n', 'a/b/c': 'c\n', empty: '' },
  { log: 'made\n', large: Array.from({ length: 300_000 }, (_, at) => `${at * 2_654_435_761}`).join('') },
  {
    log: 'made\n',
    ...Object.fromEntries(Array.from({ length: 3200 }, (_, at) => [`many/${at}`, `${at}\n`])),
  },
];

function trees(base: string): readonly string[] {
  return TREES.map((tree, index) => {
    const folder = join(base, `tree-${index}`);
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  });
}

function sealedIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sealed'),
  );
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

function assertSame(folder: string, honest: readonly (readonly [string, string])[]): void {
  const there = snapshot(folder);
  const wrong = honest.filter(([path, what]) => there.get(path) !== what).map(([path]) => path);
  const whole = wrong.length === 0 && there.size === honest.length;
  assert.ok(whole, `${folder} is half written: ${wrong.length} of ${honest.length} (${AGAIN})`);
}

/** Every byte of every entry, against the seal that it ends with. */
async function assertWhole(folder: string, signers: readonly AllowedSigner[]): Promise<number> {
  const doors = realDoors();
  const roots = ['output-0', 'output-1', 'log', 'report.json', 'store'];
  try {
    for (const name of sealedIn(folder)) {
      const path = join(folder, name);
      const entry = right(openEntry(doors.disk, path, LIMITS));
      const { seal } = right(openSeal(entry.envelope, signers));
      entry.close();
      const found = right(opened(doors, path, seal, roots));
      right(await check(doors, found.entry, found.list));
      found.entry.close();
    }
    return sealedIn(folder).length;
  } catch (error) {
    throw new Error(`an entry is half there (${AGAIN})`, { cause: error });
  } finally {
    await doors.workers.close();
  }
}

for (const store of ['directory', 'gitlab'] as const) {
  describe(`ended ${ENDS[store]} times at any moment, with the ${store} store`, () => {
    it('F1: leaves no entry and no target half there, and what comes next works', {
      timeout: 600_000,
    }, async (t) => {
      const folder = temporaryFolder(t);
      const program = await bundleDriver(join(folder, 'program'));
      const key = generateKey();
      const signers = [aSigner(key.key, 'T2')];
      const place = store === 'directory' ? join(folder, 'store') : undefined;
      const settings = cacheSettings({ store, path: place, signers, size: 200e6 });
      const made = trees(folder);
      const honest = made.map((tree) => [...snapshot(tree)]);
      const draw = chance(SEED);
      const ordersOf = (lane: number): Omit<Orders, 'what'> => ({
        ...{ base: join(folder, `lane-${lane}`), settings, secret: key.secret, trees: made },
        ...{ target: join(folder, `target-${lane}`), lineage: sha256('lineage') },
        keys: made.map((_, index) => sha256(`key ${index}`)),
      });
      const storeOf = (lane: number): string =>
        place ?? join(ordersOf(lane).base, 'workspace/.sealsmith/cache');
      const assertTargets = (lane: number): void => {
        for (const [index, tree] of honest.entries()) {
          const there = join(ordersOf(lane).target, String(index));
          if (existsSync(there)) assertSame(there, tree);
        }
      };
      let left: number = ENDS[store];
      const lane = async (number: number): Promise<void> => {
        const own = draw.fork();
        mkdirSync(ordersOf(number).target);
        while (left > 0) {
          left -= 1;
          const child = await startDriver(program, { ...ordersOf(number), what: 'work' });
          await new Promise((resolve) => setTimeout(resolve, own.next() * WITHIN));
          child.kill('SIGKILL');
          await ended(child);
          assertTargets(number);
        }
      };
      await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
      assert.ok(inTheMidst(folder) > 0, `nothing was ended in the midst of its work (${AGAIN})`);
      let whole = 0;
      for (let number = 0; number < LANES; number += 1) whole += await assertWhole(storeOf(number), signers);
      assert.ok(whole > 0, 'something was kept');
      for (let number = 0; number < LANES; number += 1) {
        assert.deepEqual(await askDriver(program, { ...ordersOf(number), what: 'once' }), [], AGAIN);
        assertTargets(number);
      }
      if (place !== undefined) await assertSwept(folder, place);
    });
  });
}

/** What programs left that were ended while they wrote: parts of entries, and places beside a target. */
function inTheMidst(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.part$|\.restoring$|\.staging-[^/]*$/.test(name),
  ).length;
}

/** Parts are no entries, and go once they are old. */
async function assertSwept(state: string, place: string): Promise<void> {
  const later = Date.now() + 2 * 3_600_000;
  const doors = { disk: systemDisk(), files: systemFiles(), clock: { now: () => later }, state };
  const store = directoryStore(doors, place, 200e6);
  const listed = right(await store.list()) ?? [];
  assert.deepEqual(listed.map(({ id }) => id).toSorted(), [...sealedIn(place)].toSorted());
  right(await store.finish(new Set()));
  assert.deepEqual(readdirSync(join(place, 'parts')), []);
}

describe(`the real program, ended ${ENDS.program} times at any moment`, () => {
  const STEP =
    '{ run: "mkdir -p a b && seq 20000 > a/1 && cp in.txt a/2 && seq 9 > b/1", inputs: [in.txt], outputs: [a, b], tools: [mkdir, seq, cp] }';
  const FILES = { 'sealsmith.yml': `toolchain: commands\nsteps:\n  build: ${STEP}\n`, 'in.txt': 'in\n' };

  it('F1: restores whole outputs or none, keeps whole entries or none, and runs well after', {
    timeout: 600_000,
  }, async () => {
    using first = new TestProject(FILES).commit();
    assert.equal((await first.run(['run'])).exit, 0);
    const honest = ['a', 'b'].map((name) => [...snapshot(join(first.folder, name))]);
    const signers = allowed(first);
    const own = chance(SEED + 1);
    let left: number = ENDS.program;
    const env = { ...cleanEnvironment(), XDG_STATE_HOME: join(first.base, 'state') };
    const lane = async (number: number): Promise<void> => {
      using project = new TestProject(FILES, `clone-${number}`).commit();
      while (left > 0) {
        left -= 1;
        const saves = number === 0;
        for (const name of ['a', 'b', '.sealsmith'])
          rmSync(join(project.folder, name), { recursive: true, force: true });
        // Another input is another key: then the job runs, and its result is kept.
        if (saves) project.write({ 'in.txt': `${left}\n` });
        const options = { cwd: project.folder, env: { ...env, TMPDIR: join(project.base, 'tmp') } };
        const child = spawn(process.execPath, [ENTRY, 'run'], { ...options, stdio: 'ignore' });
        await new Promise((resolve) => setTimeout(resolve, own.next() * 700));
        child.kill('SIGKILL');
        await ended(child);
        if (saves) continue;
        for (const [index, name] of ['a', 'b'].entries()) {
          const there = join(project.folder, name);
          if (existsSync(there)) assertSame(there, honest[index] ?? []);
        }
      }
      const ran = await project.run(['run'], { env });
      assert.equal(ran.exit, 0, `${AGAIN}\n${ran.out}${ran.err}`);
      assert.ok(existsSync(join(project.folder, 'a/1')) && existsSync(join(project.folder, 'b/1')));
    };
    await Promise.all([0, 1, 2].map(lane));
    assert.ok((await assertWhole(join(first.base, 'state/sealsmith/cache'), signers)) > 0);
  });
});

/** Who sealed: the machine that these runs were on. */
function allowed(project: TestProject): readonly AllowedSigner[] {
  const key = right(machineKey(systemFiles(), join(project.base, 'state/sealsmith'), false));
  assert.ok(key !== undefined);
  return [aSigner(key, 'T0')];
}
