/** Keys that sign artifacts, from files of cosign or plain PEM, and what of them is given away. */

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { err, ok, type Result } from '../core/result.ts';
import { COSIGN_LABELS, openCosignKey, sealCosignKey } from '../formats/cosign-key.ts';
import { readPem } from '../formats/pem.ts';

/** Algorithms that we sign with; the default first. */
export const ALGORITHMS = ['ecdsa-p256', 'ecdsa-p384', 'ed25519'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** A key that can sign. It never prints its secret: that lies in the KeyObject. */
export type SigningKey = {
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
};

export type PublicKey = {
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
  /** SubjectPublicKeyInfo (RFC 5280 section 4.1). */
  readonly der: Uint8Array;
  readonly pem: string;
  /** Base64 of the SHA-256 of `der`: how bundles of cosign name the key. Proves nothing. */
  readonly hint: string;
};

/** `no-password` and `wrong-password`: of an encrypted key. `message` is one clause that repeats nothing of the key. */
export type KeyTrouble = {
  readonly kind: 'invalid' | 'no-password' | 'wrong-password';
  readonly message: string;
};

/** Characters of a file or variable that holds a key. */
export const KEY_LIMIT = 64 * 1024;

/**
 * @param text  encrypted by cosign, or plain PKCS#8 or SEC1; PEM
 * @param password  of an encrypted key; undefined where none was given, which is not the same as an empty one
 */
export async function readSigningKey(
  text: string,
  password: string | undefined,
): Promise<Result<SigningKey, KeyTrouble>> {
  if (text.length > KEY_LIMIT) return invalid(`it is longer than ${KEY_LIMIT} characters`);
  const pem = readPem(withoutParameters(text));
  if (pem === undefined) return invalid('it is not one block of PEM');
  if (pem.label.endsWith('PUBLIC KEY') || pem.label === 'CERTIFICATE') {
    return invalid('it is public; the private key is needed to sign');
  }
  if (COSIGN_LABELS.includes(pem.label)) return await readCosignKey(text, password);
  const bytes = Buffer.from(pem.bytes);
  switch (pem.label) {
    case 'PRIVATE KEY':
      return signingKey(() => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }));
    case 'EC PRIVATE KEY':
      return signingKey(() => createPrivateKey({ key: bytes, format: 'der', type: 'sec1' }));
    case 'ENCRYPTED PRIVATE KEY':
      // How much work it is to open stands in it, and OpenSSL would do all of it (PBKDF2 of hours).
      return invalid(
        'it is encrypted as OpenSSL does it; "cosign import-key-pair --key" makes one that is read',
      );
    default:
      return invalid('it is no private key in PKCS#8, SEC1 or the form of cosign');
  }
}

/** A new pair, and the private one as cosign keeps it. */
export async function generateSigningKey(
  algorithm: Algorithm,
  password: string,
): Promise<{ readonly key: SigningKey; readonly text: string }> {
  const { privateKey } = newPair(algorithm);
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const key = { algorithm, privateKey, publicKey: publicKey(createPublicKey(privateKey), algorithm) };
  return { key, text: await sealCosignKey(pkcs8, password) };
}

/** A pair that lives as long as the process: what a certificate of minutes is made for. */
export function ephemeralKey(): SigningKey {
  const [algorithm] = ALGORITHMS;
  const { privateKey } = newPair(algorithm);
  return { algorithm, privateKey, publicKey: publicKey(createPublicKey(privateKey), algorithm) };
}

/** The hash that goes with the algorithm; Ed25519 has its own inside. */
export function hashOf(algorithm: Algorithm): 'sha256' | 'sha384' | undefined {
  switch (algorithm) {
    case 'ecdsa-p256':
      return 'sha256';
    case 'ecdsa-p384':
      return 'sha384';
    case 'ed25519':
      return undefined;
  }
}

/** ECDSA as DER (RFC 3279 section 2.2.3), Ed25519 as its 64 bytes. */
export function signBytes({ algorithm, privateKey }: SigningKey, bytes: Uint8Array): Uint8Array {
  return sign(hashOf(algorithm) ?? null, bytes, privateKey);
}

async function readCosignKey(
  text: string,
  password: string | undefined,
): Promise<Result<SigningKey, KeyTrouble>> {
  if (password === undefined) return noPassword();
  const opened = await openCosignKey(text, password);
  if (!opened.ok) {
    const { kind, message } = opened.failure;
    return kind === 'locked' ? err({ kind: 'wrong-password', message }) : invalid(message);
  }
  const bytes = Buffer.from(opened.value);
  const key = signingKey(() => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }));
  bytes.fill(0);
  opened.value.fill(0);
  return key;
}

function signingKey(read: () => KeyObject): Result<SigningKey, KeyTrouble> {
  const privateKey = attempt(read);
  if (privateKey === undefined) return invalid('its bytes are no key');
  const algorithm = algorithmOf(privateKey);
  if (algorithm === undefined) return invalid('it is neither ECDSA on P-256 or P-384 nor Ed25519');
  return ok({ algorithm, privateKey, publicKey: publicKey(createPublicKey(privateKey), algorithm) });
}

function publicKey(key: KeyObject, algorithm: Algorithm): PublicKey {
  const der = key.export({ format: 'der', type: 'spki' });
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  return { algorithm, key, der, pem, hint: createHash('sha256').update(der).digest('base64') };
}

function algorithmOf(key: KeyObject): Algorithm | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return 'ed25519';
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return 'ecdsa-p256';
  return type === 'ec' && details?.namedCurve === 'secp384r1' ? 'ecdsa-p384' : undefined;
}

function newPair(algorithm: Algorithm): { readonly privateKey: KeyObject } {
  switch (algorithm) {
    case 'ecdsa-p256':
      return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    case 'ecdsa-p384':
      return generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
  }
}

/** `openssl ecparam -genkey` writes the curve in a block before the key, which repeats what the key says. */
function withoutParameters(text: string): string {
  return text.replace(/-----BEGIN EC PARAMETERS-----[^-]*-----END EC PARAMETERS-----/, '');
}

function invalid(message: string): Result<never, KeyTrouble> {
  return err({ kind: 'invalid', message });
}

function noPassword(): Result<never, KeyTrouble> {
  return err({ kind: 'no-password', message: 'it is encrypted' });
}

/** OpenSSL throws whatever is wrong with bytes, and its texts change; bugs of ours show in tests of good keys. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
