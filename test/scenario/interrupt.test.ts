/** Ended from outside: by Ctrl-C, by SIGTERM, by SIGKILL. What was done is kept, nothing half is believed. */

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MarkedProject } from '../support/aftermath.ts';
import { eventually, type Ran } from '../support/project.ts';

const CHAIN = `
  first: { run: "echo 1 > one", inputs: [in.txt], outputs: [one], tools: [] }
  long: { run: "sleep 1000 & touch begun; wait", after: [first] }
  beside: { run: "touch begun-too; sleep 1000", after: [first] }
  never: { run: "touch never", after: [long] }
`;

/** Runs until both jobs are at work, then does it. */
async function interrupted(
  project: MarkedProject,
  act: (kill: (signal: NodeJS.Signals) => void) => void | Promise<void>,
  args: readonly string[] = ['run', '--jobs', '2'],
): Promise<Ran> {
  let send: (signal: NodeJS.Signals) => void = () => {};
  const running = project.run(args, {
    started(kill) {
      send = kill;
    },
  });
  await eventually('the jobs are at work', () => project.has('begun') && project.has('begun-too'));
  project.snapshot();
  await act(send);
  return running;
}

function states(project: MarkedProject): Record<string, string> {
  return Object.fromEntries(project.record().how.jobs.map((job) => [job.id, job.state]));
}

describe('a run', () => {
  for (const [signal, exit, words] of [
    ['SIGINT', 130, /stopped by Ctrl-C|130/],
    ['SIGTERM', 143, /stopped by SIGTERM|143/],
  ] as const) {
    it(`that gets ${signal} ends its jobs, writes the record and exits with ${exit}`, async () => {
      using project = new MarkedProject(CHAIN, { 'in.txt': 'x' });
      const ran = await interrupted(project, (kill) => kill(signal));
      assert.equal(ran.exit, exit, ran.out + ran.err);
      assert.match(ran.out + ran.err, words);
      assert.equal(project.record().how.exit, exit);
      assert.deepEqual(states(project), {
        first: 'done',
        long: 'cancelled',
        beside: 'cancelled',
        never: 'cancelled',
      });
      assert.ok(!project.has('never') && !project.has('.sealsmith/lock'));
      await project.leavesNothing();
    });
  }

  it('that gets a second Ctrl-C waits for nobody', async () => {
    using project = new MarkedProject(
      `  deaf: { run: "trap '' TERM INT; touch begun begun-too; while :; do sleep 0.1; done" }\n  never: { run: "touch never", after: [deaf] }`,
    );
    const ran = await interrupted(project, async (kill) => {
      kill('SIGINT');
      await new Promise((resume) => setTimeout(resume, 300));
      assert.notDeepEqual(project.alive(), [], 'the job should have ignored the first');
      const second = Date.now();
      kill('SIGINT');
      await eventually('all of it is gone', () => project.alive().length === 0, 3000);
      assert.ok(Date.now() - second < 3000);
    });
    assert.equal(ran.exit, 130, ran.out + ran.err);
    assert.deepEqual(states(project), { deaf: 'cancelled', never: 'cancelled' });
    await project.leavesNothing();
  });

  it('that is killed leaves no process, and the next run is sound', async () => {
    const steps = `
  made: { run: "mkdir out; echo half > out/a; touch begun begun-too; [ -e go ] || sleep 1000; echo whole > out/a", inputs: [in.txt], outputs: [out], tools: [] }
  user: { run: "cat out/a", after: [made] }
`;
    using project = new MarkedProject(steps, {
      'in.txt': 'x',
      '.gitignore': 'out\ngo\nbegun*\n',
    }).commit() as MarkedProject;
    project.write({ go: '' });
    assert.equal((await project.run()).exit, 0);
    const before = project.read('.sealsmith/run.json');
    project.write({ 'in.txt': 'y' });
    for (const name of ['go', 'begun', 'begun-too']) rmSync(join(project.folder, name));
    const killed = await interrupted(project, (kill) => kill('SIGKILL'));
    assert.equal(killed.signal, 'SIGKILL');
    await eventually('every process is gone', () => project.alive().length === 0);
    assert.equal(project.read('out/a'), 'half\n');
    assert.equal(project.read('.sealsmith/run.json'), before, 'the record before is still whole');

    project.write({ go: '' });
    const ran = await project.run();
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(states(project), { made: 'done', user: 'done' });
    assert.equal(project.read('out/a'), 'whole\n');
    assert.ok(!project.has('.sealsmith/aside') && !project.has('.sealsmith/lock'));
    assert.deepEqual(project.alive(), []);
  });

  it('that is killed loses nothing of what was there before and not ours', async () => {
    using project = new MarkedProject(
      '  made: { run: "mkdir out; echo half > out/a; touch begun begun-too; [ -e go ] || sleep 1000", outputs: [out] }\n  other: { run: "true" }',
    );
    mkdirSync(join(project.folder, 'out'));
    writeFileSync(join(project.folder, 'out', 'mine'), 'precious');
    await interrupted(project, (kill) => kill('SIGKILL'), ['run', 'made']);
    // A run of something else in between must not take it for rubbish either.
    assert.equal((await project.run(['run', 'other'])).exit, 0);
    project.write({ go: '' });
    const ran = await project.run(['run', 'made']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.equal(
      readFileSync(join(project.folder, '.sealsmith', 'replaced', 'out', 'mine'), 'utf8'),
      'precious',
    );
    assert.deepEqual(project.alive(), []);
  });
});

describe('a command that still asks its tools', () => {
  for (const [args, signal, exit] of [
    [['run'], 'SIGINT', 130],
    [['run', '--dry-run'], 'SIGTERM', 143],
    [['plan'], 'SIGTERM', 143],
    [['doctor'], 'SIGINT', 130],
    [['explain', 'made'], 'SIGINT', 130],
  ] as const) {
    it(`${args.join(' ')} ends at ${signal} with ${exit}, the tool and its folder too`, async () => {
      using project = new MarkedProject('  made: { run: "touch made", tools: [slow] }');
      const asked = join(project.base, 'asked');
      project.write({
        '../bin/slow': `#!/bin/sh\necho $$ > ${asked}.part\nmv ${asked}.part ${asked}\nexec sleep 1000\n`,
      });
      chmodSync(join(project.base, 'bin', 'slow'), 0o755);
      const ran = await project.run(args, {
        env: { PATH: `${join(project.base, 'bin')}:${process.env['PATH']}` },
        async started(kill) {
          await eventually('the tool is asked', () => existsSync(asked));
          kill(signal);
        },
      });
      assert.equal(ran.exit, exit, ran.out + ran.err);
      assert.match(ran.out + ran.err, /stopped by/);
      assert.ok(!project.has('made') && !project.has('.sealsmith/run.json'));
      const tool = Number(readFileSync(asked, 'utf8'));
      await eventually('the tool is gone', () => !existsSync(`/proc/${tool}`));
      await project.leavesNothing();
    });
  }
});
