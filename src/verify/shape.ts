/** Objects of a Sigstore bundle in JSON: known members only, each value of base64 with one spelling. */

import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject } from '../formats/strict-json.ts';

export type Members = Readonly<Record<string, unknown>>;

/**
 * The mapping of protocol buffers to JSON wants unknown members refused, and so do we: what one reader ignores another
 * may heed.
 */
export function members(value: unknown, known: readonly string[], what: string): Result<Members, string> {
  if (!isPlainObject(value)) return err(`${what} is no object`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  return unknown === undefined ? ok(value) : err(`${what} has a member that is not known`);
}

/** At most `most` of them; what is not there is none. */
export function list(value: unknown, most: number, what: string): Result<readonly unknown[], string> {
  if (value === undefined) return ok([]);
  if (!Array.isArray(value)) return err(`${what} is no list`);
  return value.length > most ? err(`${what} has more than ${most}`) : ok(value);
}

/** Padded base64 of RFC 4648 section 4, the spare bits zero: what its encoder would write. */
export function bytes(value: unknown): Buffer<ArrayBuffer> | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const decoded = Buffer.from(value, 'base64');
  return decoded.toString('base64') === value ? decoded : undefined;
}

/** An int64, which its JSON says as digits in quotes, and some writers without. */
export function count(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  return typeof value === 'string' && /^(0|[1-9]\d{0,18})$/.test(value) ? BigInt(value) : undefined;
}
