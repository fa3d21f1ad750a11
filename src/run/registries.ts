/**
 * Credentials of registries for one job: looked up when it starts, written as Docker's `config.json` into a folder that
 * only this job has, for just the hosts that it was granted.
 */

import type { Credential } from '../clients/registry/access.ts';
import { secretsOf } from '../clients/registry/access.ts';
import { credentialsFrom } from '../clients/registry/credentials.ts';
import { CONFIG_FILE_LIMIT, writeDockerConfig } from '../clients/registry/docker-config.ts';
import type { World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { JobSpec } from '../core/step.ts';
import type { Stage } from './job.ts';

const GRANT = 'registry:';

/**
 * @param folder  the job's own; it becomes its DOCKER_CONFIG
 * @returns what of it must not be seen in its output
 */
export async function giveRegistries(
  { world, trusted }: Pick<Stage, 'world' | 'trusted'>,
  spec: JobSpec,
  folder: string,
): Promise<Result<readonly string[]>> {
  const known = new Map<string, Credential>();
  // A change gets no secret, whatever its file says: it reads what anybody may read.
  if (trusted) {
    const find = credentialsFrom(world);
    for (const grant of spec.grants) {
      if (!grant.startsWith(GRANT)) continue;
      const registry = grant.slice(GRANT.length);
      const found = await find(registry);
      if (!found.ok) return found;
      if (found.value !== undefined) known.set(registry, found.value);
    }
  }
  const made = world.files.makeFolder(folder, 0o700);
  if (!made.ok) return made;
  const text = spec.grants.includes('engine')
    ? withEngineSettings(world, folder, writeDockerConfig(known))
    : writeDockerConfig(known);
  const written = world.files.writeText(`${folder}/config.json`, text, 0o600);
  if (!written.ok) return written;
  return ok([...known.values()].flatMap((credential) => [...secretsOf(credential), ...shownAs(credential)]));
}

/** As it stands in the file, and as it is sent. */
function shownAs(credential: Credential): readonly string[] {
  if (credential.kind !== 'basic') return [];
  return [Buffer.from(`${credential.user}:${credential.password}`).toString('base64')];
}

/**
 * Which daemon the person has chosen, and the plug-ins of their client (buildx). What a context holds to get in there, it
 * is the grant of the engine that hands it out.
 */
function withEngineSettings(
  { files, env, home }: Pick<World, 'files' | 'env' | 'home'>,
  folder: string,
  text: string,
): string {
  const own = env['DOCKER_CONFIG'] || `${home}/.docker`;
  for (const name of ['contexts', 'cli-plugins']) {
    if (files.kind(`${own}/${name}`) === 'folder') files.link(`${own}/${name}`, `${folder}/${name}`);
  }
  const config = files.readText(`${own}/config.json`, CONFIG_FILE_LIMIT);
  const context = config.ok ? contextIn(config.value ?? '') : undefined;
  return context === undefined ? text : JSON.stringify({ ...JSON.parse(text), currentContext: context });
}

function contextIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('currentContext' in value)) return undefined;
    return typeof value.currentContext === 'string' ? value.currentContext : undefined;
  } catch {
    return undefined;
  }
}
