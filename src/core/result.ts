/** What can go wrong in the world is a value; an exception is a bug of ours. */

import type { Failure } from './failure.ts';

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<F> = { readonly ok: false; readonly failure: F };
export type Result<T, F = Failure> = Ok<T> | Err<F>;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err<F>(failure: F): Err<F> {
  return { ok: false, failure };
}

/** All values, or the first failure. */
export function all<T, F>(results: readonly Result<T, F>[]): Result<T[], F> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}

/** Closes a switch on a union: the compiler proves that no member was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
