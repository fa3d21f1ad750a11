/** What a registry's answer means, in words for people: the trouble, and what it says itself, made harmless. */

import type { RegistryTrouble } from '../../core/failure.ts';
import { makeRedactor, redactText } from '../../core/redact.ts';

/** Characters of what a registry says that are shown. */
const LONGEST = 300;

type Told = { readonly code: string; readonly message: string };

/** Of an answer that is none of those that were hoped for. */
export function troubleOf(status: number, body: Uint8Array): RegistryTrouble {
  const codes = errorsIn(body).map(({ code }) => code);
  if (codes.includes('TOOMANYREQUESTS')) return 'rate-limited';
  if (status === 401) return 'unauthorized';
  if (status === 403 || codes.includes('DENIED')) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 405 || status === 501 || codes.includes('UNSUPPORTED')) return 'unsupported';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'failing' : 'invalid';
}

/**
 * One line, at most 300 characters.
 *
 * @param secrets  what must not be in it, however it is spelled
 */
export function saidBy(status: number, body: Uint8Array, secrets: readonly string[]): string {
  const said = errorsIn(body)
    .slice(0, 3)
    .map(({ code, message }) => [code, message].filter((text) => text !== '').join(': '))
    .join('; ');
  return clean(said === '' ? `HTTP ${status}` : said, secrets);
}

/** Foreign text as one harmless line: no control or invisible characters, no secrets, nothing that looks like a token. */
export function clean(text: string, secrets: readonly string[]): string {
  const line = text
    .slice(0, 16 * LONGEST)
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const hidden = redactText(line, makeRedactor(secrets, secrets))
    .replace(/\beyJ[\w-]+(?:\.[\w-]*)*/g, '***')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 ***');
  return hidden.length > LONGEST ? `${hidden.slice(0, LONGEST - 1)}…` : hidden;
}

/** The form of errors (distribution-spec, "Error Codes"), and that of token services, who often say `details` alone. */
function errorsIn(body: Uint8Array): readonly Told[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return [];
  }
  if (!isObject(value)) return [];
  const { errors, details, error, error_description: description, message } = value;
  if (Array.isArray(errors)) {
    return errors.slice(0, 10).flatMap((one: unknown) => {
      if (!isObject(one)) return [];
      return [{ code: text(one['code']), message: text(one['message']) }];
    });
  }
  const told = [details, description, message, error].find((one) => typeof one === 'string');
  return told === undefined ? [] : [{ code: '', message: text(told) }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
