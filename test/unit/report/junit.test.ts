import assert from 'node:assert/strict';
import { test } from 'node:test';
import { junitOfFailure, junitReport } from '../../../src/report/junit.ts';
import { suitesIn } from '../../../src/report/junit-suites.ts';
import { aRun, commandFailed } from './builders.ts';

const PYTEST =
  '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" tests="1"><testcase classname="t" name="a &gt; b"/></testsuite></testsuites>';

test('the suites of the project are taken as they stand, jobs without tests get a case each', () => {
  const { record } = aRun([
    { id: 'lint', ms: 250, state: 'failed', failure: commandFailed('lint', 'ruff <x>') },
    { id: 'test' },
  ]);
  assert.deepEqual(junitReport(record, new Map([['test', [PYTEST]]])).split('\n'), [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    '<testsuite name="pytest" tests="1"><testcase classname="t" name="a &gt; b"/></testsuite>',
    '<testsuite name="sealsmith" tests="1" failures="1" errors="0" skipped="0">',
    '  <testcase classname="sealsmith" name="lint" time="0.250"><failure message="ruff &#60;x&#62; ended with 1">ruff &#60;x&#62; ended with 1</failure></testcase>',
    '</testsuite>',
    '</testsuites>',
    '',
  ]);
});

test('without a usable file the record tells which tests failed', () => {
  const failedTests = [{ name: 'x\n"', file: 'a.py', line: 3, message: 'one\n\u0000two' }];
  const { record } = aRun([
    { id: 'test', state: 'failed', failedTests },
    { id: 'b', state: 'cancelled' },
  ]);
  const report = junitReport(record, new Map([['test', ['not XML']]]));
  assert.ok(
    report.includes(
      '<testcase classname="test" name="x\\n&#34;" file="a.py" line="3"><failure message="one">one\n\\x00two</failure></testcase>',
    ),
    report,
  );
  assert.ok(report.includes('<skipped message="stopped"/>'));
});

test('our own report is one that we would take ourselves', () => {
  const failedTests = [{ name: '<&>', file: undefined, line: undefined, message: ']]> <!DOCTYPE x>' }];
  const { record } = aRun([{ id: 'lint' }, { id: 'test', state: 'failed', failedTests }]);
  for (const report of [
    junitReport(record, new Map()),
    junitReport(aRun([]).record, new Map()),
    junitOfFailure({ code: 'config-absent', path: '<x>' }),
  ]) {
    assert.notEqual(suitesIn(report), undefined, report);
  }
});

test('takes one suite, several, none, with comments and character data', () => {
  assert.equal(suitesIn('<testsuite name="a"/>'), '<testsuite name="a"/>');
  assert.equal(suitesIn('<testsuites/>'), '');
  assert.equal(
    suitesIn('\ufeff<?xml version="1.0"?>\n<!-- made by x -->\n<testsuites>\n<testsuite/>\n</testsuites>\n'),
    '<testsuite/>',
  );
  const data =
    '<testsuite><system-out><![CDATA[<!DOCTYPE html><p> & <?php]]></system-out><!-- <x> --></testsuite>';
  assert.equal(suitesIn(data), data);
  const quoted = `<testsuite name="a > b"><testcase name='"x"'/></testsuite>`;
  assert.equal(suitesIn(quoted), quoted);
});

test('refuses what would break the document or attack its reader', () => {
  const refused = [
    '',
    'text',
    '<html></html>',
    '<testsuite>',
    '<testsuite></testsuites>',
    '<testsuites></testsuites><x/>',
    '<testsuites><testsuite></testsuites></testsuite>',
    '<testsuite>a < b</testsuite>',
    '<testsuite><![CDATA[never closed</testsuite>',
    '<!-- never closed <testsuite/>',
    '<!DOCTYPE t [<!ENTITY a "b">]><testsuite>&a;</testsuite>',
    '<testsuite><?php x?></testsuite>',
    '</testsuites><testsuites>',
  ];
  for (const text of refused) assert.equal(suitesIn(text), undefined, text);
});
