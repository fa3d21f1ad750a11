/**
 * The doors of the commands that run as children inside jobs (`sealsmith internal …`): files as streams, programs
 * whose output is seen while it comes, one question to a loopback address. Paths are as given, relative to the
 * folder that the command was started in.
 */

import type { Doors, FileKind } from './ports.ts';
import type { Result } from './result.ts';

/** Names the file in which a command of ours leaves what went wrong, as JSON. */
export const FAILURE_VARIABLE = 'SEALSMITH_FAILURE';

/** What stands at a path; links are not followed. */
export type Looked = {
  readonly kind: FileKind;
  /** Permission bits. */
  readonly mode: number;
  readonly bytes: number;
  /** Where a link points to, as it says it. */
  readonly target: string | undefined;
};

export interface Reader {
  /** Reads from an offset until the buffer is full or the file ends; gives the bytes read. */
  read(into: Uint8Array, at: number): Result<number>;
  close(): void;
}

/** A file that appears under its name only when it is whole. */
export interface Writer {
  /** At the end, or at an offset. Space that is jumped over reads as zeros. */
  write(bytes: Uint8Array, at?: number): Result<void>;
  finish(): Result<void>;
  /** Removes what was written so far; nothing after `finish`. */
  drop(): void;
}

export type Ended =
  | { readonly kind: 'exited'; readonly exit: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly errno: string };

export interface Running {
  readonly ended: Promise<Ended>;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

export type Start = {
  readonly program: string;
  /** Starts it in an empty folder, where a program that lacks its data cannot find ours instead. */
  readonly elsewhere?: boolean;
  readonly args: readonly string[];
  /** Where it starts, when not where we are. */
  readonly cwd?: string;
  /** What it reads on standard input; without it there is nothing to read. */
  readonly input?: Uint8Array;
  /** Variables beside our own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets what the program prints; without it, that goes where our own output goes. */
  readonly onOutput?: (chunk: Uint8Array) => void;
  /** The same for its standard error. */
  readonly onErrors?: (chunk: Uint8Array) => void;
};

/** `refused`: nobody listens. `silent`: somebody does, but no answer came in time. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'silent' };

export interface Inside {
  look(path: string): Result<Looked | undefined>;
  /** Names in a folder, sorted by code unit. */
  names(path: string): Result<readonly string[]>;
  read(path: string): Result<Reader>;
  /** A file, a link or a whole folder; what is not there is removed already. */
  remove(path: string): Result<void>;
  /** Makes the folders above. */
  write(path: string, mode: number): Result<Writer>;
  start(request: Start): Running;
  /** Whether something listens at a port of 127.0.0.1. */
  listens(port: number): Promise<boolean>;
  /** GET of a path at 127.0.0.1; redirections are answers. */
  ask(port: number, path: string, limit: number): Promise<Answer>;
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** Ends early when the signal says so: a pause that nobody waits for any more would hold up our own end. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** The larger doors, for commands that handle images; opened when first asked for. */
  doors(): Doors;
  /**
   * Aborted by the first signal that wants us to end. Who asks for it is not ended by signals any more: it takes down
   * what it started, and ends.
   */
  interrupt(): AbortSignal;
  /** How to start this program again: Node, and the file that was started. */
  readonly self: { readonly node: string; readonly entry: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cores: number;
  print(text: string): void;
  complain(text: string): void;
}
