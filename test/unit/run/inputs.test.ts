import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestInputs, type Inputs, inputsOf, projectFiles } from '../../../src/run/inputs.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit } from '../../support/git.ts';
import { value } from '../../support/world.ts';
import { aSpec } from '../report/builders.ts';

const FILES = ['README.md', 'app/a.py', 'app/b.py', 'app/static/x.css', 'dist/old.txt', 'tests/test_a.py'];

function chosen(inputs: readonly string[], told: Told = {}): readonly string[] {
  return found(inputs, told).paths;
}

type Told = {
  owned?: readonly string[];
  before?: readonly string[];
  files?: readonly string[];
  /** On the disk, although git ignores it. */
  there?: readonly string[];
};

function found(
  inputs: readonly string[],
  { owned = [], before = [], files = FILES, there = [] }: Told = {},
): Inputs {
  return inputsOf(aSpec('test', { inputs }), files, owned, before, (path) => there.includes(path));
}

describe('the inputs of a job', () => {
  it('are what its patterns match', () => {
    assert.deepEqual(chosen(['**']), FILES);
    assert.deepEqual(chosen(['app']), ['app/a.py', 'app/b.py', 'app/static/x.css']);
    assert.deepEqual(chosen(['**/*.py']), ['app/a.py', 'app/b.py', 'tests/test_a.py']);
    assert.deepEqual(chosen(['app/*.py', 'README.md']), ['README.md', 'app/a.py', 'app/b.py']);
    assert.deepEqual(chosen(['./app/a.py']), ['app/a.py']);
    assert.deepEqual(chosen([]), []);
    assert.deepEqual(chosen(['nothing']), []);
  });

  it('are not what a pattern takes away, wherever it stands in the list', () => {
    assert.deepEqual(chosen(['app', '!**/*.css']), ['app/a.py', 'app/b.py']);
    assert.deepEqual(chosen(['!app/static', 'app']), ['app/a.py', 'app/b.py']);
    assert.deepEqual(chosen(['**', '!**']), []);
    assert.deepEqual(chosen(['!app']), ['README.md', 'dist/old.txt', 'tests/test_a.py']);
  });

  it('are not the outputs of any job of the plan, nor what lies in them', () => {
    assert.deepEqual(chosen(['**'], { owned: ['dist', 'app/static'] }), [
      'README.md',
      'app/a.py',
      'app/b.py',
      'tests/test_a.py',
    ]);
    assert.deepEqual(chosen(['dist/old.txt'], { owned: ['dist'] }), []);
    assert.deepEqual(chosen(['**'], { owned: ['dist/old'] }), FILES);
  });

  it('C12: are the outputs of the jobs before, also when it says "everything"', () => {
    const told = {
      owned: ['dist', '.sealsmith/work/test'],
      before: ['dist', '.sealsmith/work/test'],
      files: ['a'],
    };
    assert.deepEqual(chosen(['**'], told), ['a', 'dist']);
    assert.deepEqual(chosen(['!a'], told), ['dist']);
    assert.deepEqual(chosen(['**', '.sealsmith/work/test'], told), ['.sealsmith/work/test', 'a', 'dist']);
  });

  it('are paths that it names although git ignores them', () => {
    assert.deepEqual(chosen(['local.cfg', 'data/'], { there: ['local.cfg', 'data'] }), ['data', 'local.cfg']);
    assert.deepEqual(chosen(['local.cfg'], { there: ['local.cfg'], owned: ['local.cfg'] }), []);
  });

  it('say which pattern means nothing that is there', () => {
    assert.deepEqual(found(['sorce/**', 'app', '**']).unmatched, ['sorce/**']);
    assert.deepEqual(found([], {}), { paths: [], unmatched: [] });
  });

  it('are outputs of the jobs before that it names itself, whole', () => {
    const told = { owned: ['dist', '.venv'], before: ['dist', '.venv'] };
    assert.deepEqual(chosen(['smoke.sh', 'dist'], told), ['dist']);
    assert.deepEqual(chosen(['dist/'], told), ['dist']);
    assert.deepEqual(chosen(['dist/*.tar.gz'], told), ['dist']);
    assert.deepEqual(chosen(['dist/diary.tar.gz'], told), ['dist']);
    assert.deepEqual(chosen(['./dist/diary.tar.gz'], told), ['dist']);
    assert.deepEqual(chosen(['dist-old/x'], told), []);
  });

  it('are not outputs of the jobs before that it takes away again', () => {
    assert.deepEqual(chosen(['*', '!dist'], { owned: ['dist'], before: ['dist'], files: [] }), []);
    assert.deepEqual(chosen(['!dist'], { owned: ['dist'], before: ['dist'], files: [] }), []);
  });

  it('are not outputs of jobs that it does not wait for', () => {
    assert.deepEqual(chosen(['dist'], { owned: ['dist'], before: [] }), []);
  });
});

describe('the files of the project', () => {
  it('are what git names, sorted, without our own folder', async () => {
    const git = aGit({ files: ['b', 'a/z', '.sealsmith/run.json', '.sealsmith-notes', 'a/b', 'B'] });
    const found = await projectFiles({ git, files: new FakeFiles() }, '/w');
    assert.deepEqual(value(found), ['.sealsmith-notes', 'B', 'a/b', 'a/z', 'b']);
  });

  it('are all files where there is no repository, without what tools make', async () => {
    const files = new FakeFiles({
      '/w/b': '',
      '/w/a/b': '',
      '/w/.venv/bin/python': '',
      '/w/web/node_modules/x/index.js': '',
      '/w/.sealsmith/run.json': '',
      '/w/a/__pycache__/b.pyc': '',
      '/w/.gitignore': '',
    });
    assert.deepEqual(value(await projectFiles({ git: aGit(undefined), files }, '/w')), [
      '.gitignore',
      'a/b',
      'b',
    ]);
  });

  it('are none in an empty repository', async () => {
    assert.deepEqual(value(await projectFiles({ git: aGit({}), files: new FakeFiles() }, '/w')), []);
  });
});

describe('the digests of inputs', () => {
  it('come sorted by path, with folders opened and links as links', async () => {
    const files = new FakeFiles({ '/w/dist/b': 'B', '/w/dist/a/c': 'C', '/w/a': 'A' });
    files.put('/w/run.sh', 'x', 0o755);
    value(files.link('../elsewhere', '/w/dist/link'));
    const found = value(await digestInputs(files, '/w', ['run.sh', 'dist', 'a']));
    assert.deepEqual(
      found.map(({ path, mode }) => `${path} ${mode}`),
      ['a file', 'dist/a/c file', 'dist/b file', 'dist/link link', 'run.sh executable'],
    );
    assert.equal(new Set(found.map((entry) => entry.sha256)).size, 5);
  });

  it('C12: change with the file that a link points to', async () => {
    const files = new FakeFiles({ '/elsewhere': 'one' });
    value(files.makeFolder('/w'));
    value(files.link('/elsewhere', '/w/link'));
    const before = value(await digestInputs(files, '/w', ['link']));
    files.put('/elsewhere', 'two');
    assert.notDeepEqual(value(await digestInputs(files, '/w', ['link'])), before);
  });

  it('fail when a file cannot be read', async () => {
    const files = new FakeFiles({ '/w/a': 'A' });
    files.refuse('digestAll', /\/a$/, 'EACCES');
    const found = await digestInputs(files, '/w', ['a']);
    assert.ok(!found.ok && found.failure.code === 'system' && found.failure.errno === 'EACCES');
  });
});
