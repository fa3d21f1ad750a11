/** The store over GitHub's cache with a server that speaks its protocol; everything else is real. */

import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type GithubDoors, githubStore } from '../../src/cache/stores/github.ts';
import type { CacheStore } from '../../src/cache/stores/store.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemFiles } from '../../src/system/files.ts';
import { systemHttp } from '../../src/system/http.ts';
import { systemWorkers } from '../../src/system/workers.ts';
import { DEFAULT_BRANCH, FakeGithubCache } from '../fake/github-cache.ts';
import type { Harness, OpenStore } from './stores.ts';
import { FakeClock, MACHINE } from './world.ts';

export type GithubPlace = OpenStore & {
  readonly service: FakeGithubCache;
  readonly clock: FakeClock;
  readonly doors: GithubDoors;
  /** Folders that were made to download entries into. */
  readonly made: readonly string[];
  /** The store as a run on another branch, or with other variables or doors, opens it. */
  as(ref: string, more?: Partial<GithubDoors>, may?: 'write' | 'read' | 'nothing'): CacheStore;
};

export const githubHarness: Harness = { name: 'github', open: githubPlace };

export async function githubPlace(t: TestContext): Promise<GithubPlace> {
  const service = await FakeGithubCache.start(t);
  const clock = new FakeClock();
  const workers = systemWorkers(join(import.meta.dirname, '../../dist/main.js'));
  t.after(() => workers.close());
  const files = systemFiles();
  const made: string[] = [];
  const doors: GithubDoors = {
    http: systemHttp({ env: {}, silence: 500 }),
    files: {
      ...files,
      temporary(prefix) {
        const folder = files.temporary(prefix);
        if (folder.ok) made.push(folder.value);
        return folder;
      },
    },
    disk: systemDisk(),
    workers,
    clock,
    env: { ACTIONS_RESULTS_URL: service.url },
    secrets: new Map([['ACTIONS_RUNTIME_TOKEN', service.token()]]),
    machine: { ...MACHINE, path: (process.env['PATH'] ?? '').split(delimiter) },
  };
  const as: GithubPlace['as'] = (ref, more = {}, may = 'write') => {
    const secrets = new Map([['ACTIONS_RUNTIME_TOKEN', service.token(ref, may)]]);
    const store = githubStore({ ...doors, secrets, ...more });
    if (!store.ok) throw new Error(store.failure.detail);
    return store.value;
  };
  return {
    store: as(DEFAULT_BRANCH),
    again: () => as(DEFAULT_BRANCH),
    readOnly: () => as(DEFAULT_BRANCH, {}, 'read'),
    async lose({ id }) {
      for (const entry of service.entries) if (entry.key === id) service.tamper(entry, undefined);
    },
    later: (milliseconds) => clock.advance(milliseconds),
    service,
    clock,
    doors,
    made,
    as,
  };
}
