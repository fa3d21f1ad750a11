/**
 * Fetches a commit into a bare repository of ours: objects alone, which nobody checks out. Settings of the machine and
 * of the user are not asked, so no helper, hook, filter or other address comes in; the authorization goes to the one
 * address that is named, by the environment, and follows no redirect.
 */

import type { Failure } from '../core/failure.ts';
import type { GitFetch } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Captured, capture } from './capture.ts';

/** Milliseconds. */
const LIMIT = 120_000;

/** Proxies and authorities that whoever runs a forge of their own has to name. */
const PASSED = [
  ...['PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'],
  ...['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY', 'all_proxy', 'ALL_PROXY'],
];

export async function gitFetch(
  program: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  abort: AbortSignal | undefined,
  { into, url, wants, depth, authorization }: GitFetch,
): Promise<Result<void>> {
  const failed = (detail: string): Result<never> => err({ code: 'source-unreachable', url, detail });
  if (program === undefined) return failed('there is no git here');
  const scheme = /^(https?):\/\//.exec(url)?.[1];
  if (scheme === undefined) return failed('it is no http address');
  const ask = async (args: readonly string[]): Promise<Result<void>> => {
    const settings = environment(env, url, authorization);
    const limits = { limit: LIMIT, keep: 64 * 1024, complaints: true };
    const done = await capture({ program, args, cwd: '/', env: settings, abort, ...limits });
    const failure = failureOf(done, abort);
    return failure === undefined
      ? ok(undefined)
      : typeof failure === 'string'
        ? failed(failure)
        : err(failure);
  };
  const made = await ask(['init', '--quiet', '--bare', '--template=', '--initial-branch=none', into]);
  if (!made.ok) return made;
  return ask([
    ...['-C', into, '-c', 'protocol.allow=never', '-c', `protocol.${scheme}.allow=always`],
    ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'http.followRedirects=false'],
    ...['-c', 'credential.helper=', '-c', 'fetch.fsckObjects=true', '-c', 'gc.auto=0'],
    ...['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-gc', '--force'],
    ...(depth === undefined ? [] : [`--depth=${depth}`]),
    ...['--', url, ...wants.map(({ what, as }) => `${what}:${as}`)],
  ]);
}

function environment(
  env: Readonly<Record<string, string | undefined>>,
  url: string,
  authorization: string | undefined,
): Record<string, string> {
  const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  // GitLab's runner has the authority of its server in this file.
  const authority = env['CI_SERVER_TLS_CA_FILE'] ?? env['GIT_SSL_CAINFO'];
  const header = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
  };
  return {
    ...Object.fromEntries(passed),
    ...(authority === undefined ? {} : { GIT_SSL_CAINFO: authority }),
    ...(authorization === undefined ? {} : header),
    LC_ALL: 'C',
    // Nor a .netrc of this account.
    HOME: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
  };
}

/** What git said, on one line; undefined when all went well. */
function failureOf(done: Captured, abort: AbortSignal | undefined): Failure | string | undefined {
  switch (done.kind) {
    case 'exited': {
      const said = done.output.toString('utf8').trim().split('\n');
      return done.exit === 0
        ? undefined
        : (said.findLast((line) => line.startsWith('fatal:')) ?? said[0] ?? '');
    }
    case 'timeout':
      return `nothing came within ${LIMIT / 1000} s`;
    case 'aborted':
      return { code: 'interrupted', signal: abort?.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' };
    case 'killed':
      return `git was ended by ${done.signal}`;
    case 'not-started':
      return `git cannot be started: ${done.errno}`;
  }
}
