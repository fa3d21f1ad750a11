/** The account of a run together with those of the runs before it: jobs of one pipeline, one after the other. Pure. */

import type { RunRecord } from '../core/record.ts';

/** @param parents  in the order in which the record names them */
export function mergeRecords(record: RunRecord, parents: readonly RunRecord[]): RunRecord {
  if (parents.length === 0) return record;
  const all = [...parents, record];
  const started = Math.min(...all.map(({ when }) => when.started));
  const ended = Math.max(...all.map(({ when }) => when.started + when.milliseconds));
  return {
    ...record,
    what: { ...record.what, jobs: all.flatMap(({ what }) => what.jobs) },
    how: {
      ...record.how,
      jobs: all.flatMap(({ how }) => how.jobs),
      cache: { ...record.how.cache, notes: all.flatMap(({ how }) => how.cache.notes) },
    },
    when: { ...record.when, started, milliseconds: ended - started },
  };
}
