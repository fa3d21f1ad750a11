/** JSON with one spelling (RFC 8785), so that equal values have equal digests. */

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Sha256 } from '../core/digest.ts';

/** @returns the canonical text; members that are `undefined` are left out */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('a value without a JSON form has no canonical one');
  return text;
}

/** SHA-256 over the UTF-8 bytes of the canonical text. */
export function jsonDigest(value: unknown): Sha256 {
  return createHash('sha256').update(canonicalJson(value)).digest('hex') as Sha256;
}
