/** The frozen list of jobs, made before anything runs. Plain JSON. */

import type { FileDigest } from './digest.ts';
import type { Context } from './host.ts';
import type { Isolation, Machine } from './ports.ts';
import type { Explained, JobSpec, SkipReason } from './step.ts';

export const PLAN_SCHEMA = 'sealsmith-plan/1';

export type PlannedJob = {
  readonly spec: JobSpec;
  /** Ids of the jobs it waits for. */
  readonly after: readonly string[];
  readonly isolation: Isolation;
  readonly explained: readonly Explained[];
};

export type PlannedSkip = { readonly step: string; readonly why: SkipReason };

export type Plan = {
  readonly schema: typeof PLAN_SCHEMA;
  readonly project: { readonly name: string; readonly toolchain: string; readonly file: string };
  /** The configuration file that it was made from; undefined without one. */
  readonly config: FileDigest | undefined;
  readonly context: Context;
  readonly machine: Machine;
  /** In an order in which they could run one by one. */
  readonly jobs: readonly PlannedJob[];
  readonly skips: readonly PlannedSkip[];
  /** Every step, planned or skipped, in the order of the pipeline; for display. */
  readonly order: readonly string[];
};
