/** `sealsmith drill cache`: every attack of it is stopped on every store of files, and it shows it when one is not. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { fight } from '../../../src/cache/drill/attack.ts';
import { ATTACKS, drill } from '../../../src/cache/drill/drill.ts';
import { fenced } from '../../../src/cache/drill/fence.ts';
import { ownAttacks, ownEntry } from '../../../src/cache/drill/own.ts';
import { REPORT } from '../../../src/cache/drill/runs.ts';
import { keepResult } from '../../../src/cache/results.ts';
import { drillCache } from '../../../src/cli/drill/cache.ts';
import { ok } from '../../../src/core/result.ts';
import type { CacheDrillView } from '../../../src/report/cache-drill.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { snapshot } from '../../support/archive.ts';
import { CacheDesk, MAIN_KEY } from '../../support/cache-desk.ts';
import { aGround, aRange, FOLDERS, titled } from '../../support/cache-range.ts';
import { aSession } from '../../support/session.ts';
import { temporaryFolder } from '../../support/temporary.ts';

for (const store of FOLDERS) {
  test(`the ${store} store`, async (t) => {
    const range = aRange(t, store);
    for (const attack of ATTACKS) {
      await t.test(titled(attack), async () => {
        const fought = await fight(attack, aGround(t, store, range));
        assert.deepEqual(fought.twin, undefined, 'its honest twin');
        assert.deepEqual(fought.strays, []);
        assert.equal(fought.miss?.code ?? 'harmless', attack.ends, fought.miss?.detail);
        assert.ok(fought.stopped);
      });
    }
  });
}

describe('the drill', () => {
  it('has attacks of every row of the threat list that a store of files can show', () => {
    const ids = new Set(ATTACKS.map(({ id }) => id));
    for (const id of [
      'C1',
      'C2',
      'C3',
      'C4',
      'C5',
      'C6',
      'C7',
      'C8',
      'C9',
      'C10',
      'C11',
      'C13',
      'F1',
    ] as const)
      assert.ok(ids.has(id), id);
    assert.equal(new Set(ATTACKS.map(({ id, row, name }) => `${id} ${row} ${name}`)).size, ATTACKS.length);
  });

  it('takes over the settings, attacks a copy of an own entry, and leaves the real cache and the disk as they were', async (t) => {
    const desk = new CacheDesk(t, ['epoch: 7', 'max-age: 1h']);
    await keepOwn(desk, 7);
    const before = snapshot(desk.state);
    const sandboxes = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('sealsmith-drill-'));
    const there = sandboxes();
    const { session, out } = aSession(desk.world, { json: true, quiet: true }, desk.workspace);
    t.after(() => session.world.workers.close());
    assert.equal(await drillCache(session), 0);
    const view = JSON.parse(out()) as CacheDrillView;
    assert.equal(view.results.length, ATTACKS.length + 3);
    assert.ok(view.results.some(({ name }) => name === 'build: a byte changed'));
    assert.equal(view.real, 'same');
    assert.deepEqual(snapshot(desk.state), before);
    assert.deepEqual(
      sandboxes().filter((name) => !there.includes(name)),
      [],
    );
  });

  it('leaves an own entry alone that no run here would take', async (t) => {
    const desk = new CacheDesk(t, ['epoch: 7']);
    const range = aRange(t, 'directory', { epoch: 7 });
    for (const [epoch, attacks] of [
      [6, 0],
      [7, 3],
    ] as const) {
      await keepOwn(desk, epoch);
      desk.clock.advance(1000);
      const { store, reader, limits } = (await desk.open()).vault;
      const own = await ownEntry({ store, reader }, desk.world, limits);
      assert.ok(own !== undefined);
      const found = await ownAttacks({ ...range, world: { ...range.world, clock: desk.clock } }, own);
      assert.equal(found.length, attacks);
    }
  });

  it('works in a folder where there is nothing, and makes nothing there', async (t) => {
    const desk = new CacheDesk(t);
    const empty = temporaryFolder(t);
    const state = join(empty, 'state');
    mkdirSync(join(empty, 'work'));
    const { session, out } = aSession(
      { ...desk.world, state, clock: systemClock() },
      { json: true, quiet: true },
      join(empty, 'work'),
    );
    assert.equal(await drillCache(session), 0);
    const view = JSON.parse(out()) as CacheDrillView;
    assert.equal(view.real, 'none');
    assert.deepEqual([...snapshot(empty).keys()], ['', 'work']);
  });

  it('says an attack that gets through, and the honest case that does not, and ends with 4', async (t) => {
    const range = aRange(t, 'directory');
    // A run that counts everybody's seal, and one that counts nobody's.
    for (const [signers, wrong] of [
      [[{ key: range.cast.stranger.key.publicKey, tier: 'T2', name: 'anybody' } as const], 'stopped'],
      [[], 'twin'],
    ] as const) {
      const open: typeof range.open = async (...args) => {
        const opened = await range.open(...args);
        if (!opened.ok) return opened;
        const { reader } = opened.value;
        const known = wrong === 'twin' ? signers : [...reader.signers, ...signers];
        return ok({ ...opened.value, reader: { ...reader, signers: known } });
      };
      const attacks = ATTACKS.filter(({ name }) => name === 'a key of their own');
      const [fought] = await drill({ ...range, open }, attacks);
      assert.equal(fought?.stopped, false);
      if (wrong === 'twin') assert.equal(fought.twin?.code, 'no-signers');
      else assert.equal(fought.miss, undefined);
    }
  });

  it('cannot name the real cache once it has begun', () => {
    const calls: string[] = [];
    const door = {
      read: (path: string) => calls.push(path),
      rename: (_: string, to: string) => calls.push(to),
    };
    const behind = fenced(door, ['/real/cache']);
    behind.read('/real/cache-2');
    assert.throws(() => behind.read('/real/cache/T2'), /reached for/);
    assert.throws(() => behind.rename('/elsewhere/x', '/real/cache'), /reached for/);
    assert.deepEqual(calls, ['/real/cache-2']);
  });
});

/** As a run of the project on the protected branch would have kept it. */
async function keepOwn(desk: CacheDesk, epoch: number): Promise<void> {
  const { vault } = await desk.open();
  const { key, lineage } = await desk.slot('build');
  const [output, log] = ['made', 'log'].map((name) => join(desk.folder, name));
  assert.ok(key.ok && output !== undefined && log !== undefined);
  for (const path of [output, log]) writeFileSync(path, 'made\n');
  const sha256 = 'a'.repeat(64) as typeof lineage;
  const kept = await keepResult(
    {
      ...vault,
      writer: ok({ namespace: 'T2', tier: 'T2', key: MAIN_KEY }),
      producer: { ...vault.producer, tier: 'T2' },
      settings: { ...vault.settings, epoch },
    },
    { job: 'build', key: key.value, lineage, outputs: 1 },
    { report: REPORT, outputs: [output], log, digests: [{ path: 'made', sha256 }], digestOf: () => sha256 },
    desk.folder,
  );
  assert.ok(kept.ok, JSON.stringify(kept));
}
