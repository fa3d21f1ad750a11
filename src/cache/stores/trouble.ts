/** What the machine refuses a store, as a miss. Anything else that is thrown is a bug and stays thrown. */

import { errnoText } from '../../core/errno.ts';
import type { Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Trouble } from './store.ts';

/** @param doing  `listing /home/ada/cache` */
export function guarded<T>(doing: string, work: () => T): Result<T, Trouble> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof StoreTrouble) return err(error.trouble);
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return err(troubleOf(doing, errno));
  }
}

/** Trouble that is found in the middle of work; `guarded` makes it a value again. */
export class StoreTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.detail);
    this.trouble = trouble;
  }
}

/** Throws what a door says is wrong, for `guarded`. */
export function demand<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { failure } = result;
  throw new StoreTrouble(
    failure.code === 'system'
      ? troubleOf(`${failure.doing} ${failure.path}`, failure.errno)
      : { code: 'store-error', detail: failure.code },
  );
}

/** `ENOSPC`; undefined for what no system said. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Whether a failure is one of the system with one of these errnos. */
export function isErrno(failure: Failure, ...errnos: readonly string[]): boolean {
  return failure.code === 'system' && errnos.includes(failure.errno);
}

export const READ_ONLY: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

function troubleOf(doing: string, errno: string): Trouble {
  const code = READ_ONLY.includes(errno) ? 'store-read-only' : 'store-error';
  return { code, detail: `${errnoText(errno)} while ${doing}` };
}
