import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJunit } from '../../../../src/formats/junit.ts';
import { AtWork } from './at-work.ts';

/** A program that is a line of JavaScript. */
function program(line: string): readonly string[] {
  return ['--', process.execPath, '-e', line];
}

describe('internal expect-silence', () => {
  const ARGS = ['expect-silence', '--because', 'these files are ugly', '--ignore', 'vendor/,gen/'];

  it('is content with silence, and with lines that do not count', async (t) => {
    const work = new AtWork(t);
    assert.equal(await work.run([...ARGS, ...program('')]), 0);
    assert.equal(await work.run([...ARGS, ...program("console.log('vendor/a.go\\ngen/b.go\\n')")]), 0);
    assert.deepEqual([work.out, work.err], ['', '']);
  });

  it('fails for a line, shows it and says why', async (t) => {
    const work = new AtWork(t);
    assert.equal(await work.run([...ARGS, ...program("console.log('vendor/a.go\\nmain.go')")]), 1);
    assert.deepEqual([work.out, work.err], ['main.go\n', 'sealsmith expect-silence: these files are ugly\n']);
  });

  it('counts a line that has no end', async (t) => {
    const work = new AtWork(t);
    assert.equal(await work.run([...ARGS, ...program("process.stdout.write('größe.go')")]), 1);
    assert.equal(work.out, 'größe.go\n');
  });

  it('ends as the checker does when that fails by itself', async (t) => {
    const work = new AtWork(t);
    assert.equal(await work.run([...ARGS, ...program('process.exitCode = 2')]), 2);
    assert.equal(await work.run([...ARGS, ...program("process.kill(process.pid, 'SIGKILL')")]), 1);
    assert.equal(await work.run([...ARGS, '--', work.path('absent')]), 1);
    assert.match(work.err, /was ended by SIGKILL.*cannot be started \(ENOENT\)/s);
  });
});

describe('internal gotest', () => {
  const events = [
    { Action: 'run', Package: 'm/sub', Test: 'TestA' },
    { Action: 'output', Package: 'm/sub', Test: 'TestA', Output: '    a_test.go:7: größe\n' },
    { Action: 'fail', Package: 'm/sub', Test: 'TestA', Elapsed: 1 },
    { Action: 'fail', Package: 'm/sub', Elapsed: 1 },
  ];
  const text = events.map((event) => JSON.stringify(event)).join('\n');

  it('prints text, leaves a report and ends as go does', async (t) => {
    const work = new AtWork(t);
    const line = `process.stdout.write(${JSON.stringify(`${text}\n`)}); process.exitCode = 1;`;
    const exit = await work.run([
      'gotest',
      '--module',
      'm',
      '--report',
      work.path('a/junit.xml'),
      ...program(line),
    ]);
    assert.equal(exit, 1);
    assert.equal(work.out, '    a_test.go:7: größe\n');
    const junit = readJunit(work.read('a/junit.xml').toString());
    assert.deepEqual(
      [junit?.failed, junit?.cases[0]?.file, junit?.cases[0]?.message],
      [1, 'sub/a_test.go', 'größe'],
    );
  });

  it('leaves a report also when there was nothing, and says when go cannot be started', async (t) => {
    const work = new AtWork(t);
    assert.equal(
      await work.run(['gotest', '--module', 'm', '--report', work.path('a.xml'), '--', work.path('absent')]),
      1,
    );
    assert.match(work.err, /absent cannot be started \(ENOENT\)/);
    assert.equal(readJunit(work.read('a.xml').toString())?.tests, 0);
  });
});
