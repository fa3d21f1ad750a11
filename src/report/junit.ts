/** A JUnit report for forges: the project's own, and a test case of ours for each job that has none. */

import { explain, type Failure } from '../core/failure.ts';
import type { JobHow, RunRecord } from '../core/record.ts';
import { readJunit } from '../formats/junit.ts';
import { markup, visible } from './escape.ts';
import { failureClause } from './failure.ts';
import { suitesIn } from './junit-suites.ts';

/** Reports of test jobs, by the id of the job that wrote them. */
export type OwnReports = ReadonlyMap<string, readonly string[]>;

/**
 * @param own  the text of the JUnit files of the project; one that is no plain JUnit file is left out, and its job
 *   told by what the record knows of it
 * @returns XML 1.0, UTF-8
 */
export function junitReport(record: RunRecord, own: OwnReports): string {
  const suites: string[] = [];
  const ours: string[] = [];
  for (const how of record.how.jobs) {
    const taken = (own.get(how.id) ?? []).map(suitesIn).filter((text) => text !== undefined);
    suites.push(...taken);
    if (taken.length === 0) ours.push(...casesOf(record, how));
  }
  if (ours.length > 0) suites.push(suite(ours));
  return wrapped(suites);
}

/** How many tests they tell of; undefined when there is no report to be read. */
export function testsIn(own: OwnReports): number | undefined {
  const read = [...own.values()].flat().map(readJunit);
  const counts = read.flatMap((report) => (report === undefined ? [] : [report.tests]));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** The report of a run that did not come about. */
export function junitOfFailure(failure: Failure): string {
  const { message } = explain(failure);
  return wrapped([
    suite([
      `<testcase classname="sealsmith" name="start"><error message="${attribute(message)}"/></testcase>`,
    ]),
  ]);
}

function casesOf(record: RunRecord, how: JobHow): string[] {
  const when = record.when.jobs.find((job) => job.id === how.id);
  const seconds = ((when?.milliseconds ?? 0) / 1000).toFixed(3);
  const open = `<testcase classname="sealsmith" name="${attribute(how.id)}" time="${seconds}"`;
  switch (how.state) {
    case 'done':
    case 'fresh':
    case 'restored':
      return [`${open}/>`];
    case 'cancelled':
      return [`${open}><skipped message="stopped"/></testcase>`];
    case 'failed':
      return how.failedTests.length > 0
        ? how.failedTests.map((test) => failedCase(how, test))
        : [failedJob(open, how)];
  }
}

function failedCase(how: JobHow, test: JobHow['failedTests'][number]): string {
  const file = test.file === undefined ? '' : ` file="${attribute(test.file)}"`;
  const line = test.line === undefined ? '' : ` line="${test.line}"`;
  const first = attribute(test.message.split('\n')[0] ?? '');
  const open = `<testcase classname="${attribute(how.id)}" name="${attribute(test.name)}"${file}${line}>`;
  return `${open}<failure message="${first}">${markup(test.message)}</failure></testcase>`;
}

function failedJob(open: string, how: JobHow): string {
  const text = failureClause(how);
  return `${open}><failure message="${attribute(text)}">${markup(text)}</failure></testcase>`;
}

/** Readers of XML turn newlines in attributes into spaces; here they stay to be seen. */
function attribute(text: string): string {
  return markup(visible(text));
}

function suite(cases: readonly string[]): string {
  const number = (tag: string): number => cases.filter((one) => one.includes(tag)).length;
  const counts = `tests="${cases.length}" failures="${number('<failure ')}" errors="${number('<error ')}" skipped="${number('<skipped ')}"`;
  return [`<testsuite name="sealsmith" ${counts}>`, ...cases.map((one) => `  ${one}`), '</testsuite>'].join(
    '\n',
  );
}

function wrapped(suites: readonly string[]): string {
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join(
    '\n',
  );
}
