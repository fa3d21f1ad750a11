/** Ed25519 keys that seal entries (RFC 8032), as texts and as keys. A secret never stands in a failure. */

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { err, ok, type Result } from '../core/result.ts';

/** The variable that a forge hands a sealing key over in. */
export const CACHE_KEY_VARIABLE = 'SEALSMITH_CACHE_KEY';

/** What the text of a private key begins with. */
export const SECRET_PREFIX = 'ed25519-secret:';

const PUBLIC_PREFIX = 'ed25519:';

/** A key that can seal. It never prints its secret: that lies in the KeyObject. */
export type SealingKey = {
  /** `ed25519:` and base64 of the 32 bytes. */
  readonly publicKey: string;
  /** 32 hex digits; also the machine's name in `T0/<machine>` when it is the machine's own. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
};

/**
 * @param text  `ed25519-secret:` and base64 (RFC 4648 section 4) of the 32-byte seed; white space around it, as files
 *   and browsers add, does not count
 * @returns the failure is one clause that repeats nothing of the text
 */
export function parseSecretKey(text: string): Result<SealingKey, string> {
  const trimmed = text.trim();
  if (trimmed.startsWith(PUBLIC_PREFIX)) return err('it is a public key, not the private one');
  if (!trimmed.startsWith(SECRET_PREFIX)) return err(`it does not begin with "${SECRET_PREFIX}"`);
  const seed = bytes32(trimmed.slice(SECRET_PREFIX.length));
  if (seed === undefined) return err(`what follows "${SECRET_PREFIX}" is not base64 of 32 bytes`);
  return ok(keyOf(createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })));
}

/**
 * @param text  `ed25519:` and base64 of the 32 bytes, nothing around it
 * @returns the failure is one clause that repeats nothing of the text: it may be a private key by mistake
 */
export function parsePublicKey(text: string): Result<KeyObject, string> {
  if (text.includes(SECRET_PREFIX) || text.includes('PRIVATE KEY')) return err(PRIVATE_PASTED);
  if (!text.startsWith(PUBLIC_PREFIX)) return err(`a public key begins with "${PUBLIC_PREFIX}"`);
  const raw = bytes32(text.slice(PUBLIC_PREFIX.length));
  if (raw === undefined) return err(`what follows "${PUBLIC_PREFIX}" is not base64 of 32 bytes`);
  if (SMALL_ORDER.has(hexOfY(raw))) return err('this key is none: its signatures need no secret');
  return ok(createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }));
}

const PRIVATE_PASTED =
  'this is a private key; only the public one belongs here. Whoever can read this file can seal now: ' +
  'make a new pair (sealsmith cache init) and take this one out of use';

/** SHA-256 of the 32 bytes, the first 32 hex digits; undefined when this is no public key. */
export function keyIdOf(publicKey: string): string | undefined {
  const raw = publicKey.startsWith(PUBLIC_PREFIX)
    ? bytes32(publicKey.slice(PUBLIC_PREFIX.length))
    : undefined;
  return raw === undefined ? undefined : idOf(raw);
}

/** A new pair; `secret` is the text that `parseSecretKey` reads. */
export function generateKey(): { readonly key: SealingKey; readonly secret: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  return { key: keyOf(privateKey), secret: `${SECRET_PREFIX}${seed.toString('base64')}` };
}

function keyOf(privateKey: KeyObject): SealingKey {
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey: `${PUBLIC_PREFIX}${raw.toString('base64')}`, keyId: idOf(raw), privateKey };
}

function idOf(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex').slice(0, 32);
}

function bytes32(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === base64 ? bytes : undefined;
}

/** What stands before the 32 bytes in DER (RFC 8410 sections 4 and 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function hexOfY(raw: Uint8Array): string {
  const y = Buffer.from(raw);
  y[31] = (y[31] ?? 0) & 0x7f;
  return y.toString('hex');
}

/**
 * The points of small order by their y (the sign taken off): 0, 1 and -1, both of order 8, and the spellings of 0 and 1
 * above the prime. A key of zeros, as a placeholder has, is one of them. Signatures under them need no secret; whether a
 * verifier takes one depends on its version, so no such key comes that far.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);
