/** The newest commit of a branch, asked of git's own server behind HTTP. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { newestCommit } from '../../src/clients/git-refs.ts';
import { systemHttp } from '../../src/system/http.ts';
import { without } from '../support/forge-tools.ts';
import { httpServer } from '../support/servers.ts';
import { temporaryFolder } from '../support/temporary.ts';

test('git says which commit a branch and an annotated tag stand for', { skip: without('git') }, async (t) => {
  const { url, commit, http } = await repository(t);
  assert.deepEqual(await newestCommit(http, url, 'refs/heads/main'), { ok: true, value: commit });
  assert.deepEqual(await newestCommit(http, url, 'refs/tags/v1'), { ok: true, value: commit });
  // A name that begins with ours is listed too, and is another.
  assert.equal((await newestCommit(http, url, 'refs/heads/mai')).ok, false);
  assert.equal((await newestCommit(http, `${url}x`, 'refs/heads/main')).ok, false);
});

test('what is no answer of git is none', async (t) => {
  const http = systemHttp({ env: {} });
  for (const body of [
    '',
    '<html>',
    '0000',
    '0004',
    'ffff',
    '0040short',
    `003d${'a'.repeat(40)} refs/heads/mainly\n0000`,
  ]) {
    const url = await httpServer(t, (_, response) => response.end(body));
    assert.equal((await newestCommit(http, `${url}/x`, 'refs/heads/main')).ok, false, body);
  }
});

async function repository(t: TestContext) {
  const folder = temporaryFolder(t);
  const path = join(folder, 'diary.git');
  mkdirSync(path);
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...who, ...args], { cwd: path, stdio: 'pipe', encoding: 'utf8' });
  git('init', '--quiet', '--bare', '-b', 'main');
  const tree = git('mktree').trim() || '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  const commit = git('commit-tree', tree, '-m', 'first').trim();
  git('update-ref', 'refs/heads/main', commit);
  git('update-ref', 'refs/heads/main2', commit);
  git('tag', '-a', 'v1', '-m', 'one', commit);
  const url = await httpServer(t, (request, response) => {
    const env = {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: request.url ?? '',
      REQUEST_METHOD: request.method ?? '',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    };
    const child = spawn('git', ['http-backend'], { env });
    request.pipe(child.stdin);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('close', () => {
      const all = Buffer.concat(parts);
      const end = all.indexOf('\r\n\r\n');
      const [, status] = /^Status: (\d+)/m.exec(all.toString('latin1', 0, end)) ?? [];
      response.writeHead(status === undefined ? 200 : Number(status)).end(all.subarray(end + 4));
    });
  });
  return { url: `${url}/diary`, commit, http: systemHttp({ env: {} }) };
}
