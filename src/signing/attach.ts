/**
 * What goes beside an image: manifests that name it as their subject, in the layout that cosign v3, Kyverno and gh
 * select by, and the older form below tags. Pure; who has a layout or a registry puts it there.
 */

import { createHash } from 'node:crypto';
import type { Descriptor, ImageDigest } from '../core/image.ts';
import { BUNDLE_TYPE } from '../formats/bundle.ts';
import { canonicalJson } from '../formats/canonical.ts';
import { bareDescriptor, EMPTY_JSON, MEDIA } from '../formats/oci.ts';
import { DSSE_TYPE, type LegacyLayer } from '../formats/simple-signing.ts';

/** A manifest and the blobs that it names; all of them small. */
export type Attachment = {
  /** What a list of referrers says of it. */
  readonly descriptor: Descriptor;
  readonly manifest: Uint8Array;
  readonly blobs: readonly { readonly descriptor: Descriptor; readonly bytes: Uint8Array }[];
};

/** What cosign signs: a statement of this type, with nothing in it, is the signature of an image. */
export const SIGNATURE_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';

/**
 * A bundle as a referrer (cosign: specs/BUNDLE_SPEC.md).
 *
 * @param subject  the image's manifest or index
 * @param bundle  encoded
 * @param created  RFC 3339; the time of the signature where it has one, else any fixed one: it is not signed, and the
 *   manifest's digest hangs on it
 */
export function bundleAttachment(
  subject: Descriptor,
  bundle: Uint8Array,
  predicateType: string,
  created: string,
): Attachment {
  const layer = { mediaType: BUNDLE_TYPE, digest: digestOf(bundle), size: bundle.length };
  const annotations = {
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': predicateType,
    'org.opencontainers.image.created': created,
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: BUNDLE_TYPE,
    config: EMPTY,
    layers: [layer],
    subject: bareDescriptor(subject),
    annotations,
  };
  return attachment(
    manifest,
    [
      { descriptor: EMPTY, bytes: EMPTY_JSON },
      { descriptor: layer, bytes: bundle },
    ],
    { artifactType: BUNDLE_TYPE, annotations },
  );
}

/** How a layer of the older form is named in its manifest. */
export function legacyLayerDescriptor({ bytes, mediaType, annotations }: LegacyLayer): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length, annotations };
}

/**
 * The manifest below `sha256-<hex>.sig` or `.att`. Tags are written over, so it holds what was there and what is new.
 *
 * @param before  layers of the manifest that is there now; empty when there is none
 * @returns undefined when `added` is there already: the same payload with the same signature
 */
export function legacyAttachment(before: readonly Descriptor[], added: LegacyLayer): Attachment | undefined {
  const layer = legacyLayerDescriptor(added);
  if (before.some((one) => sameLayer(one, layer))) return undefined;
  const layers = [...before, layer];
  const config = legacyConfig(layers);
  const descriptor = { mediaType: MEDIA.config, digest: digestOf(config), size: config.length };
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config: descriptor, layers };
  return attachment(
    manifest,
    [
      { descriptor, bytes: config },
      { descriptor: layer, bytes: added.bytes },
    ],
    {},
  );
}

/** The bundle of a file, beside it. */
export function bundlePath(file: string): string {
  return `${file}.sigstore.json`;
}

const EMPTY: Descriptor = { mediaType: MEDIA.empty, digest: digestOf(EMPTY_JSON), size: EMPTY_JSON.length };

function attachment(manifest: object, blobs: Attachment['blobs'], more: Partial<Descriptor>): Attachment {
  const bytes = Buffer.from(canonicalJson(manifest), 'utf8');
  return {
    descriptor: { mediaType: MEDIA.manifest, digest: digestOf(bytes), size: bytes.length, ...more },
    manifest: bytes,
    blobs,
  };
}

/** Readers of the older form take it for an image, and an image has a configuration with the digests of its layers. */
function legacyConfig(layers: readonly Descriptor[]): Uint8Array {
  const config = {
    architecture: '',
    created: '0001-01-01T00:00:00Z',
    history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
    os: '',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    config: {},
  };
  return Buffer.from(canonicalJson(config), 'utf8');
}

/** Envelopes hold their signature; of payloads the annotation tells signatures apart. */
function sameLayer(one: Descriptor, other: Descriptor): boolean {
  if (one.digest !== other.digest || one.mediaType !== other.mediaType) return false;
  if (other.mediaType === DSSE_TYPE) return true;
  const name = 'dev.cosignproject.cosign/signature';
  return one.annotations?.[name] === other.annotations?.[name];
}

function digestOf(bytes: Uint8Array): ImageDigest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as ImageDigest;
}
