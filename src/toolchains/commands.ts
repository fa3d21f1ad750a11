/** A project of no kind we know: everything that is done in it, its configuration says. */

import { ok } from '../core/result.ts';
import type { Toolchain } from '../core/toolchain.ts';

export const commands: Toolchain = {
  name: 'commands',
  summary: 'nothing is detected; steps.<step>.run says what each step does',
  detect: () => ok(undefined),
};
