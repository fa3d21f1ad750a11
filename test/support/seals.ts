/** Seals and keys with defaults; `aSeal({ epoch: 2 })`. */

import { parseSecretKey, type SealingKey } from '../../src/cache/signing-key.ts';
import type { AllowedSigner, CacheSettings, Producer, Seal } from '../../src/core/cache.ts';
import type { Sha256 } from '../../src/core/digest.ts';

/** A digest of one repeated digit. */
export function digestOf(digit: string): Sha256 {
  return digit.repeat(64) as Sha256;
}

/** Always the same key for the same number. */
export function aKey(number: number): SealingKey {
  const key = parseSecretKey(`ed25519-secret:${Buffer.alloc(32, number).toString('base64')}`);
  if (!key.ok) throw new Error(key.failure);
  return key.value;
}

export function aSigner(key: SealingKey, tier: AllowedSigner['tier'], name?: string): AllowedSigner {
  return { key: key.publicKey, tier, name };
}

/** When seals of the tests are made: 2026-11-20T09:00:00Z. */
export const MADE = 1_795_165_200_000;

export const DAY = 24 * 3_600_000;

export function aProducer(more: Partial<Producer> = {}): Producer {
  return {
    host: 'gitlab',
    tier: 'T2',
    repository: 'https://gitlab.com/group/diary',
    ref: 'refs/heads/main',
    commit: '8c1d0a4f00000000000000000000000000000000',
    dirty: false,
    runUrl: 'https://gitlab.com/group/diary/-/jobs/4711',
    sealsmith: '0.1.0',
    ...more,
  };
}

export function aSeal(more: Partial<Seal> = {}): Seal {
  return {
    kind: 'result',
    name: 'test',
    namespace: 'T2',
    key: digestOf('a'),
    lineage: digestOf('b'),
    list: { sha256: digestOf('c'), stored: 2048, bytes: 9000 },
    archive: { stored: 100_000, members: 138, bytes: 400_000 },
    producer: aProducer(),
    created: MADE,
    expires: MADE + 14 * DAY,
    epoch: 1,
    ...more,
  };
}

export function cacheSettings(more: Partial<CacheSettings> = {}): CacheSettings {
  return {
    store: 'auto',
    path: undefined,
    size: 10e9,
    epoch: 1,
    maxAge: 14 * DAY,
    signers: [],
    unknown: undefined,
    ...more,
  };
}
