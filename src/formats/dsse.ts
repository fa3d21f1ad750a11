/**
 * The envelope around what is signed: DSSE, version 1 (github.com/secure-systems-lab/dsse: protocol.md, envelope.md).
 * Signs and verifies nothing. The specification tells consumers to ignore members that they do not know, so decoding
 * does; who has an envelope of our own making compares it with `encodeEnvelope` of what came out.
 */

import { err, ok, type Result } from '../core/result.ts';
import { canonicalJson } from './canonical.ts';
import { isPlainObject, strictJson } from './strict-json.ts';

export type Envelope = {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** A hint which key it was; it is not signed and proves nothing. Empty where the envelope names none. */
  readonly keyId: string;
  readonly signature: Uint8Array;
};

/** Bytes of an envelope, unless the caller knows better. */
export const ENVELOPE_LIMIT = 16 * 1024 * 1024;

/**
 * What is signed: the pre-authentication encoding (protocol.md, "Signature Definition"). Lengths in bytes, so that no
 * byte can move from the type to the payload.
 */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

/** JSON with one spelling (RFC 8785), UTF-8; base64 of RFC 4648 section 4. */
export function encodeEnvelope({ payloadType, payload, keyId, signature }: Envelope): Uint8Array {
  const signed = { sig: base64(signature), ...(keyId === '' ? {} : { keyid: keyId }) };
  return Buffer.from(canonicalJson({ payload: base64(payload), payloadType, signatures: [signed] }), 'utf8');
}

/**
 * Takes exactly one signature: with several, "it is signed" would not say by whom. Each value of base64 has one
 * spelling: padded, the spare bits zero.
 *
 * @param limit  bytes
 * @returns the failure is one clause for people
 */
export function decodeEnvelope(bytes: Uint8Array, limit = ENVELOPE_LIMIT): Result<Envelope, string> {
  if (bytes.length > limit) return err(`it has ${bytes.length} bytes, more than ${limit}`);
  const json = strictJson(bytes);
  if (!json.ok) return json;
  const envelope = json.value;
  if (!isPlainObject(envelope)) return err('it is no envelope');
  const { payloadType, signatures } = envelope;
  if (typeof payloadType !== 'string' || payloadType === '') return err('it has no payload type');
  const payload = unbase64(envelope['payload']);
  if (payload === undefined) return err('its payload is not base64');
  if (!Array.isArray(signatures)) return err('it has no signatures');
  if (signatures.length !== 1) return err(`it has ${signatures.length} signatures, not one`);
  const [signed]: readonly unknown[] = signatures;
  if (!isPlainObject(signed)) return err('its signature is none');
  const { keyid = '' } = signed;
  const signature = unbase64(signed['sig']);
  if (typeof keyid !== 'string' || signature === undefined || signature.length === 0)
    return err('its signature is none');
  return ok({ payloadType, payload, keyId: keyid, signature });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Node reads nearly everything as base64; only what it would write itself is taken. */
function unbase64(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}
