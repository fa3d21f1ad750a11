/**
 * A run as plain lines, for a pipe or a file: one line a job when it ends. `verbose` adds what jobs print, each line
 * behind the job's name; `quiet` leaves only failures and the last line.
 */

import { commandText } from '../../core/command.ts';
import type { Reporter, RunEvent } from '../../core/event.ts';
import { exitOf, type Failure } from '../../core/failure.ts';
import type { View } from '../../core/host.ts';
import type { Plan } from '../../core/plan.ts';
import type { JobRecord, RunRecord } from '../../core/record.ts';
import { outputLine, visible } from '../../report/escape.ts';
import { failureText } from '../../report/failure.ts';
import { header } from '../../report/header.ts';
import type { Look } from '../../report/look.ts';
import { jobRow, nameWidth, noteLines, remarkText, renderRow } from '../../report/rows.ts';
import { closing, failures, skipped, status, table } from '../../report/summary.ts';
import { Lines } from '../../report/transcript.ts';
import { padEnd } from '../../report/width.ts';
import { Tails } from '../shared/tails.ts';

export function lines(view: View): Reporter {
  return new PlainLines(view);
}

class PlainLines implements Reporter {
  readonly #view: View;
  readonly #tails = new Tails();
  #plan: Plan | undefined;
  #prefixed: Prefixed | undefined;

  constructor(view: View) {
    this.#view = view;
  }

  readonly on = (event: RunEvent): void => {
    const { quiet, color } = this.#view;
    switch (event.kind) {
      case 'run-started':
        this.#start(event.plan);
        break;
      case 'job-started':
        this.#write(this.#prefixed?.commands(event.job, color) ?? []);
        break;
      case 'job-output':
        this.#tails.push(event.job, event.chunk);
        this.#write(this.#prefixed?.push(event.job, event.chunk, color) ?? []);
        break;
      case 'job-finished':
        this.#finish(event.record);
        break;
      case 'remark':
        if (!quiet) this.#write(noteLines(remarkText(event), this.#look()));
        break;
      case 'run-finished':
        this.#end(event.record, event.path);
        break;
      case 'job-progress':
        break;
    }
  };

  failed(failure: Failure): void {
    this.#write(failureText(failure, exitOf(failure), this.#look(), this.#view.verbose));
  }

  async close(): Promise<void> {}

  #start(plan: Plan): void {
    const look = this.#look();
    this.#plan = plan;
    if (this.#view.verbose) this.#prefixed = new Prefixed(plan, look);
    if (!this.#view.quiet) this.#write([...header(plan, look), '']);
  }

  #finish(record: JobRecord): void {
    const { id, state } = record.how;
    if (state !== 'failed') this.#tails.forget(id);
    this.#write(this.#prefixed?.end(id, this.#view.color) ?? []);
    if (this.#plan === undefined || this.#view.quiet) return;
    this.#write(renderRow(jobRow(record), nameWidth(this.#plan), this.#look()));
  }

  #end(record: RunRecord, path: string | undefined): void {
    const plan = this.#plan;
    if (plan === undefined) return;
    const look = this.#look();
    const { quiet, verbose } = this.#view;
    if (quiet && record.how.exit === 0) {
      this.#write(status(record, path, look));
      return;
    }
    // Between the lines of many jobs the rows are lost, so they come again.
    const rows = quiet ? [] : verbose ? ['', ...table(plan, record, look)] : skipped(plan, record, look);
    const end = [
      ...rows,
      ...failures(record, this.#tails.last, look),
      '',
      ...closing(plan, record, path, look),
    ];
    this.#write(quiet && end[0] === '' ? end.slice(1) : end);
  }

  #look(): Look {
    return {
      columns: this.#view.columns(),
      color: this.#view.color,
      marks: this.#view.terminal ? 'tree' : 'plain',
    };
  }

  #write(text: readonly string[]): void {
    if (text.length > 0) this.#view.write(`${text.join('\n')}\n`);
  }
}

/** What a job prints as lines behind its name: `test | collected 41 items`. */
class Prefixed {
  readonly #jobs = new Map<string, Lines>();
  readonly #plan: Plan;
  readonly #width: number;
  readonly #bar: string;

  constructor(plan: Plan, look: Look) {
    this.#plan = plan;
    this.#width = nameWidth(plan);
    this.#bar = look.marks === 'tree' ? '│' : '|';
  }

  commands(job: string, color: boolean): string[] {
    const commands = this.#plan.jobs.find((one) => one.spec.id === job)?.spec.commands ?? [];
    return commands.map((command) => this.#line(job, `$ ${visible(commandText(command))}`, color));
  }

  push(job: string, chunk: Uint8Array, color: boolean): string[] {
    const known = this.#jobs.get(job) ?? new Lines();
    this.#jobs.set(job, known);
    return known.push(chunk).map((line) => this.#line(job, line, color));
  }

  end(job: string, color: boolean): string[] {
    const rest = this.#jobs.get(job)?.end() ?? [];
    this.#jobs.delete(job);
    return rest.map((line) => this.#line(job, line, color));
  }

  #line(job: string, line: string, color: boolean): string {
    return `${padEnd(visible(job), this.#width)} ${this.#bar} ${outputLine(line, color)}`;
  }
}
