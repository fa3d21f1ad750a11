/** What the check of an image is asked for, and what it finds. Plain JSON: the request stands in the plan. */

import type { BuilderName, Platform } from '../../core/image.ts';
import type { WorkspacePath } from '../../core/path.ts';

/** How an image is started alone. */
export const RUNNER_NAMES = ['bare', 'podman', 'docker'] as const;
export type RunnerName = (typeof RUNNER_NAMES)[number];

export type CheckRequest = {
  /** The folder of the OCI layout, relative to the workspace. */
  readonly layout: WorkspacePath;
  readonly platform: Platform;
  /** What people call the image: its name without a tag, or the project's. */
  readonly name: string;
  /** Names of variables that it gets beside those of its configuration; their values come from the job's environment. */
  readonly env: readonly string[];
  /** Milliseconds from its start until it must be well. */
  readonly within: number;
  readonly how:
    | {
        readonly kind: 'alone';
        readonly runner: 'auto' | RunnerName;
        /** Who made it: `auto` checks what an engine made with that engine. */
        readonly builder: BuilderName;
        /** What is asked; undefined: its own HEALTHCHECK, or that it does not end. It gets the port as PORT too. */
        readonly ask?: { readonly port: number; readonly path: string };
        /** Instead of all that: run in place of the image's own command, and must end with 0 within the time. */
        readonly run?: readonly [string, ...string[]];
      }
    | {
        readonly kind: 'compose';
        /** A Compose file in which `${SEALSMITH_IMAGE}` is the image. */
        readonly file: WorkspacePath;
        /** The service whose own health check decides; without one, that it does not end. */
        readonly service: string;
      };
};

/** What was seen of an image that is well. */
export type Checked = {
  /** `bare`, `podman`, `docker`, or the program that read the Compose file: `docker compose`. */
  readonly runner: string;
  readonly seen:
    | { readonly kind: 'answered'; readonly path: string; readonly status: number }
    /** By its own HEALTHCHECK, or that of the Compose file. */
    | { readonly kind: 'healthy' }
    /** It was not asked anything and ran on for a while. */
    | { readonly kind: 'kept-running' }
    /** What was run in it ended with 0. */
    | { readonly kind: 'ran'; readonly command: string };
  /** Milliseconds from its start. */
  readonly after: number;
  /** Things to know that are no failure, one line each. */
  readonly remarks: readonly string[];
};

/** `answers /health (200) after 0.4 s, started bare`. */
export function checkedText({ runner, seen, after }: Checked): string {
  const time = `${(after / 1000).toFixed(1)} s`;
  switch (seen.kind) {
    case 'answered':
      return `answers ${seen.path} (${seen.status}) after ${time}, started ${started(runner)}`;
    case 'healthy':
      return `healthy after ${time}, started ${started(runner)}`;
    case 'kept-running':
      return `still runs after ${time}, started ${started(runner)}`;
    case 'ran':
      return `${seen.command} ended well after ${time}, started ${started(runner)}`;
  }
}

function started(runner: string): string {
  return runner === 'bare' ? 'without an engine' : `by ${runner}`;
}
