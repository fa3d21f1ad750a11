/** Where a registry may send us: by redirections, to continue an upload, to fetch a token. Pure. */

import { isLoopback } from '../../core/loopback.ts';

export type Rules = {
  /** Scheme, host and port that the registry itself answers at. */
  readonly origin: string;
  /** `host:port` (or `host` for port 80) that may be spoken to without TLS beside this machine. */
  readonly plainHttp: readonly string[];
};

/** Whether this address may be asked in plain HTTP, which is the case for every https address. */
export function mayBePlain(url: URL, plainHttp: readonly string[]): boolean {
  return url.protocol === 'https:' || isLoopback(url) || plainHttp.includes(url.host);
}

/**
 * @param location  as the registry says it, relative or absolute
 * @param from      the address that answered so
 * @returns undefined where we do not go: from TLS to none, to plain HTTP that nobody asked for, from elsewhere to this
 *   machine's own services. Credentials in the address are left out.
 */
export function nextAddress(location: string | undefined, from: URL, rules: Rules): URL | undefined {
  if (location === undefined || location.length > 16_384) return undefined;
  const url = URL.parse(location, from.href);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
  if (url.protocol === 'http:' && from.protocol === 'https:') return undefined;
  if (!mayBePlain(url, rules.plainHttp)) return undefined;
  if (isLoopback(url) && !isLoopback(new URL(rules.origin))) return undefined;
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/**
 * The address of a token service, from a challenge. It gets credentials, so that it has to be TLS, or this machine
 * when the registry is there too; without credentials also plain HTTP that somebody asked for.
 */
export function tokenAddress(realm: string | undefined, rules: Rules, shown: boolean): URL | undefined {
  const url = URL.parse(realm ?? '');
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  const local = isLoopback(new URL(rules.origin));
  if (isLoopback(url)) return local && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && !shown && rules.plainHttp.includes(url.host) ? url : undefined;
}

/** The address with one more name and value; what it has stays as it is spelled, since a signature may cover it. */
export function withQuery(url: URL, name: string, value: string): URL {
  const added = new URL(url);
  const joined = `${url.search.slice(1)}${url.search.length > 1 ? '&' : ''}${name}=${encodeURIComponent(value)}`;
  added.search = joined;
  return added;
}
