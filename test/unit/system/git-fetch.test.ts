import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findProgram } from '../../../src/system/find-program.ts';
import { systemGit } from '../../../src/system/git.ts';
import { gitServer } from '../../support/git-server.ts';
import { PATH } from '../../support/real-processes.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { failure, value } from '../../support/world.ts';

const program = findProgram('git', PATH, undefined)?.path;
const TOKEN = 'token-of-the-job';

function basic(token: string): string {
  return `Basic ${Buffer.from(`user:${token}`).toString('base64')}`;
}

/** A repository of two commits and two branches on a forge, and where it is fetched to. */
async function forge(t: TestContext) {
  const root = temporaryFolder(t);
  const work = join(root, 'work');
  mkdirSync(work);
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...who, ...args], { cwd: work, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(work, 'a.txt'), 'first\n');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'first');
  const first = git('rev-parse', 'HEAD');
  git('branch', 'stable');
  writeFileSync(join(work, 'a.txt'), 'second\n');
  git('commit', '--quiet', '--all', '-m', 'second');
  const second = git('rev-parse', 'HEAD');
  git('clone', '--quiet', '--bare', '.', join(root, 'group.git'));
  const server = await gitServer(t, root, TOKEN);
  const env = { PATH: process.env['PATH'], CI_SERVER_TLS_CA_FILE: server.certificate };
  const into = join(temporaryFolder(t), 'source.git');
  const url = `https://${server.host}/group.git`;
  return { env, into, url, first, second };
}

const AS = 'refs/sealsmith/commit';

describe('objects of a commit', () => {
  it('are fetched alone: one commit, no files, no hooks', async (t) => {
    const { env, into, url, first, second } = await forge(t);
    const git = systemGit(program, env);
    const asked = { into, url, depth: 1, authorization: basic(TOKEN) };
    value(await git.fetch({ ...asked, wants: [{ what: second, as: AS }] }));
    assert.equal(Buffer.from((await git.blob(into, second, 'a.txt')) ?? []).toString(), 'second\n');
    assert.equal(await git.blob(into, first, 'a.txt'), undefined);
    assert.equal(await git.blob(into, second, 'b.txt'), undefined);
    assert.equal(await git.contains(into, AS, first), undefined);
    assert.ok(!readdirSync(into).includes('hooks') && !existsSync(join(into, 'a.txt')));
    // An earlier one of the default branch as any other.
    const again = { ...asked, into: `${into}2` };
    value(await git.fetch({ ...again, wants: [{ what: first, as: AS }] }));
    assert.equal(Buffer.from((await git.blob(again.into, first, 'a.txt')) ?? []).toString(), 'first\n');
  });

  it('come with the history of all branches where that is asked for', async (t) => {
    const { env, into, url, first, second } = await forge(t);
    const git = systemGit(program, env);
    const branches = { what: 'refs/heads/*', as: 'refs/remotes/origin/*' };
    const asked = { into, url, depth: undefined, authorization: basic(TOKEN) };
    value(await git.fetch({ ...asked, wants: [{ what: first, as: AS }, branches] }));
    assert.equal(await git.contains(into, 'refs/remotes/origin/main', first), true);
    assert.equal(await git.contains(into, 'refs/remotes/origin/stable', second), false);
  });

  it('are not asked for by any other way than http', async (t) => {
    const { env, into, second } = await forge(t);
    for (const url of ['file:///srv/group.git', 'ssh://git@localhost/group.git', 'ext::sh -c id', '']) {
      const asked = { into, url, depth: 1, authorization: undefined, wants: [{ what: second, as: AS }] };
      assert.equal(failure(await systemGit(program, env).fetch(asked)).code, 'source-unreachable', url);
    }
    assert.ok(!existsSync(into));
  });

  it('cannot be had without the token, without git, or of a commit that is not there', async (t) => {
    const { env, into, url, second } = await forge(t);
    const git = systemGit(program, env);
    const asked = { into, url, depth: 1, authorization: basic(TOKEN), wants: [{ what: second, as: AS }] };
    const wrong = basic('token-of-another');
    const refusals = await Promise.all([
      git.fetch({ ...asked, into: `${into}1`, authorization: wrong }),
      git.fetch({ ...asked, into: `${into}2`, authorization: undefined }),
      git.fetch({ ...asked, into: `${into}3`, wants: [{ what: '7'.repeat(40), as: AS }] }),
      systemGit(undefined, env).fetch(asked),
    ]);
    for (const refused of refusals) {
      const said = failure(refused);
      assert.equal(said.code, 'source-unreachable');
      assert.ok(!JSON.stringify(said).includes(wrong) && !JSON.stringify(said).includes('token-of'));
    }
  });

  it('are not led elsewhere by settings in our own environment', async (t) => {
    const { env, into, url, second } = await forge(t);
    const [count, key, name] = ['1', `url.https://localhost:1/.insteadOf`, new URL(url).origin];
    const led = { ...env, GIT_CONFIG_COUNT: count, GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: name };
    const asked = { into, url, depth: 1, authorization: basic(TOKEN), wants: [{ what: second, as: AS }] };
    assert.ok((await systemGit(program, led).fetch(asked)).ok);
  });

  it('are given up when the run is', async (t) => {
    const { env, into, url, second } = await forge(t);
    const asked = { into, url, depth: 1, authorization: basic(TOKEN), wants: [{ what: second, as: AS }] };
    const ended = await systemGit(program, env, AbortSignal.abort('SIGTERM')).fetch(asked);
    assert.deepEqual(failure(ended), { code: 'interrupted', signal: 'SIGTERM' });
  });
});
