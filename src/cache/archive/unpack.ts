/**
 * Unpacks a verified list into places that do not exist yet: folders, files, links last, then the modes of folders. On
 * any trouble all of it is removed again. Nothing is written through a link, for there is none before the end.
 */

import type { Miss } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import type { TreeEntry, World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import { wake } from './groups.ts';
import { type ArchiveList, treesOf } from './members.ts';
import type { OpenEntry } from './open.ts';
import { GroupReader, INTERRUPTED } from './read-group.ts';
import { shareGroups, threadsFor } from './share-groups.ts';
import { placeOf } from './unpack-groups.ts';

/**
 * @param targets  an absolute path for each root that is wanted: nothing may be there, the folder above must be.
 *                 A folder above that others may write to gives them the chance to interfere.
 * @returns for each root that was wanted and is there the digests of all below it; else `digest-mismatch`,
 *          `entry-unsafe`, `too-large`, `store-error`, or `target-error` (also when interrupted)
 */
export async function unpack(
  world: Pick<World, 'disk' | 'workers'>,
  entry: OpenEntry,
  list: ArchiveList,
  targets: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, readonly TreeEntry[]>, Miss>> {
  const { disk } = world;
  const taken = attempt('target-error', () => [...targets.values()].find((path) => disk.look(path)));
  if (!taken.ok) return taken;
  if (taken.value !== undefined)
    return err({ code: 'target-error', detail: `${taken.value}: there is something` });
  // They start while this one makes the folders.
  wake(world.workers, threadsFor(world, list), 'unpack', { groups: [] });
  let done: Result<void, Miss>;
  try {
    done = await fill(world, entry, list, targets, signal);
  } catch (bug) {
    removed(disk, targets, INTERRUPTED);
    throw bug;
  }
  if (!done.ok) return err(removed(disk, targets, done.failure));
  return ok(new Map([...treesOf(list)].filter(([root]) => targets.has(root))));
}

/**
 * The content of one file, verified, in memory.
 *
 * @param limit  bytes
 * @returns also `entry-unsafe` when there is no such file
 */
export function readMember(
  disk: Disk,
  entry: OpenEntry,
  list: ArchiveList,
  path: string,
  limit: number,
): Result<Uint8Array, Miss> {
  const group = list.groups.find(({ files }) => files.some((file) => file.path === path));
  const member = group?.files.find((file) => file.path === path);
  if (group === undefined || member === undefined)
    return err({ code: 'entry-unsafe', detail: `${path} is missing` });
  if (member.bytes > limit) return err({ code: 'too-large', detail: `${path} has ${member.bytes} bytes` });
  const content = new Uint8Array(member.bytes);
  let at = 0;
  const take = (bytes: Uint8Array): void => {
    content.set(bytes, at);
    at += bytes.length;
  };
  const read = new GroupReader(disk).read(
    entry.file,
    group,
    (file) => (file === member ? { write: take, close: () => {} } : undefined),
    () => false,
  );
  return read.ok ? ok(content) : read;
}

async function fill(
  world: Pick<World, 'disk' | 'workers'>,
  entry: OpenEntry,
  list: ArchiveList,
  targets: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Result<void, Miss>> {
  const { disk } = world;
  const each = <M extends { readonly path: string }>(
    members: readonly M[],
    work: (place: string, member: M) => void,
  ): Result<void, Miss> =>
    attempt('target-error', () => {
      for (const member of members) {
        const place = placeOf(targets, member.path);
        if (place !== undefined) work(place, member);
      }
    });
  const folders = each(list.folders, (place, { mode }) =>
    disk.makeFolder(place, isHarmless(mode) ? mode : 0o700),
  );
  if (!folders.ok) return folders;
  const files = await shareGroups(world, entry, list, targets, signal);
  if (!files.ok) return files;
  const links = each(list.links, (place, { target }) => disk.makeLink(target, place));
  if (!links.ok) return links;
  // Sorted, so that what is below a folder comes after it: from the end, the deepest first.
  const late = list.folders.filter(({ mode }) => !isHarmless(mode)).toReversed();
  return each(late, (place, { mode }) => disk.setMode(place, mode));
}

/** Nothing half-done stays; where it cannot be removed, that is said. */
function removed(disk: Disk, targets: ReadonlyMap<string, string>, miss: Miss): Miss {
  const left = [...targets.values()].filter((path) => !attempt('target-error', () => disk.remove(path)).ok);
  return left.length === 0 ? miss : { ...miss, detail: `${miss.detail}; not removed: ${left.join(', ')}` };
}

/** We can write there from the beginning, and nobody else ever can. */
function isHarmless(mode: number): boolean {
  return (mode & 0o722) === 0o700;
}
