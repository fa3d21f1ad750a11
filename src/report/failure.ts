/** A failure as people read it: what broke, where, the lines that say why, and what to do next. */

import { explain, type Failure } from '../core/failure.ts';
import type { JobHow } from '../core/record.ts';
import type { FailedTest } from '../core/step.ts';
import { linesOf, outputLine, visible } from './escape.ts';
import { type Look, mark, paint } from './look.ts';
import { cells, cut, wrap } from './width.ts';

/** Failed tests and lines of output that a block shows; the rest is in the log. */
const SHOWN = { tests: 10, messageLines: 6, tailLines: 20 } as const;

/** What failed, without the job's name: `pytest -q ended with 1`. Empty when there is no failure. */
export function failureClause(how: JobHow): string {
  if (how.failure === undefined) return '';
  const message = visible(explain(how.failure).message);
  const prefix = `${visible(how.id)}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}

/**
 * The block below the table for one job that failed: its failed tests, or else the last lines that it printed.
 *
 * @param tail  the last lines of its output, raw
 */
export function failureBlock(how: JobHow, tail: readonly string[], look: Look): string[] {
  const clause = failureClause(how);
  const title = clause === '' ? visible(how.id) : `${visible(how.id)}: ${clause}`;
  const hang = cells(mark('fail', { ...look, color: false })) + 3;
  const lines = wrap(title, look.columns - hang, 6).map((text, at) =>
    at === 0
      ? `  ${mark('fail', look)} ${paint(text, 'strong', look)}`
      : ' '.repeat(hang) + paint(text, 'strong', look),
  );
  const evidence =
    how.failedTests.length > 0 ? failedTests(how.failedTests, look) : outputTail(how.failure, tail, look);
  return evidence.length === 0 ? lines : [...lines, '', ...evidence];
}

/** What is shown when no run came about at all. */
export function failureText(failure: Failure, exit: number, look: Look, verbose: boolean): string[] {
  if (failure.code === 'config-invalid') {
    const places = failure.problems.map(({ place }) =>
      visible(`${place.file}:${place.line}:${place.column}`),
    );
    const left = Math.min(32, Math.max(0, ...places.map(cells))) + 2;
    const lines = failure.problems.flatMap(({ message }, at) =>
      problem(places[at] ?? '', visible(message), left, look),
    );
    const total = failure.problems.length;
    return [...lines, `${total} problem${total === 1 ? '' : 's'} (exit ${exit})`];
  }
  const { message, next } = explain(failure);
  const hang = cells(mark('fail', { ...look, color: false })) + 1;
  const room = look.columns - hang;
  const text = linesOf(message).flatMap((line, at, all) =>
    wrap(at === all.length - 1 ? `${visible(line)} (exit ${exit})` : visible(line), room),
  );
  const lines = text.map((line, at) =>
    at === 0 ? `${mark('fail', look)} ${line}` : ' '.repeat(hang) + line,
  );
  if (failure.code === 'bug' && verbose)
    lines.push(...linesOf(failure.stack).map((line) => `    ${visible(line)}`));
  if (next !== undefined) lines.push(...nextLine([visible(next)], look));
  return lines;
}

/** `next: one thing  ·  or another` */
export function nextLine(ways: readonly string[], look: Look): string[] {
  if (ways.length === 0) return [];
  const lines: string[] = [];
  for (const way of ways) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + cells(way) + 5 <= look.columns - 6)
      lines[lines.length - 1] = `${last}  ·  ${way}`;
    else lines.push(...wrap(way, look.columns - 6));
  }
  return lines.map((line, at) => (at === 0 ? `${paint('next:', 'strong', look)} ${line}` : `      ${line}`));
}

/** `path:line`, `path`, or nothing; for people and for terminals that make it a link. */
export function placeOf(test: FailedTest): string {
  if (test.file === undefined) return '';
  return test.line === undefined ? visible(test.file) : visible(`${test.file}:${test.line}`);
}

function failedTests(tests: readonly FailedTest[], look: Look): string[] {
  const lines: string[] = [];
  for (const test of tests.slice(0, SHOWN.tests)) {
    const place = placeOf(test);
    const name = visible(test.name);
    if (place === '') lines.push(`    ${cut(name, look.columns - 4)}`);
    else if (4 + cells(place) + 2 + cells(name) <= look.columns)
      lines.push(`    ${paint(place, 'strong', look)}  ${name}`);
    else
      lines.push(
        `    ${paint(cut(place, look.columns - 4), 'strong', look)}`,
        `    ${cut(name, look.columns - 4)}`,
      );
    const message = linesOf(test.message).filter((line) => line.trim() !== '');
    for (const line of message.slice(0, SHOWN.messageLines))
      lines.push(`      ${cutOutput(line, look.columns - 6)}`);
    if (message.length > SHOWN.messageLines) lines.push('      …');
  }
  const left = tests.length - SHOWN.tests;
  if (left > 0) lines.push(`    … and ${left} more`);
  return lines;
}

function outputTail(failure: Failure | undefined, tail: readonly string[], look: Look): string[] {
  const bar = look.marks === 'tree' ? '│' : '|';
  const lines = tail
    .slice(-SHOWN.tailLines)
    .map((line) => `    ${paint(bar, 'quiet', look)} ${cutOutput(line, look.columns - 6)}`);
  return failure === undefined || lines.length === 0 ? [] : lines;
}

/** Foreign output in a block is shown without its own colours, so that it can be cut. */
function cutOutput(line: string, width: number): string {
  return cut(outputLine(line, false).replaceAll('\t', '    '), width);
}

function problem(place: string, message: string, left: number, look: Look): string[] {
  if (cells(place) + 2 > left)
    return [place, ...wrap(message, look.columns - 4).map((line) => `    ${line}`)];
  const lines = wrap(message, look.columns - left);
  return lines.map((line, at) =>
    at === 0
      ? paint(place, 'strong', look) + ' '.repeat(left - cells(place)) + line
      : ' '.repeat(left) + line,
  );
}
