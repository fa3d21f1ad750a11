/**
 * The older form of signed images, before there were bundles: a payload in Red Hat's "simple signing" form (containers:
 * containers-signature.5.md), kept as a layer whose annotations hold signature, certificate and log entry (cosign:
 * specs/SIGNATURE_SPEC.md). Admission controllers read signatures by key only here.
 */

import type { ImageDigest } from '../core/image.ts';
import { type Bundle, type LogEntry, signatureOf } from './bundle.ts';
import { canonicalJson } from './canonical.ts';
import { encodeEnvelope } from './dsse.ts';
import { writePem } from './pem.ts';

export const SIMPLE_SIGNING_TYPE = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const DSSE_TYPE = 'application/vnd.dsse.envelope.v1+json';

/** A blob that becomes a layer below the tag `sha256-<hex>.sig` or `.att`. */
export type LegacyLayer = {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
};

/**
 * What is signed for an image.
 *
 * @param repository  `registry/name`, without tag and digest: what the signer says the image is called
 */
export function simpleSigningPayload(repository: string, digest: ImageDigest): Uint8Array {
  const payload = {
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
  };
  return Buffer.from(canonicalJson(payload), 'utf8');
}

/**
 * @param bundle  the signature of `payload` as a message
 * @param chain  certificates of the signer, DER, the leaf first; empty for a key
 */
export function signatureLayer(
  payload: Uint8Array,
  bundle: Bundle,
  chain: readonly Uint8Array[],
): LegacyLayer {
  const signature = Buffer.from(signatureOf(bundle.content)).toString('base64');
  return {
    bytes: payload,
    mediaType: SIMPLE_SIGNING_TYPE,
    annotations: {
      'dev.cosignproject.cosign/signature': signature,
      ...materials(bundle, chain),
      ...timestamp(bundle),
    },
  };
}

/**
 * @param bundle  a statement in its envelope; as `signatureLayer`
 * @returns undefined when the form has no room for what is needed to verify it: a certificate whose time only a
 *   timestamp says. Here a timestamp would have to be over the whole envelope, and a bundle's is over the signature
 */
export function attestationLayer(
  bundle: Bundle,
  predicateType: string,
  chain: readonly Uint8Array[],
): LegacyLayer | undefined {
  if (bundle.content.kind !== 'envelope') return undefined;
  if (chain.length > 0 && promised(bundle) === undefined) return undefined;
  return {
    bytes: encodeEnvelope(bundle.content.envelope),
    mediaType: DSSE_TYPE,
    // The signature is in the envelope; cosign wants the annotation to be there and empty.
    annotations: {
      'dev.cosignproject.cosign/signature': '',
      predicateType,
      ...materials(bundle, chain),
    },
  };
}

/** Below which tag the older form of an image is found. */
export function legacyTag(digest: ImageDigest, suffix: 'sig' | 'att'): string {
  return `${digest.replace(':', '-')}.${suffix}`;
}

function materials(bundle: Bundle, chain: readonly Uint8Array[]): Record<string, string> {
  const annotations: Record<string, string> = {};
  const [leaf, ...above] = chain.map((der) => writePem('CERTIFICATE', der));
  if (leaf !== undefined) {
    annotations['dev.sigstore.cosign/certificate'] = leaf;
    annotations['dev.sigstore.cosign/chain'] = above.join('');
  }
  const entry = promised(bundle);
  if (entry?.promise !== undefined) {
    annotations['dev.sigstore.cosign/bundle'] = entryAnnotation(entry, entry.promise);
  }
  return annotations;
}

/** There is room for one entry, and it is believed by the log's promise alone. */
function promised({ entries }: Bundle): LogEntry | undefined {
  return entries.find(({ promise }) => promise !== undefined);
}

function timestamp({ timestamps: [first] }: Bundle): Record<string, string> {
  if (first === undefined) return {};
  const SignedRFC3161Timestamp = Buffer.from(first).toString('base64');
  return { 'dev.sigstore.cosign/rfc3161timestamp': canonicalJson({ SignedRFC3161Timestamp }) };
}

function entryAnnotation(entry: LogEntry, promise: Uint8Array): string {
  return canonicalJson({
    SignedEntryTimestamp: Buffer.from(promise).toString('base64'),
    Payload: {
      body: Buffer.from(entry.body).toString('base64'),
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId).toString('hex'),
    },
  });
}
