/** Reads what the tests reported: the JUnit file for counts and failures, the output for the live view. */

import { posix } from 'node:path';
import { ok, type Result } from '../../core/result.ts';
import type { JobIo, Report } from '../../core/step.ts';
import { countsText, type JunitCase } from '../../formats/junit.ts';
import { lastLine } from '../job.ts';
import { insideWorkspace, reportOf } from '../junit-report.ts';

/** @param path  of the JUnit file in the workspace; undefined when there is none to expect */
export function finishTest(path: string | undefined): (io: JobIo) => Promise<Result<Report>> {
  return async (io) => {
    if (path === undefined)
      return ok({ facts: {}, summary: io.succeeded ? 'passed' : lastLine(io.tail), remarks: [] });
    return reportOf(io, path, {
      plain,
      place: (one) => placeOf(one, io.workspace),
    });
  };
}

/** Where the test gave up: the first line of the stack in a file of the project. */
function placeOf(one: JunitCase, workspace: string): { file: string | undefined; line: number | undefined } {
  for (const [, path = '', line] of one.text.matchAll(
    /(?:file:\/\/|\(|\bat |❯ )(\/?[^\s():]+\.[cm]?[jt]sx?):(\d+):\d+/g,
  )) {
    const file = insideWorkspace(decoded(path), workspace);
    if (file !== undefined && !file.includes('node_modules/')) return { file, line: Number(line) };
  }
  return { file: one.file === undefined ? undefined : insideWorkspace(one.file, workspace), line: one.line };
}

/** Node escapes quotation marks twice (its lib/internal/test_runner/reporter/junit.js): once is left after parsing. */
function plain(text: string): string {
  return text.replaceAll('&quot;', '"');
}

/** Paths of ES modules are addresses. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return posix.normalize(path);
  }
}

/** Counts the marks of the spec reporter: `✔ name (1.2ms)`; a suite opens with `▶` and counts for nothing. */
export function nodeTestProgress(): (line: string) => string | undefined {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  const open: string[] = [];
  let over = false;
  return (line) => {
    const [, indent = '', mark, rest = ''] = /^( *)([▶✔✖﹣]) (.*)$/.exec(line) ?? [];
    // The failures are told once more at the end.
    over ||= line.startsWith('✖ failing tests:');
    if (over || mark === undefined) return undefined;
    const name = `${indent}${rest.replace(/ \([\d.]+ms\)( # \w+.*)?$/, '')}`;
    if (mark === '▶') {
      open.push(name);
      return undefined;
    }
    if (open.at(-1) === name) {
      open.pop();
      return undefined;
    }
    if (mark === '﹣' || / # (?:SKIP|TODO)\b/.test(rest)) seen.skipped += 1;
    else if (mark === '✔') seen.passed += 1;
    else seen.failed += 1;
    return countsText(seen);
  };
}
