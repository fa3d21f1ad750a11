/** What later steps of a workflow may read; `action.yml` names the same ones. */

import { posix } from 'node:path';
import type { View } from '../../core/host.ts';
import type { Plan } from '../../core/plan.ts';
import type { RunRecord } from '../../core/record.ts';
import { cacheLine } from '../../report/cache-counts.ts';
import { testsIn } from '../../report/junit.ts';
import { ownReports } from '../shared/own-reports.ts';

export const OUTPUTS = [
  'exit',
  'record',
  'record-digest',
  'cache',
  'tests',
  'failed-tests',
  'binary',
  'binary-digest',
  'image',
  'image-digest',
  'image-pushed',
  'sbom',
  'signer',
  'bundles',
  'verdict',
] as const;

export type Outputs = Partial<Readonly<Record<(typeof OUTPUTS)[number], string>>>;

/**
 * @param path  of the record in the workspace; undefined when it could not be written
 * @returns what is known; the other outputs stay empty
 */
export async function outputsOf(
  view: View,
  plan: Plan | undefined,
  record: RunRecord,
  path: string | undefined,
): Promise<Outputs> {
  const { files, workspace } = view;
  const absolute = (one: string): string => posix.resolve(workspace, one);
  const file = path === undefined ? undefined : absolute(path);
  const digest = file === undefined ? undefined : await files.digest(file);
  const { junit, binary, image, sbom, pushed, signatures, attestations } = record.what.facts;
  // A job that failed gives no facts, but its report may be there.
  const reports = plan === undefined ? new Map() : ownReports(view, plan, record);
  const bundles = [signatures, attestations].flatMap((fact) => fact?.evidence ?? []);
  const verdict = verdictOf(record);
  return given({
    exit: String(record.how.exit),
    record: file,
    'record-digest': digest?.ok === true ? `sha256:${digest.value.sha256}` : undefined,
    cache: cacheLine(record),
    tests: (junit?.tests ?? testsIn(reports))?.toString(),
    'failed-tests': String(record.how.jobs.reduce((sum, how) => sum + how.failedTests.length, 0)),
    binary: binary === undefined ? undefined : absolute(binary.archive),
    'binary-digest': binary === undefined ? undefined : `sha256:${binary.sha256}`,
    image: image === undefined ? undefined : absolute(image.layout),
    'image-digest': image?.digest,
    'image-pushed': pushed === undefined ? undefined : `${pushed.name}@${pushed.digest}`,
    sbom: sbom === undefined ? undefined : absolute(sbom.path),
    signer: signatures?.signer,
    bundles: bundles.length === 0 ? undefined : bundles.map((one) => absolute(one.path)).join('\n'),
    verdict,
  });
}

/** `pass` only where all that was made was verified in this run and passed. */
function verdictOf({ what, how }: RunRecord): 'pass' | 'fail' | undefined {
  const jobs = how.jobs.filter(({ id }) => id === 'verify');
  if (jobs.some(({ state }) => state === 'failed')) return 'fail';
  const verdicts = what.facts.verdict?.verdicts ?? [];
  if (jobs.length === 0 || verdicts.length === 0) return undefined;
  return verdicts.every(({ passed }) => passed) ? 'pass' : 'fail';
}

function given(values: { readonly [name in keyof Outputs]: string | undefined }): Outputs {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
