import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJunit } from '../../../src/formats/junit.ts';
import { junitText, type TestCase } from '../../../src/formats/junit-text.ts';

function aCase(more: Partial<TestCase> = {}): TestCase {
  return {
    suite: 'pkg',
    name: 'TestA',
    seconds: 0,
    outcome: 'passed',
    title: '',
    message: '',
    file: undefined,
    line: undefined,
    ...more,
  };
}

describe('junitText', () => {
  it('is read back by our own reader as it was meant', () => {
    const text = junitText([
      aCase({ seconds: 1.5 }),
      aCase({ name: 'TestB', outcome: 'skipped' }),
      aCase({
        name: 'TestC',
        outcome: 'failed',
        title: 'no',
        message: 'no\nway',
        file: 'a_test.go',
        line: 7,
      }),
    ]);
    const junit = readJunit(text);
    assert.deepEqual([junit?.tests, junit?.passed, junit?.skipped, junit?.failed], [3, 1, 1, 1]);
    assert.equal(junit?.cases[0]?.milliseconds, 1500);
    const { name, classname, message, text: said, file, line } = junit?.cases[2] ?? {};
    assert.deepEqual(
      { name, classname, message, said, file, line },
      {
        name: 'TestC',
        classname: 'pkg',
        message: 'no',
        said: 'no\nway',
        file: 'a_test.go',
        line: 7,
      },
    );
  });

  it('is sound XML whatever a test is called and says', () => {
    const ugly = 'a "b" <c> & \u0000\u001b[31m \ud800 ]]> 日本語';
    const junit = readJunit(
      junitText([aCase({ name: ugly, outcome: 'failed', title: ugly, message: ugly })]),
    );
    const clean = 'a "b" <c> & \ufffd\ufffd[31m \ufffd ]]> 日本語';
    assert.deepEqual(
      [junit?.cases[0]?.name, junit?.cases[0]?.message, junit?.cases[0]?.text],
      [clean, clean, clean],
    );
  });

  it('is a report when there were no tests', () => {
    assert.equal(readJunit(junitText([]))?.tests, 0);
  });
});
