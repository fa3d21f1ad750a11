/** The end of a run: the table, what failed and why, what was made, and one line that says what to do next. */

import { type CacheNote, isRefusal } from '../core/cache.ts';
import { short } from '../core/digest.ts';
import { explain } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import { hasPassed, type JobHow, type RunRecord } from '../core/record.ts';
import { visible } from './escape.ts';
import { failureBlock, nextLine } from './failure.ts';
import { type Look, mark, paint } from './look.ts';
import { nameWidth, type Row, renderRow, rowsOf } from './rows.ts';
import { count, duration, size } from './units.ts';
import { cells, clauses, cut } from './width.ts';

/** The last raw lines that a job printed. */
export type TailOf = (job: string) => readonly string[];

/** A row for every job and every group of skipped steps. */
export function table(plan: Plan, record: RunRecord, look: Look): string[] {
  const names = nameWidth(plan);
  return rowsOf(plan, record).flatMap((row) => renderRow(row, names, look));
}

/** A block for every job that failed, an empty line before each. */
export function failures(record: RunRecord, tail: TailOf, look: Look): string[] {
  return failed(record).flatMap((how) => [
    '',
    ...failureBlock(how, tail(how.id), look),
    ...logLine(record, how),
  ]);
}

/** The rows of what was skipped: what a log that printed each job as it ended still lacks. */
export function skipped(plan: Plan, record: RunRecord, look: Look): string[] {
  const names = nameWidth(plan);
  return rowsOf(plan, record)
    .filter((row: Row) => row.mark === 'skip')
    .flatMap((row) => renderRow(row, names, look));
}

/** Counts, time, path, artifacts, record, log; then what to do next. */
export function closing(plan: Plan, record: RunRecord, path: string | undefined, look: Look): string[] {
  return [
    ...artifacts(record, look),
    ...status(record, path, look),
    ...nextLine(nextSteps(plan, record), look),
  ];
}

/** `4 done · 55.9s (path install → build-binary) · record .sealsmith/run.json` */
export function status(record: RunRecord, path: string | undefined, look: Look): string[] {
  const number = (state: JobHow['state']): number =>
    record.how.jobs.filter((job) => job.state === state).length;
  const done = record.how.jobs.filter((job) => hasPassed(job.state)).length;
  const exit = record.how.exit;
  const refused = refusedNotes(record).length;
  const parts: string[] = [];
  if (exit === 130 || exit === 143)
    parts.push(`${exit === 130 ? 'stopped by Ctrl-C' : 'stopped by SIGTERM'} (exit ${exit})`);
  else if (number('failed') > 0) parts.push(`${number('failed')} failed (exit ${exit})`);
  else if (exit === 4 && refused > 0)
    parts.push(`${count(refused, 'cache entry', 'cache entries')} refused (exit 4)`);
  else if (exit !== 0) parts.push(`failed (exit ${exit})`);
  if (done > 0 || exit === 0) parts.push(`${done} done`);
  if (number('cancelled') > 0) parts.push(`${number('cancelled')} stopped`);
  const time = duration(record.when.milliseconds);
  const route = exit === 0 ? pathOf(record, look.columns - 40) : '';
  parts.push(route === '' ? time : `${time} (path ${route})`);
  const [only, second] = failed(record);
  if (only?.log !== undefined && second === undefined) parts.push(`log ${visible(only.log)}`);
  if (path !== undefined) parts.push(`record ${visible(path)}`);
  const lines = clauses(parts, look.columns);
  const [first = '', ...rest] = lines;
  const [lead = ''] = parts;
  return [
    first.startsWith(lead)
      ? paint(lead, exit === 0 ? 'good' : 'bad', look) + first.slice(lead.length)
      : first,
    ...rest,
  ];
}

/** `critical path  install 3.1s → build-binary 51.0s`; a path of one job says nothing. */
export function criticalPath(record: RunRecord, look: Look): string[] {
  const parts = record.how.path.map((id) => {
    const when = record.when.jobs.find((job) => job.id === id);
    return when === undefined ? visible(id) : `${visible(id)} ${duration(when.milliseconds)}`;
  });
  return parts.length < 2 ? [] : [cut(`critical path  ${parts.join(' → ')}`, look.columns)];
}

/** What a person would do now, most useful first. */
export function nextSteps(plan: Plan, record: RunRecord): readonly string[] {
  const [first] = failed(record);
  if (first !== undefined) {
    const step = visible(plan.jobs.find((job) => job.spec.id === first.id)?.spec.step ?? first.id);
    const said = first.failure === undefined ? undefined : explain(first.failure).next;
    const again =
      plan.context.host === 'local' && !plan.context.ci
        ? [`sealsmith run ${step} --only`, `sealsmith shell ${step}`]
        : [`sealsmith run ${step}   at your desk`, `sealsmith explain ${step}`];
    return [...(said === undefined ? [] : [visible(said)]), ...again];
  }
  if (record.how.exit === 4 && refusedNotes(record).length > 0) {
    return ['sealsmith cache verify --all   shows what else was changed'];
  }
  if (record.how.exit !== 0) return ['sealsmith run   goes on: what was finished is kept'];
  const skip = (code: string): string | undefined => plan.skips.find((one) => one.why.code === code)?.step;
  const entry = skip('needs-entry');
  if (entry !== undefined) return [`steps.${visible(entry)}.entry in sealsmith.yml says where it starts`];
  return [];
}

function refusedNotes({ how }: RunRecord): readonly CacheNote[] {
  return [...how.jobs.flatMap((job) => job.cache), ...how.cache.notes].filter(isRefusal);
}

function failed(record: RunRecord): readonly JobHow[] {
  return record.how.jobs.filter((job) => job.state === 'failed');
}

/** With several failed jobs each block names its own log; with one the last line does. */
function logLine(record: RunRecord, how: JobHow): string[] {
  return how.log === undefined || failed(record).length < 2 ? [] : ['', `    log ${visible(how.log)}`];
}

function artifacts(record: RunRecord, look: Look): string[] {
  const shown = record.what.artifacts.slice(0, 5);
  const { binary, image } = record.what.facts;
  const lines = shown.map(({ path, sha256 }) => {
    const known = binary?.archive === path ? binary : image?.layout === path ? image : undefined;
    const bytes = known === undefined ? '' : `  ${size(known.bytes)}`;
    const end = `${bytes}  sha256:${short(sha256)}`;
    const lead = `  ${mark('made', look)} `;
    const room = look.columns - cells(`  ${mark('made', { ...look, color: false })} `) - cells(end);
    return `${lead}${cut(visible(path), room)}${paint(end, 'quiet', look)}`;
  });
  const left = record.what.artifacts.length - shown.length;
  if (left > 0) lines.push(`    … and ${left} more`);
  return lines.length === 0 ? [] : [...lines, ''];
}

/** `install → build-binary`, the middle left out when it would not fit. */
function pathOf(record: RunRecord, room: number): string {
  const names = record.how.path.map(visible);
  if (names.length < 2) return '';
  const full = names.join(' → ');
  return cells(full) <= room ? full : cut(`${names[0]} → … → ${names.at(-1)}`, Math.max(16, room));
}
