/** What happens while a plan runs. The engine tells; who shows it is the host's business. */

import type { Failure } from './failure.ts';
import type { Plan } from './plan.ts';
import type { JobRecord, RunRecord } from './record.ts';

export type RunEvent =
  | { readonly kind: 'run-started'; readonly plan: Plan; readonly at: number }
  | { readonly kind: 'job-started'; readonly job: string; readonly at: number }
  /** A piece of what the job printed, redacted, not yet escaped for any terminal. Bytes, any encoding. */
  | { readonly kind: 'job-output'; readonly job: string; readonly chunk: Uint8Array }
  /** What the job is at, in a few words: `27 passed`. */
  | { readonly kind: 'job-progress'; readonly job: string; readonly note: string }
  | { readonly kind: 'job-finished'; readonly record: JobRecord; readonly at: number }
  /** Something people should know that is no failure. */
  | { readonly kind: 'remark'; readonly job: string | undefined; readonly text: string }
  | {
      readonly kind: 'run-finished';
      readonly record: RunRecord;
      readonly path: string | undefined;
      readonly at: number;
    };

export type Listener = (event: RunEvent) => void;

/** Shows a run while it goes on and when it is over. */
export interface Reporter {
  readonly on: Listener;
  /** Told when no run came about at all: a wrong configuration, a missing tool. */
  failed(failure: Failure): void;
  /** Called once, last, whatever happened: puts the terminal back and writes what the host wants as files. */
  close(): Promise<void>;
}
