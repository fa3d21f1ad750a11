/** What GitHub shows beside the lines of a change: failed tests, failed jobs, problems of the configuration. */

import { posix } from 'node:path';
import { explain, type Failure } from '../../core/failure.ts';
import type { RunRecord } from '../../core/record.ts';
import { linesOf, outputLine, visible, workflowCommand } from '../../report/escape.ts';
import { failureClause } from '../../report/failure.ts';

/** GitHub shows ten errors of one step and drops the rest without a word. */
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

/** One command a line, at most ten. */
export function annotations(record: RunRecord, place: FromTop): string[] {
  const failed = record.how.jobs.filter((how) => how.state === 'failed');
  const tests = failed.flatMap((how) =>
    how.failedTests.map((test) => {
      const path = test.file === undefined ? undefined : place(test.file);
      const where =
        path === undefined
          ? {}
          : { file: path, ...(test.line === undefined ? {} : { line: String(test.line) }) };
      return error(
        { ...where, title: `${how.id}: ${test.name}` },
        test.message === '' ? 'failed' : test.message,
      );
    }),
  );
  const jobs = failed
    .filter((how) => how.failedTests.length === 0)
    .map((how) => error({ title: how.id }, failureClause(how)));
  return few([...jobs, ...tests]);
}

/** For a run that did not come about. */
export function annotationsOfFailure(failure: Failure, place: FromTop): string[] {
  if (failure.code !== 'config-invalid') return [error({ title: 'sealsmith' }, explain(failure).message)];
  return few(
    failure.problems.map((problem) => {
      const { file, line, column } = problem.place;
      const path = place(file);
      const where = path === undefined ? {} : { file: path, line: String(line), col: String(column) };
      return error({ ...where, title: 'sealsmith configuration' }, problem.message);
    }),
  );
}

function error(properties: Readonly<Record<string, string>>, message: string): string {
  const shown = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, visible(value)]));
  const text = linesOf(message)
    .slice(0, 30)
    .map((line) => outputLine(line.slice(0, 1000), false));
  return workflowCommand('error', shown, text.join('\n'));
}

function few(commands: readonly string[]): string[] {
  if (commands.length <= MOST) return [...commands];
  const left = commands.length - (MOST - 1);
  return [
    ...commands.slice(0, MOST - 1),
    error({ title: 'sealsmith' }, `and ${left} more, in the log and in the summary`),
  ];
}
