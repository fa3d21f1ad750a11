/** The plan as jobs of a forge: which steps each runs, what it waits for, takes, leaves and may touch. Pure. */

import type { Plan, PlannedJob, PlannedSkip } from '../core/plan.ts';
import type { JobSpec } from '../core/step.ts';

export type PipelineJob = {
  /** A step's name, which is a sound id on every forge: `[a-z][a-z0-9-]*`. */
  readonly id: string;
  /** The steps on its command line, in their order. */
  readonly steps: readonly string[];
  /** What they need comes from records, and is not made again. */
  readonly only: boolean;
  /** Gets records and archives, checks nothing out, runs nothing of the project. */
  readonly bare: boolean;
  /** Says things about what was made. */
  readonly signs: boolean;
  /** Ids of the jobs it waits for. */
  readonly needs: readonly string[];
  /** Those of them whose record and files it takes. */
  readonly takes: readonly string[];
  /** What it leaves for other jobs and for people, as paths of the workspace. */
  readonly leaves: readonly string[];
  /** Whether another job takes that. */
  readonly taken: boolean;
  readonly minutes: number;
  /** Only on protected branches and for releases. */
  readonly trusted: boolean;
  readonly identity: boolean;
  readonly engine: boolean;
  /** Hosts of registries. */
  readonly registries: readonly string[];
  /** Names of variables that hold secrets. */
  readonly secrets: readonly string[];
  readonly cached: boolean;
  readonly junit: boolean;
};

export type Pipeline = {
  /** `sealsmith`, with the folder behind it where the project is not the whole repository: `sealsmith-web-app`. */
  readonly label: string;
  readonly toolchain: string;
  /** Where the project lies below the top of the repository, or empty. */
  readonly prefix: string;
  readonly jobs: readonly PipelineJob[];
  readonly skips: readonly PlannedSkip[];
};

/** Steps that run our program alone: on a forge they run for what is trusted, and need no checkout. */
const BARE: ReadonlySet<string> = new Set(['push', 'sign', 'attest', 'verify']);

/** Steps that say things about what was made: together they need one identity, and no checkout. */
const SIGNING: ReadonlySet<string> = new Set(['sign', 'attest', 'verify']);

/**
 * @param left  what of a job travels to the next one, as paths of the workspace
 */
export function pipelineOf(plan: Plan, left: (spec: JobSpec) => readonly string[]): Pipeline {
  const groups = groupsOf(plan);
  const groupOf = new Map(groups.flatMap((group) => group.jobs.map(({ spec }) => [spec.id, group.id])));
  const installs = plan.jobs.filter(({ spec }) => spec.gives.includes('deps'));
  const jobs = groups.map((group): PipelineJob => {
    const { id, jobs: own } = group;
    const specs = own.map(({ spec }) => spec);
    const bare = specs.every(({ step }) => BARE.has(step));
    const signs = specs.every(({ step }) => SIGNING.has(step));
    const direct = new Set(own.flatMap(({ after }) => after.map((job) => groupOf.get(job) ?? job)));
    direct.delete(id);
    const isInstall = (job: string): boolean =>
      groups.some((one) => one.id === job && one.jobs.every((planned) => installs.includes(planned)));
    // Who signs must know of everything that was done before.
    const before = signs ? ancestors(direct, groups, groupOf) : direct;
    const needs = groups.map((one) => one.id).filter((one) => before.has(one) && !(bare && isInstall(one)));
    const takes = needs.filter((job) => !isInstall(job));
    // Who signs takes it from records that there were any; all others have them put in place where they are.
    const again =
      !bare && specs.some((spec) => spec.needs.includes('deps'))
        ? installs.filter((job) => !own.includes(job))
        : [];
    const grants = new Set(specs.flatMap((spec) => spec.grants));
    const behind = (prefix: string): string[] =>
      [...grants]
        .flatMap((grant) => (grant.startsWith(prefix) ? [grant.slice(prefix.length)] : []))
        .toSorted();
    const limits = [...again, ...own].reduce((sum, { spec }) => sum + spec.limit, 0);
    return {
      id,
      steps:
        takes.length === 0 && !bare
          ? steps(specs)
          : [...steps(again.map(({ spec }) => spec)), ...steps(specs)],
      only: takes.length > 0 || bare,
      bare,
      signs,
      needs,
      takes,
      leaves: isInstall(id) ? [] : [...new Set(specs.flatMap(left))],
      taken: false,
      minutes: Math.min(360, Math.ceil(limits / 60_000) + 10),
      trusted: specs.some(({ step }) => BARE.has(step)) || behind('secret:').length > 0,
      identity: grants.has('identity'),
      engine: grants.has('engine'),
      registries: behind('registry:'),
      secrets: behind('secret:'),
      cached: [...again, ...own].some(({ spec }) => spec.cache === 'result' || spec.cache === 'store'),
      junit: specs.some((spec) => spec.gives.includes('junit')),
    };
  });
  const prefix = plan.context.git?.prefix ?? '';
  const trusted = new Set<string>();
  // A forge has no job that waits for one which is not there: what waits for a trusted one is trusted as well.
  for (const job of jobs) {
    if (job.trusted || job.needs.some((id) => trusted.has(id))) trusted.add(job.id);
  }
  const taken = new Set(jobs.flatMap((job) => job.takes));
  return {
    label: labelOf(prefix),
    toolchain: plan.project.toolchain,
    prefix,
    jobs: jobs.map((job) => ({
      ...job,
      trusted: trusted.has(job.id),
      taken: taken.has(job.id),
    })),
    skips: plan.skips,
  };
}

/** @param prefix  where the project lies below the top of the repository, or empty */
export function labelOf(prefix: string): string {
  return prefix === '' ? 'sealsmith' : `sealsmith-${prefix.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
}

type Group = { readonly id: string; readonly jobs: readonly PlannedJob[] };

/** One a step, in the order of the pipeline; the steps that sign in one, unless another step stands between them. */
function groupsOf(plan: Plan): readonly Group[] {
  const together = signedTogether(plan);
  const groups = new Map<string, PlannedJob[]>();
  const first = plan.jobs.find(({ spec }) => SIGNING.has(spec.step))?.spec.step ?? '';
  for (const job of plan.jobs) {
    const { step } = job.spec;
    const id = together && SIGNING.has(step) ? first : step;
    groups.set(id, [...(groups.get(id) ?? []), job]);
  }
  return [...groups].map(([id, jobs]) => ({ id, jobs }));
}

function signedTogether({ jobs }: Plan): boolean {
  const signing = new Set(jobs.filter(({ spec }) => SIGNING.has(spec.step)).map(({ spec }) => spec.id));
  const behind = new Set<string>();
  // Jobs stand in an order in which they could run, so one look at each is enough.
  for (const { spec, after } of jobs) {
    if (after.some((id) => behind.has(id) || signing.has(id)) && !signing.has(spec.id)) behind.add(spec.id);
  }
  return !jobs.some(({ spec, after }) => signing.has(spec.id) && after.some((id) => behind.has(id)));
}

function ancestors(
  direct: ReadonlySet<string>,
  groups: readonly Group[],
  groupOf: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (id: string): void => {
    if (all.has(id)) return;
    all.add(id);
    for (const { after } of groups.find((group) => group.id === id)?.jobs ?? []) {
      for (const job of after) add(groupOf.get(job) ?? job);
    }
  };
  direct.forEach(add);
  return all;
}

function steps(specs: readonly JobSpec[]): readonly string[] {
  return [...new Set(specs.map(({ step }) => step))];
}
