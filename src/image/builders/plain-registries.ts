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
  const ours = [...hosts].map(
    (host) => `[[registry]]\nlocation = ${JSON.stringify(host)}\ninsecure = true\n`,
  );
  const path = `${folder}/registries.conf`;
  const written = files.writeText(path, [text.value ?? '', ...ours].join('\n'), 0o600);
  return written.ok ? ok(path) : written;
}

function isOurs(host: string): boolean {
  const url = URL.parse(`http://${host}`);
  return url !== null && isLoopback(url);
}
