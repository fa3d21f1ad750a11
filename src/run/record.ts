/** The run's own account: made from the plan and what its jobs said, kept under its digest. */

import { type FileDigest, isSha256, type Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import { type Failure, worstExit } from '../core/failure.ts';
import { OURS } from '../core/path.ts';
import type { Plan } from '../core/plan.ts';
import type { Files, World } from '../core/ports.ts';
import { type JobRecord, RECORD_SCHEMA, type RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { canonicalJson, jsonDigest } from '../formats/canonical.ts';
import { mergedFacts } from './execute.ts';
import type { Inherited } from './parent.ts';
import { type ReadRecord, recordSchema } from './record-schema.ts';
import { criticalPath } from './schedule.ts';

export type RecordInput = {
  readonly plan: Plan;
  readonly jobs: readonly JobRecord[];
  readonly failures: readonly Failure[];
  readonly version: string;
  readonly started: number;
  readonly ended: number;
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
  inherited,
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
      runUrl: context.runUrl,
      jobs: jobs.map((job) => job.how),
      skips: plan.skips,
      path: criticalPath(plan.jobs, took),
      exit: worstExit(failures),
    },
    // A clock may be set back while a run goes on.
    when: { started, milliseconds: Math.max(0, ended - started), jobs: jobs.map((job) => job.when) },
    parents: inherited.parents,
  };
}

function artifactsOf(facts: Partial<Facts>): readonly FileDigest[] {
  return facts.binary?.evidence ?? [];
}

export const LATEST = `${OURS}/run.json`;

/**
 * Writes `.sealsmith/runs/<digest>.json` and the same bytes as `.sealsmith/run.json`.
 *
 * @returns the digest: SHA-256 over the file's bytes, which are canonical JSON (RFC 8785)
 */
export function writeRecord(files: Files, workspace: string, record: RunRecord): Result<Sha256> {
  const text = canonicalJson(record);
  const digest = jsonDigest(record);
  const kept = files.writeText(`${workspace}/${OURS}/runs/${digest}.json`, text);
  if (!kept.ok) return kept;
  const latest = files.writeText(`${workspace}/${LATEST}`, text);
  return latest.ok ? ok(digest) : latest;
}

export type StoredRecord = { readonly record: ReadRecord; readonly digest: Sha256 };

/** Reads a record; one whose name is a digest must have it. Undefined when there is no such file. */
export function readRecord(files: Files, path: string): Result<StoredRecord | undefined> {
  const text = files.readText(path, 64 * 1024 * 1024);
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const invalid = (message: string): Result<never> => err({ code: 'record-invalid', path, message });
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return invalid('it is not JSON');
  }
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`.trim());
  }
  const digest = jsonDigest(value);
  const named =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.json$/, '') ?? '';
  if (isSha256(named) && named !== digest) return invalid('its name is not its digest');
  return ok({ record: parsed.data, digest });
}

/** What jobs took in the latest run here; nothing where there is none. */
export function lastDurations(world: Pick<World, 'files'>, workspace: string): ReadonlyMap<string, number> {
  const last = readRecord(world.files, `${workspace}/${LATEST}`);
  if (!last.ok || last.value === undefined) return new Map();
  const { jobs } = last.value.record.when;
  return new Map(jobs.filter((job) => job.milliseconds > 0).map((job) => [job.id, job.milliseconds]));
}
