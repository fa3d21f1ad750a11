/** Bundles that are wrong in one place: each is refused for that, by its name. */

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Result } from '../../../src/core/result.ts';
import { type Bundle, type Refusal, readBundle } from '../../../src/verify/bundle.ts';
import { openBundle, type Seal } from '../../../src/verify/open.ts';
import { readKey, readTrustedRoot } from '../../../src/verify/trust.ts';
import * as der from '../../support/der.ts';
import { aKeyPair, extension, sha256, spki } from '../../support/sigstore-authority.ts';
import {
  type BundleJson,
  base64,
  bytesOf,
  claimsOf,
  DAY,
  MINUTE,
  NOON,
  pemOf,
  type Signing,
  SigstoreWorld,
} from '../../support/sigstore-world.ts';
import { aSignature, assertVerdict, judgeCase, statement } from '../../support/verify-case.ts';

const world = new SigstoreWorld();
const another = new SigstoreWorld();
const payload = statement('https://sigstore.dev/cosign/sign/v1', {});
const KEY = aKeyPair();

function open(text: Uint8Array, roots = [world.rootBytes()]): Result<Seal, Refusal> {
  const bundle: Result<Bundle, Refusal> = readBundle(text);
  if (!bundle.ok) return bundle;
  const read = roots.map((bytes, at) => {
    const root = readTrustedRoot(`root ${at}`, bytes);
    assert.ok(root.ok, JSON.stringify(root));
    return root.value;
  });
  const key = readKey('ours', pemOf(spki(KEY), 'PUBLIC KEY'));
  assert.ok(key.ok);
  return openBundle(bundle.value, { roots: read, keys: [key.value] }, { logged: true, message: undefined });
}

type Row = {
  readonly what: string;
  readonly reason: string;
  readonly signing?: Partial<Signing>;
  /** What the attacker does to the JSON. */
  readonly change?: (bundle: BundleJson) => void;
};

const entryOf = (bundle: BundleJson): BundleJson => bundle.verificationMaterial.tlogEntries[0];
const flip = (text: string): string =>
  base64(Buffer.from(text, 'base64').map((byte, at) => (at === 5 ? byte ^ 1 : byte)));

const ENVELOPES: readonly Row[] = [
  {
    what: 'two signatures',
    reason: 'signature-count',
    change: ({ dsseEnvelope: one }) => one.signatures.push(one.signatures[0]),
  },
  {
    what: 'no signature',
    reason: 'signature-count',
    change: ({ dsseEnvelope: one }) => {
      one.signatures = [];
    },
  },
  {
    what: 'an empty signature',
    reason: 'signature-count',
    change: ({ dsseEnvelope: one }) => {
      one.signatures[0].sig = '';
    },
  },
  {
    what: 'another payload',
    reason: 'log-entry-mismatch',
    change: ({ dsseEnvelope: one }) => {
      one.payload = base64(Buffer.from('{}'));
    },
  },
  {
    what: 'another payload type',
    reason: 'signature-invalid',
    change: ({ dsseEnvelope: one }) => {
      one.payloadType = 'text/plain';
    },
  },
  {
    what: 'an envelope and a bare signature',
    reason: 'bundle-unreadable',
    change: (one) => {
      one.messageSignature = {};
    },
  },
  {
    what: 'neither',
    reason: 'bundle-unreadable',
    change: (one) => {
      delete one.dsseEnvelope;
    },
  },
  {
    what: 'a version that is not known',
    reason: 'bundle-version',
    change: (one) => {
      one.mediaType = 'application/vnd.dev.sigstore.bundle.v0.9+json';
    },
  },
  {
    what: 'a member that is not known',
    reason: 'bundle-unreadable',
    change: (one) => {
      one.extra = 1;
    },
  },
  {
    what: 'a certificate and a key',
    reason: 'bundle-unreadable',
    change: ({ verificationMaterial: one }) => {
      one.publicKey = { hint: '' };
    },
  },
];

const CERTIFICATES: readonly Row[] = [
  {
    what: 'expired when it signed',
    reason: 'certificate-expired',
    signing: { certificate: { from: NOON - 2 * DAY, until: NOON - DAY } },
  },
  {
    what: 'not valid yet when it signed',
    reason: 'certificate-expired',
    signing: { certificate: { from: NOON + MINUTE, until: NOON + 9 * MINUTE } },
  },
  { what: 'without a name', reason: 'certificate-name', signing: { certificate: { names: [] } } },
  {
    what: 'with two names',
    reason: 'certificate-name',
    signing: { certificate: { names: ['https://a.example/x', 'https://b.example/x'] } },
  },
  { what: 'for servers', reason: 'certificate-usage', signing: { certificate: { usage: 'server' } } },
  { what: 'of an authority', reason: 'certificate-usage', signing: { certificate: { usage: 'authority' } } },
  { what: 'without an issuer', reason: 'certificate-extensions', signing: { certificate: { claims: {} } } },
  {
    what: 'with two issuers',
    reason: 'certificate-extensions',
    signing: {
      certificate: { more: [extension('1.3.6.1.4.1.57264.1.1', Buffer.from('https://other.example'))] },
    },
  },
  {
    what: 'with an extension twice',
    reason: 'certificate-extensions',
    signing: { certificate: { more: [extension('1.3.6.1.4.1.57264.1.15', der.utf8('9'))] } },
  },
  {
    what: 'with a claim that is no UTF8String',
    reason: 'certificate-extensions',
    signing: {
      certificate: {
        claims: claimsOf({}),
        more: [extension('1.3.6.1.4.1.57264.1.22', Buffer.from('public'))],
      },
    },
  },
  {
    what: 'with a claim of another length',
    reason: 'certificate-extensions',
    signing: { certificate: { more: [extension('1.3.6.1.4.1.57264.1.22', Buffer.from([0x0c, 9, 0x61]))] } },
  },
  {
    what: 'with a critical extension that is not known',
    reason: 'certificate-extensions',
    signing: { certificate: { more: [extension('1.2.3.4', der.utf8('x'), true)] } },
  },
  { what: 'that no certificate log knows', reason: 'sct-missing', signing: { certificate: { sct: 'none' } } },
  {
    what: 'whose certificate log speaks of another',
    reason: 'sct-invalid',
    signing: { certificate: { sct: 'wrong' } },
  },
  {
    what: 'that is none',
    reason: 'certificate-unreadable',
    change: ({ verificationMaterial: one }) => {
      one.certificate.rawBytes = base64(Buffer.from('x'.repeat(99)));
    },
  },
  {
    what: 'in another encoding of the same',
    reason: 'certificate-unreadable',
    change: ({ verificationMaterial: { certificate: one } }) => {
      const bytes = Buffer.from(one.rawBytes, 'base64');
      assert.equal(bytes[1], 0x82);
      one.rawBytes = base64(Buffer.concat([Buffer.from([0x30, 0x83, 0]), bytes.subarray(2)]));
    },
  },
  {
    what: 'with bytes behind it',
    reason: 'certificate-unreadable',
    change: ({ verificationMaterial: { certificate: one } }) => {
      one.rawBytes = base64(Buffer.concat([Buffer.from(one.rawBytes, 'base64'), Buffer.from([0])]));
    },
  },
];

const LOGS: readonly Row[] = [
  { what: 'no entry and no time', reason: 'log-missing', signing: { log: 'none' } },
  { what: 'no entry', reason: 'log-missing', signing: { log: 'none', timestamp: true } },
  {
    what: 'the entry of another bundle',
    reason: 'log-entry-mismatch',
    change: ({ verificationMaterial: one }) => {
      one.tlogEntries = world.sign({ payload }).verificationMaterial.tlogEntries;
    },
  },
  {
    what: 'the entry of another bundle in the newer log',
    reason: 'log-entry-mismatch',
    signing: { log: 'v2' },
    change: ({ verificationMaterial: one }) => {
      one.tlogEntries = world.sign({ payload, log: 'v2' }).verificationMaterial.tlogEntries;
    },
  },
  {
    what: 'the entry of another log',
    reason: 'log-unknown',
    change: ({ verificationMaterial: one }) => {
      one.tlogEntries = another.sign({ payload }).verificationMaterial.tlogEntries;
    },
  },
  {
    what: 'the entry of another certificate for the same key',
    reason: 'log-entry-mismatch',
    change: ({ verificationMaterial: { certificate: one } }) => {
      const { publicKey } = new X509Certificate(Buffer.from(one.rawBytes, 'base64'));
      one.rawBytes = base64(world.certificate(publicKey));
    },
  },
  {
    what: 'one entry twice',
    reason: 'log-entry-repeated',
    change: ({ verificationMaterial: one }) => one.tlogEntries.push(one.tlogEntries[0]),
  },
  {
    what: 'a proof of something else',
    reason: 'inclusion-proof',
    change: (one) => {
      entryOf(one).inclusionProof.hashes = [base64(sha256(Buffer.from('x')))];
    },
  },
  {
    what: 'a proof for another place',
    reason: 'inclusion-proof',
    change: (one) => {
      entryOf(one).inclusionProof.logIndex = '0';
    },
  },
  {
    what: 'a checkpoint of another log',
    reason: 'checkpoint-unknown',
    change: (one) => {
      entryOf(one).inclusionProof.checkpoint.envelope = another.checkpoint(
        Buffer.from(entryOf(one).inclusionProof.rootHash, 'base64'),
        2,
      );
    },
  },
  {
    what: 'a checkpoint that was changed',
    reason: 'inclusion-proof',
    change: (one) => {
      entryOf(one).inclusionProof.checkpoint.envelope = entryOf(
        one,
      ).inclusionProof.checkpoint.envelope.replace('\n2\n', '\n3\n');
    },
  },
  {
    what: 'a proof in another tree than its checkpoint',
    reason: 'inclusion-proof',
    change: (one) => {
      entryOf(one).inclusionProof.rootHash = base64(sha256(Buffer.from('x')));
    },
  },
  {
    what: 'a proof in a larger tree than its checkpoint',
    reason: 'inclusion-proof',
    change: (one) => {
      entryOf(one).inclusionProof.treeSize = '3';
    },
  },
  {
    what: 'a promise by somebody else',
    reason: 'inclusion-promise',
    change: (one) => {
      entryOf(one).inclusionPromise.signedEntryTimestamp = flip(
        entryOf(one).inclusionPromise.signedEntryTimestamp,
      );
    },
  },
  {
    what: 'another time than was promised',
    reason: 'inclusion-promise',
    change: (one) => {
      entryOf(one).integratedTime = String(NOON / 1000 + 60);
    },
  },
  {
    what: 'neither proof nor promise',
    reason: 'bundle-unreadable',
    change: (one) => {
      delete entryOf(one).inclusionProof;
      delete entryOf(one).inclusionPromise;
    },
  },
  { what: 'no time in the newer log', reason: 'time-missing', signing: { log: 'v2', timestamp: false } },
  {
    what: 'a time of its own in the newer log',
    reason: 'time-missing',
    signing: { log: 'v2', timestamp: false },
    change: (one) => {
      entryOf(one).integratedTime = String(NOON / 1000);
    },
  },
];

const stamps = (bundle: BundleJson): BundleJson =>
  bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps;

const TIMES: readonly Row[] = [
  {
    what: 'of another signature',
    reason: 'timestamp-invalid',
    signing: { log: 'v2' },
    change: (one) => {
      stamps(one)[0].signedTimestamp = base64(world.timestamp(Buffer.from('x'), NOON));
    },
  },
  {
    what: 'by another authority',
    reason: 'timestamp-invalid',
    signing: { log: 'v2' },
    change: (one) => {
      stamps(one)[0].signedTimestamp = base64(
        another.timestamp(Buffer.from(one.dsseEnvelope.signatures[0].sig, 'base64'), NOON),
      );
    },
  },
  {
    what: 'before the certificate',
    reason: 'certificate-expired',
    signing: { log: 'v2', at: NOON - 2 * MINUTE },
  },
  {
    what: 'after the certificate',
    reason: 'certificate-expired',
    signing: { log: 'v2', at: NOON + 10 * MINUTE },
  },
  {
    what: 'that is none',
    reason: 'bundle-unreadable',
    signing: { log: 'v2' },
    change: (one) => {
      stamps(one)[0].signedTimestamp = base64(Buffer.from('x'));
    },
  },
  {
    what: 'after the certificate beside a good one',
    reason: 'certificate-expired',
    signing: { log: 'v2' },
    change: (one) => {
      stamps(one).push({
        signedTimestamp: base64(
          world.timestamp(Buffer.from(one.dsseEnvelope.signatures[0].sig, 'base64'), NOON + DAY),
        ),
      });
    },
  },
];

const KEYS: readonly Row[] = [
  { what: 'that is none of ours', reason: 'key-unknown', signing: { key: aKeyPair(), log: 'none' } },
  {
    what: 'that says it is ours',
    reason: 'signature-invalid',
    signing: { key: aKeyPair(), hint: base64(sha256(spki(KEY))), log: 'none' },
  },
  {
    what: 'of ours, in an entry that names another key',
    reason: 'log-entry-mismatch',
    signing: { key: KEY },
    change: ({ verificationMaterial: one }) => {
      const { spec } = JSON.parse(Buffer.from(one.tlogEntries[0].canonicalizedBody, 'base64').toString());
      spec.signatures[0].verifier = base64(Buffer.from(pemOf(spki(aKeyPair()), 'PUBLIC KEY')));
      one.tlogEntries = [world.logged('dsse', '0.0.1', spec, NOON)];
    },
  },
  {
    what: 'of ours, with the log entry of another',
    reason: 'log-entry-mismatch',
    signing: { key: KEY },
    change: ({ verificationMaterial: one }) => {
      one.tlogEntries = world.sign({ payload, key: aKeyPair() }).verificationMaterial.tlogEntries;
    },
  },
];

for (const [name, rows] of Object.entries({
  'an envelope with': ENVELOPES,
  'a certificate': CERTIFICATES,
  'a log with': LOGS,
  'a timestamp': TIMES,
  'a key': KEYS,
}))
  describe(name, () => {
    for (const { what, reason, signing = {}, change = () => {} } of rows)
      it(`${what} is refused: ${reason}`, () => {
        const bundle = world.sign({ payload, ...signing });
        change(bundle);
        const opened = open(bytesOf(bundle));
        assert.equal(
          opened.ok ? 'taken' : opened.failure.reason,
          reason,
          JSON.stringify(opened.ok ? '' : opened.failure.detail),
        );
      });
  });

describe('the honest twins', () => {
  it('of all those are taken', () => {
    for (const signing of [
      {},
      { log: 'v2' },
      { timestamp: true },
      { key: KEY },
      { key: KEY, log: 'none' },
      { key: KEY, log: 'v2' },
    ] as const)
      assert.equal(
        open(bytesOf(world.sign({ payload, ...signing }))).ok,
        true,
        JSON.stringify(Object.keys(signing)),
      );
  });

  it('are refused by another root, whichever else is trusted', () => {
    const bundle = bytesOf(world.sign({ payload }));
    const refused = open(bundle, [another.rootBytes()]);
    assert.equal(refused.ok ? '' : refused.failure.reason, 'certificate-untrusted');
    assert.equal(open(bundle, [another.rootBytes(), world.rootBytes()]).ok, true);
  });

  it('do not gain by a log of another instance', () => {
    const root = world.trustedRoot();
    root.tlogs = another.trustedRoot().tlogs;
    const refused = open(bytesOf(world.sign({ payload })), [
      Buffer.from(JSON.stringify(root)),
      another.rootBytes(),
    ]);
    assert.equal(refused.ok ? '' : refused.failure.reason, 'log-unknown');
  });
});

describe('text that is no bundle', () => {
  const good = Buffer.from(bytesOf(world.sign({ payload }))).toString();
  const rows: readonly (readonly [string, Uint8Array, string])[] = [
    ['nothing', Buffer.alloc(0), 'bundle-unreadable'],
    ['cut off', Buffer.from(good.slice(0, -100)), 'bundle-unreadable'],
    ['huge', Buffer.alloc(21 * 1024 * 1024, 0x20), 'bundle-too-large'],
    ['nested deeply', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)), 'bundle-unreadable'],
    [
      'a name twice',
      Buffer.from(good.replace('{"mediaType"', '{"mediaType":"x","mediaType"')),
      'bundle-unreadable',
    ],
    [
      'a name twice, far in',
      Buffer.from(good.replace('"payload":', '"payload":"e30=","payload":')),
      'bundle-unreadable',
    ],
    ['a list', Buffer.from('[]'), 'bundle-unreadable'],
    ['null', Buffer.from('null'), 'bundle-unreadable'],
    [
      'base64 with spare bits',
      Buffer.from(good.replace(/"sig":"[^"]*"/, '"sig":"QR=="')),
      'bundle-unreadable',
    ],
  ];
  for (const [what, text, reason] of rows)
    it(`${what} is refused: ${reason}`, () => {
      const opened = open(text);
      const found = opened.ok ? 'taken' : opened.failure.reason;
      assert.ok(found === reason || (what.startsWith('base64') && found === 'signature-count'), found);
    });
});

describe('a payload that is sound and no statement', () => {
  const rows: readonly (readonly [string, Partial<Signing>, string])[] = [
    ['another payload type', { payload, payloadType: 'application/json' }, 'payload-type'],
    ['no statement', { payload: Buffer.from('{"a":1}') }, 'statement-invalid'],
    [
      'no subject',
      {
        payload: Buffer.from(
          '{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"x","predicate":{}}',
        ),
      },
      'statement-invalid',
    ],
    [
      'another kind of statement',
      { payload: Buffer.from('{"_type":"https://in-toto.io/Layout/v1"}') },
      'statement-invalid',
    ],
  ];
  for (const [what, signing, reason] of rows)
    it(`${what} is refused: ${reason}`, async () => {
      assertVerdict(await judgeCase({ pieces: [aSignature(signing)] }), 4, reason);
    });
});
