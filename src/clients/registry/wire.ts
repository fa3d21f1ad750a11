/**
 * Calls to one repository of one registry: with who we are once that is asked for, by redirections that we follow
 * ourselves, again after what passes. What is said of credentials holds here: no host but the registry's own (scheme,
 * host and port) is ever shown any.
 */

import type { Failure, RegistryTrouble } from '../../core/failure.ts';
import { isLoopback } from '../../core/loopback.ts';
import type { Doors, HttpAnswer, HttpFeed, HttpRequest, HttpSink, HttpTrouble } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { registryHost } from '../../formats/image-name.ts';
import { Access, type Credential, type NoAccess, type Scope, secretsOf, whoIs } from './access.ts';
import { clean, saidBy, troubleOf } from './refusal.ts';
import { type Outcome, waitBefore } from './retry.ts';
import { mayBePlain, nextAddress, type Rules } from './target.ts';

export type RegistryDoors = Pick<Doors, 'http' | 'disk' | 'workers' | 'clock'>;

export type RegistryOptions = {
  /** Registries that may be spoken to without TLS, as `host:port`; this machine always may. */
  readonly plainHttp: readonly string[];
  /** Who we are to a registry, asked for once it matters; see credentials.ts. */
  readonly credential: (registry: string) => Promise<Result<Credential | undefined>>;
  /** Ends waiting; calls end by `Http` itself, and fail as interrupted. */
  readonly signal?: AbortSignal;
  /** Milliseconds; for tests that do not want to wait. */
  readonly pause?: (milliseconds: number) => Promise<void>;
};

export type Call = {
  /** For failures: "push a manifest to". */
  readonly doing: string;
  readonly method: HttpRequest['method'];
  /** Absolute, or a path below `/v2/<repository>/`. */
  readonly at: string | URL;
  readonly rights: 'pull' | 'push' | 'delete';
  /** Other repositories that are read from: those of a mount. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | HttpFeed;
  /** Takes the body of an answer; without it that is kept, up to `limit`. */
  readonly sink?: HttpSink;
  /** See `HttpRequest`. */
  readonly bulk?: boolean;
  /** Bytes of the answer; 64 KiB when not given. */
  readonly limit?: number;
  /** Milliseconds for one call; a minute when not given. */
  readonly timeout?: number;
  /** False: once is enough, whoever calls knows what to do about it. */
  readonly again?: boolean;
};

/** `url`: where the answer came from, which relative addresses in it go by. */
export type Reply = HttpAnswer & { readonly url: URL };

/** What came of a call that is looked at before it is a failure. */
export type Sent = Result<Reply, NoAccess | HttpTrouble>;

const MOST_HOPS = 5;
const SMALL = 64 * 1024;
const MINUTE = 60_000;

const RIGHTS = { pull: 'pull', push: 'pull,push', delete: 'delete' } as const;

type Ready = { readonly access: Access; readonly credential: Credential | undefined; readonly rules: Rules };

export class Wire {
  readonly registry: string;
  readonly repository: string;
  readonly doors: RegistryDoors;
  readonly #options: RegistryOptions;
  #ready: Promise<Result<Ready>> | undefined;
  #who = 'nobody';
  #secrets: readonly string[] = [];

  constructor(
    doors: RegistryDoors,
    name: { readonly registry: string; readonly repository: string },
    options: RegistryOptions,
  ) {
    this.doors = doors;
    this.registry = name.registry;
    this.repository = name.repository;
    this.#options = options;
  }

  /** An answer with one of these statuses, or a failure that says what it means. */
  async ask(call: Call, wanted: readonly number[]): Promise<Result<Reply>> {
    const ready = await this.ready();
    if (!ready.ok) return ready;
    const sent = await this.send(call);
    if (!sent.ok) return err(this.failureOf(call.doing, sent.failure));
    return wanted.includes(sent.value.status) ? sent : err(this.refusal(call.doing, sent.value));
  }

  /** The same with every answer as a value. `ready` was asked before. */
  async send(call: Call): Promise<Sent> {
    const ready = await this.ready();
    if (!ready.ok) throw new Error('asked before it was ready');
    return this.#repeated(() => this.#known(call, ready.value), call.again !== false);
  }

  failureOf(doing: string, trouble: NoAccess | HttpTrouble): Failure {
    const { signal } = this.#options;
    if (signal?.aborted === true)
      return { code: 'interrupted', signal: signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM' };
    const detail = clean(trouble.detail, this.#secrets);
    if (trouble.kind === 'refused') return this.refused(doing, trouble.why, detail);
    return {
      code: 'registry-unreachable',
      registry: this.registry,
      doing: `${doing} ${this.repository}`,
      detail,
    };
  }

  /** The failure that an unwanted answer is. */
  refusal(doing: string, { status, body }: Pick<HttpAnswer, 'status' | 'body'>): Failure {
    return this.refused(doing, troubleOf(status, body), saidBy(status, body, this.#secrets));
  }

  refused(doing: string, why: RegistryTrouble, detail: string): Failure {
    const { registry, repository } = this;
    return { code: 'registry-refused', registry, repository, doing, why, as: this.#who, detail };
  }

  pause(milliseconds: number): Promise<void> {
    return (this.#options.pause ?? waited(this.#options.signal))(milliseconds);
  }

  /** Where a registry sends us next, or why we do not go there. */
  async next(doing: string, reply: Reply): Promise<Result<URL>> {
    const ready = await this.ready();
    if (!ready.ok) return ready;
    const url = nextAddress(reply.headers['location'], reply.url, ready.value.rules);
    return url === undefined ? err(this.refused(doing, 'invalid', NO_WAY)) : ok(url);
  }

  /** Scheme and credentials, found out once. */
  ready(): Promise<Result<Ready>> {
    this.#ready ??= this.#prepare();
    return this.#ready;
  }

  async #prepare(): Promise<Result<Ready>> {
    const { plainHttp, credential: find } = this.#options;
    const credential = await find(this.registry);
    if (!credential.ok) return credential;
    this.#who = whoIs(credential.value);
    this.#secrets = secretsOf(credential.value);
    const origin = await this.#origin(registryHost(this.registry));
    const rules: Rules = { origin, plainHttp };
    const send = (request: HttpRequest) => this.#repeated(() => this.doors.http.send(request), true);
    const access = new Access(credential.value, rules, send, this.doors.clock);
    return ok({ access, credential: credential.value, rules });
  }

  /** Where plain HTTP is allowed it is tried, without credentials; a server of TLS does not understand that. */
  async #origin(host: string): Promise<string> {
    const secure = new URL(`https://${host}/v2/`);
    const plain = new URL(`http://${host}/v2/`);
    if (!isLoopback(plain) && !this.#options.plainHttp.includes(host)) return secure.origin;
    const answer = await this.doors.http.send({
      method: 'GET',
      url: plain.href,
      headers: {},
      limit: SMALL,
      timeout: MINUTE,
      plain: true,
      reuse: true,
    });
    if (answer.ok) return answer.value.status === 400 ? secure.origin : plain.origin;
    return ['not-http', 'cut-off'].includes(answer.failure.kind) ? secure.origin : plain.origin;
  }

  /** As somebody, if that is asked for. */
  async #known(call: Call, { access, rules }: Ready): Promise<Sent> {
    const scope: Scope = [
      { repository: this.repository, actions: RIGHTS[call.rights] },
      ...(call.from === undefined ? [] : [{ repository: call.from, actions: 'pull' }]),
    ];
    for (let asked = 0; ; asked += 1) {
      const header = await access.header(scope);
      if (!header.ok) return header;
      const sent = await this.#hops(call, rules, header.value);
      if (!sent.ok || sent.value.status !== 401 || asked === 2) return sent;
      // Another host's question is not ours to answer.
      if (sent.value.url.origin !== rules.origin) return sent;
      if (asked === 1 && header.value !== undefined) return sent;
      if (!access.challenged(sent.value.headers['www-authenticate'], scope, header.value)) return sent;
    }
  }

  async #hops(call: Call, rules: Rules, authorization: string | undefined): Promise<Sent> {
    const { method } = call;
    let url =
      typeof call.at === 'string' ? new URL(`/v2/${this.repository}/${call.at}`, rules.origin) : call.at;
    for (let hop = 0; ; hop += 1) {
      const shown = url.origin === rules.origin && authorization !== undefined ? { authorization } : {};
      const request: HttpRequest = {
        method,
        url: url.href,
        headers: { 'user-agent': 'sealsmith', ...call.headers, ...shown },
        limit: call.limit ?? SMALL,
        timeout: call.timeout ?? MINUTE,
        plain: mayBePlain(url, rules.plainHttp),
        ...(call.bulk === true ? { bulk: true } : { reuse: true }),
        ...(call.body === undefined ? {} : { body: call.body }),
      };
      const sink = call.sink ?? (() => undefined);
      const answer = await (call.sink === undefined
        ? this.doors.http.send(request)
        : this.doors.http.stream(request, sink));
      if (!answer.ok) return answer;
      const { status, headers } = answer.value;
      if (!isRedirection(status, method)) return ok({ ...answer.value, url });
      const next = hop === MOST_HOPS ? undefined : nextAddress(headers['location'], url, rules);
      if (next === undefined) return err({ kind: 'refused', why: 'invalid', detail: NO_WAY });
      url = next;
    }
  }

  async #repeated<T extends Result<HttpAnswer, NoAccess | HttpTrouble>>(
    work: () => Promise<T>,
    again: boolean,
  ): Promise<T> {
    for (let made = 1; ; made += 1) {
      const result = await work();
      const outcome = again ? outcomeOf(result) : undefined;
      if (outcome === undefined || this.#options.signal?.aborted === true) return result;
      const wait = waitBefore(outcome, made, this.doors.clock.now(), Math.random());
      if (wait === undefined) return result;
      await this.pause(wait);
    }
  }
}

const NO_WAY = 'it sends us where we do not go: away from TLS, in circles, or to services of this machine';

function isRedirection(status: number, method: string): boolean {
  // Only these two keep method and body (RFC 9110 section 15.4).
  return (
    [307, 308].includes(status) || (['GET', 'HEAD'].includes(method) && [301, 302, 303].includes(status))
  );
}

function outcomeOf(result: Result<HttpAnswer, NoAccess | HttpTrouble>): Outcome | undefined {
  if (result.ok) {
    const { status, headers } = result.value;
    return { kind: 'status', status, retryAfter: headers['retry-after'] };
  }
  const { failure } = result;
  // A token service was asked as often as it makes sense already.
  return failure.kind === 'refused' || failure.kind === 'no-token' ? undefined : { kind: failure.kind };
}

function waited(signal: AbortSignal | undefined): (milliseconds: number) => Promise<void> {
  return (milliseconds) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener('abort', done);
      if (signal?.aborted === true) done();
    });
}
