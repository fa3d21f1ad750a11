/** Entries in a transparency log of Rekor's first kind (rekor: openapi.yaml; types dsse 0.0.1, hashedrekord 0.0.1). */

import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../core/result.ts';
import { type Content, type LogEntry, signatureOf } from '../../formats/bundle.ts';
import { encodeEnvelope } from '../../formats/dsse.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import { addressOf, ask, type Caller, hostOf } from './call.ts';
import { base64Of, fieldAt, hexBytes, wholeNumber } from './fields.ts';

/** Milliseconds; the log answers when the entry is in its tree. */
const TIMEOUT = 30_000;

/**
 * @param verifier  certificate or public key, PEM: what the entry says it is verified with
 * @returns the entry, which is about this very signature; the log's own signatures are verified with the bundle
 */
export async function enterV1(
  caller: Caller,
  url: string,
  content: Content,
  verifier: string,
): Promise<Result<LogEntry>> {
  const service = `the log at ${hostOf(url)}`;
  const asked = { service, doing: 'enter a signature' };
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const answer = await ask(caller, asked, {
    method: 'POST',
    url: addressOf(url, '/api/v1/log/entries'),
    headers,
    body: JSON.stringify(proposed(content, verifier)),
    timeout: TIMEOUT,
    answers: [409],
  });
  if (!answer.ok) return answer;
  const invalid = (message: string): Result<never> => err({ code: 'sigstore-invalid', service, message });
  let { body } = answer.value;
  if (answer.value.status === 409) {
    // It has the entry: from an attempt whose answer was lost, or from before. Only its name is taken from the answer.
    const uuid = /\/([0-9a-f]{64,80})$/.exec(answer.value.headers['location'] ?? '')?.[1];
    if (uuid === undefined) return invalid('it has the entry already and does not say where');
    const found = await ask(caller, asked, {
      method: 'GET',
      url: addressOf(url, `/api/v1/log/entries/${uuid}`),
      headers,
      timeout: TIMEOUT,
    });
    if (!found.ok) return found;
    body = found.value.body;
  }
  const entry = readEntry(body, content.kind === 'envelope' ? 'dsse' : 'hashedrekord');
  if (!entry.ok) return invalid(entry.failure);
  return isAbout(entry.value.body, content) ? entry : invalid('its entry is about another signature');
}

function proposed(content: Content, verifier: string): object {
  const pem = Buffer.from(verifier).toString('base64');
  if (content.kind === 'envelope') {
    const envelope = Buffer.from(encodeEnvelope(content.envelope)).toString('utf8');
    return {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: { proposedContent: { envelope, verifiers: [pem] } },
    };
  }
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: content.hash, value: Buffer.from(content.digest).toString('hex') } },
      signature: {
        content: Buffer.from(content.signature).toString('base64'),
        publicKey: { content: pem },
      },
    },
  };
}

/** An object with one member: the entry below its identifier. */
function readEntry(body: Uint8Array, kind: LogEntry['kind']): Result<LogEntry, string> {
  const json = strictJson(body);
  if (!json.ok) return json;
  const entries = isPlainObject(json.value) ? Object.values(json.value) : [];
  const [entry] = entries;
  if (entries.length !== 1 || !isPlainObject(entry)) return err('it holds no entry');
  const canonicalBody = base64Of(entry['body']);
  const logId = hexBytes(entry['logID'], 32);
  const logIndex = wholeNumber(entry['logIndex']);
  const integratedTime = wholeNumber(entry['integratedTime']);
  const promise = base64Of(fieldAt(entry, 'verification', 'signedEntryTimestamp'));
  if (canonicalBody === undefined || logId === undefined || logIndex === undefined) {
    return err('its entry lacks a part');
  }
  if (integratedTime === undefined || integratedTime === '0' || promise === undefined) {
    return err('its entry has no time');
  }
  const said = fieldAt(entry, 'verification', 'inclusionProof');
  const proof = said === undefined ? undefined : readProof(said);
  if (said !== undefined && proof === undefined) return err('its proof of inclusion is none');
  return ok({ logIndex, logId, kind, version: '0.0.1', integratedTime, promise, proof, body: canonicalBody });
}

function readProof(value: unknown): LogEntry['proof'] {
  if (!isPlainObject(value)) return undefined;
  const logIndex = wholeNumber(value['logIndex']);
  const treeSize = wholeNumber(value['treeSize']);
  const rootHash = hexBytes(value['rootHash'], 32);
  const { checkpoint, hashes } = value;
  if (logIndex === undefined || treeSize === undefined || rootHash === undefined) return undefined;
  if (typeof checkpoint !== 'string' || checkpoint === '') return undefined;
  // A tree of 2^64 leaves has no longer proof.
  if (!Array.isArray(hashes) || hashes.length > 64) return undefined;
  const sound = hashes.map((one) => hexBytes(one, 32)).filter((one) => one !== undefined);
  if (sound.length !== hashes.length) return undefined;
  return { logIndex, treeSize, rootHash, hashes: sound, checkpoint };
}

function isAbout(body: Uint8Array, content: Content): boolean {
  const json = strictJson(body);
  if (!json.ok) return false;
  const entry = json.value;
  const signature = Buffer.from(signatureOf(content)).toString('base64');
  if (content.kind === 'message') {
    return (
      fieldAt(entry, 'kind') === 'hashedrekord' &&
      fieldAt(entry, 'apiVersion') === '0.0.1' &&
      fieldAt(entry, 'spec', 'signature', 'content') === signature &&
      fieldAt(entry, 'spec', 'data', 'hash', 'value') === Buffer.from(content.digest).toString('hex')
    );
  }
  const signatures = fieldAt(entry, 'spec', 'signatures');
  const payload = createHash('sha256').update(content.envelope.payload).digest('hex');
  return (
    fieldAt(entry, 'kind') === 'dsse' &&
    fieldAt(entry, 'apiVersion') === '0.0.1' &&
    Array.isArray(signatures) &&
    signatures.length === 1 &&
    fieldAt(signatures[0], 'signature') === signature &&
    fieldAt(entry, 'spec', 'payloadHash', 'value') === payload
  );
}
