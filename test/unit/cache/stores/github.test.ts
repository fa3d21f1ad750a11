import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { githubStore } from '../../../../src/cache/stores/github.ts';
import { newKey } from '../../../../src/cache/stores/github-key.ts';
import type { CacheStore, Candidate } from '../../../../src/cache/stores/store.ts';
import { ok } from '../../../../src/core/result.ts';
import {
  ANSWERS,
  DEFAULT_BRANCH,
  type FakeGithubCache,
  type Fault,
  type Operation,
} from '../../../fake/github-cache.ts';
import { type GithubPlace, githubPlace } from '../../../support/github-store.ts';
import { outerArchive, versionFor } from '../../../support/outer-archive.ts';
import { httpServer } from '../../../support/servers.ts';
import {
  aFile,
  aSlot,
  codeOf,
  contents,
  got,
  lineageOf,
  read,
  SIZE,
  sha256,
} from '../../../support/stores.ts';

/** An entry as the library would have uploaded it, without the second that it takes. */
function planted(
  { service, clock }: GithubPlace,
  text: string,
  more: { at?: number; gzip?: boolean } = {},
): string {
  const compression = more.gzip === true ? 'gzip' : 'zstd';
  const key = newKey(aSlot(), more.at ?? clock.now());
  service.plant(key, versionFor(compression), outerArchive(text, compression));
  return key;
}

const NO_MORE = ok<readonly Candidate[]>([]);

function detailOf(result: Awaited<ReturnType<CacheStore['find']>>): string {
  if (result.ok) assert.fail('no trouble');
  assert.doesNotMatch(result.failure.detail, /sig=|Bearer|eyJ/);
  return result.failure.detail;
}

function count(service: FakeGithubCache, operation: Operation): number {
  return service.asked.filter((one) => one === operation).length;
}

describe("access to GitHub's cache", () => {
  it('needs what the runner gives to actions alone', async (t) => {
    const { doors } = await githubPlace(t);
    for (const missing of [
      { env: {} },
      { env: { ACTIONS_RESULTS_URL: 'no address' } },
      { secrets: new Map() },
      { secrets: new Map([['ACTIONS_RUNTIME_TOKEN', 'two\r\nlines']]) },
    ]) {
      const store = githubStore({ ...doors, ...missing });
      assert.ok(!store.ok && store.failure.code === 'store-error');
      assert.match(store.failure.detail, /use the action/);
    }
  });

  it('is not there on GitHub Enterprise Server, which is said', async (t) => {
    const { doors } = await githubPlace(t);
    const at = (server: string) =>
      githubStore({ ...doors, env: { ...doors.env, GITHUB_SERVER_URL: server } });
    for (const server of ['https://github.example.com', 'https://github.com.example', 'nothing']) {
      const store = at(server);
      assert.ok(!store.ok && store.failure.code === 'store-error');
      assert.match(store.failure.detail, /Enterprise Server/);
    }
    for (const server of ['', 'https://github.com', 'https://octo.ghe.com']) assert.ok(at(server).ok);
  });

  it('follows the cache mode of the run', async (t) => {
    const place = await githubPlace(t);
    planted(place, 'it');
    const at = (mode: string): CacheStore =>
      place.as(DEFAULT_BRANCH, { env: { ...place.doors.env, ACTIONS_CACHE_MODE: mode } });
    for (const mode of ['none', 'write-only', ' None ']) {
      assert.match(detailOf(await at(mode).find(aSlot(), 4)), /cache mode/);
    }
    for (const mode of ['none', 'read', 'READ']) {
      const file = aFile(t, 'more');
      assert.equal(codeOf(await at(mode).save(aSlot(), file)), 'store-read-only');
      assert.deepEqual(readdirSync(dirname(file)), []);
    }
    for (const mode of ['read', 'write', '', 'later']) {
      assert.deepEqual(await contents(at(mode), aSlot()), ['it']);
    }
    assert.deepEqual(new Set(place.service.asked), new Set(['lookup', 'download']));
  });

  it('is of no use to who may not read, and nothing is asked again', async (t) => {
    const place = await githubPlace(t);
    const store = place.as(DEFAULT_BRANCH, {}, 'nothing');
    assert.match(detailOf(await store.find(aSlot(), 4)), /may not read from it \(HTTP 403\)/);
    const asked = place.service.asked.length;
    assert.match(detailOf(await store.find(lineageOf(aSlot()), 4)), /403/);
    assert.equal(place.service.asked.length, asked);
    const stranger = place.as(DEFAULT_BRANCH, { secrets: new Map([['ACTIONS_RUNTIME_TOKEN', 'x.y.z']]) });
    assert.match(detailOf(await stranger.find(aSlot(), 4)), /401/);
  });
});

describe("finding in GitHub's cache", () => {
  it('tells the newest of each compression, the newest first', async (t) => {
    const place = await githubPlace(t);
    const now = place.clock.now();
    planted(place, 'old', { at: now - 3000 });
    const gzip = planted(place, 'gzip', { at: now - 2000, gzip: true });
    const zstd = planted(place, 'zstd', { at: now - 1000 });
    const found = got(await place.store.find(aSlot(), 4));
    assert.deepEqual(
      found.map(({ id }) => id),
      [zstd, gzip],
    );
    assert.deepEqual(await contents(place.store, aSlot()), ['zstd', 'gzip']);
    assert.deepEqual(got(await place.store.find(aSlot(), 1)).length, 1);
  });

  it('tells the rest when it is asked for more, and names nothing again', async (t) => {
    const place = await githubPlace(t);
    const now = place.clock.now();
    const texts = Array.from({ length: 40 }, (_, at) => `entry ${at}`);
    for (const [at, text] of texts.entries()) planted(place, text, { at: now - 100_000 + at });
    const seen = got(await place.store.find(aSlot(), 4));
    assert.equal(seen.length, 1);
    const lookups = count(place.service, 'lookup');
    const more = got((await place.store.more?.(aSlot(), seen, 3)) ?? NO_MORE);
    // No gzip was found before, so none is looked for.
    assert.equal(count(place.service, 'lookup') - lookups, 16);
    assert.equal(more.length, 3);
    const used = [...seen, ...more].map((candidate) => candidate.used ?? 0);
    assert.deepEqual(
      used,
      used.toSorted((a, b) => b - a),
    );
    assert.equal(new Set([...seen, ...more].map(({ id }) => id)).size, 4);
    for (const candidate of more) assert.match((await read(place.store, candidate)) ?? '', /^entry \d+$/);
  });

  it('tells other keys of the lineage when it is asked for more of that', async (t) => {
    const place = await githubPlace(t);
    const keys = Array.from({ length: 20 }, (_, at) => sha256(`key ${at}`));
    for (const key of keys) {
      place.service.plant(newKey(aSlot({ key }), place.clock.now()), versionFor('zstd'), outerArchive(key));
    }
    const seen = got(await place.store.find(lineageOf(aSlot()), 4));
    const more = got((await place.store.more?.(lineageOf(aSlot()), seen, 3)) ?? NO_MORE);
    const found = new Set([...seen, ...more].map(({ slot }) => slot?.key));
    assert.equal(found.size, 4);
    for (const key of found) assert.ok(key !== undefined && keys.includes(key));
  });

  it('does not put first what claims to be from the future', async (t) => {
    const place = await githubPlace(t);
    const now = place.clock.now();
    planted(place, 'honest', { at: now - 1000, gzip: true });
    planted(place, 'future', { at: now + 1 });
    assert.deepEqual(await contents(place.store, aSlot()), ['honest', 'future']);
  });

  it('asks once more where that may help, and then no longer', async (t) => {
    const place = await githubPlace(t);
    planted(place, 'it');
    for (const answer of [ANSWERS.unavailable, ANSWERS.hangUp, ANSWERS.half]) {
      place.service.faults = [{ on: 'lookup', answer, times: 1 }];
      assert.deepEqual(await contents(place.again(), aSlot()), ['it']);
    }
    place.service.faults = [{ on: 'lookup', answer: ANSWERS.unavailable }];
    const before = count(place.service, 'lookup');
    const store = place.again();
    assert.match(detailOf(await store.find(aSlot(), 4)), /HTTP 503/);
    assert.equal(count(place.service, 'lookup') - before, 4);
    place.service.faults = [];
    assert.match(detailOf(await store.find(aSlot(), 4)), /HTTP 503/);
    assert.equal(count(place.service, 'lookup') - before, 4);
    assert.deepEqual(await contents(place.again(), aSlot()), ['it']);
  });

  it('says what the service says when too much is asked, and asks no more', async (t) => {
    const place = await githubPlace(t);
    place.service.faults = [{ on: 'lookup', answer: ANSWERS.limited }];
    assert.match(
      detailOf(await place.store.find(aSlot(), 4)),
      /too many requests, it says to ask again in 42 s/,
    );
    const asked = place.service.asked.length;
    assert.match(detailOf(await place.store.find(aSlot(), 4)), /too many requests/);
    assert.equal(place.service.asked.length, asked);
  });

  it('believes no answer that is not the answer', async (t) => {
    const place = await githubPlace(t);
    const json = (message: object): Fault => ({
      on: 'lookup',
      answer: (_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(message));
      },
    });
    const other = newKey(aSlot({ key: sha256('other') }), place.clock.now());
    const faults: readonly Fault[] = [
      { on: 'lookup', answer: ANSWERS.page },
      { on: 'lookup', answer: ANSWERS.nothing },
      json([]),
      json({}),
      json({ ok: true }),
      json({ ok: true, matched_key: newKey(aSlot(), place.clock.now()) }),
      json({ ok: true, matched_key: newKey(aSlot(), place.clock.now()), signed_download_url: '' }),
      json({ ok: true, matched_key: 7, signed_download_url: 'https://x' }),
      json({ ok: true, matched_key: other, signed_download_url: 'https://x' }),
    ];
    for (const fault of faults) {
      place.service.faults = [fault];
      assert.match(detailOf(await place.again().find(aSlot(), 4)), /the answer/);
    }
    place.service.faults = [json({ ok: false })];
    assert.deepEqual(got(await place.again().find(aSlot(), 4)), []);
  });
});

describe("opening an entry of GitHub's cache", () => {
  it('sends no token to where the entry lies', async (t) => {
    const place = await githubPlace(t);
    planted(place, 'it');
    // The blobs refuse any call with a token, as Azure does.
    assert.deepEqual(await contents(place.store, aSlot()), ['it']);
  });

  it('does not go to another machine without TLS', async (t) => {
    const place = await githubPlace(t);
    const other = await httpServer(t, (_, response) => response.end(outerArchive('other')));
    const lead = (url: string): void => {
      place.service.faults = [
        {
          on: 'lookup',
          answer: (_, response) => {
            const message = {
              ok: true,
              matched_key: newKey(aSlot(), place.clock.now()),
              signed_download_url: url,
            };
            response.writeHead(200).end(JSON.stringify(message));
          },
        },
      ];
    };
    lead('http://storage.example/x?sig=hidden');
    const store = place.again();
    const [remote] = got(await store.find(aSlot(), 1));
    assert.ok(remote !== undefined);
    const refused = await store.open(remote, SIZE);
    assert.ok(!refused.ok && refused.failure.code === 'store-error');
    assert.equal(refused.failure.detail, 'storage.example is not asked without TLS');
    lead(`${other}/x`);
    assert.deepEqual(await contents(place.again(), aSlot(), 1), ['other']);
  });

  it('knows an address that is no longer good', async (t) => {
    const place = await githubPlace(t);
    planted(place, 'it');
    place.service.signedFor = -1;
    const [candidate] = got(await place.store.find(aSlot(), 1));
    assert.ok(candidate !== undefined);
    const opened = await place.store.open(candidate, SIZE);
    assert.ok(!opened.ok && opened.failure.code === 'store-error');
    assert.match(opened.failure.detail, /HTTP 403/);
  });

  it('leaves nothing behind once it is released', async (t) => {
    const place = await githubPlace(t);
    planted(place, 'it');
    const [candidate] = got(await place.store.find(aSlot(), 1));
    assert.ok(candidate !== undefined);
    const file = got(await place.store.open(candidate, SIZE));
    assert.ok(file !== undefined);
    assert.deepEqual(readdirSync(dirname(file.path)), ['entry']);
    file.release();
    assert.equal(existsSync(dirname(file.path)), false);
  });
});

describe("what GitHub's cache cannot do", () => {
  it('is said: nothing is listed, and nothing removed', async (t: TestContext) => {
    const place = await githubPlace(t);
    planted(place, 'it');
    assert.equal(got(await place.store.list()), undefined);
    const [candidate] = got(await place.store.find(aSlot(), 1));
    assert.ok(candidate !== undefined);
    assert.equal(codeOf(await place.store.remove(candidate)), 'store-read-only');
    assert.deepEqual(await contents(place.store, aSlot()), ['it']);
  });
});
