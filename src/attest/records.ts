/** The account of a run together with those of the runs before it: jobs of one pipeline, one after the other. Pure. */

import type { RunRecord } from '../core/record.ts';

/**
 * Of a job that ran more than once the last run counts, and records of another commit are about something else.
 *
 * @param before  those before it, the earliest first
 */
export function mergeRecords(record: RunRecord, before: readonly RunRecord[]): RunRecord {
  const { commit } = record.what.source;
  const parents = before.filter(({ what }) => what.source.commit === commit);
  if (parents.length === 0) return record;
  const all = [...parents, record];
  const started = Math.min(...all.map(({ when }) => when.started));
  const ended = Math.max(...all.map(({ when }) => when.started + when.milliseconds));
  return {
    ...record,
    what: {
      ...record.what,
      // What was made of changes is not clean because a later job has none.
      source: { ...record.what.source, dirty: all.some(({ what }) => what.source.dirty) },
      jobs: lastOfEach(all.flatMap(({ what }) => what.jobs)),
    },
    how: {
      ...record.how,
      jobs: lastOfEach(all.flatMap(({ how }) => how.jobs)),
      cache: { ...record.how.cache, notes: all.flatMap(({ how }) => how.cache.notes) },
    },
    when: { ...record.when, started, milliseconds: ended - started },
  };
}

function lastOfEach<T extends { readonly id: string }>(jobs: readonly T[]): readonly T[] {
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}
