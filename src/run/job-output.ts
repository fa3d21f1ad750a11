/** What a job prints, on its way to the log, the live view and the report: redacted once, before anybody sees it. */

import { OURS } from '../core/path.ts';
import type { LogFile } from '../core/ports.ts';
import { credentialsIn, makeRedactor, type Redactor, redactText } from '../core/redact.ts';
import type { JobSpec, Report } from '../core/step.ts';
import type { JobTask, Stage } from './job.ts';
import { Tail } from './tail.ts';

export type Output = {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: () => void;
  readonly tail: Tail;
};

/** Path of what a job prints, in the workspace. */
export function logOf(spec: Pick<JobSpec, 'id'>): string {
  return `${OURS}/logs/${spec.id}.log`;
}

/**
 * Redacts once; then the log, the tail, the listeners and the progress reader all see the same bytes.
 *
 * @param given  secrets that this job alone has, beside those of its grants: passwords of registries
 */
export function makeOutput(stage: Stage, task: JobTask, log: LogFile, given: readonly string[] = []): Output {
  const { spec } = task.planned;
  const redactor = redactorOf(stage, task, given);
  const tail = new Tail();
  // Who reads the outputs asks for the tail, and so does who looks for a network that was withheld.
  const wanted = task.job.finish !== undefined || task.planned.isolation.network === 'withheld';
  const progress = progressOf(stage, task);
  const pass = (chunk: Uint8Array): void => {
    if (chunk.length === 0) return;
    log.write(chunk);
    if (wanted) tail.push(chunk);
    progress(chunk);
    stage.emit({ kind: 'job-output', job: spec.id, chunk });
  };
  return { write: (chunk) => pass(redactor.push(chunk)), end: () => pass(redactor.end()), tail };
}

/** What was read out of files has not passed the redactor of the output: a failed test may quote a secret. */
export function withoutSecrets(report: Report, stage: Stage, task: JobTask): Report {
  const redactor = redactorOf(stage, task);
  const clean = (text: string): string => redactText(text, redactor);
  const { summary, remarks, tests } = report;
  const shown = { ...report, summary: clean(summary), remarks: remarks.map(clean) };
  if (tests === undefined) return shown;
  return {
    ...shown,
    tests: {
      failed: tests.failed.map((test) => ({ ...test, name: clean(test.name), message: clean(test.message) })),
      slowest: tests.slowest.map((test) => ({ ...test, name: clean(test.name) })),
    },
  };
}

/** The same for what was printed in another run, which may not have known all that is a secret in this one. */
export function textWithoutSecrets(text: string, stage: Stage, task: JobTask): string {
  return redactText(text, redactorOf(stage, task));
}

function redactorOf(
  { world: { env, secrets }, granted }: Stage,
  task: JobTask,
  given: readonly string[] = [],
): Redactor {
  const short = task.planned.spec.grants.flatMap((grant) =>
    // What env-file holds is often short and ordinary (`test`): it is taken out only when it is long enough to tell.
    grant.startsWith('secret:') ? (granted.get(grant) ?? []) : [],
  );
  return makeRedactor(
    [...secrets.values(), ...granted.values(), ...given, ...credentialsIn(Object.values(env))],
    short,
  );
}

/** Reading lines costs more than passing bytes: after this much the note no longer moves. */
const PROGRESS_LIMIT = 8 * 1024 * 1024;

function progressOf(stage: Stage, task: JobTask): (chunk: Uint8Array) => void {
  const { id } = task.planned.spec;
  const read = task.job.progress?.();
  if (read === undefined) return () => {};
  let seen = 0;
  let rest = '';
  return (chunk) => {
    seen += chunk.length;
    if (seen > PROGRESS_LIMIT) return;
    const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    // Whole lines only: readers count, and must see nothing twice.
    let note: string | undefined;
    for (const line of lines) note = read(line) ?? note;
    if (note !== undefined) stage.emit({ kind: 'job-progress', job: id, note });
  };
}
