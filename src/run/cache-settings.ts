/** The cache's settings as the program uses them. */

import type { CacheSettings } from '../core/cache.ts';
import type { ParsedConfig } from './schema.ts';

const DAY = 24 * 3_600_000;

/** What holds where nobody says anything. */
const STANDARD: CacheSettings = {
  store: 'auto',
  path: undefined,
  size: 10e9,
  epoch: 1,
  maxAge: 14 * DAY,
  signers: [],
  unknown: undefined,
};

/**
 * @param cache  what the file says that may decide; undefined when it says nothing
 * @param home  absolute, for `~`
 */
export function settingsOf(cache: ParsedConfig['cache'], home: string): CacheSettings {
  if (cache === false) return { ...STANDARD, store: 'off' };
  if (cache === undefined) return STANDARD;
  return {
    store: cache.store ?? STANDARD.store,
    path: cache.path === undefined ? undefined : absolute(cache.path, home),
    size: cache.size ?? STANDARD.size,
    epoch: cache.epoch ?? STANDARD.epoch,
    maxAge: cache['max-age'] ?? STANDARD.maxAge,
    signers: (cache.signers ?? []).map(({ key, tier, name }) => ({ key, tier, name })),
    unknown: undefined,
  };
}

/** Where the settings cannot be had: nobody's seal counts, and nothing is saved. */
export function unknownSettings(why: string): CacheSettings {
  return { ...STANDARD, unknown: why };
}

function absolute(path: string, home: string): string {
  const plain = path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return plain.startsWith('~/') ? `${home.replace(/\/$/, '')}${plain.slice(1)}` : plain;
}
