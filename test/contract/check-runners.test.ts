/** What holds for every way to start an image: one suite over the registry of runners, with real engines. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { RUNNER_NAMES, type RunnerName } from '../../src/image/check/request.ts';
import { CHECK_RUNNERS } from '../../src/image/check/runners/registry.ts';
import { useDocker } from '../support/docker.ts';
import { check, leftIn, startCheck } from '../support/image-checks.ts';
import type { TinyImage } from '../support/tiny-images.ts';

/** What a broken image is, how it fails, and what is said of it. */
const BROKEN: readonly (readonly [string, TinyImage, string, RegExp])[] = [
  [
    'ends',
    { command: ['sh', '-c', 'echo boom; exit 3'] },
    'ended',
    /it ended with 3 before it answered on port 8080$/,
  ],
  [
    'never listens',
    { command: ['sleep', '1000'] },
    'never-listened',
    /did not listen on port 8080 within 3 s$/,
  ],
  [
    'listens on another port',
    { command: ['httpd', '-f', '-p', '9999'] },
    'never-listened',
    /it listens on 9999$/,
  ],
  [
    'listens for itself alone',
    { command: ['httpd', '-f', '-p', '127.0.0.1:8080', '-h', '/www'] },
    'never-listened',
    /listens on port 8080 of 127\.0\.0\.1 alone/,
  ],
  [
    'takes connections and says nothing',
    {
      command: ['httpd', '-f', '-p', '8080', '-h', '/slow'],
      files: { 'slow/cgi-bin/health': '#!/bin/sh\nsleep 1000\n' },
    },
    'silent',
    /listens on port 8080 but did not answer \/cgi-bin\/health within 3 s/,
  ],
  [
    'does not know the address',
    { command: ['httpd', '-f', '-p', '8080', '-h', '/tmp'] },
    'answered',
    /with 404/,
  ],
  [
    'needs a variable',
    { command: ['sh', '-uc', 'echo "$DATABASE_URL"'] },
    'ended',
    /it says that the variable DATABASE_URL is missing$/,
  ],
  [
    'has no such command',
    { command: ['serve-it'] },
    'not-started',
    /its command "?serve-it"? is not in the image/,
  ],
  [
    'has no such path',
    { command: ['/srv/absent'] },
    'not-started',
    /its command "?\/srv\/absent"? is not in the image/,
  ],
  ['may not execute it', { command: ['/etc'] }, 'not-started', /\/etc/],
  ['has an unknown user', { user: 'somebody' }, 'not-started', /user .*\/etc\/passwd/],
  ['says no command', { command: [] }, 'not-started', /no command/],
];

await useDocker();

for (const name of RUNNER_NAMES) {
  describe(`checking with ${name}`, { concurrency: 1 }, () => {
    it('is what it is called', () => assert.equal(CHECK_RUNNERS[name].name, name));

    it('is content with an answer, and leaves nothing', async (t) => {
      const end = await check(t, name);
      assert.equal(end.exit, 0, end.errors);
      assert.deepEqual(
        { runner: end.checked?.runner, seen: end.checked?.seen },
        { runner: name, seen: { kind: 'answered', path: '/health', status: 200 } },
      );
      assert.match(end.output, /hello answers \/health \(200\) after \d+\.\d s/);
      assert.deepEqual(end.left, []);
      assertNothingLeft(name);
    });

    for (const [what, image, why, said] of BROKEN) {
      it(`says so when the image ${what}, and leaves nothing`, async (t) => {
        const path = why === 'silent' ? '/cgi-bin/health' : '/health';
        const end = await check(t, name, { image, within: 3000, ask: { port: 8080, path } });
        assert.equal(end.exit, 1);
        const { failure } = end;
        assert.ok(failure?.code === 'check-failed', JSON.stringify(failure));
        assert.equal(failure.why, why, failure.message);
        assert.match(failure.message, said);
        assert.equal(end.checked, undefined);
        assert.deepEqual(end.left, []);
        assertNothingLeft(name);
      });
    }

    it('hands variables on by name, whatever their values, and the port as PORT', async (t) => {
      const value = `it's "quoted" $(id) \\ end`;
      const script = 'echo "[$SECRET_THING][$HOME][$PORT][$LD_TAG]"; exec httpd -f -p "$PORT" -h /www';
      const end = await check(t, name, {
        image: { command: ['sh', '-c', script], env: ['LD_TAG=from the image', 'HOME=/www'] },
        env: { SECRET_THING: value },
      });
      assert.equal(end.exit, 0, end.errors);
      assert.ok(end.output.includes(`[${value}][/www][8080][from the image]`), end.output);
    });

    it('starts it as its user, in its folder, without the rights of root', async (t) => {
      const script =
        'id; pwd; cat /proc/self/status | while read -r a b; do case $a in CapEff:|NoNewPrivs:) echo $a $b;; esac; done; exec httpd -f -p 8080 -h /www';
      const end = await check(t, name, {
        image: { command: ['sh', '-c', script], user: 'app', workdir: '/srv/new' },
      });
      assert.equal(end.exit, 0, end.errors);
      assert.match(end.output, /uid=10001\(app\) gid=10002\(app\)/);
      assert.match(end.output, /^\/srv\/new$/m);
      assert.match(end.output, /^CapEff: 0000000000000000$/m);
      assert.match(end.output, /^NoNewPrivs: 1$/m);
    });

    it('waits for its own health check when nobody said what to ask', async (t) => {
      const command = ['sh', '-c', 'sleep 1; cd tmp; touch well; exec sleep 1000'];
      const healthcheck = { Test: ['CMD-SHELL', 'cd tmp; test -e well'] };
      const end = await check(t, name, { image: { command, healthcheck }, ask: undefined });
      assert.equal(end.exit, 0, end.errors);
      assert.deepEqual(end.checked?.seen, { kind: 'healthy' });
    });

    it('says so when its own health check fails', async (t) => {
      const image = { command: ['sleep', '1000'], healthcheck: { Test: ['CMD', 'test', '-e', 'tmp/well'] } };
      const end = await check(t, name, { image, ask: undefined, within: 4000 });
      assert.ok(
        end.failure?.code === 'check-failed' && end.failure.why === 'unhealthy',
        JSON.stringify(end.failure),
      );
      assertNothingLeft(name);
    });

    it('is content with one that keeps running when there is nothing to ask', async (t) => {
      const end = await check(t, name, {
        image: { command: ['sleep', '1000'] },
        ask: undefined,
        within: 1000,
      });
      assert.deepEqual(end.checked?.seen, { kind: 'kept-running' });
    });

    it('runs what it is told in place of its own command, and wants it to end with 0', async (t) => {
      const image = {
        command: ['sh', '-c', 'echo own'],
        healthcheck: { Test: ['CMD', 'false'] },
        user: 'app',
      };
      const run = ['sh', '-c', 'id -u; echo "$0 $1 $MODE"', 'a b', '$HOME'] as const;
      const how = { kind: 'alone', runner: name, builder: 'layers', run } as const;
      const end = await check(t, name, { image, how, env: { MODE: 'tried' } });
      assert.equal(end.exit, 0, end.errors);
      assert.deepEqual(end.checked?.seen, { kind: 'ran', command: run.join(' ') });
      assert.match(end.output, /^10001\na b \$HOME tried$/m);
      assert.doesNotMatch(end.output, /^own$/m);
      assert.deepEqual(end.left, []);
      assertNothingLeft(name);
    });

    const wrong = [
      ['ends with another status', ['sh', '-c', 'exit 3'], 'ended', /it ended with 3$/],
      ['does not end', ['sleep', '1000'], 'never-ended', /did not end within 2 s$/],
      ['is not there', ['absent', '--version'], 'not-started', /absent"? is not in the image/],
    ] as const;
    for (const [what, run, why, said] of wrong) {
      it(`says so when what it is told to run ${what}, and leaves nothing`, async (t) => {
        const how = { kind: 'alone', runner: name, builder: 'layers', run } as const;
        const end = await check(t, name, { image: { command: ['sleep', '1000'] }, how, within: 2000 });
        assert.equal(end.exit, 1);
        assert.ok(end.failure?.code === 'check-failed', JSON.stringify(end.failure));
        assert.equal(end.failure.why, why, end.failure.message);
        assert.match(end.failure.message, said);
        assert.equal(end.checked, undefined);
        assert.deepEqual(end.left, []);
        assertNothingLeft(name);
      });
    }

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`takes everything down after ${signal}`, async (t) => {
        const image = { command: ['sh', '-c', 'echo running; exec sleep 1000'] };
        const checking = startCheck(t, name, { image, within: 60_000 });
        // Where it cannot even start it ends by itself, and the reason is in what it says.
        const gone = checking.ended.then(() => true);
        while (!checking.printed().includes('running\n')) if (await Promise.race([gone, pause(20)])) break;
        checking.child.kill(signal);
        const end = await checking.ended;
        assert.equal(end.failure?.code, 'interrupted', end.errors);
        assert.deepEqual(end.left, []);
        assertNothingLeft(name);
      });
    }
  });
}

function assertNothingLeft(name: RunnerName): void {
  if (name !== 'bare') assert.deepEqual(leftIn(name), []);
}
