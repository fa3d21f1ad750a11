import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { finishUnittest } from '../../../../src/toolchains/python/unittest.ts';
import { aJobIo } from './builders.ts';

const RULE = '='.repeat(70);
const LINE = '-'.repeat(70);

/** As Python 3.11 prints it. */
const FAILED = `EF.s
${RULE}
ERROR: setUpClass (test_hello.Broken)
${LINE}
Traceback (most recent call last):
  File "/workspace/tests/test_hello.py", line 13, in setUpClass
    def setUpClass(cls): raise RuntimeError("set up")
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
RuntimeError: set up

${RULE}
FAIL: test_bad (test_hello.Case.test_bad) (i=1)
${LINE}
Traceback (most recent call last):
  File "/workspace/tests/test_hello.py", line 9, in test_bad
    self.assertEqual(1, 2)
  File "/usr/lib/python3.11/unittest/case.py", line 873, in assertEqual
    assertion_func(first, second, msg=msg)
AssertionError: 1 != 2

${RULE}
FAIL: test_bad (test_hello.Case.test_bad) (i=2)
${LINE}
Traceback (most recent call last):
  File "/workspace/tests/test_hello.py", line 9, in test_bad
    self.assertEqual(1, 3)
AssertionError: 1 != 3

${LINE}
Ran 3 tests in 0.002s

FAILED (failures=2, errors=1, skipped=1)
`;

async function finished(tail: string, succeeded = false) {
  const report = await finishUnittest(aJobIo({}, { tail, succeeded }));
  assert.ok(report.ok);
  return report.value;
}

describe('what unittest printed', () => {
  it('counts a test once however many of its subtests failed, and the set-up of a class too', async () => {
    const { facts, summary } = await finished(FAILED);
    assert.deepEqual(facts.junit, { tests: 4, passed: 1, failed: 2, skipped: 1, evidence: [] });
    assert.equal(summary, '2 failed, 1 passed, 1 skipped');
  });

  it('names each failure with the last line of it that is the project’s', async () => {
    const { tests } = await finished(FAILED);
    assert.deepEqual(tests?.failed.slice(0, 2), [
      { name: 'Broken::setUpClass', file: 'tests/test_hello.py', line: 13, message: 'RuntimeError: set up' },
      { name: 'Case::test_bad', file: 'tests/test_hello.py', line: 9, message: 'AssertionError: 1 != 2' },
    ]);
  });

  const table: readonly [string, string, string][] = [
    ['all passed', '..\nRan 2 tests in 0.000s\n\nOK\n', '2 passed'],
    ['some skipped', 'Ran 3 tests in 1.5s\n\nOK (skipped=1, expected failures=1)\n', '1 passed, 2 skipped'],
    [
      'failures whose blocks scrolled away',
      'Ran 10 tests in 1s\n\nFAILED (failures=3, errors=1)\n',
      '4 failed, 6 passed',
    ],
    ['nothing found', 'Ran 0 tests in 0.000s\n\nNO TESTS RAN\n', 'unittest found no tests'],
    [
      'it did not get so far',
      'ImportError: Start directory is not importable\n',
      'ImportError: Start directory is not importable',
    ],
  ];
  for (const [what, tail, summary] of table) {
    it(`is summed up: ${what}`, async () => assert.equal((await finished(tail)).summary, summary));
  }

  it('gives no counts when there are none', async () =>
    assert.deepEqual((await finished('boom\n')).facts, {}));

  it('is not there when a line of the user ran something else, and that is no failure', async () =>
    assert.equal((await finished('all fine\n', true)).summary, 'passed'));
});
