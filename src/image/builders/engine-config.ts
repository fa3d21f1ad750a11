/**
 * The configuration of an image as an engine made it, without what the engine says of itself: numbers of containers,
 * names of machines, hours of the day. What is left decides how a container starts, and is the same each time.
 */

import type { ImageDigest } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';

/** What a container is started by (image-spec config.md), and what only Docker and its relatives know. */
const START = [
  'User',
  'ExposedPorts',
  'Env',
  'Entrypoint',
  'Cmd',
  'Volumes',
  'WorkingDir',
  'Labels',
  'StopSignal',
  'ArgsEscaped',
  'Healthcheck',
  'OnBuild',
  'Shell',
] as const;

/** buildah's way to say which image a line stood on: an id of its own storage. */
const OWN_COMMENT = /^FROM [0-9a-f]{12}$/;

/**
 * @param epoch    seconds since 1970; what is dated later gets this date (reproducible-builds.org, SOURCE_DATE_EPOCH)
 * @param diffIds  of the layers as they are now
 * @returns the failure is one clause for people
 */
export function plainConfig(
  bytes: Uint8Array,
  epoch: number,
  diffIds: readonly ImageDigest[],
): Result<Uint8Array, string> {
  const json = strictJson(bytes);
  if (!json.ok) return json;
  if (!isPlainObject(json.value)) return err('it is no object');
  const { value } = json;
  const latest = new Date(epoch * 1000);
  const started = value['config'];
  const lines = value['history'];
  const plain = {
    created: text(latest),
    ...kept(value, ['author', 'architecture', 'os', 'os.version', 'os.features', 'variant']),
    config: isPlainObject(started) ? startOf(started) : {},
    rootfs: { type: 'layers', diff_ids: diffIds },
    ...(Array.isArray(lines) ? { history: lines.map((line) => historyLine(line, latest)) } : {}),
  };
  return ok(Buffer.from(JSON.stringify(plain)));
}

/** The version of buildah is how it was made, and not what it is. */
const OWN_LABEL = 'io.buildah.version';

function startOf(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const labels = config['Labels'];
  if (!isPlainObject(labels)) return kept(config, START);
  const rest = Object.entries(labels).filter(([name]) => name !== OWN_LABEL);
  return kept({ ...config, Labels: Object.fromEntries(rest.sort(([a], [b]) => (a < b ? -1 : 1))) }, START);
}

function kept(json: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.hasOwn(json, name) && !isNothing(json[name]) ? [[name, json[name]]] : [],
    ),
  );
}

/** What Go writes for members that nobody set. */
function isNothing(value: unknown): boolean {
  return value === null || value === '' || (isPlainObject(value) && Object.keys(value).length === 0);
}

function historyLine(line: unknown, latest: Date): unknown {
  if (!isPlainObject(line)) return line;
  const { created, comment } = line;
  const date = typeof created === 'string' ? new Date(created) : undefined;
  return {
    ...kept(line, ['author', 'created_by', 'empty_layer']),
    ...(typeof comment === 'string' && comment !== '' && !OWN_COMMENT.test(comment) ? { comment } : {}),
    ...(date === undefined
      ? {}
      : { created: date > latest || Number.isNaN(date.getTime()) ? text(latest) : created }),
  };
}

function text(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
