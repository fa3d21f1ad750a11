import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GoTestEvents } from '../../../src/formats/go-test-events.ts';

const MODULE = 'example.org/m';

type Told = { readonly Action: string; readonly [key: string]: unknown };

function read(events: readonly (Told | string)[]): { text: string; reader: GoTestEvents } {
  const reader = new GoTestEvents(MODULE);
  const text = events
    .map((event) => reader.push(typeof event === 'string' ? event : JSON.stringify(event)))
    .join('');
  return { text: text + reader.rest(), reader };
}

/** The events of one test of a package. */
function test(
  Test: string,
  outcome: 'pass' | 'fail' | 'skip',
  said: readonly string[] = [],
  Package = `${MODULE}/sub`,
): Told[] {
  const about = { Package, Test };
  return [
    { Action: 'run', ...about },
    { Action: 'output', ...about, Output: `=== RUN   ${Test}\n` },
    ...said.map((Output) => ({ Action: 'output', ...about, Output })),
    { Action: 'output', ...about, Output: `--- ${outcome.toUpperCase()}: ${Test} (0.01s)\n` },
    { Action: outcome, ...about, Elapsed: 0.01 },
  ];
}

function over(outcome: 'pass' | 'fail', Package = `${MODULE}/sub`): Told[] {
  return [
    { Action: 'output', Package, Output: `${outcome === 'pass' ? 'ok' : 'FAIL'}\t${Package}\t0.1s\n` },
    { Action: outcome, Package, Elapsed: 0.1 },
  ];
}

describe('GoTestEvents', () => {
  it('gives the text that people read', () => {
    const { text } = read([...test('TestA', 'pass', ['hello\n']), ...over('pass')]);
    assert.equal(text, `hello\n--- PASS: TestA (0.01s)\nok\t${MODULE}/sub\t0.1s\n`);
  });

  it('prints packages that run at once one after the other', () => {
    const other = `${MODULE}/other`;
    const first = test('TestA', 'pass');
    const second = test('TestB', 'pass', [], other);
    const mixed = first.flatMap((event, at) => [event, second[at] ?? event]);
    const { text } = read([...mixed, ...over('pass', other), ...over('pass')]);
    assert.deepEqual(text.split('\n'), [
      '--- PASS: TestA (0.01s)',
      `ok\t${MODULE}/sub\t0.1s`,
      '--- PASS: TestB (0.01s)',
      `ok\t${other}\t0.1s`,
      '',
    ]);
  });

  it('keeps what is no event, and loses nothing when the run breaks off', () => {
    const { text } = read(['go: warning', '{"no":"event"}', ...test('TestA', 'pass').slice(0, 4)]);
    assert.equal(text, 'go: warning\n{"no":"event"}\n--- PASS: TestA (0.01s)\n');
  });

  it('names a failure by the last place that the test printed', () => {
    const said = ['    sub_test.go:4: a log\n', '    sub_test.go:9: got 3\n', '        want 2\n'];
    const { reader } = read([...test('TestA', 'fail', said), ...over('fail')]);
    assert.deepEqual(reader.cases(), [
      {
        suite: `${MODULE}/sub`,
        name: 'TestA',
        seconds: 0.01,
        outcome: 'failed',
        title: 'got 3',
        message: 'sub_test.go:4: a log\nsub_test.go:9: got 3\n    want 2',
        file: 'sub/sub_test.go',
        line: 9,
      },
    ]);
  });

  it('names a failure of the module at the top by the file alone', () => {
    const { reader } = read(test('TestA', 'fail', ['    a_test.go:1: no\n'], MODULE));
    assert.equal(reader.cases()[0]?.file, 'a_test.go');
  });

  it('names a panic by the line of the test file in its stack', () => {
    const said = [
      'panic: boom [recovered]\n',
      '\t/usr/local/go/src/testing/testing.go:1974 +0x232\n',
      '\t/anywhere/sub/sub_test.go:7 +0x2\n',
    ];
    const [failed] = read(test('TestA', 'fail', said)).reader.cases();
    assert.deepEqual(
      [failed?.title, failed?.file, failed?.line],
      ['panic: boom [recovered]', 'sub/sub_test.go', 7],
    );
  });

  it('counts tests with subtests by these, unless only the test itself failed', () => {
    const { reader } = read([
      ...test('TestA/one', 'pass'),
      ...test('TestA/two/deep', 'fail', ['    a_test.go:1: no\n']),
      ...test('TestA/two', 'fail'),
      ...test('TestA', 'fail'),
      ...test('TestB/one', 'pass'),
      ...test('TestB', 'fail', ['    a_test.go:5: cleanup\n']),
      ...over('fail'),
    ]);
    assert.deepEqual(
      reader.cases().map(({ name, outcome }) => `${name} ${outcome}`),
      ['TestA/one passed', 'TestA/two/deep failed', 'TestB/one passed', 'TestB failed'],
    );
  });

  it('makes a package that does not compile a failed test', () => {
    const Package = `${MODULE}/broken`;
    const ImportPath = `${Package} [${Package}.test]`;
    const { text, reader } = read([
      { Action: 'build-output', ImportPath, Output: `# ${ImportPath}\n` },
      { Action: 'build-output', ImportPath, Output: 'broken/b_test.go:3:28: undefined: x\n' },
      { Action: 'build-fail', ImportPath },
      { Action: 'output', Package, Output: `FAIL\t${Package} [build failed]\n` },
      { Action: 'fail', Package, FailedBuild: ImportPath },
    ]);
    assert.match(text, /undefined: x\nFAIL\t.* \[build failed\]\n$/);
    const [failed] = reader.cases();
    assert.deepEqual(
      [failed?.name, failed?.title, failed?.file, failed?.line],
      [Package, 'undefined: x', 'broken/b_test.go', 3],
    );
  });

  it('does not count a package without tests', () => {
    const { reader } = read([{ Action: 'skip', Package: `${MODULE}/cmd` }]);
    assert.deepEqual(reader.cases(), []);
  });

  it('takes a hostile package name for text', () => {
    const { reader } = read(test('__proto__', 'pass', [], '__proto__'));
    assert.equal(reader.cases()[0]?.name, '__proto__');
  });
});
