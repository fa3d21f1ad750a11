import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  COMPRESSIONS,
  keyPrefixes,
  newKey,
  partsOf,
  readKey,
  versionOf,
} from '../../../../src/cache/stores/github-key.ts';
import type { Query } from '../../../../src/cache/stores/store.ts';
import { aSlot, lineageOf, sha256 } from '../../../support/stores.ts';

const NOW = 1_795_165_200_000;
const DAY = 24 * 3_600_000;

describe("a key of GitHub's cache", () => {
  it('says its slot and when it was made, and is never the same twice', () => {
    const slots = [
      aSlot(),
      aSlot({ namespace: 'T1/7', kind: 'result' }),
      aSlot({ namespace: 'T0/Größe/x-y' }),
    ];
    for (const slot of slots) {
      const key = newKey(slot, NOW);
      assert.deepEqual(readKey(key), { slot, created: NOW });
      assert.notEqual(key, newKey(slot, NOW));
    }
  });

  it('is one that the service takes, also for the longest names', () => {
    for (const id of ['x', 'ö,/\n'.repeat(200), '-'.repeat(180)]) {
      const key = newKey(aSlot({ namespace: `T1/${id}` }), NOW);
      assert.ok(key.length <= 512 && !key.includes(','), key);
    }
  });

  it('begins with what is asked for its slot or its lineage, and with no other', () => {
    const key = newKey(aSlot(), NOW);
    const answers = (query: Query): boolean =>
      keyPrefixes(query, NOW).some((prefix) => key.startsWith(prefix));
    assert.ok(answers(aSlot()) && answers(lineageOf(aSlot())));
    for (const other of [
      aSlot({ namespace: 'T1/7' }),
      aSlot({ kind: 'result' }),
      aSlot({ lineage: sha256('other') }),
      aSlot({ key: sha256('other') }),
    ]) {
      assert.ok(!answers(other));
    }
  });

  it('is found for more than two months, the newest week first', () => {
    for (const [days, place] of [
      [0, 0],
      [7, 1],
      [63, 9],
      [70, -1],
      [-7, -1],
    ] as const) {
      const key = newKey(aSlot(), NOW - days * DAY);
      assert.equal(
        keyPrefixes(aSlot(), NOW).findIndex((prefix) => key.startsWith(prefix)),
        place,
      );
    }
  });

  it('is never called what is asked for', () => {
    for (const query of [aSlot(), lineageOf(aSlot())]) {
      for (const prefix of [keyPrefixes(query, NOW), ...partsOf(keyPrefixes(query, NOW))].flat()) {
        assert.equal(readKey(prefix).slot, undefined);
      }
    }
  });

  it('lies in exactly one of the parts of each question', () => {
    for (const query of [aSlot(), lineageOf(aSlot())]) {
      const parts = partsOf(keyPrefixes(query, NOW));
      assert.equal(new Set(parts.flat()).size, 160);
      const key = newKey(aSlot(), NOW);
      assert.equal(parts.filter((part) => part.some((prefix) => key.startsWith(prefix))).length, 1);
    }
  });

  it('is read strictly', () => {
    const key = newKey(aSlot(), NOW);
    for (const none of [
      '',
      'x',
      key.slice(1),
      `${key}0`,
      key.toUpperCase(),
      key.replace('T2', 'T3'),
      'npm-cache-1',
    ]) {
      assert.equal(readKey(none).slot, undefined, none);
    }
  });
});

describe("a version of GitHub's cache", () => {
  it('is what the library computes for the one path and each compression', () => {
    assert.deepEqual(COMPRESSIONS.map(versionOf), [
      sha256('sealsmith|zstd-without-long|1.0'),
      sha256('sealsmith|gzip|1.0'),
    ]);
  });
});
