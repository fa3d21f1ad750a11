/** What packages say of their licences, as SPDX where that is beyond doubt. */

import { spdxExpression } from '../../formats/spdx.ts';
import type { Licence } from './found.ts';
import { plainLine } from './text.ts';

/** More than one package can honestly have. */
const MOST = 200;

/** A longer one is the licence's text. */
const LONGEST_NAME = 200;

/** @returns undefined when the text says nothing */
export function licenceOf(text: string): Licence | undefined {
  const spdx = spdxExpression(text);
  if (spdx !== undefined) return { spdx };
  const name = plainLine(text, LONGEST_NAME);
  return name === '' ? undefined : { name };
}

/** Each once, in one order. */
export function distinct(licences: Iterable<Licence>): readonly Licence[] {
  const known = new Map<string, Licence>();
  for (const licence of licences) {
    known.set('spdx' in licence ? `0${licence.spdx}` : `1${licence.name}`, licence);
    if (known.size >= MOST) break;
  }
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, licence]) => licence);
}
