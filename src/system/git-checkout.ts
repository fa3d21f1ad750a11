/**
 * Checks one commit out of a repository on this machine into a folder of its own. That one is a repository by itself,
 * not a worktree of the other, so that nothing is written there. Neither hooks nor filters nor submodules have a part:
 * no settings but ours are asked, so no program of anybody's runs for it.
 */

import { pathToFileURL } from 'node:url';
import type { GitCheckOut } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Captured, capture } from './capture.ts';

/** Milliseconds; a large history on a slow disk takes minutes. */
const LIMIT = 10 * 60_000;

const SAFE = [
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'],
  ...['-c', 'protocol.file.allow=always', '-c', 'gc.auto=0', '-c', 'submodule.recurse=false'],
  ...['-c', 'advice.detachedHead=false', '--no-replace-objects'],
];

/** False when the repository does not have the commit, or there is none. */
export async function gitCheckOut(
  program: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  abort: AbortSignal | undefined,
  { from, commit, into }: GitCheckOut,
): Promise<Result<boolean>> {
  if (program === undefined || !COMMIT.test(commit)) return ok(false);
  const settings = environment(env);
  const ask = (cwd: string, args: readonly string[]): Promise<Captured> =>
    capture({
      ...{ program, args: [...SAFE, ...args], cwd, abort, env: settings },
      ...{ limit: LIMIT, keep: 64 * 1024, complaints: args[0] !== 'rev-parse' },
    });
  // Of a worktree it is the repository that all of them share.
  const place = await ask(from, ['rev-parse', '--path-format=absolute', '--git-common-dir']);
  if (place.kind !== 'exited' || place.exit !== 0) return ended(place, abort, ok(false), from);
  const repository = place.output.toString('utf8').replace(/\n$/, '');
  const known = await ask(from, ['cat-file', '-e', `${commit}^{commit}`]);
  if (known.kind !== 'exited' || known.exit !== 0) return ended(known, abort, ok(false), from);
  const format = commit.length === 64 ? ['--object-format=sha256'] : [];
  const fetch = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--depth=1', '--'];
  const work: readonly (readonly string[])[] = [
    ['init', '--quiet', '--template=', '--initial-branch=reproduce', ...format, into],
    ['-C', into, ...fetch, pathToFileURL(repository).href, commit],
    ['-C', into, 'checkout', '--quiet', '--no-recurse-submodules', '--detach', commit],
  ];
  for (const args of work) {
    const done = await ask('/', args);
    if (done.kind !== 'exited' || done.exit !== 0) {
      const said = done.kind === 'exited' ? done.output.toString('utf8').trim() : done.kind;
      const detail = said.split('\n').findLast((line) => line.startsWith('fatal:')) ?? said.split('\n')[0];
      return ended(
        done,
        abort,
        err({ code: 'git-refused', path: from, why: 'broken', detail: detail ?? '' }),
        from,
      );
    }
  }
  return ok(true);
}

/** A full id, of either kind of object name. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function ended(
  done: Captured,
  abort: AbortSignal | undefined,
  otherwise: Result<boolean>,
  path: string,
): Result<boolean> {
  if (done.kind === 'aborted')
    return err({ code: 'interrupted', signal: abort?.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
  if (done.kind === 'timeout') return err({ code: 'git-refused', path, why: 'slow', detail: '' });
  return otherwise;
}

function environment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return {
    PATH: env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_GRAFT_FILE: '/dev/null/none',
  };
}
