import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { directoryStore } from '../../../../src/cache/stores/directory.ts';
import type { CacheStore } from '../../../../src/cache/stores/store.ts';
import type { Disk } from '../../../../src/core/disk.ts';
import { systemDisk } from '../../../../src/system/disk.ts';
import { systemFiles } from '../../../../src/system/files.ts';
import {
  aFile,
  aSlot,
  codeOf,
  contents,
  directoryPlace,
  got,
  type Place,
  save,
  sha256,
} from '../../../support/stores.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { FakeClock } from '../../../support/world.ts';

const HOUR = 3_600_000;
const SOURCES = join(import.meta.dirname, '../../../../src');

/** Every file below a folder. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

function entriesBelow(folder: string): readonly string[] {
  return filesBelow(folder).filter((path) => path.endsWith('.sealed'));
}

/** The id of the newest entry of a key. */
async function idOf(store: CacheStore, text: string): Promise<string> {
  const [found] = got(await store.find(aSlot({ key: sha256(text) }), 1));
  return found?.id ?? assert.fail(`nothing under ${text}`);
}

/** Saves an entry of 1000 bytes under each name, each in a run of its own that ends a second later. */
async function fill(t: TestContext, place: Place, names: string): Promise<void> {
  for (const name of names) {
    const run = place.again();
    await save(t, run, aSlot({ key: sha256(name) }), name.repeat(1000));
    place.later(1000);
    got(await run.finish(new Set()));
  }
}

/** Names of the entries that are there, of those that `fill` makes. */
async function there(place: Place): Promise<string> {
  const listed = got(await place.again().list()) ?? assert.fail();
  return listed
    .map(({ id }) => readFileSync(join(place.root, id), 'utf8')[0])
    .toSorted()
    .join('');
}

function storeOn(disk: Disk, path: string, t: TestContext): CacheStore {
  const state = temporaryFolder(t);
  return directoryStore({ disk, files: systemFiles(), clock: new FakeClock(), state }, path, 10_000_000);
}

describe('the clean-up of a folder of entries', () => {
  it('removes the least recently used until the rest fits', async (t) => {
    const place = directoryPlace(t, 3500);
    await fill(t, place, 'abc');
    assert.equal(await there(place), 'abc');
    place.later(1000);
    got(await place.again().finish(new Set([await idOf(place.store, 'a')])));
    place.later(1000);
    await fill(t, place, 'd');
    assert.equal(await there(place), 'acd');
    await fill(t, place, 'e');
    assert.equal(await there(place), 'ade');
  });

  it('never removes what the run itself saved or used', async (t) => {
    const place = directoryPlace(t, 2500);
    await fill(t, place, 'ab');
    const run = place.again();
    for (const name of 'cde') {
      await save(t, run, aSlot({ key: sha256(name) }), name.repeat(1000));
      place.later(1000);
    }
    got(await run.finish(new Set([await idOf(place.store, 'a')])));
    assert.equal(await there(place), 'acde');
  });

  it('takes a use in time to come for none', async (t) => {
    const place = directoryPlace(t, 2500);
    await fill(t, place, 'ab');
    const future = new Date(place.clock.now() + 1000 * HOUR);
    utimesSync(join(place.root, await idOf(place.store, 'a')), future, future);
    await fill(t, place, 'c');
    assert.equal(await there(place), 'bc');
  });

  it('keeps the newest three of one slot', async (t) => {
    const place = directoryPlace(t);
    for (const text of 'abcde') {
      await save(t, place.store, aSlot(), text);
      place.later(1000);
    }
    const other = place.again();
    await save(t, other, aSlot({ key: sha256('other') }), 'other');
    const [, , , , oldest] = got(await other.find(aSlot(), 9));
    assert.ok(oldest !== undefined);
    got(await other.finish(new Set([oldest.id])));
    assert.deepEqual(await contents(place.again(), aSlot()), ['e', 'd', 'c', 'a']);
  });

  it('removes what dead runs left half written, and folders that are empty', async (t) => {
    const place = directoryPlace(t);
    await fill(t, place, 'a');
    const work = place.store.workFolder ?? assert.fail();
    const bucket = dirname(join(place.root, await idOf(place.store, 'a')));
    const empty = join(place.root, 'T1/7/result/00');
    mkdirSync(empty, { recursive: true });
    for (const folder of [work, bucket]) {
      for (const [name, age] of [
        ['old', 1.1 * HOUR],
        ['young', 0.9 * HOUR],
      ] as const) {
        const path = join(folder, `${name}.part`);
        writeFileSync(path, 'half');
        const then = new Date(place.clock.now() - age);
        utimesSync(path, then, then);
      }
    }
    await fill(t, place, 'b');
    for (const folder of [work, bucket]) {
      assert.ok(!existsSync(join(folder, 'old.part')));
      assert.ok(existsSync(join(folder, 'young.part')));
    }
    assert.ok(!existsSync(join(place.root, 'T1')));
    assert.equal(await there(place), 'ab');
  });

  it('passes over what is no entry, counts it, and leaves what is not in a folder of ours', async (t) => {
    const place = directoryPlace(t);
    await fill(t, place, 'a');
    const id = await idOf(place.store, 'a');
    const strays = ['mine.txt', 'T3/x', 'T2/store/mine.txt', `${dirname(id)}/mine.txt`];
    const old = new Date(place.clock.now() - 2 * HOUR);
    for (const path of strays) {
      mkdirSync(dirname(join(place.root, path)), { recursive: true });
      writeFileSync(join(place.root, path), 'mine');
      utimesSync(join(place.root, path), old, old);
    }
    assert.equal(await there(place), 'a');
    assert.equal(got((await place.store.strays?.()) ?? assert.fail()), strays.length);
    await fill(t, place, 'b');
    assert.deepEqual(
      strays.filter((path) => existsSync(join(place.root, path))),
      ['mine.txt', 'T3/x'],
    );
  });

  it('passes over a file without a byte, as it is left when the power goes', async (t) => {
    const place = directoryPlace(t);
    await fill(t, place, 'a');
    const id = await idOf(place.store, 'a');
    writeFileSync(join(place.root, id), '');
    assert.deepEqual(got(await place.store.find(aSlot({ key: sha256('a') }), 4)), []);
    assert.equal(await there(place), '');
  });

  it('is done by a run that saved, and by others once a day', async (t) => {
    const place = directoryPlace(t, 2500);
    await fill(t, place, 'abc');
    assert.equal(await there(place), 'bc');
    await save(t, place.again(), aSlot({ key: sha256('d') }), 'd'.repeat(1000));
    got(await place.again().finish(new Set()));
    assert.equal(await there(place), 'bcd');
    place.later(24 * HOUR);
    got(await place.again().finish(new Set()));
    assert.equal(await there(place), 'cd');
  });

  it('is not done by who finds another at it', async (t) => {
    const place = directoryPlace(t, 1500);
    await fill(t, place, 'a');
    const [memory = ''] = readdirSync(join(place.state, 'sweeps'));
    const lock = systemFiles().lock(join(place.state, 'sweeps', memory.replace('.swept', '.lock')));
    assert.ok(lock.ok);
    await fill(t, place, 'b');
    assert.equal(await there(place), 'ab');
    lock.value();
    await fill(t, place, 'c');
    assert.equal(await there(place), 'c');
  });
});

describe('a folder of entries', () => {
  it('is closed to others where it is ours, and open to whom the administrator lets in where it is theirs', async (t) => {
    const own = directoryPlace(t);
    await save(t, own.store, aSlot(), 'own');
    const [entry = ''] = entriesBelow(own.root);
    assert.deepEqual(
      [own.root, dirname(entry), entry].map((path) => statSync(path).mode & 0o777),
      [0o700, 0o700, 0o600],
    );
    const shared = temporaryFolder(t);
    chmodSync(shared, 0o775);
    const store = storeOn(systemDisk(), shared, t);
    await save(t, store, aSlot(), 'shared');
    const [other = ''] = entriesBelow(shared);
    assert.deepEqual(
      [dirname(other), other, store.workFolder ?? ''].map((path) => statSync(path).mode & 0o777),
      [0o775, 0o664, 0o775],
    );
  });

  it('may be reached by a link where it is configured, is made when it is not there, and must be a folder', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'real'));
    symlinkSync('real', join(base, 'link'));
    await save(t, storeOn(systemDisk(), join(base, 'link'), t), aSlot(), 'it');
    assert.deepEqual(await contents(storeOn(systemDisk(), join(base, 'real'), t), aSlot()), ['it']);
    await save(t, storeOn(systemDisk(), join(base, 'new/folder'), t), aSlot(), 'it');
    assert.equal(entriesBelow(join(base, 'new/folder')).length, 1);
    writeFileSync(join(base, 'file'), '');
    symlinkSync('nowhere', join(base, 'broken'));
    for (const name of ['file', 'broken']) {
      const store = storeOn(systemDisk(), join(base, name), t);
      assert.equal(codeOf(await store.save(aSlot(), aFile(t, 'it'))), 'store-error');
      assert.equal(store.workFolder, undefined);
    }
  });

  it('takes entries from another file system, whole or not at all', async (t) => {
    const real = systemDisk();
    const elsewhere = (from: string): never => {
      throw Object.assign(new Error(from), { code: 'EXDEV' });
    };
    const folder = temporaryFolder(t);
    const isPart = (path: string): boolean => path.startsWith(folder);
    const rename = (from: string, to: string): void =>
      isPart(from) ? real.rename(from, to) : elsewhere(from);
    const bytes = 'x'.repeat(3_000_000);
    await save(t, storeOn({ ...real, rename }, folder, t), aSlot(), bytes);
    assert.deepEqual(await contents(storeOn(real, folder, t), aSlot()), [bytes]);
    let blocks = 0;
    const write: Disk['write'] = (file, block, position) => {
      blocks += 1;
      if (blocks === 2) throw Object.assign(new Error(), { code: 'ENOSPC' });
      real.write(file, block, position);
    };
    const file = aFile(t, bytes);
    const saved = await storeOn({ ...real, rename, write }, folder, t).save(aSlot(), file);
    assert.ok(!saved.ok && saved.failure.code === 'store-error' && saved.failure.detail.includes('ENOSPC'));
    assert.equal(filesBelow(folder).length, 1);
    assert.ok(!existsSync(file));
  });

  it('on a disk that is full says so and keeps no part', async (t) => {
    const base = temporaryFolder(t);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', base], { stdio: 'ignore' });
    } catch {
      return t.skip('only root can mount a small disk');
    }
    try {
      const store = storeOn(systemDisk(), join(base, 'cache'), t);
      await save(t, store, aSlot(), 'small');
      const saved = await store.save(aSlot(), aFile(t, 'x'.repeat(1_000_000)));
      assert.ok(!saved.ok && saved.failure.code === 'store-error' && saved.failure.detail.includes('ENOSPC'));
      assert.deepEqual(await contents(store, aSlot()), ['small']);
      assert.equal(filesBelow(base).length, 1);
    } finally {
      execFileSync('umount', ['--lazy', base]);
    }
  });

  it('that another run takes away while it is empty is made again', async (t) => {
    const real = systemDisk();
    const folder = temporaryFolder(t);
    let times = 0;
    const rename: Disk['rename'] = (from, to) => {
      times += 1;
      if (times < 3) rmSync(dirname(to), { recursive: true });
      real.rename(from, to);
    };
    await save(t, storeOn({ ...real, rename }, folder, t), aSlot(), 'it');
    assert.equal(times, 3);
    assert.deepEqual(await contents(storeOn(real, folder, t), aSlot()), ['it']);
  });

  it('takes no entry that is larger than all of it may be', async (t) => {
    const place = directoryPlace(t, 1000);
    const file = aFile(t, 'x'.repeat(1001));
    assert.equal(codeOf(await place.store.save(aSlot(), file)), 'too-large');
    assert.ok(!existsSync(file));
  });

  it('is written by ten programs at once, read and cleaned up meanwhile, and every entry is whole', async (t) => {
    const state = temporaryFolder(t);
    const size = 40 * 50_000;
    const code = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { directoryStore } from ${JSON.stringify(join(SOURCES, 'cache/stores/directory.ts'))};
      import { systemDisk } from ${JSON.stringify(join(SOURCES, 'system/disk.ts'))};
      import { systemFiles } from ${JSON.stringify(join(SOURCES, 'system/files.ts'))};
      const doors = { disk: systemDisk(), files: systemFiles(), clock: { now: () => Date.now() }, state: ${JSON.stringify(state)} };
      const digest = 'a'.repeat(64);
      let read = 0;
      for (let round = 0; round < 12; round += 1) {
        const store = directoryStore(doors, undefined, ${size});
        const slot = { namespace: 'T2', kind: 'store', lineage: digest, key: (round % 2 ? 'b' : 'c').repeat(64) };
        const file = store.workFolder + '/' + process.pid + '-' + round + '.part';
        writeFileSync(file, String.fromCharCode(97 + (process.pid + round) % 26).repeat(50_000));
        const saved = await store.save(slot, file);
        if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
        for (const candidate of (await store.find({ ...slot, key: undefined }, 5)).value) {
          const opened = await store.open(candidate, 1e9);
          if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
          if (opened.value === undefined) continue;
          let text;
          try { text = readFileSync(opened.value.path, 'latin1'); } catch (error) { if (error.code === 'ENOENT') continue; throw error; }
          if (text !== text[0].repeat(50_000)) throw new Error('half an entry');
          read += 1;
        }
        const ended = await store.finish(new Set());
        if (!ended.ok) throw new Error(JSON.stringify(ended.failure));
      }
      process.stdout.write(String(read));`;
    const ends = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let text = '';
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
        const [exit] = await once(child, 'close');
        return { exit, text };
      }),
    );
    for (const { exit, text } of ends) assert.equal(exit, 0, text);
    assert.ok(ends.every(({ text }) => Number(text) > 0));
    const left = filesBelow(join(state, 'cache'));
    assert.ok(left.length > 0);
    for (const path of left) assert.match(path, /\.sealed$/);
  });
});
