import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImageDigest } from '../../../src/core/image.ts';
import type { Bundle, LogEntry } from '../../../src/formats/bundle.ts';
import {
  attestationLayer,
  legacyTag,
  signatureLayer,
  simpleSigningPayload,
} from '../../../src/formats/simple-signing.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}` as ImageDigest;
const payload = simpleSigningPayload('registry.example.org/diary', DIGEST);

const entry: LogEntry = {
  logIndex: '7',
  logId: Buffer.alloc(32, 1),
  kind: 'dsse',
  version: '0.0.1',
  integratedTime: '1795165200',
  promise: Buffer.from('promise'),
  proof: undefined,
  body: Buffer.from('{}'),
};

function aBundle(more: Partial<Bundle> = {}): Bundle {
  const envelope = {
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from('{}'),
    keyId: '',
    signature: Buffer.from('s'),
  };
  return {
    signer: { kind: 'key', hint: '' },
    entries: [],
    timestamps: [],
    content: { kind: 'envelope', envelope },
    ...more,
  };
}

describe('the older form', () => {
  it('signs what cosign signs', () => {
    assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), {
      critical: {
        identity: { 'docker-reference': 'registry.example.org/diary' },
        image: { 'docker-manifest-digest': DIGEST },
        type: 'cosign container image signature',
      },
      optional: null,
    });
  });

  it('lies below tags named by the digest', () => {
    assert.equal(legacyTag(DIGEST, 'sig'), `sha256-${'ab'.repeat(32)}.sig`);
    assert.equal(legacyTag(DIGEST, 'att'), `sha256-${'ab'.repeat(32)}.att`);
  });

  it('keeps signature, certificates, entry and time in annotations', () => {
    const content = {
      kind: 'message',
      hash: 'sha256',
      digest: Buffer.alloc(32),
      signature: Buffer.from('sig'),
    } as const;
    const bundle = aBundle({ content, entries: [entry], timestamps: [Buffer.from('time')] });
    const layer = signatureLayer(payload, bundle, [Buffer.from('leaf'), Buffer.from('root')]);
    assert.equal(layer.bytes, payload);
    const { annotations } = layer;
    assert.equal(annotations['dev.cosignproject.cosign/signature'], 'c2ln');
    assert.match(
      annotations['dev.sigstore.cosign/certificate'] ?? '',
      /^-----BEGIN CERTIFICATE-----\nbGVhZg==/,
    );
    assert.match(annotations['dev.sigstore.cosign/chain'] ?? '', /^-----BEGIN CERTIFICATE-----\ncm9vdA==/);
    assert.deepEqual(JSON.parse(annotations['dev.sigstore.cosign/bundle'] ?? ''), {
      SignedEntryTimestamp: Buffer.from('promise').toString('base64'),
      Payload: { body: 'e30=', integratedTime: 1795165200, logIndex: 7, logID: '01'.repeat(32) },
    });
    assert.deepEqual(JSON.parse(annotations['dev.sigstore.cosign/rfc3161timestamp'] ?? ''), {
      SignedRFC3161Timestamp: 'dGltZQ==',
    });
  });

  it('of a statement is its envelope, without a timestamp that would be over something else', () => {
    const layer = attestationLayer(
      aBundle({ timestamps: [Buffer.from('time')] }),
      'https://example.org/p',
      [],
    );
    assert.ok(layer !== undefined);
    assert.deepEqual(layer.annotations, {
      'dev.cosignproject.cosign/signature': '',
      predicateType: 'https://example.org/p',
    });
    assert.equal(JSON.parse(Buffer.from(layer.bytes).toString()).payload, 'e30=');
  });

  it('has no room for a certificate whose time no log promises', () => {
    const chain = [Buffer.from('leaf')];
    const unpromised = { ...entry, promise: undefined };
    const timed = aBundle({ timestamps: [Buffer.from('time')], entries: [unpromised] });
    assert.equal(attestationLayer(timed, 'p', chain), undefined);
    assert.ok(attestationLayer(aBundle({ entries: [unpromised, entry] }), 'p', chain) !== undefined);
  });
});
