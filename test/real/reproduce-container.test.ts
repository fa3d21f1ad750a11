/** A recorded run made again in the recorded image, by Docker and by podman: what the container gets, and what not. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Failure } from '../../src/core/failure.ts';
import type { Reproduction } from '../../src/core/reproduction.ts';
import { useDocker } from '../support/docker.ts';
import { loadJobImage } from '../support/gitlab-image.ts';
import { podmanEnv } from '../support/image-checks.ts';
import { type Ran, TestProject } from '../support/project.ts';
import { startDockerRegistry } from '../support/registries.ts';

await useDocker();

const STEPS = `
project: small
env: [COLOUR]
steps:
  look: { run: "id -u > seen.txt; ls / >> seen.txt; echo $COLOUR >> seen.txt; ls -A /root >> seen.txt 2>&1 || true; cat /proc/net/dev | wc -l >> seen.txt", inputs: [in.txt], outputs: [seen.txt], tools: [] }
  pack: { run: "tar --create --mtime=@0 --sort=name --owner=0 --group=0 --file out.tar in.txt", inputs: [in.txt], outputs: [out.tar], tools: [tar], after: [look] }
`;

const FILES = { 'sealsmith.yml': STEPS, 'in.txt': 'one\n', '.gitignore': 'seen.txt\nout.tar\n' };

type Told = {
  readonly ran: Ran;
  readonly view: Reproduction | undefined;
  readonly failure: Failure | undefined;
};

/** Nothing of the desk's: what is found in it shows what a container can see. */
function deskOf(project: TestProject): Record<string, string> {
  const home = join(project.base, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'private'), 'a-secret-of-the-desk');
  return { HOME: home, DESK_TOKEN: 'a-secret-of-the-desk', ...podmanEnv(project.base) };
}

async function reproduce(project: TestProject, args: readonly string[]): Promise<Told> {
  const env = deskOf(project);
  const ran = await project.run(['reproduce', '.sealsmith/run.json', '--json', ...args], { env });
  const lines = ran.out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return {
    ran,
    view: lines.find(({ schema }) => schema === 'sealsmith-reproduction/1'),
    failure: lines.find(({ kind }) => kind === 'failed')?.failure,
  };
}

/** Runs as a job of a forge does: in the image, which is named by a variable. */
async function ranIn(image: string, files: Readonly<Record<string, string>> = FILES): Promise<TestProject> {
  const project = new TestProject(files).commit();
  const variables = { COLOUR: 'red', SEALSMITH_JOB_IMAGE: image, CI: 'true', HOME: '/tmp' };
  await docker(
    ...['run', '--rm', '--network', 'none', '--volume', `${project.folder}:/builds/small`],
    ...['--user', `${process.getuid?.()}:${process.getgid?.()}`],
    ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['--workdir', '/builds/small', image, 'sealsmith', 'run'],
  );
  return project;
}

/** Never synchronously: the registry answers from this very process. */
async function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return (await promisify(execFile)(program, args, { env })).stdout.trim();
}

function docker(...args: readonly string[]): Promise<string> {
  return start('docker', args, process.env);
}

function podman(project: TestProject, ...args: readonly string[]): Promise<string> {
  return start('podman', args, { ...process.env, ...deskOf(project) });
}

/** Of containers that reproductions start. */
function left(): Promise<string> {
  return docker('ps', '--all', '--filter', 'name=sealsmith-reproduce', '--format', '{{.Names}}');
}

describe('a run that is made again in its image', () => {
  let image = '';
  /** The same without our program. */
  let bare = '';
  const ends: (() => unknown)[] = [];

  before(async () => {
    const registry = await startDockerRegistry({
      after: (end?: unknown) => void ends.push(end as () => unknown),
    });
    const name = `${registry}/reproduce/job`;
    await loadJobImage({ env: {}, stop: async () => {} }, `${name}:1`);
    image = await pushed(name, '1');
    await docker(
      'run',
      '--name',
      'sealsmith-bare',
      '--network',
      'none',
      `${name}:1`,
      'rm',
      '/usr/local/bin/sealsmith',
    );
    await docker('commit', 'sealsmith-bare', `${name}:bare`);
    await docker('rm', 'sealsmith-bare');
    bare = await pushed(name, 'bare');
  });

  after(async () => {
    const all = await docker('image', 'ls', '--quiet', '--filter', `reference=${image.split('@')[0]}`);
    if (all !== '') await docker('image', 'rm', '--force', ...new Set(all.split('\n')));
    for (const end of ends.toReversed()) await end();
  });

  it('by Docker is equal, and sees the checkout and nothing of the desk', async () => {
    using project = await ranIn(image);
    const told = await reproduce(project, ['--keep']);
    assert.equal(told.ran.exit, 0, told.ran.out + told.ran.err);
    assert.deepEqual(told.view?.where, { kind: 'container', engine: 'docker', image });
    assert.ok(told.view?.jobs.every(({ differs }) => differs.length === 0));
    assert.deepEqual(told.view?.reasons, []);
    const seen = readFileSync(join(told.view?.kept ?? '', 'seen.txt'), 'utf8');
    assert.equal(seen.split('\n')[0], String(process.getuid?.()));
    assert.ok(seen.includes('\nred\n') && !seen.includes('private') && !seen.includes('builds'), seen);
    // Two lines of heading and the loopback.
    assert.match(seen.trimEnd(), /\n3$/);
    assert.equal(await left(), '');
  });

  it('by Docker without our program in the image is equal, by ours', async () => {
    using project = await ranIn(image);
    const told = await reproduce(project, ['--image', bare]);
    assert.equal(told.ran.exit, 0, told.ran.out + told.ran.err);
  });

  it('ends with its container when it is ended', async () => {
    const slow =
      'steps:\n  slow: { run: "[ \\"$(pwd)\\" != /work ] || { echo begun; sleep 1000; }", tools: [] }\n';
    using project = await ranIn(image, { ...FILES, 'sealsmith.yml': slow });
    let kill: (signal: NodeJS.Signals) => void = () => {};
    const running = project.run(['reproduce', '.sealsmith/run.json'], {
      env: deskOf(project),
      started: (send) => {
        kill = send;
      },
    });
    for (let running = ''; !running.includes('sleep 1000'); await pause(200)) {
      const [name = ''] = (await left()).split('\n');
      running = name === '' ? '' : await docker('top', name).catch(() => '');
    }
    kill('SIGINT');
    const ran = await running;
    assert.equal(ran.exit, 130, ran.out + ran.err);
    assert.equal(await left(), '');
    assert.deepEqual(project.leftovers(), []);
  });

  it('wants to be told before it fetches an image', async () => {
    using project = await ranIn(image);
    await docker('rmi', '--force', image);
    for (const [args, exit] of [
      [[], 5],
      [['--fetch'], 0],
    ] as const) {
      const told = await reproduce(project, args);
      assert.equal(told.ran.exit, exit, told.ran.out + told.ran.err);
      if (exit === 5)
        assert.equal(told.failure?.code === 'reproduce-impossible' ? told.failure.why : '', 'image-absent');
    }
  });

  it('by podman is equal', async () => {
    using project = await ranIn(image);
    await podman(project, 'pull', '--quiet', '--tls-verify=false', image);
    try {
      const told = await reproduce(project, ['--with', 'podman']);
      assert.equal(told.ran.exit, 0, told.ran.out + told.ran.err);
      assert.equal(told.view?.where.kind === 'container' ? told.view.where.engine : '', 'podman');
    } finally {
      await podman(project, 'rmi', '--force', image);
    }
  });

  it('says so when an image has neither our program nor a Node', async () => {
    using project = await ranIn(image);
    const name = image.split('@')[0] ?? '';
    await docker(
      'run',
      '--name',
      'sealsmith-bare',
      '--network',
      'none',
      '--user',
      '0',
      bare,
      'rm',
      '/usr/local/bin/node',
    );
    await docker('commit', 'sealsmith-bare', `${name}:none`);
    await docker('rm', 'sealsmith-bare');
    const told = await reproduce(project, ['--image', await pushed(name, 'none')]);
    assert.equal(told.ran.exit, 5, told.ran.out + told.ran.err);
    assert.equal(told.failure?.code === 'reproduce-impossible' ? told.failure.why : '', 'program');
  });
});

/** @returns its name with its digest */
async function pushed(name: string, tag: string): Promise<string> {
  await docker('push', '--quiet', `${name}:${tag}`);
  const all = JSON.parse(
    await docker('image', 'inspect', '--format', '{{json .RepoDigests}}', `${name}:${tag}`),
  );
  return (all as string[]).find((one) => one.startsWith(`${name}@`)) ?? '';
}
