/** Runs a plan: as many jobs at once as asked for, longest way first, all of them ended when one fails. */

import { FreshStamps } from '../cache/fresh.ts';
import type { Listener } from '../core/event.ts';
import type { Facts } from '../core/fact.ts';
import type { Failure } from '../core/failure.ts';
import { OURS } from '../core/path.ts';
import type { Plan, PlannedJob } from '../core/plan.ts';
import type { World } from '../core/ports.ts';
import type { JobRecord } from '../core/record.ts';
import { ok, type Result } from '../core/result.ts';
import { projectFiles } from './inputs.ts';
import { runJob, type Stage } from './job.ts';
import type { Planned } from './plan.ts';
import { type Durations, weights } from './schedule.ts';

export type ExecuteOptions = {
  /** How many jobs at once. */
  readonly jobs: number;
  /** Go on with what does not depend on the failed job. */
  readonly keepGoing: boolean;
  /** Run even what is up to date. */
  readonly force: boolean;
  /** Ends the run; its reason is the signal. */
  readonly signal: AbortSignal;
  /** What jobs took in the last run here. */
  readonly durations: Durations;
  /** Facts taken from an earlier record, already checked. */
  readonly facts: Partial<Facts>;
  readonly bins: readonly string[];
  /** Values by the grant that hands them out. */
  readonly granted: ReadonlyMap<string, string>;
  readonly emit: Listener;
};

/** One record a job, in the order of the plan; jobs that never began are `cancelled`. */
export async function execute(
  world: World,
  planned: Planned,
  options: ExecuteOptions,
): Promise<Result<readonly JobRecord[]>> {
  const { plan } = planned;
  const { workspace, host, ci } = plan.context;
  const files = await projectFiles(world, workspace);
  if (!files.ok) return files;
  const temporary = world.files.temporary('sealsmith-');
  if (!temporary.ok) return temporary;
  const stage: Stage = {
    world,
    workspace,
    bins: options.bins.map((bin) => `${workspace}/${bin}`),
    files: files.value,
    owned: plan.jobs.flatMap((job) => job.spec.outputs),
    temporary: temporary.value,
    granted: options.granted,
    trusted: host === 'local' || plan.context.tier === 'T2' || plan.context.tier === 'T3',
    stamps: new FreshStamps(world.files, world.state, workspace),
    believe: !options.force && host === 'local' && !ci,
    emit: options.emit,
  };
  try {
    return ok(await runAll(stage, planned, options));
  } finally {
    world.files.remove(temporary.value);
    world.files.remove(`${workspace}/${OURS}/aside`);
  }
}

async function runAll(
  stage: Stage,
  planned: Planned,
  options: ExecuteOptions,
): Promise<readonly JobRecord[]> {
  const { plan } = planned;
  const order = weights(plan.jobs, options.durations);
  const waiting = new Map(plan.jobs.map((job) => [job.spec.id, job]));
  const ended = new Map<string, JobRecord>();
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();
  const abort = AbortSignal.any([options.signal, stop.signal]);

  const start = (job: PlannedJob): void => {
    waiting.delete(job.spec.id);
    const known = planned.jobs.get(job.spec.id);
    if (known === undefined) throw new Error(`no job ${job.spec.id}`);
    const before = ancestors(job, plan);
    const facts = { ...options.facts, ...mergedFacts(plan, ended) };
    // What a needed fact stands for is in the key by that fact: the installed tree by its packages.
    const outputs = before.flatMap((id) => {
      const { outputs: left, gives } = planned.jobs.get(id)?.spec ?? { outputs: [], gives: [] };
      return gives.some((fact) => job.spec.needs.includes(fact)) ? [] : left;
    });
    const work = runJob(stage, { planned: job, job: known, facts, before: outputs, abort }).then((record) => {
      ended.set(job.spec.id, record);
      running.delete(job.spec.id);
      if (record.how.state === 'failed' && !options.keepGoing) stop.abort('failure');
    });
    running.set(job.spec.id, work);
  };

  for (;;) {
    if (!abort.aborted) {
      const ready = [...waiting.values()]
        .filter((job) => job.after.every((id) => passed(ended.get(id))))
        .toSorted((a, b) => (order.get(b.spec.id) ?? 0) - (order.get(a.spec.id) ?? 0));
      for (const job of ready.slice(0, Math.max(0, options.jobs - running.size))) start(job);
    }
    if (running.size === 0) break;
    try {
      await Promise.race(running.values());
    } catch (bug) {
      // One of ours; but what still runs must not outlive us.
      stop.abort('bug');
      await Promise.allSettled(running.values());
      throw bug;
    }
  }
  if (!abort.aborted) expectReason([...waiting.values()], plan, ended);
  const now = stage.world.clock.now();
  return plan.jobs.map((job) => ended.get(job.spec.id) ?? neverBegan(job, now));
}

/** A job may be left over because one before it did not pass, and for no other reason: else all would look well. */
function expectReason(left: readonly PlannedJob[], plan: Plan, ended: ReadonlyMap<string, JobRecord>): void {
  const stuck = left.find(
    (job) => !ancestors(job, plan).some((id) => ended.has(id) && !passed(ended.get(id))),
  );
  if (stuck !== undefined) throw new Error(`${stuck.spec.id} waits for itself`);
}

function passed(record: JobRecord | undefined): boolean {
  return record?.how.state === 'done' || record?.how.state === 'fresh';
}

/** Ids of all jobs before one, near and far. */
function ancestors(job: PlannedJob, plan: Plan): readonly string[] {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const before of plan.jobs.find((other) => other.spec.id === id)?.after ?? []) visit(before);
  };
  for (const id of job.after) visit(id);
  return [...found];
}

/** Facts in plan order, so that two runs that ended in another order know the same. */
export function mergedFacts(plan: Plan, ended: ReadonlyMap<string, JobRecord>): Partial<Facts> {
  return Object.assign({}, ...plan.jobs.map((job) => ended.get(job.spec.id)?.facts ?? {}));
}

function neverBegan(job: PlannedJob, now: number): JobRecord {
  return {
    what: undefined,
    how: {
      id: job.spec.id,
      state: 'cancelled',
      summary: '',
      remarks: [],
      isolation: job.isolation,
      outputs: [],
      log: undefined,
      failure: undefined,
      failedTests: [],
      slowestTests: [],
      rebuilt: undefined,
    },
    when: { id: job.spec.id, started: now, milliseconds: 0 },
    facts: {},
  };
}

/** All failures of a run: those of jobs, and the signal that ended it. */
export function failuresOf(records: readonly JobRecord[], signal: AbortSignal): readonly Failure[] {
  const ofJobs = records.flatMap((record) => record.how.failure ?? []);
  if (!signal.aborted) return ofJobs;
  return [...ofJobs, { code: 'interrupted', signal: signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' }];
}
