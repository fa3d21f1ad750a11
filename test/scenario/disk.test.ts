/** Disks that are full or read-only, and paths that are not what was expected: a sentence, and nothing corrupt. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { MarkedProject } from '../support/aftermath.ts';
import type { Ran } from '../support/project.ts';

const STEPS = `
  small: { run: "echo small; echo 1 > one", outputs: [one] }
  large: { run: "head -c 20000000 /dev/zero > big", after: [small], outputs: [big] }
`;

/** Mounts an empty disk over a folder until the end of the test; undefined when we may not, which only root may. */
function mount(t: TestContext, folder: string, options: string): Disposable | undefined {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder], { stdio: 'ignore' });
  } catch {
    t.skip('only root can mount a small disk');
    return undefined;
  }
  return { [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]) };
}

function told(ran: Ran, exit: number, pattern: RegExp): void {
  const text = ran.out + ran.err;
  assert.equal(ran.exit, exit, text);
  assert.doesNotMatch(text, /^\s+at .*\(?(file:|node:)/m, 'a stack trace');
  assert.match(text.replace(/\s+/g, ' '), pattern);
}

describe('a disk', () => {
  it('that a job fills fails that job, and no half record is left', async (t) => {
    using project = new MarkedProject(STEPS);
    const config = project.read('sealsmith.yml');
    using disk = mount(t, project.folder, 'size=4m');
    if (disk === undefined) return;
    project.write({ 'sealsmith.yml': config });
    told(await project.run(), 5, /could not be written: .*no space left.*No space left on device/);
    assert.ok(project.has('one'));
    assert.ok(!project.has('.sealsmith/run.json'), 'no half record');
    rmSync(join(project.folder, 'big'));
    told(await project.run(['run', 'small']), 0, /1 done/);
    await project.leavesNothing();
  });

  it('that is full from the beginning is said, and the record before stays whole', async (t) => {
    using project = new MarkedProject(STEPS);
    const config = project.read('sealsmith.yml');
    using disk = mount(t, project.folder, 'size=2m');
    if (disk === undefined) return;
    project.write({ 'sealsmith.yml': config });
    assert.equal((await project.run(['run', 'small'])).exit, 0);
    const before = project.read('.sealsmith/run.json');
    fill(join(project.folder, 'full'));
    told(await project.run(['run', 'small']), 5, /no space left on the device/);
    assert.equal(project.read('.sealsmith/run.json'), before);
    assert.ok(!project.has('.sealsmith/lock'));
    await project.leavesNothing();
  });

  it('without room for temporary files is said', async (t) => {
    using project = new MarkedProject(STEPS);
    const small = join(project.base, 'small');
    using disk = mount(t, small, 'size=64k,nr_inodes=1');
    if (disk === undefined) return;
    const ran = await project.run(['run', 'small'], { env: { TMPDIR: small } });
    told(ran, 5, /cannot make \S*small.* no space left/);
    await project.leavesNothing();
  });

  it('that is read-only where the project lies is said; plan works', async (t) => {
    using project = new MarkedProject(STEPS);
    const config = project.read('sealsmith.yml');
    using disk = mount(t, project.folder, 'size=2m');
    if (disk === undefined) return;
    project.write({ 'sealsmith.yml': config });
    execFileSync('mount', ['-o', 'remount,ro', project.folder]);
    told(await project.run(), 5, /read-only/);
    assert.equal((await project.run(['plan'])).exit, 0);
    await project.leavesNothing();
  });

  it('that is read-only where state is kept costs only time', async (t) => {
    using project = new MarkedProject(
      '  made: { run: "echo 1 > one", inputs: [in.txt], outputs: [one], tools: [] }',
      { 'in.txt': 'x' },
    );
    using disk = mount(t, join(project.base, 'state'), 'size=1m,ro');
    if (disk === undefined) return;
    for (const _ of [1, 2]) {
      const ran = await project.run();
      assert.equal(ran.exit, 0, ran.out + ran.err);
      assert.match(ran.out, /could not be noted down/);
      assert.equal(project.record().how.jobs[0]?.state, 'done');
    }
    await project.leavesNothing();
  });
});

describe('a path', () => {
  it('above an output that is a file is said', async () => {
    using project = new MarkedProject('  made: { run: "true", outputs: [out/a.txt] }', { out: 'a file' });
    told(await project.run(), 5, /cannot make \S*out/);
    assert.equal(project.read('out'), 'a file');
    await project.leavesNothing();
  });

  it('that is a file where a folder of ours belongs is said', async () => {
    using project = new MarkedProject('  made: { run: "true" }', { '.sealsmith': 'a file' });
    told(await project.run(), 5, /\.sealsmith/);
    assert.equal(project.read('.sealsmith'), 'a file');
    await project.leavesNothing();
  });

  it('that a job did not write although it owns it fails the job', async () => {
    using project = new MarkedProject('  made: { run: "true", outputs: [out] }');
    told(await project.run(), 1, /did not write out/);
    await project.leavesNothing();
  });

  it('that a link leads out of the project is refused, and nothing there is touched', async () => {
    using project = new MarkedProject('  made: { run: "mkdir -p link/out", outputs: [link/out] }', {
      '../elsewhere/out/mine': 'precious',
    });
    symlinkSync('../elsewhere', join(project.folder, 'link'));
    for (const _ of [1, 2]) told(await project.run(), 2, /outside the workspace, at \S*\/elsewhere\/out/);
    assert.equal(project.read('../elsewhere/out/mine'), 'precious');
    await project.leavesNothing();
  });

  it('in a repository that git refuses to read is said, and no output there is touched', async (t) => {
    using project = new MarkedProject('  made: { run: "mkdir out", outputs: [out] }', {
      'out/mine': 'precious',
    });
    project.commit();
    try {
      execFileSync('chown', ['-R', '12345', project.folder], { stdio: 'ignore' });
    } catch {
      return t.skip('only root can give a folder to somebody else');
    }
    const env = { HOME: join(project.base, 'home') };
    const remedy = /git config --global --add safe\.directory/;
    for (const [args, exit] of [
      [['plan'], 0],
      [['doctor'], 0],
      [['run'], 5],
    ] as const) {
      const ran = await project.run(args, { env });
      told(ran, exit, /belongs to another user/);
      assert.match((ran.out + ran.err).replace(/\s+/g, ' '), remedy);
    }
    assert.equal(project.read('out/mine'), 'precious');
    await project.leavesNothing();
  });

  it('that was there before is kept for its owner, and what we made is not', async () => {
    using project = new MarkedProject('  made: { run: "mkdir out; date > out/a", outputs: [out] }', {
      'out/mine': 'precious',
    });
    const first = await project.run();
    assert.match(
      first.out.replace(/\s+/g, ' '),
      /out was there before and not ours; it was moved to \.sealsmith\/replaced\/out/,
    );
    for (const _ of [1, 2]) assert.doesNotMatch((await project.run()).out, /not ours/);
    assert.equal(project.read('.sealsmith/replaced/out/mine'), 'precious');
    assert.ok(!existsSync(join(project.folder, '.sealsmith', 'replaced', 'out.2')));
    await project.leavesNothing();
  });
});

/** Takes what room there is. */
function fill(path: string): void {
  const room = (): number => {
    const { bavail, bsize } = statfsSync(join(path, '..'));
    return bavail * bsize;
  };
  writeFileSync(path, Buffer.alloc(room()));
}
