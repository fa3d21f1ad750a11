/**
 * Reads a Sigstore bundle (sigstore/protobuf-specs: sigstore_bundle.proto, versions 0.1 to 0.3) strictly, and believes
 * nothing of it. What comes out is for `open.ts`, which verifies it.
 */

import { bundleFromJSON, type Bundle as SigstoreBundle } from '@sigstore/bundle';
import { err, ok, type Result } from '../core/result.ts';
import type { ReasonCode } from '../core/verdict.ts';
import { strictJson } from '../formats/strict-json.ts';
import { EVIDENCE_LIMIT } from './evidence.ts';
import { bytes, count, list, type Members, members } from './shape.ts';

export type LogEntry = {
  readonly logIndex: bigint;
  readonly logId: Buffer;
  readonly kind: string;
  readonly version: string;
  /** Seconds since 1970; 0 when the log says none. */
  readonly integrated: number;
  readonly promised: boolean;
  /** Undefined without a proof of inclusion. */
  readonly proof: Proof | undefined;
  readonly body: Buffer;
};

export type Proof = {
  /** The signed note of the log. */
  readonly checkpoint: string;
  /** Of the tree that it says it is in. */
  readonly size: bigint;
  readonly root: Buffer;
};

export type BundleContent =
  | {
      readonly kind: 'dsse';
      readonly payloadType: string;
      readonly payload: Buffer;
      readonly signature: Buffer;
    }
  /** `digest` of the bytes that were signed, by `hash`. */
  | {
      readonly kind: 'message';
      readonly hash: MessageHash;
      readonly digest: Buffer;
      readonly signature: Buffer;
    };

export type MessageHash = 'sha256' | 'sha384' | 'sha512';

export type Bundle = {
  readonly version: '0.1' | '0.2' | '0.3';
  readonly content: BundleContent;
  /** DER of the leaf, or the hint that the bundle has instead of a key. */
  readonly signer:
    | { readonly kind: 'certificate'; readonly der: Buffer<ArrayBuffer> }
    | { readonly kind: 'key'; readonly hint: string };
  readonly log: readonly LogEntry[];
  /** DER of RFC 3161 answers. */
  readonly timestamps: readonly Buffer<ArrayBuffer>[];
  /** The same for the library that verifies. */
  readonly raw: SigstoreBundle;
};

export type Refusal = { readonly reason: ReasonCode; readonly detail: string };

const VERSIONS: ReadonlyMap<string, Bundle['version']> = new Map([
  ['application/vnd.dev.sigstore.bundle+json;version=0.1', '0.1'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', '0.2'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.3', '0.3'],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', '0.3'],
]);

/** @param limit  bytes */
export function readBundle(text: Uint8Array, limit = EVIDENCE_LIMIT): Result<Bundle, Refusal> {
  if (text.length > limit) return refuse('bundle-too-large', `${text.length} bytes, more than ${limit}`);
  const json = strictJson(text);
  return json.ok ? bundleOf(json.value) : refuse('bundle-unreadable', json.failure);
}

/** The same for JSON that is read already. */
export function bundleOf(json: unknown): Result<Bundle, Refusal> {
  const top = members(
    json,
    ['mediaType', 'verificationMaterial', 'dsseEnvelope', 'messageSignature'],
    'the bundle',
  );
  if (!top.ok) return refuse('bundle-unreadable', top.failure);
  const version = VERSIONS.get(String(top.value['mediaType']));
  if (version === undefined) return refuse('bundle-version', 'its media type is none of 0.1, 0.2, 0.3');
  const content = readContent(top.value);
  if (!content.ok) return content;
  const material = readMaterial(top.value['verificationMaterial'], version);
  if (!material.ok) return refuse('bundle-unreadable', material.failure);
  try {
    const raw = bundleFromJSON(json);
    return ok({ version, content: content.value, ...material.value, raw });
  } catch {
    return refuse('bundle-unreadable', `it lacks what version ${version} must have`);
  }
}

function readContent(top: Members): Result<BundleContent, Refusal> {
  const { dsseEnvelope, messageSignature } = top;
  if ((dsseEnvelope === undefined) === (messageSignature === undefined))
    return refuse('bundle-unreadable', 'it must have an envelope or a signature, one of them');
  return dsseEnvelope === undefined ? readMessage(messageSignature) : readEnvelope(dsseEnvelope);
}

function readEnvelope(value: unknown): Result<BundleContent, Refusal> {
  const read = members(value, ['payload', 'payloadType', 'signatures'], 'its envelope');
  if (!read.ok) return refuse('bundle-unreadable', read.failure);
  const { payloadType, signatures } = read.value;
  const payload = bytes(read.value['payload']);
  if (payload === undefined || typeof payloadType !== 'string')
    return refuse('bundle-unreadable', 'its envelope has no payload');
  const all: readonly unknown[] = Array.isArray(signatures) ? signatures : [];
  if (all.length !== 1) return refuse('signature-count', `it has ${all.length}`);
  const signed = members(all[0], ['sig', 'keyid'], 'its signature');
  if (!signed.ok) return refuse('bundle-unreadable', signed.failure);
  const signature = bytes(signed.value['sig']);
  const { keyid = '' } = signed.value;
  if (signature === undefined || typeof keyid !== 'string')
    return refuse('signature-count', 'its signature is none');
  return ok({ kind: 'dsse', payloadType, payload, signature });
}

function readMessage(value: unknown): Result<BundleContent, Refusal> {
  const read = members(value, ['messageDigest', 'signature'], 'its signature');
  if (!read.ok) return refuse('bundle-unreadable', read.failure);
  const digest = members(read.value['messageDigest'], ['algorithm', 'digest'], 'its digest');
  if (!digest.ok) return refuse('bundle-unreadable', digest.failure);
  const hash = HASHES.get(String(digest.value['algorithm']));
  const said = bytes(digest.value['digest']);
  const signature = bytes(read.value['signature']);
  if (signature === undefined) return refuse('signature-count', 'its signature is none');
  if (hash === undefined || said?.length !== hash.bytes)
    return refuse('bundle-unreadable', 'its digest is none of SHA-2');
  return ok({ kind: 'message', hash: hash.name, digest: said, signature });
}

const HASHES: ReadonlyMap<string, { readonly name: MessageHash; readonly bytes: number }> = new Map([
  ['SHA2_256', { name: 'sha256', bytes: 32 }],
  ['SHA2_384', { name: 'sha384', bytes: 48 }],
  ['SHA2_512', { name: 'sha512', bytes: 64 }],
]);

type Material = Pick<Bundle, 'signer' | 'log' | 'timestamps'>;

const MATERIAL = [
  'certificate',
  'x509CertificateChain',
  'publicKey',
  'tlogEntries',
  'timestampVerificationData',
];

function readMaterial(value: unknown, version: Bundle['version']): Result<Material, string> {
  const read = members(value, MATERIAL, 'its verification material');
  if (!read.ok) return read;
  const signer = readSigner(read.value, version);
  if (!signer.ok) return signer;
  const entries = list(read.value['tlogEntries'], 16, 'its list of log entries');
  if (!entries.ok) return entries;
  const log: LogEntry[] = [];
  for (const entry of entries.value) {
    const one = readLogEntry(entry);
    if (!one.ok) return one;
    log.push(one.value);
  }
  const timestamps = readTimestamps(read.value['timestampVerificationData']);
  return timestamps.ok ? ok({ signer: signer.value, log, timestamps: timestamps.value }) : timestamps;
}

function readSigner(material: Members, version: Bundle['version']): Result<Bundle['signer'], string> {
  const { certificate, x509CertificateChain: chain, publicKey } = material;
  if ([certificate, chain, publicKey].filter((one) => one !== undefined).length !== 1)
    return err('it must name one certificate or one key');
  if (publicKey !== undefined) {
    const key = members(publicKey, ['hint'], 'its key');
    if (!key.ok) return key;
    const { hint = '' } = key.value;
    return typeof hint === 'string' && hint.length <= 512
      ? ok({ kind: 'key', hint })
      : err('its hint is none');
  }
  if (chain !== undefined && version === '0.3') return err('version 0.3 has one certificate, not a chain');
  const held = chain === undefined ? ok(certificate) : firstOf(chain);
  if (!held.ok) return held;
  const leaf = members(held.value, ['rawBytes'], 'its certificate');
  if (!leaf.ok) return leaf;
  const der = bytes(leaf.value['rawBytes']);
  return der === undefined || der.length > 64 * 1024
    ? err('its certificate is none')
    : ok({ kind: 'certificate', der });
}

function firstOf(chain: unknown): Result<unknown, string> {
  const read = members(chain, ['certificates'], 'its chain');
  if (!read.ok) return read;
  const all = list(read.value['certificates'], 10, 'its chain');
  return all.ok ? ok(all.value[0]) : all;
}

const ENTRY = [
  'logIndex',
  'logId',
  'kindVersion',
  'integratedTime',
  'inclusionPromise',
  'inclusionProof',
  'canonicalizedBody',
];

function readLogEntry(value: unknown): Result<LogEntry, string> {
  const read = members(value, ENTRY, 'its log entry');
  if (!read.ok) return read;
  const entry = read.value;
  const logId = members(entry['logId'], ['keyId'], 'the name of its log');
  const kind = members(entry['kindVersion'], ['kind', 'version'], 'the kind of its log entry');
  if (!logId.ok) return logId;
  if (!kind.ok) return kind;
  const keyId = bytes(logId.value['keyId']);
  const body = bytes(entry['canonicalizedBody']);
  // Protocol buffers leave out what is zero.
  const logIndex = count(entry['logIndex'] ?? '0');
  const integrated = count(entry['integratedTime'] ?? '0');
  const { kind: name, version } = kind.value;
  if (keyId === undefined || body === undefined || typeof name !== 'string' || typeof version !== 'string')
    return err('its log entry is incomplete');
  if (logIndex === undefined || integrated === undefined || integrated > MOST_SECONDS)
    return err('a number of its log entry is none');
  const proof = readProof(entry['inclusionProof']);
  if (!proof.ok) return proof;
  const promised = readPromise(entry['inclusionPromise']);
  if (!promised.ok) return promised;
  return ok({
    logIndex,
    logId: keyId,
    kind: name,
    version,
    integrated: Number(integrated),
    promised: promised.value,
    proof: proof.value,
    body,
  });
}

/** The year 9999. */
const MOST_SECONDS = 253_402_300_799n;

function readPromise(value: unknown): Result<boolean, string> {
  if (value === undefined) return ok(false);
  const read = members(value, ['signedEntryTimestamp'], 'the promise of its log');
  if (!read.ok) return read;
  return bytes(read.value['signedEntryTimestamp']) === undefined
    ? err('the promise of its log is none')
    : ok(true);
}

function readProof(value: unknown): Result<Proof | undefined, string> {
  if (value === undefined) return ok(undefined);
  const proof = members(value, ['logIndex', 'rootHash', 'treeSize', 'hashes', 'checkpoint'], 'its proof');
  if (!proof.ok) return proof;
  const hashes = list(proof.value['hashes'], 64, 'its proof');
  if (!hashes.ok) return hashes;
  const checkpoint = members(proof.value['checkpoint'], ['envelope'], 'its checkpoint');
  if (!checkpoint.ok) return checkpoint;
  const { envelope } = checkpoint.value;
  const [index, size] = [proof.value['logIndex'] ?? '0', proof.value['treeSize'] ?? '0'].map(count);
  const root = bytes(proof.value['rootHash']);
  const sound = index !== undefined && hashes.value.every((hash) => bytes(hash)?.length === 32);
  return sound && size !== undefined && root?.length === 32 && typeof envelope === 'string'
    ? ok({ checkpoint: envelope, size, root })
    : err('its proof is none');
}

function readTimestamps(value: unknown): Result<readonly Buffer<ArrayBuffer>[], string> {
  if (value === undefined) return ok([]);
  const data = members(value, ['rfc3161Timestamps'], 'its timestamps');
  if (!data.ok) return data;
  const all = list(data.value['rfc3161Timestamps'], 16, 'its list of timestamps');
  if (!all.ok) return all;
  const found: Buffer<ArrayBuffer>[] = [];
  for (const one of all.value) {
    const read = members(one, ['signedTimestamp'], 'its timestamp');
    if (!read.ok) return read;
    const der = bytes(read.value['signedTimestamp']);
    if (der === undefined) return err('its timestamp is none');
    found.push(der);
  }
  return ok(found);
}

function refuse(reason: ReasonCode, detail: string): { readonly ok: false; readonly failure: Refusal } {
  return err({ reason, detail });
}
