/** How a command inside a job speaks to registries: with what the job was granted, and with nothing else. */

import { credentialsFrom } from '../../clients/registry/credentials.ts';
import type { RegistryOptions } from '../../clients/registry/wire.ts';
import type { Inside } from '../../core/inside.ts';
import { ok } from '../../core/result.ts';

export function registryOptions(inside: Inside, plainHttp: readonly string[]): RegistryOptions {
  const find = credentialsFrom({
    files: inside.doors().files,
    // The job's own folder; no home, no helpers.
    env: { DOCKER_CONFIG: inside.env['DOCKER_CONFIG'] },
    secrets: new Map(),
    home: undefined,
  });
  return {
    plainHttp,
    credential: async (registry) => {
      const found = await find(registry);
      return found.ok && found.value !== undefined
        ? ok({ ...found.value, from: 'what this job was granted' })
        : found;
    },
    signal: inside.interrupt(),
  };
}
