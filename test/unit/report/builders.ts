/** Plans, records and events with defaults, so that a test says only what it is about. */

import type { Sha256 } from '../../../src/core/digest.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Failure } from '../../../src/core/failure.ts';
import type { Context } from '../../../src/core/host.ts';
import type { WorkspacePath } from '../../../src/core/path.ts';
import { PLAN_SCHEMA, type Plan, type PlannedJob, type PlannedSkip } from '../../../src/core/plan.ts';
import { type JobHow, type JobRecord, RECORD_SCHEMA, type RunRecord } from '../../../src/core/record.ts';
import type { JobSpec } from '../../../src/core/step.ts';
import type { Look } from '../../../src/report/look.ts';

/** 2026-11-20T09:00:00Z. */
export const START = 1_795_165_200_000;

export const TREE: Look = { columns: 80, color: false, marks: 'tree' };
export const PLAIN: Look = { columns: 80, color: false, marks: 'plain' };

/** One job as a test describes it: what was planned and how it went. */
export type Told = Partial<JobHow> & {
  readonly id: string;
  readonly after?: readonly string[];
  readonly ms?: number;
  readonly at?: number;
  readonly spec?: Partial<JobSpec>;
  readonly planned?: Partial<PlannedJob>;
};

export type Run = { readonly plan: Plan; readonly record: RunRecord; readonly jobs: readonly JobRecord[] };

export function aContext(more: Partial<Context> = {}): Context {
  return {
    host: 'local',
    ci: false,
    tier: 'T0',
    tierReason: 'this is a local run',
    workspace: '/workspace',
    repository: undefined,
    ref: 'refs/heads/main',
    commit: 'a41c9e2f00000000000000000000000000000000',
    dirty: false,
    git: undefined,
    change: undefined,
    runUrl: undefined,
    trigger: undefined,
    ...more,
  };
}

export function aSpec(id: string, more: Partial<JobSpec> = {}): JobSpec {
  return {
    id,
    step: id.split('/')[0] ?? id,
    commands: [{ tool: id, args: [] }],
    inputs: ['**'],
    tools: [],
    params: null,
    env: {},
    forwards: [],
    stores: [],
    outputs: [],
    scratch: [],
    needs: [],
    gives: [],
    grants: [],
    cache: 'result',
    limit: 1_800_000,
    ...more,
  };
}

export function aPlan(
  jobs: readonly PlannedJob[],
  skips: readonly PlannedSkip[] = [],
  context: Partial<Context> = {},
): Plan {
  return {
    schema: PLAN_SCHEMA,
    project: { name: 'diary', toolchain: 'python', file: 'requirements.txt' },
    config: undefined,
    context: aContext(context),
    machine: { os: 'linux', arch: 'x64', libc: 'glibc 2.36', cores: 2, root: false, path: ['/usr/bin'] },
    jobs,
    skips,
    order: [...new Set([...jobs.map((job) => job.spec.step), ...skips.map((skip) => skip.step)])],
  };
}

export function aJob(id: string, after: readonly string[] = [], more: Partial<PlannedJob> = {}): PlannedJob {
  return {
    spec: aSpec(id),
    after,
    isolation: { processes: 'namespaces', network: 'withheld' },
    explained: [],
    ...more,
  };
}

/** A whole run from a list of jobs: the plan, the record, and each job's own record. */
export function aRun(
  told: readonly Told[],
  skips: readonly PlannedSkip[] = [],
  more: {
    exit?: number;
    path?: readonly string[];
    ms?: number;
    context?: Partial<Context>;
    artifacts?: RunRecord['what']['artifacts'];
    facts?: RunRecord['what']['facts'];
    standing?: RunRecord['how']['standing'];
    cache?: RunRecord['how']['cache'];
  } = {},
): Run {
  const plan = aPlan(
    told.map((one) => aJob(one.id, one.after, { ...one.planned, spec: aSpec(one.id, one.spec) })),
    skips,
    more.context,
  );
  const jobs = told.map((one): JobRecord => {
    const { after: _after, ms = 1000, at = START, spec: _spec, planned: _planned, ...how } = one;
    return {
      what: undefined,
      how: {
        state: 'done',
        summary: '',
        remarks: [],
        isolation: { processes: 'namespaces', network: 'withheld' },
        outputs: [],
        log: `.sealsmith/logs/${one.id}.log`,
        failure: undefined,
        failedTests: [],
        slowestTests: [],
        rebuilt: undefined,
        cache: [],
        again: undefined,
        ...how,
      },
      when: { id: one.id, started: at, milliseconds: ms },
      facts: {},
    };
  });
  const failed = jobs.some((job) => job.how.state === 'failed');
  const record: RunRecord = {
    schema: RECORD_SCHEMA,
    what: {
      source: { commit: plan.context.commit, dirty: plan.context.dirty, path: '' },
      platform: { os: 'linux', arch: 'x64', libc: 'glibc 2.36' },
      jobs: [],
      facts: more.facts ?? {},
      artifacts: more.artifacts ?? [],
    },
    how: {
      project: plan.project.name,
      toolchain: plan.project.toolchain,
      sealsmith: '0.1.0',
      host: plan.context.host,
      tier: plan.context.tier,
      tierReason: plan.context.tierReason,
      repository: plan.context.repository,
      ref: plan.context.ref,
      trigger: plan.context.trigger,
      runUrl: plan.context.runUrl,
      jobs: jobs.map((job) => job.how),
      skips,
      path: more.path ?? [],
      exit: more.exit ?? (failed ? 1 : 0),
      standing: more.standing ?? {},
      cache: more.cache ?? { store: undefined, notes: [] },
    },
    when: {
      started: START,
      milliseconds: more.ms ?? Math.max(0, ...jobs.map((job) => job.when.milliseconds)),
      jobs: jobs.map((job) => job.when),
    },
    parents: [],
  };
  return { plan, record, jobs };
}

/** The events of a run as the engine would tell them, one job after the other. */
export function eventsOf(
  run: Run,
  output: Readonly<Record<string, string | Uint8Array>> = {},
  path = '.sealsmith/run.json',
): RunEvent[] {
  const events: RunEvent[] = [{ kind: 'run-started', plan: run.plan, at: START }];
  for (const job of run.jobs) {
    const { id } = job.how;
    if (job.how.state === 'done' || job.how.state === 'failed')
      events.push({ kind: 'job-started', job: id, at: job.when.started });
    const text = Object.hasOwn(output, id) ? output[id] : undefined;
    if (text !== undefined)
      events.push({
        kind: 'job-output',
        job: id,
        chunk: typeof text === 'string' ? Buffer.from(text) : text,
      });
    events.push({ kind: 'job-finished', record: job, at: job.when.started + job.when.milliseconds });
  }
  events.push({ kind: 'run-finished', record: run.record, path, at: START + run.record.when.milliseconds });
  return events;
}

export function commandFailed(job: string, command: string, exit = 1): Failure {
  return { code: 'command-failed', job, command, exit, log: `.sealsmith/logs/${job}.log` };
}

export function sha(digit: string): Sha256 {
  return digit.repeat(64) as Sha256;
}

export function at(path: string): WorkspacePath {
  return path as WorkspacePath;
}
