/** What Docker there is, and which of its ways of building that leaves. */

import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import { lastLine, runEngine } from './engine-program.ts';

export type DockerFacts = {
  /** `28.2.2`. */
  readonly client: string;
  readonly server: string;
  /** `0.20.1`; undefined without that plug-in, or with one that does not work. */
  readonly buildx: string | undefined;
  /** Whether the engine keeps its images in containerd's store, which can give them out as an OCI layout. */
  readonly containerd: boolean;
};

/**
 * `layout`: buildx writes an OCI layout by itself. `buildx`, `buildkit`, `classic`: the image goes into the engine and is
 * read out of it again.
 */
export type DockerWay = 'layout' | 'buildx' | 'buildkit' | 'classic';

/** Clients have BuildKit themselves until 22; from 23 on it is in the plug-in alone. */
const LAST_WITH_BUILDKIT = 22;

export function dockerWay({ client, buildx, containerd }: DockerFacts): DockerWay {
  if (buildx !== undefined) return containerd ? 'layout' : 'buildx';
  const major = Number(/^\d+/.exec(client)?.[0] ?? Number.NaN);
  return major >= 18 && major <= LAST_WITH_BUILDKIT ? 'buildkit' : 'classic';
}

/** Asks the client, which asks the daemon. `engine-unavailable` says what to do. */
export async function askDocker(inside: Inside): Promise<Result<DockerFacts>> {
  const ask = (args: readonly string[]) => runEngine(inside, { program: 'docker', args, shown: false });
  const [version, info] = await Promise.all([
    ask(['version', '--format', '{{json .}}']),
    ask(['info', '--format', '{{json .}}']),
  ]);
  if (!version.ok) return version;
  if (!info.ok) return info;
  const said = parsed(version.value.output);
  const client = textAt(said, 'Client', 'Version');
  const server = textAt(said, 'Server', 'Version');
  if (client === undefined) {
    return err(unavailable('it is no client of Docker; if it stands for podman, say "with: podman"'));
  }
  if (server === undefined) {
    const why = lastLine(version.value.errors) || 'its daemon does not answer';
    return err(
      unavailable(
        `${why}; start it, or build without one: "with: buildah", or "layers:" instead of a Dockerfile`,
      ),
    );
  }
  const about = parsed(info.value.output);
  return ok({ client, server, buildx: buildxOf(about), containerd: usesContainerd(about) });
}

type Json = Readonly<Record<string, unknown>>;

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : {};
  } catch {
    return {};
  }
}

function textAt(json: Json, outer: string, inner: string): string | undefined {
  const part = json[outer];
  const value = isPlainObject(part) ? part[inner] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function buildxOf(info: Json): string | undefined {
  const client = info['ClientInfo'];
  const plugins = isPlainObject(client) ? client['Plugins'] : undefined;
  if (!Array.isArray(plugins)) return undefined;
  for (const plugin of plugins) {
    if (!isPlainObject(plugin) || plugin['Name'] !== 'buildx') continue;
    const { Version: version, Err: broken } = plugin;
    if (broken === undefined || broken === '') return typeof version === 'string' ? version : '';
  }
  return undefined;
}

function usesContainerd(info: Json): boolean {
  const status = info['DriverStatus'];
  const pairs: readonly unknown[] = Array.isArray(status) ? status : [];
  return pairs.some((pair) => Array.isArray(pair) && pair[1] === 'io.containerd.snapshotter.v1');
}

function unavailable(message: string) {
  return { code: 'engine-unavailable', engine: 'docker', message } as const;
}
