/** The pipeline, in order. */

import type { Step, StepName, StepOptions } from '../core/step.ts';
import { buildBinary } from './build-binary.ts';
import { install } from './install.ts';
import { lint } from './lint.ts';
import { test } from './test.ts';

/** A step whose options have been parsed by its own schema. */
export type AnyStep = Step<StepOptions> & { readonly name: StepName };

export const STEPS: readonly AnyStep[] = [
  install, //     dependencies, as locked
  lint, //        the project's linter
  test, //        the project's tests
  buildBinary, // one program, packed
];

/** Steps that are to come: their names are not free for steps of the user's own. */
export const RESERVED = [
  'audit',
  'containerize',
  'push',
  'scan',
  'sign',
  'attest',
  'verify',
  'release',
  'dast',
  'deploy',
] as const;
