/** What came of making a recorded run again: each job and each artifact, beside what the record says of it. */

import type { Sha256 } from './digest.ts';
import type { ImageDifference } from './image-view.ts';

/** Why a run cannot be made again: what the record lacks, or what this machine does. */
export type ReproduceTrouble =
  | 'dirty'
  | 'no-commit'
  | 'nothing'
  | 'no-image'
  | 'commit-absent'
  | 'image-absent'
  | 'engine'
  | 'program';

/** A value of the record beside the one of now; undefined where there is none. */
export type Beside<T = string> = { readonly recorded: T | undefined; readonly now: T | undefined };

/** What of a job is compared. The first three say what it did, the others what came of it. */
export const JOB_PARTS = ['commands', 'params', 'env', 'grants', 'inputs', 'tools', 'key', 'passed'] as const;

export type JobPart = (typeof JOB_PARTS)[number];

export type JobReproduced = {
  readonly id: string;
  /** Undefined when it is not there at all. */
  readonly key: Beside<Sha256>;
  /** Whether it went well when the record was made. */
  readonly passed: boolean;
  /** Parts that differ; none when it is equal. */
  readonly differs: readonly JobPart[];
};

/** Where two files first have something different. Offsets count from 0, in bytes of the member or file. */
export type FirstDifference =
  /** `member`: its name in an archive; undefined for a file that is none. */
  | { readonly kind: 'byte'; readonly member: string | undefined; readonly at: number }
  /** A property of a member: `mode`, `time`, `size`, `kind`, `target`. */
  | { readonly kind: 'member'; readonly member: string; readonly what: string; readonly values: Beside }
  /** All members are equal, and the archive around them is written in another way. */
  | { readonly kind: 'container'; readonly at: number }
  | { readonly kind: 'image'; readonly differences: readonly ImageDifference[] };

export type ArtifactReproduced = {
  readonly path: string;
  /** An artifact is meant to leave the run and counts; what another step left may hold times, and is only told. */
  readonly kind: 'artifact' | 'output';
  readonly sha256: Beside<Sha256>;
  /** Undefined when it is equal, or when the original is not at hand. */
  readonly first: FirstDifference | undefined;
  /** Whether what was made then lies beside the record, with the digest that the record names. */
  readonly atHand: boolean;
};

export const REPRODUCTION_SCHEMA = 'sealsmith-reproduction/1';

export type Reproduction = {
  readonly schema: typeof REPRODUCTION_SCHEMA;
  readonly commit: string;
  /** Where the jobs ran. */
  readonly where:
    | { readonly kind: 'host' }
    | { readonly kind: 'container'; readonly engine: string; readonly image: string };
  readonly equal: boolean;
  readonly jobs: readonly JobReproduced[];
  readonly artifacts: readonly ArtifactReproduced[];
  /** What is of another version or kind now, which is the likely reason of what differs. */
  readonly reasons: readonly { readonly what: string; readonly values: Beside }[];
  /** Recorded jobs that are not made again, and why. */
  readonly left: readonly { readonly id: string; readonly why: string }[];
  /** The folder of the checkout, when it was kept. */
  readonly kept: string | undefined;
};
