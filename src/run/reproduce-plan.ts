/**
 * The plan that the commit itself gives, beside what the record says was done. Only when both say the same of a job is
 * anything run: a record cannot make a desk do what its commit does not say.
 */

import * as z from 'zod';
import { PLAN_SCHEMA } from '../core/plan.ts';
import type { JobWhat } from '../core/record.ts';
import type { JobPart } from '../core/reproduction.ts';
import { err, ok, type Result } from '../core/result.ts';
import { canonicalJson } from '../formats/canonical.ts';

/** What is read of `sealsmith plan --json`; a program in an image may print anything. */
const planSchema = z.object({
  schema: z.literal(PLAN_SCHEMA),
  jobs: z.array(
    z.object({
      spec: z.object({
        id: z.string(),
        commands: z.json(),
        params: z.json(),
        env: z.record(z.string(), z.string()),
        grants: z.array(z.string()),
      }),
    }),
  ),
  skips: z.array(z.object({ step: z.string(), why: z.object({ code: z.string(), detail: z.string() }) })),
});

export type SaidPlan = z.output<typeof planSchema>;

/** `failure`: a clause. */
export function readPlan(text: string): Result<SaidPlan, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it printed no JSON');
  }
  const parsed = planSchema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err('it printed no plan that is understood here');
}

/** What of a job its commit must say; keys and tools follow from the machine, and are compared when it has run. */
const DEFINITION = ['commands', 'params', 'env', 'grants'] as const satisfies readonly JobPart[];

/** A recorded job that the commit's own plan does not have so. */
export type Redefined = {
  readonly id: string;
  readonly parts: readonly JobPart[];
  /** Why the plan has no such job; undefined when it has one. */
  readonly absent: string | undefined;
};

export function redefined(jobs: readonly JobWhat[], plan: SaidPlan): readonly Redefined[] {
  return jobs.flatMap((job): readonly Redefined[] => {
    const spec = plan.jobs.find((one) => one.spec.id === job.id)?.spec;
    if (spec === undefined) {
      const skip = plan.skips.find(({ step }) => step === job.id.split('/', 1)[0]);
      const absent =
        skip === undefined
          ? 'its plan has no such job'
          : `it is skipped: ${skip.why.code}, ${skip.why.detail}`;
      return [{ id: job.id, parts: [], absent }];
    }
    const parts = DEFINITION.filter((part) => canonicalJson(spec[part]) !== canonicalJson(job[part]));
    return parts.length === 0 ? [] : [{ id: job.id, parts, absent: undefined }];
  });
}
