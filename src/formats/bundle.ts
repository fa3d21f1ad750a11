/**
 * Sigstore bundles, version 0.3, as we write them (protobuf-specs: sigstore_bundle.proto, JSON mapping of protobuf): a
 * signature with all that is needed to verify it offline. Reading strangers' bundles is the business of `verify/`.
 */

import { canonicalJson } from './canonical.ts';
import type { Envelope } from './dsse.ts';

export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

export type Bundle = {
  readonly signer: /** The leaf alone, DER: chains come from the trusted root. */
    | { readonly kind: 'certificate'; readonly certificate: Uint8Array }
    /** `hint` says which key it was, and proves nothing. */
    | { readonly kind: 'key'; readonly hint: string };
  readonly entries: readonly LogEntry[];
  /** Answers of timestamp authorities (RFC 3161 TimeStampResp), DER, over the signature's bytes. */
  readonly timestamps: readonly Uint8Array[];
  readonly content: Content;
};

export type Content =
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  /** `digest` of what was signed, by the hash of the signature. */
  | {
      readonly kind: 'message';
      readonly hash: 'sha256' | 'sha384';
      readonly digest: Uint8Array;
      readonly signature: Uint8Array;
    };

/** An entry of a transparency log. Numbers may be larger than JavaScript counts, so they are decimal texts. */
export type LogEntry = {
  readonly logIndex: string;
  /** SHA-256 of the log's public key. */
  readonly logId: Uint8Array;
  readonly kind: 'hashedrekord' | 'dsse';
  readonly version: string;
  /** Seconds since 1970; `0` of logs that do not say it (Rekor v2). */
  readonly integratedTime: string;
  /** The log's promise to include it; logs of version 2 give none. */
  readonly promise: Uint8Array | undefined;
  readonly proof: InclusionProof | undefined;
  /** What the log holds of it, JSON. */
  readonly body: Uint8Array;
};

export type InclusionProof = {
  readonly logIndex: string;
  readonly treeSize: string;
  readonly rootHash: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: string;
};

/** JSON with one spelling (RFC 8785), UTF-8: equal bundles are equal blobs. */
export function encodeBundle({ signer, entries, timestamps, content }: Bundle): Uint8Array {
  const material =
    signer.kind === 'certificate'
      ? { certificate: { rawBytes: base64(signer.certificate) } }
      : { publicKey: { hint: signer.hint } };
  const bundle = {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: {
      ...material,
      ...(entries.length === 0 ? {} : { tlogEntries: entries.map(entryJson) }),
      ...(timestamps.length === 0
        ? {}
        : {
            timestampVerificationData: {
              rfc3161Timestamps: timestamps.map((one) => ({ signedTimestamp: base64(one) })),
            },
          }),
    },
    ...contentJson(content),
  };
  return Buffer.from(canonicalJson(bundle), 'utf8');
}

/** What was signed over, and by which a log entry and a timestamp are bound to it. */
export function signatureOf(content: Content): Uint8Array {
  return content.kind === 'envelope' ? content.envelope.signature : content.signature;
}

function contentJson(content: Content): object {
  if (content.kind === 'envelope') {
    const { payload, payloadType, keyId, signature } = content.envelope;
    const signed = { sig: base64(signature), ...(keyId === '' ? {} : { keyid: keyId }) };
    return { dsseEnvelope: { payload: base64(payload), payloadType, signatures: [signed] } };
  }
  const algorithm = content.hash === 'sha256' ? 'SHA2_256' : 'SHA2_384';
  return {
    messageSignature: {
      messageDigest: { algorithm, digest: base64(content.digest) },
      signature: base64(content.signature),
    },
  };
}

function entryJson(entry: LogEntry): object {
  const { proof, promise } = entry;
  return {
    logIndex: entry.logIndex,
    logId: { keyId: base64(entry.logId) },
    kindVersion: { kind: entry.kind, version: entry.version },
    // The JSON mapping leaves out what is zero.
    ...(entry.integratedTime === '0' ? {} : { integratedTime: entry.integratedTime }),
    ...(promise === undefined ? {} : { inclusionPromise: { signedEntryTimestamp: base64(promise) } }),
    ...(proof === undefined ? {} : { inclusionProof: proofJson(proof) }),
    canonicalizedBody: base64(entry.body),
  };
}

function proofJson({ logIndex, treeSize, rootHash, hashes, checkpoint }: InclusionProof): object {
  return {
    logIndex,
    treeSize,
    rootHash: base64(rootHash),
    hashes: hashes.map(base64),
    checkpoint: { envelope: checkpoint },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
