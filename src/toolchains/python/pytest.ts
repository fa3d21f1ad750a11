/** Reads what pytest reports: the JUnit file for counts and failures, its output for the live view. */

import type { Result } from '../../core/result.ts';
import type { FailedTest, JobIo, Report } from '../../core/step.ts';
import { countsText, type JunitCase } from '../../formats/junit.ts';
import { insideWorkspace, reportOf } from '../junit-report.ts';

/** @param path  of the JUnit file (family `xunit1`) in the workspace */
export function finishPytest(path: string): (io: JobIo) => Promise<Result<Report>> {
  return async (io) =>
    reportOf(io, path, {
      plain: (text) => text,
      message: reasonOf,
      name: (one) => nameOf(one, io.workspace),
      place: (one) => placeOf(one, io.workspace),
    });
}

/** A file that cannot be imported has only `collection failure` for a message; the reason is the last line marked E. */
function reasonOf({ message, text }: JunitCase): string {
  const reason = /^collection failure$/.test(message.trim())
    ? text.match(/^E {2,}(.+)$/gm)?.at(-1)
    : undefined;
  return reason === undefined ? message : `cannot be imported\n${reason.replace(/^E +/, '')}`;
}

/** Where the test gave up, which is more use than where it begins. */
function placeOf(one: JunitCase, workspace: string): Pick<FailedTest, 'file' | 'line'> {
  const file = one.file === undefined ? undefined : insideWorkspace(one.file, workspace);
  if (file === undefined) return { file, line: undefined };
  // pytest counts lines from 0 here.
  const begins = one.line === undefined ? undefined : one.line + 1;
  return { file, line: failingLine(one.text, file, workspace) ?? begins };
}

/** Tracebacks of pytest end with `tests/test_a.py:17: AssertionError`; the last such line in the test's file counts. */
function failingLine(text: string, file: string, workspace: string): number | undefined {
  const places = [...text.matchAll(/^(\S[^\n:]*\.py):(\d+): /gm)];
  const last = places.findLast(([, path = '']) => insideWorkspace(path, workspace) === file);
  return last === undefined ? undefined : Number(last[2]);
}

/** `TestNavbar::test_logout[admin]`: the class belongs to the name, the module is said by the file already. */
function nameOf({ name, classname, file }: JunitCase, workspace: string): string {
  const module = file === undefined ? undefined : insideWorkspace(file, workspace)?.replace(/\.py$/, '');
  const dotted = module?.replaceAll('/', '.');
  if (dotted === undefined || !classname.startsWith(`${dotted}.`)) return name === '' ? classname : name;
  return `${classname.slice(dotted.length + 1).replaceAll('.', '::')}::${name}`;
}

/** Counts the dots and letters of the usual output and the words of the verbose one. */
export function pytestProgress(): (line: string) => string | undefined {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  return (line) => {
    // Without the file in front or the percentage behind, a line of letters may be part of a traceback.
    const [, file, letters, share] = /^(\S+\.py )?([.FEsxX]+)\s*(\[\s*\d+%\])?\s*$/.exec(line) ?? [];
    const dots = file === undefined && share === undefined ? undefined : letters;
    const word = / (PASSED|FAILED|ERROR|SKIPPED)(?: \(.*\))?\s+\[\s*\d+%\]/.exec(line)?.[1];
    if (dots === undefined && word === undefined) return undefined;
    const marks = dots ?? { PASSED: '.', SKIPPED: 's' }[word ?? ''] ?? 'F';
    seen.passed += marks.match(/\./g)?.length ?? 0;
    seen.failed += marks.match(/[FE]/g)?.length ?? 0;
    seen.skipped += marks.match(/s/g)?.length ?? 0;
    return countsText(seen);
  };
}
