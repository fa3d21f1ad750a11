/** Certificates of minutes for whom a token names (Fulcio: fulcio.proto, version 2 of its interface). */

import { X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '../../core/result.ts';
import { readPems } from '../../formats/pem.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import { addressOf, ask, type Caller, hostOf } from './call.ts';

export type CertificateRequest = {
  /** The identity token; goes to the authority and nowhere else. */
  readonly token: string;
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string;
  /** The token's subject, signed by the key: that it is ours. */
  readonly proof: Uint8Array;
};

/** Longer chains are nobody's. */
const MOST_CERTIFICATES = 10;

/** Milliseconds. */
const TIMEOUT = 30_000;

/** A clock of ours may be that much behind theirs; milliseconds. */
const SKEW = 5 * 60_000;

/**
 * @param url  of the authority, without the path of its interface
 * @param now  milliseconds since 1970
 * @returns certificates, DER, the leaf first: the leaf is for our key and good now. Who issued it is the business of
 *   whoever verifies
 */
export async function issueCertificate(
  caller: Caller,
  url: string,
  request: CertificateRequest,
  now: number,
): Promise<Result<readonly Uint8Array[]>> {
  const service = `the certificate authority at ${hostOf(url)}`;
  const answer = await ask(
    caller,
    { service, doing: 'issue a certificate' },
    {
      method: 'POST',
      url: addressOf(url, '/api/v2/signingCert'),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        credentials: { oidcIdentityToken: request.token },
        publicKeyRequest: {
          publicKey: { algorithm: 'ECDSA', content: request.publicKey },
          proofOfPossession: Buffer.from(request.proof).toString('base64'),
        },
      }),
      timeout: TIMEOUT,
      secrets: [request.token],
    },
  );
  if (!answer.ok) return answer;
  const chain = readChain(answer.value.body);
  if (!chain.ok) return err({ code: 'sigstore-invalid', service, message: chain.failure });
  const problem = leafProblem(chain.value, request.publicKey, now);
  return problem === undefined
    ? ok(chain.value)
    : err({ code: 'sigstore-invalid', service, message: problem });
}

function readChain(body: Uint8Array): Result<readonly Uint8Array[], string> {
  const json = strictJson(body);
  if (!json.ok) return json;
  const answer = isPlainObject(json.value) ? json.value : {};
  // With the log's receipt inside the certificate, or beside it where there is no log of certificates.
  const signed = answer['signedCertificateEmbeddedSct'] ?? answer['signedCertificateDetachedSct'];
  const chain = isPlainObject(signed) ? signed['chain'] : undefined;
  const texts = isPlainObject(chain) ? chain['certificates'] : undefined;
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > MOST_CERTIFICATES) {
    return err('it holds no chain of certificates');
  }
  const ders: Uint8Array[] = [];
  for (const text of texts) {
    const pems = typeof text === 'string' ? readPems(text) : undefined;
    if (pems?.length !== 1 || pems[0]?.label !== 'CERTIFICATE') return err('one of its certificates is none');
    ders.push(pems[0].bytes);
  }
  return ok(ders);
}

function leafProblem([der]: readonly Uint8Array[], publicKey: string, now: number): string | undefined {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(der ?? Buffer.alloc(0));
  } catch {
    return 'its certificate is none';
  }
  if (leaf.publicKey.export({ format: 'pem', type: 'spki' }) !== publicKey) {
    return 'its certificate is for another key';
  }
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (!(from - SKEW <= now && now <= to + SKEW)) {
    return 'its certificate is not good now, by the clock of this machine';
  }
  return leaf.subjectAltName === undefined ? 'its certificate names nobody' : undefined;
}
