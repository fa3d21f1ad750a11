/** Turns what the disk refuses into a failure; anything else that is thrown is a bug and stays thrown. */

import type { Failure } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';

/** @param doing  a verb: "read", "write" */
export function attempt<T>(doing: string, path: string, work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    return err(refused(doing, path, error));
  }
}

/** The failure that a thrown system error is; anything else is thrown again. */
export function refused(doing: string, path: string, error: unknown): Failure {
  const errno = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof errno !== 'string' || !/^E[A-Z0-9]+$/.test(errno)) throw error;
  return { code: 'system', doing, path, errno };
}
