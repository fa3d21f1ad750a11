/** The run's own account: made from the plan and what its jobs said, kept under its digest. */

import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import { type Failure, worstExit } from '../core/failure.ts';
import { hexOf } from '../core/image.ts';
import { OURS } from '../core/path.ts';
import type { Plan } from '../core/plan.ts';
import type { Files, World } from '../core/ports.ts';
import { type JobRecord, RECORD_SCHEMA, type RunCacheHow, type RunRecord } from '../core/record.ts';
import { ok, type Result } from '../core/result.ts';
import { canonicalJson, textDigest } from '../formats/canonical.ts';
import { mergedFacts } from './execute.ts';
import type { Inherited } from './parent.ts';
import { criticalPath } from './schedule.ts';

export type RecordInput = {
  readonly plan: Plan;
  readonly jobs: readonly JobRecord[];
  readonly failures: readonly Failure[];
  readonly version: string;
  readonly started: number;
  readonly ended: number;
  readonly cache: RunCacheHow;
  /** Files that were compared with the commit; undefined where the checkout is at hand. */
  readonly recomputed?: readonly FileDigest[] | undefined;
  /** What was taken from the record before, already checked. */
  readonly inherited: Inherited;
};

export function makeRecord({
  plan,
  jobs,
  failures,
  version,
  started,
  ended,
  cache,
  inherited,
  recomputed,
}: RecordInput): RunRecord {
  const { context, machine, project } = plan;
  const facts = { ...inherited.facts, ...mergedFacts(plan, new Map(jobs.map((job) => [job.how.id, job]))) };
  const took = new Map(
    jobs.filter((job) => job.how.state !== 'cancelled').map((job) => [job.when.id, job.when.milliseconds]),
  );
  return {
    schema: RECORD_SCHEMA,
    what: {
      source: {
        commit: context.git?.commit ?? context.commit,
        dirty: context.dirty,
        path: context.git?.prefix ?? '',
      },
      ...(plan.config === undefined ? {} : { config: plan.config }),
      platform: { os: machine.os, arch: machine.arch, libc: machine.libc },
      jobs: jobs.flatMap((job) => job.what ?? []),
      facts,
      artifacts: artifactsOf(facts),
    },
    how: {
      project: project.name,
      toolchain: project.toolchain,
      sealsmith: version,
      host: context.host,
      tier: context.tier,
      tierReason: context.tierReason,
      repository: context.repository,
      ref: context.ref,
      trigger: context.trigger,
      runUrl: context.runUrl,
      ...(context.image === undefined ? {} : { image: context.image }),
      jobs: jobs.map((job) => job.how),
      skips: plan.skips,
      path: criticalPath(plan.jobs, took),
      exit: worstExit(failures),
      standing: { ...inherited.standing, ...standing(plan, jobs) },
      cache,
      ...(recomputed === undefined ? {} : { recomputed }),
    },
    // A clock may be set back while a run goes on.
    when: { started, milliseconds: Math.max(0, ended - started), jobs: jobs.map((job) => job.when) },
    parents: inherited.parents,
  };
}

/** The outputs that each fact of this run stands on. */
function standing(plan: Plan, jobs: readonly JobRecord[]): RunRecord['how']['standing'] {
  return Object.fromEntries(
    plan.jobs.flatMap(({ spec }) => {
      const job = jobs.find((record) => record.how.id === spec.id);
      return spec.gives
        .filter((fact) => job?.facts[fact] !== undefined)
        .map((fact) => [fact, job?.how.outputs ?? []]);
    }),
  );
}

function artifactsOf(facts: Partial<Facts>): readonly FileDigest[] {
  return [
    ...(facts.binary?.evidence ?? []),
    ...(facts.image === undefined ? [] : [{ path: facts.image.layout, sha256: hexOf(facts.image.digest) }]),
    ...(facts.sbom?.evidence ?? []),
  ];
}

export const LATEST = `${OURS}/run.json`;

/** Bytes. */
export const RECORD_LIMIT = 64 * 1024 * 1024;

/**
 * Writes `.sealsmith/runs/<digest>.json` and the same bytes as `.sealsmith/run.json`.
 *
 * @returns the digest: SHA-256 over the file's bytes, which are canonical JSON (RFC 8785)
 */
export function writeRecord(files: Files, workspace: string, record: RunRecord): Result<Sha256> {
  const text = canonicalJson(record);
  const digest = textDigest(text);
  const kept = files.writeText(`${workspace}/${OURS}/runs/${digest}.json`, text);
  if (!kept.ok) return kept;
  const latest = files.writeText(`${workspace}/${LATEST}`, text);
  return latest.ok ? ok(digest) : latest;
}

/** What jobs took in the latest run here; nothing where that cannot be told, for it only decides which begins first. */
export function lastDurations(world: Pick<World, 'files'>, workspace: string): ReadonlyMap<string, number> {
  const text = world.files.readText(`${workspace}/${LATEST}`, RECORD_LIMIT);
  const jobs = text.ok && text.value !== undefined ? timesIn(text.value) : [];
  return new Map(
    jobs.flatMap(({ id, milliseconds }): [string, number][] =>
      typeof id === 'string' && typeof milliseconds === 'number' && milliseconds > 0
        ? [[id, milliseconds]]
        : [],
    ),
  );
}

/** By hand, because the schema costs more than all else a small run does before its first job. */
function timesIn(text: string): readonly { readonly id?: unknown; readonly milliseconds?: unknown }[] {
  try {
    const record = JSON.parse(text) as { readonly when?: { readonly jobs?: unknown } } | null;
    const jobs = record?.when?.jobs;
    return Array.isArray(jobs) ? jobs.filter((job) => typeof job === 'object' && job !== null) : [];
  } catch {
    return [];
  }
}
