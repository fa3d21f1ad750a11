/**
 * Whether what is there says what is about to be said, by the same signer: then it need not be said again. A stranger
 * may have put it there, so its signature is verified, and it must be in the form in which we would write it: who only
 * looks like us is not us, and a good signature in a broken wrapping, which verifiers refuse, must not keep us from
 * signing. What logs and authorities say in it is compared with the signature; whether it is genuine, only a trusted
 * root can tell (`Wanted.holds`).
 */

import { createHash, type KeyObject, verify as verifySignature, X509Certificate } from 'node:crypto';
import { BUNDLE_TYPE } from '../formats/bundle.ts';
import { decodeEnvelope, type Envelope, pae } from '../formats/dsse.ts';
import { DSSE_TYPE, type LegacyLayer, SIMPLE_SIGNING_TYPE } from '../formats/simple-signing.ts';
import { STATEMENT_PAYLOAD } from '../formats/statement.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import type { Pen, Who } from './signer.ts';

/** What is about to be said, and by whom. */
export type Wanted = {
  readonly payload: Uint8Array;
  readonly pen: Pick<Pen, 'who' | 'witnessed'>;
  /** Whether a bundle holds by a trusted root, where one is at hand. */
  readonly holds?: ((bundle: Uint8Array) => boolean) | undefined;
};

type Members = Readonly<Record<string, unknown>>;

/** @param bundle  as it is stored */
export function bundleSaysTheSame(bundle: Uint8Array, wanted: Wanted): boolean {
  const json = strictJson(bundle);
  const top = json.ok ? only(json.value, 'mediaType', 'verificationMaterial', 'dsseEnvelope') : undefined;
  if (top?.['mediaType'] !== BUNDLE_TYPE) return false;
  const envelope = ourEnvelope(top['dsseEnvelope'], wanted);
  if (envelope === undefined) return false;
  const material = only(
    top['verificationMaterial'],
    ...['certificate', 'publicKey', 'tlogEntries', 'timestampVerificationData'],
  );
  if (material === undefined) return false;
  const { payloadType, payload, signature } = envelope;
  const key = keyIn(material, wanted.pen.who);
  if (key === undefined || !holdsBy(key, pae(payloadType, payload), signature)) return false;
  return areWitnessed(material, signature, wanted) && (wanted.holds?.(bundle) ?? true);
}

/** The same for a layer of the older form: the payload with its signature beside it, or an envelope. */
export function layerSaysTheSame({ bytes, mediaType, annotations }: LegacyLayer, wanted: Wanted): boolean {
  const { who, witnessed } = wanted.pen;
  const key =
    who.kind === 'key'
      ? who.publicKey.key
      : keyOfTheSame(annotations['dev.sigstore.cosign/certificate'], who.chain);
  if (key === undefined) return false;
  const entry = annotations['dev.sigstore.cosign/bundle'];
  const stamp = annotations['dev.sigstore.cosign/rfc3161timestamp'];
  // A log of version 2 leaves nothing that this form has room for; the timestamp is there then.
  const needed = witnessed.log || (witnessed.timestamp && mediaType === SIMPLE_SIGNING_TYPE);
  if (needed && entry === undefined && stamp === undefined) return false;
  if (mediaType === DSSE_TYPE) {
    const json = strictJson(bytes);
    const envelope = json.ok ? ourEnvelope(json.value, wanted) : undefined;
    if (envelope === undefined) return false;
    const { payloadType, payload, signature } = envelope;
    return holdsBy(key, pae(payloadType, payload), signature);
  }
  if (mediaType !== SIMPLE_SIGNING_TYPE || Buffer.compare(bytes, wanted.payload) !== 0) return false;
  const signature = base64(annotations['dev.cosignproject.cosign/signature']);
  return signature !== undefined && holdsBy(key, bytes, signature);
}

/** The payload itself, called what it is: our key may have signed the same bytes as something else. */
function ourEnvelope(value: unknown, { payload }: Wanted): Envelope | undefined {
  const members = only(value, 'payload', 'payloadType', 'signatures');
  const [signed] = listOf(members?.['signatures']) ?? [];
  if (members === undefined || only(signed, 'sig', 'keyid') === undefined) return undefined;
  const envelope = decodeEnvelope(Buffer.from(JSON.stringify(members)), Number.POSITIVE_INFINITY);
  if (!envelope.ok || envelope.value.payloadType !== STATEMENT_PAYLOAD) return undefined;
  return Buffer.compare(envelope.value.payload, payload) === 0 ? envelope.value : undefined;
}

function keyIn({ certificate, publicKey }: Members, who: Who): KeyObject | undefined {
  if (who.kind === 'key') {
    const named = certificate === undefined ? only(publicKey, 'hint') : undefined;
    return named?.['hint'] === who.publicKey.hint ? who.publicKey.key : undefined;
  }
  const leaf = publicKey === undefined ? only(certificate, 'rawBytes') : undefined;
  const der = base64(leaf?.['rawBytes']);
  return der === undefined ? undefined : keyOfTheSame(der, who.chain);
}

/** Of a certificate, DER or PEM, that the same authority issued to the same identity. */
function keyOfTheSame(
  certificate: Buffer | string | undefined,
  [mine, authority]: readonly Uint8Array[],
): KeyObject | undefined {
  if (certificate === undefined || mine === undefined || authority === undefined) return undefined;
  try {
    const there = new X509Certificate(certificate);
    const ours = new X509Certificate(mine);
    const issuer = new X509Certificate(authority);
    const same = there.subjectAltName !== undefined && there.subjectAltName === ours.subjectAltName;
    return same && there.checkIssued(issuer) && there.verify(issuer.publicKey) ? there.publicKey : undefined;
  } catch {
    return undefined;
  }
}

function holdsBy(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const hashes = key.asymmetricKeyType === 'ed25519' ? [null] : ['sha256', 'sha384'];
  try {
    return hashes.some((hash) => verifySignature(hash, message, key, signature));
  } catch {
    return false;
  }
}

/** All that is there is about this signature, and what the signer has its signatures witnessed by is among it. */
function areWitnessed(material: Members, signature: Uint8Array, { pen }: Wanted): boolean {
  const entries = listOf(material['tlogEntries']);
  const data = material['timestampVerificationData'];
  const times =
    data === undefined ? [] : listOf(only(data, 'rfc3161Timestamps')?.['rfc3161Timestamps'] ?? null);
  if (entries === undefined || times === undefined) return false;
  if ((pen.witnessed.log && entries.length === 0) || (pen.witnessed.timestamp && times.length === 0))
    return false;
  return (
    entries.every((entry) => isEntryAbout(entry, signature)) &&
    times.every((time) => isTimeOf(time, signature))
  );
}

/** Every kind of entry holds the signature in base64. */
function isEntryAbout(entry: unknown, signature: Uint8Array): boolean {
  if (!isPlainObject(entry)) return false;
  const body = base64(entry['canonicalizedBody']);
  const vouched = entry['inclusionPromise'] ?? entry['inclusionProof'];
  return isPlainObject(vouched) && body?.includes(Buffer.from(signature).toString('base64')) === true;
}

/** RFC 3161: the answer holds the digest of what was stamped. */
function isTimeOf(time: unknown, signature: Uint8Array): boolean {
  const der = base64(only(time, 'signedTimestamp')?.['signedTimestamp']);
  return ['sha256', 'sha384', 'sha512'].some(
    (hash) => der?.includes(createHash(hash).update(signature).digest()) === true,
  );
}

/** An object with no other members than these. */
function only(value: unknown, ...names: readonly string[]): Members | undefined {
  return isPlainObject(value) && Object.keys(value).every((name) => names.includes(name)) ? value : undefined;
}

/** Undefined when it is there and is no list. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : undefined;
}

function base64(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}
