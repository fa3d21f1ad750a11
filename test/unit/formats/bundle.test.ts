import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bundleFromJSON, isBundleWithDsseEnvelope, isBundleWithMessageSignature } from '@sigstore/bundle';
import { type Bundle, encodeBundle, type LogEntry } from '../../../src/formats/bundle.ts';

const entry: LogEntry = {
  logIndex: '18446744073709551615',
  logId: Buffer.alloc(32, 1),
  kind: 'dsse',
  version: '0.0.1',
  integratedTime: '1795165200',
  promise: Buffer.from('promise'),
  proof: {
    logIndex: '7',
    treeSize: '8',
    rootHash: Buffer.alloc(32, 2),
    hashes: [Buffer.alloc(32, 3)],
    checkpoint: 'log\n8\n…\n',
  },
  body: Buffer.from('{}'),
};

const bundle: Bundle = {
  signer: { kind: 'certificate', certificate: Buffer.from('certificate') },
  entries: [entry],
  timestamps: [Buffer.from('time')],
  content: {
    kind: 'envelope',
    envelope: {
      payloadType: 'application/vnd.in-toto+json',
      payload: Buffer.from('{}'),
      keyId: '',
      signature: Buffer.from('signature'),
    },
  },
};

const textOf = (one: Bundle): string => Buffer.from(encodeBundle(one)).toString('utf8');

describe('a bundle', () => {
  it('is read by the library of Sigstore as it was meant', () => {
    const read = bundleFromJSON(JSON.parse(textOf(bundle)));
    assert.equal(read.mediaType, 'application/vnd.dev.sigstore.bundle.v0.3+json');
    assert.ok(isBundleWithDsseEnvelope(read));
    const { content, tlogEntries, timestampVerificationData } = read.verificationMaterial;
    assert.ok(content.$case === 'certificate');
    assert.equal(content.certificate.rawBytes.toString(), 'certificate');
    assert.equal(tlogEntries[0]?.logIndex, '18446744073709551615');
    assert.equal(tlogEntries[0]?.inclusionProof?.checkpoint?.envelope, 'log\n8\n…\n');
    assert.equal(tlogEntries[0]?.inclusionPromise?.signedEntryTimestamp.toString(), 'promise');
    assert.equal(timestampVerificationData?.rfc3161Timestamps[0]?.signedTimestamp.toString(), 'time');
    assert.equal(read.content.dsseEnvelope.signatures.length, 1);
  });

  it('holds a message and its hash in the words of Sigstore', () => {
    for (const [hash, word] of [
      ['sha256', 'SHA2_256'],
      ['sha384', 'SHA2_384'],
    ] as const) {
      const content = {
        kind: 'message',
        hash,
        digest: Buffer.alloc(32),
        signature: Buffer.from('signature'),
      } as const;
      const json = JSON.parse(textOf({ ...bundle, content }));
      assert.ok(isBundleWithMessageSignature(bundleFromJSON(json)));
      assert.equal(json.messageSignature.messageDigest.algorithm, word);
    }
  });

  it('of a key alone says which key and nothing more', () => {
    const bare = {
      ...bundle,
      signer: { kind: 'key', hint: 'aGludA==' },
      entries: [],
      timestamps: [],
    } as const;
    assert.deepEqual(JSON.parse(textOf(bare)).verificationMaterial, { publicKey: { hint: 'aGludA==' } });
  });

  it('leaves out of an entry what its log does not say', () => {
    const { proof: _, ...rest } = entry;
    const two = {
      ...rest,
      promise: undefined,
      proof: undefined,
      integratedTime: '0',
      kind: 'hashedrekord',
    } as const;
    const [json] = JSON.parse(textOf({ ...bundle, entries: [two] })).verificationMaterial.tlogEntries;
    assert.deepEqual(Object.keys(json).sort(), ['canonicalizedBody', 'kindVersion', 'logId', 'logIndex']);
  });

  it('has one spelling', () => assert.equal(textOf(bundle), textOf({ ...bundle })));
});
