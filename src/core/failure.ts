/**
 * Everything that can go wrong, as one closed union. A failure carries the data its message needs; `failure-table.ts`
 * gives each code its exit status, its sentence and the next step.
 */

import type { CacheReason } from './cache.ts';
import { type Entry, type ExitStatus, FAILURES } from './failure-table.ts';
import type { ReproduceTrouble } from './reproduction.ts';

/** A place in a text file; lines and columns count from 1. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** One thing wrong in a configuration file. */
export type Problem = { readonly place: Place; readonly message: string };

/** What an image did instead of answering. */
export type CheckTrouble =
  | 'ended'
  | 'never-listened'
  | 'silent'
  | 'answered'
  | 'unhealthy'
  | 'never-ended'
  | 'not-started';

/** What is wrong with records of jobs before this one, which are called by their digests, in hex. */
export type RecordTrouble =
  | { readonly why: 'unnamed'; readonly wantedBy: string }
  | { readonly why: 'absent'; readonly digest: string }
  | { readonly why: 'failed'; readonly digest: string; readonly exit: number }
  | { readonly why: 'not-of-commit'; readonly digest: string; readonly path: string }
  /** Of a tree with changes, where this run has none. */
  | { readonly why: 'dirty'; readonly digest: string }
  /** Nothing that was made stands in them: no image, or neither that nor a binary. */
  | { readonly why: 'nothing-made'; readonly wantedBy: string; readonly fact: 'image' | 'binary' }
  | {
      readonly why: 'other-commit';
      readonly digest: string;
      readonly found: string | undefined;
      readonly wanted: string | undefined;
    }
  | { readonly why: 'conflict'; readonly fact: string; readonly digests: readonly [string, string] };

/** Why a registry said no. */
export type RegistryTrouble =
  | 'unauthorized'
  | 'denied'
  | 'not-found'
  | 'rate-limited'
  | 'too-large'
  | 'invalid'
  | 'unsupported'
  | 'failing';

/** Why nothing can be signed here, known before anything is done. */
export type SigningTrouble =
  | 'no-signer'
  | 'no-identity'
  | 'unknown-issuer'
  | 'private-repository'
  | 'visibility-unknown';

/** What is wrong with the token that says who signs. */
export type IdentityTrouble = 'absent' | 'malformed' | 'other-audience' | 'expired' | 'command-failed';

export type Failure =
  /* the command line and the configuration */
  | { readonly code: 'usage'; readonly message: string; readonly nearest?: string }
  | { readonly code: 'config-invalid'; readonly problems: readonly Problem[] }
  | { readonly code: 'config-absent'; readonly path: string }
  | { readonly code: 'config-exists'; readonly path: string }
  /* a pipeline that `generate` writes */
  | { readonly code: 'pipeline-foreign'; readonly path: string; readonly why: 'not-ours' | 'edited' }
  /** `first`: the first line that differs, undefined when there is no file. Lines are not escaped. */
  | {
      readonly code: 'pipeline-outdated';
      readonly path: string;
      readonly first: { readonly line: number; readonly has: string; readonly wants: string } | undefined;
    }
  | { readonly code: 'not-a-folder'; readonly path: string }
  | { readonly code: 'nothing-detected'; readonly root: string }
  | { readonly code: 'toolchain-ambiguous'; readonly found: readonly { name: string; file: string }[] }
  | {
      readonly code: 'project-invalid';
      readonly file: string;
      readonly message: string;
      readonly next: string;
    }
  | { readonly code: 'step-cycle'; readonly steps: readonly string[] }
  | { readonly code: 'outputs-overlap'; readonly path: string; readonly jobs: readonly [string, string] }
  | { readonly code: 'output-tracked'; readonly job: string; readonly path: string }
  | { readonly code: 'output-outside'; readonly job: string; readonly path: string; readonly place: string }
  | { readonly code: 'variable-unset'; readonly name: string; readonly wantedBy: string }
  /* facts of an earlier run */
  | { readonly code: 'fact-missing'; readonly fact: string; readonly wantedBy: string }
  | { readonly code: 'fact-stale'; readonly fact: string; readonly file: string }
  | { readonly code: 'record-invalid'; readonly path: string; readonly message: string }
  | { readonly code: 'source-unreachable'; readonly url: string; readonly detail: string }
  | ({ readonly code: 'record-refused' } & RecordTrouble)
  /* the machine */
  | { readonly code: 'tool-missing'; readonly tool: string; readonly wantedBy: string; readonly get: string }
  | { readonly code: 'tool-broken'; readonly tool: string; readonly path: string; readonly message: string }
  /** `detail`: for an owner the command that makes git trust it, else what git says. */
  | {
      readonly code: 'git-refused';
      readonly path: string;
      readonly why: 'owner' | 'slow' | 'broken';
      readonly detail: string;
    }
  /** `path`: a file that holds a private key, or its folder. `why` is a clause about it; nothing of its content. */
  | { readonly code: 'key-unusable'; readonly path: string; readonly why: string }
  | { readonly code: 'workspace-busy'; readonly path: string; readonly pid: number }
  | { readonly code: 'system'; readonly doing: string; readonly path: string; readonly errno: string }
  /* a job */
  | {
      readonly code: 'command-failed';
      readonly job: string;
      readonly command: string;
      readonly exit: number;
      readonly log: string;
    }
  | {
      readonly code: 'command-killed';
      readonly job: string;
      readonly command: string;
      readonly signal: string;
      readonly log: string;
    }
  | {
      readonly code: 'command-timeout';
      readonly job: string;
      readonly command: string;
      readonly limit: number;
      readonly log: string;
    }
  | { readonly code: 'output-missing'; readonly job: string; readonly path: string }
  | { readonly code: 'output-invalid'; readonly job: string; readonly path: string; readonly message: string }
  /* the cache */
  | {
      readonly code: 'cache-refused';
      readonly entry: string;
      readonly reason: CacheReason;
      readonly detail: string;
    }
  | { readonly code: 'cache-unreachable'; readonly reason: CacheReason; readonly detail: string }
  /* images */
  /** `what`: an image, manifest, layer or archive as people know it. `message` is one clause. */
  | { readonly code: 'image-invalid'; readonly what: string; readonly message: string }
  | {
      readonly code: 'digest-mismatch';
      readonly what: string;
      readonly expected: string;
      readonly found: string;
    }
  /** `message` is a clause such as "has Python 3.11, and pyproject.toml asks for >=3.12". */
  | { readonly code: 'base-mismatch'; readonly base: string; readonly message: string }
  /** What sealsmith.lock pins cannot be had as it says. */
  | { readonly code: 'base-changed'; readonly base: string; readonly message: string }
  | { readonly code: 'lock-invalid'; readonly path: string; readonly message: string }
  | {
      readonly code: 'image-build-failed';
      readonly builder: string;
      /** What ended badly, as one clause; what it printed is in the log. */
      readonly message: string;
      readonly next?: string;
    }
  /** An engine (docker, podman, buildah) or a helper of theirs that is there but does not do its work. */
  | { readonly code: 'engine-unavailable'; readonly engine: string; readonly message: string }
  | {
      readonly code: 'check-failed';
      readonly why: CheckTrouble;
      /** One clause, such as "it ended with 1 before it answered on port 5000". */
      readonly message: string;
      readonly next?: string;
    }
  /* registries */
  | {
      readonly code: 'registry-refused';
      /** `host` or `host:port`. */
      readonly registry: string;
      readonly repository: string;
      /** What was asked for: "push a manifest to", "read sha256:… of". */
      readonly doing: string;
      readonly why: RegistryTrouble;
      /** Whose credentials were shown, and where they came from; "nobody" without any. */
      readonly as: string;
      /** What the registry itself says, as one line; may be empty. */
      readonly detail: string;
    }
  | {
      readonly code: 'registry-unreachable';
      readonly registry: string;
      readonly doing: string;
      readonly detail: string;
    }
  /* signing */
  /** `what`: a key as people know it: its path, the variable it came in. `message` is a clause; nothing of the key. */
  | { readonly code: 'signing-key-invalid'; readonly what: string; readonly message: string }
  | {
      readonly code: 'signing-key-locked';
      readonly what: string;
      readonly why: 'no-password' | 'wrong-password';
    }
  /** Known before anything is done. */
  | {
      readonly code: 'signing-impossible';
      /** One sentence without its full stop. */
      readonly message: string;
      readonly why: SigningTrouble;
      readonly next: string;
    }
  /** The token that says who signs. `from`: where it was looked for. Never anything of the token itself. */
  | {
      readonly code: 'identity-unusable';
      readonly from: string;
      readonly why: IdentityTrouble;
      readonly message: string;
      readonly next?: string;
    }
  /** `service`: "the certificate authority at fulcio.example.org". */
  | {
      readonly code: 'sigstore-refused';
      readonly service: string;
      /** What was asked for: "issue a certificate". */
      readonly doing: string;
      readonly status: number;
      /** What it says itself, as one line; may be empty. */
      readonly detail: string;
    }
  | {
      readonly code: 'sigstore-unreachable';
      readonly service: string;
      readonly doing: string;
      readonly detail: string;
    }
  | { readonly code: 'sigstore-invalid'; readonly service: string; readonly message: string }
  /** A signing config or trusted root: which services sign, and which are believed. */
  | { readonly code: 'services-invalid'; readonly path: string; readonly message: string }
  /* what was verified */
  /** `reasons`: codes of the checks that are not well (core/verdict.ts). */
  | {
      readonly code: 'not-verified';
      readonly subject: string;
      readonly exit: 3 | 4 | 5;
      readonly reasons: readonly string[];
    }
  /* a run that was made again */
  /** `differs`: jobs and artifacts, as people name them. `ran`: false when already a definition differs. */
  | {
      readonly code: 'not-reproduced';
      readonly commit: string;
      readonly differs: readonly string[];
      readonly ran: boolean;
    }
  /** One sentence without its full stop. */
  | {
      readonly code: 'reproduce-impossible';
      readonly message: string;
      readonly why: ReproduceTrouble;
      readonly next: string;
    }
  /* the run */
  | { readonly code: 'interrupted'; readonly signal: 'SIGINT' | 'SIGTERM' }
  | { readonly code: 'bug'; readonly message: string; readonly stack: string };

export type { ExitStatus };

export type FailureCode = Failure['code'];
export type FailureOf<C extends FailureCode> = Extract<Failure, { code: C }>;

/** A failure as people read it: one line (several for `config-invalid`) and what to do next. */
export function explain(failure: Failure): { readonly message: string; readonly next: string | undefined } {
  const entry = FAILURES[failure.code] as Entry<FailureCode>;
  return { message: entry.message(failure), next: entry.next?.(failure) };
}

/** The exit status of one failure. */
export function exitOf(failure: Failure): ExitStatus {
  const { exit } = FAILURES[failure.code] as Entry<FailureCode>;
  return typeof exit === 'function' ? exit(failure) : exit;
}

/** Which of several failures the program reports: signals first, then 70, 4, 3, 2, 5, 1. */
export function worstExit(failures: readonly Failure[]): ExitStatus {
  const order: readonly ExitStatus[] = [130, 143, 70, 4, 3, 2, 5, 1];
  const found = new Set(failures.map(exitOf));
  // A failure is never a pass, whatever it says of itself.
  return order.find((status) => found.has(status)) ?? (failures.length === 0 ? 0 : 70);
}
