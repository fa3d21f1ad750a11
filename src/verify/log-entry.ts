/**
 * What a log's entry is about, compared with the bundle that it stands in. The library compares signature and digest;
 * we also compare the certificate or key, which log signed the checkpoint, and whether that is about the proof's tree.
 */

import { createPublicKey, X509Certificate } from 'node:crypto';
import type { TrustMaterial } from '@sigstore/verify';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import type { LogEntry, Proof } from './bundle.ts';

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
export function checkpointIsOf({ checkpoint }: Proof, logs: readonly Buffer[]): boolean {
  const hints = signaturesOf(checkpoint).map(({ signature }) => signature.subarray(0, 4));
  return logs.some((id) => hints.some((hint) => hint.equals(id.subarray(0, 4))));
}

/** Whether both are about one tree: the library takes the checkpoint's word and leaves the proof's unread. */
export function checkpointIsAbout({ checkpoint, size, root }: Proof): boolean {
  const [, saidSize, saidRoot = ''] = checkpoint.split('\n');
  return saidSize === `${size}` && Buffer.from(saidRoot, 'base64').equals(root);
}

/**
 * The same for the library, which wants a checkpoint's signature to be called by a part of the log's address. Rekor calls
 * it by its machine unless it is told otherwise, and the name is not even signed: what counts is the log's key.
 */
export function callingLogs(material: TrustMaterial, log: readonly LogEntry[]): TrustMaterial {
  const names = log.flatMap(({ proof }) => signaturesOf(proof?.checkpoint ?? '').map(({ name }) => name));
  const tlogs = material.tlogs.map((one) => ({ ...one, baseURL: [one.baseURL, ...names].join(' ') }));
  return { ...material, tlogs };
}

function signaturesOf(checkpoint: string): readonly { readonly name: string; readonly signature: Buffer }[] {
  const lines = checkpoint.slice(checkpoint.indexOf('\n\n') + 2).split('\n');
  return lines.flatMap((line) => {
    const [, name, signature] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    return name === undefined || signature === undefined
      ? []
      : [{ name, signature: Buffer.from(signature, 'base64') }];
  });
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
