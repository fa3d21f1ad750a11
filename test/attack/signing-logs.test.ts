/** E7: what a transparency log, or somebody between, can answer. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakeSigstore } from '../fake/sigstore.ts';
import {
  edit,
  first,
  type Json,
  PAYLOAD,
  penFor,
  type Row,
  reencode,
  refuses,
  says,
  signed,
} from '../support/service-answers.ts';
import { value } from '../support/world.ts';

const invalid = 'sigstore-invalid';

const ROWS: readonly Row[] = [
  ['rekor1', 1, 'no JSON', says('<html>', 201), invalid],
  ['rekor1', 1, 'no entry', says('{}', 201), invalid],
  ['rekor1', 1, 'two entries', edit((json) => (json.another = first(json))), invalid],
  [
    'rekor1',
    1,
    'an entry of another signature',
    edit((json) => {
      const entry = first(json);
      entry.body = reencode(entry.body, (body) => (body.spec.signatures[0].signature = 'AAAA'));
    }),
    invalid,
  ],
  [
    'rekor1',
    1,
    'an entry of another payload',
    edit((json) => {
      const entry = first(json);
      entry.body = reencode(entry.body, (body) => (body.spec.payloadHash.value = '0'.repeat(64)));
    }),
    invalid,
  ],
  [
    'rekor1',
    1,
    'an entry of two signatures',
    edit((json) => {
      const entry = first(json);
      entry.body = reencode(entry.body, (body) => body.spec.signatures.push(body.spec.signatures[0]));
    }),
    invalid,
  ],
  [
    'rekor1',
    1,
    'an entry of another kind',
    edit((json) => {
      const entry = first(json);
      entry.body = reencode(entry.body, (body) => (body.kind = 'intoto'));
    }),
    invalid,
  ],
  ['rekor1', 1, 'a body that is no base64', edit((json) => (first(json).body += '!')), invalid],
  ['rekor1', 1, 'no promise', edit((json) => delete first(json).verification.signedEntryTimestamp), invalid],
  ['rekor1', 1, 'no time', edit((json) => (first(json).integratedTime = 0)), invalid],
  ['rekor1', 1, 'a time before all time', edit((json) => (first(json).integratedTime = -1)), invalid],
  ['rekor1', 1, 'a log without a name', edit((json) => (first(json).logID = 'xyz')), invalid],
  ['rekor1', 1, 'a number that is none', edit((json) => (first(json).logIndex = 1.5)), invalid],
  [
    'rekor1',
    1,
    'a proof of the wrong size',
    edit((json) => (first(json).verification.inclusionProof.rootHash = 'ab')),
    invalid,
  ],
  [
    'rekor1',
    1,
    'a proof without end',
    edit((json) => {
      first(json).verification.inclusionProof.hashes = Array(65).fill('ab'.repeat(32));
    }),
    invalid,
  ],
  ['rekor1', 1, 'that it has it, and not where', () => ({ status: 409, body: '{}' }), invalid],
  [
    'rekor1',
    1,
    'that it has it on another machine',
    () => ({
      status: 409,
      body: '{}',
      headers: { location: 'http://attacker.example/api/v1/log/entries/../../../x' },
    }),
    invalid,
  ],
  ['rekor2', 2, 'no JSON', says('x', 201), invalid],
  [
    'rekor2',
    2,
    'an entry of another signature',
    edit((json) => {
      json.canonicalizedBody = reencode(json.canonicalizedBody, (body) => {
        body.spec.hashedRekordV002.signature.content = 'AAAA';
      });
    }),
    invalid,
  ],
  [
    'rekor2',
    2,
    'an entry of another hash',
    edit((json) => {
      json.canonicalizedBody = reencode(json.canonicalizedBody, (body) => {
        body.spec.hashedRekordV002.data.digest = 'AAAA';
      });
    }),
    invalid,
  ],
  ['rekor2', 2, 'an entry of version 1', edit((json) => (json.kindVersion.version = '0.0.1')), invalid],
  ['rekor2', 2, 'an entry of another kind', edit((json) => (json.kindVersion.kind = 'dsse')), invalid],
  ['rekor2', 2, 'no proof', edit((json) => delete json.inclusionProof), invalid],
  [
    'rekor2',
    2,
    'a proof without a checkpoint',
    edit((json) => delete json.inclusionProof.checkpoint),
    invalid,
  ],
  ['rekor2', 2, 'hashes that are none', edit((json) => (json.inclusionProof.hashes = ['AA=='])), invalid],
  ['rekor2', 2, 'no', says('{"message":"invalid type, must be hashedrekord"}', 400), 'sigstore-refused'],
];

describe('E7: a log that answers', () => {
  refuses(ROWS);

  const wrong: Readonly<Record<string, (body: Json) => void>> = {
    'another signature': (body) => (body.spec.signature.content = 'AAAA'),
    'another file': (body) => (body.spec.data.hash.value = '0'.repeat(64)),
    'another kind': (body) => (body.kind = 'rekord'),
    'another version': (body) => (body.apiVersion = '0.0.2'),
  };
  for (const [name, change] of Object.entries({ ...wrong, nothing: () => {} })) {
    it(`rekor1: an entry of a file with ${name} changed`, async (t) => {
      const fake = await fakeSigstore(t);
      fake.change = (asked, honest) =>
        asked === 'rekor1'
          ? edit((json) => (first(json).body = reencode(first(json).body, change)))(honest)
          : honest;
      const result = await value(await penFor(fake, 1)).artifact(async (onPiece) => {
        onPiece(PAYLOAD);
        return { ok: true, value: undefined };
      });
      const expected = name === 'nothing' ? 'signed' : invalid;
      assert.equal(result.ok ? 'signed' : result.failure.code, expected);
    });
  }

  for (const version of [1, 2] as const) {
    it(`version ${version}: with nothing wrong, is taken`, async (t) => {
      value(await signed(await fakeSigstore(t), version));
    });
  }
});
