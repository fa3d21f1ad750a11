import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/event.ts';
import { after, frame, type Live, liveOf, running } from '../../../src/report/live.ts';
import { cells } from '../../../src/report/width.ts';
import { aRun, commandFailed, eventsOf, PLAIN, START, TREE } from './builders.ts';

function play(live: Live, events: readonly RunEvent[]): Live {
  return events.reduce(after, live);
}

const DIARY = aRun([
  { id: 'install', ms: 3100, summary: '69 packages' },
  { id: 'test', after: ['install'] },
  { id: 'lint', after: ['install'] },
  { id: 'build-binary', after: ['install', 'test'] },
]);

test('shows what is over, what runs and for how long, and what waits for what', () => {
  const [install] = DIARY.jobs;
  assert.ok(install !== undefined);
  const live = play(liveOf(DIARY.plan), [
    { kind: 'job-finished', record: install, at: START },
    { kind: 'job-started', job: 'test', at: START },
    { kind: 'job-progress', job: 'test', note: '27 passed' },
    { kind: 'job-started', job: 'lint', at: START + 2300 },
  ]);
  assert.deepEqual(frame(live, START + 2400, 24, TREE), [
    '  ✓ install         3.1s  69 packages',
    '  ⠋ test            2.4s  27 passed',
    '  ⠋ lint            0.1s',
    '  · build-binary          waits for test',
  ]);
  assert.deepEqual(
    running(live).map((job) => job.id),
    ['test', 'lint'],
  );
});

test('the spinner turns with time and with nothing else', () => {
  const live = play(liveOf(DIARY.plan), [{ kind: 'job-started', job: 'install', at: START }]);
  const signs = [0, 80, 160].map((past) => frame(live, START + past, 24, TREE)[0]?.slice(2, 3));
  assert.equal(new Set(signs).size, 3);
  assert.deepEqual(frame(live, START + 80, 24, TREE), frame(live, START + 80, 24, TREE));
});

test('with 20 jobs and few rows: what failed and what runs first, the rest is counted', () => {
  const many = aRun(
    Array.from({ length: 20 }, (_, at) => ({
      id: `job-${at}`,
      ...(at === 1 ? ({ state: 'failed', failure: commandFailed('job-1', 'x') } as const) : {}),
    })),
  );
  const events = eventsOf(many);
  const over = events.filter((event) => event.kind === 'job-finished').slice(0, 4);
  const begun = ['job-17', 'job-18'].map((job) => ({ kind: 'job-started', job, at: START }) as const);
  const lines = frame(play(liveOf(many.plan), [...over, ...begun]), START + 1000, 8, TREE);
  assert.equal(lines.length, 8);
  assert.equal(lines[0], '  ✓ 3 done');
  assert.match(lines[1] ?? '', /✗ job-1 /);
  assert.match(lines[2] ?? '', /⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏/);
  assert.match(lines[3] ?? '', /job-18/);
  assert.equal(lines[7], '  · 11 more wait');
});

test('never more rows or cells than there are', () => {
  const many = aRun(
    Array.from({ length: 50 }, (_, at) => ({
      id: `a-long-name-for-a-job-${at}/日本語`,
      summary: 'y'.repeat(100),
    })),
  );
  let live = liveOf(many.plan);
  for (const event of eventsOf(many)) {
    live = after(live, event);
    for (const rows of [1, 2, 5, 49, 60]) {
      for (const columns of [20, 79]) {
        const lines = frame(live, START + 5000, rows, { ...TREE, columns });
        assert.ok(lines.length <= rows && lines.length > 0);
        assert.ok(
          lines.every((line) => cells(line) <= columns),
          lines.find((line) => cells(line) > columns),
        );
      }
    }
  }
});

test('output and remarks do not make a new picture', () => {
  const live = liveOf(DIARY.plan);
  assert.equal(after(live, { kind: 'job-output', job: 'test', chunk: Buffer.from('x') }), live);
  assert.equal(after(live, { kind: 'remark', job: undefined, text: 'x' }), live);
  assert.equal(after(live, { kind: 'job-progress', job: 'nobody', note: 'x' }), live);
});

test('in words where there are no signs', () => {
  const live = play(liveOf(DIARY.plan), [{ kind: 'job-started', job: 'install', at: START }]);
  assert.deepEqual(
    frame(live, START, 24, PLAIN).map((line) => line.slice(2, 6)),
    ['run ', 'wait', 'wait', 'wait'],
  );
});
