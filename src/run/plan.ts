/** Makes the plan: every step decides, configuration is laid over, edges follow from order and facts. Pure. */

import { posix } from 'node:path';
import type { FileDigest } from '../core/digest.ts';
import { FACT_NAMES, type FactName } from '../core/fact.ts';
import type { Failure } from '../core/failure.ts';
import type { Context } from '../core/host.ts';
import { isBelow } from '../core/path.ts';
import { PLAN_SCHEMA, type Plan, type PlannedJob, type PlannedSkip } from '../core/plan.ts';
import type { Isolation } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isSensitive } from '../core/secret-name.ts';
import type { Decision, Explained, Grant, Job, JobSpec, PlanFacts, SkipReason } from '../core/step.ts';
import { ownJob } from '../steps/own.ts';
import { STEPS } from '../steps/registry.ts';
import { type Config, stepsOf } from './config-shape.ts';
import { type Elsewhere, elsewhere } from './elsewhere.ts';
import { chosen, graphOf, type StepNode } from './graph.ts';
import { type Variables, valuesOf } from './variables.ts';

/** `ifKnown`: one that may never have been given. `account`: for a job that speaks for the run (`JobSpec.account`). */
export type FromRecord = {
  readonly fact: FactName;
  readonly job: string;
  readonly account: boolean;
  readonly ifKnown?: true;
};

/** What the person asked for: no names means everything that may run unnamed. */
export type Wish = {
  readonly steps: readonly string[];
  readonly only: boolean;
  /** Nothing but the named steps can be planned here, and all that they need comes from records. */
  readonly bare?: boolean;
};

export type PlanInput = {
  readonly name: string;
  readonly facts: PlanFacts;
  /** Tools that are there but do not work. */
  readonly broken: ReadonlyMap<string, Failure>;
  readonly config: Config;
  readonly wish: Wish;
  readonly variables: Variables;
  /** Grants of values that this run can give: `secret:NAME`, `env-file:NAME`. */
  readonly granted: ReadonlySet<string>;
  readonly isolation: { readonly network: Isolation; readonly alone: Isolation };
};

/** The plan, and beside it what is not JSON: how each job's outputs are read. */
export type Planned = {
  readonly plan: Plan;
  readonly jobs: ReadonlyMap<string, Job>;
  /** Facts that a planned job needs and none gives: an earlier record must have them. */
  readonly fromRecord: readonly FromRecord[];
  readonly elsewhere: Elsewhere;
};

type Decided = { readonly node: StepNode; readonly decision: Decision };

export function makePlan(input: PlanInput): Result<Planned> {
  const graph = graphOf(input.config);
  if (!graph.ok) return graph;
  const wanted = chosen(graph.value, input.wish);
  if (!wanted.ok) return wanted;
  const decided: Decided[] = [];
  const { bare = false } = input.wish;
  for (const node of graph.value) {
    if (bare && !wanted.value.run.has(node.name)) continue;
    const decision = decide(node, input);
    if (!decision.ok) {
      // A step that nobody asked for must not keep the others from running.
      if (!wanted.value.all.has(node.name)) continue;
      return decision;
    }
    decided.push({ node, decision: withheldBefore(node, decided) ?? decision.value });
  }
  return assemble(input, decided, wanted.value.run);
}

/** What waits for a step that was withheld would find its work missing, and pass or fail for the wrong reason. */
function withheldBefore(node: StepNode, decided: readonly Decided[]): Decision | undefined {
  const withheld = decided.find(
    ({ node: { name }, decision }) =>
      node.after.includes(name) && decision.kind === 'skip' && decision.why.code === 'needs-secret',
  );
  return withheld === undefined
    ? undefined
    : skip('needs-secret', `waits for ${withheld.node.name}, which is skipped`);
}

function decide(node: StepNode, input: PlanInput): Result<Decision> {
  const { facts, config } = input;
  const options = stepsOf(config)[node.name];
  if (options === false) {
    const origin = facts.origin('steps', node.name);
    const where = origin?.from === 'config' ? `${origin.file}:${origin.line}` : 'the configuration';
    return ok(skip('switched-off', `by ${where}`));
  }
  const step = STEPS.find((known) => known.name === node.name);
  const withheld = step?.runs === 'named' ? whyWithheld(node.name, input) : undefined;
  if (withheld !== undefined) return ok({ kind: 'skip', why: withheld });
  const decision =
    step === undefined
      ? ok<Decision>({ kind: 'run', jobs: [ownJob(node.name, node.own ?? { run: '' }, facts)] })
      : step.plan(facts, options ?? {});
  if (!decision.ok) return err(brokenOrMissing(decision.failure, input));
  if (decision.value.kind === 'skip') return decision;
  const secrets = node.secrets;
  const { host, tier } = facts.context;
  if (secrets.length > 0 && host !== 'local' && (tier === 'T0' || tier === 'T1')) {
    return ok(skip('needs-secret', `tier ${tier} gets no secrets (${secrets.join(' ')})`));
  }
  const unusable = (options?.tools ?? []).find((name) => !facts.tools.has(name));
  if (unusable !== undefined) return err(unusableTool(unusable, node.name, input));
  const missing = secrets.find((name) => !input.granted.has(`secret:${name}`));
  if (missing !== undefined) return err({ code: 'variable-unset', name: missing, wantedBy: node.name });
  return ok({ kind: 'run', jobs: decision.value.jobs.map((job) => withVariables(job, node, input)) });
}

/** What leaves this machine goes when a person names it at a desk, and on a forge for what is trusted. */
function whyWithheld(step: string, { facts, wish }: PlanInput): SkipReason | undefined {
  const { host, tier } = facts.context;
  if (host === 'local') {
    if (wish.steps.includes(step)) return undefined;
    return { code: 'needs-naming', detail: 'nothing leaves this machine unless you name it' };
  }
  if (tier === 'T2' || tier === 'T3') return undefined;
  return { code: 'needs-tier', detail: `only protected branches and releases do this, and this is ${tier}` };
}

function unusableTool(tool: string, wantedBy: string, { facts, broken }: PlanInput): Failure {
  const request = facts.project.requests.find(({ name }) => name === tool);
  return broken.get(tool) ?? { code: 'tool-missing', tool, wantedBy, get: request?.get ?? howToGet(tool) };
}

/** A toolchain knows only which tools can be used: one that is there and does not work is not missing. */
function brokenOrMissing(failure: Failure, { facts, broken }: PlanInput): Failure {
  if (failure.code !== 'tool-missing') return failure;
  const { requests } = facts.project;
  // Toolchains name a tool as people do (`Python 3`); how to get it says which request it was.
  const request =
    requests.find(({ name }) => name === failure.tool) ?? requests.find(({ get }) => get === failure.get);
  return (request === undefined ? undefined : broken.get(request.name)) ?? failure;
}

/** For a tool of which nothing is known but its name. */
export function howToGet(tool: string): string {
  return `install ${tool}, or take it out of "tools"`;
}

function skip(code: SkipReason['code'], detail: string): Decision {
  return { kind: 'skip', why: { code, detail } };
}

/**
 * Variables from wide to narrow: the toolchain's, env-file, `env:` of the file, `env:` of the step. Those of env-file
 * and of the environment that look like secrets are given by name: plan, key and record must not hold them.
 */
function withVariables(job: Job, node: StepNode, { config, variables, facts }: PlanInput): Job {
  const shared =
    node.name === 'install' ? {} : { ...variables.file, ...valuesOf(config.env ?? [], variables) };
  const own = valuesOf(node.env, variables);
  const origin = facts.origin('env-file') ?? facts.origin('env');
  const explained: Explained[] =
    Object.keys(shared).length === 0 || origin === undefined
      ? []
      : [{ what: 'variables of the file', value: Object.keys(shared).join(' '), origin }];
  const all = Object.entries({ ...facts.project.env, ...shared, ...job.spec.env, ...own });
  const hidden = new Map<string, Grant>();
  for (const [name, value] of all) {
    if (!isSensitive(name, value)) continue;
    if (value === variables.file[name]) hidden.set(name, `env-file:${name}`);
    else if (value === variables.environment[name]) hidden.set(name, `environment:${name}`);
  }
  const env = Object.fromEntries(all.filter(([name]) => !hidden.has(name)));
  const grants = [...job.spec.grants, ...hidden.values()].toSorted();
  // Values that stand in no key: what they led to must not be taken by who has others. What env-file says may be in the
  // key after all, by the file itself: that is seen when its inputs are.
  const asked = facts.origin('steps', node.name, 'cache') !== undefined;
  const nowhere = [...hidden].filter(([, grant]) => grant.startsWith('environment:')).map(([name]) => name);
  const fresh = nowhere.length > 0 && job.spec.cache === 'result' && !asked;
  if (fresh) {
    const value = `on this machine only: ${nowhere.join(' ')} stands in no key`;
    explained.push({ what: 'cache', value, origin: origin ?? { from: 'default' } });
  }
  const cache = fresh ? 'fresh' : job.spec.cache;
  return { ...job, explained: [...job.explained, ...explained], spec: { ...job.spec, env, grants, cache } };
}

function assemble(input: PlanInput, decided: readonly Decided[], run: ReadonlySet<string>): Result<Planned> {
  const { facts } = input;
  const jobs = new Map<string, Job>();
  const skips: PlannedSkip[] = [];
  /** By step: its jobs, or where it has none those of the steps before, so that a skip leaves the order as it was. */
  const waitedFor = new Map<string, readonly string[]>();
  const giver = new Map<FactName, string>();
  for (const { node, decision } of decided) {
    const before = new Set(node.after.flatMap((step) => waitedFor.get(step) ?? []));
    waitedFor.set(node.name, [...before]);
    if (!run.has(node.name)) continue;
    if (decision.kind === 'skip') skips.push({ step: node.name, why: decision.why });
    else {
      for (const job of decision.jobs) {
        jobs.set(job.spec.id, job);
        for (const fact of job.spec.gives) giver.set(fact, job.spec.id);
      }
      waitedFor.set(
        node.name,
        decision.jobs.map((job) => job.spec.id),
      );
    }
  }
  const overlap = overlapping([...jobs.values()]);
  if (overlap !== undefined) return err({ code: 'outputs-overlap', ...overlap });

  const fromRecord: FromRecord[] = [];
  const planned: PlannedJob[] = [];
  const givable = new Set<FactName>(input.wish.bare === true ? FACT_NAMES : []);
  for (const { node, decision } of decided) {
    if (decision.kind === 'skip') continue;
    // A fact that no step before gives is not waited for: no dependencies at all, or a step that install waits for.
    const given = new Set(givable);
    for (const job of decision.jobs) for (const fact of job.spec.gives) givable.add(fact);
    if (!run.has(node.name)) continue;
    for (const job of decision.jobs) {
      // An image that an earlier run pushed is signed and verified where it went, though nobody names push again.
      const pushed = !given.has('pushed') && !giver.has('image') && given.has('image');
      const known = (fact: FactName): boolean => given.has(fact) || (fact === 'pushed' && pushed);
      const needs = FACT_NAMES.filter((fact) => job.spec.needs.includes(fact) && known(fact));
      for (const fact of needs) {
        const sure = given.has(fact) && input.wish.bare !== true;
        const ifKnown = sure ? {} : ({ ifKnown: true } as const);
        const account = job.spec.account !== undefined;
        if (!giver.has(fact)) fromRecord.push({ fact, job: job.spec.id, account, ...ifKnown });
      }
      const after = new Set([
        ...node.after.flatMap((step) => waitedFor.get(step) ?? []),
        ...needs.flatMap((fact) => giver.get(fact) ?? []),
      ]);
      after.delete(job.spec.id);
      const spec = { ...job.spec, needs };
      jobs.set(spec.id, { ...job, spec });
      const isolation = isolationOf(spec, input);
      planned.push({ spec, after: [...after], isolation, explained: job.explained });
    }
  }
  const plan: Plan = {
    schema: PLAN_SCHEMA,
    project: { name: input.name, toolchain: facts.project.toolchain, file: facts.project.file },
    config: configOf(input.config),
    context: withoutOutputs(facts.context, decided),
    machine: facts.machine,
    jobs: planned,
    skips,
    order: decided.map(({ node }) => node.name).filter((name) => run.has(name)),
  };
  return ok({ plan, jobs, fromRecord, elsewhere: elsewhere(decided, run) });
}

function isolationOf({ grants }: JobSpec, { isolation }: PlanInput): Isolation {
  // An engine makes its own namespaces, which it cannot in ours.
  if (grants.includes('engine')) return { processes: 'none', network: 'granted' };
  return grants.includes('network') ? isolation.network : isolation.alone;
}

/** One that lies elsewhere is known by its name alone: no path of the machine stands in a record. */
function configOf({ file, sha256 }: Config): FileDigest | undefined {
  if (file === undefined || sha256 === undefined) return undefined;
  return { path: file.startsWith('/') ? posix.basename(file) : file, sha256 };
}

/** What the jobs of any step leave makes no tree dirty, and was there before if another run made it. */
function withoutOutputs(context: Context, decided: readonly Decided[]): Context {
  const { git } = context;
  if (git === undefined || git.newFiles.length === 0) return context;
  const outputs = decided.flatMap(({ decision }) =>
    decision.kind === 'run' ? decision.jobs.flatMap((job) => job.spec.outputs) : [],
  );
  const dirty = git.newFiles.some((path) => !outputs.some((output) => isBelow(path, output)));
  return { ...context, dirty, git: { ...git, newFiles: [] } };
}

function overlapping(jobs: readonly Job[]): { path: string; jobs: [string, string] } | undefined {
  const owned = jobs.flatMap(({ spec }) => spec.outputs.map((path) => ({ path, id: spec.id })));
  for (const [index, one] of owned.entries()) {
    for (const other of owned.slice(index + 1)) {
      if (one.id !== other.id && (isBelow(one.path, other.path) || isBelow(other.path, one.path))) {
        return { path: isBelow(one.path, other.path) ? one.path : other.path, jobs: [one.id, other.id] };
      }
    }
  }
  return undefined;
}
