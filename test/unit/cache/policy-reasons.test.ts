/** Where a run looks for entries, and what it says of one that it does not take. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayTake, namespacesToRead, readerOf, type Wanted } from '../../../src/cache/policy.ts';
import { openSeal } from '../../../src/cache/seal.ts';
import {
  COLLEAGUE,
  entry,
  KEYS,
  MACHINE,
  readerFor,
  runCalled,
  SETTINGS,
  verdict,
} from '../../support/cache-runs.ts';
import { aProducer, aSigner, cacheSettings, DAY, digestOf, MADE } from '../../support/seals.ts';

describe('where a run looks', () => {
  const own = `T0/${MACHINE.keyId}`;
  for (const [name, result, checked, unchecked] of [
    ['github push on main', ['T2'], ['T2'], ['T2']],
    ['gitlab push of a release tag', [], ['T2'], []],
    ['github pull request', ['T2', 'T1/7'], ['T2', 'T1/7'], ['T2', 'T1/7']],
    ['gitlab merge request', ['T2', 'T1/7'], ['T2', 'T1/7'], ['T2', 'T1/7']],
    ['github pull request of a fork', ['T2'], ['T2'], ['T2']],
    ['CI of an unknown host', ['T2'], ['T2'], ['T2']],
    [
      'a desk',
      ['T2', own, `T0/${COLLEAGUE.keyId}`],
      ['T2', own, `T0/${COLLEAGUE.keyId}`],
      ['T2', own, `T0/${COLLEAGUE.keyId}`],
    ],
  ] as const) {
    it(`is for ${name}: ${result.length === 0 ? 'nowhere but for checked stores' : result.join(', ')}`, () => {
      const reader = readerFor(runCalled(name));
      assert.deepEqual(namespacesToRead(reader, 'result', false), result);
      assert.deepEqual(namespacesToRead(reader, 'store', true), checked);
      assert.deepEqual(namespacesToRead(reader, 'store', false), unchecked);
    });
  }

  it('is for a branch without a change a place of its own, the same in each of its runs', () => {
    const places = [
      'github push on a branch',
      'github schedule on a branch',
      'gitlab push on a branch',
      'github merge queue',
      'github push of a stray tag',
    ].map((name) => namespacesToRead(readerFor(runCalled(name)), 'result', false)[1]);
    for (const place of places) assert.match(place ?? '', /^T1\/ref-[0-9a-f]{32}$/);
    assert.equal(places[0], places[1]);
    assert.equal(places[0], places[2]);
    assert.equal(new Set(places).size, 3);
  });

  it('is never a path, whatever the change is called', () => {
    for (const change of ['../../T2', 'a/b', '', '.', '7\n', 'ref-1', '7'.repeat(300)]) {
      const context = { host: 'github', ci: true, tier: 'T1', change, ref: 'refs/heads/x' } as const;
      const [, place = ''] = namespacesToRead(readerOf(context, SETTINGS, undefined), 'result', false);
      assert.match(place, /^T1\/(\d{1,20}|ref-[0-9a-f]{32})$/, change);
    }
  });
});

/* what is wrong with an entry, and what it is called */

const MAIN = readerFor(runCalled('gitlab push on main'));
const REQUESTED = readerFor(runCalled('gitlab merge request'));
const DESK = readerFor(runCalled('a desk'));

describe('an entry that is not taken says why', () => {
  const T2 = { namespace: 'T2' } as const;

  it('is taken when all is well', () => {
    assert.equal(verdict(MAIN, T2, entry('T2', 'T2')), undefined);
  });

  it('C3: key-mismatch, when it was sealed for another key, job or kind', () => {
    for (const more of [{ key: digestOf('d') }, { lineage: digestOf('d') }, { kind: 'store' }] as const)
      assert.equal(verdict(MAIN, T2, entry('T2', 'T2', more)), 'key-mismatch');
  });

  it('C3: a result is never taken without its key, a store of the same lineage is', () => {
    const any = { ...T2, key: undefined };
    assert.equal(verdict(MAIN, any, entry('T2', 'T2')), 'key-mismatch');
    const store = { ...any, kind: 'store', checked: true } as const;
    assert.equal(verdict(MAIN, store, entry('T2', 'T2', { kind: 'store', key: digestOf('d') })), undefined);
    const other = entry('T2', 'T2', { kind: 'store', lineage: digestOf('d') });
    assert.equal(verdict(MAIN, store, other), 'key-mismatch');
    assert.equal(
      verdict(
        MAIN,
        { ...store, key: digestOf('a') },
        entry('T2', 'T2', { kind: 'store', key: digestOf('d') }),
      ),
      'key-mismatch',
    );
  });

  it('C5: tier, when a change or a machine put it where the protected branch looks', () => {
    assert.equal(verdict(MAIN, T2, entry('T1', 'T2')), 'tier');
    assert.equal(verdict(MAIN, T2, entry('T1', 'T1/7')), 'tier');
    assert.equal(verdict(DESK, T2, entry('machine', 'T2')), 'tier');
    assert.equal(
      verdict(DESK, { namespace: `T0/${MACHINE.keyId}` }, entry('T0', `T0/${MACHINE.keyId}`)),
      'tier',
    );
  });

  it('C2: tier, when an allowed signer of a lower tier claims a higher one', () => {
    const claim = entry('T1', 'T2', { producer: aProducer({ tier: 'T2' }) });
    assert.equal(verdict(MAIN, T2, claim), 'tier');
    const own = entry('T1', 'T1/7', { producer: aProducer({ tier: 'T2' }) });
    assert.equal(verdict(REQUESTED, { namespace: 'T1/7' }, own), 'tier');
  });

  it('C2: signer-not-allowed, for a stranger, for T0 signers on a forge, and where nobody is listed', () => {
    assert.equal(verdict(MAIN, T2, entry('stranger', 'T2')), 'signer-not-allowed');
    assert.equal(verdict(MAIN, T2, entry('T0', 'T2')), 'signer-not-allowed');
    assert.equal(verdict(MAIN, T2, entry('machine', 'T2')), 'signer-not-allowed');
    const nobody = readerFor(runCalled('gitlab push on main'), cacheSettings());
    assert.deepEqual(nobody.signers, []);
    assert.equal(verdict(nobody, T2, entry('T2', 'T2')), 'signer-not-allowed');
  });

  it('C2: signer-not-allowed, when the seal was opened with signers that are not this reader’s', () => {
    const sealed = openSeal(entry('stranger', 'T2'), [aSigner(KEYS.stranger, 'T2')]);
    assert.ok(sealed.ok);
    const wanted: Wanted = {
      ...T2,
      kind: 'result',
      key: digestOf('a'),
      lineage: digestOf('b'),
      checked: false,
    };
    assert.equal(mayTake(MAIN, wanted, sealed.value, SETTINGS, MADE)?.code, 'signer-not-allowed');
  });

  it('C5: tier, when the entry of another change is served for this one', () => {
    assert.equal(verdict(REQUESTED, { namespace: 'T1/8' }, entry('T1', 'T1/8')), 'tier');
    assert.equal(verdict(REQUESTED, { namespace: 'T1/7' }, entry('T1', 'T1/8')), 'tier');
    assert.equal(verdict(REQUESTED, { namespace: 'T1/7' }, entry('T1', 'T1/7')), undefined);
  });

  it('C4: expired, by its own word or by the limit of the reader, whichever is first', () => {
    const at = (age: number, maxAge = 14 * DAY, lives = 14 * DAY) =>
      verdict(MAIN, T2, entry('T2', 'T2', { expires: MADE + lives }), { ...SETTINGS, maxAge }, MADE + age);
    assert.equal(at(14 * DAY - 1), undefined);
    assert.equal(at(14 * DAY), 'expired');
    assert.equal(at(2 * DAY, DAY), 'expired');
    assert.equal(at(2 * DAY, 14 * DAY, DAY), 'expired');
    assert.equal(at(20 * DAY, 14 * DAY, 365 * DAY), 'expired');
    assert.equal(at(20 * DAY, 30 * DAY, 30 * DAY), undefined);
  });

  it('C4: from-the-future, beyond what clocks differ', () => {
    const ahead = (milliseconds: number) =>
      verdict(MAIN, T2, entry('T2', 'T2'), SETTINGS, MADE - milliseconds);
    assert.equal(ahead(5 * 60_000), undefined);
    assert.equal(ahead(5 * 60_000 + 1), 'from-the-future');
  });

  it('C4: epoch, for one that is older or newer', () => {
    for (const epoch of [0, 2]) assert.equal(verdict(MAIN, T2, entry('T2', 'T2', { epoch })), 'epoch');
  });

  it('C10: tier, when a release asks for a result or for what no package manager checks', () => {
    const release = readerFor(runCalled('github push of a release tag'));
    const store = { ...T2, kind: 'store' } as const;
    assert.equal(verdict(release, T2, entry('T2', 'T2')), 'tier');
    assert.equal(
      verdict(release, { ...store, checked: false }, entry('T2', 'T2', { kind: 'store' })),
      'tier',
    );
    assert.equal(
      verdict(release, { ...store, checked: true }, entry('T2', 'T2', { kind: 'store' })),
      undefined,
    );
  });
});
