/** C8: the file becomes another one while it is read: by its name, by a link, or in place, after each reading. */

import { randomBytes } from 'node:crypto';
import type { Disk } from '../../core/disk.ts';
import { PIECE } from '../archive/layout.ts';
import type { Attack } from './attack.ts';
import type { Ground } from './ground.ts';
import { poison } from './poison.ts';
import { kept, take } from './runs.ts';

/** What is done to the file at `path`, whose bytes were these. */
type Change = (ground: Ground, path: string, bytes: Buffer) => void;

const swapped: Change = (ground, path) => ground.replace(path, ground.entry(poison()));
const linked: Change = ({ range: { world }, folder }, path) => {
  world.disk.remove(path);
  world.disk.makeLink(`${folder}/victim/secret`, path);
};
const garbled: Change = (ground, path, bytes) =>
  ground.rewrite(
    path,
    bytes.map((byte) => byte ^ 0x55),
  );

export const SWAPS: readonly Attack[] = [
  ...(
    [
      ['another entry of that name, once it is open', 'harmless', { after: 'open' }, swapped],
      ['a link of that name, once it is open', 'harmless', { after: 'open' }, linked],
      ['a link of that name, before it is open', 'store-error', { before: 'open' }, linked],
      // Readings of a small entry: tail, seal, list, the piece for its report, the piece for all of it.
      ['rewritten after its tail was read', 'seal-invalid', { after: 1 }, garbled],
      ['rewritten after its seal was read', 'digest-mismatch', { after: 2 }, garbled],
      ['rewritten after its list was read', 'digest-mismatch', { after: 3 }, garbled],
      ['rewritten after a piece was read', 'digest-mismatch', { after: 4 }, garbled],
      ['rewritten after the last piece was read', 'harmless', { after: 5 }, garbled],
    ] as const
  ).map(([name, ends, when, change]) => attackOf(name, ends, when, change, {})),
  attackOf('rewritten between two pieces of a file', 'digest-mismatch', { after: 5 }, garbled, {
    large: randomBytes(PIECE + 1000),
  }),
];

type When = { readonly before: 'open' } | { readonly after: 'open' | number };

function attackOf(
  name: string,
  ends: Attack['ends'],
  when: When,
  change: Change,
  more: Readonly<Record<string, Uint8Array>>,
): Attack {
  return {
    ...{ id: 'C8', row: 'swapped, rewritten while read', name, ends },
    perform: async (ground) => {
      ground.make('honest', more);
      const { path, bytes } = await kept(ground);
      const twin = await take(ground, 'branch');
      const disk = meddled(ground.range.world.disk, path, when, () => change(ground, path, bytes));
      return { twin, attack: await take(ground, 'branch', ground.slot, { disk }) };
    },
  };
}

/** A disk on which something happens, once, at a moment of the reading of one file. */
function meddled(disk: Disk, path: string, when: When, happen: () => void): Disk {
  let [opened, count]: [number | undefined, number] = [undefined, 0];
  return {
    ...disk,
    openRead(asked) {
      if (asked !== path) return disk.openRead(asked);
      if ('before' in when) happen();
      opened = disk.openRead(asked);
      if ('after' in when && when.after === 'open') happen();
      return opened;
    },
    read(file, into, position) {
      const read = disk.read(file, into, position);
      if (file !== opened) return read;
      count += 1;
      if ('after' in when && when.after === count) happen();
      return read;
    },
  };
}
