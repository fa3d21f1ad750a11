/**
 * Makes room in a store of files. What is used by others at the same moment stays readable: who has opened an entry
 * keeps its bytes, who has only found it finds it gone, which is a miss.
 */

import { type EntryFiles, MOST_NAMES } from './entries.ts';
import { newestFirst, slotPart } from './entry-name.ts';
import { folderBelow } from './ground.ts';
import { errnoOf } from './trouble.ts';
import { PARTS } from './walk.ts';

/** An hour: what is half written for longer was left by a run that is dead. Milliseconds. */
const STALE = 3_600_000;
/** The newest of one slot; several because a stranger may have put one there. */
const OF_ONE_SLOT = 3;
/** However small they are: so many names are still read in a moment. */
const MOST_ENTRIES = 20_000;

/**
 * Removes stale parts and what is no entry in folders of ours; of each slot all but the newest three; then the least
 * recently used until the rest takes at most `size` bytes. What is in `used` stays.
 *
 * @throws what the disk says of a folder that cannot be read
 */
export function sweep(entries: EntryFiles, size: number, used: ReadonlySet<string>): void {
  const { disk, clock } = entries.doors;
  const now = clock.now();
  const kept: Held[] = [];
  const folders: string[] = [];
  const drop = ({ path }: Held): void => quietly(() => disk.removeFile(path));
  let bucket: Held[] = [];
  removeParts(entries, now);
  entries.walk((seen) => {
    if (seen.kind === 'entry') {
      const { id, created } = seen.name;
      const { bytes, modified } = seen.facts;
      // A time to come is nobody's honest use.
      const last = modified > now + STALE ? 0 : modified;
      bucket.push({
        id,
        created,
        path: seen.path,
        bytes,
        last: used.has(id) ? Number.POSITIVE_INFINITY : last,
      });
    } else if (seen.kind === 'stray') {
      if (seen.ours) removeStale(entries, seen.path, now);
    } else {
      // Folder by folder, so that a flood in one is not held in memory with the rest.
      const surplus = surplusOfSlots(bucket, now);
      for (const one of surplus) drop(one);
      for (const one of bucket) if (!surplus.has(one)) kept.push(one);
      bucket = [];
      folders.push(seen.path);
    }
  });
  for (const one of leastUsed(kept, size)) drop(one);
  // A run that is about to put an entry there makes its folder again.
  for (const path of folders) quietly(() => disk.removeFolder(path));
}

type Held = {
  readonly id: string;
  readonly created: number;
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970; infinite for what this run used, which goes never. */
  readonly last: number;
};

function surplusOfSlots(bucket: readonly Held[], now: number): ReadonlySet<Held> {
  const counts = new Map<string, number>();
  const surplus = new Set<Held>();
  for (const one of bucket.toSorted(newestFirst(now))) {
    const slot = slotPart(one.id);
    const count = (counts.get(slot) ?? 0) + 1;
    counts.set(slot, count);
    if (count > OF_ONE_SLOT && one.last !== Number.POSITIVE_INFINITY) surplus.add(one);
  }
  return surplus;
}

function leastUsed(kept: readonly Held[], size: number): readonly Held[] {
  let bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  let count = kept.length;
  const drop: Held[] = [];
  for (const one of kept.toSorted((a, b) => compare(a.last, b.last))) {
    if ((bytes <= size && count <= MOST_ENTRIES) || one.last === Number.POSITIVE_INFINITY) break;
    drop.push(one);
    bytes -= one.bytes;
    count -= 1;
  }
  return drop;
}

function removeParts(entries: EntryFiles, now: number): void {
  const { disk } = entries.doors;
  const root = entries.ground.find();
  const folder = root === undefined ? undefined : folderBelow(entries.doors, root, PARTS);
  if (folder === undefined) return;
  const names: string[] = [];
  disk.scan(folder, MOST_NAMES, (name) => names.push(name));
  for (const name of names) removeStale(entries, `${folder}/${name}`, now);
}

function removeStale(entries: EntryFiles, path: string, now: number): void {
  const { disk } = entries.doors;
  const modified = disk.look(path)?.modified ?? now;
  if (modified < now - STALE || modified > now + STALE) quietly(() => disk.remove(path));
}

/** For what another may have done meanwhile, or what only the next run can do: it changes no answer. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

/** Infinity minus infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
