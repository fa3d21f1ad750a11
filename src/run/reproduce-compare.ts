/** A run that was made again beside the record of the first one. Pure, but for what artifacts are now. */

import type { Sha256 } from '../core/digest.ts';
import type { JobWhat, RunRecord } from '../core/record.ts';
import { type Beside, JOB_PARTS, type JobPart, type JobReproduced } from '../core/reproduction.ts';
import { canonicalJson } from '../formats/canonical.ts';
import type { ReadRecord } from './record-schema.ts';
import type { Recorded } from './reproduce-record.ts';

/** @param now  the record of the new run; undefined when it left none */
export function compareJobs(jobs: readonly JobWhat[], now: ReadRecord | undefined): readonly JobReproduced[] {
  return jobs.map((job) => {
    const again = now?.what.jobs.find(({ id }) => id === job.id);
    const key: Beside<Sha256> = { recorded: job.key, now: again?.key };
    const differs: readonly JobPart[] =
      again === undefined
        ? JOB_PARTS
        : JOB_PARTS.filter((part) => canonicalJson(job[part]) !== canonicalJson(again[part]));
    return { id: job.id, key, passed: job.passed, differs };
  });
}

type Reason = { readonly what: string; readonly values: Beside };

/** Versions and kinds that are others now: keys hold them, and results may follow from them. */
export function reasonsFor(recorded: Recorded, now: ReadRecord | undefined): readonly Reason[] {
  if (now === undefined) return [];
  const { platform } = recorded;
  const reasons: Reason[] = [];
  const beside = (what: string, before: string | undefined, after: string | undefined): void => {
    if (before !== after) reasons.push({ what, values: { recorded: before, now: after } });
  };
  beside('sealsmith', recorded.sealsmith, now.how.sealsmith);
  beside('platform', platformText(platform), platformText(now.what.platform));
  const tools = (all: readonly JobWhat[]): ReadonlyMap<string, string> =>
    new Map(all.flatMap((job) => job.tools.map(({ name, version }) => [name, version])));
  const [before, after] = [tools(recorded.jobs), tools(now.what.jobs)];
  for (const [name, version] of before)
    if (after.has(name) && name !== 'sealsmith') beside(name, version, after.get(name));
  for (const { name, recorded: was, now: is } of packages(recorded, now)) beside(name, was, is);
  return reasons;
}

function platformText({ os, arch, libc }: RunRecord['what']['platform']): string {
  return `${os}/${arch}, ${libc}`;
}

/** Dependencies that no lock file holds are resolved anew. */
function packages(
  { packages: before }: Recorded,
  now: ReadRecord,
): readonly { name: string; recorded: string | undefined; now: string | undefined }[] {
  const after = new Map((now.what.facts.deps?.packages ?? []).map(({ name, version }) => [name, version]));
  if (before.size === 0 || after.size === 0) return [];
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => ({
    name: `package ${name}`,
    recorded: before.get(name),
    now: after.get(name),
  }));
}
