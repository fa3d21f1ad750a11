/**
 * Entries in a transparency log of Rekor's second kind (rekor-tiles: CLIENTS.md, hashedrekord.proto). It takes hashes
 * alone: for an envelope that of its pre-authentication encoding, which is what the signature is over.
 */

import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../core/result.ts';
import { type Content, type LogEntry, signatureOf } from '../../formats/bundle.ts';
import { pae } from '../../formats/dsse.ts';
import { strictJson } from '../../formats/strict-json.ts';
import { addressOf, ask, type Caller, hostOf } from './call.ts';
import { base64Of, fieldAt, wholeNumber } from './fields.ts';

/** The log answers when a checkpoint covers the entry; clients must wait 20 s at least. Milliseconds. */
const TIMEOUT = 60_000;

/** With what the signature is verified; `details` in the words of protobuf-specs (PublicKeyDetails). */
export type Verifier = {
  readonly details: 'PKIX_ECDSA_P256_SHA_256' | 'PKIX_ECDSA_P384_SHA_384';
  readonly hash: 'sha256' | 'sha384';
} & (
  | { readonly kind: 'certificate'; readonly der: Uint8Array }
  | { readonly kind: 'key'; readonly der: Uint8Array }
);

/** @returns the entry, which is about this very signature; it says no time: a timestamp has to */
export async function enterV2(
  caller: Caller,
  url: string,
  content: Content,
  verifier: Verifier,
): Promise<Result<LogEntry>> {
  const service = `the log at ${hostOf(url)}`;
  const digest = digestOf(content, verifier.hash);
  const rawBytes = Buffer.from(verifier.der).toString('base64');
  const answer = await ask(
    caller,
    { service, doing: 'enter a signature' },
    {
      method: 'POST',
      url: addressOf(url, '/api/v2/log/entries'),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        hashedRekordRequestV002: {
          digest: digest.toString('base64'),
          signature: {
            content: Buffer.from(signatureOf(content)).toString('base64'),
            verifier: {
              keyDetails: verifier.details,
              ...(verifier.kind === 'certificate'
                ? { x509Certificate: { rawBytes } }
                : { publicKey: { rawBytes } }),
            },
          },
        },
      }),
      timeout: TIMEOUT,
    },
  );
  if (!answer.ok) return answer;
  const entry = readEntry(answer.value.body);
  const invalid = (message: string): Result<never> => err({ code: 'sigstore-invalid', service, message });
  if (!entry.ok) return invalid(entry.failure);
  return isAbout(entry.value.body, digest, signatureOf(content))
    ? entry
    : invalid('its entry is about another signature');
}

function digestOf(content: Content, hash: Verifier['hash']): Buffer {
  if (content.kind === 'message') return Buffer.from(content.digest);
  const { payloadType, payload } = content.envelope;
  return createHash(hash).update(pae(payloadType, payload)).digest();
}

/** A TransparencyLogEntry in protobuf's JSON, which leaves out what is zero. */
function readEntry(body: Uint8Array): Result<LogEntry, string> {
  const json = strictJson(body);
  if (!json.ok) return json;
  const entry = json.value;
  const logIndex = wholeNumber(fieldAt(entry, 'logIndex') ?? '0');
  const logId = base64Of(fieldAt(entry, 'logId', 'keyId'));
  const canonicalBody = base64Of(fieldAt(entry, 'canonicalizedBody'));
  if (logIndex === undefined || logId === undefined || canonicalBody === undefined) {
    return err('its entry lacks a part');
  }
  if (fieldAt(entry, 'kindVersion', 'kind') !== 'hashedrekord') return err('its entry is of another kind');
  if (fieldAt(entry, 'kindVersion', 'version') !== '0.0.2') return err('its entry is of another version');
  const proof = readProof(fieldAt(entry, 'inclusionProof'));
  if (proof === undefined) return err('its entry has no proof of inclusion');
  return ok({
    logIndex,
    logId,
    kind: 'hashedrekord',
    version: '0.0.2',
    integratedTime: '0',
    promise: undefined,
    proof,
    body: canonicalBody,
  });
}

function readProof(value: unknown): LogEntry['proof'] {
  const logIndex = wholeNumber(fieldAt(value, 'logIndex') ?? '0');
  const treeSize = wholeNumber(fieldAt(value, 'treeSize'));
  const rootHash = base64Of(fieldAt(value, 'rootHash'));
  const checkpoint = fieldAt(value, 'checkpoint', 'envelope');
  const hashes = fieldAt(value, 'hashes') ?? [];
  if (logIndex === undefined || treeSize === undefined || rootHash?.length !== 32) return undefined;
  if (typeof checkpoint !== 'string' || checkpoint === '') return undefined;
  // A tree of 2^64 leaves has no longer proof.
  if (!Array.isArray(hashes) || hashes.length > 64) return undefined;
  const sound = hashes.map(base64Of).filter((one) => one?.length === 32);
  const all = sound.filter((one) => one !== undefined);
  if (all.length !== hashes.length) return undefined;
  return { logIndex, treeSize, rootHash, hashes: all, checkpoint };
}

function isAbout(body: Uint8Array, digest: Buffer, signature: Uint8Array): boolean {
  const json = strictJson(body);
  if (!json.ok) return false;
  const entry = json.value;
  const spec = fieldAt(entry, 'spec', 'hashedRekordV002');
  return (
    fieldAt(entry, 'kind') === 'hashedrekord' &&
    fieldAt(entry, 'apiVersion') === '0.0.2' &&
    fieldAt(spec, 'data', 'digest') === digest.toString('base64') &&
    fieldAt(spec, 'signature', 'content') === Buffer.from(signature).toString('base64')
  );
}
