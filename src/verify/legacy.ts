/**
 * cosign's older form as a bundle: payload or envelope in a layer, signature, certificate, log entry and timestamp in
 * its annotations (cosign: specs/SIGNATURE_SPEC.md). It is believed by exactly the same rules.
 */

import { createHash, X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '../core/result.ts';
import { decodeEnvelope } from '../formats/dsse.ts';
import { strictJson } from '../formats/strict-json.ts';
import { type Bundle, bundleOf, type Refusal } from './bundle.ts';
import type { Candidate } from './evidence.ts';
import { at, textAt } from './provenance/provenance.ts';

const SIGNATURE = 'dev.cosignproject.cosign/signature';
const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const ENTRY = 'dev.sigstore.cosign/bundle';
const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';

/** @param bytes  the layer: what was signed, or the envelope around it */
export function legacyBundle({ form, annotations }: Candidate, bytes: Uint8Array): Result<Bundle, Refusal> {
  const content = form === 'dsse' ? envelopeJson(bytes) : messageJson(bytes, annotations[SIGNATURE]);
  if (!content.ok) return content;
  const certificate = certificateJson(annotations[CERTIFICATE]);
  const entry = entryJson(annotations[ENTRY]);
  const timestamp = timestampJson(annotations[TIMESTAMP]);
  if (certificate === undefined || entry === undefined || timestamp === undefined)
    return refuse('an annotation of it is none');
  return bundleOf({
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      ...certificate,
      tlogEntries: entry,
      timestampVerificationData: { rfc3161Timestamps: timestamp },
    },
    ...content.value,
  });
}

function messageJson(bytes: Uint8Array, signature: string | undefined): Result<object, Refusal> {
  if (signature === undefined || signature === '')
    return err({ reason: 'signature-count', detail: 'it has none' });
  const digest = createHash('sha256').update(bytes).digest('base64');
  return ok({ messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest }, signature } });
}

function envelopeJson(bytes: Uint8Array): Result<object, Refusal> {
  const envelope = decodeEnvelope(bytes);
  if (!envelope.ok) {
    const several = /signatures/.test(envelope.failure);
    return err({ reason: several ? 'signature-count' : 'bundle-unreadable', detail: envelope.failure });
  }
  const { payloadType, payload, signature } = envelope.value;
  const signatures = [{ sig: Buffer.from(signature).toString('base64') }];
  return ok({ dsseEnvelope: { payloadType, payload: Buffer.from(payload).toString('base64'), signatures } });
}

/** Without a certificate it is a key's, and nothing says which. */
function certificateJson(pem: string | undefined): object | undefined {
  if (pem === undefined || pem === '') return { publicKey: { hint: '' } };
  try {
    return { certificate: { rawBytes: new X509Certificate(pem).raw.toString('base64') } };
  } catch {
    return undefined;
  }
}

function entryJson(text: string | undefined): readonly object[] | undefined {
  if (text === undefined || text === '') return [];
  const json = strictJson(Buffer.from(text));
  if (!json.ok) return undefined;
  const body = textAt(json.value, 'Payload', 'body') ?? '';
  const parsed = strictJson(Buffer.from(body, 'base64'));
  const numbers = [at(json.value, 'Payload', 'logIndex'), at(json.value, 'Payload', 'integratedTime')];
  const [logIndex, integratedTime] = numbers.map((one) =>
    typeof one === 'number' ? String(one) : undefined,
  );
  if (!parsed.ok || logIndex === undefined || integratedTime === undefined) return undefined;
  const logId = Buffer.from(textAt(json.value, 'Payload', 'logID') ?? '', 'hex').toString('base64');
  return [
    {
      logIndex,
      logId: { keyId: logId },
      kindVersion: { kind: textAt(parsed.value, 'kind'), version: textAt(parsed.value, 'apiVersion') },
      integratedTime,
      inclusionPromise: { signedEntryTimestamp: textAt(json.value, 'SignedEntryTimestamp') },
      canonicalizedBody: body,
    },
  ];
}

function timestampJson(text: string | undefined): readonly object[] | undefined {
  if (text === undefined || text === '') return [];
  const json = strictJson(Buffer.from(text));
  const signedTimestamp = json.ok ? textAt(json.value, 'SignedRFC3161Timestamp') : undefined;
  return signedTimestamp === undefined ? undefined : [{ signedTimestamp }];
}

function refuse(detail: string): { readonly ok: false; readonly failure: Refusal } {
  return err({ reason: 'bundle-unreadable', detail });
}
