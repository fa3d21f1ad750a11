/** What every store must do, wherever it keeps entries. Loops over the harnesses, one for each of the registry. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { openStore, STORES } from '../../src/cache/stores/registry.ts';
import type { CacheSettings, Namespace } from '../../src/core/cache.ts';
import type { HostName } from '../../src/core/host.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { aCacheSettings } from '../support/cache.ts';
import {
  aFile,
  aSlot,
  codeOf,
  contents,
  got,
  HARNESSES,
  lineageOf,
  read,
  SIZE,
  save,
  sha256,
} from '../support/stores.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { aWorld } from '../support/world.ts';

const SECOND = 1000;

test('every store of the registry has a file of its own, and every file that makes one is in the registry', async () => {
  const folder = new URL('../../src/cache/stores/', import.meta.url);
  const making: string[] = [];
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.ts'))) {
    const exported = Object.keys((await import(new URL(file, folder).href)) as object);
    const stem = file.slice(0, -3);
    if (exported.includes(`${stem}Store`)) making.push(stem);
    else
      assert.deepEqual(
        exported.filter((one) => /^\w+Store$/.test(one) && one !== 'openStore'),
        [],
        file,
      );
  }
  const names = STORES.map((door) => door.name);
  assert.deepEqual(making.sort(), names.toSorted());
  assert.deepEqual(HARNESSES.map((harness) => harness.name).sort(), names.toSorted());
});

test('each host has its store; a setting names another; off is none', async (t) => {
  const state = temporaryFolder(t);
  const world = {
    ...aWorld(),
    disk: systemDisk(),
    state,
    env: { ACTIONS_RESULTS_URL: 'https://results.example.org/' },
    secrets: new Map([['ACTIONS_RUNTIME_TOKEN', 'token']]),
  };
  const nameOf = async (store: CacheSettings['store'], host: HostName): Promise<string> => {
    const opened = await openStore(world, aCacheSettings({ store }), { host, workspace: '/workspace' });
    return opened.ok ? opened.value.name : opened.failure.code;
  };
  for (const [host, store] of [
    ['local', 'directory'],
    ['gitlab', 'gitlab'],
    ['github', 'github'],
  ] as const) {
    assert.equal(await nameOf('auto', host), store);
    assert.equal(await nameOf('off', host), 'absent');
    for (const { name } of STORES) assert.equal(await nameOf(name, host), name);
  }
  const bare = await openStore({ ...world, env: {} }, aCacheSettings(), { host: 'github', workspace: '/w' });
  assert.ok(!bare.ok && bare.failure.code === 'store-error');
  assert.match(bare.failure.detail, /ACTIONS_RESULTS_URL/);
  assert.deepEqual(readdirSync(state), [], 'opening alone writes nothing');
});

for (const { name, open } of HARNESSES) {
  test(`${name}: an empty store has nothing, and that is no trouble`, async (t) => {
    const { store } = await open(t);
    assert.equal(store.name, name);
    assert.ok(store.place.length > 0);
    for (const kind of ['store', 'result'] as const) {
      assert.deepEqual(got(await store.find(aSlot({ kind }), 4)), []);
      assert.deepEqual(got(await store.find(lineageOf(aSlot({ kind })), 4)), []);
    }
    assert.deepEqual(got(await store.list()) ?? [], []);
    got(await store.finish(new Set()));
  });

  test(`${name}: what is saved is found by its key and by its lineage, byte for byte`, async (t) => {
    const { store, again } = await open(t);
    const bytes = randomBytes(300_000).toString('base64');
    const file = aFile(t, bytes);
    got(await store.save(aSlot(), file));
    assert.ok(!existsSync(file), 'the file was given away');
    for (const reader of [store, again()]) {
      for (const query of [aSlot(), lineageOf(aSlot())]) {
        const [candidate, ...more] = got(await reader.find(query, 4));
        assert.ok(candidate !== undefined && more.length === 0);
        assert.deepEqual(candidate.slot ?? aSlot(), aSlot());
        assert.equal(candidate.bytes ?? bytes.length, bytes.length);
        assert.ok((await read(reader, candidate)) === bytes);
        assert.ok((await read(reader, candidate)) === bytes, 'as often as wanted');
      }
    }
  });

  test(`${name}: an entry may be written where the store says, or anywhere`, async (t) => {
    const { store } = await open(t);
    await save(t, store, aSlot(), 'anywhere');
    const { workFolder } = store;
    if (workFolder !== undefined) assert.ok(existsSync(workFolder));
    assert.equal(store.workFolder, workFolder);
    assert.deepEqual(await contents(store, aSlot()), ['anywhere']);
  });

  test(`${name}: of one slot all entries are found, the newest first, as many as are asked for`, async (t) => {
    const { store, later } = await open(t);
    for (const text of ['first', 'second', 'third']) {
      await save(t, store, aSlot(), text);
      later(SECOND);
    }
    const found = await contents(store, aSlot());
    assert.equal(found[0], 'third');
    // A store may hand out fewer of a slot than there are, but never out of order.
    assert.deepEqual(found, ['third', 'second', 'first'].slice(0, found.length));
    for (const most of [1, 2]) {
      const some = await contents(store, aSlot(), most);
      assert.deepEqual(some, found.slice(0, most));
    }
  });

  test(`${name}: of a lineage the newest comes first, whatever its key`, async (t) => {
    const { store, later } = await open(t);
    for (const text of ['c', 'a', 'b']) {
      await save(t, store, aSlot({ key: sha256(text) }), text);
      later(SECOND);
    }
    assert.equal((await contents(store, lineageOf(aSlot())))[0], 'b');
    for (const text of ['a', 'b', 'c'])
      assert.deepEqual(await contents(store, aSlot({ key: sha256(text) })), [text]);
  });

  test(`${name}: nothing is found under another namespace, kind, lineage or key`, async (t) => {
    const { store } = await open(t);
    await save(t, store, aSlot(), 'it');
    const others = [
      aSlot({ namespace: 'T1/7' }),
      aSlot({ namespace: 'T0/7' }),
      aSlot({ kind: 'result' }),
      aSlot({ lineage: sha256('other') }),
      aSlot({ key: sha256('other') }),
      lineageOf(aSlot({ namespace: 'T1/7' })),
      lineageOf(aSlot({ lineage: sha256('other') })),
    ];
    for (const query of others) assert.deepEqual(await contents(store, query), [], JSON.stringify(query));
    assert.deepEqual(await contents(store, aSlot()), ['it']);
  });

  test(`${name}: a result is found by its key alone`, async (t) => {
    const { store } = await open(t);
    await save(t, store, aSlot({ kind: 'result' }), 'result');
    assert.deepEqual(await contents(store, aSlot({ kind: 'result' })), ['result']);
    assert.deepEqual(await contents(store, aSlot({ kind: 'store' })), []);
  });

  test(`${name}: namespaces with odd names are kept apart`, async (t) => {
    const { store } = await open(t);
    const names = [
      'x',
      'X',
      '..',
      'a/b',
      'a/B',
      'a\nb',
      '\u00e9',
      'e\u0301',
      '',
      'y'.repeat(300),
      'Y'.repeat(300),
    ];
    const namespaces = names.flatMap((id): Namespace[] => [`T1/${id}`, `T0/${id}`]);
    for (const namespace of namespaces) await save(t, store, aSlot({ namespace }), namespace);
    for (const namespace of namespaces) {
      assert.deepEqual(await contents(store, aSlot({ namespace })), [namespace]);
      const [candidate] = got(await store.find(aSlot({ namespace }), 1));
      assert.equal(candidate?.slot?.namespace ?? namespace, namespace);
    }
  });

  test(`${name}: what is larger than may be read is too large`, async (t) => {
    const { store } = await open(t);
    await save(t, store, aSlot(), 'x'.repeat(1000));
    const [candidate] = got(await store.find(aSlot(), 1));
    assert.ok(candidate !== undefined);
    assert.equal(codeOf(await store.open(candidate, 999)), 'too-large');
    got(await store.open(candidate, 1000))?.release();
  });

  test(`${name}: what is gone when it is opened is gone, and no trouble`, async (t) => {
    const { store, lose } = await open(t);
    await save(t, store, aSlot(), 'it');
    const [candidate] = got(await store.find(aSlot(), 1));
    assert.ok(candidate !== undefined);
    await lose(candidate);
    assert.equal(got(await store.open(candidate, SIZE)), undefined);
  });

  test(`${name}: a run that may only read reads, and is told when it writes`, async (t) => {
    const { store, readOnly } = await open(t);
    await save(t, store, aSlot(), 'it');
    const reader = readOnly();
    assert.deepEqual(await contents(reader, aSlot()), ['it']);
    const file = aFile(t, 'more');
    assert.equal(codeOf(await reader.save(aSlot(), file)), 'store-read-only');
    assert.ok(!existsSync(file), 'nothing is left of it');
    assert.deepEqual(await contents(reader, aSlot()), ['it']);
  });

  test(`${name}: everything there is can be listed and removed, where the store can tell`, async (t) => {
    const { store, again, later } = await open(t);
    const slots = [
      aSlot(),
      aSlot({ kind: 'result' }),
      aSlot({ namespace: 'T1/7' }),
      aSlot({ namespace: 'T0/m' }),
    ];
    for (const slot of slots) {
      await save(t, store, slot, JSON.stringify(slot));
      later(SECOND);
    }
    const listed = got(await again().list());
    if (listed === undefined) return assert.equal(store.strays, undefined);
    assert.equal(listed.length, slots.length);
    for (const candidate of listed)
      assert.equal(await read(store, candidate), JSON.stringify(candidate.slot));
    const [first, ...rest] = listed;
    assert.ok(first !== undefined);
    got(await store.remove(first));
    got(await store.remove(first));
    assert.equal(got(await store.open(first, SIZE)), undefined);
    assert.deepEqual(got(await store.list()), rest);
  });

  test(`${name}: the end of a run keeps what the run saved or used`, async (t) => {
    const { store, again, later } = await open(t);
    await save(t, store, aSlot(), 'before');
    got(await store.finish(new Set()));
    later(SECOND);
    const run = again();
    const [used] = got(await run.find(aSlot(), 1));
    assert.ok(used !== undefined);
    await save(t, run, aSlot({ key: sha256('new') }), 'new');
    got(await run.finish(new Set([used.id])));
    assert.deepEqual(await contents(again(), aSlot()), ['before']);
    assert.deepEqual(await contents(again(), aSlot({ key: sha256('new') })), ['new']);
    got(await again().finish(new Set([used.id, 'no id', '../../x', '', `${used.id}\0`])));
    assert.deepEqual(await contents(again(), aSlot()), ['before']);
  });

  test(`${name}: two and ten that save at once leave whole entries and nothing else`, async (t) => {
    for (const many of [2, 10]) {
      const { again } = await open(t);
      const texts = Array.from({ length: many }, (_, index) => `${index}`.repeat(100_000));
      await Promise.all(texts.map((text) => save(t, again(), aSlot(), text)));
      const found = await contents(again(), aSlot(), many);
      assert.ok(found.length > 0);
      for (const text of found) assert.ok(texts.includes(text));
      const listed = got(await again().list());
      if (listed !== undefined) assert.equal(listed.length, many);
    }
  });
}
