/** A JUnit file that a test job left, as the job's report. */

import { posix } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import type { FailedTest, JobIo, Report } from '../core/step.ts';
import { countsText, type JunitCase, readJunit, slowest } from '../formats/junit.ts';
import { lastLine } from './job.ts';

/** 64 MiB: a hundred thousand tests. */
const REPORT_LIMIT = 64 * 1024 * 1024;
const LINES = 3;
const WIDTH = 300;

export type CaseReader = {
  /** A name or message as the runner meant it. */
  readonly plain: (text: string) => string;
  /** A test's name where that takes more than its own: its class. */
  readonly name?: (one: JunitCase) => string;
  /** What a test said, where that takes more than its message. */
  readonly message?: (one: JunitCase) => string;
  /** Where a test gave up. */
  readonly place: (one: JunitCase) => Pick<FailedTest, 'file' | 'line'>;
};

/**
 * @param path  of the file in the workspace
 * @param reader  what only the runner's own reader knows
 * @returns `output-invalid` when the tests ended well and the file cannot be read
 */
export function reportOf(io: JobIo, path: string, reader: CaseReader): Result<Report> {
  const text = io.files.readText(posix.join(io.workspace, path), REPORT_LIMIT);
  if (!text.ok && io.succeeded) return text;
  const xml = text.ok ? text.value : undefined;
  const junit = xml === undefined ? undefined : readJunit(xml);
  if (junit === undefined) {
    // A line of the user's own need not run these tests at all, and a runner that dies leaves half a report.
    if (xml === undefined || !io.succeeded)
      return ok({ facts: {}, summary: io.succeeded ? 'passed' : lastLine(io.tail), remarks: [] });
    return err({ code: 'output-invalid', job: 'test', path, message: 'is no JUnit report' });
  }
  const { tests, passed, failed, skipped, cases } = junit;
  const nameOf = reader.name ?? ((one: JunitCase) => reader.plain(one.name));
  return ok({
    facts: { junit: { tests, passed, failed, skipped, evidence: [] } },
    summary: countsText(junit),
    remarks: [],
    tests: {
      failed: cases
        .filter((one) => one.outcome === 'failed')
        .map((one) => ({
          name: nameOf(one),
          ...reader.place(one),
          message: shortened(reader.message?.(one) ?? reader.plain(one.message)),
        })),
      slowest: slowest({ cases: cases.map((one) => ({ ...one, name: nameOf(one) })) }),
    },
  });
}

/** A relative path within the workspace; undefined elsewhere, since no reader of the record has that file. */
export function insideWorkspace(path: string, workspace: string): string | undefined {
  const relative = posix.isAbsolute(path) ? posix.relative(workspace, path) : posix.normalize(path);
  return relative === '' || relative === '..' || relative.startsWith('../') ? undefined : relative;
}

/** The first lines of what a test said. */
function shortened(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, LINES)
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line))
    .join('\n');
}
