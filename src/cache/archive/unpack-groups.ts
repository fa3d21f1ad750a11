/** The part of unpacking that threads do: some groups of an entry, verified, each file where its root goes. */

import type { Miss } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import type { FileMember, Group } from './members.ts';
import { rootOf } from './members.ts';
import { GroupReader, type Sink, type Writer } from './read-group.ts';

export type UnpackInput = {
  /** Descriptor of the entry, which all threads of the process share. */
  readonly file: number;
  readonly groups: readonly Group[];
  /** Absolute paths by root; files of other roots are verified and not written. */
  readonly targets: ReadonlyMap<string, string>;
  /** Not zero in its first place once nobody wants the rest. */
  readonly stop: Int32Array<SharedArrayBuffer>;
};

/** The task `unpack`: undefined when all is done, else why not. */
export function unpackGroups(disk: Disk): (input: unknown) => Miss | undefined {
  const reader = new GroupReader(disk);
  return (input) => {
    const { file, groups, targets, stop } = input as UnpackInput;
    const sink: Sink = (member) => create(disk, targets, member);
    for (const group of groups) {
      const done = reader.read(file, group, sink, () => Atomics.load(stop, 0) !== 0);
      if (!done.ok) return done.failure;
    }
    return undefined;
  };
}

function create(disk: Disk, targets: ReadonlyMap<string, string>, member: FileMember): Writer | undefined {
  const place = placeOf(targets, member.path);
  if (place === undefined) return undefined;
  const file = disk.create(place, member.mode);
  return { write: (bytes) => disk.write(file, bytes), close: () => disk.close(file) };
}

/** Where a member goes; undefined when its root goes nowhere. */
export function placeOf(targets: ReadonlyMap<string, string>, path: string): string | undefined {
  const root = rootOf(path);
  const target = targets.get(root);
  return target === undefined ? undefined : `${target}${path.slice(root.length)}`;
}
