/** What became of the entries of the cache in a run, counted. */

import { type CacheNote, isRefusal } from '../core/cache.ts';
import type { RunRecord } from '../core/record.ts';

/** Every entry that was asked for or made: those of the jobs, then those of the end of the run. */
export function cacheNotes({ how }: RunRecord): readonly CacheNote[] {
  return [...how.jobs.flatMap((job) => job.cache), ...how.cache.notes];
}

/**
 * `restored 3, missed 1, refused 0, saved 2`, always these four; undefined when nothing was asked of the cache. An entry
 * that was restored after another one had been refused counts in both.
 */
export function cacheLine(record: RunRecord): string | undefined {
  const notes = cacheNotes(record);
  if (notes.length === 0) return undefined;
  const count = (is: (note: CacheNote) => boolean): number => notes.filter(is).length;
  return [
    `restored ${count(({ outcome }) => outcome === 'restored')}`,
    `missed ${count((note) => note.outcome === 'missed' && !isRefusal(note))}`,
    `refused ${count(isRefusal)}`,
    `saved ${count(({ outcome }) => outcome === 'saved')}`,
  ].join(', ');
}
