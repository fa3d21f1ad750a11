/** The table of steps: a mark, a name, a time, a few words. Rows are data first, so that logs and terminals agree. */

import type { Plan } from '../core/plan.ts';
import type { JobRecord, RunRecord } from '../core/record.ts';
import type { SkipReason } from '../core/step.ts';
import { visible } from './escape.ts';
import { failureClause } from './failure.ts';
import { type Look, type Mark, mark, markWidth, paint } from './look.ts';
import { cacheRemarks, restoredNote, restoredText } from './restored.ts';
import { duration } from './units.ts';
import { cells, cut, padEnd, padStart, wrap } from './width.ts';

export type Row = {
  readonly mark: Mark;
  readonly names: readonly string[];
  readonly time: string;
  readonly text: string;
  /** Shown below the text, each with the mark for remarks. */
  readonly remarks: readonly string[];
};

/** Cells of the column of names: as wide as the longest of the plan needs, within reason. */
export function nameWidth(plan: Plan): number {
  const names = [...plan.jobs.map((job) => job.spec.id), ...plan.skips.map((skip) => skip.step)];
  return Math.min(24, Math.max(12, ...names.map((name) => cells(visible(name)))));
}

/** What a finished job looks like in the table. */
export function jobRow(job: Pick<JobRecord, 'how' | 'when'>): Row {
  const { how, when } = job;
  const rebuilt = how.rebuilt === undefined || !how.rebuilt.equal ? [] : ['same bytes as before'];
  const remarks = [...how.remarks, ...cacheRemarks(how.cache, when.started)].map(visible);
  if (how.rebuilt !== undefined && !how.rebuilt.equal) {
    const { differs } = how.rebuilt;
    const what = differs.length === 0 ? 'only the packing' : differs.map(visible).join(', ');
    remarks.push(`built again from the same inputs, but different: ${what}`);
  }
  const row = { names: [how.id], time: duration(when.milliseconds), remarks };
  // Why a job ran again matters as long as it went well; else why it failed.
  const again = how.again === undefined || how.state !== 'done' ? [] : [`again: ${visible(how.again)}`];
  const text = [...(how.summary === '' ? [] : [visible(how.summary)]), ...rebuilt, ...again].join(' · ');
  switch (how.state) {
    case 'done':
      return { ...row, mark: 'ok', text };
    case 'fresh':
      return { ...row, mark: 'same', time: '', text: text === '' ? 'up to date' : text };
    case 'restored': {
      const from = visible(restoredText(restoredNote(how), when.started));
      return { ...row, mark: 'same', text: text === '' ? from : `${text} · ${from}` };
    }
    case 'failed':
      return { ...row, mark: 'fail', text: text === '' ? failureClause(how) : text };
    case 'cancelled':
      return {
        ...row,
        mark: 'stop',
        time: when.milliseconds === 0 ? '' : row.time,
        text: text === '' ? 'stopped' : text,
      };
  }
}

/** What a skipped step looks like. */
function skipRow(names: readonly string[], why: SkipReason): Row {
  const text = why.detail === '' ? why.code : `${why.code}: ${visible(why.detail)}`;
  return { mark: 'skip', names, time: '', text, remarks: [] };
}

/**
 * All rows of a run in the order of the pipeline. Steps skipped for one reason share a row; so do neighbours that had
 * nothing to do.
 */
export function rowsOf(plan: Plan, record: RunRecord): readonly Row[] {
  const rows: Row[] = [];
  const grouped = new Set<string>();
  const steps = new Map(plan.jobs.map(({ spec }) => [spec.id, spec.step]));
  const jobs = Map.groupBy(record.how.jobs, ({ id }) => steps.get(id) ?? id.split('/')[0]);
  const times = new Map(record.when.jobs.map((when) => [when.id, when]));
  for (const step of stepsOf(plan)) {
    for (const how of jobs.get(step) ?? []) {
      const when = times.get(how.id) ?? { id: how.id, started: 0, milliseconds: 0 };
      const row = jobRow({ how, when });
      const last = rows.at(-1);
      if (last !== undefined && joins(last, row))
        rows[rows.length - 1] = { ...last, names: [...last.names, ...row.names] };
      else rows.push(row);
    }
    const skip = plan.skips.find((one) => one.step === step);
    if (skip === undefined || grouped.has(reasonKey(skip.why))) continue;
    grouped.add(reasonKey(skip.why));
    const same = plan.skips.filter((one) => reasonKey(one.why) === reasonKey(skip.why));
    rows.push(
      skipRow(
        same.map((one) => one.step),
        skip.why,
      ),
    );
  }
  return rows;
}

/** One row as lines of at most `look.columns` cells. */
export function renderRow(row: Row, nameCells: number, look: Look): string[] {
  const lead = 2 + markWidth(look) + 1;
  const names = Math.max(1, Math.min(nameCells, look.columns - lead - TIME));
  const left = row.time === '' && row.names.length > 1 ? names + TIME : names;
  const nameLines =
    row.names.length === 1
      ? [cut(visible(row.names[0] ?? ''), left)]
      : wrap(row.names.map(visible).join(' '), left);
  const beside = lead + names + TIME + 2;
  const narrow = look.columns - beside < 24;
  const indent = narrow ? lead : beside;
  const room = look.columns - indent;
  const textLines = row.text === '' ? [] : wrap(row.text, room, 4);
  const tone = QUIET.has(row.mark) ? 'quiet' : 'none';
  const lines: string[] = [];
  for (let at = 0; at < Math.max(nameLines.length, narrow ? 1 : textLines.length); at += 1) {
    const start = at === 0 ? `  ${mark(row.mark, look)} ` : ' '.repeat(lead);
    const name = nameLines[at] ?? '';
    const time = at === 0 ? row.time : '';
    const cellsLeft = time === '' ? padEnd(name, names + TIME) : padEnd(name, names) + padStart(time, TIME);
    const text = narrow ? undefined : textLines[at];
    lines.push(
      text === undefined ? start + cellsLeft.trimEnd() : `${start}${cellsLeft}  ${paint(text, tone, look)}`,
    );
  }
  if (narrow) lines.push(...textLines.map((text) => ' '.repeat(indent) + paint(text, tone, look)));
  for (const remark of row.remarks) lines.push(...renderRemark(remark, indent, look));
  return lines;
}

/** One row on one line: what does not fit is cut. For live views and for titles of groups. */
export function rowLine(row: Omit<Row, 'remarks'>, sign: string, names: number, look: Look): string {
  const name = visible(row.names.join(' '));
  const left = `${padEnd(cut(name, names), names)}${padStart(row.time, TIME)}`;
  const room = look.columns - cells(sign) - 3 - cells(left) - 2;
  if (row.text === '' || room < 4) return `  ${sign} ${cut(left.trimEnd(), look.columns - cells(sign) - 3)}`;
  return `  ${sign} ${left}  ${paint(cut(row.text, room), QUIET.has(row.mark) ? 'quiet' : 'none', look)}`;
}

/** Something to know that belongs to no row: `! text`, wrapped. */
export function noteLines(text: string, look: Look): string[] {
  return renderRemark(visible(text), 2, look);
}

/** What a remark of a run says, with the job that it is about. */
export function remarkText(remark: { readonly job: string | undefined; readonly text: string }): string {
  return remark.job === undefined ? remark.text : `${remark.job}: ${remark.text}`;
}

function renderRemark(remark: string, indent: number, look: Look): string[] {
  const sign = mark('note', look);
  const hang = indent + markWidth(look) + 1;
  return wrap(remark, look.columns - hang, 4).map((text, at) =>
    at === 0 ? `${' '.repeat(indent)}${sign} ${text}` : ' '.repeat(hang) + text,
  );
}

const QUIET: ReadonlySet<Mark> = new Set<Mark>(['same', 'skip', 'stop', 'wait']);

/** Cells of the column of times. */
const TIME = 8;

/** Every step that a row may belong to: those of the plan's order, then what it forgot. */
function stepsOf(plan: Plan): readonly string[] {
  return [
    ...new Set([
      ...plan.order,
      ...plan.jobs.map((job) => job.spec.step),
      ...plan.skips.map((skip) => skip.step),
    ]),
  ];
}

function joins(before: Row, row: Row): boolean {
  return (
    before.mark === 'same' &&
    row.mark === 'same' &&
    before.text === row.text &&
    before.remarks.length === 0 &&
    row.remarks.length === 0
  );
}

function reasonKey(why: SkipReason): string {
  return JSON.stringify([why.code, why.detail]);
}
