/** Whole runs of the real program with an image that does not work, and with people who lose patience: nothing is pushed, nothing is left. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import type { MarkedProject } from '../support/aftermath.ts';
import { ASKED, ImageProject, UNASKED } from '../support/image-project.ts';
import { eventually } from '../support/project.ts';
import { startReferrersRegistry } from '../support/registries.ts';

function failureOf(project: MarkedProject): Failure | undefined {
  return project.record().how.jobs.find(({ failure }) => failure !== undefined)?.failure;
}

/** Everything that the registry knows. */
async function catalog(host: string): Promise<readonly string[]> {
  const answer = await fetch(`http://${host}/v2/_catalog`);
  return ((await answer.json()) as { repositories: string[] | null }).repositories ?? [];
}

const QUICK = 'check: { port: 8080, path: /health, within: 3s }';

const NEEDS_LISTEN_ON = [
  ...['sh', '-c'],
  '[ "$LISTEN_ON" ] || { echo "LISTEN_ON: is not set" >&2; exit 1; }; exec httpd -f -p "$LISTEN_ON" -h /www',
];

type Broken = {
  readonly what: string;
  readonly command: readonly string[];
  readonly settings?: readonly string[];
  /** On the screen. */
  readonly says: RegExp;
  readonly failure: RegExp;
};

const BROKEN: readonly Broken[] = [
  {
    what: 'whose command is not there',
    command: ['/no-such-server'],
    says: /no-such-server/,
    failure: /no-such-server/,
  },
  {
    what: 'that says something and ends',
    command: ['sh', '-c', 'echo first-word; echo "cannot open the ledger" >&2; exit 3'],
    says: /cannot open the ledger/,
    failure: /\b3\b/,
  },
  {
    what: 'that answers 500',
    command: [
      ...['sh', '-c'],
      'while :; do printf "HTTP/1.0 500 no\\r\\nContent-Length: 0\\r\\n\\r\\n" | nc -l -p 8080; done',
    ],
    settings: [QUICK],
    says: /answered \/health with 500/,
    failure: /500/,
  },
  {
    what: 'that never listens',
    command: ['sh', '-c', 'echo dreaming; sleep 1000'],
    settings: [QUICK],
    says: /dreaming/,
    failure: /8080/,
  },
  {
    what: 'that needs a variable',
    command: NEEDS_LISTEN_ON,
    says: /LISTEN_ON: is not set/,
    failure: /./,
  },
];

describe('an image', () => {
  for (const { what, command, settings = [ASKED], says, failure } of BROKEN) {
    it(`${what} fails the run with exit 1 and its last lines, and is not pushed`, async (t) => {
      const host = await startReferrersRegistry(t);
      const project = new ImageProject(t, { image: `${host}/group/tiny`, command, settings });
      project.commit();
      const ran = await project.run(['run', 'push']);
      assert.equal(ran.exit, 1, ran.out + ran.err);
      assert.match(ran.out + ran.err, says);
      const found = failureOf(project);
      assert.ok(found?.code === 'check-failed', JSON.stringify(found));
      assert.match(found.message, failure);
      assert.deepEqual(await catalog(host), []);
      assert.deepEqual(states(project), { containerize: 'failed', push: 'cancelled' });
      assert.equal(project.record().what.facts.image, undefined);
      const after = await project.run(['run', 'push', '--only']);
      assert.equal(after.exit, 2, after.out + after.err);
      assert.deepEqual(await catalog(host), []);
      await project.leavesNothing();
    });
  }

  it('that gets its variable from the step works', async (t) => {
    const project = new ImageProject(t, {
      command: NEEDS_LISTEN_ON,
      settings: ['check: { port: 8080, path: /health, within: 10s, env: [LISTEN_ON=8080] }'],
    });
    const ran = await project.run(['run', 'containerize']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    await project.leavesNothing();
  });
});

function states(project: MarkedProject): Record<string, string> {
  return Object.fromEntries(project.record().how.jobs.map((job) => [job.id, job.state]));
}

describe('Ctrl-C', () => {
  it('in the middle of a check ends the image and leaves nothing', async (t) => {
    const host = await startReferrersRegistry(t);
    const project = new ImageProject(t, {
      image: `${host}/group/tiny`,
      command: ['sh', '-c', 'echo deaf to everything; trap "" TERM INT; while :; do sleep 1; done'],
      settings: ['check: { port: 8080, path: /health, within: 60s }'],
    });
    const log = join(project.folder, '.sealsmith/logs/containerize.log');
    const ran = await project.run(['run', 'push'], {
      async started(kill) {
        const begun = (): boolean => existsSync(log) && readFileSync(log, 'utf8').includes('deaf to');
        await eventually('the image runs', begun, 30_000);
        project.snapshot();
        assert.notDeepEqual(project.alive(), []);
        kill('SIGINT');
      },
    });
    assert.equal(ran.exit, 130, ran.out + ran.err);
    assert.deepEqual(states(project), { containerize: 'cancelled', push: 'cancelled' });
    assert.deepEqual(await catalog(host), []);
    await project.leavesNothing();
  });

  it('in the middle of a push leaves no tag and nothing here, and the next push is whole', async (t) => {
    const real = await startReferrersRegistry(t);
    const proxy = await slowProxy(t, real);
    const project = new ImageProject(t, { image: `${proxy.host}/group/tiny`, settings: UNASKED });
    project.commit();
    const ran = await project.run(['run', 'push'], {
      async started(kill) {
        await eventually('a layer is on its way', () => proxy.bytes() > 100_000, 30_000);
        project.snapshot();
        kill('SIGINT');
      },
    });
    assert.equal(ran.exit, 130, ran.out + ran.err);
    assert.deepEqual(states(project), { containerize: 'done', push: 'cancelled' });
    const commit = project.git('rev-parse', 'HEAD');
    const tag = `http://${real}/v2/group/tiny/manifests/${commit}`;
    assert.equal((await fetch(tag)).status, 404);
    await project.leavesNothing();
    proxy.open();
    const again = await project.run(['run', 'push', '--only']);
    assert.equal(again.exit, 0, again.out + again.err);
    assert.equal((await fetch(tag)).status, 200);
  });
});

/** Lets bytes through to a registry until somebody sends much, and then holds them back. */
async function slowProxy(t: TestContext, to: string) {
  const [host, port] = to.split(':');
  const sockets = new Set<Socket>();
  let [bytes, open] = [0, false];
  const server = createServer((near) => {
    const far = connect(Number(port), String(host));
    for (const one of [near, far]) sockets.add(one.on('error', () => {}));
    near.on('data', (piece: Buffer) => {
      bytes += piece.length;
      far.write(piece);
      if (bytes > 100_000 && !open) near.pause();
    });
    near.on('close', () => far.destroy());
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const one of sockets) one.destroy();
    server.close();
  });
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    bytes: () => bytes,
    open() {
      open = true;
      // Nobody reads from who was held back, so that nobody notices that they are gone.
      for (const one of sockets) one.destroy();
    },
  };
}
