/**
 * The configuration of an image (image-spec config.md; Docker's is the same and more): what is used of it, checked.
 * What it says beside that is left where it is.
 */

import { type ImageDigest, isImageDigest, type Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { CONFIG_LIMIT } from '../formats/oci.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';

export type HistoryEntry = {
  readonly created: string | undefined;
  readonly createdBy: string | undefined;
  readonly comment: string | undefined;
  /** A line that made no layer. */
  readonly empty: boolean;
};

/** Times in nanoseconds, as Docker says them. */
export type HealthCheck = {
  readonly test: readonly string[];
  readonly interval: number | undefined;
  readonly timeout: number | undefined;
  readonly startPeriod: number | undefined;
  readonly retries: number | undefined;
};

export type ConfigFile = {
  readonly platform: Platform;
  readonly created: string | undefined;
  readonly author: string | undefined;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Of all variables, as written: `NAME=value`. */
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
  /** `5000/tcp`, sorted. */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string | undefined;
  readonly healthcheck: HealthCheck | undefined;
  /** SHA-256 of each layer as a plain tar, from the lowest. */
  readonly diffIds: readonly ImageDigest[];
  readonly history: readonly HistoryEntry[];
};

type Json = Readonly<Record<string, unknown>>;

/** Thrown within this file and caught at its edge: it may happen at every member. */
class Malformed extends Error {}

/** @returns the failure is one clause for people */
export function readConfig(bytes: Uint8Array): Result<ConfigFile, string> {
  if (bytes.length > CONFIG_LIMIT) return err(`it has more than ${CONFIG_LIMIT} bytes`);
  const json = strictJson(bytes);
  if (!json.ok) return json;
  if (!isPlainObject(json.value)) return err('it is no object');
  try {
    return ok(configOf(json.value));
  } catch (error) {
    if (error instanceof Malformed) return err(error.message);
    throw error;
  }
}

/** A variable's value; the last one counts. */
export function envValue(env: readonly string[], name: string): string | undefined {
  return env.findLast((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
}

function configOf(json: Json): ConfigFile {
  const config = object(json, 'config') ?? {};
  const rootfs = object(json, 'rootfs');
  if (rootfs?.['type'] !== 'layers') throw new Malformed('its rootfs is not of layers');
  const variant = text(json, 'variant');
  const os = text(json, 'os');
  const architecture = text(json, 'architecture');
  if (!os || !architecture) throw new Malformed('it says no platform');
  return {
    platform: { os, architecture, ...(variant ? { variant } : {}) },
    created: text(json, 'created'),
    author: text(json, 'author'),
    entrypoint: texts(config, 'Entrypoint'),
    cmd: texts(config, 'Cmd'),
    env: texts(config, 'Env'),
    user: text(config, 'User') ?? '',
    workdir: text(config, 'WorkingDir') ?? '',
    ports: names(config, 'ExposedPorts'),
    volumes: names(config, 'Volumes'),
    labels: labels(config),
    stopSignal: text(config, 'StopSignal'),
    healthcheck: healthcheck(config),
    diffIds: texts(rootfs, 'diff_ids').map(diffId),
    history: history(json),
  };
}

function diffId(value: string): ImageDigest {
  if (!isImageDigest(value)) throw new Malformed('a digest of a layer is none');
  return value;
}

function history(json: Json): readonly HistoryEntry[] {
  const value = json['history'];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > 10_000) throw new Malformed('its history is none');
  return value.map((entry) => {
    if (!isPlainObject(entry)) throw new Malformed('its history is none');
    return {
      created: text(entry, 'created'),
      createdBy: text(entry, 'created_by'),
      comment: text(entry, 'comment'),
      empty: entry['empty_layer'] === true,
    };
  });
}

function healthcheck(config: Json): HealthCheck | undefined {
  const value = object(config, 'Healthcheck');
  if (value === undefined) return undefined;
  const test = texts(value, 'Test');
  if (test.length === 0 || test[0] === 'NONE') return undefined;
  return {
    test,
    interval: number(value, 'Interval'),
    timeout: number(value, 'Timeout'),
    startPeriod: number(value, 'StartPeriod'),
    retries: number(value, 'Retries'),
  };
}

function labels(config: Json): Readonly<Record<string, string>> {
  const value = object(config, 'Labels') ?? {};
  return Object.fromEntries(Object.keys(value).map((name) => [name, text(value, name) ?? '']));
}

function object(json: Json, name: string): Json | undefined {
  const value = json[name];
  if (value === undefined || value === null) return undefined;
  if (!isPlainObject(value) || Object.hasOwn(value, '__proto__'))
    throw new Malformed(`its ${name} is no object`);
  return value;
}

function text(json: Json, name: string): string | undefined {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Malformed(`its ${name} is no text`);
  return value;
}

function texts(json: Json, name: string): readonly string[] {
  const value = json[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw new Malformed(`its ${name} is no list of texts`);
  return value;
}

/** A set, which Go writes as an object of empty objects. */
function names(json: Json, name: string): readonly string[] {
  return Object.keys(object(json, name) ?? {}).sort();
}

function number(json: Json, name: string): number | undefined {
  const value = json[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw new Malformed(`its ${name} is no number`);
  return value;
}
