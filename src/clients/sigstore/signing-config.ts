/** Which services sign (protobuf-specs: SigningConfig of sigstore_trustroot.proto, version 0.2), and which of them now. */

import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';

export const SIGNING_CONFIG_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';

/** Bytes. */
export const SIGNING_CONFIG_LIMIT = 256 * 1024;

type Service = {
  readonly url: string;
  readonly version: number;
  readonly operator: string;
  /** Milliseconds since 1970; `until` may be open. */
  readonly from: number;
  readonly until: number;
};

type Wanted = { readonly selector: 'ANY' | 'ALL' } | { readonly selector: 'EXACT'; readonly count: number };

export type SigningConfig = {
  readonly authorities: readonly Service[];
  readonly logs: readonly Service[];
  readonly wantedLogs: Wanted | undefined;
  readonly timestamps: readonly Service[];
  readonly wantedTimestamps: Wanted | undefined;
};

/** What signs now. */
export type Services = {
  readonly authority: string | undefined;
  readonly logs: readonly { readonly url: string; readonly version: 1 | 2 }[];
  readonly timestamps: readonly string[];
};

/** @returns the failure is one clause for people */
export function readSigningConfig(bytes: Uint8Array): Result<SigningConfig, string> {
  if (bytes.length > SIGNING_CONFIG_LIMIT) return err(`it has more than ${SIGNING_CONFIG_LIMIT} bytes`);
  const json = strictJson(bytes);
  if (!json.ok) return json;
  const config = json.value;
  if (!isPlainObject(config) || config['mediaType'] !== SIGNING_CONFIG_TYPE) {
    return err('it is no signing config of version 0.2');
  }
  const authorities = readServices(config['caUrls']);
  const logs = readServices(config['rekorTlogUrls']);
  const timestamps = readServices(config['tsaUrls']);
  if (authorities === undefined || logs === undefined || timestamps === undefined) {
    return err('a service in it lacks its address, its version or the time it is good for');
  }
  const wantedLogs = readWanted(config['rekorTlogConfig']);
  const wantedTimestamps = readWanted(config['tsaConfig']);
  if (wantedLogs === null || wantedTimestamps === null) return err('its selector is none');
  if (wantedLogs === undefined && logs.length > 0) return err('it does not say how many logs are wanted');
  if (wantedTimestamps === undefined && timestamps.length > 0) {
    return err('it does not say how many timestamps are wanted');
  }
  return ok({ authorities, logs, wantedLogs, timestamps, wantedTimestamps });
}

/**
 * The services of the highest version we speak that are good now, one of each operator, the newest first.
 *
 * @param now  milliseconds since 1970
 */
export function servicesAt(config: SigningConfig, now: number): Result<Services, string> {
  const [authority] = goodAt(config.authorities, [1], now);
  if (authority === undefined && config.authorities.length > 0) {
    return err('none of its certificate authorities is good now');
  }
  const logs = choose(goodAt(config.logs, [2, 1], now), config.wantedLogs, config.logs, 'logs');
  if (!logs.ok) return logs;
  const timestamps = choose(
    goodAt(config.timestamps, [1], now),
    config.wantedTimestamps,
    config.timestamps,
    'timestamp authorities',
  );
  if (!timestamps.ok) return timestamps;
  return ok({
    authority: authority?.url,
    logs: logs.value.map(({ url, version }) => ({ url, version: version === 2 ? 2 : 1 })),
    timestamps: timestamps.value.map(({ url }) => url),
  });
}

function goodAt(services: readonly Service[], versions: readonly number[], now: number): readonly Service[] {
  const good = services
    .filter((one) => one.from <= now && now < one.until)
    .toSorted((a, b) => b.from - a.from);
  const version = versions.find((wanted) => good.some((one) => one.version === wanted));
  const operators = new Set<string>();
  return good.filter((one) => {
    if (one.version !== version || operators.has(one.operator)) return false;
    operators.add(one.operator);
    return true;
  });
}

function choose(
  good: readonly Service[],
  wanted: Wanted | undefined,
  all: readonly Service[],
  what: string,
): Result<readonly Service[], string> {
  if (wanted === undefined || all.length === 0) return ok([]);
  if (good.length === 0) return err(`none of its ${what} is good now`);
  switch (wanted.selector) {
    case 'ALL':
      return ok(good);
    case 'ANY':
      return ok(good.slice(0, 1));
    case 'EXACT':
      return good.length < wanted.count
        ? err(`it wants ${wanted.count} ${what}, and ${good.length} are good now`)
        : ok(good.slice(0, wanted.count));
  }
}

function readServices(value: unknown): readonly Service[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > 100) return undefined;
  const services = value.map(readService);
  const sound = services.filter((one) => one !== undefined);
  return sound.length === services.length ? sound : undefined;
}

function readService(value: unknown): Service | undefined {
  if (!isPlainObject(value)) return undefined;
  const { url, majorApiVersion: version, operator, validFor } = value;
  if (typeof url !== 'string' || !isAddress(url) || typeof operator !== 'string') return undefined;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return undefined;
  if (!isPlainObject(validFor)) return undefined;
  const from = time(validFor['start']);
  const until = validFor['end'] === undefined ? Number.POSITIVE_INFINITY : time(validFor['end']);
  return from === undefined || until === undefined ? undefined : { url, version, operator, from, until };
}

function isAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    ['https:', 'http:'].includes(parsed.protocol) &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

function time(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value))
    return undefined;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** Null for what is no selector. */
function readWanted(value: unknown): Wanted | undefined | null {
  if (value === undefined) return undefined;
  if (!isPlainObject(value)) return null;
  const { selector, count } = value;
  if (selector === 'ANY' || selector === 'ALL') return { selector };
  if (selector !== 'EXACT' || typeof count !== 'number' || !Number.isInteger(count) || count < 1) return null;
  return { selector, count };
}
