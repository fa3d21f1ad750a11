import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { makeSeal, openSeal, readSealUnverified, SEAL_LIMIT, SEAL_TYPE } from '../../../src/cache/seal.ts';
import type { SealingKey } from '../../../src/cache/signing-key.ts';
import type { AllowedSigner, Seal } from '../../../src/core/cache.ts';
import { canonicalJson } from '../../../src/formats/canonical.ts';
import { encodeEnvelope, pae } from '../../../src/formats/dsse.ts';
import { STATEMENT_PAYLOAD } from '../../../src/formats/statement.ts';
import { aKey, aProducer, aSeal, aSigner, digestOf, MADE } from '../../support/seals.ts';

const KEY = aKey(1);
const STRANGER = aKey(2);
const ALLOWED: readonly AllowedSigner[] = [aSigner(aKey(3), 'T1'), aSigner(KEY, 'T2', 'main on gitlab')];

type Tree = { [name: string]: unknown };

/** The statement of a seal as JSON. */
function statement(seal: Seal = aSeal()): Tree {
  const envelope = JSON.parse(Buffer.from(makeSeal(seal, KEY)).toString()) as { payload: string };
  return JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as Tree;
}

/** An envelope with any payload, signed by a key of ours: what only a wrong program of an honest signer could make. */
function signed(
  payload: unknown,
  more: { readonly key?: SealingKey; readonly keyId?: string; readonly type?: string } = {},
): Uint8Array {
  const { key = KEY, type = STATEMENT_PAYLOAD } = more;
  const { keyId = key.keyId } = more;
  const bytes = Buffer.from(typeof payload === 'string' ? payload : canonicalJson(payload));
  const signature = sign(null, pae(type, bytes), key.privateKey);
  return encodeEnvelope({ payloadType: type, payload: bytes, keyId, signature });
}

/** The statement with one member of its predicate replaced (`list.sha256`), or taken out. */
function changed(path: string, value?: unknown): Tree {
  const whole = statement();
  const names = path.split('.');
  const last = names.pop() ?? '';
  let node = whole['predicate'] as Tree;
  for (const name of names) node = node[name] as Tree;
  if (value === undefined) delete node[last];
  else node[last] = value;
  return whole;
}

function code(envelope: Uint8Array, allowed = ALLOWED): string {
  const opened = openSeal(envelope, allowed);
  assert.ok(!opened.ok, 'it was taken');
  assert.ok(opened.failure.detail.length > 0 && !opened.failure.detail.includes('undefined'));
  return opened.failure.code;
}

describe('a seal', () => {
  it('comes back as it was made, with its signer', () => {
    const seal = aSeal();
    assert.deepEqual(openSeal(makeSeal(seal, KEY), ALLOWED), {
      ok: true,
      value: { seal, signer: ALLOWED[1] },
    });
  });

  it('comes back as it was made when nothing is known of its making', () => {
    const unknown = { repository: undefined, ref: undefined, commit: undefined, runUrl: undefined };
    const seal = aSeal({
      kind: 'store',
      namespace: 'T1/7',
      producer: aProducer({ ...unknown, dirty: true }),
    });
    const opened = openSeal(makeSeal(seal, KEY), ALLOWED);
    assert.deepEqual(opened.ok && opened.value.seal, seal);
  });

  it('is an in-toto statement about the list, with times that people can read', () => {
    const { subject, predicateType, predicate } = statement();
    assert.deepEqual(subject, [{ name: 'test', digest: { sha256: digestOf('c') } }]);
    assert.equal(predicateType, SEAL_TYPE);
    assert.equal((predicate as Tree)['created'], new Date(MADE).toISOString());
  });

  it('is the same bytes each time', () => {
    assert.deepEqual(makeSeal(aSeal(), KEY), makeSeal(aSeal(), KEY));
  });

  it('counts for any of several signers, so that a key can be followed by another', () => {
    const both = [aSigner(aKey(8), 'T2'), aSigner(aKey(9), 'T2')];
    for (const number of [8, 9]) assert.ok(openSeal(makeSeal(aSeal(), aKey(number)), both).ok);
  });
});

describe('C1, C2: a seal that somebody else made or changed', () => {
  it('C2: is of no allowed signer', () => {
    assert.equal(code(makeSeal(aSeal(), STRANGER)), 'signer-not-allowed');
    assert.equal(code(makeSeal(aSeal(), KEY), []), 'signer-not-allowed');
  });

  it("C2: is invalid when a stranger puts an allowed signer's id on it", () => {
    assert.equal(code(signed(statement(), { key: STRANGER, keyId: KEY.keyId })), 'seal-invalid');
  });

  it('C2: is invalid when one allowed signer puts the id of another on it', () => {
    assert.equal(code(signed(statement(), { key: aKey(3), keyId: KEY.keyId })), 'seal-invalid');
  });

  it('C2: is of no allowed signer when it hides whose it is', () => {
    for (const keyId of ['', '0', KEY.publicKey, KEY.keyId.toUpperCase(), `${KEY.keyId} `])
      assert.equal(code(signed(statement(), { keyId })), 'signer-not-allowed', keyId);
  });

  it('does not print what a stranger wrote as the id of a key', () => {
    const opened = openSeal(signed(statement(), { keyId: '\u001b[2J::error::' }), ALLOWED);
    assert.ok(!opened.ok && !opened.failure.detail.includes('error'));
  });

  it('C1: is refused whichever byte of it is changed', () => {
    const good = makeSeal(aSeal(), KEY);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      assert.equal(openSeal(bad, ALLOWED).ok, false, `byte ${at}`);
    }
  });

  it('C9: is refused wherever it is cut off, and with anything behind it', () => {
    const good = makeSeal(aSeal(), KEY);
    for (let length = 0; length < good.length; length += 1)
      assert.equal(openSeal(good.subarray(0, length), ALLOWED).ok, false, `${length} bytes`);
    assert.equal(code(Buffer.concat([good, Buffer.from('\n')])), 'seal-invalid');
    assert.equal(code(Buffer.concat([good, good])), 'seal-invalid');
  });

  it('C7: is refused when it is longer than any seal, before it is parsed', () => {
    assert.equal(code(Buffer.alloc(SEAL_LIMIT + 1, '[')), 'seal-invalid');
  });
});

describe('C11: an envelope that says the same in another way', () => {
  const good = Buffer.from(makeSeal(aSeal(), KEY)).toString();
  for (const [what, text] of [
    ['with white space', good.replace('{', '{ ')],
    ['with a member that nobody knows', good.replace('{', '{"a":1,')],
    ['with a second signature', good.replace(/"signatures":\[(.*)\]/, '"signatures":[$1,$1]')],
    ['with a name that stands twice', good.replace('{', '{"payload":"",')],
    [
      'with its members in another order',
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(good) as Tree).toReversed())),
    ],
    ['with an escape', good.replace('payloadType', 'payload\\u0054ype')],
  ] as const) {
    it(`is refused ${what}`, () => {
      assert.notEqual(text, good);
      assert.equal(code(Buffer.from(text)), 'seal-invalid');
    });
  }
});

describe('a statement that is honestly signed and is no seal', () => {
  it('is taken as this test makes it, when it is one', () => {
    assert.ok(openSeal(signed(statement()), ALLOWED).ok);
  });

  it('I11: is refused when it is about something else', () => {
    assert.equal(
      code(signed({ ...statement(), predicateType: 'https://slsa.dev/provenance/v1' })),
      'seal-invalid',
    );
    assert.equal(code(signed(statement(), { type: 'application/json' })), 'seal-invalid');
    assert.equal(code(signed('hello')), 'seal-invalid');
  });

  it('I7: is refused when its subject is not the list that it describes, or not it alone', () => {
    const { subject } = statement();
    const [one] = subject as [Tree];
    for (const other of [
      [{ ...one, digest: { sha256: digestOf('d') } }],
      [{ ...one, digest: { sha256: digestOf('c'), sha512: 'ab' } }],
      [{ ...one, digest: { sha512: digestOf('c') } }],
      [{ ...one, name: 'lint' }],
      [one, one],
    ])
      assert.equal(code(signed({ ...statement(), subject: other })), 'seal-invalid');
  });

  it('is refused in any other spelling', () => {
    assert.equal(code(signed(JSON.stringify(statement(), undefined, 1))), 'seal-invalid');
    const text = canonicalJson(statement());
    assert.equal(code(signed(text.replace('"epoch":1', '"epoch":1.0'))), 'seal-invalid');
    assert.equal(code(signed(text.replace('"epoch":1', '"epoch":1,"epoch":2'))), 'seal-invalid');
    assert.equal(code(signed({ ...statement(), more: 1 })), 'seal-invalid');
  });

  const WRONG: readonly (readonly [path: string, ...values: unknown[]])[] = [
    ['kind', 'Result', 1, null],
    ['name', 1, 'x'.repeat(5000)],
    [
      'namespace',
      'T3',
      'T1',
      'T1/',
      'T1/..',
      'T1/.a',
      'T1/a/b',
      'T1/a b',
      'T2/x',
      'T0/7',
      `T0/${'A'.repeat(32)}`,
      'T1/a\n',
    ],
    ['key', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`, null],
    ['lineage', '', 7],
    ['list.sha256', 'x', digestOf('d')],
    ['list.stored', -1, 1.5, 2 ** 53, '1', null],
    ['list.bytes', 1e300],
    ['list', [], null],
    ['archive.stored', -1],
    ['archive.members', '138'],
    ['archive.bytes', true],
    ['producer.host', 'bitbucket'],
    ['producer.tier', 'T4'],
    ['producer.dirty', 'false', 0],
    ['producer.commit', null, 1],
    ['producer.sealsmith', 1],
    ['producer', 'me'],
    [
      'created',
      MADE,
      '2026-11-20',
      '2026-11-20T09:00:00Z',
      '2026-13-20T09:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '+010000-01-01T00:00:00.000Z',
    ],
    ['expires', '2026-01-01T00:00:00.000Z', ''],
    ['epoch', -1, 0.5, '1'],
  ];
  for (const [path, ...values] of WRONG) {
    it(`is refused when its ${path} is not sound`, () => {
      for (const value of values)
        assert.equal(code(signed(changed(path, value))), 'seal-invalid', JSON.stringify(value));
    });
  }

  for (const path of [
    'kind',
    'name',
    'namespace',
    'key',
    'lineage',
    'list',
    'list.bytes',
    'archive',
    'archive.members',
    'producer',
    'producer.dirty',
    'producer.sealsmith',
    'created',
    'expires',
    'epoch',
  ]) {
    it(`is refused without its ${path}`, () => {
      assert.equal(code(signed(changed(path))), 'seal-invalid');
    });
  }

  it('is refused with a member that nobody knows, at any depth', () => {
    for (const path of ['more', 'list.more', 'archive.more', 'producer.more', 'toString'])
      assert.equal(code(signed(changed(path, 1))), 'seal-invalid', path);
    const text = canonicalJson(statement()).replace('"epoch":1', '"__proto__":{},"epoch":1');
    assert.equal(code(signed(text)), 'seal-invalid');
  });
});

describe('a seal that is only looked at', () => {
  it('says what it claims, whoever made it', () => {
    const read = readSealUnverified(makeSeal(aSeal(), STRANGER));
    assert.deepEqual(read, { ok: true, value: { claimed: aSeal(), claimedKeyId: STRANGER.keyId } });
  });

  it('is none when it cannot be read', () => {
    const read = readSealUnverified(Buffer.from('{}'));
    assert.ok(!read.ok && read.failure.code === 'seal-invalid');
  });
});
