/** One job from its inputs to its facts: key; fresh, restored or run; outputs checked, report read, result kept. */

import type { FreshStamps, Stamp } from '../cache/fresh.ts';
import { toolNames } from '../cache/key.ts';
import type { KeptKeys } from '../cache/key-parts.ts';
import { whyAgain } from '../cache/why-again.ts';
import type { CacheNote, Miss } from '../core/cache.ts';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Listener } from '../core/event.ts';
import type { Facts } from '../core/fact.ts';
import type { Failure } from '../core/failure.ts';
import type { PlannedJob } from '../core/plan.ts';
import type { World } from '../core/ports.ts';
import { hasPassed, type JobRecord, type JobState, type RunRecord } from '../core/record.ts';
import type { Job, Report } from '../core/step.ts';
import { jsonDigest } from '../formats/canonical.ts';
import type { RunCache } from './caching.ts';
import { runCommands } from './commands.ts';
import { differingFiles } from './compare.ts';
import { type Identity, identify, sawInputs } from './identify.ts';
import type { InputDigests } from './input-digests.ts';
import { digestOfTree, digestOutputs, setAside, settle } from './outputs.ts';
import { changedEvidence } from './parent.ts';
import { restore } from './restore.ts';

/** What all jobs of a run share. */
export type Stage = {
  readonly world: World;
  readonly workspace: string;
  /** Absolute folders of the project's own programs. */
  readonly bins: readonly string[];
  /** Files of the project, see `projectFiles`. */
  readonly files: readonly string[];
  /** Outputs of all jobs of the plan. */
  readonly owned: readonly string[];
  /** Private folder of the run; each job gets its own below. */
  readonly temporary: string;
  /** Values by the grant that hands them out. */
  readonly granted: ReadonlyMap<string, string>;
  /** False on a forge for a change (T0, T1), whatever its file says. */
  readonly trusted: boolean;
  readonly stamps: FreshStamps;
  readonly digests: InputDigests;
  /** Loaded when the first job runs. */
  readonly keys: () => Promise<KeptKeys>;
  /** Whether an equal earlier run here may stand for a new one. */
  readonly believe: boolean;
  readonly cache: RunCache;
  /** Of the cache: part of every key. */
  readonly epoch: number;
  /** The workspace path of the file of variables; undefined without one. */
  readonly envFile: string | undefined;
  /** Folder of the package managers' stores. */
  readonly stores: string;
  readonly emit: Listener;
};

export type JobTask = {
  readonly planned: PlannedJob;
  readonly job: Job;
  /** Facts of the jobs before. */
  readonly facts: Partial<Facts>;
  /** Outputs of the jobs before. */
  readonly before: readonly string[];
  readonly abort: AbortSignal;
  /** The account of the run so far. */
  readonly account: () => RunRecord;
};

/** How a job ended, before it becomes a record. */
type Ending = {
  readonly state: JobState;
  readonly report: Report;
  readonly identity?: Identity;
  readonly outputs?: readonly FileDigest[];
  readonly failure?: Failure;
  readonly log?: string;
  readonly rebuilt?: JobRecord['how']['rebuilt'];
  readonly cache?: readonly CacheNote[];
  readonly again?: string;
};

const NOTHING: Report = { facts: {}, summary: '', remarks: [] };

/** Runs one job. What the world does wrong is in the record; nothing is thrown for it. */
export async function runJob(stage: Stage, task: JobTask): Promise<JobRecord> {
  const { clock } = stage.world;
  const started = clock.now();
  stage.emit({ kind: 'job-started', job: task.planned.spec.id, at: started });
  const ending = await work(stage, task);
  const record = recordOf(task, ending, started, clock.now());
  stage.emit({ kind: 'job-finished', record, at: clock.now() });
  return record;
}

async function work(stage: Stage, task: JobTask): Promise<Ending> {
  const { spec } = task.planned;
  const found = await identify(stage, task.planned, task.facts, task.before);
  if (!found.ok) return { state: 'failed', report: NOTHING, failure: found.failure };
  const identity = found.value;

  const earlier = stage.stamps.last(spec);
  if (stage.believe && spec.cache !== 'never') {
    const stamp = stage.stamps.holds(spec, identity.key, givenTo(stage, task));
    if (stamp !== undefined)
      return { state: 'fresh', report: stamp.report, outputs: stamp.digests, identity };
  }
  const again =
    earlier === undefined || !stage.believe ? undefined : await whyRunAgain(stage, task, identity, earlier);
  stage.digests.disturb();
  (await stage.keys()).keep(identity.key, identity.parts);
  const aside = await setAside(stage.world, stage.workspace, spec);
  if (!aside.ok) return { state: 'failed', report: NOTHING, identity, failure: aside.failure };
  const settled = (ending: Ending): Ending => {
    const remarks = settle(stage.world.files, stage.workspace, spec, aside.value, hasPassed(ending.state));
    return { ...ending, report: { ...ending.report, remarks: [...ending.report.remarks, ...remarks] } };
  };
  const { restored, notes } = isWhole(stage, task, identity)
    ? await restore(stage, task, identity.key)
    : { restored: undefined, notes: [] };
  if (restored !== undefined) {
    const ending: Ending = { state: 'restored', ...restored, identity, cache: notes };
    return settled(remembered(stage, task, ending, identity));
  }
  const made = settled(await make(stage, task, identity, earlier, notes));
  return again === undefined ? made : { ...made, again };
}

/** What differs from the last time here, where that can still be told. */
async function whyRunAgain(
  stage: Stage,
  task: JobTask,
  { parts }: Identity,
  earlier: Stamp,
): Promise<string | undefined> {
  const given = earlier.given === givenTo(stage, task) ? 'same' : 'changed';
  return whyAgain((await stage.keys()).parts(earlier.key), parts, given);
}

/**
 * Whether the key holds all that decides the result. Values of env-file that look like secrets stand in it by the file
 * alone, where that is one of the inputs; `cache: true` says that they do not matter.
 */
function isWhole({ envFile }: Stage, { planned }: JobTask, { paths }: Identity): boolean {
  const { grants } = planned.spec;
  if (!grants.some((grant) => grant.startsWith('env-file:'))) return true;
  const asked = planned.explained.some(({ what, origin }) => what === 'cache' && origin.from === 'config');
  return asked || (envFile !== undefined && paths.includes(envFile));
}

/** Runs the commands, reads what they left, keeps it. */
async function make(
  stage: Stage,
  task: JobTask,
  identity: Identity,
  earlier: Stamp | undefined,
  asked: readonly CacheNote[],
): Promise<Ending> {
  const { spec } = task.planned;
  // What another job left is what this one gets, or it does not run (I6, C14).
  const changed = await changedEvidence(stage.world.files, stage.workspace, task.facts, spec);
  if (changed !== undefined) {
    const failure: Failure = { code: 'fact-stale', ...changed };
    return { state: 'failed', report: NOTHING, identity, failure, cache: asked };
  }
  const cache = [...asked, ...(await stage.cache.takeStores(spec, identity.key))];
  const ran = await runCommands(stage, task);
  stage.cache.ended(spec, ran.state === 'done');
  if (ran.state !== 'done') return { ...ran, identity, cache };
  const outputs = await digestOutputs(stage.world.files, stage.workspace, spec.outputs);
  if (!outputs.ok) return { ...ran, state: 'failed', identity, failure: outputs.failure, cache };
  return remember(stage, task, { ...ran, outputs: outputs.value, identity, cache }, identity, earlier);
}

/** Keeps the result for later runs, unless an input changed while the job ran: then nobody knows what it saw. */
async function remember(
  stage: Stage,
  task: JobTask,
  ending: Ending,
  identity: Identity,
  earlier: Stamp | undefined,
): Promise<Ending> {
  const { spec } = task.planned;
  const { report } = ending;
  const rebuilt =
    earlier?.key === identity.key &&
    earlier.report.facts.binary !== undefined &&
    report.facts.binary !== undefined
      ? differingFiles(earlier.report.facts.binary, report.facts.binary)
      : undefined;
  const done: Ending = rebuilt === undefined ? ending : { ...ending, rebuilt };
  if (spec.cache === 'never') return done;
  const [unmatched] = identity.unmatched;
  if (unmatched !== undefined) {
    const why = `nothing matches "${unmatched}" of its inputs`;
    return unsure(notKept(stage, task, done, { code: 'not-kept', detail: why }), why);
  }
  if (!(await sawInputs(stage, task.planned, identity, task.before))) {
    const changed = notKept(stage, task, done, { code: 'inputs-changed', detail: '' });
    return unsure(changed, 'inputs changed while it ran');
  }
  if (!isWhole(stage, task, identity)) {
    const detail = `what ${stage.envFile} says stands in no key: it is none of the inputs`;
    return remembered(stage, task, notKept(stage, task, done, { code: 'not-kept', detail }), identity);
  }
  const kept = await stage.cache.keepResult(spec, identity.key, {
    report,
    workspace: stage.workspace,
    log: ending.log ?? '',
    digests: ending.outputs ?? [],
    digestOf: (index, tree) => digestOfTree(spec.outputs[index] ?? '', tree),
  });
  const cache = [...(done.cache ?? []), ...(kept === undefined ? [] : [kept])];
  return remembered(stage, task, { ...done, cache }, identity);
}

function notKept(stage: Stage, { planned }: JobTask, ending: Ending, why: Miss): Ending {
  const note = stage.cache.notKept(planned.spec, why);
  return note === undefined ? ending : { ...ending, cache: [...(ending.cache ?? []), note] };
}

/** Leaves the stamp by which the next run here knows that there is nothing to do. */
function remembered(stage: Stage, task: JobTask, ending: Ending, identity: Identity): Ending {
  const { report, outputs = [] } = ending;
  const given = givenTo(stage, task);
  const saved = stage.stamps.save(task.planned.spec, {
    key: identity.key,
    given,
    report,
    digests: outputs,
  });
  return saved.ok ? ending : unsure(ending, 'what was done could not be noted down');
}

function unsure(ending: Ending, why: string): Ending {
  const { report } = ending;
  return {
    ...ending,
    report: { ...report, remarks: [...report.remarks, `${why}; it will run again next time`] },
  };
}

/**
 * One digest over the values that the job is given by name. They are in no key, which travels; the stamp stays on this
 * machine, in a file that only its owner reads.
 */
function givenTo(stage: Stage, task: JobTask): Sha256 {
  return jsonDigest(task.planned.spec.grants.map((grant) => [grant, stage.granted.get(grant) ?? null]));
}

function recordOf(task: JobTask, ending: Ending, started: number, now: number): JobRecord {
  const { spec, isolation } = task.planned;
  const { state, report, identity } = ending;
  const passed = hasPassed(state);
  return {
    what:
      identity === undefined
        ? undefined
        : {
            id: spec.id,
            passed,
            key: identity.key,
            commands: spec.commands,
            params: spec.params,
            env: spec.env,
            grants: spec.grants,
            tools: toolNames(spec),
            inputs: { files: identity.parts.inputs.length, sha256: identity.inputs },
          },
    how: {
      id: spec.id,
      state,
      summary: report.summary,
      remarks: report.remarks,
      isolation,
      outputs: ending.outputs ?? [],
      log: ending.log,
      failure: ending.failure,
      failedTests: report.tests?.failed ?? [],
      slowestTests: report.tests?.slowest ?? [],
      rebuilt: ending.rebuilt,
      cache: ending.cache ?? [],
      again: ending.again,
    },
    when: { id: spec.id, started, milliseconds: Math.max(0, now - started) },
    facts: passed ? report.facts : {},
  };
}
