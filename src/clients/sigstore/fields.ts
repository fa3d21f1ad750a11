/** Parts of a service's answer as values, or undefined where they are something else. */

import { isPlainObject } from '../../formats/strict-json.ts';

/** What lies at a path of names; undefined where there is nothing. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (isPlainObject(found) && Object.hasOwn(found, name) ? found[name] : undefined),
    value,
  );
}

/** Bytes in base64 of one spelling, at least one. */
export function base64Of(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}

/** Exactly `length` bytes in lower-case hex. */
export function hexBytes(value: unknown, length: number): Uint8Array | undefined {
  if (typeof value !== 'string' || value.length !== length * 2 || !/^[0-9a-f]+$/.test(value))
    return undefined;
  return Buffer.from(value, 'hex');
}

/** Zero or more as a decimal text: JSON has them as numbers, protobuf's JSON as texts. */
export function wholeNumber(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  return typeof value === 'string' && /^(?:0|[1-9]\d{0,18})$/.test(value) ? value : undefined;
}
