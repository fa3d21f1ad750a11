/** Where we run, how far that is trusted, and what a host must be able to do. */

import type { Reporter } from './event.ts';
import type { Clock, Files } from './ports.ts';

export type HostName = 'github' | 'gitlab' | 'local';

/** T3 release, T2 protected branch, T1 same-repository change, T0 fork, local, unknown. */
export type Tier = 'T0' | 'T1' | 'T2' | 'T3';

/** What the forge itself says of this run, read from its variables and event file; nothing is decided here. */
export type HostFacts = ForgeFacts & {
  /** The image that the job runs in, as somebody names it: `name@sha256:…`, or by a tag alone. */
  readonly image?: string;
};

type ForgeFacts =
  | { readonly host: 'local'; readonly ci: boolean }
  | {
      readonly host: 'github';
      readonly event: string;
      /** `owner/name` of the repository the workflow runs in. */
      readonly repository: string;
      readonly repositoryUrl: string;
      /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`. */
      readonly ref: string;
      readonly commit: string;
      readonly defaultBranch: string | undefined;
      /** For pull requests: `owner/name` of the head; undefined when the event does not say. */
      readonly headRepository: string | undefined;
      readonly change: string | undefined;
      readonly runUrl: string;
      /** `public`, `internal`, `private`; undefined where the forge does not say. */
      readonly visibility: string | undefined;
    }
  | {
      readonly host: 'gitlab';
      /** `CI_PIPELINE_SOURCE`. */
      readonly source: string;
      readonly repository: string;
      readonly repositoryUrl: string;
      /** `refs/heads/…` or `refs/tags/…`, or the merge request's ref. */
      readonly ref: string;
      readonly commit: string;
      readonly defaultBranch: string | undefined;
      readonly refProtected: boolean;
      /** For merge requests: path of the source project. */
      readonly headRepository: string | undefined;
      readonly change: string | undefined;
      readonly runUrl: string;
      /** `public`, `internal`, `private`; undefined where the forge does not say. */
      readonly visibility: string | undefined;
    };

/** What git says of the workspace; undefined parts where there is no repository or no commit. */
export type GitFacts = {
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly dirty: boolean;
  /** Paths of untracked files, where nothing else makes it dirty; empty otherwise, and in a plan. */
  readonly newFiles: readonly string[];
  readonly shallow: boolean;
  /** `remote.origin.url` without credentials. */
  readonly remote: string | undefined;
  /** Names of the repository's own settings that hold credentials or lead to them; never their values. */
  readonly credentials: readonly string[];
  /** Where the workspace lies below the top of the repository: `examples/diary`, or empty. */
  readonly prefix: string;
};

/** Who runs what, decided once. Frozen; everything after reads it. */
export type Context = {
  readonly host: HostName;
  readonly ci: boolean;
  readonly tier: Tier;
  /** One clause for people: `because this is a local run`. */
  readonly tierReason: string;
  /** Absolute path; not part of any key. */
  readonly workspace: string;
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  /** In a plan without what its jobs leave: two runs of one tree say the same. */
  readonly dirty: boolean;
  readonly git: GitFacts | undefined;
  readonly change: string | undefined;
  readonly runUrl: string | undefined;
  /** What made the forge start this run: `push`, `schedule`, `merge_request_event`; undefined at a desk. */
  readonly trigger: string | undefined;
  /** The image that the job runs in, where somebody says it. */
  readonly image?: string;
};

/** What a host gets for showing a run: where text goes, how it looks, and the doors it needs. */
export type View = {
  /** Text for people, or for the forge that reads the log; written as it is, in order. */
  readonly write: (text: string) => void;
  /** True when that is a terminal whose cursor can be moved. */
  readonly terminal: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** Cells and lines there are at this moment; 80 and 24 where there is no terminal. */
  readonly columns: () => number;
  readonly rows: () => number;
  /** Calls again and again until what it returns is called; never keeps the program alive. */
  readonly every: (milliseconds: number, tick: () => void) => () => void;
  /** Called synchronously however the program ends, unless what it returns was called before. */
  readonly onExit: (restore: () => void) => () => void;
  /** A new word of at least 128 random bits, `[0-9a-f]+`. */
  readonly token: () => string;
  readonly clock: Clock;
  readonly files: Pick<Files, 'readText' | 'writeText' | 'kind' | 'digest'>;
  /** Absolute path of the folder that is run. */
  readonly workspace: string;
  /** Values that must not stand in a log; a host that can mask them does. */
  readonly secrets: readonly string[];
};

/** One of the places where we run: what it says of the run, and how it shows one. */
export interface Host {
  readonly name: HostName;
  readonly facts: HostFacts;
  /** What the host should have said and did not, one line each; its reporter shows them. */
  readonly remarks: readonly string[];
  /** True when its log shows colours although it is no terminal. */
  readonly colors: boolean;
  open(view: View): Promise<Reporter>;
}
