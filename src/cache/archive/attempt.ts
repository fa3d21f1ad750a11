/** Turns what the disk refuses into a miss; anything else that is thrown is a bug and stays thrown. */

import type { CacheReason, Miss } from '../../core/cache.ts';
import { errnoText } from '../../core/errno.ts';
import { err, ok, type Result } from '../../core/result.ts';

export function attempt<T>(code: CacheReason, work: () => T): Result<T, Miss> {
  try {
    return ok(work());
  } catch (error) {
    return err(refused(code, error));
  }
}

/** What the system said: `ENOSPC: write`, with the path where there is one. */
function refused(code: CacheReason, error: unknown): Miss {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
  if (!/^E[A-Z0-9]+$/.test(error.code)) throw error;
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  return { code, detail: `${path}${errnoText(error.code)}` };
}
