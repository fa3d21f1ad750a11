/** What a pipeline is written from beside its jobs: all that the two forges must know of the project and of choices. */

import type { Choices } from './header.ts';
import type { Pipeline } from './pipeline.ts';

export type Setting = {
  readonly pipeline: Pipeline;
  readonly choices: Choices;
  /** Names or patterns with `*`; undefined: the default branch. */
  readonly protected: readonly string[] | undefined;
  readonly releaseTags: readonly string[];
  /** Somebody may seal for protected branches, so that a cache is read and written at all. */
  readonly sealed: boolean;
  /** Path of the configuration below the project, when it is not one of the usual names. */
  readonly config: string | undefined;
  /** The file that says which version of the toolchain's language is needed, below the project. */
  readonly versionFile: string | undefined;
  /** Variables that the configuration cannot be read without. */
  readonly variables: readonly string[];
  readonly kaniko: KanikoJob | undefined;
};

/** Paths are of the project. */
export type KanikoJob = {
  /** `name@sha256:…`. */
  readonly image: string;
  readonly dockerfile: string;
  /** Where `from:` of containerize looks. */
  readonly archive: string;
};

/** What there is to know that the lines of the file do not say. */
export function remarks({ pipeline }: Setting): readonly string[] {
  return [
    'One job a step; "sealsmith plan" shows what each runs and may touch.',
    ...pipeline.skips.map(({ step, why }) => `No ${step} (${why.code}): ${why.detail}`),
  ];
}

/** Jobs whose image kaniko has made wait for it. */
export function takesFromKaniko(steps: readonly string[], { kaniko }: Setting): boolean {
  return kaniko !== undefined && steps.includes('containerize');
}

/** A registry of this machine knows no credentials. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
}
