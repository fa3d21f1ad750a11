import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureBlock, failureText, nextLine } from '../../../src/report/failure.ts';
import { aRun, commandFailed, PLAIN, TREE } from './builders.ts';

test('problems of the configuration stand in a column each, then their number and the exit status', () => {
  const problems = [
    {
      place: { file: 'sealsmith.yml', line: 12, column: 9 },
      message: 'unknown scanner "bandti"; did you mean "bandit"?',
    },
    {
      place: { file: 'sealsmith.yml', line: 119, column: 3 },
      message: '"sing" is not a step; did you mean "sign"?',
    },
  ];
  assert.deepEqual(failureText({ code: 'config-invalid', problems }, 2, TREE, false), [
    'sealsmith.yml:12:9   unknown scanner "bandti"; did you mean "bandit"?',
    'sealsmith.yml:119:3  "sing" is not a step; did you mean "sign"?',
    '2 problems (exit 2)',
  ]);
});

test('any other failure says what, the exit status, and what to do', () => {
  const failure = { code: 'tool-missing', tool: 'ruff', wantedBy: 'lint', get: 'pip install ruff' } as const;
  assert.deepEqual(failureText(failure, 5, PLAIN, false), [
    'fail lint needs ruff, which is not on this machine (exit 5)',
    'next: pip install ruff',
  ]);
});

test('the stack of a bug is shown only when asked for', () => {
  const bug = { code: 'bug', message: 'oh', stack: 'Error: oh\n    at x' } as const;
  assert.ok(!failureText(bug, 70, PLAIN, false).join('\n').includes('at x'));
  assert.ok(failureText(bug, 70, PLAIN, true).join('\n').includes('at x'));
});

test('of many failed tests ten are shown and the rest is counted', () => {
  const failedTests = Array.from({ length: 14 }, (_, at) => ({
    name: `test_${at}`,
    file: undefined,
    line: undefined,
    message: '',
  }));
  const { jobs } = aRun([
    { id: 'test', state: 'failed', failure: commandFailed('test', 'pytest'), failedTests },
  ]);
  const [job] = jobs;
  assert.ok(job !== undefined);
  const lines = failureBlock(job.how, [], TREE);
  assert.equal(lines.at(-1), '    … and 4 more');
  assert.equal(lines.filter((line) => line.startsWith('    test_')).length, 10);
});

test('a long message is cut after six lines, a place that is too long stands alone', () => {
  const message = Array.from({ length: 9 }, (_, at) => `m${at}`).join('\n');
  const failedTests = [{ name: 'n'.repeat(60), file: `${'d/'.repeat(20)}t.py`, line: 3, message }];
  const { jobs } = aRun([{ id: 'test', state: 'failed', failedTests }]);
  const [job] = jobs;
  assert.ok(job !== undefined);
  const lines = failureBlock(job.how, [], TREE);
  assert.equal(lines[2], `    ${'d/'.repeat(20)}t.py:3`);
  assert.equal(lines[3], `    ${'n'.repeat(60)}`);
  assert.deepEqual(lines.slice(-2), ['      m5', '      …']);
});

test('ways to go on share a line while they fit', () => {
  assert.deepEqual(nextLine(['a', 'b'], TREE), ['next: a  ·  b']);
  assert.deepEqual(nextLine(['x'.repeat(50), 'y'.repeat(50)], TREE), [
    `next: ${'x'.repeat(50)}`,
    `      ${'y'.repeat(50)}`,
  ]);
  assert.deepEqual(nextLine([], TREE), []);
});
