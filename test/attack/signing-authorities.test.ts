/** E7: what a certificate authority and a timestamp authority, or somebody between, can answer. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { writePem } from '../../src/formats/pem.ts';
import { ephemeralKey } from '../../src/signing/keys.ts';
import { type Answer, askedTime, fakeSigstore, timestampWith } from '../fake/sigstore.ts';
import * as der from '../support/der.ts';
import { DEEP, edit, first, type Row, refuses, says, signed } from '../support/service-answers.ts';
import { Authority, sha256 } from '../support/sigstore-authority.ts';
import { value } from '../support/world.ts';

const HOUR = 3_600_000;
const stranger = new Authority('stranger', Date.now() - HOUR, Date.now() + HOUR);
const invalid = 'sigstore-invalid';

function certificate(more: Partial<Parameters<Authority['issue']>[0]>): string {
  const { key } = ephemeralKey().publicKey;
  const now = Date.now();
  const usual = { publicKey: key, names: ['https://example.org/x'], from: now - 1000, until: now + 60_000 };
  return writePem('CERTIFICATE', stranger.issue({ ...usual, ...more }));
}

/** With the key that was asked for, so that only the rest is wrong. */
const chainFor =
  (make: (publicKey: KeyObject) => string) =>
  (_: Answer, asked: string): Answer => {
    const publicKey = createPublicKey(JSON.parse(asked).publicKeyRequest.publicKey.content);
    const chain = { certificates: [make(publicKey)] };
    return { status: 200, body: JSON.stringify({ signedCertificateDetachedSct: { chain } }) };
  };

/** With a text of a hundred kilobytes beside the status, which is allowed to have one. */
function padded(body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body);
  // `SEQUENCE { INTEGER 0 }`, and then the token.
  const status = Buffer.from('3003020100', 'hex');
  const token = bytes.subarray(bytes.indexOf(status) + status.length);
  return der.sequence(der.sequence(der.integer(0), der.sequence(der.utf8('x'.repeat(100_000)))), token);
}

function timed(wrong: Partial<Parameters<typeof timestampWith>[0]>): Row[3] {
  return (_, asked) => {
    const right = askedTime(Buffer.from(asked, 'latin1'));
    return { status: 201, body: timestampWith({ ...right, at: Date.now(), ...wrong }) };
  };
}

const AUTHORITY: readonly Row[] = [
  ['fulcio', 1, 'no JSON', says('certificate'), invalid],
  ['fulcio', 1, 'nothing at all', says(''), invalid],
  ['fulcio', 1, 'JSON nested without end', says(DEEP), invalid],
  [
    'fulcio',
    1,
    'a name twice',
    says('{"signedCertificateEmbeddedSct":1,"signedCertificateEmbeddedSct":2}'),
    invalid,
  ],
  ['fulcio', 1, 'two megabytes', says(Buffer.alloc(2 * 1024 * 1024, 32)), invalid],
  ['fulcio', 1, 'no chain', says('{"signedCertificateEmbeddedSct":{}}'), invalid],
  ['fulcio', 1, 'an empty chain', edit((json) => (first(json).chain.certificates = [])), invalid],
  ['fulcio', 1, 'a chain of numbers', edit((json) => (first(json).chain.certificates = [1])), invalid],
  [
    'fulcio',
    1,
    'a chain without end',
    edit((json) => {
      first(json).chain.certificates = Array(50).fill(first(json).chain.certificates[0]);
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'a certificate under another name',
    edit((json) => {
      const leaf = String(first(json).chain.certificates[0]);
      first(json).chain.certificates[0] = leaf.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE');
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'a private key for a certificate',
    edit((json) => {
      first(json).chain.certificates[0] = writePem('PRIVATE KEY', Buffer.from('x'));
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'bytes that are no certificate',
    edit((json) => {
      first(json).chain.certificates[0] = writePem('CERTIFICATE', Buffer.from('none'));
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'a certificate for another key',
    edit((json) => {
      first(json).chain.certificates[0] = certificate({});
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'the authority in place of the leaf',
    edit((json) => {
      first(json).chain.certificates.reverse();
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'a certificate that is over',
    chainFor((publicKey) => {
      return certificate({ publicKey, from: Date.now() - 2 * HOUR, until: Date.now() - HOUR });
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'a certificate of tomorrow',
    chainFor((publicKey) => {
      return certificate({ publicKey, from: Date.now() + HOUR, until: Date.now() + 2 * HOUR });
    }),
    invalid,
  ],
  [
    'fulcio',
    1,
    'a certificate for nobody',
    chainFor((publicKey) => certificate({ publicKey, names: [] })),
    invalid,
  ],
  ['fulcio', 1, 'no', says('{"code":3,"message":"the issuer is not known"}', 400), 'sigstore-refused'],
  ['fulcio', 1, 'a way to somewhere else', says('', 302), 'sigstore-refused'],
];

const TIME: readonly Row[] = [
  ['time', 1, 'nothing', says(''), invalid],
  ['time', 1, 'no DER', says(Buffer.from('timestamp')), invalid],
  ['time', 1, 'DER nested without end', says(Buffer.from('3080'.repeat(3000), 'hex')), invalid],
  ['time', 1, 'a length beyond its end', says(Buffer.from('30847fffffff02', 'hex')), invalid],
  ['time', 1, 'a hundred kilobytes', ({ body }) => ({ status: 201, body: padded(body) }), invalid],
  [
    'time',
    1,
    'two of them',
    ({ body }) => ({ status: 201, body: Buffer.concat([Buffer.from(body), Buffer.from(body)]) }),
    invalid,
  ],
  ['time', 1, 'that it did not sign', timed({ status: 2 }), invalid],
  ['time', 1, 'the time of something else', timed({ imprint: sha256(Buffer.from('else')) }), invalid],
  ['time', 1, 'the answer to another question', timed({ nonce: Buffer.alloc(8, 0x41) }), invalid],
  ['time', 1, 'the time of yesterday', timed({ at: Date.now() - 24 * HOUR }), invalid],
  ['time', 1, 'the time of tomorrow', timed({ at: Date.now() + 24 * HOUR }), invalid],
];

describe('E7: an authority that answers', () => {
  refuses(AUTHORITY);
  refuses(TIME);

  it('fulcio: with nothing wrong, is taken', async (t) => {
    const fake = await fakeSigstore(t);
    const honestly = chainFor((publicKey) => certificate({ publicKey }));
    fake.change = (asked, honest, body) => (asked === 'fulcio' ? honestly(honest, body) : honest);
    value(await signed(fake, 1));
  });

  it('time: with nothing wrong, is taken', async (t) => {
    const fake = await fakeSigstore(t);
    fake.change = (asked, honest, body) => (asked === 'time' ? timed({})(honest, body) : honest);
    value(await signed(fake, 1));
  });
});
