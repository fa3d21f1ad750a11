/**
 * How entries are called in GitHub's cache: `sealsmith-1-w<week>/<slot>-<32 hex digits>-<created>`. What is there can
 * never be replaced, so nobody may be able to take a name before us: the digits are random, and whoever looks asks for
 * what begins with the week and the slot. An entry that is called exactly what is asked for comes before all others,
 * whoever made it; it does so until the week is over, and what nobody asks for in a week is removed by GitHub.
 */

import { createHash, randomBytes } from 'node:crypto';
import { slotName, slotOf, slotPrefix } from './slot.ts';
import type { Query, Slot } from './store.ts';

/**
 * The one path that everything is saved under, relative to a folder of ours. The service keeps entries of different
 * paths apart, so it never changes.
 */
export const SAVED_PATH = 'sealsmith';

/** What `@actions/cache` compresses with: the first where there is a `zstd` on the path, else the second. */
export const COMPRESSIONS = ['zstd-without-long', 'gzip'] as const;

/** What the library calls version: a digest of paths, compression and its own salt (its `getCacheVersion`). */
export function versionOf(compression: (typeof COMPRESSIONS)[number]): string {
  return createHash('sha256').update([SAVED_PATH, compression, '1.0'].join('|')).digest('hex');
}

/** @param now  milliseconds since 1970 */
export function newKey(slot: Slot, now: number): string {
  const random = randomBytes(16).toString('hex');
  return `${weekName(weekOf(now))}/${slotName(slot)}-${random}-${String(now).padStart(13, '0')}`;
}

/**
 * What all keys that answer a question begin with, and no others do: one for each week, this one first. The service
 * takes ten at once, so what is older is not found.
 */
export function keyPrefixes(query: Query, now: number): readonly string[] {
  const week = weekOf(now);
  const rest = `${slotPrefix(query)}${query.key === undefined ? '' : '-'}`;
  return Array.from({ length: 10 }, (_, back) => `${weekName(week - back)}/${rest}`);
}

/** Sixteen parts of all that have one of the prefixes, by the hex digit that follows: of a key, or of what is random. */
export function partsOf(prefixes: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 16 }, (_, digit) => prefixes.map((prefix) => `${prefix}${digit.toString(16)}`));
}

/** As a key claims; never believed. Milliseconds since 1970. */
export function readKey(key: string): {
  readonly slot: Slot | undefined;
  readonly created: number | undefined;
} {
  const [, slot, created] = KEY.exec(key) ?? [];
  return slot === undefined
    ? { slot: undefined, created: undefined }
    : { slot: slotOf(slot), created: Number(created) };
}

const WEEK = 7 * 24 * 3_600_000;
const KEY = /^sealsmith-1-w\d+\/(.+)-[0-9a-f]{32}-(\d{13})$/;

function weekOf(time: number): number {
  return Math.floor(time / WEEK);
}

function weekName(week: number): string {
  return `sealsmith-1-w${week}`;
}
