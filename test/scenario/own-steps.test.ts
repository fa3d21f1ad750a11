/** Whole runs of the real program with steps of the user's own: order, results, facts, records. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestProject } from '../support/project.ts';

const STEPS = `
toolchain: commands
steps:
  first: { run: "echo one; cat in.txt > out/a.txt", inputs: [in.txt], outputs: [out/a.txt], tools: [] }
  second: { run: "cat out/a.txt out/a.txt > out/b.txt", after: [first], inputs: [out/a.txt], outputs: [out/b.txt], tools: [] }
`;

describe('own steps', () => {
  it('run in order, hand files on and are in the record', async () => {
    using project = new TestProject({ 'sealsmith.yml': STEPS, 'in.txt': 'x\n' }).commit();
    const ran = await project.run(['run']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.equal(project.read('out/b.txt'), 'x\nx\n');
    const record = project.record();
    assert.deepEqual(
      record.what.jobs.map((job) => [job.id, job.passed, job.inputs.files]),
      [
        ['first', true, 1],
        ['second', true, 1],
      ],
    );
    assert.equal(record.what.source.commit, project.git('rev-parse', 'HEAD'));
    assert.equal(record.what.source.dirty, false);
    assert.deepEqual(project.leftovers(), []);
  });

  it('are not run again while nothing changed, and are when an input did', async () => {
    using project = new TestProject({
      'sealsmith.yml': STEPS,
      'in.txt': 'x\n',
      '.gitignore': 'out\n',
    }).commit();
    const states = async (): Promise<string[]> => {
      const ran = await project.run(['run']);
      assert.equal(ran.exit, 0, ran.out + ran.err);
      return project.record().how.jobs.map((job) => job.state);
    };
    assert.deepEqual(await states(), ['done', 'done']);
    const first = project.record();
    assert.deepEqual(await states(), ['fresh', 'fresh']);
    assert.deepEqual(project.record().what, first.what);
    project.write({ 'in.txt': 'y\n' });
    assert.deepEqual(await states(), ['done', 'done']);
    assert.equal(project.read('out/b.txt'), 'y\ny\n');
    project.write({ 'out/b.txt': 'by hand\n' });
    assert.deepEqual(await states(), ['fresh', 'restored'], 'what was there is put there again');
    assert.equal(project.read('out/b.txt'), 'y\ny\n');
  });

  it('give the same account in another folder', async () => {
    using one = new TestProject({ 'sealsmith.yml': STEPS, 'in.txt': 'x\n' }).commit();
    using other = new TestProject({}, 'ein anderer "Ordner"');
    other.git('clone', '--quiet', one.folder, '.');
    for (const project of [one, other]) assert.equal((await project.run(['run'])).exit, 0);
    assert.deepEqual(other.record().what, one.record().what);
    assert.notDeepEqual(other.record().when, one.record().when);
  });

  it('run everything with --force', async () => {
    using project = new TestProject({
      'sealsmith.yml': STEPS,
      'in.txt': 'x\n',
      '.gitignore': 'out\n',
    }).commit();
    await project.run(['run']);
    await project.run(['run', '--force']);
    assert.deepEqual(
      project.record().how.jobs.map((job) => job.state),
      ['done', 'done'],
    );
  });

  it('stop at the first failure, and go on with --keep-going', async () => {
    const files = {
      'sealsmith.yml': `
toolchain: commands
steps:
  bad: { run: "echo broken here >&2; exit 7" }
  after-bad: { run: "touch never", after: [bad] }
  slow: { run: "sleep 0.5; touch slow" }
  after-slow: { run: "touch late", after: [slow] }
`,
    };
    using project = new TestProject(files).commit();
    const ran = await project.run(['run', '--jobs', '2']);
    assert.equal(ran.exit, 1);
    assert.match(ran.out, /broken here/);
    assert.ok(!project.has('never') && !project.has('late'));
    const states = Object.fromEntries(project.record().how.jobs.map((job) => [job.id, job.state]));
    assert.equal(states['bad'], 'failed');
    assert.equal(states['after-bad'], 'cancelled');
    const going = await project.run(['run', '--keep-going']);
    assert.equal(going.exit, 1);
    assert.ok(project.has('late') && !project.has('never'));
  });

  it('take facts and files of an earlier run with --only, and refuse what changed since', async () => {
    using project = new TestProject({
      'sealsmith.yml': STEPS,
      'in.txt': 'x\n',
      '.gitignore': 'out\n',
    }).commit();
    await project.run(['run']);
    const ran = await project.run(['run', 'second', '--only', '--force']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(
      project.record().how.jobs.map((job) => job.id),
      ['second'],
    );
  });

  it('refuse to own what git tracks', async () => {
    using project = new TestProject({
      'sealsmith.yml': 'toolchain: commands\nsteps:\n  gen: { run: "true", outputs: [src] }\n',
      'src/a.c': 'int a;\n',
    }).commit();
    const ran = await project.run(['run']);
    assert.equal(ran.exit, 2);
    assert.equal(project.record().how.jobs[0]?.failure?.code, 'output-tracked');
    assert.equal(project.read('src/a.c'), 'int a;\n');
  });
});
