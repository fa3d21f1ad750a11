/** One job from its inputs to its facts: key, fresh or run, outputs checked, report read. */

import type { FreshStamps, Stamp } from '../cache/fresh.ts';
import { inputsDigest, keyOf, keyParts, toolNames } from '../cache/key.ts';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Listener } from '../core/event.ts';
import type { Facts } from '../core/fact.ts';
import type { Failure } from '../core/failure.ts';
import type { PlannedJob } from '../core/plan.ts';
import type { TreeEntry, World } from '../core/ports.ts';
import type { JobRecord, JobState } from '../core/record.ts';
import { ok, type Result } from '../core/result.ts';
import type { Job, Report } from '../core/step.ts';
import { jsonDigest } from '../formats/canonical.ts';
import { runCommands } from './commands.ts';
import { differingFiles } from './compare.ts';
import { digestInputs, inputsOf } from './inputs.ts';
import { digestOutputs, setAside, settle } from './outputs.ts';

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
  /** Whether an equal earlier run here may stand for a new one. */
  readonly believe: boolean;
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
};

type Identity = {
  readonly key: Sha256;
  readonly paths: readonly string[];
  /** Patterns of inputs that mean nothing that is there. */
  readonly unmatched: readonly string[];
  readonly inputs: readonly TreeEntry[];
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
  const found = await identify(stage, task);
  if (!found.ok) return { state: 'failed', report: NOTHING, failure: found.failure };
  const identity = found.value;

  const earlier = stage.stamps.last(spec);
  if (stage.believe && spec.cache !== 'never') {
    const stamp = stage.stamps.holds(spec, identity.key, givenTo(stage, task));
    if (stamp !== undefined)
      return { state: 'fresh', report: stamp.report, outputs: stamp.digests, identity };
  }
  const aside = await setAside(stage.world, stage.workspace, spec);
  if (!aside.ok) return { state: 'failed', report: NOTHING, identity, failure: aside.failure };

  const ran = await runCommands(stage, task);
  const remarks = settle(stage.world.files, stage.workspace, spec, aside.value, ran.state === 'done');
  const settled = (ending: Ending): Ending => ({
    ...ending,
    report: { ...ending.report, remarks: [...ending.report.remarks, ...remarks] },
  });
  if (ran.state !== 'done') return settled({ ...ran, identity });
  const outputs = await digestOutputs(stage.world.files, stage.workspace, spec.outputs);
  if (!outputs.ok) return settled({ ...ran, state: 'failed', identity, failure: outputs.failure });
  const done: Ending = { ...ran, outputs: outputs.value, identity };
  return settled(await remember(stage, task, done, identity, earlier));
}

/** What the job depends on, and the key that follows from it. */
async function identify(stage: Stage, task: JobTask): Promise<Result<Identity>> {
  const { world, workspace } = stage;
  const there = (path: string): boolean => world.files.kind(`${workspace}/${path}`) !== undefined;
  const { paths, unmatched } = inputsOf(task.planned.spec, stage.files, stage.owned, task.before, there);
  const inputs = await digestInputs(world.files, workspace, paths);
  if (!inputs.ok) return inputs;
  const parts = keyParts(task.planned.spec, world.self.version, world.machine, inputs.value, task.facts);
  // A toolchain names files that need not be there (.npmrc); a person who names one means one.
  const chosen = task.planned.explained.some(
    ({ what, origin }) => what === 'inputs' && origin.from === 'config',
  );
  return ok({ key: keyOf(parts), paths, unmatched: chosen ? unmatched : [], inputs: inputs.value });
}

/** Keeps the result for the next run, unless an input changed while the job ran: then nobody knows what it saw. */
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
  const now = await digestInputs(stage.world.files, stage.workspace, identity.paths);
  const same = now.ok && jsonDigest(now.value) === jsonDigest(identity.inputs);
  const given = givenTo(stage, task);
  const saved =
    same && unmatched === undefined
      ? stage.stamps.save(spec, { key: identity.key, given, report, digests: ending.outputs ?? [] })
      : undefined;
  if (saved?.ok === true) return done;
  const why =
    unmatched !== undefined
      ? `nothing matches "${unmatched}" of its inputs`
      : same
        ? 'what was done could not be noted down'
        : 'inputs changed while it ran';
  return {
    ...done,
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
  const passed = state === 'done' || state === 'fresh';
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
            inputs: { files: identity.inputs.length, sha256: inputsDigest(identity.inputs) },
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
    },
    when: { id: spec.id, started, milliseconds: Math.max(0, now - started) },
    facts: passed ? report.facts : {},
  };
}
