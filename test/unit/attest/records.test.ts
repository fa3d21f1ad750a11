import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeRecords } from '../../../src/attest/records.ts';
import type { RunRecord } from '../../../src/core/record.ts';
import { aRun } from '../report/builders.ts';

function told(jobs: readonly string[], summary: string, commit = '1'.repeat(40)): RunRecord {
  const { record } = aRun(
    jobs.map((id) => ({ id, summary })),
    [],
    {},
  );
  return { ...record, what: { ...record.what, source: { ...record.what.source, commit } } };
}

describe('the account of a run and of those before', () => {
  it('holds every job once, as it was in the end, and nothing of another commit', () => {
    const old = told(['smoke'], 'old', '2'.repeat(40));
    const first = told(['install', 'test'], 'first');
    const last = told(['test', 'sign'], 'last');
    const { how } = mergeRecords(last, [old, first]);
    assert.deepEqual(
      how.jobs.map(({ id, summary }) => `${id} ${summary}`),
      ['install first', 'test last', 'sign last'],
    );
  });

  it('is dirty when one of them was', () => {
    const last = told(['sign'], 'last');
    const first = told(['test'], 'first');
    const from = (record: RunRecord, dirty: boolean): RunRecord => ({
      ...record,
      what: { ...record.what, source: { ...record.what.source, dirty } },
    });
    assert.equal(mergeRecords(from(last, false), [from(first, true)]).what.source.dirty, true);
    assert.equal(mergeRecords(from(last, false), [from(first, false)]).what.source.dirty, false);
  });

  it('is its own where there is none before', () => {
    const record = told(['test'], 'x');
    assert.equal(mergeRecords(record, []), record);
  });
});
