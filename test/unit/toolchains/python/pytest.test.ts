import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { finishPytest, pytestProgress } from '../../../../src/toolchains/python/pytest.ts';
import { aJobIo } from './builders.ts';

const PATH = '.sealsmith/work/test/junit.xml';

/** As pytest 9.2 writes it in the family xunit1. */
const REPORT = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="1" tests="5" time="0.09" timestamp="2026-11-22T08:37:36+00:00" hostname="vm">
<testcase classname="tests.test_a" name="test_a" file="tests/test_a.py" line="2" time="0.005" />
<testcase classname="tests.test_a.TestB" name="test_b[2]" file="tests/test_a.py" line="4" time="1.25"><failure message="AssertionError: why &amp; &lt;how&gt;&#10;assert {'a': 2} == {'a': 1}">    def test_b(self, x):
&gt;       assert data == {"a": 1}
E       AssertionError: why &amp; &lt;how&gt;

tests/test_a.py:8: AssertionError</failure></testcase>
<testcase classname="tests.test_a" name="test_skip" file="tests/test_a.py" line="8" time="0.001"><skipped type="pytest.skip" message="no">/workspace/tests/test_a.py:9: no</skipped></testcase>
<testcase classname="tests.test_a" name="test_far" file="tests/test_a.py" line="13" time="0.001"><failure message="assert 0">    def test_far():
&gt;       helper()

tests/test_a.py:15:
_ _ _
tests/helpers.py:17: AssertionError</failure></testcase>
<testcase classname="" name="tests.test_broken" time="0.000"><error message="collection failure">ImportError: no module</error></testcase>
</testsuite></testsuites>`;

async function finished(xml: string | undefined, more = {}) {
  const report = await finishPytest(PATH)(aJobIo(xml === undefined ? {} : { [PATH]: xml }, more));
  assert.ok(report.ok, JSON.stringify(report));
  return report.value;
}

describe('what pytest reports', () => {
  it('is counted', async () => {
    const { facts, summary } = await finished(REPORT);
    assert.deepEqual(facts.junit, { tests: 5, passed: 1, failed: 3, skipped: 1, evidence: [] });
    assert.equal(summary, '3 failed, 1 passed, 1 skipped');
  });

  it('names each failed test with the line where it gave up', async () => {
    const { tests } = await finished(REPORT, { succeeded: false });
    assert.deepEqual(tests?.failed, [
      {
        name: 'TestB::test_b[2]',
        file: 'tests/test_a.py',
        line: 8,
        message: "AssertionError: why & <how>\nassert {'a': 2} == {'a': 1}",
      },
      // It gave up in another file: then the line where the test begins says more.
      { name: 'test_far', file: 'tests/test_a.py', line: 14, message: 'assert 0' },
      { name: 'tests.test_broken', file: undefined, line: undefined, message: 'collection failure' },
    ]);
  });

  it('names the slowest tests', async () => {
    const { tests } = await finished(REPORT);
    assert.deepEqual(tests?.slowest[0], { name: 'TestB::test_b[2]', milliseconds: 1250 });
  });

  it('is said in words when no test was collected', async () => {
    const { summary } = await finished('<testsuites><testsuite name="pytest" tests="0"/></testsuites>', {
      succeeded: false,
    });
    assert.equal(summary, 'no tests');
  });

  it('is not there when a line of the user ran something else, and that is no failure', async () => {
    const { facts, summary } = await finished(undefined, { tail: 'all fine\n' });
    assert.deepEqual(facts, {});
    assert.equal(summary, 'passed');
  });

  it('is refused when it breaks off although the tests ended well', async () => {
    const report = await finishPytest(PATH)(aJobIo({ [PATH]: REPORT.slice(0, 700) }));
    assert.ok(!report.ok && report.failure.code === 'output-invalid');
  });

  it('gives way to the failure of the run when it breaks off with it', async () => {
    const { summary } = await finished(REPORT.slice(0, 700), {
      succeeded: false,
      tail: 'Fatal Python error\n',
    });
    assert.equal(summary, 'Fatal Python error');
  });
});

describe('the note while pytest runs', () => {
  const notes = (...lines: readonly string[]): (string | undefined)[] => lines.map(pytestProgress());

  it('counts letters, file by file', () => {
    assert.deepEqual(
      notes(
        'collected 6 items',
        'tests/test_a.py ..F.      [ 66%]',
        'tests/test_b.py s.',
        '',
        '=== FAILURES ===',
      ),
      [undefined, '1 failed, 3 passed', '1 failed, 4 passed, 1 skipped', undefined, undefined],
    );
  });

  it('counts letters of the quiet output', () => {
    assert.deepEqual(notes('.......... [ 50%]', '.........E [100%]'), ['10 passed', '1 failed, 19 passed']);
  });

  it('counts words of the verbose output', () => {
    const lines = [
      'tests/test_a.py::test_a PASSED [ 33%]',
      'tests/test_a.py::test_b FAILED [ 66%]',
      'tests/test_a.py::test_c SKIPPED (no) [100%]',
    ];
    assert.equal(notes(...lines).at(-1), '1 failed, 1 passed, 1 skipped');
  });

  it('does not count what a traceback shows', () => {
    assert.deepEqual(notes('E         ', 'E', 'F', '...', 'x'), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
