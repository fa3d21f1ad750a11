/** A job's report as text and back; what does not have its shape is none. */

import type { Report } from '../core/step.ts';

const SCHEMA = 'sealsmith-result/1';

export function writeReport(report: Report): string {
  return JSON.stringify({ schema: SCHEMA, report });
}

/** Undefined for anything that is no report of this version. */
export function readReport(bytes: Uint8Array): Report | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!isObject(value) || !('schema' in value) || value.schema !== SCHEMA) return undefined;
    return 'report' in value && isReport(value.report) ? value.report : undefined;
  } catch {
    return undefined;
  }
}

/** The outline only: facts are as their signer, or this machine, wrote them. */
export function isReport(value: unknown): value is Report {
  return (
    isObject(value) &&
    'facts' in value &&
    isObject(value.facts) &&
    'summary' in value &&
    typeof value.summary === 'string' &&
    'remarks' in value &&
    Array.isArray(value.remarks) &&
    value.remarks.every((remark) => typeof remark === 'string') &&
    (!('tests' in value) || isTests(value.tests))
  );
}

function isTests(value: unknown): boolean {
  return (
    isObject(value) &&
    'failed' in value &&
    Array.isArray(value.failed) &&
    'slowest' in value &&
    Array.isArray(value.slowest)
  );
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
