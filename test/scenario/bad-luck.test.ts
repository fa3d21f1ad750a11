/** Jobs that misbehave: each is reported as what it was, in bounded memory, and leaves nothing behind. */

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import { MarkedProject } from '../support/aftermath.ts';

const MIB = 1024 * 1024;

function failure(project: MarkedProject): Failure | undefined {
  return project.record().how.jobs[0]?.failure;
}

describe('a job', () => {
  it('that hangs is ended at its limit, with all that it started', async () => {
    using project = new MarkedProject(
      '  hang: { run: "sleep 1000 & sh -c \'sleep 1000 & wait\' & wait", timeout: 1s }',
    );
    const ran = await project.run();
    assert.equal(ran.exit, 1, ran.out + ran.err);
    assert.equal(failure(project)?.code, 'command-timeout');
    assert.match(ran.out, /still running after 1 s/);
    await project.leavesNothing();
  });

  it('that ignores SIGTERM is ended all the same', async () => {
    using project = new MarkedProject(
      '  deaf: { run: "trap \'\' TERM; while :; do sleep 0.1; done", timeout: 1s }',
    );
    const ran = await project.run();
    assert.equal(ran.exit, 1, ran.out + ran.err);
    assert.equal(failure(project)?.code, 'command-timeout');
    await project.leavesNothing();
  });

  it('that prints 200 MB costs little memory, and its log says what was left out', async () => {
    using project = new MarkedProject(
      '  loud: { run: "echo begun; head -c 200000000 /dev/zero; echo; echo ended; touch printed; sleep 0.3" }',
    );
    let peak = 0;
    const ran = await project.run(['run'], {
      started(_kill, _output, pid) {
        const timer = setInterval(() => {
          peak = Math.max(peak, highWater(pid));
          if (highWater(pid) === 0) clearInterval(timer);
        }, 20);
      },
    });
    assert.equal(ran.exit, 0, ran.err);
    assert.ok(peak > 30 * MIB && peak < 200 * MIB, `${Math.round(peak / MIB)} MiB`);
    const log = join(project.folder, '.sealsmith', 'logs', 'loud.log');
    assert.ok(statSync(log).size <= 64 * MIB + 50, 'log');
    const text = readFileSync(log, 'latin1');
    assert.ok(text.startsWith('begun\n') && text.endsWith('ended\n'));
    const gap = /\n\[\S+ (\d+) bytes left out \S+\]\n/.exec(text);
    assert.equal(text.length - (gap?.[0].length ?? 0) + Number(gap?.[1]), 200_000_013);
    await project.leavesNothing();
  });

  it('that prints what is no UTF-8 is logged byte for byte and shown with replacement', async () => {
    using project = new MarkedProject('  odd: { run: "printf \'a\\\\377\\\\376b\\\\303\\\\n\'; exit 3" }');
    const ran = await project.run(['run', '--json']);
    assert.equal(ran.exit, 1);
    const log = readFileSync(join(project.folder, '.sealsmith', 'logs', 'odd.log'));
    assert.deepEqual(log, Buffer.from([0x61, 0xff, 0xfe, 0x62, 0xc3, 0x0a]));
    for (const line of ran.out.trimEnd().split('\n')) JSON.parse(line);
    assert.match(ran.out, /"text":"a\ufffd\ufffdb\ufffd\\n"/);
    assert.match(ran.err, /a\ufffd\ufffdb\ufffd/);
    await project.leavesNothing();
  });

  for (const signal of ['SEGV', 'KILL']) {
    it(`that dies by SIG${signal} is reported as such`, async () => {
      using project = new MarkedProject(`  dies: { run: "kill -s ${signal} $$" }`);
      const ran = await project.run();
      assert.equal(ran.exit, 1, ran.out + ran.err);
      const found = failure(project);
      assert.ok(found?.code === 'command-killed', found?.code);
      assert.equal(found.signal, `SIG${signal}`);
      assert.match(ran.out, new RegExp(`SIG${signal}`));
      await project.leavesNothing();
    });
  }

  it('that leaves a daemon of a daemon is over when it ends, and so is the daemon', async () => {
    using project = new MarkedProject(
      '  forks: { run: "setsid sh -c \'setsid sh -c \\"touch daemon; exec sleep 1000\\" & exit\' & while [ ! -e daemon ]; do sleep 0.05; done" }',
    );
    const ran = await project.run();
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.ok(project.has('daemon'));
    await project.leavesNothing();
  });

  it('that closes its output is waited for', async () => {
    using project = new MarkedProject('  mute: { run: "echo heard; exec >&- 2>&-; sleep 0.5; touch later" }');
    const ran = await project.run(['run', '--verbose']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.match(ran.out, /heard/);
    assert.ok(project.has('later'));
    await project.leavesNothing();
  });

  it('that ends while others hold its output is over', async () => {
    using project = new MarkedProject('  short: { run: "sleep 1000 & echo done" }');
    const ran = await project.run(['run', '--verbose']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.match(ran.out, /done/);
    await project.leavesNothing();
  });

  it('whose program is not there fails with its own words', async () => {
    using project = new MarkedProject('  lost: { run: "no-such-program-9 --flag" }');
    const ran = await project.run();
    assert.equal(ran.exit, 1);
    assert.match(ran.out, /no-such-program-9.*not found/);
    await project.leavesNothing();
  });
});

/** The most memory that a process ever had, bytes; 0 when it is gone. */
function highWater(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
