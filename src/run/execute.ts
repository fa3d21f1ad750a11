/** Runs a plan: as many jobs at once as asked for, longest way first, all of them ended when one fails. */

import { FreshStamps } from '../cache/fresh.ts';
import { type CacheSettings, isRefusal } from '../core/cache.ts';
import type { Listener } from '../core/event.ts';
import type { Facts } from '../core/fact.ts';
import type { Failure } from '../core/failure.ts';
import { OURS } from '../core/path.ts';
import type { Plan, PlannedJob } from '../core/plan.ts';
import type { World } from '../core/ports.ts';
import { hasPassed, type JobRecord, type RunCacheHow, type RunRecord } from '../core/record.ts';
import { ok, type Result } from '../core/result.ts';
import { RunCache } from './caching.ts';
import { ancestors, outputsBefore, ownedBy } from './identify.ts';
import { InputDigests } from './input-digests.ts';
import { projectFiles } from './inputs.ts';
import { runJob, type Stage } from './job.ts';
import type { Planned } from './plan.ts';
import { type Durations, weights } from './schedule.ts';
import { openStoresFolder } from './stores-folder.ts';

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
  readonly cache: CacheSettings;
  /** The workspace path of the file of variables. */
  readonly envFile: string | undefined;
  /** Values by the grant that hands them out. */
  readonly granted: ReadonlyMap<string, string>;
  /** Files of the project, where somebody has asked for them already. */
  readonly listed?: ReturnType<typeof projectFiles>;
  readonly emit: Listener;
  /** The account of the run, given what its jobs have come to; for jobs that make statements of it. */
  readonly account: (jobs: readonly JobRecord[]) => RunRecord;
};

export type Executed = {
  /** One a job, in the order of the plan; jobs that never began are `cancelled`. */
  readonly jobs: readonly JobRecord[];
  readonly cache: RunCacheHow;
};

export async function execute(
  world: World,
  planned: Planned,
  options: ExecuteOptions,
): Promise<Result<Executed>> {
  const { plan } = planned;
  const { workspace, host, ci } = plan.context;
  const files = await (options.listed ?? projectFiles(world, workspace));
  if (!files.ok) return files;
  const temporary = world.files.temporary('sealsmith-');
  if (!temporary.ok) return temporary;
  const stores = openStoresFolder(world, plan.context);
  if (!stores.ok) {
    world.files.remove(temporary.value);
    return stores;
  }
  const cache = new RunCache({
    world,
    plan,
    settings: options.cache,
    take: !options.force,
    stores: stores.value.folder,
    lasting: stores.value.lasting,
    temporary: temporary.value,
    signal: options.signal,
    emit: options.emit,
  });
  const stage: Stage = {
    world,
    workspace,
    bins: options.bins.map((bin) => `${workspace}/${bin}`),
    files: files.value,
    owned: ownedBy(planned),
    temporary: temporary.value,
    granted: options.granted,
    trusted: host === 'local' || plan.context.tier === 'T2' || plan.context.tier === 'T3',
    stamps: new FreshStamps(world.files, world.state, workspace),
    digests: new InputDigests(world, plan.context),
    keys: async () => {
      const { KeptKeys } = await import('../cache/key-parts.ts');
      return new KeptKeys(world.files, workspace);
    },
    believe: !options.force && host === 'local' && !ci,
    cache,
    epoch: options.cache.epoch,
    envFile: options.envFile,
    stores: stores.value.folder,
    emit: options.emit,
  };
  try {
    const jobs = await runAll(stage, planned, options);
    return ok({ jobs, cache: await cache.finish() });
  } finally {
    stage.digests.save();
    stores.value.release();
    world.files.remove(temporary.value);
    for (const name of ['aside', 'restore']) world.files.remove(`${workspace}/${OURS}/${name}`);
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

  const soFar = (): RunRecord => {
    const began = plan.jobs.flatMap((job) => ended.get(job.spec.id) ?? []);
    return options.account(began);
  };
  const start = (job: PlannedJob): void => {
    waiting.delete(job.spec.id);
    const known = planned.jobs.get(job.spec.id);
    if (known === undefined) throw new Error(`no job ${job.spec.id}`);
    const facts = { ...options.facts, ...mergedFacts(plan, ended) };
    const outputs = outputsBefore(job, planned);
    const work = runJob(stage, {
      ...{ planned: job, job: known, facts, before: outputs },
      ...{ abort, account: soFar },
    }).then((record) => {
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
  return record !== undefined && hasPassed(record.how.state);
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
      cache: [],
      again: undefined,
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

/** With `--strict`: one failure for each entry that was there and was not what it should be. */
export function refusalsOf({ jobs, cache }: Executed): readonly Failure[] {
  const notes = [...jobs.flatMap((job) => job.how.cache), ...cache.notes];
  return notes
    .filter(isRefusal)
    .flatMap(({ entry, reason }): Failure[] =>
      reason === undefined
        ? []
        : [{ code: 'cache-refused', entry, reason: reason.code, detail: reason.detail }],
    );
}
