import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entryOf, folderOf, newEntryId, newestFirst } from '../../../../src/cache/stores/entry-name.ts';
import {
  isNamespaceName,
  namespaceName,
  namespaceOf,
  slotName,
  slotOf,
  slotPrefix,
} from '../../../../src/cache/stores/slot.ts';
import type { Namespace } from '../../../../src/core/cache.ts';
import { aSlot, lineageOf, sha256 } from '../../../support/stores.ts';

const SHORT = [
  '7',
  '1234',
  'a-b',
  'feature/x',
  'Feature/X',
  'feature/X',
  '..',
  '.',
  '../../etc',
  '_2e',
  '=',
  'a b',
  'a\nb',
  'a\0b',
  '\ufeff7',
  '\u00e9',
  'e\u0301',
  '\ufffd',
  '\u{1f600}',
  'ed25519:Zk3/+A==',
  'a'.repeat(180),
];
const LONG = [
  '',
  'a'.repeat(181),
  'a'.repeat(300),
  'A'.repeat(300),
  `${'a'.repeat(299)}b`,
  '\u{1f600}'.repeat(75),
  '\ud800',
  '\udc00',
];

function namespaces(ids: readonly string[]): readonly Namespace[] {
  return ids.flatMap((id): Namespace[] => [`T1/${id}`, `T0/${id}`]);
}

describe('the name of a slot', () => {
  it('says the slot, and leads back to it', () => {
    for (const namespace of ['T2' as const, ...namespaces(SHORT)]) {
      for (const kind of ['result', 'store'] as const) {
        const slot = aSlot({ namespace, kind });
        assert.deepEqual(slotOf(slotName(slot)), slot, namespace);
      }
    }
    assert.equal(slotName(aSlot()), `T2/store/${sha256('lineage')}/${sha256('key')}`);
    assert.equal(namespaceName('T1/7'), 'T1/7');
    assert.equal(namespaceName('T1/Fix/é'), 'T1/_46ix_2f_c3_a9');
  });

  it('is one safe part of a path for whatever a namespace is called', () => {
    for (const namespace of namespaces([...SHORT, ...LONG])) {
      const name = namespaceName(namespace);
      assert.match(name, /^T[01]\/[a-z0-9=_-]{1,180}$/);
      assert.ok(isNamespaceName(name));
    }
  });

  it('is never that of another, also where upper and lower case are one', () => {
    const names = namespaces([...SHORT, ...LONG]).map((namespace) => namespaceName(namespace).toLowerCase());
    assert.equal(new Set(names).size, names.length);
    // Not even when somebody calls a change like the name of another.
    for (const namespace of namespaces(LONG)) {
      const name = namespaceName(namespace);
      assert.notEqual(namespaceName(`T1/${name.slice(3)}`), name);
    }
  });

  it('holds only a digest of what is too long: it leads to no namespace', () => {
    for (const namespace of namespaces(LONG)) {
      assert.match(namespaceName(namespace), /^T[01]\/=[0-9a-f]{64}$/);
      assert.equal(namespaceOf(namespaceName(namespace)), undefined);
    }
  });

  it('is read strictly', () => {
    const name = slotName(aSlot());
    const wrong = [
      '',
      `${name}/`,
      `/${name}`,
      `${name}\n`,
      name.toUpperCase(),
      name.replace('T2', 't2'),
      name.replace('T2', 'T3'),
      name.replace('T2', 'T1'),
      name.replace('T2', 'T1/'),
      name.replace('T2', 'T1/A'),
      name.replace('T2', 'T1/a/b'),
      name.replace('T2', 'T1/..'),
      name.replace('T2', 'T1/_61'),
      name.replace('T2', 'T1/_2E'),
      name.replace('T2', 'T1/_ff'),
      name.replace('T2', 'T1/_'),
      name.replace('T2', `T1/=${sha256('x')}`),
      name.replace('T2', 'T2/x'),
      name.replace('store', 'stores'),
      name.replace('/store', ''),
      name.slice(0, -1),
    ];
    for (const one of wrong) assert.equal(slotOf(one), undefined, one);
    for (const one of ['T1', 'T1/', 'T1/=', 'T1/A', 'T2/', 'T3', 'constructor'])
      assert.ok(!isNamespaceName(one), one);
  });

  it('begins with the prefix of the questions that it answers alone', () => {
    const slot = aSlot();
    assert.ok(slotName(slot).startsWith(slotPrefix(slot)));
    assert.ok(slotName(slot).startsWith(slotPrefix(lineageOf(slot))));
    assert.ok(!slotName(aSlot({ lineage: sha256('other') })).startsWith(slotPrefix(lineageOf(slot))));
  });
});

describe('the name of an entry', () => {
  const now = 1_795_165_200_000;

  it('says the slot and when it was made, in the folder where the question looks', () => {
    for (const kind of ['result', 'store'] as const) {
      const slot = aSlot({ kind, namespace: 'T1/Fix' });
      const id = newEntryId(slot, now);
      const { created, slot: read, folder } = entryOf(id) ?? assert.fail(id);
      assert.deepEqual([created, read, folder], [now, slot, folderOf(slot)]);
    }
    assert.equal(folderOf(lineageOf(aSlot())), folderOf(aSlot()));
    assert.equal(folderOf(lineageOf(aSlot({ kind: 'result' }))), undefined);
  });

  it('is never given twice, and is short enough for a disk', () => {
    const slot = aSlot({ namespace: `T1/${'x'.repeat(300)}` });
    const ids = new Set(Array.from({ length: 1000 }, () => newEntryId(slot, now)));
    assert.equal(ids.size, 1000);
    for (const part of [...ids].flatMap((id) => id.split('/'))) assert.ok(part.length < 200);
    assert.equal(entryOf([...ids][0] ?? '')?.slot, undefined);
  });

  it('is read strictly', () => {
    const id = newEntryId(aSlot(), now);
    const file = id.slice(id.lastIndexOf('/') + 1);
    const wrong = [
      '',
      file,
      `/${id}`,
      `./${id}`,
      `x/../${id}`,
      `${id}/`,
      `${id}\n`,
      `${id}.part`,
      id.replace('.sealed', ''),
      id.replace('T2/store', 'T2/result'),
      id.replace(sha256('lineage'), sha256('other')),
      id.replace(String(now), `0${now}`),
      id.replace(String(now), String(now).slice(1)),
      id.replace('T2/', ''),
    ];
    for (const one of wrong) assert.equal(entryOf(one), undefined, one);
  });

  it('sorts newest first, and behind all others what says that it was made after now', () => {
    const ids = [now - 5, now, now + 1, now - 1, now + 1_000_000].map((time) => newEntryId(aSlot(), time));
    const sorted = ids.map((id) => entryOf(id) ?? assert.fail(id)).sort(newestFirst(now));
    assert.deepEqual(
      sorted.map(({ created }) => created - now),
      [0, -1, -5, 1, 1_000_000],
    );
  });
});
