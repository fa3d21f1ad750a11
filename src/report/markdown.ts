/** The page that GitHub shows for a run: the pipeline drawn, a row a step, failed tests, the cache, what was made. */

import { explain, type Failure } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import { hasPassed, type JobHow, type RunRecord } from '../core/record.ts';
import type { FailedTest } from '../core/step.ts';
import { linesOf, markdownText, markup, outputLine } from './escape.ts';
import { failureClause, placeOf } from './failure.ts';
import { tierClause } from './header.ts';
import { drawing } from './mermaid.ts';
import { cachePart } from './page-cache.ts';
import { footPart } from './page-foot.ts';
import { type Row, rowsOf } from './rows.ts';
import type { TailOf } from './summary.ts';
import { duration } from './units.ts';

export type Page = {
  /** Bytes that the page may take; what does not fit is left out and said. */
  readonly limit: number;
  /** The address of a line of a file of the workspace; undefined where there is none. */
  readonly link: (file: string, line: number | undefined) => string | undefined;
  readonly tail: TailOf;
  /** Path of the record in the workspace. */
  readonly record: string | undefined;
  /** The image that the job runs in, as the forge or somebody says it. */
  readonly image: string | undefined;
};

/** GitHub takes at most 1 MiB for one step and shows nothing of a longer page. */
export const PAGE_LIMIT = 1024 * 1024;

export function markdown(plan: Plan, record: RunRecord, page: Page): string {
  const parts = [
    title(plan, record),
    drawingPart(plan, record),
    steps(plan, record),
    ...record.how.jobs.filter((how) => how.state === 'failed').flatMap((how) => failure(how, page)),
    cachePart(record),
    remarks(record),
    slowest(record),
    footPart(plan, record, page.record, page.image),
  ];
  return fit(
    parts.filter((part) => part !== ''),
    page.limit,
  );
}

/** The page of a run that did not come about. */
export function markdownOfFailure(failed: Failure, exit: number): string {
  const { message, next } = explain(failed);
  const lines = [`## sealsmith: nothing ran (exit ${exit})`, '', preformatted(linesOf(message))];
  if (next !== undefined) lines.push('', `**next:** ${markdownText(next)}`);
  return `${lines.join('\n')}\n`;
}

function title(plan: Plan, record: RunRecord): string {
  const { exit } = record.how;
  const done = record.how.jobs.filter((job) => hasPassed(job.state)).length;
  const bad = record.how.jobs.filter((job) => job.state === 'failed').length;
  const result =
    exit === 0 ? `${done} done` : bad > 0 ? `${bad} failed (exit ${exit})` : `stopped (exit ${exit})`;
  const commit =
    record.what.source.commit === undefined
      ? 'no commit'
      : markdownText(record.what.source.commit.slice(0, 7));
  const where = [
    markdownText(plan.project.toolchain),
    record.how.host,
    markdownText(tierClause(plan)),
    commit,
  ];
  return [
    `## ${exit === 0 ? '✓' : '✗'} ${markdownText(plan.project.name)}: ${result} · ${duration(record.when.milliseconds)}`,
    '',
    where.join(' · '),
  ].join('\n');
}

function drawingPart(plan: Plan, record: RunRecord): string {
  const lines = drawing(plan, record);
  return lines.length === 0 ? '' : ['```mermaid', ...lines, '```'].join('\n');
}

function steps(plan: Plan, record: RunRecord): string {
  const rows = rowsOf(plan, record).map(
    (row) =>
      `| ${WORDS[row.mark] ?? row.mark} | ${row.names.map(markdownText).join(' ')} | ${row.time} | ${cell(row)} |`,
  );
  return ['| | step | time | |', '|---|---|--:|---|', ...rows].join('\n');
}

const WORDS: Readonly<Record<string, string>> = {
  ok: '✓ ok',
  same: '✓ same',
  fail: '✗ **fail**',
  stop: '■ stop',
  skip: '– skip',
};

/** The text of a row has been made visible already; here it becomes Markdown. */
function cell(row: Row): string {
  return markdownText(row.text.length > 300 ? `${row.text.slice(0, 300)}…` : row.text);
}

function failure(how: JobHow, page: Page): string[] {
  const head = `### ✗ ${markdownText(how.id)}: ${markdownText(failureClause(how))}`;
  if (how.failedTests.length === 0) {
    const tail = page.tail(how.id).slice(-40);
    return tail.length === 0 ? [head] : [`${head}\n\n${preformatted(tail)}`];
  }
  return [head, ...how.failedTests.map((test) => failedTest(test, page))];
}

function failedTest(test: FailedTest, page: Page): string {
  const place = placeOf(test);
  const link = test.file === undefined ? undefined : page.link(test.file, test.line);
  const shown = `<code>${markdownText(place)}</code>`;
  const where =
    place === '' ? '' : ` ${link === undefined ? shown : `<a href="${markup(link)}">${shown}</a>`}`;
  const message = linesOf(test.message).slice(0, 30);
  const lines = [`**${markdownText(test.name.slice(0, 300))}**${where}`];
  if (message.length > 0) lines.push('', preformatted(message));
  return lines.join('\n');
}

function remarks(record: RunRecord): string {
  const lines = record.how.jobs.flatMap((how) =>
    how.remarks.map((remark) => `- ${markdownText(how.id)}: ${markdownText(remark.slice(0, 500))}`),
  );
  return lines.length === 0 ? '' : ['### Remarks', '', ...lines.slice(0, 100)].join('\n');
}

function slowest(record: RunRecord): string {
  const tests = record.how.jobs
    .flatMap((how) => how.slowestTests)
    .filter((test) => test.milliseconds >= WORTH_A_ROW)
    .slice(0, 10);
  if (tests.length === 0) return '';
  const rows = tests.map(
    (test) => `| ${markdownText(test.name.slice(0, 200))} | ${duration(test.milliseconds)} |`,
  );
  return [
    '<details><summary>Slowest tests</summary>',
    '',
    '| test | time |',
    '|---|--:|',
    ...rows,
    '',
    '</details>',
  ].join('\n');
}

/** Milliseconds below which a test would be shown with 0.0s. */
const WORTH_A_ROW = 50;

/** Raw output in an HTML block: nothing in it is Markdown, and it cannot end the block. */
function preformatted(lines: readonly string[]): string {
  const text = lines.map((line) => markup(outputLine(line.slice(0, 2000), false)));
  return ['<pre>', ...text, '</pre>'].join('\n');
}

/**
 * Parts in their order while they fit, of a table that does not as many rows as do; the last one always, and a sentence
 * where something was left out.
 */
function fit(parts: readonly string[], limit: number): string {
  const last = parts.at(-1) ?? '';
  let room = limit - bytes(last) - bytes(CUT);
  const kept: string[] = [];
  let complete = true;
  for (const part of parts.slice(0, -1)) {
    const shown = bytes(part) <= room ? part : TABLE.test(part) ? rowsThatFit(part, room) : '';
    if (shown !== '') kept.push(shown);
    room -= bytes(shown);
    complete = shown === part;
    if (!complete) break;
  }
  return `${[...kept, ...(complete ? [] : [CUT]), last].join('\n\n')}\n`;
}

const CUT = 'This page ends here because GitHub takes no longer one; the log has the rest.';

/** A table, or a heading and a table below it. */
const TABLE = /^(?:### .*\n\n(?:[^|\n].*\n\n)?)?\|/;

/** With the two line breaks behind it. */
function bytes(text: string): number {
  return Buffer.byteLength(text) + 2;
}

function rowsThatFit(part: string, room: number): string {
  const lines = part.split('\n');
  let left = room - 2;
  const count = lines.findIndex((line) => {
    left -= Buffer.byteLength(line) + 1;
    return left < 0;
  });
  return lines.slice(0, count).join('\n');
}
