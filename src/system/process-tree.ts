/** A command and everything it started. */

export type Ended = { readonly exit: number | null; readonly signal: NodeJS.Signals | null };

export interface ProcessTree {
  /** The command itself; what it left behind may still run. */
  readonly ended: Promise<Ended>;
  /** SIGTERM to all of it. */
  terminate(): void;
  /** Whether anything of it still runs. */
  busy(): Promise<boolean>;
  /** SIGKILL to all of it; resolves when nothing is left. */
  end(): Promise<void>;
}

export type StartRequest = {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Descriptor for standard output and error; stays the caller's. `inherit`: it gets all three of ours, and is of our
   * session, so that a terminal there is its own.
   */
  readonly output: number | 'inherit';
};

/** What came of a start: the tree, or the name of a system error. */
export type Started = ProcessTree | { readonly errno: string };

export function isTree(started: Started): started is ProcessTree {
  return 'ended' in started;
}
