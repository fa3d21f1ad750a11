/**
 * Asks GitHub's cache service (version 2) where entries are. The library cannot be used for that: its restore unpacks
 * with `tar -P` before anybody can look. Messages are Twirp: JSON by POST, as in actions/toolkit, packages/cache,
 * results/api/v1/cache.proto.
 */

import type { Http, World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Trouble } from './store.ts';

/** Where the service is and who we are to it. The token stands in no environment of ours. */
export type Access = {
  /** ACTIONS_RESULTS_URL; the runner's word, so it may be without TLS. */
  readonly url: URL;
  /** ACTIONS_RUNTIME_TOKEN. */
  readonly token: string;
  /** What ACTIONS_CACHE_MODE lets this run do. What is not set or not known forbids nothing, as for the library. */
  readonly mode: { readonly name: string; readonly reads: boolean; readonly writes: boolean };
};

/** An entry that the service named, and where its archive is for a while. */
export type Hit = { readonly key: string; readonly version: string; readonly url: string };

/** `store-error` with what is missing. */
export function accessOf({ env, secrets }: Pick<World, 'env' | 'secrets'>): Result<Access, Trouble> {
  const server = URL.parse(env['GITHUB_SERVER_URL'] || 'https://github.com');
  if (server === null || !HOSTED.test(server.hostname)) {
    return trouble(`GitHub Enterprise Server has no cache service that sealsmith can read (version 2)`);
  }
  const url = URL.parse(env['ACTIONS_RESULTS_URL'] ?? '');
  const token = secrets.get('ACTIONS_RUNTIME_TOKEN') ?? '';
  if (url === null || !/^[\x21-\x7e]+$/.test(token)) {
    return trouble(
      'GitHub gives ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN to actions alone; use the action instead of a "run:" line',
    );
  }
  const name = (env['ACTIONS_CACHE_MODE'] ?? '').trim().toLowerCase();
  const reads = !['none', 'write-only'].includes(name);
  return ok({ url, token, mode: { name, reads, writes: !['none', 'read'].includes(name) } });
}

/** Where plain http may be spoken: to the service itself, since the runner named it. */
export function isPlain(access: Access, url: string): boolean {
  return URL.parse(url)?.origin === access.url.origin;
}

export class CacheService {
  readonly #http: Http;
  readonly #access: Access;
  /** Once it is down it stays so for this run: every job would wait for it again. */
  #down: Trouble | undefined;

  constructor(http: Http, access: Access) {
    this.#http = http;
    this.#access = access;
  }

  /**
   * The newest entry that begins with the first prefix of which there is any; entries of this branch come before those
   * of the default branch.
   *
   * @param prefixes  one to ten
   */
  async newest(prefixes: readonly string[], version: string): Promise<Result<Hit | undefined, Trouble>> {
    if (this.#down !== undefined) return err(this.#down);
    const [key, ...others] = prefixes;
    const answer = await this.#ask('GetCacheEntryDownloadURL', { key, restore_keys: others, version });
    if (!answer.ok) return answer;
    if (answer.value === undefined) return ok(undefined);
    const { ok: found, matched_key: name, signed_download_url: url } = answer.value;
    if (found === false) return ok(undefined);
    if (typeof name !== 'string' || typeof url !== 'string' || !url)
      return trouble('the answer names no entry');
    if (!prefixes.some((prefix) => name.startsWith(prefix))) {
      return trouble('the answer names an entry that was not asked for');
    }
    return ok({ key: name, version, url });
  }

  /** Undefined where the service says that there is nothing. */
  async #ask(method: string, message: object): Promise<Result<Fields | undefined, Trouble>> {
    let answer = await this.#send(method, message);
    // One more time, at once: what is worth it are restarts and lost connections.
    if (answer.ok ? answer.value.status >= 500 : answer.failure.kind === 'cut-off') {
      answer = await this.#send(method, message);
    }
    if (!answer.ok) return this.#fail(answer.failure.detail);
    const { status, headers, body } = answer.value;
    const fields = parsed(body);
    if (status === 200)
      return fields === undefined ? trouble('the answer is no message of the service') : ok(fields);
    if (status === 404 && fields?.['code'] === 'not_found') return ok(undefined);
    if (status === 429) return this.#fail(`too many requests${again(headers['retry-after'])}`);
    if (status === 401 || status === 403) return this.#fail(`this run may not read from it (HTTP ${status})`);
    return this.#fail(`HTTP ${status}`);
  }

  #send(method: string, message: object): ReturnType<Http['send']> {
    const { url, token } = this.#access;
    return this.#http.send({
      method: 'POST',
      url: new URL(`/twirp/github.actions.results.api.v1.CacheService/${method}`, url).href,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(message),
      limit: 64 * 1024,
      timeout: 30_000,
      plain: true,
    });
  }

  #fail(detail: string): Result<never, Trouble> {
    this.#down = { code: 'store-error', detail };
    return err(this.#down);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** github.com, what GitHub hosts for one company, and loopback names as the library takes them. */
const HOSTED = /^(?:github\.com|.+\.ghe\.com|.+\.localhost)$/i;

function trouble(detail: string): Result<never, Trouble> {
  return err({ code: 'store-error', detail });
}

function parsed(body: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

function again(seconds: string | undefined): string {
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? `, it says to ask again in ${seconds} s` : '';
}
