/** All stores. Each is loaded when it is opened: GitHub's library alone takes longer than a run with nothing to do. */

import type { CacheSettings } from '../../core/cache.ts';
import type { Context, HostName } from '../../core/host.ts';
import type { World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CacheStore, Trouble } from './store.ts';

export type StoreDoor = {
  readonly name: CacheStore['name'];
  readonly open: (world: StoreWorld, settings: CacheSettings, workspace: string) => Promise<Opened>;
};

/** The doors to the world that one of the stores goes through. */
export type StoreWorld = Pick<
  World,
  'disk' | 'files' | 'clock' | 'http' | 'workers' | 'machine' | 'env' | 'secrets' | 'state'
>;

type Opened = Result<CacheStore, Trouble>;

export const STORES: readonly StoreDoor[] = [
  // A folder of this machine, or one that machines share.
  {
    name: 'directory',
    open: async (world, { path, size }) =>
      ok((await import('./directory.ts')).directoryStore(world, path, size)),
  },
  // The one folder that GitLab carries from job to job.
  {
    name: 'gitlab',
    open: async (world, { size }, workspace) =>
      ok((await import('./gitlab.ts')).gitlabStore(world, workspace, size)),
  },
  // GitHub's cache service, which only actions are let in to.
  {
    name: 'github',
    open: async (world) => (await import('./github.ts')).githubStore(world),
  },
];

/** What `auto` means. */
const OF_HOST: Readonly<Record<HostName, CacheStore['name']>> = {
  local: 'directory',
  gitlab: 'gitlab',
  github: 'github',
};

/** Which store the settings mean; undefined when the cache is switched off. */
export function storeName(
  { store }: Pick<CacheSettings, 'store'>,
  host: HostName,
): CacheStore['name'] | undefined {
  return store === 'off' ? undefined : store === 'auto' ? OF_HOST[host] : store;
}

/**
 * Opens the store that the settings name; nothing is asked of it yet.
 *
 * @returns `absent` when the cache is switched off, `store-error` when what the host should give is missing
 */
export async function openStore(
  world: StoreWorld,
  settings: CacheSettings,
  context: Pick<Context, 'host' | 'workspace'>,
): Promise<Opened> {
  const name = storeName(settings, context.host);
  if (name === undefined) return err({ code: 'absent', detail: 'the cache is switched off' });
  const door = STORES.find((one) => one.name === name);
  if (door === undefined) throw new Error(`no store is called ${name}`);
  return door.open(world, settings, context.workspace);
}
