import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RunEvent } from '../../../src/core/event.ts';
import type { View } from '../../../src/core/host.ts';
import { local } from '../../../src/hosts/local.ts';
import { aRun, commandFailed, eventsOf, type Run, START } from '../report/builders.ts';
import { Screen } from './screen.ts';
import { aView, type Watched } from './view.ts';

const ESC = String.fromCharCode(27);

const GOOD = aRun(
  [
    { id: 'install', ms: 3100, summary: '69 packages' },
    { id: 'test', after: ['install'], ms: 4800, summary: '41 passed' },
  ],
  [],
  {
    path: ['install', 'test'],
    ms: 7900,
  },
);
const BAD = aRun([
  { id: 'lint' },
  { id: 'test', ms: 4600, state: 'failed', summary: '1 failed', failure: commandFailed('test', 'pytest -q') },
]);

async function tell(
  t: TestContext,
  run: Run,
  view: Partial<View>,
  output: Record<string, string> = {},
): Promise<Watched> {
  const watched = aView(t, view);
  const reporter = await local({}).open(watched);
  for (const event of eventsOf(run, output)) reporter.on(event);
  await reporter.close();
  return watched;
}

test('in a pipe: the header, a line a job, the counts, what to do next', async (t) => {
  const view = await tell(t, GOOD, {}, { test: 'not shown\n' });
  assert.deepEqual(view.text().split('\n'), [
    'diary  python (requirements.txt) · local · T0 · a41c9e2 clean',
    '',
    '  ok   install         3.1s  69 packages',
    '  ok   test            4.8s  41 passed',
    '',
    '2 done · 7.9s (path install → test) · record .sealsmith/run.json',
    '',
  ]);
});

test('verbose: what jobs print stands behind their names, whole lines only, and the table comes again', async (t) => {
  const view = aView(t, { verbose: true });
  const reporter = await local({}).open(view);
  const [started, ...rest] = eventsOf(GOOD);
  assert.ok(started !== undefined);
  const out = (job: string, text: string): RunEvent => ({
    kind: 'job-output',
    job,
    chunk: Buffer.from(text),
  });
  const mixed = [
    out('test', 'te'),
    out('install', 'inst'),
    out('test', 'st\nunfinished'),
    out('install', 'all\n'),
  ];
  for (const event of [started, ...mixed, ...rest]) reporter.on(event);
  const lines = view.text().split('\n');
  const printed = lines.filter((line) => line.includes(' | ') && !line.includes('$'));
  assert.deepEqual(printed, ['test         | test', 'install      | install', 'test         | unfinished']);
  assert.ok(lines.includes('test         | $ test'));
  assert.equal(lines.filter((line) => line.includes('41 passed')).length, 2);
});

test('quiet: one line when all is well', async (t) => {
  const view = await tell(t, GOOD, { quiet: true });
  assert.equal(view.text(), '2 done · 7.9s (path install → test) · record .sealsmith/run.json\n');
});

test('quiet: the failure and the last lines when not', async (t) => {
  const view = await tell(t, BAD, { quiet: true, terminal: true }, { test: 'boom\n' });
  const lines = view.text().split('\n');
  assert.match(lines[0] ?? '', /✗ test: pytest -q ended with 1/);
  assert.ok(lines.includes('    │ boom'));
  assert.ok(!view.text().includes('lint '));
});

test('on a terminal: the tree is drawn over, and the table takes its place', async (t) => {
  const view = aView(t, { terminal: true });
  const screen = new Screen(80);
  const reporter = await local({}).open({ ...view, write: (text) => screen.write(text) });
  const show = (event: RunEvent): void => {
    reporter.on(event);
    view.tick();
  };
  const [install, checked] = GOOD.jobs;
  assert.ok(install !== undefined && checked !== undefined);
  show({ kind: 'run-started', plan: GOOD.plan, at: START });
  assert.equal(screen.cursor, false);
  show({ kind: 'job-started', job: 'install', at: START });
  assert.deepEqual(screen.lines().slice(2), [
    '  ⠴ install         2.0s',
    '  · test                  waits for install',
  ]);
  show({ kind: 'remark', job: undefined, text: 'a remark in between' });
  show({ kind: 'job-finished', record: install, at: START });
  show({ kind: 'job-started', job: 'test', at: START + 500 });
  show({ kind: 'job-progress', job: 'test', note: '27 passed' });
  assert.deepEqual(screen.lines(), [
    'diary  python (requirements.txt) · local · T0 · a41c9e2 clean',
    '',
    '  ! a remark in between',
    '  ✓ install         3.1s  69 packages',
    '  ⠴ test            1.5s  27 passed',
  ]);
  show({ kind: 'job-finished', record: checked, at: START });
  show({ kind: 'run-finished', record: GOOD.record, path: undefined, at: START });
  await reporter.close();
  assert.deepEqual(screen.lines().slice(3), [
    '  ✓ install         3.1s  69 packages',
    '  ✓ test            4.8s  41 passed',
    '',
    '2 done · 7.9s (path install → test)',
  ]);
  assert.equal(screen.cursor, true);
  assert.equal(view.timers(), 0);
});

test('the cursor comes back however the program ends', async (t) => {
  const view = aView(t, { terminal: true });
  const reporter = await local({}).open(view);
  reporter.on({ kind: 'run-started', plan: GOOD.plan, at: START });
  assert.ok(!view.text().includes(`${ESC}[?25h`));
  view.exit();
  assert.ok(view.text().endsWith(`${ESC}[?25h`));
});

test('fifty jobs on a small terminal never scroll what is drawn over', async (t) => {
  const many = aRun(Array.from({ length: 50 }, (_, at) => ({ id: `job-${at}` })));
  const view = aView(t, { terminal: true, rows: () => 10 });
  let height = 0;
  const reporter = await local({}).open({
    ...view,
    write: (text) => {
      height = Math.max(height, text.includes(`${ESC}[K`) ? text.split('\n').length : 0);
    },
  });
  for (const event of eventsOf(many).slice(0, -1)) reporter.on(event);
  await reporter.close();
  assert.ok(height > 1 && height <= 10);
});

test('a terminal made narrower in between is drawn over as a whole', async (t) => {
  let columns = 80;
  const view = aView(t, { terminal: true, columns: () => columns });
  const written: string[] = [];
  const reporter = await local({}).open({ ...view, write: (text) => void written.push(text) });
  reporter.on({ kind: 'run-started', plan: GOOD.plan, at: START });
  columns = 30;
  view.tick();
  // Two lines of 40 and 43 cells; the terminal has wrapped both.
  assert.ok(written.at(-1)?.startsWith(`${ESC}[4A`));
});

test('without jobs there is nothing to draw', async (t) => {
  const view = await tell(t, aRun([], [{ step: 'lint', why: { code: 'needs-tool', detail: 'no ruff' } }]), {
    terminal: true,
  });
  assert.ok(!view.text().includes(ESC));
  assert.match(view.text(), /– lint/);
});

test('CI=true without a known host is local, but prints groups', async (t) => {
  assert.deepEqual(local({ CI: 'true' }).facts, { host: 'local', ci: true });
  assert.deepEqual(local({ CI: 'false' }).facts, { host: 'local', ci: false });
  const view = aView(t);
  const reporter = await local({ CI: '1' }).open(view);
  for (const event of eventsOf(GOOD, { test: 'shown\n' })) reporter.on(event);
  assert.match(view.text(), /\n {2}ok {3}test .*\n {2}\| \$ test\n {2}\| shown\n\n/);
});

test('a job that runs for long gives a sign of life in a log', async (t) => {
  const view = aView(t);
  const reporter = await local({ CI: '1' }).open(view);
  reporter.on({ kind: 'run-started', plan: GOOD.plan, at: START });
  reporter.on({ kind: 'job-started', job: 'test', at: START });
  reporter.on({ kind: 'job-progress', job: 'test', note: '27 passed' });
  view.tick();
  assert.match(view.text(), / {2}run {2}test 2\.0s \(27 passed\)\n$/);
  await reporter.close();
  assert.equal(view.timers(), 0);
});

test('of a job that prints without end the log has the beginning and the end, and where the rest is', async (t) => {
  const view = aView(t);
  const reporter = await local({ CI: '1' }).open(view);
  const [job] = aRun([{ id: 'test' }]).jobs;
  assert.ok(job !== undefined);
  reporter.on({ kind: 'run-started', plan: GOOD.plan, at: START });
  const chunk = Buffer.from(`${'x'.repeat(79)}\n`.repeat(1000));
  for (let at = 0; at < 100; at += 1) reporter.on({ kind: 'job-output', job: 'test', chunk });
  reporter.on({ kind: 'job-finished', record: job, at: START });
  assert.ok(view.text().length < 4_000_000);
  assert.match(view.text(), /… 5\.\d MB left out here, all of it in \.sealsmith\/logs\/test\.log/);
});
