/** Verifies all of an entry and writes nothing. */

import type { Miss } from '../../core/cache.ts';
import type { World } from '../../core/ports.ts';
import type { Result } from '../../core/result.ts';
import type { ArchiveList } from './members.ts';
import type { OpenEntry } from './open.ts';
import { shareGroups } from './share-groups.ts';

/** Every piece and every file against the digests of the list. */
export function check(
  world: Pick<World, 'disk' | 'workers'>,
  entry: OpenEntry,
  list: ArchiveList,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<void, Miss>> {
  return shareGroups(world, entry, list, new Map(), signal);
}
