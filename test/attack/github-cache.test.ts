/**
 * GitHub's cache in the hands of whoever may write to it, and behind a network that does what it wants. Everything is
 * real but GitHub itself: entries are sealed and read as in a run, over a server that speaks the service's protocol.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { keyPrefixes, newKey, partsOf } from '../../src/cache/stores/github-key.ts';
import { ANSWERS, DEFAULT_BRANCH, type Operation } from '../fake/github-cache.ts';
import { KEYS, MAIN, PULL, restore, SLOT, save, sealed, upload } from '../support/github-runs.ts';
import { type GithubPlace, githubPlace } from '../support/github-store.ts';
import { compressed, versionFor } from '../support/outer-archive.ts';
import { aSlot, sha256 } from '../support/stores.ts';
import { rawHeader, rawMember, ZEROS } from '../support/tar-bytes.ts';
import { temporaryFolder } from '../support/temporary.ts';

const HONEST = 'what the protected branch built';

/** Folders that entries were downloaded into and that are still there. */
function left(place: GithubPlace): readonly string[] {
  return place.made.filter((folder) => existsSync(folder));
}

describe('C5: a change fills the slot first', () => {
  it('C5: what a pull request seals as the protected branch is refused, and the honest entry is found', async (t) => {
    const place = await githubPlace(t);
    upload(place, await sealed(t, place, HONEST, KEYS.T2));
    upload(place, await sealed(t, place, 'evil', KEYS.T1, 'T2'), { scope: PULL.ref });
    // Its own scope comes first for the service, so the pull request itself is shown it.
    assert.deepEqual(await restore(place, PULL), { text: HONEST, codes: ['tier'] });
    assert.deepEqual(await restore(place, MAIN), { text: HONEST, codes: [] });
  });

  it('C5: nothing that a pull request saves is seen by the protected branch', async (t) => {
    const place = await githubPlace(t);
    upload(place, await sealed(t, place, 'evil', KEYS.T1, 'T2'), { scope: PULL.ref });
    assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['absent'] });
  });

  it('C5: what a key of changes seals is refused in the scope of the protected branch too', async (t) => {
    const place = await githubPlace(t);
    upload(place, await sealed(t, place, 'evil', KEYS.T1, 'T2'));
    assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['tier'] });
    upload(place, await sealed(t, place, 'evil', KEYS.T1, 'T1/7'), { name: newKey(SLOT, place.clock.now()) });
    assert.ok((await restore(place, MAIN)).codes.every((code) => code === 'tier'));
    upload(place, await sealed(t, place, 'evil', KEYS.stranger));
    assert.ok((await restore(place, MAIN)).codes.includes('signer-not-allowed'));
  });

  it('C5 twin: a change takes what the protected branch sealed, and its own', async (t) => {
    const place = await githubPlace(t);
    upload(place, await sealed(t, place, 'own', KEYS.T1, 'T1/7'), {
      scope: PULL.ref,
      name: newKey({ ...SLOT, namespace: 'T1/7' }, place.clock.now()),
    });
    assert.deepEqual(await restore(place, PULL), { text: 'own', codes: [] });
    upload(place, await sealed(t, place, HONEST, KEYS.T2));
    assert.deepEqual(await restore(place, PULL), { text: HONEST, codes: [] });
  });
});

describe('C1, C3, C6, C7: what lies in the store is not what was saved', () => {
  it('C1: an archive that was changed in the store is refused by one of its digests', async (t) => {
    const place = await githubPlace(t);
    const bytes = await sealed(t, place, HONEST, KEYS.T2);
    for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 30, bytes.length - 1]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 0x10;
      const entry = upload(place, copy);
      const { text, codes } = await restore(place, MAIN);
      assert.equal(text, undefined);
      assert.match(codes[0] ?? '', /^(digest-mismatch|seal-invalid|entry-unsafe)$/);
      place.service.tamper(entry, undefined);
    }
  });

  it('C3: an entry of another key under the name of this one is refused', async (t) => {
    const place = await githubPlace(t);
    const other = { ...SLOT, key: sha256('other') };
    upload(place, await sealed(t, place, 'other', KEYS.T2, 'T2', other));
    assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['key-mismatch'] });
  });

  it('C6: an outer archive with anything but one file is refused, and nothing of it is written', async (t) => {
    const target = join(temporaryFolder(t), 'target');
    const place = await githubPlace(t);
    const honest = await sealed(t, place, HONEST, KEYS.T2);
    for (const parts of [
      [rawMember('evil', { name: target }), rawMember(honest)],
      [rawHeader({ type: '2', name: 'link', target }), rawMember('evil', { name: 'link' })],
      [rawHeader({ type: '1', name: 'link', target })],
      [rawHeader({ type: '5', name: 'folder/' }), rawMember(honest)],
      [rawMember(honest), rawHeader({ type: '3', name: 'device' })],
    ]) {
      const tar = compressed(Buffer.concat([...parts, ZEROS]), 'zstd');
      const entry = place.service.plant(newKey(SLOT, place.clock.now()), versionFor('zstd'), tar);
      assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['entry-unsafe'] });
      place.service.tamper(entry, undefined);
    }
    assert.throws(() => readdirSync(target), { code: 'ENOENT' });
    assert.deepEqual(left(place), []);
  });

  it('C6 twin: whatever the one file is called, only its content counts', async (t) => {
    const place = await githubPlace(t);
    const honest = await sealed(t, place, HONEST, KEYS.T2);
    const tar = Buffer.concat([rawMember(honest, { name: '../../../etc/passwd' }), ZEROS]);
    place.service.plant(newKey(SLOT, place.clock.now()), versionFor('gzip'), compressed(tar, 'gzip'));
    assert.deepEqual(await restore(place, MAIN), { text: HONEST, codes: [] });
  });

  it('C7: a bomb around or in place of an entry is too large', async (t) => {
    const place = await githubPlace(t);
    for (const tar of [
      rawMember(Buffer.alloc(50_000_000)),
      Buffer.concat([rawMember('x'), Buffer.alloc(50_000_000)]),
      rawHeader({ size: '77777777777\0' }),
    ]) {
      const entry = place.service.plant(
        newKey(SLOT, place.clock.now()),
        versionFor('zstd'),
        compressed(tar, 'zstd'),
      );
      assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['too-large'] });
      place.service.tamper(entry, undefined);
    }
    assert.deepEqual(left(place), []);
  });
});

describe('C9: the service answers slowly, half, twice, with an error page, with the length of another', () => {
  const answers: readonly (readonly [Operation, keyof typeof ANSWERS, RegExp])[] = [
    ['download', 'slow', /^store-error$/],
    ['download', 'half', /^store-error$/],
    ['download', 'short', /^store-error$/],
    ['download', 'twice', /^entry-unsafe$/],
    ['download', 'longer', /^store-error$/],
    ['download', 'page', /^store-error$/],
    ['download', 'nothing', /^store-error$/],
    ['download', 'changed', /^(digest-mismatch|seal-invalid|entry-unsafe|store-error)$/],
    ['download', 'unavailable', /^store-error$/],
    ['download', 'limited', /^store-error$/],
    ['download', 'hangUp', /^store-error$/],
    ['lookup', 'slow', /^store-error$/],
    ['lookup', 'half', /^store-error$/],
    ['lookup', 'page', /^store-error$/],
    ['lookup', 'nothing', /^store-error$/],
    ['lookup', 'unavailable', /^store-error$/],
    ['lookup', 'limited', /^store-error$/],
    ['lookup', 'hangUp', /^store-error$/],
  ];
  for (const [on, name, code] of answers) {
    it(`C9: a ${on} that is answered "${name}" is a miss with a reason, and the next run is served`, async (t) => {
      const place = await githubPlace(t);
      upload(place, await sealed(t, place, HONEST, KEYS.T2));
      place.service.faults = [{ on, answer: ANSWERS[name] }];
      const { text, codes } = await restore(place, MAIN);
      assert.equal(text, undefined);
      assert.ok(codes.length > 0);
      for (const one of codes) assert.match(one, code);
      assert.deepEqual(left(place), []);
      place.service.faults = [];
      assert.deepEqual(await restore(place, MAIN), { text: HONEST, codes: [] });
      assert.deepEqual(left(place), []);
    });
  }

  it('C9: a run waits for one download that takes too long, and for no other', async (t) => {
    const place = await githubPlace(t);
    for (const compression of ['zstd', 'gzip'] as const) {
      const tar = Buffer.concat([rawMember('x', { name: 'sealsmith' }), ZEROS]);
      const name = newKey(SLOT, place.clock.now());
      place.service.plant(name, versionFor(compression), compressed(tar, compression));
    }
    place.service.faults = [{ on: 'download', answer: ANSWERS.slow }];
    const { codes } = await restore(place, MAIN);
    assert.ok(codes.length >= 2);
    assert.ok(codes.every((code) => code === 'store-error'));
    assert.equal(place.service.asked.filter((operation) => operation === 'download').length, 1);
  });

  it('C9: an entry that is gone between question and download is none', async (t) => {
    const place = await githubPlace(t);
    const entry = upload(place, await sealed(t, place, HONEST, KEYS.T2));
    place.service.tamper(entry, undefined);
    assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['absent'] });
  });
});

describe('C13: the slot is taken, or the store is filled up', () => {
  it('C13: an entry under squatted names is found behind them', async (t) => {
    const place = await githubPlace(t);
    const honest = upload(place, await sealed(t, place, HONEST, KEYS.T2));
    // Newer, and anywhere but in the sixteenth that the honest one lies in.
    const digit = honest.key.slice(-46, -45);
    const squatted: string[] = [];
    while (squatted.length < 2) {
      const name = newKey(SLOT, place.clock.now());
      if (![digit, ...squatted].includes(name.slice(-46, -45))) {
        upload(place, Buffer.from('junk'), { name });
        squatted.push(name.slice(-46, -45));
      }
    }
    const { text, codes } = await restore(place, MAIN);
    assert.equal(text, HONEST);
    assert.ok(codes.length >= 1 && codes.length <= 2);
  });

  it('C13: a slot that is squatted all over is a miss with reasons, and the next save heals it', async (t) => {
    const place = await githubPlace(t);
    upload(place, await sealed(t, place, HONEST, KEYS.T2));
    const junk = await sealed(t, place, 'evil', KEYS.stranger);
    const prefix = newKey(SLOT, place.clock.now()).slice(0, -46);
    for (let digit = 0; digit < 16; digit += 1) {
      upload(place, junk, { name: `${prefix}${digit.toString(16).repeat(32)}-${place.clock.now()}` });
    }
    const before = await restore(place, MAIN);
    assert.equal(before.text, undefined);
    assert.deepEqual(
      before.codes,
      Array.from({ length: 4 }, () => 'signer-not-allowed'),
    );
    await save(t, place, MAIN, 'built again');
    assert.deepEqual(await restore(place, MAIN), { text: 'built again', codes: [] });
    assert.deepEqual(await restore(place, PULL), { text: 'built again', codes: [] });
  });

  it('C13: an entry that is called what is asked for comes first, and the honest one is found behind it', async (t) => {
    const place = await githubPlace(t);
    const asked = keyPrefixes(SLOT, place.clock.now())[0] ?? '';
    upload(place, Buffer.from('junk'), { name: asked });
    await save(t, place, MAIN, HONEST);
    assert.deepEqual(await restore(place, MAIN), { text: HONEST, codes: ['seal-invalid'] });
  });

  it('C13: when all that is asked for is called so, the slot heals with the week', async (t) => {
    const place = await githubPlace(t);
    const prefixes = keyPrefixes(SLOT, place.clock.now());
    for (const name of [prefixes, ...partsOf(prefixes)].map(([first = '']) => first)) {
      upload(place, Buffer.from('junk'), { name });
    }
    await save(t, place, MAIN, HONEST);
    const before = await restore(place, MAIN);
    assert.equal(before.text, undefined);
    assert.deepEqual(
      before.codes,
      Array.from({ length: 4 }, () => 'seal-invalid'),
    );
    place.later(7 * 24 * 3_600_000);
    await save(t, place, MAIN, 'built again');
    assert.deepEqual(await restore(place, MAIN), { text: 'built again', codes: [] });
  });

  it('C13: a store that was filled up has no entry, and the next save lands', async (t) => {
    const place = await githubPlace(t);
    place.service.capacity = 5_000_000;
    upload(place, await sealed(t, place, HONEST, KEYS.T2));
    for (let count = 0; count < 5; count += 1) {
      const name = newKey(aSlot({ key: sha256(`flood ${count}`) }), place.clock.now());
      place.service.plant(name, versionFor('zstd'), Buffer.alloc(1_000_000), DEFAULT_BRANCH);
    }
    assert.deepEqual(await restore(place, MAIN), { text: undefined, codes: ['absent'] });
    await save(t, place, MAIN, HONEST);
    assert.deepEqual(await restore(place, MAIN), { text: HONEST, codes: [] });
  });

  it('C13 twin: what is used is not what makes room', async (t) => {
    const place = await githubPlace(t);
    place.service.capacity = 5_000_000;
    upload(place, await sealed(t, place, HONEST, KEYS.T2));
    for (let count = 0; count < 10; count += 1) {
      assert.equal((await restore(place, MAIN)).text, HONEST);
      place.service.plant(`flood ${count}`, versionFor('zstd'), Buffer.alloc(1_000_000), DEFAULT_BRANCH);
    }
  });
});
