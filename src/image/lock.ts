/**
 * `sealsmith.lock`: what the names of bases meant when they were pinned. One file at the top of the workspace, which is
 * committed; only `sealsmith image lock` writes it. What it does not name is resolved at each build.
 */

import { type BaseSpec, type ImageDigest, isImageDigest, type Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { platformText } from '../formats/oci.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';

export const LOCK_FILE = 'sealsmith.lock';
const SCHEMA = 'sealsmith-lock/1';

/** What is known of a base's inside, for saying at plan whether dependencies fit it. */
export type BaseFacts = {
  /** `3.11.2`. */
  readonly python?: string;
  /** `24.4.1`. */
  readonly node?: string;
  /** `glibc 2.36`, `musl 1.2.5`. */
  readonly libc?: string;
  /** `debian 12`, `alpine 3.22`. */
  readonly system?: string;
};

/** One platform of an image: its manifest. */
export type PlatformPin = BaseFacts & { readonly digest: ImageDigest };

export type ImagePin = {
  /** Of the index, or of the manifest where there is no index. */
  readonly digest: ImageDigest;
  /** By `linux/amd64`. */
  readonly platforms: ReadonlyMap<string, PlatformPin>;
};

/** A Debian base: every package that is in it, and what they must become. */
export type DebianPin = BaseFacts & {
  readonly packages: ReadonlyMap<string, string>;
  /** Of the uncompressed layer. */
  readonly diffId: ImageDigest;
};

export type Lock = {
  /** By the name as it stands in the configuration or after FROM. */
  readonly images: ReadonlyMap<string, ImagePin>;
  /** By `debianName`, then by platform. */
  readonly debian: ReadonlyMap<string, ReadonlyMap<string, DebianPin>>;
};

export const EMPTY_LOCK: Lock = { images: new Map(), debian: new Map() };

/** The name of a Debian base, here and in records: `debian:bookworm with ca-certificates, python3`. */
export function debianName({ suite, packages }: Pick<DebianSpec, 'suite' | 'packages'>): string {
  const sorted = [...new Set(packages)].sort();
  return `debian:${suite}${sorted.length === 0 ? '' : ` with ${sorted.join(', ')}`}`;
}

export type DebianSpec = Extract<BaseSpec, { kind: 'debian' }>;

/** What is pinned for an image by the name as configured; undefined when it is not. */
export function pinOf(
  lock: Lock,
  name: string,
  platform: Platform,
): { readonly digest: ImageDigest; readonly platform: PlatformPin | undefined } | undefined {
  const pin = lock.images.get(name);
  if (pin === undefined) return undefined;
  return { digest: pin.digest, platform: pin.platforms.get(platformText(platform)) };
}

export function debianPinOf(lock: Lock, spec: DebianSpec, platform: Platform): DebianPin | undefined {
  return lock.debian.get(debianName(spec))?.get(platformText(platform));
}

/** Facts that the lock knows of a base, for planning. */
export function lockedFacts(lock: Lock, base: BaseSpec, platform: Platform): BaseFacts | undefined {
  if (base.kind === 'registry') return pinOf(lock, base.name, platform)?.platform;
  return base.kind === 'debian' ? debianPinOf(lock, base, platform) : undefined;
}

/** Another digest under a name makes what was known of the older one's platforms worthless. */
export function withPin(
  lock: Lock,
  name: string,
  digest: ImageDigest,
  platform: Platform,
  pin: PlatformPin,
): Lock {
  const known = lock.images.get(name);
  const others = known?.digest === digest ? known.platforms : new Map<string, PlatformPin>();
  const platforms = new Map([...others, [platformText(platform), pin]]);
  return { ...lock, images: new Map([...lock.images, [name, { digest, platforms }]]) };
}

export function withDebianPin(lock: Lock, name: string, platform: Platform, pin: DebianPin): Lock {
  const platforms = new Map([...(lock.debian.get(name) ?? []), [platformText(platform), pin]]);
  return { ...lock, debian: new Map([...lock.debian, [name, platforms]]) };
}

/** Only these names stay: what nobody names any more is of no use, and would be wrong when it is named again. */
export function onlyPins(lock: Lock, names: ReadonlySet<string>): Lock {
  const keep = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].filter(([name]) => names.has(name)));
  return { images: keep(lock.images), debian: keep(lock.debian) };
}

/** The file's text: names sorted, one value a line, so that a change reads as what changed. */
export function lockText(lock: Lock): string {
  const images = sorted(lock.images, ({ digest, platforms }) => ({
    digest,
    platforms: sorted(platforms, ({ digest, ...facts }) => ({ digest, ...factsJson(facts) })),
  }));
  const debian = sorted(lock.debian, (platforms) =>
    sorted(platforms, ({ packages, diffId, ...facts }) => ({
      diffId,
      ...factsJson(facts),
      packages: sorted(packages, (version) => version),
    })),
  );
  return `${JSON.stringify({ schema: SCHEMA, debian, images }, null, 2)}\n`;
}

function sorted<T, U>(map: ReadonlyMap<string, T>, form: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, form(value)]),
  );
}

const FACTS = ['libc', 'node', 'python', 'system'] as const;

/** One order, whoever made the value. */
function factsJson(facts: BaseFacts): BaseFacts {
  return Object.fromEntries(
    FACTS.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])),
  );
}

/** Far more than any project's bases. */
const LIMIT = 4 * 1024 * 1024;
const MOST_NAMES = 200;
const MOST_PLATFORMS = 50;
const MOST_PACKAGES = 20_000;

/** @returns `lock-invalid`; everything in it is checked, for it decides what is built on */
export function readLock(text: string, path = LOCK_FILE): Result<Lock> {
  const bytes = Buffer.from(text);
  const lock = bytes.length > LIMIT ? err(`it has more than ${LIMIT} bytes`) : readJson(bytes);
  return lock.ok ? lock : err({ code: 'lock-invalid', path, message: lock.failure });
}

function readJson(bytes: Uint8Array): Result<Lock, string> {
  const json = strictJson(bytes);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return err('it is no object');
  if (value['schema'] !== SCHEMA) return err(`its schema is not ${SCHEMA}`);
  const unknown = unknownOf(value, ['schema', 'images', 'debian']);
  if (unknown !== undefined) return err(`nothing is called "${unknown}" in it`);
  const images = readMap(value['images'] ?? {}, 'images', MOST_NAMES, readImage);
  if (!images.ok) return images;
  const debian = readMap(value['debian'] ?? {}, 'debian', MOST_NAMES, (one, where) =>
    readMap(one, where, MOST_PLATFORMS, readDebian, PLATFORM),
  );
  if (!debian.ok) return debian;
  return ok({ images: images.value, debian: debian.value });
}

function readImage(value: unknown, where: string): Result<ImagePin, string> {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const unknown = unknownOf(value, ['digest', 'platforms']);
  if (unknown !== undefined) return err(`nothing is called "${unknown}" in ${where}`);
  const digest = readDigest(value['digest'], `${where}.digest`);
  if (!digest.ok) return digest;
  const platforms = readMap(
    value['platforms'] ?? {},
    `${where}.platforms`,
    MOST_PLATFORMS,
    readPlatformPin,
    PLATFORM,
  );
  return platforms.ok ? ok({ digest: digest.value, platforms: platforms.value }) : platforms;
}

function readPlatformPin(value: unknown, where: string): Result<PlatformPin, string> {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const facts = readFacts(value, where, ['digest']);
  if (!facts.ok) return facts;
  const digest = readDigest(value['digest'], `${where}.digest`);
  return digest.ok ? ok({ digest: digest.value, ...facts.value }) : digest;
}

function readDebian(value: unknown, where: string): Result<DebianPin, string> {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const facts = readFacts(value, where, ['diffId', 'packages']);
  if (!facts.ok) return facts;
  const diffId = readDigest(value['diffId'], `${where}.diffId`);
  if (!diffId.ok) return diffId;
  const packages = readMap(
    value['packages'],
    `${where}.packages`,
    MOST_PACKAGES,
    (version, place): Result<string, string> =>
      typeof version === 'string' && VERSION.test(version) ? ok(version) : err(`${place} is no version`),
    PACKAGE,
  );
  return packages.ok ? ok({ diffId: diffId.value, packages: packages.value, ...facts.value }) : packages;
}

const PLATFORM = /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9.]+)?$/;
/** Names and versions go into the preferences of apt: nothing that means more to it than a name (Debian policy 5.6). */
export const PACKAGE = /^[a-z0-9][a-z0-9+.-]*$/;
const VERSION = /^[0-9][A-Za-z0-9.+:~-]*$/;
const FACT = /^[\w.+~ -]{1,80}$/;

function readFacts(
  value: Readonly<Record<string, unknown>>,
  where: string,
  beside: readonly string[],
): Result<BaseFacts, string> {
  const unknown = unknownOf(value, [...beside, ...FACTS]);
  if (unknown !== undefined) return err(`nothing is called "${unknown}" in ${where}`);
  const facts: [string, string][] = [];
  for (const name of FACTS) {
    const text = value[name];
    if (text === undefined) continue;
    if (typeof text !== 'string' || !FACT.test(text)) return err(`${where}.${name} is no short text`);
    facts.push([name, text]);
  }
  return ok(Object.fromEntries(facts));
}

function readDigest(value: unknown, where: string): Result<ImageDigest, string> {
  return typeof value === 'string' && isImageDigest(value) ? ok(value) : err(`${where} is no digest`);
}

/** Names are shown and asked for: no space but the ones we write, nothing that is not printed. */
const NAME = /^[\x21-\x7e](?:[\x20-\x7e]{0,500}[\x21-\x7e])?$/;

function readMap<T>(
  value: unknown,
  where: string,
  most: number,
  read: (value: unknown, where: string) => Result<T, string>,
  names = NAME,
): Result<ReadonlyMap<string, T>, string> {
  if (!isPlainObject(value)) return err(`${where} is no object`);
  const entries = Object.entries(value);
  if (entries.length > most) return err(`${where} has more than ${most} names`);
  const map = new Map<string, T>();
  for (const [name, one] of entries) {
    if (!names.test(name)) return err(`a name in ${where} is none`);
    const found = read(one, `${where}["${name}"]`);
    if (!found.ok) return found;
    map.set(name, found.value);
  }
  return ok(map);
}

function unknownOf(value: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  return unknown?.replace(/[^\x20-\x7e]/g, '?').slice(0, 40);
}
