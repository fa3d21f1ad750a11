/**
 * What a generated workflow does with archives of jobs that ran the project's code: its own lines, run by a shell as the
 * runner does, over archives that such a job could have left.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { githubFile } from '../../src/generate/github.ts';
import { TestProject } from '../support/project.ts';
import { ACTION, aSetting } from '../unit/generate/pipelines.ts';

type Step = { readonly name: string; readonly run?: string };

function line(job: string, step: string): string {
  const file = parse(githubFile(aSetting({ choices: { action: ACTION } })));
  const steps: readonly Step[] = file.jobs[job].steps;
  return steps.find(({ name }) => name === step)?.run ?? '';
}

/** The workspace of a later job, with what a job before has left in archives. */
class Workspace extends TestProject {
  constructor(archives: Readonly<Record<string, (folder: string) => void>>) {
    super({ '.git/config': 'honest', '.sealsmith/handoff/.keep': '' });
    for (const [job, fill] of Object.entries(archives)) {
      const folder = join(this.base, job);
      mkdirSync(folder);
      fill(folder);
      const target = join(this.folder, '.sealsmith/handoff', `${job}.tar`);
      execFileSync(
        'tar',
        ['--create', '--file', target, '--directory', folder, '.sealsmith', '.git'].filter(
          (word) => word !== '.git' || existsSync(join(folder, '.git')),
        ),
      );
    }
  }

  sh(script: string): { readonly status: number | null; readonly text: string } {
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { status, text: stdout + stderr };
  }
}

function put(folder: string, path: string, text = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What containerize leaves for push, honestly. */
function honest(folder: string): void {
  for (const path of ['run.json', 'runs/a.json', 'image/index.json', 'sbom/image.cdx.json'])
    put(folder, `.sealsmith/${path}`);
}

describe('a job with secrets that takes what a job before has left', () => {
  const unpack = line('push', 'Unpack it');

  it('has all that was declared', () => {
    using workspace = new Workspace({ containerize: honest });
    const { status, text } = workspace.sh(unpack);
    assert.equal(status, 0, text);
    assert.equal(workspace.read('.sealsmith/runs/a.json'), '.sealsmith/runs/a.json');
    assert.equal(workspace.read('.sealsmith/image/index.json'), '.sealsmith/image/index.json');
  });

  it('has nothing that was not: neither in .git nor beside in our own folder', () => {
    using workspace = new Workspace({
      containerize: (folder) => {
        honest(folder);
        put(folder, '.git/config', 'evil');
        put(folder, '.sealsmith/other/file', 'evil');
      },
    });
    const { status, text } = workspace.sh(unpack);
    assert.equal(status, 0, text);
    assert.equal(workspace.read('.git/config'), 'honest');
    assert.equal(workspace.has('.sealsmith/other'), false);
  });

  for (const [what, make] of [
    ['a symbolic link', (folder: string) => symlinkSync('../.git', join(folder, '.sealsmith/runs/x'))],
    [
      'a hard link',
      (folder: string) =>
        execFileSync('ln', [join(folder, '.sealsmith/run.json'), join(folder, '.sealsmith/runs/x')]),
    ],
    ['a pipe', (folder: string) => execFileSync('mkfifo', [join(folder, '.sealsmith/runs/x')])],
  ] as const) {
    it(`ends at ${what}, before anything is unpacked`, () => {
      using workspace = new Workspace({
        containerize: (folder) => {
          honest(folder);
          make(folder);
        },
      });
      const { status, text } = workspace.sh(unpack);
      assert.equal(status, 4, text);
      assert.equal(workspace.has('.sealsmith/runs'), false);
      assert.equal(readFileSync(join(workspace.folder, '.git/config'), 'utf8'), 'honest');
    });
  }

  it('ends when something that was declared is not there', () => {
    using workspace = new Workspace({ containerize: (folder) => put(folder, '.sealsmith/runs/a.json') });
    assert.notEqual(workspace.sh(unpack).status, 0);
  });

  it('cannot be reached through a link of one archive and a file of another', () => {
    using workspace = new Workspace({
      lint: (folder) => {
        put(folder, '.sealsmith/run.json');
        symlinkSync('../.git', join(folder, '.sealsmith/runs'));
      },
      test: (folder) => {
        put(folder, '.sealsmith/run.json');
        put(folder, '.sealsmith/runs/config', 'evil');
        put(folder, '.sealsmith/work/test/junit.xml');
      },
      ...Object.fromEntries(['build-binary', 'containerize', 'push'].map((job) => [job, honest])),
    });
    assert.equal(workspace.sh(line('sign', 'Unpack it')).status, 4);
    assert.equal(workspace.read('.git/config'), 'honest');
  });
});

describe('a job that hands on what it made', () => {
  it('ends when it was not made', () => {
    using workspace = new Workspace({});
    put(workspace.folder, '.sealsmith/runs/a.json');
    put(workspace.folder, '.sealsmith/run.json');
    assert.notEqual(workspace.sh(line('test', 'Pack what the next jobs need')).status, 0);
    put(workspace.folder, '.sealsmith/work/test/junit.xml');
    assert.equal(workspace.sh(line('test', 'Pack what the next jobs need')).status, 0);
  });
});
