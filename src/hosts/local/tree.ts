/**
 * A run as a tree on a terminal, drawn again in place while it goes on. Above it stay the header and
 * what is remarked; at the end the table takes its place.
 */

import type { Reporter, RunEvent } from '../../core/event.ts';
import { exitOf, type Failure } from '../../core/failure.ts';
import type { View } from '../../core/host.ts';
import type { RunRecord } from '../../core/record.ts';
import { failureText } from '../../report/failure.ts';
import { header } from '../../report/header.ts';
import { after, frame, type Live, liveOf } from '../../report/live.ts';
import type { Look } from '../../report/look.ts';
import { noteLines, remarkText } from '../../report/rows.ts';
import { closing, failures, table } from '../../report/summary.ts';
import { cells } from '../../report/width.ts';
import { Tails } from '../shared/tails.ts';

export function tree(view: View): Reporter {
  return new Tree(view);
}

class Tree implements Reporter {
  readonly #view: View;
  readonly #tails = new Tails();
  #live: Live | undefined;
  /** The lines that stand on the terminal now and will be drawn over. */
  #drawn: readonly string[] = [];
  #stop: () => void = () => {};

  constructor(view: View) {
    this.#view = view;
  }

  readonly on = (event: RunEvent): void => {
    if (this.#live !== undefined) this.#live = after(this.#live, event);
    switch (event.kind) {
      case 'run-started':
        this.#start(liveOf(event.plan));
        break;
      case 'job-output':
        this.#tails.push(event.job, event.chunk);
        break;
      case 'job-finished':
        if (event.record.how.state !== 'failed') this.#tails.forget(event.record.how.id);
        this.#draw();
        break;
      case 'remark':
        this.#above(noteLines(remarkText(event), this.#look()));
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
    this.#erase();
    this.#stop();
    this.#print(failureText(failure, exitOf(failure), this.#look(), this.#view.verbose));
  }

  async close(): Promise<void> {
    this.#stop();
  }

  #start(live: Live): void {
    this.#live = live;
    const look = this.#look();
    this.#print([...header(live.plan, look), '']);
    if (live.plan.jobs.length === 0) return;
    const timer = this.#view.every(TICK, () => this.#draw());
    // However the program ends, the person gets the cursor back.
    const forget = this.#view.onExit(() => this.#view.write(SHOW));
    this.#view.write(HIDE);
    this.#stop = () => {
      this.#stop = () => {};
      timer();
      forget();
      this.#view.write(SHOW);
    };
    this.#draw();
  }

  #end(record: RunRecord, path: string | undefined): void {
    const plan = this.#live?.plan;
    if (plan === undefined) return;
    this.#erase();
    this.#stop();
    const look = this.#look();
    const block = failures(record, this.#tails.last, look);
    this.#print([...table(plan, record, look), ...block, '', ...closing(plan, record, path, look)]);
  }

  /** Puts lines for good where the tree begins, and the tree below them. */
  #above(lines: readonly string[]): void {
    this.#erase();
    this.#print(lines);
    this.#draw();
  }

  #draw(): void {
    if (this.#live === undefined) return;
    const look = this.#look();
    // One line stays free, so that the terminal never scrolls what is to be drawn over.
    const lines = frame(this.#live, this.#view.clock.now(), Math.max(1, this.#view.rows() - 2), look);
    const text = lines.map((line) => `${line}${CLEAR_LINE}\n`).join('');
    this.#view.write(`${this.#back()}${text}${CLEAR_BELOW}`);
    this.#drawn = lines;
  }

  #erase(): void {
    if (this.#drawn.length > 0) this.#view.write(`${this.#back()}${CLEAR_BELOW}`);
    this.#drawn = [];
  }

  /** Moves to the first cell of what was drawn; a terminal made narrower has wrapped its lines. */
  #back(): string {
    const columns = Math.max(1, this.#view.columns());
    const height = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(cells(line) / columns)), 0);
    return height === 0 ? '' : `${ESC}[${height}A\r`;
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#view.write(`${lines.join('\n')}\n`);
  }

  #look(): Look {
    // Some terminals go to the next line when the last cell is written.
    return { columns: Math.max(20, this.#view.columns() - 1), color: this.#view.color, marks: 'tree' };
  }
}

const ESC = String.fromCharCode(0x1b);
const HIDE = `${ESC}[?25l`;
const SHOW = `${ESC}[?25h`;
const CLEAR_LINE = `${ESC}[K`;
const CLEAR_BELOW = `${ESC}[J`;
/** Milliseconds between two drawings. */
const TICK = 80;
