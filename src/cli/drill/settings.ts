/** The cache's settings of a folder, also where nothing can be planned: an empty folder has a cache as well. */

import type { CacheSettings } from '../../core/cache.ts';
import type { Context } from '../../core/host.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { CONFIG_NAMES, EMPTY_CONFIG } from '../../run/config-shape.ts';
import { makeContext } from '../../run/context.ts';
import { trustOf } from '../../run/trust.ts';
import { prepared } from '../prepared.ts';
import type { Session } from '../session.ts';

export type Settled = { readonly settings: CacheSettings; readonly context: Context };

export async function settledFor(session: Session): Promise<Result<Settled>> {
  const found = await prepared(session);
  if (found.ok) return ok({ settings: found.value.cache, context: found.value.input.facts.context });
  const { failure } = found;
  if (failure.code !== 'nothing-detected' && failure.code !== 'toolchain-ambiguous') return err(failure);
  const { world, host, workspace } = session;
  const cache = await ownWord(session);
  const config = cache === undefined ? EMPTY_CONFIG : { ...EMPTY_CONFIG, cache };
  const trust = await trustOf(world, host.facts, workspace, config);
  const context = makeContext(host.facts, trust, workspace, await session.git);
  return ok({ settings: trust.cache, context });
}

/** What the file that lies here says of the cache; `prepared` found it sound. */
async function ownWord({ world, workspace, config }: Session) {
  const paths = config === undefined ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [config];
  for (const path of paths) {
    const text = world.files.readText(path);
    if (!text.ok || text.value === undefined) continue;
    const { parseSettings, readConfigText } = await import('../../run/config.ts');
    return parseSettings(readConfigText(path, text.value))?.values.cache;
  }
  return undefined;
}
