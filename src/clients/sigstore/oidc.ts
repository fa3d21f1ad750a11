/**
 * Identity tokens: GitHub's by its own request, and what any token says (RFC 7519), decoded and not verified. A token
 * is a secret: it stands in no failure.
 */

import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import { ask, type Caller } from './call.ts';
import { fieldAt } from './fields.ts';

/** Whom tokens are for; the certificate authorities of Sigstore take no others. */
export const AUDIENCE = 'sigstore';

/** Characters of a token; theirs have two thousand. */
export const TOKEN_LIMIT = 16 * 1024;

/** Milliseconds. */
const TIMEOUT = 15_000;

/**
 * Asks GitHub for a token.
 *
 * @param url  of ACTIONS_ID_TOKEN_REQUEST_URL
 * @param bearer  of ACTIONS_ID_TOKEN_REQUEST_TOKEN
 */
export async function githubToken(caller: Caller, url: string, bearer: string): Promise<Result<string>> {
  const service = "GitHub's token service";
  const address = URL.parse(url);
  if (address === null) {
    return err({ code: 'sigstore-invalid', service, message: 'its address is none' });
  }
  address.searchParams.set('audience', AUDIENCE);
  const answer = await ask(
    caller,
    { service, doing: 'say who this job is' },
    {
      method: 'GET',
      url: address.href,
      headers: { authorization: `bearer ${bearer}`, accept: 'application/json' },
      timeout: TIMEOUT,
      secrets: [bearer],
    },
  );
  if (!answer.ok) return answer;
  const json = strictJson(answer.value.body);
  const token = json.ok ? fieldAt(json.value, 'value') : undefined;
  return typeof token === 'string' && token !== ''
    ? ok(token)
    : err({ code: 'sigstore-invalid', service, message: 'it holds no token' });
}

export type TokenClaims = Readonly<Record<string, unknown>>;

/** @returns the claims; undefined when it is no token of three parts */
export function tokenClaims(token: string): TokenClaims | undefined {
  if (token.length > TOKEN_LIMIT) return undefined;
  const [head, body, signature, ...rest] = token.split('.');
  if (rest.length > 0 || [head, body, signature].some((one) => !/^[A-Za-z0-9_-]+$/.test(one ?? ''))) {
    return undefined;
  }
  const json = strictJson(Buffer.from(body ?? '', 'base64url'));
  return json.ok && isPlainObject(json.value) ? json.value : undefined;
}

/** Whether a token is for `audience`: a text, or one of several. */
export function isFor(claims: TokenClaims, audience: string): boolean {
  const said = claims['aud'];
  return said === audience || (Array.isArray(said) && said.includes(audience));
}

/** What a certificate is asked for: the address of mail where the issuer vouches for one, else the subject. */
export function subjectOf(claims: TokenClaims): string | undefined {
  const { email, email_verified: verified, sub } = claims;
  if (typeof email === 'string' && email !== '' && (verified === true || verified === 'true')) return email;
  return typeof sub === 'string' && sub !== '' ? sub : undefined;
}
