/** The table of the images' drill. */

import { type DrillEnd, drillText } from './drill.ts';
import type { Look } from './look.ts';

export type ImageDrillView = DrillEnd;

/** @param all  every attack a row of its own */
export function imageDrillText(view: ImageDrillView, look: Look, all: boolean): string[] {
  const words = {
    head: 'images in a throw-away registry, verified as "sealsmith verify" does it',
    remarks: [],
    harmless: 'exit 0  harmless: honest evidence taken',
    taken: 'PASSED',
    real: 'nothing of yours was touched',
  };
  return drillText(view, words, look, all);
}
