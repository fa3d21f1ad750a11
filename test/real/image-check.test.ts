/** The check of images on machines of several kinds, in jobs of the engine, and with Compose files. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { useDocker } from '../support/docker.ts';
import { check, leftIn, startCheck } from '../support/image-checks.ts';
import { running, uniqueSleep } from '../support/real-processes.ts';

await useDocker();

const ROOT = process.getuid?.() === 0;

/** A root that may neither make namespaces nor mount, as in most containers. Arguments: a file of ours, the program. */
const NO_NAMESPACES = `
unshare --user sh -c 'until [ -e "$0" ]; do sleep 0.01; done; exec sh -c "echo 0 > /proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-sys_admin --inh-caps=-all \\"\\$@\\"" sh "$@"' "$@" &
pid=$!
until [ "$(readlink /proc/$pid/ns/user)" != "$(readlink /proc/$$/ns/user)" ]; do sleep 0.01; done
echo "0 0 65536" > /proc/$pid/uid_map
echo "0 0 65536" > /proc/$pid/gid_map
touch "$1"
wait $pid
`;

/** As a job of the engine is started: a root that has lost its rights, or anybody in a namespace of one user. */
const inJob = ['node', '--no-warnings', join(import.meta.dirname, '../support/in-job.ts')];

const APP = {
  command: [
    'sh',
    '-c',
    'id; ls -ld /srv/own; touch /srv/closed/x || echo refused; exec httpd -f -p 8080 -h /www',
  ],
  user: 'app',
  files: { 'srv/closed/file': '' },
  workdir: '/srv/own',
};

describe('an image without an engine', { concurrency: 1 }, () => {
  for (const network of ['with', 'without']) {
    it(`is checked in a job ${network} network`, async (t) => {
      const end = await check(t, 'bare', { wrap: [process.execPath, ...inJob.slice(1), network] });
      assert.equal(end.exit, 0, end.errors);
      assert.equal(end.checked?.seen.kind, 'answered');
      assert.deepEqual(end.left, []);
    });
  }

  it('has its user, and may do with the files of others what that user may', async (t) => {
    const end = await check(t, 'bare', { image: APP });
    assert.equal(end.exit, 0, end.errors);
    assert.match(end.output, /uid=10001\(app\)/);
    assert.match(end.output, /refused/);
  });

  it('is the same where only one user can be had', async (t) => {
    // A namespace of one user is what an ordinary user's job has.
    const wrap = ['unshare', '--user', '--map-current-user', '--keep-caps'];
    const end = await check(t, 'bare', { image: APP, wrap });
    assert.equal(end.exit, 0, end.errors);
    assert.match(end.output, /uid=10001/);
    assert.match(end.output, /refused/);
    assert.deepEqual(end.left, []);
  });

  it('does not see our processes, environment or files', async (t) => {
    const script =
      'echo "[$GITHUB_TOKEN]"; ls /proc | while read -r p; do [ ! -r /proc/$p/environ ] || cat /proc/$p/environ; done; ls /proc/1/root/; ls /home /work 2>&1; exec httpd -f -p 8080 -h /www';
    process.env['GITHUB_TOKEN'] = 'a-token-of-ours';
    t.after(() => delete process.env['GITHUB_TOKEN']);
    const end = await check(t, 'bare', { image: { command: ['sh', '-c', script] } });
    assert.equal(end.exit, 0, end.errors);
    assert.doesNotMatch(end.output, /a-token-of-ours/);
    assert.match(end.output, /ls: \/home: No such file/);
  });

  it('cannot change the settings of the machine', async (t) => {
    const script =
      'echo x > /proc/sys/kernel/core_pattern; echo "[$?]"; echo b > /proc/sysrq-trigger; mount -o remount,rw /proc/sys; echo "[$?]"; exec httpd -f -p 8080 -h /www';
    const end = await check(t, 'bare', { image: { command: ['sh', '-c', script] } });
    assert.equal(end.exit, 0, end.errors);
    assert.match(end.output, /\[1\](?:.|\n)*\[[1-9]\d*\]/);
  });

  it('takes what it left running with it', async (t) => {
    const sleep = uniqueSleep();
    const script = `${sleep} & exec httpd -f -p 8080 -h /www`;
    const end = await check(t, 'bare', { image: { command: ['sh', '-c', script] } });
    assert.equal(end.exit, 0, end.errors);
    assert.deepEqual(running(sleep), []);
  });

  it('says that it was killed', async (t) => {
    const script = '(sleep 0.3; kill -KILL -- -1) & exec sleep 1000';
    const end = await check(t, 'bare', { image: { command: ['sh', '-c', script] }, within: 5000 });
    assert.ok(end.failure?.code === 'check-failed', JSON.stringify(end.failure));
  });

  const chrooted = (folder: string): readonly string[] => ['sh', '-c', NO_NAMESPACES, 'sh', folder];

  it('is checked by root on a machine without namespaces, and leaves no process', {
    skip: !ROOT,
  }, async (t) => {
    const sleep = uniqueSleep();
    const script = `(${sleep} &); exec httpd -f -p 18080 -h /www`;
    const go = join(tmpdir(), `go-${process.pid}-${Date.now()}`);
    const end = await check(t, 'bare', {
      image: { command: ['sh', '-c', script] },
      ask: { port: 18080, path: '/health' },
      wrap: chrooted(go),
    });
    execFileSync('rm', ['-f', go]);
    assert.equal(end.exit, 0, end.errors);
    assert.match(end.checked?.remarks[0] ?? '', /makes no namespaces/);
    assert.deepEqual(running(sleep), []);
    assert.deepEqual(end.left, []);
  });

  it('does not take the answers of something else for its own', { skip: !ROOT }, async (t) => {
    const server = createServer((_, answer) => answer.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const go = join(tmpdir(), `go-${process.pid}-${Date.now()}`);
    const end = await check(t, 'bare', { ask: { port, path: '/' }, wrap: chrooted(go), within: 2000 });
    execFileSync('rm', ['-f', go]);
    assert.ok(end.failure?.code === 'check-failed' && end.failure.why === 'not-started');
    // With a network of its own it is just not there.
    const own = await check(t, 'bare', { ask: { port, path: '/' }, within: 1500 });
    assert.ok(own.failure?.code === 'check-failed' && own.failure.why === 'never-listened');
  });
});

const FILE = `
services:
  app:
    image: \${SEALSMITH_IMAGE}
    environment: [DATABASE_URL=x]
    healthcheck:
      test: @TEST@
      interval: 1s
      retries: 2
  database:
    image: \${SEALSMITH_IMAGE}
    command: ["sleep", "1000"]
    volumes: ["data:/data"]
volumes:
  data: {}
`;

describe('an image with a Compose file', { concurrency: 1 }, () => {
  const how = { kind: 'compose', file: 'compose.yml', service: 'app' } as const;
  const asked = (test: string, more: object = {}) => ({
    files: { 'compose.yml': `version: "3.8"\n${FILE.replace('@TEST@', test)}` },
    how: { ...how, ...more } as never,
    within: 15_000,
  });
  const nothing = (): void => {
    assert.deepEqual(leftIn('docker'), []);
    const volumes = execFileSync('docker', ['volume', 'ls', '--format', '{{.Name}}'], { encoding: 'utf8' });
    assert.doesNotMatch(volumes, /sealsmith-check/);
  };

  it('is content when the service is healthy, and takes everything down', async (t) => {
    const end = await check(t, 'auto', asked('["CMD", "test", "-e", "/www/health"]'));
    assert.equal(end.exit, 0, end.errors);
    assert.deepEqual(end.checked?.seen, { kind: 'healthy' });
    assert.match(end.checked?.runner ?? '', /compose/);
    nothing();
  });

  it('says so when the service is not', async (t) => {
    const end = await check(t, 'auto', { ...asked('["CMD", "false"]'), within: 4000 });
    assert.ok(
      end.failure?.code === 'check-failed' && end.failure.why === 'unhealthy',
      JSON.stringify(end.failure),
    );
    nothing();
  });

  it('says so when the service ends', async (t) => {
    const image = { command: ['sh', '-c', 'echo SECRET_KEY is not set; exit 4'] };
    const end = await check(t, 'auto', { ...asked('["CMD", "true"]'), image });
    assert.ok(
      end.failure?.code === 'check-failed' && end.failure.why === 'ended',
      JSON.stringify(end.failure),
    );
    assert.match(end.failure.message, /ended with 4; it says that the variable SECRET_KEY is missing/);
    nothing();
  });

  it('says so when there is no such service', async (t) => {
    const end = await check(t, 'auto', asked('["CMD", "true"]', { service: 'web' }));
    assert.ok(
      end.failure?.code === 'check-failed' && end.failure.why === 'not-started',
      JSON.stringify(end.failure),
    );
    nothing();
  });

  it('takes everything down after Ctrl-C', async (t) => {
    const image = { command: ['sh', '-c', 'echo running; exec sleep 1000'] };
    const checking = startCheck(t, 'auto', { ...asked('["CMD", "false"]'), image, within: 60_000 });
    const gone = checking.ended.then(() => true);
    while (!checking.printed().includes('running')) if (await Promise.race([gone, pause(50)])) break;
    checking.child.kill('SIGINT');
    assert.equal((await checking.ended).failure?.code, 'interrupted');
    nothing();
  });
});
