/**
 * What GitHub shows beside the lines of a change: failed tests, what linters found, failed jobs, problems of the
 * configuration; and above them entries of the cache that were refused.
 */

import { posix } from 'node:path';
import { isRefusal, missText } from '../../core/cache.ts';
import { explain, type Failure } from '../../core/failure.ts';
import type { RunRecord } from '../../core/record.ts';
import { cacheNotes } from '../../report/cache-counts.ts';
import { linesOf, outputLine, visible, workflowCommand } from '../../report/escape.ts';
import { failureClause } from '../../report/failure.ts';
import type { TailOf } from '../../report/summary.ts';
import { foundIn } from './found.ts';

/** GitHub shows ten errors and ten warnings of one step and drops the rest without a word. */
const MOST = 10;

/** Path of a file from the top of the repository; undefined when it lies outside. */
export type FromTop = (file: string) => string | undefined;

/**
 * @param prefix     where the workspace lies below the top of the repository: `examples/diary`, or empty
 * @param workspace  its absolute path, for tools that name files by theirs
 */
export function fromTop(prefix: string, workspace: string): FromTop {
  return (file) => {
    const relative = posix.isAbsolute(file) ? posix.relative(workspace, file) : file;
    const path = posix.normalize(posix.join(prefix, relative));
    return path === '.' || path === '..' || path.startsWith('../') ? undefined : path;
  };
}

export type Annotated = {
  readonly place: FromTop;
  /** The last raw lines that a job printed. */
  readonly tail: TailOf;
  /** Whether a path as a tool printed it is a file of the workspace. */
  readonly isFile: (path: string) => boolean;
};

/** One command a line, at most ten errors and ten warnings. */
export function annotations(record: RunRecord, { place, tail, isFile }: Annotated): string[] {
  const failed = record.how.jobs.filter((how) => how.state === 'failed');
  const tests = failed.flatMap((how) =>
    how.failedTests.map((test) => {
      const message = test.message === '' ? 'failed' : test.message;
      return error({ ...at(place, test), title: `${how.id}: ${test.name}` }, message);
    }),
  );
  const others = failed.filter((how) => how.failedTests.length === 0);
  const jobs = others.map((how) => error({ title: how.id }, failureClause(how)));
  const found = others.flatMap((how) =>
    foundIn(tail(how.id), isFile)
      .filter(({ file }) => place(file) !== undefined)
      .map((one) => error({ ...at(place, one), title: how.id }, one.message)),
  );
  const refused = cacheNotes(record).flatMap((note) =>
    note.reason !== undefined && isRefusal(note)
      ? [warning({ title: `cache entry of ${note.entry} refused` }, missText(note.reason))]
      : [],
  );
  return [...few([...jobs, ...tests, ...found], error), ...few(refused, warning)];
}

type Place = {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column?: number | undefined;
};

function at(place: FromTop, { file, line, column }: Place): Record<string, string> {
  const path = file === undefined ? undefined : place(file);
  if (path === undefined) return {};
  return {
    file: path,
    ...(line === undefined ? {} : { line: String(line) }),
    ...(column === undefined ? {} : { col: String(column) }),
  };
}

/** For a run that did not come about. */
export function annotationsOfFailure(failure: Failure, place: FromTop): string[] {
  if (failure.code !== 'config-invalid') return [error({ title: 'sealsmith' }, explain(failure).message)];
  return few(
    failure.problems.map((problem) =>
      error({ ...at(place, problem.place), title: 'sealsmith configuration' }, problem.message),
    ),
    error,
  );
}

type Say = (properties: Readonly<Record<string, string>>, message: string) => string;

const error: Say = (properties, message) => said('error', properties, message);
const warning: Say = (properties, message) => said('warning', properties, message);

function said(
  kind: 'error' | 'warning',
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const shown = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, visible(value)]));
  const text = linesOf(message)
    .slice(0, 30)
    .map((line) => outputLine(line.slice(0, 1000), false));
  return workflowCommand(kind, shown, text.join('\n'));
}

function few(commands: readonly string[], say: Say): string[] {
  if (commands.length <= MOST) return [...commands];
  const left = commands.length - (MOST - 1);
  return [
    ...commands.slice(0, MOST - 1),
    say({ title: 'sealsmith' }, `and ${left} more, in the log and in the summary`),
  ];
}
