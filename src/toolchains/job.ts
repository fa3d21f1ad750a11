/** What the jobs of every toolchain have in common. */

import { ok, type Result } from '../core/result.ts';
import type {
  Decision,
  Explained,
  Job,
  JobSpec,
  Origin,
  PlanFacts,
  SkipReason,
  StepName,
} from '../core/step.ts';

/** Half an hour, as for every step. */
const LIMIT = 30 * 60_000;

/** A job with the defaults of a step after install; what differs is given. */
export function oneJob(
  spec: Pick<JobSpec, 'step' | 'commands' | 'tools'> & Partial<JobSpec>,
  more: Omit<Job, 'spec'>,
): Result<Decision> {
  const whole: JobSpec = {
    id: spec.step,
    inputs: ['**'],
    params: {},
    env: {},
    forwards: [],
    stores: [],
    outputs: [],
    scratch: [],
    needs: ['deps'],
    gives: [],
    grants: [],
    cache: 'result',
    limit: LIMIT,
    ...spec,
  };
  return ok({ kind: 'run', jobs: [{ spec: whole, ...more }] });
}

export function skip(code: SkipReason['code'], detail: string): Result<Decision> {
  return ok({ kind: 'skip', why: { code, detail } });
}

/** Says where a value came from: the configuration where that has it, else a file, else our own choice. */
export function explainer(facts: Pick<PlanFacts, 'origin'>, step: StepName) {
  return (what: string, value: string, key: string | undefined, file?: string): Explained => {
    const configured: Origin | undefined = key === undefined ? undefined : facts.origin('steps', step, key);
    const found: Origin = file === undefined ? { from: 'default' } : { from: 'detected', file };
    return { what, value, origin: configured ?? found };
  };
}

/** What a job that left no report is summed up with: the last it printed, at most 200 characters. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
}

/** Proxies and certificates, which every program that downloads needs where there are some. */
export const NETWORK_FORWARDS: readonly string[] = [
  ...[
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'all_proxy',
    'no_proxy',
  ],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR'],
];
