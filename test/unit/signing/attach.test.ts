import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Descriptor, ImageDigest } from '../../../src/core/image.ts';
import { BUNDLE_TYPE } from '../../../src/formats/bundle.ts';
import { MEDIA, readManifest } from '../../../src/formats/oci.ts';
import { DSSE_TYPE, type LegacyLayer, SIMPLE_SIGNING_TYPE } from '../../../src/formats/simple-signing.ts';
import {
  bundleAttachment,
  bundlePath,
  legacyAttachment,
  legacyLayerDescriptor,
} from '../../../src/signing/attach.ts';

const subject: Descriptor = {
  mediaType: MEDIA.index,
  digest: `sha256:${'ab'.repeat(32)}` as ImageDigest,
  size: 7,
  annotations: { 'org.opencontainers.image.ref.name': 'v1' },
};
const TIME = '2026-11-01T00:00:00Z';
const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

describe('a bundle beside an image', () => {
  const bundle = Buffer.from('{"bundle":true}');
  const { descriptor, manifest, blobs } = bundleAttachment(subject, bundle, 'https://example.org/p', TIME);

  it('is a manifest that cosign, Kyverno and gh select by', () => {
    const read = readManifest(manifest, MEDIA.manifest);
    assert.ok(read.ok);
    const { artifactType, config, layers, annotations } = read.value;
    assert.equal(artifactType, BUNDLE_TYPE);
    assert.deepEqual([config.mediaType, config.size], ['application/vnd.oci.empty.v1+json', 2]);
    assert.deepEqual(layers, [{ mediaType: BUNDLE_TYPE, digest: digestOf(bundle), size: bundle.length }]);
    assert.deepEqual(annotations, {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': 'https://example.org/p',
      'org.opencontainers.image.created': TIME,
    });
  });

  it('names its subject and nothing that somebody wrote on it', () => {
    const { annotations: _, ...bare } = subject;
    assert.deepEqual(JSON.parse(Buffer.from(manifest).toString()).subject, bare);
  });

  it('says in lists of referrers what it is', () => {
    assert.equal(descriptor.digest, digestOf(manifest));
    assert.equal(descriptor.size, manifest.length);
    assert.equal(descriptor.artifactType, BUNDLE_TYPE);
    assert.equal(descriptor.annotations?.['dev.sigstore.bundle.predicateType'], 'https://example.org/p');
  });

  it('brings every blob that it names', () => {
    for (const blob of blobs) assert.equal(digestOf(blob.bytes), blob.descriptor.digest);
    assert.deepEqual(
      blobs.map((blob) => blob.descriptor.mediaType),
      [MEDIA.empty, BUNDLE_TYPE],
    );
  });

  it('is the same bytes each time', () => {
    assert.deepEqual(bundleAttachment(subject, bundle, 'https://example.org/p', TIME).manifest, manifest);
  });

  it('of a file lies beside it', () => assert.equal(bundlePath('out/a.tar'), 'out/a.tar.sigstore.json'));
});

describe('the older form below a tag', () => {
  const layer = (bytes: string, signature: string, mediaType: string = SIMPLE_SIGNING_TYPE): LegacyLayer => ({
    bytes: Buffer.from(bytes),
    mediaType,
    annotations: { 'dev.cosignproject.cosign/signature': signature },
  });
  const first = legacyLayerDescriptor(layer('payload', 'one'));

  it('keeps what was there', () => {
    const added = legacyAttachment([first], layer('payload', 'two'));
    assert.ok(added !== undefined);
    const read = readManifest(added.manifest, MEDIA.manifest);
    assert.ok(read.ok);
    assert.deepEqual(read.value.layers[0], first);
    assert.equal(read.value.layers.length, 2);
    const [config] = added.blobs;
    assert.deepEqual(
      JSON.parse(Buffer.from(config?.bytes ?? []).toString()).rootfs.diff_ids,
      read.value.layers.map(({ digest }) => digest),
    );
  });

  it('does not pile up what is there already', () => {
    assert.equal(legacyAttachment([first], layer('payload', 'one')), undefined);
    const envelope = layer('envelope', '', DSSE_TYPE);
    assert.equal(legacyAttachment([legacyLayerDescriptor(envelope)], envelope), undefined);
    assert.ok(legacyAttachment([first], layer('other', 'one')) !== undefined);
  });
});
