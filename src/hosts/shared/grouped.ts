/**
 * How a log that nobody watches shows a run: everything a job printed in one group when it ends, never interleaved;
 * at the end the table, what failed, and what to do next. Forges differ in what marks a group.
 */

import { commandText } from '../../core/command.ts';
import type { Reporter, RunEvent } from '../../core/event.ts';
import { exitOf, type Failure } from '../../core/failure.ts';
import type { View } from '../../core/host.ts';
import type { Plan } from '../../core/plan.ts';
import type { JobRecord, RunRecord } from '../../core/record.ts';
import { outputLine, visible } from '../../report/escape.ts';
import { failureText } from '../../report/failure.ts';
import { header, tierClause } from '../../report/header.ts';
import { after, type Live, liveOf, running } from '../../report/live.ts';
import { type Look, mark } from '../../report/look.ts';
import { jobRow, nameWidth, noteLines, remarkText, rowLine } from '../../report/rows.ts';
import { closing, criticalPath, failures, type TailOf, table } from '../../report/summary.ts';
import { Transcript } from '../../report/transcript.ts';
import { duration, size } from '../../report/units.ts';
import { cut } from '../../report/width.ts';

export type Group = {
  readonly id: string;
  readonly started: number;
  readonly ended: number;
  readonly failed: boolean;
};

/** What a forge's log wants around and in a group. */
export type Brackets = {
  /** Makes one line of ours or of a job mean nothing to the forge. */
  readonly inert: (line: string) => string;
  /** Whole lines; `title` is inert already. */
  readonly open: (group: Group, title: string) => readonly string[];
  readonly close: (group: Group) => readonly string[];
  /** Whole lines around what the job itself printed. */
  readonly fence: () => { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Put before each line of a job, where nothing else tells it from ours. */
  readonly prefix: string;
  /** Bytes to keep of the beginning of what a job printed, and as many of the end. */
  readonly keep: number;
  /** Whole lines to print once all jobs are over, before the table. */
  readonly verdict: (plan: Plan, record: RunRecord, tail: TailOf) => readonly string[];
  /** Whole lines to print when no run came about. */
  readonly refusal: (failure: Failure) => readonly string[];
};

export function grouped(view: View, remarks: readonly string[], brackets: Brackets): Reporter {
  return new Grouped(view, remarks, brackets);
}

class Grouped implements Reporter {
  readonly #view: View;
  readonly #remarks: readonly string[];
  readonly #brackets: Brackets;
  readonly #output = new Map<string, Transcript>();
  readonly #tails = new Map<string, readonly string[]>();
  #live: Live | undefined;
  #stop: () => void = () => {};

  constructor(view: View, remarks: readonly string[], brackets: Brackets) {
    this.#view = view;
    this.#remarks = remarks;
    this.#brackets = brackets;
  }

  readonly on = (event: RunEvent): void => {
    if (this.#live !== undefined) this.#live = after(this.#live, event);
    switch (event.kind) {
      case 'run-started':
        this.#start(event.plan);
        break;
      case 'job-output':
        this.#keep(event.job, event.chunk);
        break;
      case 'job-finished':
        this.#finish(event.record, event.at);
        break;
      case 'remark':
        this.#ours(noteLines(remarkText(event), this.#look()));
        break;
      case 'run-finished':
        this.#end(event.record, event.path);
        break;
      case 'job-started':
      case 'job-progress':
        break;
    }
  };

  failed(failure: Failure): void {
    this.#stop();
    this.#lines(this.#brackets.refusal(failure));
    this.#ours(failureText(failure, exitOf(failure), this.#look(), this.#view.verbose));
  }

  async close(): Promise<void> {
    this.#stop();
  }

  #start(plan: Plan): void {
    this.#live = liveOf(plan);
    this.#stop = this.#view.every(HEARTBEAT, () => this.#beat());
    if (this.#view.quiet) return;
    const look = this.#look();
    const remarks = this.#remarks.flatMap((remark) => noteLines(remark, look));
    this.#ours([...header(plan, look), cut(tierClause(plan), look.columns), ...remarks, '']);
  }

  #keep(job: string, chunk: Uint8Array): void {
    const known = this.#output.get(job) ?? new Transcript(this.#brackets.keep, this.#brackets.keep);
    this.#output.set(job, known);
    known.push(chunk);
  }

  #finish(record: JobRecord, at: number): void {
    const { id, state } = record.how;
    const transcript = this.#output.get(id);
    this.#output.delete(id);
    const failed = state === 'failed';
    if (failed && transcript !== undefined) this.#tails.set(id, transcript.last(TAIL));
    const plan = this.#live?.plan;
    if (plan === undefined || (this.#view.quiet && !failed)) return;
    const look = this.#look();
    const row = jobRow(record);
    const title = rowLine(row, mark(row.mark, look), nameWidth(plan), look);
    const body = this.#body(plan, record, transcript, look);
    const group = { id, started: record.when.started, ended: at, failed };
    const { inert, open, close } = this.#brackets;
    if (body.length === 0) this.#ours([title]);
    else this.#lines([...open(group, inert(title)), ...body, ...close(group)]);
  }

  /** Whole lines of a group: the commands, what they printed, what is to be known of it. */
  #body(plan: Plan, record: JobRecord, transcript: Transcript | undefined, look: Look): string[] {
    const { id, log, state } = record.how;
    const { inert, fence, prefix } = this.#brackets;
    const remarks = jobRow(record).remarks.flatMap((remark) => noteLines(remark, look));
    if (transcript === undefined && state !== 'done' && state !== 'failed') return remarks.map(inert);
    const commands = plan.jobs.find((job) => job.spec.id === id)?.spec.commands ?? [];
    const lines =
      state === 'restored'
        ? []
        : commands.map((command) => inert(`${prefix}$ ${visible(commandText(command))}`));
    const { head, omitted, tail } = transcript?.read() ?? { head: [], omitted: 0, tail: [] };
    const printed = (line: string): string => inert(prefix + outputLine(line, look.color));
    if (head.length > 0) {
      const { before, after: behind } = fence();
      const where = log === undefined ? '' : `, all of it in ${visible(log)}`;
      const gap = omitted > 0 ? [inert(`… ${size(omitted)} left out here${where}`)] : [];
      lines.push(...before, ...head.map(printed), ...gap, ...tail.map(printed), ...behind);
    }
    return [...lines, ...remarks.map(inert)];
  }

  #end(record: RunRecord, path: string | undefined): void {
    this.#stop();
    const plan = this.#live?.plan;
    if (plan === undefined) return;
    const look = this.#look();
    const tail: TailOf = (job) => this.#tails.get(job) ?? [];
    this.#lines(this.#brackets.verdict(plan, record, tail));
    const rows = this.#view.quiet
      ? []
      : ['', ...table(plan, record, look), ...criticalPath(record, look).flatMap((line) => ['', line])];
    this.#ours([...rows, ...failures(record, tail, look), '', ...closing(plan, record, path, look)]);
  }

  #beat(): void {
    if (this.#live === undefined || this.#view.quiet) return;
    const now = this.#view.clock.now();
    const jobs = running(this.#live).map(
      ({ id, since, note }) => `${id} ${duration(now - since)}${note === '' ? '' : ` (${note})`}`,
    );
    const look = this.#look();
    if (jobs.length > 0)
      this.#ours([
        cut(`  ${mark('run', { ...look, color: false })} ${visible(jobs.join(', '))}`, look.columns),
      ]);
  }

  #look(): Look {
    return { columns: this.#view.columns(), color: this.#view.color, marks: 'plain' };
  }

  #ours(lines: readonly string[]): void {
    this.#lines(lines.map(this.#brackets.inert));
  }

  #lines(lines: readonly string[]): void {
    if (lines.length > 0) this.#view.write(`${lines.join('\n')}\n`);
  }
}

/** Milliseconds between two signs of life of a long job; forges end jobs that seem dead. */
const HEARTBEAT = 60_000;
/** Last lines to keep of a job that failed. */
const TAIL = 40;
