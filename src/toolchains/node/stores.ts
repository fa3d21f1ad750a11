/**
 * The folders in which npm, pnpm and Yarn keep packages: what of them is worth keeping, and whether the manager holds
 * it against the lock file. See docs/stores.md; each value is tried in test/real/store-poison*.test.ts.
 */

import type { PackageStore } from '../../core/step.ts';
import { pinsEverything } from './locks.ts';
import type { ManagerName, YarnSettings } from './manager.ts';

/** What `installStore` adds to, and what a job sees that reads packages without installing them. */
export const MANAGER_STORES: Readonly<Record<ManagerName, PackageStore>> = {
  npm: {
    name: 'npm',
    env: ['npm_config_cache'],
    // As deep as files lie, so that no link can stand for a folder.
    keeps: ['_cacache/content-v*/sha*/??/??/*', '_cacache/index-v*/??/??/*'],
    leaves: [],
    checked: false,
  },
  pnpm: {
    name: 'pnpm',
    // The variable was renamed in version 11.
    env: ['npm_config_store_dir', 'pnpm_config_store_dir'],
    keeps: ['v*/files', 'v*/index', 'v*/index.db'],
    leaves: [],
    checked: false,
  },
  yarn: {
    name: 'yarn',
    env: ['YARN_GLOBAL_FOLDER'],
    keeps: ['cache/*.zip'],
    leaves: [],
    checked: false,
  },
  'yarn-1': {
    name: 'yarn-1',
    env: ['YARN_CACHE_FOLDER'],
    keeps: ['v*'],
    leaves: ['v*/.tmp'],
    checked: false,
  },
};

/** Managers that compare every package that they take from their store with the lock file, if that has its hash. */
const COMPARES: ReadonlySet<ManagerName> = new Set<ManagerName>(['npm', 'yarn']);

/** The store as an install by the lock file uses it. */
export function installStore(name: ManagerName, lock: string, yarn: YarnSettings): PackageStore {
  const checked =
    COMPARES.has(name) && pinsEverything(name, lock) && (name !== 'yarn' || yarn.refusesChanges);
  return { ...MANAGER_STORES[name], checked };
}
