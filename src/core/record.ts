/** The run's own account: the only source for reports and for what later steps believe. See docs/record.md. */

import type { CacheNote } from './cache.ts';
import type { FileDigest, Sha256 } from './digest.ts';
import type { FactName, Facts } from './fact.ts';
import type { Failure } from './failure.ts';
import type { HostName, Tier } from './host.ts';
import type { Isolation } from './ports.ts';
import type { Command, FailedTest, Grant, Json, SkipReason } from './step.ts';

export const RECORD_SCHEMA = 'sealsmith-record/1';

/**
 * `fresh`: not run, because an equal run before left exactly what is there. `restored`: not run, because a sealed entry
 * of the same key was put in place.
 */
export type JobState = 'done' | 'fresh' | 'restored' | 'failed' | 'cancelled';

/** Whether what the job should give is there. */
export function hasPassed(state: JobState): boolean {
  return state === 'done' || state === 'fresh' || state === 'restored';
}

/** What a job was and gave; equal for equal work, whatever the folder, the machine's paths or the time. */
export type JobWhat = {
  readonly id: string;
  readonly passed: boolean;
  readonly key: Sha256;
  readonly commands: readonly Command[];
  readonly params: Json;
  readonly env: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  readonly tools: readonly { readonly name: string; readonly version: string; readonly from: string }[];
  /** One digest over path, mode and content of every input. */
  readonly inputs: { readonly files: number; readonly sha256: Sha256 };
};

export type JobHow = {
  readonly id: string;
  readonly state: JobState;
  readonly summary: string;
  readonly remarks: readonly string[];
  readonly isolation: Isolation;
  /** What it left: one digest over path, mode and content of everything in each output. */
  readonly outputs: readonly FileDigest[];
  /** Path of what it printed, in the workspace. */
  readonly log: string | undefined;
  readonly failure: Failure | undefined;
  readonly failedTests: readonly FailedTest[];
  readonly slowestTests: readonly { readonly name: string; readonly milliseconds: number }[];
  /** For a job that ran again with an equal key: whether it gave the same artifact, or which files differ. */
  readonly rebuilt: { readonly equal: boolean; readonly differs: readonly string[] } | undefined;
  /** What became of its entries in the cache, in the order they were asked for. */
  readonly cache: readonly CacheNote[];
  /** At a desk: why it ran although it had ended well before, in one clause. */
  readonly again: string | undefined;
};

/** Milliseconds since 1970, and how long. */
export type JobWhen = { readonly id: string; readonly started: number; readonly milliseconds: number };

/** One job as the engine hands it to reporters and to the record. */
export type JobRecord = {
  readonly what: JobWhat | undefined;
  readonly how: JobHow;
  readonly when: JobWhen;
  readonly facts: Partial<Facts>;
};

/** The cache of a run beside that of its jobs. */
export type RunCacheHow = {
  /** Which store it was, for people; undefined when no job asked for it. */
  readonly store: string | undefined;
  /** What became of the folders of packages at the end of the run. */
  readonly notes: readonly CacheNote[];
};

export type RunRecord = {
  readonly schema: typeof RECORD_SCHEMA;
  readonly what: {
    readonly source: { readonly commit: string | undefined; readonly dirty: boolean; readonly path: string };
    /** The configuration file; its path is that in the workspace. */
    readonly config?: FileDigest;
    readonly platform: { readonly os: string; readonly arch: string; readonly libc: string };
    readonly jobs: readonly JobWhat[];
    readonly facts: Partial<Facts>;
    readonly artifacts: readonly FileDigest[];
  };
  readonly how: {
    readonly project: string;
    readonly toolchain: string;
    readonly sealsmith: string;
    readonly host: HostName;
    readonly tier: Tier;
    readonly tierReason: string;
    readonly repository: string | undefined;
    readonly ref: string | undefined;
    /** What made the forge start the run. */
    readonly trigger: string | undefined;
    readonly runUrl: string | undefined;
    /** The image that the run was in, where somebody said it: `name@sha256:…`, or by a tag alone. */
    readonly image?: string;
    readonly jobs: readonly JobHow[];
    readonly skips: readonly { readonly step: string; readonly why: SkipReason }[];
    /** Ids along the longest path through what ran. */
    readonly path: readonly string[];
    readonly exit: number;
    /** For each fact the outputs of the job that gave it: who takes the fact on checks that they are still these. */
    readonly standing: { readonly [fact in FactName]?: readonly FileDigest[] };
    readonly cache: RunCacheHow;
    /** Configuration and lock files of the records before, which this run found in the commit itself. */
    readonly recomputed?: readonly FileDigest[];
  };
  readonly when: {
    readonly started: number;
    readonly milliseconds: number;
    readonly jobs: readonly JobWhen[];
  };
  /** Digests of the records whose facts this run took. */
  readonly parents: readonly Sha256[];
};
