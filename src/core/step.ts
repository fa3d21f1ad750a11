/** A step is one verb of the pipeline; planning turns it into jobs, or into a skip with a reason. */

import type { FactName, Facts } from './fact.ts';
import type { Context } from './host.ts';
import type { RuntimeDependencies } from './image.ts';
import type { WorkspacePath } from './path.ts';
import type { Files, Machine } from './ports.ts';
import type { Result } from './result.ts';
import type { Tool, ToolRequest } from './tool.ts';

/** Steps that each toolchain does in its own way. */
export const VERBS = ['install', 'lint', 'test', 'build-binary'] as const;
export type Verb = (typeof VERBS)[number];

export const STEP_NAMES = [...VERBS, 'containerize', 'push', 'sign', 'attest', 'verify'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/**
 * What a job may touch; all else is withheld. `secret:NAME` is a variable that the step lists under `secrets`;
 * `env-file:NAME` and `environment:NAME` are variables of the two whose values look like secrets. All three are given
 * by name only, their values stand nowhere. `engine`: a container engine of this machine, which makes namespaces itself,
 * so that the job has none of ours. `registry:HOST`: what this run has of credentials for that registry. `identity`:
 * the variables by which the forge says who this run is.
 */
export type Grant =
  | 'network'
  | 'engine'
  | 'identity'
  | `${'secret' | 'env-file' | 'environment' | 'registry'}:${string}`;

/**
 * One program call: no shell, relative paths, started in the workspace (or `cwd` below it).
 * `tool` is the name of one of the job's tools.
 */
export type Command = {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd?: WorkspacePath;
};

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A folder of ours, outside the workspace, that a package manager keeps in what it downloaded or compiled. */
export type PackageStore = {
  /** `uv`, `npm`, `go-modules`; also the folder's name. */
  readonly name: string;
  /** Variables that get its absolute path. */
  readonly env: readonly string[];
  /** Patterns below it for what is kept in the cache; the rest (logs, built wheels) is left behind. */
  readonly keeps: readonly string[];
  readonly leaves: readonly string[];
  /**
   * True when the manager itself compares what it takes from there with the project's lock file: then a release may
   * read it. Every value is proven by a test that poisons the store (test/real/store-poison.test.ts).
   */
  readonly checked: boolean;
};

/** Plain JSON: this is what `plan` prints and what keys are made of. */
export type JobSpec = {
  /** `lint`, `audit/gitleaks`. */
  readonly id: string;
  readonly step: string;
  readonly commands: readonly Command[];
  /** Which files of the workspace the result depends on; a pattern that begins with `!` takes away. */
  readonly inputs: readonly string[];
  readonly tools: readonly Tool[];
  /** Everything else that decides the result. */
  readonly params: Json;
  /** Variables and their values; never a secret. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Names (or `PREFIX_*`) of the machine's own settings that are handed on because the tool cannot reach its servers
   * without them: proxies, certificates, mirrors. Not part of the key. Only with the grant `network`.
   */
  readonly forwards: readonly string[];
  /**
   * Folders of ours that package managers keep what they downloaded in: each gets its path by a variable. They lie
   * outside the workspace and outlive the run; not part of the key.
   */
  readonly stores: readonly PackageStore[];
  /** One file or folder each; no two jobs share one. What was there before is set aside. */
  readonly outputs: readonly WorkspacePath[];
  /** Folders of ours that its commands work in: empty before, removed when it has ended well. */
  readonly scratch: readonly WorkspacePath[];
  readonly needs: readonly FactName[];
  readonly gives: readonly FactName[];
  readonly grants: readonly Grant[];
  /**
   * `result`: outputs, log and facts are kept sealed and taken by who has the same key. `store`: what install puts in
   * place, which is not kept itself; the folders of packages are. `fresh`: on one machine only, by its stamp, because
   * the job is given values that stand in no key.
   */
  readonly cache: 'never' | 'fresh' | 'result' | 'store';
  /** Milliseconds. */
  readonly limit: number;
  /** Where it gets the account of this run so far, as a record; for jobs that make statements of it. */
  readonly account?: WorkspacePath;
};

/** Where a value of the plan came from. */
export type Origin =
  | { readonly from: 'detected'; readonly file: string }
  | { readonly from: 'default' }
  | { readonly from: 'config'; readonly file: string; readonly line: number };

export type Explained = { readonly what: string; readonly value: string; readonly origin: Origin };

/** A test that failed, as its report names it. */
export type FailedTest = {
  readonly name: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
};

/** What people want to know of a test run beyond its counts; times in milliseconds. */
export type TestReport = {
  readonly failed: readonly FailedTest[];
  readonly slowest: readonly { readonly name: string; readonly milliseconds: number }[];
};

/** What `finish` reads out of a job's outputs. */
export type Report = {
  readonly facts: Partial<Facts>;
  /** One clause: `41 passed`, `69 packages by uv, hashes checked`. */
  readonly summary: string;
  /** Things to know that are no failure, one line each. */
  readonly remarks: readonly string[];
  readonly tests?: TestReport;
};

/** What `finish` may use. It reads; it starts nothing. */
export type JobIo = {
  readonly workspace: string;
  readonly files: Files;
  /** False when a command failed: then only the report counts, and facts are dropped. */
  readonly succeeded: boolean;
  /** The last 256 KiB that the job printed, as text. */
  readonly tail: string;
};

export type Job = {
  readonly spec: JobSpec;
  readonly explained: readonly Explained[];
  /** The engine runs the commands; this reads outputs into facts. */
  readonly finish?: (io: JobIo) => Promise<Result<Report>>;
  /** Reads the text printed so far line by line into a note for the live view; returns undefined for no change. */
  readonly progress?: () => (line: string) => string | undefined;
};

export const SKIP_CODES = [
  'switched-off',
  'nothing-to-do',
  'needs-tool',
  'needs-entry',
  'needs-naming',
  'needs-secret',
  'needs-image',
  'needs-tier',
  'needs-signer',
  'needs-expectations',
] as const;

export type SkipReason = { readonly code: (typeof SKIP_CODES)[number]; readonly detail: string };

export type Decision =
  | { readonly kind: 'skip'; readonly why: SkipReason }
  | { readonly kind: 'run'; readonly jobs: readonly Job[] };

/** What configuration may say of any step. */
export type StepOptions = {
  readonly run?: string | undefined;
  readonly after?: readonly string[] | undefined;
  readonly env?: readonly string[] | undefined;
  readonly secrets?: readonly string[] | undefined;
  readonly inputs?: readonly string[] | undefined;
  readonly outputs?: readonly WorkspacePath[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly network?: boolean | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly cache?: boolean | undefined;
};

/** What a toolchain makes of one folder; made by its `detect`, which has read the project's files. */
export type Project = {
  readonly toolchain: string;
  /** The project's own name, where one of its files says it. */
  readonly name: string | undefined;
  /** The file that gave it away: `requirements.txt`. */
  readonly file: string;
  /** Tools to look for before planning; that one is listed does not mean that it must be there. */
  readonly requests: readonly ToolRequest[];
  /** Folders of programs that install makes: `.venv/bin`. */
  readonly bins: readonly WorkspacePath[];
  /** Variables that every job of this toolchain gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Folders of ours that hold packages which every job reads: see `JobSpec.stores`. */
  readonly stores: JobSpec['stores'];
  /** Host settings that jobs with network need: see `JobSpec.forwards`. */
  readonly forwards: readonly string[];
  /** What the program needs to run, for an image; undefined when that is nothing, or nothing says it exactly. */
  readonly runtime: RuntimeDependencies | undefined;
  /** Pure: the jobs of one verb, before configuration common to all steps is laid over them. */
  plan(verb: Verb, facts: PlanFacts, options: VerbOptions): Result<Decision>;
};

/** What configuration may say of the verbs, beside `StepOptions`. */
export type VerbOptions = {
  /** The user's own line, which will take the place of the commands: what it runs can only be guessed. */
  readonly run?: string | undefined;
  /** Which tool does it: `uv`, `pip`, `ruff`, `pytest`, `pyinstaller`. */
  readonly with?: string | undefined;
  /** install: packages whose install scripts may run. */
  readonly scripts?: readonly string[] | undefined;
  /** build-binary. */
  readonly entry?: string | undefined;
  readonly name?: string | undefined;
  readonly data?: readonly string[] | undefined;
  readonly layout?: 'one-file' | 'one-folder' | undefined;
  readonly check?: Check | undefined;
};

/** Start it, ask its address until it answers 2xx or 3xx, stop it. */
export type Check = {
  readonly port: number;
  readonly path: string;
  /** Milliseconds. */
  readonly within: number;
};

/** What lies in the workspace and on this machine that decides how an image is made. Texts as they are, not read yet. */
export type ImageFacts = {
  /** What the image is called, without a tag: `registry.example.org/group/diary`. */
  readonly name: string | undefined;
  readonly dockerfile: { readonly path: WorkspacePath; readonly text: string } | undefined;
  /** Text of sealsmith.lock. */
  readonly lock: string | undefined;
  /** Whether Docker's daemon answers; undefined when nobody had to know. */
  readonly docker: boolean | undefined;
};

/** Who could sign here, and what is expected of what was made. */
export type EvidenceFacts = {
  /** Which signer the settings and this machine come to; undefined where they say nothing of one. */
  readonly signer: Result<SigningPlan> | undefined;
  /** Expectations as configured; undefined without any. Plain JSON. */
  readonly expected: Json | undefined;
  /** Files that say whom a private Sigstore trusts. */
  readonly trustedRoots: readonly string[];
};

/** How the signer is called, with what, and what it must be granted. */
export type SigningPlan = {
  readonly with: string;
  readonly settings: Json;
  readonly formats: readonly ('bundle' | 'legacy')[];
  readonly grants: readonly Grant[];
  /** Files of the project that it reads: a key, a signing config. */
  readonly files: readonly WorkspacePath[];
  /** GitHub's store of attestations, where that takes them, too. */
  readonly github: { readonly api: string; readonly repository: string } | undefined;
};

/** Where nothing is to be signed, and no image is to be made. */
export const NO_EVIDENCE: EvidenceFacts = { signer: undefined, expected: undefined, trustedRoots: [] };

export const NO_IMAGE: ImageFacts = {
  name: undefined,
  dockerfile: undefined,
  lock: undefined,
  docker: undefined,
};

/** Gathered before planning, frozen. */
export type PlanFacts = {
  readonly context: Context;
  readonly project: Project;
  readonly machine: Machine;
  /** By name: the tools found on this machine, and our own program as `sealsmith`. */
  readonly tools: ReadonlyMap<string, Tool>;
  readonly image: ImageFacts;
  readonly evidence: EvidenceFacts;
  /** Where a value of the configuration stands; undefined when the file does not say it. */
  readonly origin: (...path: readonly string[]) => Origin | undefined;
};

export interface Step<Options> {
  readonly name: StepName;
  /** One line, for help and reports. */
  readonly summary: string;
  /** Order; edges also follow from needs and gives. */
  readonly after: readonly StepName[];
  /** `named`: what leaves this machine. On a desk it runs when it is named, on a forge at T2 and T3. */
  readonly runs: 'always' | 'named';
  /** Pure. A skip is a value with a reason, never an error. */
  plan(facts: PlanFacts, options: Options): Result<Decision>;
}
