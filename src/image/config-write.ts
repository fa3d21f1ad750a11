/**
 * The configuration of an image that is made here: what the base says, changed by what is asked for, with the new layers
 * on top. Members stand in one order and nothing says when it was made, so that equal images have equal bytes.
 */

import type { ImageConfig, ImageDigest, Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import { sortedTexts } from './descriptor.ts';

export type NewLayer = {
  readonly diffId: ImageDigest;
  /** What it holds, for `docker history`. */
  readonly createdBy: string;
};

export type ConfigParts = {
  /** The base's configuration as it stands; undefined for an image that stands on nothing. */
  readonly base: Uint8Array | undefined;
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly created: number;
  readonly layers: readonly NewLayer[];
};

type Json = Readonly<Record<string, unknown>>;

/** Labels that describe the base itself and would be wrong of what stands on it. */
const OF_THE_BASE = 'org.opencontainers.image.';

/** @returns the failure is one clause about the base's configuration */
export function configFileBytes(parts: ConfigParts): Result<Uint8Array, string> {
  const read = parts.base === undefined ? ok({}) : strictJson(parts.base);
  if (!read.ok) return read;
  if (!isPlainObject(read.value)) return err('it is no object');
  const base: Json = read.value;
  const rootfs = objectOf(base['rootfs']);
  const diffIds: readonly unknown[] = listOf(rootfs['diff_ids']);
  const created = timeText(parts.created);
  const { os, architecture, variant } = parts.platform;
  return ok(
    Buffer.from(
      JSON.stringify({
        created,
        architecture,
        ...(variant === undefined ? {} : { variant }),
        os,
        ...picked(base, ['os.version', 'os.features']),
        config: runConfig(objectOf(base['config']), parts),
        rootfs: { type: 'layers', diff_ids: [...diffIds, ...parts.layers.map(({ diffId }) => diffId)] },
        history: [
          ...baseHistory(base, diffIds.length),
          ...parts.layers.map(({ createdBy }) => ({ created, created_by: createdBy })),
        ],
      }),
    ),
  );
}

/** RFC 3339, as image-spec config.md wants it. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, 'Z');
}

function runConfig(base: Json, { config, labels }: ConfigParts): Json {
  const { entrypoint, cmd, user, workdir, env, ports, volumes, stopSignal } = config;
  const inherited = Object.entries(textsOf(base['Labels'])).filter(([name]) => !name.startsWith(OF_THE_BASE));
  const allLabels = { ...Object.fromEntries(inherited), ...config.labels, ...labels };
  const exposed = names(
    base['ExposedPorts'],
    (ports ?? []).map((port) => `${port}/tcp`),
  );
  const mounted = names(base['Volumes'], volumes ?? []);
  const environment = mergedEnv(listOf(base['Env']), env ?? {});
  const newEntrypoint = entrypoint ?? base['Entrypoint'];
  // A base's arguments belong to its own entry point; docker build drops them as well.
  const newCmd = cmd ?? (entrypoint === undefined ? base['Cmd'] : undefined);
  return present({
    User: user ?? base['User'],
    ExposedPorts: exposed,
    Env: environment.length === 0 ? undefined : environment,
    Entrypoint: newEntrypoint,
    Cmd: newCmd,
    Volumes: mounted,
    WorkingDir: workdir ?? base['WorkingDir'],
    Labels: Object.keys(allLabels).length === 0 ? undefined : sortedTexts(allLabels),
    StopSignal: stopSignal ?? base['StopSignal'],
    ...picked(base, ['Healthcheck', 'Shell', 'ArgsEscaped', 'StopTimeout']),
  });
}

/** The base's order with new values, then what is new by name. */
function mergedEnv(base: readonly unknown[], own: Readonly<Record<string, string>>): readonly string[] {
  const lines = base.filter((line) => typeof line === 'string');
  const nameOf = (line: string): string => line.split('=', 1)[0] ?? '';
  const known = new Set(lines.map(nameOf));
  return [
    ...lines.map((line) =>
      Object.hasOwn(own, nameOf(line)) ? `${nameOf(line)}=${own[nameOf(line)]}` : line,
    ),
    ...Object.keys(own)
      .filter((name) => !known.has(name))
      .sort()
      .map((name) => `${name}=${own[name]}`),
  ];
}

/** A set as Go writes it: an object of empty objects. */
function names(base: unknown, more: readonly string[]): Json | undefined {
  const all = [...new Set([...Object.keys(objectOf(base)), ...more])].sort();
  return all.length === 0 ? undefined : Object.fromEntries(all.map((name) => [name, {}]));
}

/** One that says another number of layers than there are is no help to anybody: then each gets a line without words. */
function baseHistory(base: Json, layers: number): readonly unknown[] {
  const history = listOf(base['history']);
  const full = history.filter((entry) => objectOf(entry)['empty_layer'] !== true).length;
  return full === layers ? history : Array.from({ length: layers }, () => ({ comment: 'base' }));
}

function picked(json: Json, members: readonly string[]): Json {
  return present(Object.fromEntries(members.map((name) => [name, json[name]])));
}

function present(json: Json): Json {
  return Object.fromEntries(
    Object.entries(json).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

function objectOf(value: unknown): Json {
  return isPlainObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
