/** The `Git` port over a few plain values. */

import type { Failure } from '../../src/core/failure.ts';
import type { GitFacts } from '../../src/core/host.ts';
import type { Git } from '../../src/core/ports.ts';
import { err, ok } from '../../src/core/result.ts';

export type GitTold = {
  /** Undefined: no repository. */
  readonly facts?: Partial<GitFacts> | undefined;
  /** Why git tells nothing although there is a repository. */
  readonly refusal?: Failure;
  readonly files?: readonly string[];
  readonly tracked?: readonly string[];
  /** `revision:path` to text. */
  readonly shown?: Readonly<Record<string, string>>;
  /** `revision` to the commits reachable from it; a revision that is not here is unknown. */
  readonly reachable?: Readonly<Record<string, readonly string[]>>;
};

export const COMMIT = 'a41c9e2f00000000000000000000000000000000';

/** A repository; `aGit({})` has one commit, no files, and is clean. */
export function aGit(told: GitTold | undefined): Git {
  return {
    facts: async () => (told === undefined || told.refusal !== undefined ? undefined : gitFacts(told.facts)),
    refusal: async () => told?.refusal,
    files: async () => told?.files ?? (told === undefined ? undefined : []),
    tracked: async (_workspace, path) =>
      told === undefined || told.refusal !== undefined
        ? undefined
        : (told.tracked ?? told.files ?? []).some((file) => file === path || file.startsWith(`${path}/`)),
    show: async (_workspace, revision, path) => {
      const known = told?.shown ?? {};
      return Object.hasOwn(known, `${revision}:${path}`) ? known[`${revision}:${path}`] : undefined;
    },
    blob: async (_repository, revision, path) => {
      const known = told?.shown ?? {};
      const text = Object.hasOwn(known, `${revision}:${path}`) ? known[`${revision}:${path}`] : undefined;
      return text === undefined ? undefined : Buffer.from(text);
    },
    fetch: async ({ url }) =>
      told === undefined ? err({ code: 'source-unreachable', url, detail: 'no route' }) : ok(undefined),
    checkOut: async ({ commit }) => ok(told !== undefined && commit === COMMIT),
    contains: async (_workspace, revision, commit) => {
      const known = told?.reachable ?? {};
      return Object.hasOwn(known, revision) ? known[revision]?.includes(commit) : undefined;
    },
  };
}

export function gitFacts(more: Partial<GitFacts> = {}): GitFacts {
  return {
    commit: COMMIT,
    branch: 'main',
    dirty: false,
    newFiles: [],
    shallow: false,
    remote: undefined,
    credentials: [],
    prefix: '',
    ...more,
  };
}
