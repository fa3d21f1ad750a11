/** The commands that look at the cache, over a real store with real seals. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { cacheInspect } from '../../../src/cli/cache/inspect.ts';
import { cacheList } from '../../../src/cli/cache/list.ts';
import { cachePrune } from '../../../src/cli/cache/prune.ts';
import { cacheVerify } from '../../../src/cli/cache/verify.ts';
import type { Flags } from '../../../src/cli/flags.ts';
import type { Session } from '../../../src/cli/session.ts';
import type { ExitStatus } from '../../../src/core/failure.ts';
import type { CacheInspectView } from '../../../src/report/cache-inspect.ts';
import type { CacheListView } from '../../../src/report/cache-list.ts';
import type { CachePruneView } from '../../../src/report/cache-prune.ts';
import type { CacheVerifyView } from '../../../src/report/cache-verify.ts';
import { CacheDesk, MAIN_KEY } from '../../support/cache-desk.ts';
import { githubPlace } from '../../support/github-store.ts';
import { aKey, DAY, digestOf } from '../../support/seals.ts';

type Said = { readonly exit: ExitStatus; readonly out: string; readonly err: string };

async function say(
  desk: CacheDesk,
  command: (session: Session) => Promise<ExitStatus>,
  flags: Partial<Flags> = {},
): Promise<Said> {
  const told = desk.session(flags);
  const exit = await command(told.session);
  return { exit, out: told.out(), err: told.err() };
}

/** What a command tells programs: one value. */
async function json<T>(
  desk: CacheDesk,
  command: (session: Session) => Promise<ExitStatus>,
  exit: ExitStatus = 0,
): Promise<T> {
  const said = await say(desk, command, { json: true });
  assert.equal(said.exit, exit, said.err);
  return JSON.parse(said.out) as T;
}

const inspect = (name: string) => (session: Session) => cacheInspect(session, name);
const verify =
  (name?: string, all = false) =>
  (session: Session) =>
    cacheVerify(session, name, all);
const prune =
  (dryRun = false) =>
  (session: Session) =>
    cachePrune(session, dryRun);

/** The only one, or a failed test. */
function only<T>(values: readonly T[]): T {
  assert.equal(values.length, 1);
  return values[0] as T;
}

describe('sealsmith cache list', () => {
  it('shows what is there, whose it is and whether this run would take it', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    await desk.save('check', { slot: { key: digestOf('1') } });
    const { exit, out } = await say(desk, cacheList);
    assert.equal(exit, 0);
    assert.match(
      out,
      /^ {2}ok {3}[0-9a-f]{8} {2}build +result +\d.* would be taken\n.*3 members · T2 main just now/m,
    );
    assert.match(out, /^ {2}same [0-9a-f]{8} {2}check +result +.* good, for another key$/m);
    assert.match(out, /2 entries · /);
    const view = await json<CacheListView>(desk, cacheList);
    assert.deepEqual(view.entries.map(({ known, asked, miss }) => [known, asked, miss]).toSorted(), [
      ['build', 'exact', undefined],
      ['check', 'other', undefined],
    ]);
    assert.equal(view.place, join(desk.state, 'cache'));
  });

  it('says why an entry would not be taken, by its code', async (t) => {
    const desk = new CacheDesk(t, ['epoch: 2', 'max-age: 10d']);
    await desk.save('build', { epoch: 1 });
    await desk.save('build', { epoch: 2, key: aKey(9) });
    await desk.save('build', { epoch: 2, tier: 'T1', namespace: 'T1/47' });
    await desk.save('build', { epoch: 2, slot: { name: 'build' } });
    desk.clock.advance(11 * DAY);
    await desk.save('check', { epoch: 2 });
    const view = await json<CacheListView>(desk, cacheList);
    const codes = view.entries.map(({ miss }) => miss?.code ?? 'taken').toSorted();
    assert.deepEqual(codes, ['epoch', 'expired', 'signer-not-allowed', 'taken', 'tier']);
  });

  it('lists what is no entry at all as that, and counts what is not ours', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    writeFileSync(only(desk.entries()), 'not an entry');
    writeFileSync(join(desk.state, 'cache', 'notes.txt'), 'mine');
    const { out, exit } = await say(desk, cacheList);
    assert.equal(exit, 0);
    assert.match(out, /fail [0-9a-f]{8} {2}build +result +12 B {2}refused: seal-invalid/);
    assert.match(out, /1 name there that are no entries|1 name there/);
  });

  it('is empty where nothing was ever kept, and makes no store to say so', async (t) => {
    const desk = new CacheDesk(t);
    const { exit, out } = await say(desk, cacheList);
    assert.equal(exit, 0);
    assert.match(out, /no entries/);
    assert.equal(desk.world.files.kind(join(desk.state, 'cache')), undefined);
  });

  it('ends with 5 where there is no cache to look at', async (t) => {
    for (const [settings, said] of [
      [['store: github'], /the cache cannot be looked at: store-error/],
      [['store: directory', 'path: /dev/null'], /the cache cannot be looked at: store-error/],
    ] as const) {
      const desk = new CacheDesk(t, settings);
      const { exit, err } = await say(desk, cacheList);
      assert.equal(exit, 5);
      assert.match(err.replace(/\s+/g, ' '), said);
    }
  });

  it('says that the cache is switched off', async (t) => {
    const desk = new CacheDesk(t);
    const text = 'toolchain: commands\ncache: false\nsteps: { build: { run: make } }\n';
    writeFileSync(join(desk.workspace, 'sealsmith.yml'), text);
    for (const command of [cacheList, inspect('build'), verify(), prune()]) {
      const { exit, err } = await say(desk, command);
      assert.equal(exit, 2);
      assert.match(err.replace(/\s+/g, ' '), /it is switched off by "cache: false"/);
    }
  });

  it('can be looked at although a tool of the plan is missing', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    const without = desk.with({ findTools: async () => new Map() });
    const view = await json<CacheListView>(without, cacheList);
    const { seal, asked, miss } = only(view.entries);
    assert.deepEqual([seal?.name, asked, miss], ['build', 'other', undefined]);
  });
});

describe('sealsmith cache inspect', () => {
  it('shows one by the name of its job: who, when, from what, what is inside', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build', { text: 'sixteen bytes in\n' });
    const { exit, out } = await say(desk, inspect('build'));
    assert.equal(exit, 0);
    assert.match(out, /^entry +build · .* · 3 members, 27 B of files$/m);
    assert.match(out, /^key +[0-9a-f]{12}… \(matches this tree\)$/m);
    assert.match(out, /^sealed by +ed25519:.*… = T2 "main"$/m);
    assert.match(out, /^made from +https:\/\/gitlab\.com\/group\/diary/m);
    assert.match(out, /^this run +would take it \(T0 reads T2\)$/m);
    assert.match(out, /^ {2}out +17 B$/m);
  });

  it('finds it by the id of the list, by its beginning, and by the id of the store', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    await desk.save('check');
    const { entries } = await json<CacheListView>(desk, cacheList);
    for (const { short, id, known } of entries) {
      for (const name of [short, short.slice(0, 6), id]) {
        const view = await json<CacheInspectView>(desk, inspect(name));
        assert.deepEqual([view.entry.id, view.entry.known], [id, known], name);
      }
    }
  });

  it('holds a file that somebody names against what it says of itself', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    const [from] = desk.entries();
    copyFileSync(from ?? '', join(desk.workspace, 'copy.sealed'));
    const { exit, out } = await say(desk, inspect('copy.sealed'));
    assert.equal(exit, 0);
    assert.match(out, /this run +would take it/);
    assert.match(out.replace(/\s+/g, ''), /liesin\S*copy\.sealed/);
    symlinkSync('copy.sealed', join(desk.workspace, 'link.sealed'));
    assert.equal((await say(desk, inspect('link.sealed'))).exit, 2);
  });

  it('does not say that it would take what a run would refuse for a byte of it', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    desk.spoil(only(desk.entries()));
    const { exit, out } = await say(desk, inspect('build'));
    assert.equal(exit, 0);
    assert.match(out, /this run +would refuse it: digest-mismatch/);
    assert.doesNotMatch(out, /would take/);
  });

  it('shows of several the one that a run would take', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build', { text: 'the good one\n' });
    desk.clock.advance(1000);
    await desk.save('build', { key: aKey(9), text: 'newer, by a stranger\n' });
    const view = await json<CacheInspectView>(desk, inspect('build'));
    assert.deepEqual([view.entry.signer?.name, view.entry.miss, view.others], ['main', undefined, 1]);
  });

  it('shows what a stranger sealed as claims, and nothing of what is inside', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build', { key: aKey(9) });
    const { out } = await say(desk, inspect('build'));
    assert.match(out, /sealed by {2}nobody who is allowed here; it names the key/);
    assert.match(out, /claims +none of this is vouched for/);
    assert.match(out, /would refuse it: signer-not-allowed/);
    assert.doesNotMatch(out, /^key |output-0|^ {2}out /m);
  });

  it('says what is not known, and what nothing is kept for', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    for (const [name, said] of [
      ['biuld', /"biuld" is no job of this plan and no entry.*did you mean "build"\?/],
      ['check', /the cache holds nothing for check that this run may read/],
      ['deadbeef', /"deadbeef" is no job of this plan/],
      ['', /"" is no job/],
      ['nothing.sealed', /"nothing\.sealed" is no job/],
    ] as const) {
      const { exit, err } = await say(desk, inspect(name));
      assert.equal(exit, 2, name);
      assert.match(err.replace(/\s+/g, ' '), said);
    }
  });
});

describe('sealsmith cache verify', () => {
  it('reads every byte of what this tree would ask for, and says what is missing', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    await desk.save('check', { slot: { key: digestOf('1') } });
    const { exit, out } = await say(desk, verify());
    assert.equal(exit, 0);
    assert.match(out, /ok +[0-9a-f]{8} {2}build +every byte as sealed, 3 members/);
    assert.match(out, /skip +check +absent/);
  });

  it('ends with 4 for one changed byte, wherever it is', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    const [path = ''] = desk.entries();
    const size = desk.world.disk.look(path)?.bytes ?? 0;
    for (const [at, code] of [
      [0, 'digest-mismatch'],
      [size - 1, 'seal-invalid'],
    ] as const) {
      desk.spoil(path, at);
      const view = await json<CacheVerifyView>(desk, verify(), 4);
      assert.deepEqual([view.checks.find(({ name }) => name === 'build')?.miss?.code, view.exit], [code, 4]);
      desk.spoil(path, at);
    }
    assert.equal((await say(desk, verify())).exit, 0);
  });

  it('takes one by name, all with --all, and a file', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    await desk.save('check', { slot: { key: digestOf('1') } });
    const names = async (...args: Parameters<typeof verify>): Promise<readonly string[]> =>
      (await json<CacheVerifyView>(desk, verify(...args))).checks.map(({ name }) => name).toSorted();
    assert.deepEqual(await names('build'), ['build']);
    assert.deepEqual(await names(undefined, true), ['build', 'check']);
    const [path = ''] = desk.entries();
    assert.equal((await names(path)).length, 1);
  });

  it('is no failure for what is only not for this run', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    desk.clock.advance(15 * DAY);
    const { exit, out } = await say(desk, verify(undefined, true));
    assert.equal(exit, 0);
    assert.match(out, /skip [0-9a-f]{8} {2}build +expired/);
    assert.match(out, /1 entry · 1 not for this run/);
  });

  it('with --quiet says only what is wrong', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    assert.deepEqual(await say(desk, verify('build'), { quiet: true }), { exit: 0, out: '', err: '' });
    desk.spoil(only(desk.entries()));
    const { exit, out, err } = await say(desk, verify('build'), { quiet: true });
    assert.deepEqual([exit, out], [4, '']);
    assert.match(err, /cache entry of build refused: digest-mismatch/);
  });

  it('ends as it was told to when it is interrupted', async (t) => {
    for (const [name, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const desk = new CacheDesk(t);
      await desk.save('build');
      const told = desk.session();
      told.signal(name);
      assert.equal(await cacheVerify(told.session, undefined, true), status);
    }
  });
});

describe('sealsmith cache prune', () => {
  it('leaves what is good, and what is not ours', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    writeFileSync(join(desk.state, 'cache', 'notes.txt'), 'mine');
    const stray = join(desk.state, 'cache', 'T2', 'photos');
    mkdirSync(stray);
    // As if somebody had just put it there: what is older is a leftover of a run that died.
    utimesSync(stray, desk.clock.now() / 1000, desk.clock.now() / 1000);
    const { exit, out } = await say(desk, prune());
    assert.equal(exit, 0);
    assert.match(out, /nothing to remove · 1 entry · .* kept · may grow to 10 GB/);
    assert.match(out, /2 names there that are no entries, left alone/);
    assert.equal(desk.entries().length, 1);
    assert.equal(desk.world.files.kind(join(desk.state, 'cache', 'notes.txt')), 'file');
    assert.equal(desk.world.files.kind(stray), 'folder');
  });

  it('removes what nobody would take: broken, changed, moved, expired, of another epoch, by a stranger', async (t) => {
    const desk = new CacheDesk(t, ['epoch: 2']);
    await desk.save('check', { epoch: 2 });
    desk.clock.advance(15 * DAY);
    await desk.save('build', { epoch: 1 });
    await desk.save('build', { epoch: 2, key: aKey(9) });
    await desk.save('build', { epoch: 2, text: 'changed\n' });
    await desk.save('build', { epoch: 2, text: 'cut short\n' });
    const before = await json<CachePruneView>(desk, prune(true));
    assert.deepEqual(codesOf(before), ['epoch', 'expired', 'signer-not-allowed']);
    const { entries } = await json<CacheListView>(desk, cacheList);
    const good = entries
      .filter(({ miss }) => miss === undefined)
      .map(({ id }) => join(desk.state, 'cache', id));
    desk.spoil(good[0] ?? '');
    writeFileSync(good[1] ?? '', 'cut');
    await desk.save('build', { epoch: 2, text: 'good\n' });
    const dry = await json<CachePruneView>(desk, prune(true));
    assert.deepEqual(codesOf(dry), [
      'digest-mismatch',
      'epoch',
      'expired',
      'seal-invalid',
      'signer-not-allowed',
    ]);
    assert.equal(desk.entries().length, 6);
    const done = await json<CachePruneView>(desk, prune());
    assert.deepEqual([codesOf(done), done.kept.length, desk.entries().length], [codesOf(dry), 1, 1]);
  });

  it('leaves to others what only our own rules refuse', async (t) => {
    const desk = new CacheDesk(t, ['epoch: 2']);
    const elsewhere = { key: digestOf('1'), lineage: digestOf('2') };
    await desk.save('build', { epoch: 1, slot: elsewhere });
    await desk.save('build', { epoch: 2, slot: elsewhere, key: aKey(9) });
    await desk.save('build', { epoch: 2, tier: 'T1', namespace: 'T1/47' });
    await desk.save('build', { epoch: 2, key: aKey(9), tier: 'T0', namespace: `T0/${aKey(9).keyId}` });
    const view = await json<CachePruneView>(desk, prune());
    assert.deepEqual(codesOf(view), []);
    assert.equal(desk.entries().length, 4);
  });

  it('removes nothing as refused while nobody is allowed', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    // As on a forge where the settings cannot be had.
    const text =
      'toolchain: commands\nsteps:\n  build: { run: make, inputs: [in.txt], outputs: [out], tools: [make] }\n';
    writeFileSync(join(desk.workspace, 'sealsmith.yml'), text);
    const unsigned = desk.with({ env: { CI: 'true' } });
    assert.deepEqual(codesOf(await json<CachePruneView>(unsigned, prune())), []);
    assert.equal(desk.entries().length, 1);
  });

  it('makes room: the least recently used go first, and no more than three of one slot stay', async (t) => {
    const desk = new CacheDesk(t, ['size: 1MB']);
    for (const text of ['1', '2', '3', '4', '5']) {
      desk.clock.advance(1000);
      await desk.save('build', { text });
    }
    const view = await json<CachePruneView>(desk, prune());
    assert.deepEqual(codesOf(view), ['newer', 'newer']);
    const large = new CacheDesk(t, ['size: 1MB']);
    for (const digit of ['1', '2', '3']) {
      large.clock.advance(1000);
      const text = Array.from({ length: 6000 }, () => crypto.randomUUID()).join(digit);
      await large.save('build', { slot: { key: digestOf(digit) }, text: text.repeat(2) });
    }
    const sum = (await json<CacheListView>(large, cacheList)).entries.reduce(
      (all, one) => all + (one.bytes ?? 0),
      0,
    );
    const made = await json<CachePruneView>(large, prune());
    assert.equal(
      made.gone.every(({ why }) => why === 'room'),
      true,
    );
    assert.equal(made.gone.length > 0, sum > 1e6);
    assert.ok(made.kept.reduce((all, one) => all + (one.bytes ?? 0), 0) <= 1e6);
  });

  it('has nothing to do where there is no store yet', async (t) => {
    const desk = new CacheDesk(t);
    const { exit, out } = await say(desk, prune());
    assert.equal(exit, 0);
    assert.match(out, /nothing to remove · nothing kept/);
  });
});

describe('on GitHub, where nothing can be listed', () => {
  async function onGithub(t: TestContext): Promise<CacheDesk> {
    const { doors } = await githubPlace(t);
    return new CacheDesk(t, ['store: github']).with(doors);
  }

  it('list shows what can be looked up: the jobs of the plan, by the keys they have now', async (t) => {
    const desk = await onGithub(t);
    await desk.save('build');
    await desk.save('check', { slot: { key: digestOf('1') } });
    const { exit, out } = await say(desk, cacheList);
    assert.equal(exit, 0);
    assert.match(out, /cannot say all that it holds; these are the entries that the jobs of/);
    assert.match(out, /wait [0-9a-f]{8} {2}build +result +.* not looked into$/m);
    assert.match(out, /^1 entry · /m);
  });

  it('inspect and verify read what they are asked for', async (t) => {
    const desk = await onGithub(t);
    await desk.save('build');
    assert.match((await say(desk, inspect('build'))).out, /this run +would take it \(T0 reads T2\)/);
    const { exit, out } = await say(desk, verify());
    assert.equal(exit, 0);
    assert.match(out, /ok +[0-9a-f]{8} {2}build +every byte as sealed/);
    const all = await say(desk, verify(undefined, true));
    assert.equal(all.exit, 2);
    assert.match(all.err.replace(/\s+/g, ' '), /github does not say all that it holds/);
  });

  it('verify ends with 5 when the store does not answer as it should', async (t) => {
    const place = await githubPlace(t);
    const desk = new CacheDesk(t, ['store: github']).with(place.doors);
    await desk.save('build');
    place.service.faults.push({ on: 'lookup', answer: (_, response) => response.writeHead(500).end() });
    const { exit, out } = await say(desk, verify());
    assert.equal(exit, 5);
    assert.match(out, /note +build +store-error/);
    assert.match(out, /that the store did not hand out/);
  });

  it('prune says what to do instead, and removes nothing', async (t) => {
    const desk = await onGithub(t);
    await desk.save('build');
    const { exit, out } = await say(desk, prune());
    assert.equal(exit, 0);
    assert.match(out, /GitHub keeps these entries and prunes them itself/);
    assert.equal((await say(desk, verify('build'))).exit, 0);
  });
});

describe('the commands', () => {
  it('C3: do not take an entry for what its place says: a copy under another key is refused', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build');
    await desk.save('check');
    const { entries } = await json<CacheListView>(desk, cacheList);
    const path = (name: string): string =>
      join(desk.state, 'cache', entries.find(({ known }) => known === name)?.id ?? assert.fail());
    copyFileSync(path('build'), path('check'));
    const view = await json<CacheVerifyView>(desk, verify(), 4);
    assert.deepEqual(
      view.checks.map(({ name, miss }) => [name, miss?.code]),
      [
        ['build', undefined],
        ['build', 'key-mismatch'],
      ],
    );
    const shown = await json<CacheInspectView>(desk, inspect('check'));
    assert.equal(shown.entry.miss?.code, 'key-mismatch');
    rmSync(path('check'));
    assert.equal((await say(desk, verify())).exit, 0);
  });

  it('read with the keys of the configuration alone', async (t) => {
    const desk = new CacheDesk(t);
    await desk.save('build', { key: MAIN_KEY, tier: 'T2' });
    const { asked } = await desk.open();
    assert.deepEqual(
      asked.map(({ name, key }) => [name, key.ok]),
      [
        ['build', true],
        ['check', true],
      ],
    );
  });
});

function codesOf({ gone }: CachePruneView): readonly string[] {
  return gone.map(({ why }) => (typeof why === 'string' ? why : why.code)).toSorted();
}
