import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobSpec } from '../../../src/core/step.ts';
import { setAside, settle } from '../../../src/run/outputs.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit } from '../../support/git.ts';
import { at, failure, value } from '../../support/world.ts';
import { aSpec } from '../report/builders.ts';

const DIST = aSpec('build-binary', { outputs: [at('dist')] });

/** Files of the workspace outside our own folder, with their text. */
function tree(files: FakeFiles): Readonly<Record<string, string | undefined>> {
  const paths = files
    .paths('/w')
    .filter((path) => files.kind(path) === 'file' && !path.startsWith('/w/.sealsmith'));
  return Object.fromEntries(paths.map((path) => [path.slice(3), files.text(path)]));
}

/** One run of a job: outputs aside, work, settle; gives the remarks. */
async function run(
  files: FakeFiles,
  spec: JobSpec,
  work: () => void,
  succeeded = true,
  tracked: readonly string[] = [],
): Promise<readonly string[]> {
  const aside = value(await setAside({ files, git: aGit({ tracked }) }, '/w', spec));
  work();
  return settle(files, '/w', spec, aside, succeeded);
}

describe('outputs of a job', () => {
  it('are not there when it begins, but the folder above is', async () => {
    const files = new FakeFiles({ '/w/dist/old': 'old' });
    value(await setAside({ files, git: aGit({}) }, '/w', DIST));
    assert.equal(files.kind('/w/dist'), undefined);
    const deep = aSpec('x', { outputs: [at('a/b/c')] });
    value(await setAside({ files, git: aGit({}) }, '/w', deep));
    assert.equal(files.kind('/w/a/b'), 'folder');
    assert.equal(files.kind('/w/a/b/c'), undefined);
  });

  it('hold nothing old after it', async () => {
    const files = new FakeFiles();
    await run(files, DIST, () => files.put('/w/dist/a', '1'));
    assert.deepEqual(await run(files, DIST, () => files.put('/w/dist/b', '2')), []);
    assert.deepEqual(tree(files), { 'dist/b': '2' });
  });

  it('leave nothing behind in our folder', async () => {
    const files = new FakeFiles();
    for (let round = 0; round < 3; round += 1) await run(files, DIST, () => files.put('/w/dist/a', 'x'));
    assert.deepEqual(
      files.paths('/w/.sealsmith').filter((path) => /aside\/|replaced/.test(path)),
      [],
    );
  });

  it('that somebody else made are kept for their owner, and said', async () => {
    const files = new FakeFiles({ '/w/dist/mine': 'precious' });
    const remarks = await run(files, DIST, () => files.put('/w/dist/a', '1'));
    assert.deepEqual(remarks, [
      'dist was there before and not ours; it was moved to .sealsmith/replaced/dist',
    ]);
    assert.equal(files.text('/w/.sealsmith/replaced/dist/mine'), 'precious');
    assert.deepEqual(tree(files), { 'dist/a': '1' });
    assert.deepEqual(await run(files, DIST, () => files.put('/w/dist/a', '2')), []);
    assert.equal(files.text('/w/.sealsmith/replaced/dist/mine'), 'precious');
  });

  it('that somebody else made are kept beside what was kept before', async () => {
    const files = new FakeFiles({ '/w/dist/mine': 'one' });
    await run(files, DIST, () => files.put('/w/dist/a', ''));
    value(files.remove('/w/.sealsmith/owned'));
    const remarks = await run(files, DIST, () => files.put('/w/dist/b', ''));
    assert.deepEqual(remarks, [
      'dist was there before and not ours; it was moved to .sealsmith/replaced/dist.2',
    ]);
    assert.equal(files.text('/w/.sealsmith/replaced/dist/mine'), 'one');
    assert.deepEqual(files.kind('/w/.sealsmith/replaced/dist.2/a'), 'file');
  });

  it('that a failed or ended run of ours made are ours', async () => {
    const files = new FakeFiles();
    await run(files, DIST, () => files.put('/w/dist/half', ''), false);
    assert.deepEqual(await run(files, DIST, () => files.put('/w/dist/a', '')), []);
    assert.deepEqual(tree(files), { 'dist/a': '' });
    // Ended with SIGKILL: nothing was settled.
    value(await setAside({ files, git: aGit({}) }, '/w', DIST));
    files.put('/w/dist/half', '');
    assert.deepEqual(await run(files, DIST, () => files.put('/w/dist/a', '')), []);
  });

  it('that somebody else made are not lost when the run is ended with SIGKILL', async () => {
    const files = new FakeFiles({ '/w/dist/mine': 'precious' });
    value(await setAside({ files, git: aGit({}) }, '/w', DIST));
    await run(files, DIST, () => files.put('/w/dist/a', ''));
    assert.equal(files.text('/w/.sealsmith/replaced/dist/mine'), 'precious');
  });

  it('that git tracks are refused before anything is moved', async () => {
    const files = new FakeFiles({ '/w/cache/x': 'ours or not', '/w/src/a.py': 'source' });
    const spec = aSpec('smoke', { outputs: [at('cache'), at('src')] });
    const failed = failure(await setAside({ files, git: aGit({ tracked: ['src/a.py'] }) }, '/w', spec));
    assert.deepEqual(failed, { code: 'output-tracked', job: 'smoke', path: 'src' });
    assert.deepEqual(tree(files), { 'cache/x': 'ours or not', 'src/a.py': 'source' });
  });

  it('that git tracks as single files are refused too, neighbours are not', async () => {
    const world = (tracked: readonly string[]) => ({
      files: new FakeFiles({ '/w/': '' }),
      git: aGit({ tracked }),
    });
    assert.equal((await setAside(world(['dist']), '/w', DIST)).ok, false);
    assert.equal((await setAside(world(['dist-old/a', 'distant']), '/w', DIST)).ok, true);
  });

  it('are refused where git does not say what it tracks, except those in our folder', async () => {
    const files = new FakeFiles({ '/w/dist/mine': 'tracked or not' });
    const refusal = { code: 'git-refused', path: '/w', why: 'slow', detail: '' } as const;
    assert.deepEqual(failure(await setAside({ files, git: aGit({ refusal }) }, '/w', DIST)), refusal);
    assert.deepEqual(tree(files), { 'dist/mine': 'tracked or not' });
    const report = aSpec('test', { outputs: [at('.sealsmith/reports/junit.xml')] });
    value(await setAside({ files, git: aGit({ refusal }) }, '/w', report));
    value(await setAside({ files, git: aGit(undefined) }, '/w', DIST));
  });

  it('are all where they were when one of them cannot be moved', async () => {
    const files = new FakeFiles({ '/w/a/mine': 'A', '/w/b/mine': 'B' });
    files.refuse('rename', /^\/w\/b$/, 'EBUSY');
    const failed = failure(
      await setAside({ files, git: aGit({}) }, '/w', aSpec('x', { outputs: [at('a'), at('b')] })),
    );
    assert.equal(failed.code, 'system');
    assert.deepEqual(tree(files), { 'a/mine': 'A', 'b/mine': 'B' });
    // And whose they were: the next run does not take them for ours.
    const remarks = await run(files, aSpec('x', { outputs: [at('a')] }), () => files.put('/w/a/new', ''));
    assert.equal(remarks.length, 1);
  });

  it('below our own folder are ours from the beginning', async () => {
    const files = new FakeFiles({ '/w/.sealsmith/work/junit.xml': 'old' });
    const spec = aSpec('test', { outputs: [at('.sealsmith/reports/junit.xml')] });
    files.put('/w/.sealsmith/reports/junit.xml', 'old');
    assert.deepEqual(await run(files, spec, () => {}), []);
    assert.equal(files.kind('/w/.sealsmith/reports/junit.xml'), undefined);
  });

  it('that are scratch folders of ours are there, and empty', async () => {
    const files = new FakeFiles({ '/w/.sealsmith/work/pyinstaller/old': '' });
    value(
      await setAside(
        { files, git: aGit({}) },
        '/w',
        aSpec('x', { outputs: [at('.sealsmith/work/pyinstaller')] }),
      ),
    );
    assert.deepEqual(files.list('/w/.sealsmith/work/pyinstaller'), []);
    assert.equal(files.kind('/w/.sealsmith/work/pyinstaller'), 'folder');
  });

  it('may be links; what they point to is not touched', async () => {
    const files = new FakeFiles({ '/elsewhere/precious': 'x', '/w/': '' });
    value(files.link('/elsewhere', '/w/dist'));
    await run(files, DIST, () => files.put('/w/dist/a', ''));
    await run(files, DIST, () => files.put('/w/dist/a', ''));
    assert.equal(files.text('/elsewhere/precious'), 'x');
    assert.equal(files.kind('/w/dist'), 'folder');
  });

  it('below a link that leads out of the workspace are refused before anything is moved', async () => {
    const files = new FakeFiles({ '/elsewhere/out/precious': 'x', '/w/cache/x': 'y' });
    value(files.link('/elsewhere', '/w/link'));
    value(files.link('/nothing', '/w/broken'));
    for (const [path, place] of [
      ['link/out', '/elsewhere/out'],
      ['link/new/out', '/elsewhere/new/out'],
      ['broken/out', '/w/broken/out'],
    ] as const) {
      const spec = aSpec('smoke', { outputs: [at('cache'), at(path)] });
      const failed = failure(await setAside({ files, git: aGit({}) }, '/w', spec));
      assert.deepEqual(failed, { code: 'output-outside', job: 'smoke', path, place });
    }
    assert.equal(files.text('/elsewhere/out/precious'), 'x');
    assert.deepEqual(tree(files), { 'cache/x': 'y' });
  });

  it('below a link within the workspace are judged by where they lie', async () => {
    const files = new FakeFiles({ '/real/src/a.py': 'source', '/real/made/': '' });
    value(files.link('/real', '/w'));
    value(files.link('made', '/real/link'));
    value(files.link('src', '/real/alias'));
    const git = aGit({ tracked: ['src/a.py'] });
    value(await setAside({ files, git }, '/w', aSpec('x', { outputs: [at('link/out')] })));
    const tracked = failure(
      await setAside({ files, git }, '/w', aSpec('x', { outputs: [at('alias/a.py')] })),
    );
    assert.deepEqual(tracked, { code: 'output-tracked', job: 'x', path: 'alias/a.py' });
  });
});

describe('outputs of an install', () => {
  const VENV = aSpec('install', { outputs: [at('.venv'), at('more')], cache: 'store' });
  const good = (files: FakeFiles) => () => {
    files.put('/w/.venv/good', '1');
    files.put('/w/more', '1');
  };

  it('that failed are the tree that worked before', async () => {
    const files = new FakeFiles();
    await run(files, VENV, good(files));
    await run(files, VENV, () => files.put('/w/.venv/half', ''), false);
    assert.deepEqual(tree(files), { '.venv/good': '1', more: '1' });
    await run(files, VENV, () => {}, false);
    assert.deepEqual(tree(files), { '.venv/good': '1', more: '1' });
  });

  it('that failed are what somebody else had there, and stay theirs', async () => {
    const files = new FakeFiles({ '/w/.venv/mine': 'precious' });
    assert.deepEqual(await run(files, VENV, () => files.put('/w/.venv/half', ''), false), []);
    assert.deepEqual(tree(files), { '.venv/mine': 'precious' });
    const remarks = await run(files, VENV, good(files));
    assert.deepEqual(remarks, [
      '.venv was there before and not ours; it was moved to .sealsmith/replaced/.venv',
    ]);
    assert.equal(files.text('/w/.sealsmith/replaced/.venv/mine'), 'precious');
  });

  it('that cannot be put back are kept where they are', async () => {
    const files = new FakeFiles({ '/w/.venv/mine': 'precious' });
    files.refuse('rename', /replaced\/\.venv$/, 'EBUSY');
    const remarks = await run(files, VENV, () => files.put('/w/.venv/half', ''), false);
    assert.equal(remarks.length, 1);
    assert.equal(files.text('/w/.sealsmith/replaced/.venv/mine'), 'precious');
  });
});

describe('folders that a job works in', () => {
  it('are empty when it begins, and gone when it has ended well', async () => {
    const spec = aSpec('build', { scratch: [at('.sealsmith/work/build')] });
    for (const succeeded of [true, false]) {
      const files = new FakeFiles({ '/w/.sealsmith/work/build/old': 'x' });
      await run(
        files,
        spec,
        () => {
          assert.deepEqual(files.list('/w/.sealsmith/work/build'), []);
          files.put('/w/.sealsmith/work/build/new', 'x');
        },
        succeeded,
      );
      assert.equal(files.kind('/w/.sealsmith/work/build/new'), succeeded ? undefined : 'file');
    }
  });
});
