/** Every maker of bills of materials, one line each. */

import type { SbomMaker } from './maker.ts';
import { own } from './own.ts';
import type { MakerName } from './request.ts';
import { syft } from './syft.ts';
import { trivy } from './trivy.ts';

export const MAKERS: Readonly<Record<MakerName, SbomMaker>> = {
  own, //   ours: always there
  syft, //  Anchore's
  trivy, // Aqua's
};
