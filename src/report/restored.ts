/** What people see of the cache in a run: whose work was taken, and what was refused. */

import { type AllowedSigner, type CacheNote, isRefusal, missText } from '../core/cache.ts';
import type { JobHow } from '../core/record.ts';
import { ago } from './units.ts';

/** `restored · sealed by main on gitlab 2 d ago`. `at`: milliseconds since 1970. */
export function restoredText(note: CacheNote | undefined, at: number): string {
  if (note?.signer === undefined || note.created === undefined) return 'restored';
  return `restored · sealed by ${signerText(note.signer)} ${ago(at - note.created)}`;
}

/** The name in the configuration; without one enough of the key to tell it from others. */
export function signerText({ name, key, tier }: AllowedSigner): string {
  return name ?? `${key.slice(0, 'ed25519:'.length + 8)}… (${tier})`;
}

/** The result that a job was restored from. */
export function restoredNote(how: Pick<JobHow, 'cache'>): CacheNote | undefined {
  return how.cache.find(({ kind, outcome }) => kind === 'result' && outcome === 'restored');
}

/** What must not go by unseen: an entry that was there and was not what it should be, or a folder that came along. */
export function cacheRemarks(notes: readonly CacheNote[], at: number): string[] {
  return notes.flatMap((note) => {
    const { entry, kind, outcome, reason } = note;
    const refused =
      reason !== undefined && isRefusal(note) ? [`cache entry of ${entry} refused: ${missText(reason)}`] : [];
    const failed =
      reason !== undefined && ['store-error', 'target-error', 'not-kept', 'too-large'].includes(reason.code)
        ? [`${outcome === 'not-saved' ? 'not kept' : 'not restored'}: ${entry}: ${missText(reason)}`]
        : [];
    const came = kind === 'store' && outcome === 'restored' ? [`${entry} ${restoredText(note, at)}`] : [];
    return [...refused, ...(refused.length === 0 ? failed : []), ...came];
  });
}
