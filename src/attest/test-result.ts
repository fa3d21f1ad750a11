/** What the tests said, as a statement of its own (in-toto/attestation, spec/predicates/test-result.md). Pure. */

import type { JunitFact } from '../core/fact.ts';
import type { RunRecord } from '../core/record.ts';

export const TEST_RESULT_PREDICATE = 'https://in-toto.io/attestation/test-result/v0.1';

/** The predicate; undefined when no step gave a report. Names of passed tests are not recorded, so none are listed. */
export function testResult({ what, how }: RunRecord): Readonly<Record<string, unknown>> | undefined {
  const junit: JunitFact | undefined = what.facts.junit;
  if (junit === undefined) return undefined;
  const failed = how.jobs.flatMap((job) => job.failedTests.map(({ name }) => name));
  return {
    result: junit.failed === 0 ? 'PASSED' : 'FAILED',
    configuration: junit.evidence.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    ...(how.runUrl === undefined ? {} : { url: how.runUrl }),
    ...(failed.length === 0 ? {} : { failedTests: failed }),
    counts: { tests: junit.tests, passed: junit.passed, failed: junit.failed, skipped: junit.skipped },
  };
}
