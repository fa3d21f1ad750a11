/** Settings of the cache with defaults; `aCacheSettings({ epoch: 2 })`. */

import type { CacheSettings } from '../../src/core/cache.ts';

export function aCacheSettings(more: Partial<CacheSettings> = {}): CacheSettings {
  return {
    store: 'auto',
    path: undefined,
    size: 1_000_000_000,
    epoch: 1,
    maxAge: 14 * 24 * 3_600_000,
    signers: [],
    unknown: undefined,
    ...more,
  };
}

/** For tests of what is not the cache. */
export const NO_CACHE = aCacheSettings({ store: 'off' });
