/**
 * What a command of ours said went wrong, beside its exit status. It comes from a job, which may run anything: it is
 * taken for what it says of itself, and only when it has the form of a failure.
 */

import { exitOf, explain, type Failure } from '../core/failure.ts';
import { type ExitStatus, FAILURES } from '../core/failure-table.ts';
import type { Files } from '../core/ports.ts';

/** Bytes; a failure is a sentence. */
const LIMIT = 64 * 1024;

/** Ours alone to say. */
const NOT_TOLD: ReadonlySet<string> = new Set(['bug', 'interrupted']);

/** What a failure can end with. Some carry their status with them, and one of 0 would be a pass. */
const STATUSES: ReadonlySet<ExitStatus> = new Set([1, 2, 3, 4, 5]);

export function toldFailure(files: Pick<Files, 'readText'>, path: string): Failure | undefined {
  const text = files.readText(path, LIMIT);
  if (!text.ok || text.value === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text.value);
    if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
    const { code } = value;
    if (typeof code !== 'string' || !Object.hasOwn(FAILURES, code) || NOT_TOLD.has(code)) return undefined;
    const failure = value as Failure;
    // Members that its sentence needs are there, or making it would not come to an end.
    return explain(failure).message.includes('undefined') || !STATUSES.has(exitOf(failure))
      ? undefined
      : failure;
  } catch {
    return undefined;
  }
}
