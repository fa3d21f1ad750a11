/**
 * The table of who reads and writes what, written out by hand: every run there is on either forge and at a desk, every
 * signer, every kind, every namespace. It shares nothing with the code but the words.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writerOf } from '../../../src/cache/policy.ts';
import { makeSeal } from '../../../src/cache/seal.ts';
import type { SealingKey } from '../../../src/cache/signing-key.ts';
import type { EntryKind } from '../../../src/core/cache.ts';
import {
  entry,
  KEYS,
  MACHINE,
  namespaceAt,
  PLACES,
  type Place,
  RUNS,
  readerFor,
  runCalled,
  SETTINGS,
  type Signer,
  sortOf,
  verdict,
} from '../../support/cache-runs.ts';
import { aProducer, aSeal, aSigner, cacheSettings } from '../../support/seals.ts';

const ALL: readonly [EntryKind, boolean][] = [
  ['result', false],
  ['store', true],
  ['store', false],
];
const CHECKED_STORE: readonly [EntryKind, boolean][] = [['store', true]];

/** Who is believed: kind of run, place, signer, kinds. What is not here is refused. */
const TAKEN: readonly (readonly [run: string, place: Place, signer: Signer, kinds: typeof ALL])[] = [
  ['T3', 'T2', 'T2', CHECKED_STORE],
  ['T2', 'T2', 'T2', ALL],
  ['T1', 'T2', 'T2', ALL],
  ['T1', 'own change', 'T1', ALL],
  ['T0', 'T2', 'T2', ALL],
  ['CI', 'T2', 'T2', ALL],
  ['desk', 'T2', 'T2', ALL],
  ['desk', 'this machine', 'machine', ALL],
  ['desk', 'colleague', 'T0', ALL],
];

describe('who takes whose entries, from where', () => {
  for (const [name, run] of Object.entries(RUNS)) {
    it(`${name} (${run.tier})`, () => {
      const reader = readerFor(run);
      assert.equal(reader.tier, run.tier);
      let taken = 0;
      for (const [kind, checked] of ALL) {
        for (const place of PLACES) {
          for (const signer of Object.keys(KEYS) as Signer[]) {
            const namespace = namespaceAt(place, reader);
            const found = verdict(reader, { kind, checked, namespace }, entry(signer, namespace, { kind }));
            const expected = TAKEN.some(
              ([sort, at, by, kinds]) =>
                sort === sortOf(run) &&
                at === place &&
                by === signer &&
                kinds.some(([k, c]) => k === kind && c === checked),
            );
            assert.equal(found === undefined, expected, `${kind} ${checked} ${place} ${signer}: ${found}`);
            taken += expected ? 1 : 0;
          }
        }
      }
      assert.equal(taken, { T3: 1, T2: 3, T1: 6, T0: 3, CI: 3, desk: 9 }[sortOf(run)]);
    });
  }
});

/* writing */

/** What each kind of run writes with each key; what is not here is the reason why it writes nothing. */
const WRITES: Readonly<Record<string, Readonly<Record<Signer | 'none', string>>>> = {
  T3: {
    T2: 'store-read-only',
    T1: 'store-read-only',
    T0: 'store-read-only',
    machine: 'store-read-only',
    stranger: 'store-read-only',
    none: 'store-read-only',
  },
  T2: {
    T2: 'writes T2',
    T1: 'tier',
    T0: 'tier',
    machine: 'signer-not-allowed',
    stranger: 'signer-not-allowed',
    none: 'no-key',
  },
  T1: {
    T2: 'tier',
    T1: 'writes own change',
    T0: 'tier',
    machine: 'signer-not-allowed',
    stranger: 'signer-not-allowed',
    none: 'no-key',
  },
  T0: {
    T2: 'store-read-only',
    T1: 'store-read-only',
    T0: 'store-read-only',
    machine: 'store-read-only',
    stranger: 'store-read-only',
    none: 'store-read-only',
  },
  CI: {
    T2: 'store-read-only',
    T1: 'store-read-only',
    T0: 'store-read-only',
    machine: 'store-read-only',
    stranger: 'store-read-only',
    none: 'store-read-only',
  },
  desk: {
    T2: 'tier',
    T1: 'tier',
    T0: 'tier',
    machine: 'writes this machine',
    stranger: 'tier',
    none: 'no-key',
  },
};

describe('who writes what', () => {
  for (const [name, run] of Object.entries(RUNS)) {
    it(`${name} (${run.tier})`, () => {
      const reader = readerFor(run);
      const keys: readonly (readonly [Signer | 'none', SealingKey | undefined])[] = [
        ...(Object.entries(KEYS) as [Signer, SealingKey][]),
        ['none', undefined],
      ];
      for (const [signer, key] of keys) {
        const writer = writerOf(reader, key, SETTINGS);
        const expected = WRITES[sortOf(run)]?.[signer] ?? assert.fail();
        const place = PLACES.find((one) => expected === `writes ${one}`);
        if (place === undefined) {
          assert.equal(writer.ok ? 'writes' : writer.failure.code, expected, signer);
          continue;
        }
        assert.ok(writer.ok, `${signer}: ${JSON.stringify(writer)}`);
        assert.equal(writer.value.namespace, namespaceAt(place, reader));
        assert.equal(writer.value.key, key);
        // What a run writes, the same run takes again.
        const { tier, namespace } = writer.value;
        const made = makeSeal(
          aSeal({ namespace, producer: aProducer({ tier: run.tier }) }),
          writer.value.key,
        );
        assert.equal(tier, run.tier);
        assert.equal(verdict(reader, { namespace }, made), undefined);
      }
    });
  }

  it('C5: a change that is handed the key of the protected branches writes nothing, and says that the key reaches it', () => {
    for (const name of [
      'github pull request',
      'gitlab merge request',
      'github merge queue',
      'gitlab push on main, unprotected',
    ]) {
      const writer = writerOf(readerFor(runCalled(name)), KEYS.T2, SETTINGS);
      assert.ok(!writer.ok && writer.failure.code === 'tier');
      assert.match(writer.failure.detail, /reaches changes/);
    }
  });

  it('nobody writes on a forge where no signer is listed, and hears why the settings could not be had', () => {
    const none = cacheSettings({ unknown: 'the file of main is not in this clone' });
    const writer = writerOf(readerFor(runCalled('github push on main'), none), KEYS.T2, none);
    assert.deepEqual(writer, { ok: false, failure: { code: 'no-signers', detail: none.unknown } });
  });

  it('a machine writes without any signer in the configuration, and reads its own', () => {
    const reader = readerFor(runCalled('a desk'), cacheSettings());
    const writer = writerOf(reader, MACHINE, cacheSettings());
    assert.ok(writer.ok && writer.value.namespace === `T0/${MACHINE.keyId}`);
    assert.equal(
      verdict(reader, { namespace: writer.value.namespace }, entry('machine', writer.value.namespace)),
      undefined,
    );
  });

  it("C2: a file cannot raise the machine's own key", () => {
    const raised = cacheSettings({ signers: [aSigner(MACHINE, 'T2')] });
    const reader = readerFor(runCalled('a desk'), raised);
    assert.deepEqual(reader.signers, [{ key: MACHINE.publicKey, tier: 'T0', name: 'this machine' }]);
    assert.equal(
      verdict(reader, { namespace: 'T2' }, entry('machine', 'T2', { producer: aProducer() })),
      'tier',
    );
  });
});
