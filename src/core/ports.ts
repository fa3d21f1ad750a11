/** The doors to the world. `system/` implements them; everything else gets them as arguments. */

import type { FileDigest, Sha256 } from './digest.ts';
import type { Disk } from './disk.ts';
import type { Failure } from './failure.ts';
import type { GitFacts } from './host.ts';
import type { Http } from './http.ts';
import type { Result } from './result.ts';
import type { Tool, ToolRequest } from './tool.ts';

export type { Http, HttpAnswer, HttpFeed, HttpRequest, HttpSink, HttpTrouble } from './http.ts';

export type FileKind = 'file' | 'folder' | 'link' | 'other';

export type Listed = { readonly name: string; readonly kind: FileKind };

/** Absolute paths in, values out. `ENOENT` is a value where absence is normal. */
export interface Files {
  /** UTF-8 text, or undefined when there is no such file. At most `limit` bytes (default 16 MiB). */
  readText(path: string, limit?: number): Result<string | undefined>;
  /** Whether something is there (links are not followed). */
  kind(path: string): FileKind | undefined;
  /** The absolute path without links, or undefined where that leads to nothing. */
  realPath(path: string): string | undefined;
  /** Names in a folder, sorted by code unit; empty when there is none. */
  list(path: string): readonly Listed[];
  /** Writes beside and renames, so that no reader sees half a file. Makes the folders above. */
  writeText(path: string, text: string, mode?: number): Result<void>;
  makeFolder(path: string, mode?: number): Result<void>;
  /**
   * Text of a file that holds a private key; undefined when there is none. `key-unusable` unless it is a regular file
   * of ours in a folder of ours, both closed to everybody else (0600 in 0700), and at most 4 KiB.
   */
  readPrivate(path: string): Result<string | undefined>;
  /**
   * Makes such a file, and its folder: there whole or not at all, on the disk when it returns. False, and nothing
   * written, when the name is taken.
   */
  createPrivate(path: string, text: string): Result<boolean>;
  /** Removes a file or tree; what is not there is removed already. */
  remove(path: string): Result<void>;
  rename(from: string, to: string): Result<void>;
  /** Makes a symbolic link at `path` to `target`. */
  link(target: string, path: string): Result<void>;
  /** A new private folder (0700) for this run; the caller removes it. */
  temporary(prefix: string): Result<string>;
  /** Streams the file once. */
  digest(path: string): Promise<Result<{ readonly sha256: Sha256; readonly bytes: number }>>;
  /**
   * Digests of many files below `root`, in the given order; links by their target's text, folders walked. What has
   * vanished since it was listed is left out, and so are sockets, pipes and devices: they have no content. With a memo,
   * which must be of this root, files that it knows are not read.
   */
  digestAll(root: string, paths: readonly string[], memo?: DigestMemo): Promise<Result<readonly TreeEntry[]>>;
  /**
   * Digests of files below `root` that were remembered at `path`; whatever is there and is no memo of ours for this
   * root counts as none.
   */
  digestMemo(path: string, root: string): DigestMemo;
  /**
   * One digest of what `stat` says of everything below a path (names, sizes, modes, mtime, ctime, inode), for telling
   * that nothing was touched. Folders named `__pycache__` do not count: whoever runs Python writes there. Undefined
   * when there is nothing.
   */
  stamp(path: string): string | undefined;
  /** Opens a log for writing, made anew; what is longer than `limit` bytes keeps its beginning and its end. */
  log(path: string, limit: number): Result<LogFile>;
  /** Takes the workspace for one run; a failure names who has it. Released at the end, also after a crash. */
  lock(path: string): Result<() => void>;
  /** Every file below a folder as workspace paths, sorted by code unit; folders named in `skip` are not entered. */
  walk(root: string, skip: ReadonlySet<string>): Result<readonly string[]>;
}

/** What a digest is remembered by. Times in milliseconds since 1970, with fractions, as stat says them. */
export type FileState = {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
};

/** Only for a desk: on a forge a lower tier may have written to the machine. */
export interface DigestMemo {
  /** The digest of a file below the root of which stat says this; undefined when it has to be read. */
  find(path: string, state: FileState): Sha256 | undefined;
  /**
   * @param state  of the descriptor that was read, asked before its first byte
   * @param asked  when that was, milliseconds since 1970
   */
  note(path: string, state: FileState, asked: number, sha256: Sha256): void;
  /** Keeps what is new. That it cannot be written only costs time. */
  save(): void;
}

/** A log that never grows beyond its limit. */
export interface LogFile {
  write(chunk: Uint8Array): void;
  close(): void;
}

/** One file as keys know it. */
export type TreeEntry = FileDigest & { readonly mode: 'file' | 'executable' | 'link' };

export type CommandRequest = {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Without it the child has a loopback of its own and nothing else, where the kernel allows. */
  readonly network: boolean;
  /** It works with a container engine, which makes namespaces itself and cannot in ours: it gets none. */
  readonly engine?: boolean;
  /** Milliseconds until the whole tree is ended. */
  readonly limit: number;
  /** Ends the whole tree: SIGTERM, then SIGKILL. */
  readonly abort: AbortSignal;
  /**
   * Standard output and error in the order they came. The bytes are valid until it returns: the memory is used
   * again, so that a job which prints without end costs nothing. While it works, the command waits.
   */
  readonly onOutput: (chunk: Uint8Array) => void;
};

/** How a command was kept apart. `network: shared` means it could reach the network although it was not granted. */
export type Isolation = {
  readonly processes: 'namespaces' | 'none';
  readonly network: 'granted' | 'withheld' | 'shared';
};

export type CommandOutcome =
  | { readonly kind: 'exited'; readonly exit: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  /** `path`: what the errno is about, when that is not the program itself: the folder, a script's interpreter. */
  | { readonly kind: 'not-started'; readonly errno: string; readonly path?: string };

export interface Processes {
  /** Runs one command to its end, its whole process tree with it. */
  run(request: CommandRequest): Promise<CommandOutcome>;
  /**
   * A short question to a tool (its version): both outputs as text, at most 64 KiB and 10 seconds; asked from the
   * root folder, with PATH, a HOME of its own, LANG and what `env` adds.
   *
   * @param input  what it reads on standard input; its standard error is not part of the answer then
   */
  ask(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    input?: Uint8Array,
  ): Promise<Result<{ readonly exit: number; readonly output: string }>>;
  /** From now on nothing that is to end is given time for it: what gets SIGTERM gets SIGKILL at once. */
  hurry(): void;
  /** What this machine can do to keep children apart; tried once and remembered until it restarts. */
  isolation(network: boolean): Promise<Isolation>;
}

export interface Git {
  /** Undefined when the workspace is in no repository, or git is not there. */
  facts(workspace: string): Promise<GitFacts | undefined>;
  /** Why nothing is told of a repository that is there (`git-refused`, `interrupted`); undefined when all is well. */
  refusal(workspace: string): Promise<Failure | undefined>;
  /** Tracked and untracked files that are not ignored, as workspace paths; undefined without a repository. */
  files(workspace: string): Promise<readonly string[] | undefined>;
  /** Whether any file at or below a workspace path is tracked; undefined without a repository. */
  tracked(workspace: string, path: string): Promise<boolean | undefined>;
  /** A file at a revision, by its path in the workspace; undefined when either is unknown here. */
  show(workspace: string, revision: string, path: string): Promise<string | undefined>;
  /** Whether `commit` is reachable from `revision`; undefined when that cannot be known (shallow, no such ref). */
  contains(workspace: string, revision: string, commit: string): Promise<boolean | undefined>;
  /** The bytes of a file at a revision of a bare repository, by its path from the top; undefined when either is unknown. */
  blob(repository: string, revision: string, path: string): Promise<Uint8Array | undefined>;
  /** Objects of a repository elsewhere into a bare one of ours, which is made; `source-unreachable` when that fails. */
  fetch(asked: GitFetch): Promise<Result<void>>;
  /**
   * Checks a commit of a repository on this machine out into a folder that is not there yet, as a repository of its
   * own: nothing is written elsewhere, and no hook, filter or submodule has a part. False when it is not known there.
   */
  checkOut(asked: GitCheckOut): Promise<Result<boolean>>;
}

export type GitCheckOut = {
  /** Absolute path of a folder in the repository, or of a bare one. */
  readonly from: string;
  /** Its full id. */
  readonly commit: string;
  /** Absolute path. */
  readonly into: string;
};

export type GitFetch = {
  /** Absolute path of the bare repository. */
  readonly into: string;
  /** http or https, without credentials. */
  readonly url: string;
  /** Full ids of commits or full names of refs, and the ref under which each is kept. */
  readonly wants: readonly { readonly what: string; readonly as: string }[];
  /** How many commits of each history; undefined for all. */
  readonly depth: number | undefined;
  /** Value of the header `Authorization`, for this address alone. */
  readonly authorization: string | undefined;
};

/** Threads of our own program, for work that would hold up everything else. See src/worker.ts for the tasks. */
export interface Workers {
  /** How many of the pool work at once. */
  readonly count: number;
  /** Input and output are structured clones; buffers in `transfer` move. An exception there is a bug and rejects. */
  run(task: string, input: unknown, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /**
   * In a thread of its own, which has exactly this environment and ends with the task.
   *
   * @param signal  ends both before the task is done; undefined is what comes then
   */
  runAlone(
    task: string,
    input: unknown,
    env: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** Ends all threads; what they were at is lost. */
  close(): Promise<void>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** The machine as planning sees it. */
export type Machine = {
  readonly os: string;
  readonly arch: string;
  /** `glibc 2.36`, `musl`, or the kernel's name where there is no libc to speak of. */
  readonly libc: string;
  readonly cores: number;
  /** Whether we are root, who needs no second user namespace to give files to others. */
  readonly root: boolean;
  /** Absolute folders of PATH, outside the workspace, in order. */
  readonly path: readonly string[];
};

/** What code that handles images, bundles or registries needs, in a job as outside of one. */
export type Doors = Pick<World, 'files' | 'disk' | 'http' | 'workers' | 'clock'>;

/** All doors at once, as the composition root hands them down. */
export type World = {
  readonly files: Files;
  readonly processes: Processes;
  readonly git: Git;
  readonly clock: Clock;
  readonly http: Http;
  readonly disk: Disk;
  readonly workers: Workers;
  readonly machine: Machine;
  /**
   * Looks tools up on the machine's path and asks their versions, all at once; remembered until a file changes. What
   * is not there is left out; what is there and does not work is a `tool-broken`.
   */
  readonly findTools: (requests: readonly ToolRequest[]) => Promise<ReadonlyMap<string, Tool | Failure>>;
  /** Aborted, with its name, by the first signal that wants us to end: questions to tools and git end, and the run. */
  readonly interrupt: AbortController;
  /** The environment we were started with, without its secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of the variables that look like secrets, by name; taken out of our own environment at start. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The home folder of the person or runner that started us; jobs get one of their own. */
  readonly home: string;
  /** Where state that outlives a run lies, outside any workspace. */
  readonly state: string;
  /** How to start this program again. */
  readonly self: { readonly node: string; readonly entry: string; readonly version: string };
};
