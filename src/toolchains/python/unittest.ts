/** Reads what `python -m unittest` printed: it has no report of another kind. */

import { posix } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import type { FailedTest, JobIo, Report } from '../../core/step.ts';
import { countsText } from '../../formats/junit.ts';

export async function finishUnittest(io: JobIo): Promise<Result<Report>> {
  const output = io.tail;
  const ran = [...output.matchAll(/^Ran (\d+) tests? in [\d.]+s$/gm)].at(-1);
  if (ran === undefined) {
    const last = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
    return ok({ facts: {}, summary: io.succeeded ? 'passed' : last.slice(0, 200), remarks: [] });
  }
  if (io.succeeded && ran[1] === '0') {
    // Only planned where there are files of tests: a pass of none of them would be no pass.
    const message = 'unittest found no tests in them; tests of functions need pytest among the requirements';
    return err({ code: 'output-invalid', job: 'test', path: 'the test files', message });
  }
  const blocks = readBlocks(output);
  const verdict = output.slice(ran.index).match(/^(?:OK|FAILED|NO TESTS RAN)\b.*$/m)?.[0] ?? '';
  const counts = countsOf(Number(ran[1]), verdict, blocks);
  return ok({
    facts: { junit: { ...counts, evidence: [] } },
    summary: counts.tests === 0 ? 'unittest found no tests' : countsText(counts),
    remarks: [],
    tests: { failed: blocks.map((block) => failedTest(block, io.workspace)), slowest: [] },
  });
}

/** `FAIL: test_a (tests.test_x.Case.test_a) (i=1)`, and the traceback between the rules below it. */
type Block = { readonly name: string; readonly where: string; readonly body: string };

function readBlocks(output: string): Block[] {
  return output
    .split(/^={70}$/m)
    .slice(1)
    .flatMap((text) => {
      const [, name, where = ''] = /^\s*(?:FAIL|ERROR): (\S+)(?: \(([^)]*)\))?/.exec(text) ?? [];
      return name === undefined ? [] : [{ name, where, body: text.split(/^-{70}$/m)[1] ?? '' }];
    });
}

type Counts = { tests: number; passed: number; failed: number; skipped: number };

function countsOf(ran: number, verdict: string, blocks: readonly Block[]): Counts {
  // `FAILED (failures=1, expected failures=2)`: the word alone would be found twice.
  const of = (words: string): number => Number(new RegExp(`[(,] ?${words}=(\\d+)`).exec(verdict)?.[1] ?? 0);
  const skipped = of('skipped') + of('expected failures');
  const said = of('failures') + of('errors');
  // A test fails once however many of its subtests do, and the set-up of a class is not among those that ran.
  const whole = blocks.length === said;
  const around = blocks.filter(({ name }) => /^(?:setUp|tearDown)(?:Class|Module)$/.test(name)).length;
  const distinct = new Set(blocks.map(({ name, where }) => `${name} ${where}`)).size;
  const failed = (whole ? distinct : said) + of('unexpected successes');
  const tests = ran + (whole ? around : 0);
  return { tests, passed: Math.max(0, tests - failed - skipped), failed, skipped };
}

function failedTest({ name, where, body }: Block, workspace: string): FailedTest {
  const frames = [...body.matchAll(/^ {2}File "([^"]+)", line (\d+)/gm)];
  const frame = frames.findLast(([, path = '']) => inside(path, workspace) !== undefined);
  const file = frame?.[1] === undefined ? undefined : inside(frame[1], workspace);
  const message = body.split('\n').findLast((line) => /^[A-Za-z_][\w.]*(?::|$)/.test(line)) ?? '';
  const line = file === undefined ? undefined : Number(frame?.[2]);
  return { name: nameOf(name, where), file, line, message };
}

/** `Case::test_a` out of `tests.test_x.Case.test_a` (3.11 and later) or `tests.test_x.Case`. */
function nameOf(name: string, where: string): string {
  const owner = where
    .split('.')
    .filter((part) => part !== name)
    .at(-1);
  return owner === undefined || owner === '' || where.startsWith('unittest.') ? name : `${owner}::${name}`;
}

function inside(path: string, workspace: string): string | undefined {
  const relative = posix.isAbsolute(path) ? posix.relative(workspace, path) : path;
  return relative.startsWith('../') || relative.startsWith('.venv/') ? undefined : relative;
}
