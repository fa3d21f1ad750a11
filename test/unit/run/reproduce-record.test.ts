import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sha256 } from '../../../src/core/digest.ts';
import type { JobWhat, RunRecord } from '../../../src/core/record.ts';
import type { Grant } from '../../../src/core/step.ts';
import { writeRecord } from '../../../src/run/record.ts';
import { type Recorded, readRecorded } from '../../../src/run/reproduce-record.ts';
import { FakeFiles } from '../../support/files.ts';
import { failure, value } from '../../support/world.ts';
import { aRun } from '../report/builders.ts';

const COMMIT = 'a41c9e2f00000000000000000000000000000000';

function aJob(id: string, grants: readonly Grant[] = []): JobWhat {
  const digest = 'a'.repeat(64) as Sha256;
  return {
    ...{ id, passed: true, key: digest, commands: [], params: null, env: {}, grants, tools: [] },
    inputs: { files: 0, sha256: digest },
  };
}

function aRecord(jobs: readonly (string | JobWhat)[], more: Partial<RunRecord> = {}): RunRecord {
  const { record } = aRun([]);
  const what = { ...record.what, source: { commit: COMMIT, dirty: false, path: '' } };
  return {
    ...record,
    ...more,
    what: { ...what, jobs: jobs.map((one) => (typeof one === 'string' ? aJob(one) : one)) },
  };
}

/** The record as a run leaves it below `/w`, and what is read of it there. */
function left(
  record: RunRecord,
  before: readonly RunRecord[] = [],
): { files: FakeFiles; of: (path: string) => Recorded } {
  const files = new FakeFiles();
  for (const one of before) value(writeRecord(files, '/w', one));
  value(writeRecord(files, '/w', record));
  return { files, of: (path) => value(readRecorded(files, path)) };
}

describe('the record of a run that is made again', () => {
  for (const [path, originals] of [
    ['/w/.sealsmith/run.json', ['/w', '/w/.sealsmith']],
    ['/w/.sealsmith', ['/w', '/w/.sealsmith']],
    ['/w', ['/w', '/w/.sealsmith']],
  ] as const) {
    it(`is found by ${path}, and what was made then beside it`, () => {
      assert.deepEqual(left(aRecord(['test'])).of(path).originals, originals);
    });
  }

  it('is found in a folder of artifacts that has left our own name out', () => {
    const { files } = left(aRecord(['test']));
    files.put('/artifacts/run.json', files.text('/w/.sealsmith/run.json') ?? '');
    assert.deepEqual(value(readRecorded(files, '/artifacts')).originals, ['/artifacts']);
  });

  it('names the steps that are made again, and why the others are not', () => {
    const record = aRecord(['lint', aJob('smoke', ['secret:A_TOKEN']), 'push', 'verify']);
    const { steps, jobs, left: out } = left(record).of('/w');
    assert.deepEqual(steps, ['lint']);
    assert.deepEqual(
      jobs.map(({ id }) => id),
      ['lint'],
    );
    assert.deepEqual(
      out.map(({ id }) => id),
      ['smoke', 'push', 'verify'],
    );
    assert.match(out[0]?.why ?? '', /A_TOKEN/);
  });

  it('is about all jobs of its commit before it, and of no other commit', () => {
    const install = aRecord(['install']);
    const other = aRecord(['lint']);
    const foreign = {
      ...other,
      what: { ...other.what, source: { ...other.what.source, commit: 'b'.repeat(40) } },
    };
    const files = new FakeFiles();
    const parents = [value(writeRecord(files, '/w', install)), value(writeRecord(files, '/w', foreign))];
    value(writeRecord(files, '/w', aRecord(['test'], { parents: [...parents, 'c'.repeat(64) as Sha256] })));
    assert.deepEqual(value(readRecorded(files, '/w')).steps, ['install', 'test']);
  });

  it('does not follow records that name each other for ever', () => {
    const { files } = left(aRecord(['test'], { parents: ['d'.repeat(64) as Sha256] }));
    const text = files.text('/w/.sealsmith/run.json') ?? '';
    files.put(`/w/.sealsmith/runs/${'d'.repeat(64)}.json`, text);
    // Its name is not its digest: whoever made a circle has forged one of them.
    assert.equal(failure(readRecorded(files, '/w')).code, 'record-invalid');
  });

  for (const path of ['/nowhere', '/w/.sealsmith/runs']) {
    it(`is not at ${path}`, () => {
      assert.equal(failure(readRecorded(left(aRecord(['test'])).files, path)).code, 'usage');
    });
  }
});
