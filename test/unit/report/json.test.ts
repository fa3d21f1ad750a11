import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonEvents } from '../../../src/report/json.ts';
import { aRun, eventsOf } from './builders.ts';

test('every event is one line of JSON with its kind', () => {
  const json = new JsonEvents();
  const events = eventsOf(aRun([{ id: 'lint' }]), { lint: 'a\nb\n' });
  const lines = events.map((event) => json.event(event));
  assert.ok(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1));
  const kinds = lines.map((line): unknown => JSON.parse(line).kind);
  assert.deepEqual(kinds, ['run-started', 'job-started', 'job-output', 'job-finished', 'run-finished']);
  assert.equal(JSON.parse(lines[2] ?? '').text, 'a\nb\n');
});

test('a character split between two pieces arrives whole, half a character as its replacement', () => {
  const json = new JsonEvents();
  const bytes = Buffer.from('ü');
  assert.equal(json.event({ kind: 'job-output', job: 'a', chunk: bytes.subarray(0, 1) }), '');
  assert.equal(JSON.parse(json.event({ kind: 'job-output', job: 'a', chunk: bytes.subarray(1) })).text, 'ü');
  json.event({ kind: 'job-output', job: 'a', chunk: Uint8Array.of(0xc3) });
  const [record] = aRun([{ id: 'a' }]).jobs;
  assert.ok(record !== undefined);
  const [rest, finished] = json.event({ kind: 'job-finished', record, at: 0 }).split('\n');
  assert.equal(JSON.parse(rest ?? '').text, '\ufffd');
  assert.equal(JSON.parse(finished ?? '').kind, 'job-finished');
});

test('a failure has its code, its words, the next step and the exit status', () => {
  const line = JSON.parse(
    new JsonEvents().failed({ code: 'usage', message: 'no such step', nearest: 'lint' }),
  );
  assert.deepEqual(
    { ...line, failure: undefined },
    {
      kind: 'failed',
      code: 'usage',
      message: 'no such step',
      next: 'did you mean "lint"?',
      exit: 2,
      failure: undefined,
    },
  );
});

test('what would act on a terminal is escaped and means the same', () => {
  const text = `a\u009b2J\u202e${String.fromCharCode(27)}[2J\u2028`;
  const line = new JsonEvents().event({ kind: 'remark', job: undefined, text });
  assert.doesNotMatch(line.trimEnd(), /[\p{Cc}\p{Zl}\u202e]/u);
  assert.equal(JSON.parse(line).text, text);
});
