/**
 * Stores of files in the hands of somebody else: whatever stands in place of an entry or a folder, nothing outside is
 * read or written, nothing waits, and the honest run that comes next is served.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { directoryStore } from '../../src/cache/stores/directory.ts';
import { newEntryId } from '../../src/cache/stores/entry-name.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemFiles } from '../../src/system/files.ts';
import {
  aFile,
  aSlot,
  codeOf,
  contents,
  directoryPlace,
  gitlabPlace,
  got,
  lineageOf,
  type Place,
  read,
  SIZE,
  save,
  sha256,
} from '../support/stores.ts';
import { temporaryFolder } from '../support/temporary.ts';

const PLACES = [
  { name: 'directory', open: directoryPlace },
  { name: 'gitlab', open: gitlabPlace },
] as const;
const DAY = 86_400_000;

/** A name for an entry of the usual slot, and the folder that it belongs in. */
function aName(place: Place, created: number, slot = aSlot()): string {
  const path = join(place.root, newEntryId(slot, created));
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

function plant(place: Place, created: number, text: string): void {
  writeFileSync(aName(place, created), text);
}

for (const { name, open } of PLACES) {
  describe(`${name}, written by a stranger`, () => {
    it('C6: passes over a link in place of an entry, and reads nothing through it', async (t) => {
      const place = open(t);
      await save(t, place.store, aSlot(), 'honest');
      const [honest] = got(await place.store.find(aSlot(), 1));
      assert.ok(honest !== undefined);
      const secret = join(place.state, 'secret');
      writeFileSync(secret, 'secret');
      symlinkSync(secret, aName(place, place.clock.now()));
      assert.deepEqual(await contents(place.store, aSlot()), ['honest']);
      // Swapped between find and open.
      rmSync(join(place.root, honest.id));
      symlinkSync(secret, join(place.root, honest.id));
      assert.equal(codeOf(await place.store.open(honest, SIZE)), 'entry-unsafe');
      assert.deepEqual(got(await place.store.list()), []);
      got(await place.store.remove(honest));
      got(await place.again().finish(new Set([honest.id])));
      assert.ok(existsSync(secret));
      await save(t, place.store, aSlot(), 'next');
      assert.deepEqual(await contents(place.store, aSlot()), ['next']);
    });

    it('C6: follows no link in place of a folder, neither to read nor to write', async (t) => {
      for (const level of [1, 2, 3]) {
        const place = open(t);
        await save(t, place.store, aSlot(), 'honest');
        const [honest] = got(await place.store.find(aSlot(), 1));
        assert.ok(honest !== undefined);
        const folder = join(place.root, ...honest.id.split('/').slice(0, level));
        const outside = join(place.state, 'outside');
        renameSync(folder, outside);
        symlinkSync(outside, folder);
        const before = readdirSync(outside, { recursive: true });
        assert.deepEqual(await contents(place.store, aSlot()), []);
        assert.deepEqual(await contents(place.store, lineageOf(aSlot())), []);
        assert.equal(got(await place.store.open(honest, SIZE)), undefined);
        assert.deepEqual(got(await place.store.list()), []);
        got(await place.store.remove(honest));
        await save(t, place.store, aSlot(), 'next');
        assert.ok(lstatSync(folder).isDirectory());
        got(await place.store.finish(new Set([honest.id])));
        assert.deepEqual(await contents(place.again(), aSlot()), ['next']);
        assert.deepEqual(readdirSync(outside, { recursive: true }), before);
      }
    });

    it('F1: waits for no pipe in place of an entry, a folder or a part', async (t) => {
      const place = open(t);
      await save(t, place.store, aSlot(), 'honest');
      const [honest] = got(await place.store.find(aSlot(), 1));
      assert.ok(honest !== undefined);
      const work = place.store.workFolder ?? assert.fail();
      const pipes = [
        aName(place, place.clock.now()),
        join(place.root, 'T1'),
        join(place.root, 'T2/result'),
        join(place.root, honest.id),
        join(work, 'x.part'),
      ];
      rmSync(join(place.root, honest.id));
      execFileSync('mkfifo', pipes);
      assert.deepEqual(await contents(place.store, aSlot()), []);
      assert.equal(codeOf(await place.store.open(honest, SIZE)), 'entry-unsafe');
      assert.deepEqual(await contents(place.store, aSlot({ kind: 'result' })), []);
      for (const slot of [aSlot(), aSlot({ kind: 'result' }), aSlot({ namespace: 'T1/7' })]) {
        await save(t, place.store, slot, 'next');
        assert.deepEqual(await contents(place.store, slot), ['next']);
      }
      got(await place.store.finish(new Set([honest.id])));
      assert.deepEqual(await contents(place.again(), aSlot()), ['next']);
    });

    it('C13: an honest entry stands before junk that filled its slot, also what says it was made later', async (t) => {
      const place = open(t);
      const now = place.clock.now();
      for (let index = 0; index < 50; index += 1) {
        plant(place, now - index, `junk ${index}`);
        plant(place, now + DAY + index, `junk ${index}`);
      }
      const before = await contents(place.store, aSlot(), 4);
      assert.deepEqual(before, ['junk 0', 'junk 1', 'junk 2', 'junk 3']);
      place.later(1);
      await save(t, place.store, aSlot(), 'honest');
      assert.equal((await contents(place.store, aSlot(), 4))[0], 'honest');
      assert.equal((await contents(place.store, lineageOf(aSlot()), 4))[0], 'honest');
      got(await place.store.finish(new Set()));
      const after = await contents(place.again(), aSlot(), 200);
      assert.equal(after[0], 'honest');
      assert.ok(after.length <= 3, `${after.length} are left`);
    });

    it('E3: names with line breaks and stray bytes are no entries, and harm nothing', async (t) => {
      const place = open(t);
      await save(t, place.store, aSlot(), 'honest');
      const [honest] = got(await place.store.find(aSlot(), 1));
      assert.ok(honest !== undefined);
      const path = join(place.root, honest.id);
      const names = [`${path}\n`, path.replace('.sealed', '\n.sealed'), join(dirname(path), '\n::error::x')];
      for (const one of names) writeFileSync(one, 'junk');
      writeFileSync(Buffer.concat([Buffer.from(`${dirname(path)}/`), Buffer.from([0xff, 0x0a])]), 'junk');
      assert.deepEqual(await contents(place.store, aSlot()), ['honest']);
      assert.deepEqual(await contents(place.store, lineageOf(aSlot())), ['honest']);
      assert.deepEqual(
        got(await place.store.list())?.map(({ id }) => id),
        [honest.id],
      );
      for (const one of names) {
        const id = one.slice(place.root.length + 1);
        assert.equal(got(await place.store.open({ ...honest, id }, SIZE)), undefined);
      }
      got(await place.store.finish(new Set()));
      assert.deepEqual(await contents(place.again(), aSlot()), ['honest']);
    });

    it('C6: an id leads to an entry of the store and nowhere else', async (t) => {
      const place = open(t);
      await save(t, place.store, aSlot(), 'honest');
      const [honest] = got(await place.store.find(aSlot(), 1));
      assert.ok(honest !== undefined);
      const outside = join(place.state, 'outside.sealed');
      writeFileSync(outside, 'outside');
      for (const id of ['', '.', '../outside.sealed', `../${honest.id}`, outside, `${honest.id}/..`, 'T2']) {
        assert.equal(got(await place.store.open({ ...honest, id }, SIZE)), undefined);
        got(await place.store.remove({ ...honest, id }));
      }
      assert.ok(existsSync(outside));
      assert.equal(await read(place.store, honest), 'honest');
    });
  });
}

describe('directory, written by a stranger', () => {
  it('C6: does not follow a link in place of its own root', async (t) => {
    const place = directoryPlace(t);
    const outside = temporaryFolder(t);
    symlinkSync(outside, place.root);
    assert.equal(codeOf(await place.store.find(aSlot(), 1)), 'store-error');
    assert.equal(codeOf(await place.store.list()), 'store-error');
    assert.equal(codeOf(await place.store.save(aSlot(), aFile(t, 'it'))), 'store-error');
    assert.equal(codeOf(await place.store.finish(new Set())), 'store-error');
    assert.equal(place.store.workFolder, undefined);
    assert.deepEqual(readdirSync(outside), []);
    // Its twin: the same folder, by a link that configuration names.
    const doors = { disk: systemDisk(), files: systemFiles(), clock: place.clock, state: place.state };
    const configured = directoryStore(doors, place.root, SIZE);
    await save(t, configured, aSlot(), 'honest');
    assert.deepEqual(await contents(configured, aSlot()), ['honest']);
  });

  it('F1: waits for no pipe in place of its lock or of its memory', async (t) => {
    const place = directoryPlace(t);
    await save(t, place.store, aSlot(), 'honest');
    got(await place.store.finish(new Set()));
    const [memory = ''] = readdirSync(join(place.state, 'sweeps'));
    const path = join(place.state, 'sweeps', memory);
    rmSync(path);
    execFileSync('mkfifo', [path, path.replace('.swept', '.lock')]);
    got(await place.store.finish(new Set()));
    got(await place.again().finish(new Set()));
    assert.deepEqual(await contents(place.again(), aSlot()), ['honest']);
  });

  it('C13: a folder of 100,000 names hides no honest entry, and is bounded after the next run', async (t) => {
    const place = directoryPlace(t);
    const now = place.clock.now();
    // Hard links are made five times as fast as files, and ext4 lets one have 65,000.
    const junk = join(place.state, 'junk');
    writeFileSync(junk, 'junk');
    const folder = dirname(aName(place, now));
    for (let index = 0; index < 50_000; index += 1) {
      linkSync(
        junk,
        join(place.root, newEntryId(aSlot({ key: sha256(String(index % 25_000)) }), now - index)),
      );
      symlinkSync('nowhere', join(folder, `${index}.sealed`));
    }
    place.later(1);
    await save(t, place.store, aSlot(), 'honest');
    assert.deepEqual(await contents(place.store, aSlot(), 4), ['honest']);
    assert.equal((await contents(place.store, lineageOf(aSlot()), 4))[0], 'honest');
    got(await place.store.finish(new Set()));
    assert.equal((await contents(place.again(), lineageOf(aSlot()), 4))[0], 'honest');
    // However small they are: no more than a later run reads in a moment.
    assert.equal(got(await place.store.list())?.length, 20_000);
    place.later(2 * DAY);
    got(await place.again().finish(new Set()));
    assert.equal(readdirSync(folder).length, 20_000);
    assert.deepEqual(await contents(place.again(), aSlot(), 4), ['honest']);
  });
});
