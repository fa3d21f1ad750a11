/** Signed times (RFC 3161) over HTTP: a request made by hand, an answer that is about what was asked. */

import { createHash, randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../../core/result.ts';
import { ask, type Caller, hostOf } from './call.ts';

/** Milliseconds. */
const TIMEOUT = 15_000;

/** Bytes; with all certificates of the authority an answer has some thousand. */
const MOST_BYTES = 64 * 1024;

/** A clock of ours may be that much off; milliseconds. */
const SKEW = 5 * 60_000;

/**
 * @param url  the whole address, as a signing config has it
 * @param signature  what the time is for
 * @param now  milliseconds since 1970
 * @returns the whole answer (TimeStampResp), DER. Who signed it is the business of whoever verifies
 */
export async function timestampOf(
  caller: Caller,
  url: string,
  signature: Uint8Array,
  now: number,
): Promise<Result<Uint8Array>> {
  const service = `the timestamp authority at ${hostOf(url)}`;
  const nonce = randomBytes(8);
  // A positive INTEGER without a leading zero.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const answer = await ask(
    caller,
    { service, doing: 'sign the time' },
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: timestampRequest(signature, nonce),
      timeout: TIMEOUT,
    },
  );
  if (!answer.ok) return answer;
  const { body } = answer.value;
  const problem = body.length > MOST_BYTES ? 'it is too large' : await problemOf(body, signature, nonce, now);
  return problem === undefined ? ok(body) : err({ code: 'sigstore-invalid', service, message: problem });
}

/** TimeStampReq (RFC 3161 section 2.4.1), with the wish for the authority's certificate. */
export function timestampRequest(signature: Uint8Array, nonce: Uint8Array): Uint8Array {
  const digest = createHash('sha256').update(signature).digest();
  const imprint = sequence(SHA256_IDENTIFIER, tagged(0x04, digest));
  return sequence(tagged(0x02, Buffer.from([1])), imprint, tagged(0x02, nonce), tagged(0x01, TRUE));
}

async function problemOf(
  body: Uint8Array,
  signature: Uint8Array,
  nonce: Uint8Array,
  now: number,
): Promise<string | undefined> {
  // Bundled, a module of CommonJS has no other name than this.
  const { RFC3161Timestamp } = (await import('@sigstore/core')).default;
  try {
    const answer = RFC3161Timestamp.parse(Buffer.from(body));
    // Granted, or granted with changes (section 2.4.2).
    if (answer.status !== 0n && answer.status !== 1n) return 'it did not sign';
    const info = answer.tstInfo;
    const digest = createHash('sha256').update(signature).digest();
    if (info.messageImprintHashAlgorithm !== 'sha256' || !digest.equals(info.messageImprintHashedMessage)) {
      return 'its time is for something else';
    }
    if (!info.raw.includes(Buffer.from(tagged(0x02, nonce)))) return 'its time is from before we asked';
    if (Math.abs(info.genTime.getTime() - now) > SKEW)
      return 'its time is not now, by the clock of this machine';
    return undefined;
  } catch {
    // What the library throws at bytes that are no timestamp.
    return 'it is no timestamp';
  }
}

const TRUE = Buffer.from([0xff]);

/** AlgorithmIdentifier of SHA-256: 2.16.840.1.101.3.4.2.1, NULL. */
const SHA256_IDENTIFIER = Buffer.from('300d06096086480165030402010500', 'hex');

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(0x30, Buffer.concat(parts));
}

/** Short form of length: nothing here has more than 127 bytes. */
function tagged(tag: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
