/** All attacks, one after the other, each on ground of its own that is gone afterwards. */

import { type Attack, type Fought, fight } from './attack.ts';
import { BOMBS } from './bombs.ts';
import { EDITS } from './edits.ts';
import { Ground, type Range } from './ground.ts';
import { KEYS } from './keys.ts';
import { MEMBERS } from './members.ts';
import { RACES } from './race.ts';
import { RELEASES } from './releases.ts';
import { SEALS } from './seals.ts';
import { SLOTS } from './slots.ts';
import { SWAPS } from './swaps.ts';

/** Adding attacks is one line here. */
export const ATTACKS: readonly Attack[] = [
  ...EDITS, //    C1, C9   another content on the disk
  ...SEALS, //    C2, C4   seals of others, of another time
  ...SLOTS, //    C3, C5, C13   honest entries elsewhere, slots that others fill
  ...MEMBERS, //  C6       what would climb out
  ...BOMBS, //    C7       little that becomes much
  ...SWAPS, //    C8       another file while it is read
  ...RELEASES, // C10      what a release may not read
  ...KEYS, //     C11      other inputs of the same key
  ...RACES, //    F1       all at once
].toSorted((a, b) => number(a) - number(b));

/** Ends early when nobody wants to know any more. */
export async function drill(range: Range, attacks: readonly Attack[] = ATTACKS): Promise<readonly Fought[]> {
  const fought: Fought[] = [];
  for (const [index, attack] of attacks.entries()) {
    if (range.world.interrupt.signal.aborted) break;
    const folder = `${range.folder}/${index}`;
    const ground = new Ground(range, folder);
    try {
      fought.push(await fight(attack, ground));
    } finally {
      range.world.files.remove(folder);
    }
  }
  return fought;
}

/** In the order of the threat list. */
function number({ id }: Attack): number {
  return Number(id.slice(1)) + (id.startsWith('F') ? 100 : 0);
}
