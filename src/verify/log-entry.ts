/**
 * What a log's entry is about, compared with the bundle that it stands in. The library compares signature and digest;
 * we also compare the certificate or key, and which log signed the checkpoint.
 */

import { createPublicKey, X509Certificate } from 'node:crypto';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import type { LogEntry } from './bundle.ts';

/**
 * Whether the entry names this certificate or key.
 *
 * @param signers  DER: the certificate, or the key (SubjectPublicKeyInfo)
 */
export function namesSigner(entry: LogEntry, signers: readonly Buffer[]): boolean {
  const json = strictJson(entry.body);
  const body = json.ok ? json.value : undefined;
  const named = verifierOf(at(body, 'spec'));
  return named !== undefined && signers.some((signer) => signer.equals(named));
}

/** Whether one line of the checkpoint is by the log that the entry names (c2sp.org/signed-note: the key's hint). */
export function checkpointIsOf(
  { checkpoint = '', logId }: LogEntry,
  checkpointKeys: readonly Buffer[],
): boolean {
  const lines = checkpoint.slice(checkpoint.indexOf('\n\n') + 2).split('\n');
  const hints = lines.flatMap((line) => {
    const [, signature] = /^\u2014 \S+ (\S+)$/.exec(line) ?? [];
    return signature === undefined ? [] : [Buffer.from(signature, 'base64').subarray(0, 4)];
  });
  return [logId, ...checkpointKeys].some((id) => hints.some((hint) => hint.equals(id.subarray(0, 4))));
}

/** DER of what the entry says was signed with; each kind keeps it elsewhere (rekor: pkg/types, rekor-tiles: api). */
function verifierOf(spec: unknown): Buffer | undefined {
  const texts = [
    at(at(at(spec, 'signatures'), 0), 'verifier'),
    at(at(at(spec, 'signature'), 'publicKey'), 'content'),
    at(at(at(at(at(spec, 'content'), 'envelope'), 'signatures'), 0), 'publicKey'),
    at(spec, 'publicKey'),
  ];
  const pem = texts.find((text) => typeof text === 'string');
  if (typeof pem === 'string') return derOf(Buffer.from(pem, 'base64').toString('utf8'));
  const newer =
    at(at(at(spec, 'hashedRekordV002'), 'signature'), 'verifier') ??
    at(at(at(spec, 'dsseV002'), 'signatures'), 0);
  const verifier = at(newer, 'verifier') ?? newer;
  const raw = at(at(verifier, 'x509Certificate'), 'rawBytes') ?? at(at(verifier, 'publicKey'), 'rawBytes');
  return typeof raw === 'string' ? Buffer.from(raw, 'base64') : undefined;
}

function derOf(pem: string): Buffer | undefined {
  try {
    return pem.includes('CERTIFICATE')
      ? new X509Certificate(pem).raw
      : createPublicKey(pem).export({ type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}

function at(value: unknown, name: string | number): unknown {
  if (typeof name === 'number') return Array.isArray(value) ? (value as readonly unknown[])[name] : undefined;
  return isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
