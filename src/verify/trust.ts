/**
 * Whom we trust: authorities, logs and timestamp authorities of a Sigstore instance as its trusted root says them
 * (sigstore/protobuf-specs: sigstore_trustroot.proto), and public keys. Each root stands for itself: a certificate of
 * one instance is not believed because of a log of another.
 */

import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';

export type Root = {
  /** Where it came from, for people. */
  readonly name: string;
  readonly material: TrustMaterial;
};

export type TrustedKey = {
  readonly name: string;
  readonly key: KeyObject;
  /** DER of the SubjectPublicKeyInfo. */
  readonly der: Buffer;
};

export type Trust = { readonly roots: readonly Root[]; readonly keys: readonly TrustedKey[] };

const ROOT_LIMIT = 4 * 1024 * 1024;

/** @returns the failure is one clause for people */
export function readTrustedRoot(name: string, text: Uint8Array): Result<Root, string> {
  if (text.length > ROOT_LIMIT) return err(`has more than ${ROOT_LIMIT} bytes`);
  const json = strictJson(text);
  if (!json.ok) return err(`cannot be read: ${json.failure}`);
  if (!isPlainObject(json.value) || !ROOT_TYPE.test(String(json.value['mediaType'])))
    return err('is no trusted root of Sigstore');
  try {
    const material = toTrustMaterial(TrustedRoot.fromJSON(json.value), () => {
      throw new Error('keys are not looked up in a root');
    });
    return material.certificateAuthorities.length === 0 && material.tlogs.length === 0
      ? err('names no authority and no log')
      : ok({ name, material });
  } catch {
    return err('names an authority, a log or a key that cannot be read');
  }
}

const ROOT_TYPE = /^application\/vnd\.dev\.sigstore\.trustedroot(\+json;version=0\.1|\.v0\.[12]\+json)$/;

/** A public key in PEM: ECDSA on P-256, P-384 or P-521, Ed25519, RSA of at least 2048 bits. */
export function readKey(name: string, pem: string): Result<TrustedKey, string> {
  if (!/^\s*-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem) || pem.length > 16 * 1024)
    return err('is no public key in PEM');
  try {
    const key = createPublicKey(pem);
    const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
    const usable =
      key.asymmetricKeyType === 'ed25519' ||
      (key.asymmetricKeyType === 'ec' && CURVES.has(namedCurve)) ||
      (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && modulusLength <= 16_384);
    if (!usable) return err('is a key of a kind that is not used here');
    return ok({ name, key, der: key.export({ type: 'spki', format: 'der' }) });
  } catch {
    return err('is no public key in PEM');
  }
}

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** Whether a hint means this key: it is what signers of the field write, base64 or hex of a digest of it. */
export function hintsAt(hint: string, { key, der }: TrustedKey): boolean {
  const pem = String(key.export({ type: 'spki', format: 'pem' }));
  const digests = [der, pem, pem.trimEnd()].map((bytes) => createHash('sha256').update(bytes).digest());
  return digests.some((digest) => hint === digest.toString('base64') || hint === digest.toString('hex'));
}
