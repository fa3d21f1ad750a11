/** `sealsmith run [step…]`: plan, execute, record, report. */

import type { Sha256 } from '../core/digest.ts';
import type { Reporter, RunEvent } from '../core/event.ts';
import { type ExitStatus, explain, type Failure, worstExit } from '../core/failure.ts';
import type { View } from '../core/host.ts';
import { OURS, workspacePath } from '../core/path.ts';
import type { Plan } from '../core/plan.ts';
import type { JobRecord, RunCacheHow, RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { refusalLines, refusalRemark } from '../report/checkout.ts';
import { JsonEvents } from '../report/json.ts';
import { planText } from '../report/plan.ts';
import { execute, failuresOf, refusalsOf } from '../run/execute.ts';
import { HANDOFF_PATH, handoffText, namedRecords, recordsIn, unnamedRemark } from '../run/handoff.ts';
import { projectFiles } from '../run/inputs.ts';
import { inherit } from '../run/parent.ts';
import { makePlan, type Planned } from '../run/plan.ts';
import { lastDurations, makeRecord, writeRecord } from '../run/record.ts';
import { loadCacheForPlan } from './plan-cache.ts';
import { prepared } from './prepared.ts';
import type { BareGround } from './run-bare.ts';
import { fail, type Session } from './session.ts';

export type RunFlags = {
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  readonly only?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly load?: boolean;
  readonly strict?: boolean;
  /** Digests of records, as they were given. */
  readonly record?: readonly string[];
  readonly bare?: boolean;
};

export async function run(session: Session, steps: readonly string[], flags: RunFlags): Promise<ExitStatus> {
  const { world, workspace } = session;
  const reporter = await openReporter(session);
  const failed = async (failure: Failure): Promise<ExitStatus> => {
    reporter.failed(failure);
    await reporter.close();
    return worstExit([failure]);
  };
  // Where we have been before nobody else is at work from here on, and git lists the files while we plan.
  const early = flags.dryRun !== true && world.files.kind(`${workspace}/${OURS}`) === 'folder';
  let alone = early ? aloneIn(session) : undefined;
  if (alone?.ok === false) return failed(alone.failure);
  const bare = flags.bare === true;
  const listed = early && !bare ? projectFiles(world, workspace) : undefined;
  try {
    const ground = await groundOf(session, steps, flags);
    if (!ground.ok) return await failed(ground.failure);
    const found = ground.value.prepared;
    const planned = makePlan({ ...found.input, wish: { steps, only: flags.only === true, bare } });
    if (!planned.ok) return await failed(planned.failure);
    if (flags.dryRun === true) {
      await reporter.close();
      const { plan } = planned.value;
      const cache = (await loadCacheForPlan())(world, plan.context, found.cache);
      session.say(planText(plan, flags.jobs ?? world.machine.cores, session.look, cache));
      session.say(refusalLines(found.refused, session.look));
      if (session.flags.json === true) session.json(planned.value.plan);
      return 0;
    }
    alone ??= aloneIn(session);
    if (!alone.ok) return await failed(alone.failure);
    return await runPlan(ground.value, planned.value, steps, flags, reporter, listed);
  } finally {
    // A question to git that nobody waits for any more.
    await listed;
    if (alone?.ok === true) alone.value();
  }
}

/** Makes our folder, and takes its lock. */
function aloneIn(session: Session): Result<() => void> {
  const ours = prepareFolder(session);
  return ours.ok ? session.world.files.lock(`${session.workspace}/${OURS}/lock`) : ours;
}

/** What a run stands on: the checkout that lies here, or the commit alone. */
type Ground = Pick<BareGround, 'session' | 'prepared'> & Partial<BareGround>;

async function groundOf(
  session: Session,
  steps: readonly string[],
  flags: RunFlags,
): Promise<Result<Ground>> {
  if (flags.bare === true) return (await import('./run-bare.ts')).bareGround(session, steps, flags);
  const found = await prepared(session);
  return found.ok ? ok({ session, prepared: found.value }) : found;
}

async function runPlan(
  { session, prepared: { project, config, granted, refused, cache }, compare }: Ground,
  planned: Planned,
  steps: readonly string[],
  flags: RunFlags,
  reporter: Reporter,
  listed: ReturnType<typeof projectFiles> | undefined,
): Promise<ExitStatus> {
  const { world, workspace } = session;
  const { signal } = world.interrupt;
  const failed = async (failure: Failure): Promise<ExitStatus> => {
    reporter.failed(failure);
    await reporter.close();
    return worstExit([failure]);
  };
  const named = namedFor(session, flags);
  if (!named.ok) return failed(named.failure);
  const handoff = { named: named.value, context: planned.plan.context };
  const inherited = await inherit(world, workspace, planned.fromRecord, handoff);
  if (!inherited.ok) return failed(inherited.failure);
  const compared =
    compare === undefined ? ok(undefined) : await compare(named.value, planned.plan, inherited.value.facts);
  if (!compared.ok) return failed(compared.failure);
  const started = world.clock.now();
  reporter.on({ kind: 'run-started', plan: planned.plan, at: started });
  const unnamed = unnamedRemark(session.host.name, named.value, planned.fromRecord);
  for (const text of [...refusalRemark(refused), ...(unnamed === undefined ? [] : [unnamed])])
    reporter.on({ kind: 'remark', job: undefined, text });
  const accountOf = (
    jobs: readonly JobRecord[],
    failures: readonly Failure[],
    cacheOf: RunCacheHow,
  ): RunRecord =>
    makeRecord({
      ...{ plan: planned.plan, jobs, failures, cache: cacheOf, inherited: inherited.value },
      recomputed: compared.value,
      ...{ version: world.self.version, started, ended: world.clock.now() },
    });
  const executed = await execute(world, planned, {
    jobs: flags.jobs ?? world.machine.cores,
    keepGoing: flags.keepGoing === true,
    force: flags.force === true,
    signal,
    durations: lastDurations(world, workspace),
    facts: inherited.value.facts,
    bins: project.bins,
    cache,
    envFile: config['env-file'] === undefined ? undefined : workspacePath(config['env-file']),
    granted,
    ...(listed === undefined ? {} : { listed }),
    emit: reporter.on,
    account: (jobs) => accountOf(jobs, [], NO_CACHE),
  });
  if (!executed.ok) return failed(executed.failure);
  const { jobs } = executed.value;
  const failures = [
    ...failuresOf(jobs, signal),
    ...(flags.strict === true ? refusalsOf(executed.value) : []),
  ];
  const record = accountOf(jobs, failures, executed.value.cache);
  const ended = record.when.started + record.when.milliseconds;
  const written = writeRecord(world.files, workspace, record);
  const handed = written.ok ? handOff(session, record, written.value, steps) : written;
  const exit = worstExit(handed.ok ? failures : [...failures, handed.failure]);
  if (!handed.ok) {
    const text = `the record could not be written: ${explain(handed.failure).message}`;
    reporter.on({ kind: 'remark', job: undefined, text });
  }
  const path = written.ok ? `${OURS}/run.json` : undefined;
  reporter.on({ kind: 'run-finished', record: { ...record, how: { ...record.how, exit } }, path, at: ended });
  await reporter.close();
  return flags.load === true && exit === 0 ? await load(session, planned.plan, record) : exit;
}

/** Which records facts may come from; without --only nothing is taken from any. */
function namedFor({ host, world }: Session, { only, record = [] }: RunFlags): Result<readonly Sha256[]> {
  if (only !== true && record.length > 0)
    return err({ code: 'usage', message: '--record goes with --only: without it everything is made anew' });
  if (only !== true) return ok([]);
  return record.length === 0 && host.name === 'gitlab' ? recordsIn(world.env) : namedRecords(record);
}

/** For the jobs of a pipeline after this one; GitHub has outputs for it. */
function handOff(
  { world, workspace, host }: Session,
  record: RunRecord,
  digest: Sha256,
  steps: readonly string[],
): Result<void> {
  if (host.name !== 'gitlab') return ok(undefined);
  return world.files.writeText(`${workspace}/${HANDOFF_PATH}`, handoffText(record, digest, steps));
}

/** Hands what containerize built to an engine of this machine. */
async function load(session: Session, { context }: Plan, record: RunRecord): Promise<ExitStatus> {
  const { image } = record.what.facts;
  if (image === undefined || !record.what.jobs.some(({ id }) => id === 'containerize')) {
    const message = '--load: this run built no image; run containerize with it';
    return fail(session, { code: 'usage', message });
  }
  const { defaultName, imageLoad } = await import('./image/load.ts');
  const tag = context.commit === undefined || context.dirty ? 'dev' : context.commit.slice(0, 12);
  const name = image.name === undefined ? defaultName(session.workspace) : `${image.name}:${tag}`;
  return imageLoad(session, image.layout, { as: name });
}

/** Before its end nobody knows what a run leaves in the cache. */
const NO_CACHE: RunCacheHow = { store: undefined, notes: [] };

/** Everything of ours lies in one folder that git does not see. */
function prepareFolder(session: Session) {
  const { files } = session.world;
  const ignore = `${session.workspace}/${OURS}/.gitignore`;
  return files.kind(ignore) === undefined
    ? files.writeText(ignore, '*\n')
    : files.makeFolder(`${session.workspace}/${OURS}`);
}

/** The host's reporter; with `--json` the events too, on standard output. */
export async function openReporter(session: Session): Promise<Reporter> {
  const { world, terminal, flags, host, look, workspace } = session;
  const json = flags.json === true;
  const stream = json ? terminal.error : terminal.output;
  const view: View = {
    write: stream.write,
    terminal: stream.terminal && flags.verbose !== true,
    color: look.color,
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
    columns: stream.columns,
    rows: stream.rows,
    every: terminal.every,
    onExit: terminal.onExit,
    token: terminal.token,
    clock: world.clock,
    files: world.files,
    workspace,
    secrets: [...world.secrets.values()],
  };
  const shown = await host.open(view);
  if (!json) return shown;
  const events = new JsonEvents();
  return {
    on(event: RunEvent) {
      terminal.output.write(events.event(event));
      shown.on(event);
    },
    failed(failure) {
      terminal.output.write(events.failed(failure));
      shown.failed(failure);
    },
    close: () => shown.close(),
  };
}
