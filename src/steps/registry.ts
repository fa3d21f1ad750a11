/** The pipeline, in order. */

import type { Step, StepName, StepOptions } from '../core/step.ts';
import { attest } from './attest.ts';
import { buildBinary } from './build-binary.ts';
import { containerize } from './containerize.ts';
import { install } from './install.ts';
import { lint } from './lint.ts';
import { push } from './push.ts';
import { sign } from './sign.ts';
import { test } from './test.ts';
import { verify } from './verify.ts';

/** A step whose options have been parsed by its own schema. */
export type AnyStep = Step<StepOptions> & { readonly name: StepName };

export const STEPS: readonly AnyStep[] = [
  install, //      dependencies, as locked
  lint, //         the project's linter
  test, //         the project's tests
  buildBinary, //  one program, packed
  containerize, // an image: built, tried, listed
  push, //         the image into its registry, by digest
  sign, //         what was made, by its digest
  attest, //       how it was made, what is in it
  verify, //       whether all that holds
];

/** Steps that are to come: their names are not free for steps of the user's own. */
export const RESERVED = ['audit', 'scan', 'release', 'dast', 'deploy'] as const;
