/** JSON with one spelling (RFC 8785), so that equal values have equal digests. */

import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Sha256 } from '../core/digest.ts';

/**
 * Text may come from anywhere: half a pair of UTF-16, which RFC 8785 has no form for (section 3.2.2.2), is said as NUL
 * and its code in hex, so that what differs stays different.
 *
 * @returns the canonical text; members that are `undefined` are left out
 */
export function canonicalJson(value: unknown): string {
  const text = attempt(value) ?? canonicalize(wellFormed(value));
  if (text === undefined) throw new Error('a value without a JSON form has no canonical one');
  return text;
}

/** SHA-256 over the UTF-8 bytes of the canonical text. */
export function jsonDigest(value: unknown): Sha256 {
  return textDigest(canonicalJson(value));
}

/** SHA-256 over the UTF-8 bytes of a text. */
export function textDigest(text: string): Sha256 {
  return hash('sha256', text) as Sha256;
}

/** Nearly every value has a form as it is; only for the others a copy is made. */
function attempt(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return undefined;
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, said);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [wellFormed(key), wellFormed(child)]),
  );
}

function said(half: string): string {
  return `\0${half.charCodeAt(0).toString(16)}`;
}
