/**
 * Seals: what an entry says of itself, signed. Reading one decides whether the signature holds and whose it is, and
 * nothing else; whether this run may take the entry is for policy.ts, and what it holds for the archive's reader.
 */

import { sign, verify } from 'node:crypto';
import type { AllowedSigner, Miss, Seal, Sealed } from '../core/cache.ts';
import { err, ok, type Result } from '../core/result.ts';
import { decodeEnvelope, type Envelope, encodeEnvelope, pae } from '../formats/dsse.ts';
import { decodeStatement, encodeStatement, STATEMENT_PAYLOAD } from '../formats/statement.ts';
import { predicateOf, readPredicate } from './predicate.ts';
import { keyIdOf, parsePublicKey, type SealingKey } from './signing-key.ts';

/** The statement's predicate type; see docs/seal.md. */
export const SEAL_TYPE = 'https://sealsmith.dev/cache-entry/v1';

/** Bytes of an envelope; what is longer is no seal. */
export const SEAL_LIMIT = 64 * 1024;

/**
 * @returns the DSSE envelope, UTF-8 JSON; the same bytes for the same seal and key (Ed25519 has no randomness of its
 *   own, RFC 8032 section 5.1.6)
 */
export function makeSeal(seal: Seal, key: SealingKey): Uint8Array {
  const payload = statementOf(seal);
  const signature = sign(null, pae(STATEMENT_PAYLOAD, payload), key.privateKey);
  return encodeEnvelope({ payloadType: STATEMENT_PAYLOAD, payload, keyId: key.keyId, signature });
}

/**
 * The signature is looked at before anything that it is about: what a stranger wrote is not parsed as a seal.
 *
 * @param allowed  whose seals count; the tier is theirs, not what the seal says. An entry of it that is no public key
 *   allows nobody
 * @returns `signer-not-allowed` when the envelope names a key that none of them is, `seal-invalid` for all else
 */
export function openSeal(envelope: Uint8Array, allowed: readonly AllowedSigner[]): Result<Sealed, Miss> {
  const read = readEnvelope(envelope);
  if (!read.ok) return read;
  const { keyId, payload, signature } = read.value;
  // Not signed, and not needed to be: another id than the true one finds a key under which the signature is wrong.
  const signer = allowed.find((one) => keyIdOf(one.key) === keyId);
  if (signer === undefined) return err({ code: 'signer-not-allowed', detail: notAllowed(keyId, allowed) });
  const key = parsePublicKey(signer.key);
  if (!key.ok) return invalid(`the signer's key cannot be used: ${key.failure}`);
  if (!verify(null, pae(STATEMENT_PAYLOAD, payload), key.value, signature))
    return invalid(`its signature is not one of ${saidSigner(signer)}`);
  const seal = readStatement(payload);
  return seal.ok ? ok({ seal: seal.value, signer }) : seal;
}

/** What a seal says and which key it names, none of it verified: for showing to people, never for deciding. */
export type ClaimedSeal = { readonly claimed: Seal; readonly claimedKeyId: string };

/** `seal-invalid` when it cannot even be read. */
export function readSealUnverified(envelope: Uint8Array): Result<ClaimedSeal, Miss> {
  const read = readEnvelope(envelope);
  if (!read.ok) return read;
  const seal = readStatement(read.value.payload);
  return seal.ok ? ok({ claimed: seal.value, claimedKeyId: read.value.keyId }) : seal;
}

/** A signer as people know it: `ed25519:Zk3… = T2 "main on gitlab"`. */
export function saidSigner({ key, tier, name }: AllowedSigner): string {
  return `${key.slice(0, 16)}… = ${tier}${name === undefined ? '' : ` "${name}"`}`;
}

function statementOf(seal: Seal): Uint8Array {
  return encodeStatement({
    subject: [{ name: seal.name, digest: { sha256: seal.list.sha256 } }],
    predicateType: SEAL_TYPE,
    predicate: predicateOf(seal),
  });
}

/** A seal has one spelling: what is not byte for byte what we would write was not written by us. */
function readEnvelope(bytes: Uint8Array): Result<Envelope, Miss> {
  const decoded = decodeEnvelope(bytes, SEAL_LIMIT);
  if (!decoded.ok) return invalid(`its envelope: ${decoded.failure}`);
  const envelope = decoded.value;
  if (!same(encodeEnvelope(envelope), bytes)) return invalid('its envelope is not as we write it');
  if (envelope.payloadType !== STATEMENT_PAYLOAD) return invalid('it is no in-toto statement');
  return ok(envelope);
}

function readStatement(payload: Uint8Array): Result<Seal, Miss> {
  const decoded = decodeStatement(payload);
  if (!decoded.ok) return invalid(`its statement: ${decoded.failure}`);
  const { predicateType, predicate } = decoded.value;
  if (predicateType !== SEAL_TYPE) return invalid('it is a statement about something else');
  const seal = readPredicate(predicate);
  if (!seal.ok) return invalid(seal.failure);
  // The subject's digest and name too: they follow from the predicate.
  if (!same(statementOf(seal.value), payload)) return invalid('its statement is not as we write it');
  return seal;
}

function notAllowed(keyId: string, allowed: readonly AllowedSigner[]): string {
  const whose = `sealed by key ${/^[0-9a-f]{1,64}$/.test(keyId) ? keyId.slice(0, 12) : 'of no name'}`;
  return allowed.length === 0
    ? `${whose}, and no signer is allowed`
    : `${whose}, allowed: ${allowed.map(saidSigner).join(', ')}`;
}

function invalid(detail: string): Result<never, Miss> {
  return err({ code: 'seal-invalid', detail });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
