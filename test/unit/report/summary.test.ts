import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header } from '../../../src/report/header.ts';
import {
  closing,
  criticalPath,
  failures,
  nextSteps,
  skipped,
  status,
  table,
} from '../../../src/report/summary.ts';
import { cells } from '../../../src/report/width.ts';
import { aRun, commandFailed, PLAIN, type Run, sha, TREE } from './builders.ts';

const NAMING = { code: 'needs-naming', detail: 'nothing leaves this machine unless you name it' } as const;

function aGoodRun(): Run {
  return aRun(
    [
      { id: 'install', ms: 3100, summary: '69 packages by uv, hashes checked' },
      { id: 'lint', after: ['install'], ms: 210, summary: 'ruff 0.14.3' },
      { id: 'test', after: ['install'], ms: 4800, summary: '41 passed' },
      { id: 'build-binary', after: ['install'], ms: 51_000, summary: 'wsgi 33 MB · answers /health' },
    ],
    [
      { step: 'containerize', why: { code: 'needs-entry', detail: 'no Dockerfile, no layers:' } },
      ...['push', 'sign', 'attest'].map((step) => ({ step, why: NAMING })),
    ],
    {
      ms: 55_900,
      path: ['install', 'build-binary'],
      artifacts: [{ path: 'out/diary.tar.gz', sha256: sha('9') }],
    },
  );
}

function aFailedRun(): Run {
  const failedTests = [
    {
      name: 'test_logout',
      file: 'app/tests/test_navbar.py',
      line: 17,
      message: 'assert b"Logout" in data\n  more',
    },
  ];
  return aRun([
    { id: 'install', ms: 3100 },
    {
      id: 'test',
      ms: 4600,
      state: 'failed',
      summary: '1 failed, 40 passed',
      failure: commandFailed('test', 'pytest -q'),
      failedTests,
    },
    { id: 'build-binary', ms: 0, state: 'cancelled' },
  ]);
}

test('a run on a terminal: one row a job, skips of one reason together, times to the right', () => {
  const { plan, record } = aGoodRun();
  assert.deepEqual(
    [...header(plan, TREE), ...table(plan, record, TREE)],
    [
      'diary  python (requirements.txt) · local · T0 · a41c9e2 clean',
      '  ✓ install         3.1s  69 packages by uv, hashes checked',
      '  ✓ lint            0.2s  ruff 0.14.3',
      '  ✓ test            4.8s  41 passed',
      '  ✓ build-binary   51.0s  wsgi 33 MB · answers /health',
      '  – containerize          needs-entry: no Dockerfile, no layers:',
      '  – push sign attest      needs-naming: nothing leaves this machine unless you',
      '                          name it',
    ],
  );
});

test('a log says the same in words that can be searched', () => {
  const { plan, record } = aGoodRun();
  const words = table(plan, record, PLAIN).map((line) => line.slice(2, 6).trim());
  assert.deepEqual(words, ['ok', 'ok', 'ok', 'ok', 'skip', 'skip', '']);
});

test('the end names what was made, the counts, the path, the record and the next step', () => {
  const { plan, record } = aGoodRun();
  assert.deepEqual(closing(plan, record, '.sealsmith/run.json', TREE), [
    '  → out/diary.tar.gz  sha256:999999999999',
    '',
    '4 done · 55.9s (path install → build-binary) · record .sealsmith/run.json',
    'next: steps.containerize.entry in sealsmith.yml says where it starts',
  ]);
});

test('neighbours that had nothing to do share a row; different words keep their own', () => {
  const fresh = (id: string, summary: string) => ({ id, state: 'fresh', summary, ms: 0 }) as const;
  const { plan, record } = aRun([
    fresh('install', ''),
    fresh('lint', 'as before'),
    fresh('test', 'as before'),
  ]);
  assert.deepEqual(table(plan, record, TREE), [
    '  ✓ install               up to date',
    '  ✓ lint test             as before',
  ]);
});

test('a failure shows the failed test where the eye is, then the exit status and what to type', () => {
  const { plan, record } = aFailedRun();
  assert.deepEqual(
    failures(record, () => [], TREE),
    [
      '',
      '  ✗ test: pytest -q ended with 1',
      '',
      '    app/tests/test_navbar.py:17  test_logout',
      '      assert b"Logout" in data',
      '        more',
    ],
  );
  const [line, ...rest] = closing(plan, record, undefined, TREE);
  assert.equal(line, '1 failed (exit 1) · 1 done · 1 stopped · 4.6s · log .sealsmith/logs/test.log');
  assert.deepEqual(rest, ['next: sealsmith run test --only  ·  sealsmith shell test']);
});

test('without failed tests the last lines of the output are shown, marked as the output of the job', () => {
  const { record } = aRun([{ id: 'lint', state: 'failed', failure: commandFailed('lint', 'ruff check') }]);
  const tail = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const lines = failures(record, () => tail, PLAIN);
  assert.equal(lines.length, 3 + 20);
  assert.equal(lines[3], '    | line 10');
  assert.equal(lines.at(-1), '    | line 29');
});

test('two failed jobs have a block and a log each', () => {
  const told = ['lint', 'test'].map(
    (id) => ({ id, state: 'failed', failure: commandFailed(id, id) }) as const,
  );
  const { plan, record } = aRun(told);
  const lines = failures(record, () => [], PLAIN);
  assert.equal(lines.filter((line) => line.startsWith('    log ')).length, 2);
  assert.ok(!status(record, undefined, PLAIN).join().includes('log'));
  assert.equal(nextSteps(plan, record)[0], 'sealsmith run lint --only');
});

test('on a forge the next step is to do it at a desk', () => {
  const told = [{ id: 'test', state: 'failed', failure: commandFailed('test', 'pytest') }] as const;
  const { plan, record } = aRun(told, [], { context: { host: 'gitlab', ci: true } });
  assert.equal(nextSteps(plan, record)[0], 'sealsmith run test   at your desk');
});

test('what the failure itself advises comes first', () => {
  const failure = {
    code: 'command-timeout',
    job: 'test',
    command: 'pytest',
    limit: 60_000,
    log: 'x.log',
  } as const;
  const { plan, record } = aRun([{ id: 'test', state: 'failed', failure }]);
  assert.equal(nextSteps(plan, record)[0], 'steps.test.timeout sets the limit');
});

test('an interrupted run says by what', () => {
  const { plan, record } = aRun([{ id: 'a' }, { id: 'b', state: 'cancelled', ms: 0 }], [], { exit: 130 });
  assert.match(
    status(record, undefined, TREE)[0] ?? '',
    /^stopped by Ctrl-C \(exit 130\) · 1 done · 1 stopped/,
  );
  assert.deepEqual(nextSteps(plan, record), ['sealsmith run   goes on: what was finished is kept']);
});

test('remarks stand below their job, and a rebuild that differs is one', () => {
  const { plan, record } = aRun([
    { id: 'install', remarks: ['no hashes'] },
    { id: 'build-binary', rebuilt: { equal: false, differs: ['app/wsgi'] } },
    { id: 'pack', summary: 'packed', rebuilt: { equal: true, differs: [] } },
  ]);
  const lines = table(plan, record, TREE);
  assert.ok(lines.includes('                          ! no hashes'));
  assert.ok(lines.includes('                          ! built again from the same inputs, but different:'));
  assert.ok(lines.includes('  ✓ pack            1.0s  packed · same bytes as before'));
});

test('a rebuild whose files are all the same differs in nothing but the packing', () => {
  const { plan, record } = aRun([{ id: 'build-binary', rebuilt: { equal: false, differs: [] } }]);
  const text = table(plan, record, { ...TREE, columns: 200 }).join('\n');
  assert.match(text, /built again from the same inputs, but different: only the packing$/m);
});

test('the critical path has its times', () => {
  const { record } = aGoodRun();
  assert.deepEqual(criticalPath(record, PLAIN), ['critical path  install 3.1s → build-binary 51.0s']);
});

test('a log that printed each job lacks only what was skipped', () => {
  const { plan, record } = aGoodRun();
  assert.equal(skipped(plan, record, PLAIN).length, 3);
});

test('nothing is wider than the terminal, at any width', () => {
  const long = 'a-step-with-a-name-that-is-far-too-long-for-any-column/and-a-job';
  const text = `${'word '.repeat(40)}${'x'.repeat(200)} 日本語`;
  const failedTests = [{ name: text, file: `${long}.py`, line: 1, message: text }];
  const run = aRun(
    [
      { id: long, summary: text, remarks: [text] },
      { id: 'test', state: 'failed', summary: text, failure: commandFailed('test', text), failedTests },
    ],
    ['push', 'sign', 'attest', 'verify', 'release', 'deploy', long].map((step) => ({
      step,
      why: { code: 'needs-naming', detail: text },
    })),
    { path: [long, 'test', 'another'], artifacts: [{ path: text, sha256: sha('1') }] },
  );
  for (const columns of [30, 40, 80, 200]) {
    const look = { ...TREE, columns };
    const lines = [
      ...header(run.plan, look),
      ...table(run.plan, run.record, look),
      ...failures(run.record, () => [text], look),
      ...closing(run.plan, run.record, text, look),
      ...criticalPath(run.record, look),
    ];
    for (const line of lines) assert.ok(cells(line) <= columns, `${columns}: ${line}`);
  }
});

test('colour adds and never carries: without it the text is the same', () => {
  for (const { plan, record } of [aGoodRun(), aFailedRun()]) {
    const render = (color: boolean): string =>
      [
        ...table(plan, record, { ...PLAIN, color }),
        ...failures(record, () => ['x'], { ...PLAIN, color }),
        ...closing(plan, record, 'r', { ...PLAIN, color }),
      ].join('\n');
    const colored = render(true);
    assert.notEqual(colored, render(false));
    assert.equal(
      colored.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), ''),
      render(false),
    );
  }
});
