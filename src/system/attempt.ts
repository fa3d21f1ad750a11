/** Turns what the machine refuses into a `system` failure; anything else that is thrown is a bug and stays thrown. */

import type { FailureOf } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';

export function attempt<T>(doing: string, path: string, work: () => T): Result<T, FailureOf<'system'>> {
  try {
    return ok(work());
  } catch (error) {
    return refused(doing, path, error);
  }
}

/** The same for what is thrown asynchronously. */
export async function attemptAsync<T>(
  doing: string,
  path: string,
  work: () => Promise<T>,
): Promise<Result<T, FailureOf<'system'>>> {
  try {
    return ok(await work());
  } catch (error) {
    return refused(doing, path, error);
  }
}

/** The name of a system error (`ENOENT`), or undefined when this is none. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What was thrown as a failure; what is no system error is thrown again. */
export function refused(doing: string, path: string, error: unknown): Result<never, FailureOf<'system'>> {
  const errno = errnoOf(error);
  if (errno === undefined || !/^E[A-Z0-9]+$/.test(errno)) throw error;
  return err({ code: 'system', doing, path, errno });
}
