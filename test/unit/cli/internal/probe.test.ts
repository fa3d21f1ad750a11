import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Answer, Ended } from '../../../../src/core/inside.ts';
import { AtWork, freePort } from './at-work.ts';

/** A program that is a line of JavaScript, in which `answer(status)` starts a server. */
function program(line: string): readonly string[] {
  const answer =
    "const answer = (status) => require('node:http').createServer((q, r) => { r.statusCode = typeof status === 'number' ? status : status(q); r.end(); }).listen(Number(process.env.PORT), '127.0.0.1');";
  return ['--', process.execPath, '-e', `${answer}${line}`];
}

async function probe(work: AtWork, line: string, within = 20_000): Promise<{ exit: number; port: number }> {
  const port = await freePort();
  const args = ['probe', '--port', String(port), '--path', '/health', '--within', String(within)];
  return { exit: await work.run([...args, ...program(line)]), port };
}

describe('internal probe', { concurrency: 2 }, () => {
  it('is content with an answer, and stops the program', async (t) => {
    const work = new AtWork(t);
    const { exit, port } = await probe(work, "answer((q) => (q.url === '/health' ? 200 : 404))");
    assert.equal(exit, 0, work.err);
    assert.match(work.out, /^node answers \/health \(200\) after \d+\.\d s\n$/);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/health`));
  });

  it('takes a redirection for an answer', async (t) => {
    const work = new AtWork(t);
    assert.equal((await probe(work, 'answer(302)')).exit, 0);
    assert.match(work.out, /\(302\)/);
  });

  it('waits for a program that begins with an error', async (t) => {
    const work = new AtWork(t);
    assert.equal((await probe(work, 'let n = 0; answer(() => (n++ < 3 ? 503 : 200))')).exit, 0, work.err);
  });

  const failures: readonly [string, string, number, RegExp][] = [
    [
      'ends before it answers',
      'process.exitCode = 3',
      20_000,
      /node ended with 3 before it answered on port \d+\n$/,
    ],
    [
      'is killed before it answers',
      "process.kill(process.pid, 'SIGSEGV')",
      20_000,
      /node was ended by SIGSEGV before/,
    ],
    [
      'never listens',
      'setInterval(() => {}, 1000)',
      700,
      /node did not listen on 127\.0\.0\.1:\d+ within 0\.7 s\n$/,
    ],
    [
      'answers another status',
      'answer(500)',
      1500,
      /node answered \/health with 500, and nothing better within 1\.5 s\n$/,
    ],
    [
      'listens but does not answer',
      "require('node:net').createServer(() => {}).listen(Number(process.env.PORT), '127.0.0.1')",
      1500,
      /node listens on port \d+ but did not answer \/health within 1\.5 s\n$/,
    ],
  ];
  for (const [what, line, within, said] of failures) {
    it(`fails when the program ${what}`, async (t) => {
      const work = new AtWork(t);
      assert.equal((await probe(work, line, within)).exit, 1);
      assert.match(work.err, said);
      assert.equal(work.out, '');
    });
  }

  it('fails when something else listens there already, without starting anything', async (t) => {
    const server = createServer((_, answer) => answer.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const work = new AtWork(t);
    const started = () => assert.fail('it was started');
    const args = ['probe', '--port', String(port), '--path', '/', '--within', '1000', '--', 'x'];
    assert.equal(await work.run(args, { start: started }), 1);
    assert.match(work.err, /something else listens on port \d+ already/);
  });

  it('says that a program cannot be started', async (t) => {
    const work = new AtWork(t);
    const args = [
      'probe',
      '--port',
      String(await freePort()),
      '--path',
      '/',
      '--within',
      '1000',
      '--',
      work.path('absent'),
    ];
    assert.equal(await work.run(args), 1);
    assert.match(work.err, /absent cannot be started \(ENOENT\)/);
  });

  it('kills a program that does not stop when it is asked to, and says so', async (t) => {
    const work = new AtWork(t);
    const signals: string[] = [];
    let end: (ended: Ended) => void = () => {};
    const ended = new Promise<Ended>((resolve) => {
      end = resolve;
    });
    const answered: Answer = { kind: 'answered', status: 200 };
    const exit = await work.run(
      ['probe', '--port', '80', '--path', '/', '--within', '1000', '--', 'dist/tool'],
      {
        listens: async () => false,
        ask: async () => answered,
        pause: async () => {},
        start: () => ({
          ended,
          signal: (name) => {
            signals.push(name);
            if (name === 'SIGKILL') end({ kind: 'killed', signal: 'SIGKILL' });
          },
        }),
      },
    );
    assert.equal(exit, 0);
    assert.deepEqual(signals, ['SIGTERM', 'SIGKILL']);
    assert.match(work.out, /tool did not stop within 5 s of SIGTERM and was killed/);
  });

  for (const [name, text] of [
    ['port', '0'],
    ['port', '70000'],
    ['port', 'x'],
    ['within', '0'],
  ] as const) {
    it(`refuses ${text} as --${name}`, async (t) => {
      const work = new AtWork(t);
      const values = { port: '80', path: '/', within: '1000', [name]: text };
      const args = Object.entries(values).flatMap(([key, value]) => [`--${key}`, value]);
      assert.equal(await work.run(['probe', ...args, '--', 'x']), 1);
      assert.match(work.err, new RegExp(`${text} is not a number`));
    });
  }
});
