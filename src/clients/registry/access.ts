/**
 * Who we are to a registry: nobody until it asks, then what the credentials of its host say, as Basic or as a Bearer
 * token of its token service (distribution token specification; OAuth 2 for identity tokens). What a challenge names
 * is where to ask, and little else: which rights a token is for is known here.
 */

import type { RegistryTrouble } from '../../core/failure.ts';
import type { Clock, Http, HttpAnswer, HttpRequest, HttpTrouble } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Challenge, readChallenges } from './challenge.ts';
import { clean, saidBy, troubleOf } from './refusal.ts';
import { mayBePlain, type Rules, tokenAddress } from './target.ts';

/** `from` says where it was found, for people. */
export type Credential = { readonly from: string } & (
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** Of OAuth 2, what `docker login` keeps instead of a password. */
  | { readonly kind: 'identity'; readonly token: string }
  /** To be shown as it is. */
  | { readonly kind: 'bearer'; readonly token: string }
);

/** What is wanted of which repositories; a token is for one such set. */
export type Scope = readonly { readonly repository: string; readonly actions: string }[];

/** Why there is no way in. */
export type NoAccess =
  | { readonly kind: 'refused'; readonly why: RegistryTrouble; readonly detail: string }
  | { readonly kind: 'no-token'; readonly detail: string };

/** One call, made again as often as it makes sense. */
export type Sender = (request: HttpRequest) => Promise<Result<HttpAnswer, HttpTrouble>>;

/** Seconds that a token is good for when its service does not say (token specification, "expires_in"). */
const DEFAULT_LIFE = 60;

/** Milliseconds before its end at which a token is not shown any more. */
const MARGIN = 10_000;

const ANSWER_LIMIT = 256 * 1024;

/** Who asks, for people: `ada, from ~/.docker/config.json`. */
export function whoIs(credential: Credential | undefined): string {
  if (credential === undefined) return 'nobody';
  const name = credential.kind === 'basic' ? credential.user : 'a token';
  return `${clean(name, []).slice(0, 100)}, from ${credential.from}`;
}

/** What of it must never be shown. */
export function secretsOf(credential: Credential | undefined): readonly string[] {
  if (credential === undefined) return [];
  const secret = credential.kind === 'basic' ? credential.password : credential.token;
  return secret === '' ? [] : [secret];
}

type Token = { readonly header: string; readonly until: number };

export class Access {
  readonly #credential: Credential | undefined;
  readonly #rules: Rules;
  readonly #send: Sender;
  readonly #clock: Clock;
  /** The challenge that was met last; it holds for the whole host. */
  #challenge: Challenge | undefined;
  readonly #tokens = new Map<string, Promise<Result<Token, NoAccess>>>();
  /** The newest token of each scope that came. */
  readonly #shown = new Map<string, string>();

  constructor(credential: Credential | undefined, rules: Rules, send: Http['send'], clock: Clock) {
    this.#credential = credential;
    this.#rules = rules;
    this.#send = send;
    this.#clock = clock;
  }

  /** The value of `Authorization`, or undefined while nobody has asked for one. */
  async header(scope: Scope): Promise<Result<string | undefined, NoAccess>> {
    const challenge = this.#challenge;
    if (challenge === undefined) return ok(undefined);
    const credential = this.#credential;
    if (credential?.kind === 'bearer') return ok(`Bearer ${credential.token}`);
    if (challenge.scheme === 'basic') {
      return credential?.kind === 'basic' ? ok(basic(credential)) : ok(undefined);
    }
    const key = scope.map(scopeText).join(' ');
    for (let known = this.#tokens.get(key); known !== undefined; ) {
      const got = await known;
      if (got.ok && got.value.until > this.#clock.now()) return ok(got.value.header);
      // Somebody else may have asked meanwhile.
      const newer = this.#tokens.get(key);
      known = newer === known ? undefined : newer;
    }
    const token = this.#token(challenge, scope);
    this.#tokens.set(key, token);
    const got = await token;
    if (!got.ok) return got;
    this.#shown.set(key, got.value.header);
    return ok(got.value.header);
  }

  /**
   * Takes note of what was asked for with a 401.
   *
   * @param shown  the header that was not good enough
   * @returns whether it is worth asking once more
   */
  challenged(header: string | undefined, scope: Scope, shown: string | undefined): boolean {
    const challenges = readChallenges(header);
    const known = (scheme: string): Challenge | undefined =>
      challenges.find((challenge) => challenge.scheme === scheme);
    const wanted = known('bearer') ?? known('basic');
    if (wanted === undefined) return false;
    this.#challenge = wanted;
    // A token may have ended early, unless there is a newer one already.
    const key = scope.map(scopeText).join(' ');
    if (shown !== undefined && this.#shown.get(key) === shown) this.#tokens.delete(key);
    if (wanted.scheme === 'bearer') return this.#credential?.kind !== 'bearer' || shown === undefined;
    return this.#credential?.kind === 'basic' && shown === undefined;
  }

  async #token({ params }: Challenge, scope: Scope): Promise<Result<Token, NoAccess>> {
    const credential = this.#credential;
    const url = tokenAddress(params.get('realm'), this.#rules, credential !== undefined);
    if (url === undefined) {
      const named = URL.parse(params.get('realm') ?? '')?.host ?? 'nowhere';
      return refused(
        'unsupported',
        `it wants us to fetch a token from ${clean(named, [])}, without TLS or elsewhere`,
      );
    }
    const asked = this.#clock.now();
    const answer = await this.#send(this.#request(url, params.get('service'), scope));
    if (!answer.ok) return err({ kind: 'no-token', detail: `its token service: ${answer.failure.detail}` });
    const { status, body } = answer.value;
    if (status !== 200) {
      // Nobody knows better than the service why, and what it says is about the account.
      const said = saidBy(status, body, secretsOf(credential));
      return refused(troubleOf(status, body), `its token service at ${url.host}: ${said}`);
    }
    const token = readToken(body);
    if (token === undefined) return refused('invalid', `its token service at ${url.host} gave no token`);
    return ok({ header: `Bearer ${token.value}`, until: asked + token.seconds * 1000 - MARGIN });
  }

  #request(url: URL, service: string | undefined, scope: Scope): HttpRequest {
    const credential = this.#credential;
    const common = {
      limit: ANSWER_LIMIT,
      timeout: 60_000,
      plain: mayBePlain(url, this.#rules.plainHttp),
    };
    if (credential?.kind === 'identity') {
      const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'sealsmith' });
      if (service !== undefined) form.set('service', service);
      form.set('scope', scope.map(scopeText).join(' '));
      form.set('refresh_token', credential.token);
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
      return { ...common, method: 'POST', url: url.href, headers, body: form.toString() };
    }
    const target = new URL(url);
    if (service !== undefined) target.searchParams.set('service', service);
    for (const one of scope) target.searchParams.append('scope', scopeText(one));
    const headers: Record<string, string> = { accept: 'application/json' };
    if (credential?.kind === 'basic') headers['authorization'] = basic(credential);
    return { ...common, method: 'GET', url: target.href, headers };
  }
}

function scopeText({ repository, actions }: Scope[number]): string {
  return `repository:${repository}:${actions}`;
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function readToken(body: Uint8Array): { readonly value: string; readonly seconds: number } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { token, access_token: access, expires_in: expires } = json as Readonly<Record<string, unknown>>;
  const value = typeof token === 'string' && token !== '' ? token : access;
  // It becomes a header: nothing but visible ASCII, of a length that servers take.
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,65536}$/.test(value)) return undefined;
  const seconds = typeof expires === 'number' && expires > 0 ? Math.min(expires, 86_400) : DEFAULT_LIFE;
  return { value, seconds };
}

function refused(why: RegistryTrouble, detail: string): Result<never, NoAccess> {
  return err({ kind: 'refused', why, detail });
}
