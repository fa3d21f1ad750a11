/** How a job of the templates gets our program into an image that lacks it: the lines themselves, in real shells. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse as parseYaml } from 'yaml';
import { without } from '../support/forge-tools.ts';
import { TEMPLATES } from '../support/gitlab-pipeline.ts';
import { temporaryFolder } from '../support/temporary.ts';

const JOBS = parseYaml(readFileSync(join(TEMPLATES, 'sealsmith.gitlab-ci.yml'), 'utf8')) as Record<
  string,
  { before_script?: readonly string[] }
>;
const LINES = JOBS['.sealsmith']?.before_script?.[0] ?? '';

/** Stands for the program: what it does when it is started is seen. */
const PROGRAM = '#!/bin/sh\necho "this is sealsmith $*"\n';
const DIGEST = createHash('sha256').update(PROGRAM).digest('hex');

/** What there is in the slimmest images, beside the shell. */
const BARE = ['mktemp', 'cp', 'chmod', 'sha256sum', 'cat', 'mkdir', 'rm'];

type Got = { readonly exit: number | null; readonly out: string };

/** Runs the lines as GitLab's runner does, and then what the script of the job begins with. */
async function job(
  t: TestContext,
  variables: Readonly<Record<string, string>>,
  fetchers: readonly string[] = [],
  shell = 'sh',
): Promise<Got> {
  const folder = temporaryFolder(t);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  mkdirSync(join(folder, 'tmp'));
  for (const program of [shell, ...BARE, ...fetchers]) symlinkSync(whereIs(program), join(bin, program));
  const child = spawn(join(bin, shell), ['-c', `set -eu\n${LINES}\nsealsmith run lint\n`], {
    cwd: folder,
    env: { PATH: bin, TMPDIR: join(folder, 'tmp'), SEALSMITH_EXECUTABLE_SHA256: DIGEST, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  const take = (text: string): void => {
    out += text;
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, out }));
  });
}

function whereIs(program: string): string {
  // What is called python3 may be a script that looks for the real one.
  if (program === 'python3') {
    const args = ['-c', 'import sys; print(sys.executable)'];
    return execFileSync('python3', args, { encoding: 'utf8' }).trim();
  }
  const folders = (process.env['PATH'] ?? '').split(':');
  const found = folders.map((folder) => join(folder, program)).find((path) => isFile(path));
  assert.ok(found, program);
  return found;
}

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** @returns the address of a file that a server on this machine serves */
async function served(t: TestContext, text: string): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/sealsmith-linux-x64' }).end();
    else if (request.url === '/sealsmith-linux-x64') response.end(text);
    else response.writeHead(404).end('<html>not here</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function kept(t: TestContext, text: string): string {
  const file = join(temporaryFolder(t), 'sealsmith-linux-x64');
  writeFileSync(file, text);
  return file;
}

describe('the executable in an image that lacks it', {
  skip: without('curl', 'wget', 'python3', 'bash'),
}, () => {
  it('comes from a path, also where there is nothing but a shell', async (t) => {
    for (const shell of ['sh', 'bash']) {
      const got = await job(t, { SEALSMITH_EXECUTABLE: kept(t, PROGRAM) }, [], shell);
      assert.equal(got.exit, 0, got.out);
      assert.match(got.out, /this is sealsmith run lint/);
    }
  });

  for (const fetcher of ['curl', 'wget', 'python3']) {
    it(`comes from an address by ${fetcher}, also a moved one`, async (t) => {
      for (const path of ['sealsmith-linux-x64', 'moved']) {
        const got = await job(t, { SEALSMITH_EXECUTABLE: `${await served(t, PROGRAM)}/${path}` }, [fetcher]);
        assert.equal(got.exit, 0, got.out);
        assert.match(got.out, /this is sealsmith run lint/);
      }
    });

    it(`is not started when ${fetcher} got an error page`, async (t) => {
      const got = await job(t, { SEALSMITH_EXECUTABLE: `${await served(t, PROGRAM)}/nothing` }, [fetcher]);
      assert.notEqual(got.exit, 0);
      assert.doesNotMatch(got.out, /this is sealsmith/);
    });
  }

  it('is not started when it is another one, whoever changed it', async (t) => {
    const other = PROGRAM.replace('this is', 'this is not');
    const address = await served(t, other);
    for (const from of [kept(t, other), `${address}/sealsmith-linux-x64`]) {
      const got = await job(t, { SEALSMITH_EXECUTABLE: from }, ['curl']);
      assert.equal(got.exit, 4, got.out);
      assert.doesNotMatch(got.out, /this is not sealsmith/);
    }
  });

  it('is not started when nothing says which one it is', async (t) => {
    for (const digest of ['', DIGEST.slice(0, 32), 'x'.repeat(64)]) {
      const given = { SEALSMITH_EXECUTABLE: kept(t, PROGRAM), SEALSMITH_EXECUTABLE_SHA256: digest };
      const got = await job(t, given);
      assert.equal(got.exit, 4, got.out);
      assert.doesNotMatch(got.out, /this is sealsmith/);
    }
  });

  it('is not looked for in the project', async (t) => {
    const got = await job(t, { SEALSMITH_EXECUTABLE: 'bin/sealsmith' });
    assert.equal(got.exit, 2, got.out);
  });

  it('needs something to fetch an address with, and says so', async (t) => {
    const got = await job(t, { SEALSMITH_EXECUTABLE: 'https://example.org/sealsmith-linux-x64' });
    assert.equal(got.exit, 5, got.out);
    assert.match(got.out, /no curl, wget or python3 here/);
  });

  it('an address is an argument, whatever stands in it', async (t) => {
    const folder = temporaryFolder(t);
    const address = `http://127.0.0.1:9/$(echo x > ${folder}/seen);\`echo y > ${folder}/seen\``;
    const got = await job(t, { SEALSMITH_EXECUTABLE: address }, ['curl']);
    assert.notEqual(got.exit, 0);
    assert.equal(isFile(join(folder, 'seen')), false);
  });

  it('is not asked for where the image has the program', async (t) => {
    const got = await job(t, { SEALSMITH_EXECUTABLE: '', SEALSMITH_EXECUTABLE_SHA256: '' });
    assert.equal(got.exit, 127, got.out);
  });
});
