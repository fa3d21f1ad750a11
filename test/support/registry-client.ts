/** The registry client over the real doors, for tests that have a registry to speak to. */

import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Credential } from '../../src/clients/registry/access.ts';
import { Repository } from '../../src/clients/registry/repository.ts';
import type { RegistryDoors, RegistryOptions } from '../../src/clients/registry/wire.ts';
import { ok } from '../../src/core/result.ts';
import { systemClock } from '../../src/system/clock.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemHttp } from '../../src/system/http.ts';
import { systemWorkers } from '../../src/system/workers.ts';

export type ClientOptions = Partial<RegistryOptions> & {
  readonly as?: Credential;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds without a byte after which a call is over. */
  readonly silence?: number;
};

/** Real network, disk and threads; waiting is over at once unless a test says otherwise. */
export function aRepository(
  t: Pick<TestContext, 'after'>,
  registry: string,
  { as, env = {}, silence, ...options }: ClientOptions = {},
  repository = 'group/diary',
): Repository {
  const workers = systemWorkers(join(import.meta.dirname, '..', '..', 'src', 'main.ts'));
  t.after(() => workers.close());
  const doors: RegistryDoors = {
    http: systemHttp({ env, ...(silence === undefined ? {} : { silence }) }),
    disk: systemDisk(),
    clock: systemClock(),
    workers,
  };
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  return new Repository(
    doors,
    { registry, repository },
    { plainHttp: [], credential: async () => ok(as), pause, ...options },
  );
}

export function aPassword(user: string, password: string): Credential {
  return { kind: 'basic', user, password, from: 'a test' };
}
