/**
 * Private keys as `cosign generate-key-pair` keeps them: PKCS#8 in NaCl's secretbox, its key made from a password by
 * scrypt (RFC 7914), all of it as JSON in PEM (go-securesystemslib: encrypted/encrypted.go).
 */

import { randomBytes, scrypt } from 'node:crypto';
import { err, ok, type Result } from '../core/result.ts';
import { readPem, writePem } from './pem.ts';
import { isPlainObject, strictJson } from './strict-json.ts';

/** What cosign writes today, and what it wrote before its version 2. */
export const COSIGN_LABELS: readonly string[] = [
  'ENCRYPTED SIGSTORE PRIVATE KEY',
  'ENCRYPTED COSIGN PRIVATE KEY',
];

/** `locked`: the password is wrong, or a byte was changed: secretbox cannot tell the one from the other. */
export type CosignKeyTrouble = { readonly kind: 'invalid' | 'locked'; readonly message: string };

/**
 * @param text  the whole file
 * @param password  may be empty, as with cosign
 * @returns PKCS#8, DER
 */
export async function openCosignKey(
  text: string,
  password: string,
): Promise<Result<Uint8Array, CosignKeyTrouble>> {
  const box = readBox(text);
  if (!box.ok) return err({ kind: 'invalid', message: box.failure });
  const { salt, nonce, ciphertext, cost } = box.value;
  const key = await derive(password, salt, cost);
  const { secretbox } = (await import('tweetnacl')).default;
  const opened = secretbox.open(ciphertext, nonce, key);
  key.fill(0);
  return opened === null ? err({ kind: 'locked', message: 'it does not open' }) : ok(opened);
}

/** @param pkcs8  DER */
export async function sealCosignKey(pkcs8: Uint8Array, password: string): Promise<string> {
  const { secretbox } = (await import('tweetnacl')).default;
  const [salt, nonce] = [randomBytes(32), randomBytes(24)];
  const key = await derive(password, salt, WRITTEN);
  const ciphertext = secretbox(pkcs8, nonce, key);
  key.fill(0);
  const json = {
    kdf: {
      name: 'scrypt',
      params: { N: WRITTEN.n, r: WRITTEN.r, p: WRITTEN.p },
      salt: salt.toString('base64'),
    },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  };
  return writePem('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(JSON.stringify(json)));
}

type Cost = { readonly n: number; readonly r: number; readonly p: number };

type Box = {
  readonly cost: Cost;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
};

/** As cosign: 64 MiB and a quarter of a second. */
const WRITTEN: Cost = { n: 65_536, r: 8, p: 1 };

/**
 * The file says how much work it is to open it, and the file may be hostile: at most four times what cosign writes
 * (256 MiB, a second). At least what cosign ever wrote: less would be a key that anybody guesses.
 */
const LEAST_N = 32_768;
const MOST_N = 262_144;

/** Bytes of a sealed key; an RSA key of 4096 bits has 2.5 KiB. */
const MOST_CIPHERTEXT = 16 * 1024;

function readBox(text: string): Result<Box, string> {
  const pem = readPem(text);
  if (pem === undefined || !COSIGN_LABELS.includes(pem.label)) return err('it is no encrypted key of cosign');
  const json = strictJson(pem.bytes);
  if (!json.ok) return err(`what is in it is none: ${json.failure}`);
  const { kdf, cipher, ciphertext } = isPlainObject(json.value) ? json.value : {};
  if (!isPlainObject(kdf) || kdf['name'] !== 'scrypt') return err('its password is not taken by scrypt');
  if (!isPlainObject(cipher) || cipher['name'] !== 'nacl/secretbox') return err('it is not in a secretbox');
  const cost = readCost(kdf['params']);
  if (cost === undefined) return err('opening it would take another amount of work than cosign asks for');
  const salt = bytesOf(kdf['salt'], 16, 64);
  const nonce = bytesOf(cipher['nonce'], 24, 24);
  const sealed = bytesOf(ciphertext, 17, MOST_CIPHERTEXT);
  if (salt === undefined || nonce === undefined || sealed === undefined)
    return err('a part of it is missing');
  return ok({ cost, salt, nonce, ciphertext: sealed });
}

function readCost(params: unknown): Cost | undefined {
  if (!isPlainObject(params)) return undefined;
  const { N: n, r, p } = params;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < LEAST_N || n > MOST_N) return undefined;
  const power = (n & (n - 1)) === 0;
  return power && r === WRITTEN.r && p === WRITTEN.p ? { n, r: WRITTEN.r, p: WRITTEN.p } : undefined;
}

function bytesOf(value: unknown, least: number, most: number): Uint8Array | undefined {
  if (typeof value !== 'string' || value.length > most * 2) return undefined;
  const bytes = Buffer.from(value, 'base64');
  const sound = bytes.toString('base64') === value && bytes.length >= least && bytes.length <= most;
  return sound ? bytes : undefined;
}

/** In a thread of Node's pool: nothing else waits for it. */
function derive(password: string, salt: Uint8Array, { n, r, p }: Cost): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 128 * n * r * 2 };
  return new Promise((resolve, reject) => {
    scrypt(Buffer.from(password, 'utf8'), salt, 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
