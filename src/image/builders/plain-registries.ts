/**
 * Registries without TLS, for buildah and podman: they know them from a file only, and their flag would let every other
 * registry do without, too. The user's own file goes on to hold, with ours behind it.
 */

import type { BuildRequest } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { isLoopback } from '../../core/loopback.ts';
import { ok, type Result } from '../../core/result.ts';
import { parseImageName } from '../../formats/image-name.ts';
import type { Ground } from './dockerfile-ground.ts';

/** More than any file of registries. */
const LIMIT = 1024 * 1024;

/** Path of the file; undefined when no image comes from such a registry. */
export function registriesFile(
  { plainHttp }: BuildRequest,
  { dockerfile, folder }: Ground,
  inside: Inside,
): Result<string | undefined> {
  const hosts = new Set<string>();
  for (const { name } of dockerfile.images) {
    const host = parseImageName(name)?.registry;
    if (host !== undefined && (isOurs(host) || plainHttp.includes(host))) hosts.add(host);
  }
  if (hosts.size === 0) return ok(undefined);
  const { files } = inside.doors();
  const { env } = inside;
  const theirs = [env['CONTAINERS_REGISTRIES_CONF'], '/etc/containers/registries.conf']
    .filter((path) => path !== undefined)
    .find((path) => files.kind(path) === 'file');
  const text = theirs === undefined ? ok('') : files.readText(theirs, LIMIT);
  if (!text.ok) return text;
  const said = text.value ?? '';
  // Of one registry two things may not be said, and theirs holds.
  const ours = [...hosts]
    .filter((host) => !speaksOf(said, host))
    .map((host) => `[[registry]]\nlocation = ${JSON.stringify(host)}\ninsecure = true\n`);
  if (ours.length === 0) return ok(undefined);
  const path = `${folder}/registries.conf`;
  const written = files.writeText(path, [said, ...ours].join('\n'), 0o600);
  return written.ok ? ok(path) : written;
}

function speaksOf(text: string, host: string): boolean {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.some((line) => /^(location|prefix)\s*=/.test(line) && line.includes(JSON.stringify(host)));
}

function isOurs(host: string): boolean {
  const url = URL.parse(`http://${host}`);
  return url !== null && isLoopback(url);
}
