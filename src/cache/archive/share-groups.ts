/**
 * Shares the groups of an entry among this thread and those of the pool. This one begins at once and works in short
 * turns; a pool is only started where there is enough for it to do.
 */

import type { Miss } from '../../core/cache.ts';
import type { World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isLittle } from './groups.ts';
import { type ArchiveList, type Group, groupBytes } from './members.ts';
import type { OpenEntry } from './open.ts';
import { INTERRUPTED } from './read-group.ts';
import { Turns } from './turns.ts';
import { type UnpackInput, unpackGroups } from './unpack-groups.ts';

/** To make a file takes as long as to read so many bytes, about. */
const FILE_COST = 8 * 1024;

/**
 * Verifies all groups, and writes the files of the roots that have a target. When it returns, nobody reads the entry or
 * writes any more, whatever went wrong.
 */
export async function shareGroups(
  world: Pick<World, 'disk' | 'workers'>,
  entry: OpenEntry,
  list: ArchiveList,
  targets: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Result<void, Miss>> {
  if (signal.aborted) return err(INTERRUPTED);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const end = (): number => Atomics.store(stop, 0, 1);
  signal.addEventListener('abort', end, { once: true });
  const queue = new Queue(list.groups);
  const threads = threadsFor(world, list);
  let first: Miss | undefined;
  const settle = (miss: Miss | undefined): void => {
    first ??= miss;
    if (miss !== undefined) end();
  };
  const input = (groups: readonly Group[]): UnpackInput => ({ file: entry.file, groups, targets, stop });
  const there = async (): Promise<void> => {
    // A thread takes its part when it is there: until then the others go on with it.
    settle((await world.workers.run('unpack', input([]))) as Miss | undefined);
    while (Atomics.load(stop, 0) === 0) {
      const groups = queue.take(threads);
      if (groups.length === 0) return;
      settle((await world.workers.run('unpack', input(groups))) as Miss | undefined);
    }
  };
  const here = async (): Promise<void> => {
    const unpack = unpackGroups(world.disk);
    const turns = new Turns();
    while (Atomics.load(stop, 0) === 0) {
      const group = queue.takeLast(threads === 0);
      if (group === undefined) return;
      settle(unpack(input([group])));
      if (turns.isOver()) await turns.end();
    }
  };
  try {
    const lanes = await Promise.allSettled([...Array.from({ length: threads }, there), here()]);
    const bug = lanes.find((each) => each.status === 'rejected');
    if (bug !== undefined) throw bug.reason;
  } finally {
    signal.removeEventListener('abort', end);
  }
  if (first !== undefined) return err(first);
  return Atomics.load(stop, 0) === 0 ? ok(undefined) : err(INTERRUPTED);
}

/** How many threads of the pool help with a list. */
export function threadsFor({ workers }: Pick<World, 'workers'>, { bytes, groups }: ArchiveList): number {
  const files = groups.reduce((sum, group) => sum + group.files.length, 0);
  return isLittle(bytes, files) ? 0 : Math.max(1, workers.count - 1);
}

class Queue {
  /** Large files first, so that no thread begins with one when the others are done. */
  readonly #groups: Group[];
  #first = 0;
  #cost: number;

  constructor(groups: readonly Group[]) {
    const large = groups.filter(isLarge).sort((a, b) => groupBytes(b) - groupBytes(a));
    this.#groups = [...large, ...groups.filter((group) => !isLarge(group))];
    this.#cost = groups.reduce((sum, group) => sum + costOf(group), 0);
  }

  /** Half of what would be one thread's part of the rest: few questions at the beginning, no long wait at the end. */
  take(threads: number): readonly Group[] {
    const share = this.#cost / (2 * (threads + 1));
    const taken: Group[] = [];
    for (let cost = 0; cost === 0 || cost < share; ) {
      const group = this.#groups[this.#first];
      if (group === undefined) break;
      this.#first += 1;
      taken.push(group);
      cost += costOf(group);
      this.#cost -= costOf(group);
    }
    return taken;
  }

  /** From the other end, so that two threads seldom write to the same folder; no large file unless there is nobody else. */
  takeLast(alone: boolean): Group | undefined {
    if (this.#first >= this.#groups.length) return undefined;
    const last = this.#groups.at(-1);
    if (last === undefined || (isLarge(last) && !alone)) return undefined;
    this.#groups.pop();
    this.#cost -= costOf(last);
    return last;
  }
}

function isLarge({ pieces }: Group): boolean {
  return pieces.length > 1;
}

function costOf(group: Group): number {
  return groupBytes(group) + group.files.length * FILE_COST;
}
