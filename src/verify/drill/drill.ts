/** All attacks on an image, one after the other, each beside its honest twin. */

import { ok, type Result } from '../../core/result.ts';
import { ACCOUNTS } from './accounts.ts';
import { type Attack, type Fought, fight, type Play } from './attack.ts';
import { CONTENTS } from './contents.ts';
import { JUNK } from './junk.ts';
import { SIGNING } from './signers.ts';
import { SOURCES } from './sources.ts';
import { SUBJECTS } from './subjects.ts';

/** Adding attacks is one line here. */
export const ATTACKS: readonly Attack[] = [
  ...SIGNING, //  I1, I2        nobody, or somebody else
  ...SOURCES, //  I3, I4        another source, another state of it
  ...CONTENTS, // I5, I12       what is inside
  ...SUBJECTS, // I6, I7        another image
  ...ACCOUNTS, // I8, I9, I11   what is said, and what it is taken for
  ...JUNK, //     I13           what anybody may attach
].toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));

/** @param ended  whether nobody wants to know any more */
export async function drill(
  attacks: readonly Attack[],
  play: Play,
  now: () => number,
  ended: () => boolean,
): Promise<Result<readonly Fought[]>> {
  const all: Fought[] = [];
  for (const attack of attacks) {
    if (ended()) break;
    const fought = await fight(attack, play, now);
    if (!fought.ok) return fought;
    all.push(fought.value);
  }
  return ok(all);
}
