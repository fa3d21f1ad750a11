/** Threads with tasks of the test's own: the entry decides which file is theirs. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Workers } from '../../../src/core/ports.ts';
import { systemWorkers } from '../../../src/system/workers.ts';
import { realDoors } from '../../support/archive.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const SYSTEM = new URL('../../../src/system/', import.meta.url).href;

const TASKS = `
  import { threadId } from 'node:worker_threads';
  import { serve } from '${SYSTEM}thread.ts';
  serve({
    double: async () => (input) => input * 2,
    thread: async () => () => threadId,
    later: async () => async ({ milliseconds, value }) => {
      await new Promise((done) => setTimeout(done, milliseconds));
      return value;
    },
    fails: async () => () => { throw new TypeError('a bug in a task'); },
    dies: async () => () => process.exit(3),
    env: async () => () => ({ ...process.env }),
    forever: async () => () => { for (;;); },
    bytes: async () => (input, move) => {
      const out = new Uint8Array(input.length).fill(7);
      move.push(out.buffer);
      return { out, sum: input.reduce((a, b) => a + b, 0) };
    },
    function: async () => () => () => {},
  });
`;

function someWorkers(t: TestContext): Workers {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'worker.mjs'), TASKS);
  const workers = systemWorkers(join(folder, 'main.mjs'));
  t.after(() => workers.close());
  return workers;
}

describe('threads', () => {
  it('do what they are told and answer', async (t) => {
    const workers = someWorkers(t);
    const inputs = Array.from({ length: 50 }, (_, at) => at);
    const outputs = await Promise.all(inputs.map((each) => workers.run('double', each)));
    assert.deepEqual(
      outputs,
      inputs.map((each) => each * 2),
    );
  });

  it('are never more than there are cores, and are used again', async (t) => {
    const workers = someWorkers(t);
    assert.equal(workers.count, availableParallelism());
    const ids = await Promise.all(Array.from({ length: 40 }, () => workers.run('thread', undefined)));
    assert.ok(new Set(ids).size <= workers.count);
    const again = await workers.run('thread', undefined);
    assert.ok(ids.includes(again));
  });

  it('take what comes first first', async (t) => {
    const workers = someWorkers(t);
    const order: unknown[] = [];
    const calls = Array.from({ length: workers.count * 3 }, (_, value) =>
      workers
        .run('later', { milliseconds: value < workers.count ? 30 : 0, value })
        .then((each) => order.push(each)),
    );
    await Promise.all(calls);
    assert.deepEqual(order.filter((each) => (each as number) >= workers.count).length, workers.count * 2);
  });

  it('move memory instead of copying it, both ways', async (t) => {
    const workers = someWorkers(t);
    const input = new Uint8Array(1000).fill(1);
    const output = (await workers.run('bytes', input, [input.buffer])) as { out: Uint8Array; sum: number };
    assert.equal(input.length, 0);
    assert.deepEqual([output.sum, output.out.length, output.out[999]], [1000, 1000, 7]);
  });

  it('tell an exception, and go on', async (t) => {
    const workers = someWorkers(t);
    await assert.rejects(workers.run('fails', undefined), { name: 'TypeError', message: 'a bug in a task' });
    await assert.rejects(workers.run('none', undefined), /there is no task "none"/);
    await assert.rejects(workers.run('toString', undefined), /there is no task "toString"/);
    await assert.rejects(workers.run('function', undefined), /could not be cloned/);
    await assert.rejects(
      workers.run('double', () => {}),
      /could not be cloned/,
    );
    assert.equal(await workers.run('double', 4), 8);
  });

  it('that die fail what they were at, and others take their place', async (t) => {
    const workers = someWorkers(t);
    const dying = Array.from({ length: workers.count + 1 }, () => workers.run('dies', undefined));
    for (const each of await Promise.allSettled(dying)) assert.equal(each.status, 'rejected');
    assert.equal(await workers.run('double', 21), 42);
  });

  it('that stand alone have exactly the environment they are given', async (t) => {
    const workers = someWorkers(t);
    const alone = await workers.runAlone('env', undefined, { TOKEN: 'secret', HOME: '/nowhere' });
    assert.deepEqual(alone, { TOKEN: 'secret', HOME: '/nowhere' });
    assert.equal(process.env['TOKEN'], undefined);
    const others = (await workers.run('env', undefined)) as Record<string, string>;
    assert.equal(others['TOKEN'], undefined);
    await assert.rejects(workers.runAlone('fails', undefined, {}), /a bug in a task/);
  });

  it('F1: that stand alone end when nobody waits for them any more', async (t) => {
    const workers = someWorkers(t);
    const end = new AbortController();
    const waiting = workers.runAlone('forever', undefined, {}, end.signal);
    end.abort('SIGTERM');
    assert.equal(await waiting, undefined);
    assert.equal(await workers.runAlone('forever', undefined, {}, end.signal), undefined);
    assert.deepEqual(await workers.runAlone('env', undefined, { A: '1' }, new AbortController().signal), {
      A: '1',
    });
  });

  it('end when they are closed, also in the middle of something', async (t) => {
    const workers = someWorkers(t);
    const calls = [
      ...Array.from({ length: workers.count + 1 }, () => workers.run('forever', undefined)),
      workers.runAlone('forever', undefined, {}),
    ].map((each) => assert.rejects(each, /the threads were closed during "forever"/));
    await workers.close();
    await Promise.all(calls);
    assert.equal(await workers.run('double', 3), 6);
  });

  it('do not keep the program alive when they have nothing to do', (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'worker.mjs'), TASKS);
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { systemWorkers } from '${SYSTEM}workers.ts';
       const workers = systemWorkers(import.meta.filename);
       await Promise.all([workers.run('double', 1), workers.run('double', 2)]);
       console.log('done');`,
    );
    const ended = spawnSync(process.execPath, [join(folder, 'main.mjs')], {
      timeout: 60_000,
      encoding: 'utf8',
    });
    assert.deepEqual([ended.status, ended.stdout, ended.signal], [0, 'done\n', null], ended.stderr);
  });

  it('keep the program alive while somebody waits for them', (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'worker.mjs'), TASKS);
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { systemWorkers } from '${SYSTEM}workers.ts';
       const workers = systemWorkers(import.meta.filename);
       await workers.run('double', 1);
       console.log(await workers.run('later', { milliseconds: 200, value: 'waited' }));`,
    );
    const ended = spawnSync(process.execPath, [join(folder, 'main.mjs')], {
      timeout: 60_000,
      encoding: 'utf8',
    });
    assert.deepEqual([ended.status, ended.stdout], [0, 'waited\n'], ended.stderr);
  });

  it('of the program know their tasks', async () => {
    const { workers } = realDoors();
    assert.deepEqual(await workers.run('pack', { kind: 'small', files: [] }), {
      kind: 'small',
      packed: undefined,
      sums: [],
    });
    await workers.close();
  });
});
