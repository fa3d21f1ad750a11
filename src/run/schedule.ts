/** Which job begins next: the one with the longest way still behind it. Pure. */

import type { PlannedJob } from '../core/plan.ts';

/** Milliseconds that jobs took last time; what is not known counts as one. */
export type Durations = ReadonlyMap<string, number>;

/** For each job how long the longest chain is that begins with it. */
export function weights(jobs: readonly PlannedJob[], durations: Durations): ReadonlyMap<string, number> {
  const behind = new Map<string, number>();
  // Jobs stand behind what they wait for, so going backwards every follower is known already.
  for (const job of jobs.toReversed()) {
    const followers = jobs.filter((other) => other.after.includes(job.spec.id));
    const longest = Math.max(0, ...followers.map((other) => behind.get(other.spec.id) ?? 0));
    behind.set(job.spec.id, longest + Math.max(1, durations.get(job.spec.id) ?? 1));
  }
  return behind;
}

/** The chain of jobs that the run could not have been shorter than, by the times they took. */
export function criticalPath(jobs: readonly PlannedJob[], took: Durations): readonly string[] {
  const chain = new Map<string, { length: number; before: string | undefined }>();
  let last: string | undefined;
  for (const job of jobs) {
    const own = took.get(job.spec.id);
    if (own === undefined) continue;
    const before = job.after
      .filter((id) => chain.has(id))
      .toSorted((a, b) => (chain.get(b)?.length ?? 0) - (chain.get(a)?.length ?? 0))[0];
    const length = own + (before === undefined ? 0 : (chain.get(before)?.length ?? 0));
    chain.set(job.spec.id, { length, before });
    if (last === undefined || length > (chain.get(last)?.length ?? 0)) last = job.spec.id;
  }
  const path: string[] = [];
  for (let at = last; at !== undefined; at = chain.get(at)?.before) path.unshift(at);
  return path;
}
