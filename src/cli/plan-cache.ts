/** The line about the cache below a plan. Loaded where it is shown: a run that has nothing to do needs none of it. */

import type { CacheSettings } from '../core/cache.ts';
import type { Context } from '../core/host.ts';
import type { World } from '../core/ports.ts';

export type CacheForPlan = (
  world: Pick<World, 'secrets' | 'state'>,
  context: Context,
  settings: CacheSettings,
) => readonly string[];

/** To be begun early: git and tools are asked meanwhile. */
export async function loadCacheForPlan(): Promise<CacheForPlan> {
  const [{ cacheOutlook }, { cacheClauses }] = await Promise.all([
    import('../run/cache-outlook.ts'),
    import('../report/cache-outlook.ts'),
  ]);
  return (world, context, settings) => cacheClauses(cacheOutlook(world, context, settings));
}
