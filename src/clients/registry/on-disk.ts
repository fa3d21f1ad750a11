/** What the disk refuses, as a failure. */

import { err, ok, type Result } from '../../core/result.ts';

/** Anything thrown that is no error of the system is a bug, and stays thrown. */
export function onDisk<T>(doing: string, path: string, work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof errno !== 'string' || !/^E[A-Z0-9]+$/.test(errno)) throw error;
    return err({ code: 'system', doing, path, errno });
  }
}
