/** Configurations, projects and plans with defaults; `aPlanInput({ config: 'steps: { lint: false }' })`. */

import { ok, type Result } from '../../src/core/result.ts';
import {
  type Decision,
  type Job,
  type JobSpec,
  NO_EVIDENCE,
  NO_IMAGE,
  type PlanFacts,
  type Project,
  type StepName,
} from '../../src/core/step.ts';
import { parseConfig, readConfigText } from '../../src/run/config.ts';
import type { Config } from '../../src/run/config-shape.ts';
import { makePlan, type PlanInput, type Planned } from '../../src/run/plan.ts';
import { aContext, aSpec } from '../unit/report/builders.ts';
import { aTool, MACHINE, value } from './world.ts';

/** A job of one command, whose program is called as the job is. */
export function aJobOf(
  id: string,
  spec: Partial<JobSpec> = {},
  more: Omit<Job, 'spec' | 'explained'> = {},
): Job {
  const program = id.replaceAll('/', '-');
  return {
    spec: aSpec(id, {
      commands: [{ tool: program, args: [] }],
      tools: [aTool(program)],
      inputs: [],
      cache: 'never',
      ...spec,
    }),
    explained: [],
    ...more,
  };
}

/** A project whose verbs are what a test says; a verb that is not given is skipped. */
export function aProject(
  verbs: Partial<Record<StepName, Job | Result<Decision>>> = {},
  more: Partial<Project> = {},
): Project {
  return {
    toolchain: 'python',
    name: 'diary',
    file: 'requirements.txt',
    requests: [],
    bins: [],
    env: {},
    stores: [],
    forwards: [],
    runtime: undefined,
    plan: (verb) => {
      const said = verbs[verb];
      if (said === undefined) {
        return ok({ kind: 'skip', why: { code: 'nothing-to-do', detail: `no ${verb} here` } });
      }
      return 'ok' in said ? said : ok({ kind: 'run', jobs: [said] });
    },
    ...more,
  };
}

/** A sound configuration from its text. */
export function aConfig(text: string, variables: Readonly<Record<string, string>> = {}): Config {
  return value(
    parseConfig(readConfigText('sealsmith.yml', text), () => (name) => ({ value: variables[name] ?? '' })),
  );
}

export type InputTold = {
  readonly project?: Project;
  /** Text of sealsmith.yml. */
  readonly config?: string;
  readonly facts?: Partial<PlanFacts>;
} & Partial<Omit<PlanInput, 'facts' | 'config'>>;

export function aPlanInput({
  project = aProject(),
  config = '',
  facts = {},
  ...more
}: InputTold = {}): PlanInput {
  const parsed = aConfig(config);
  return {
    name: 'diary',
    facts: {
      context: aContext(),
      project,
      machine: MACHINE,
      tools: new Map(),
      image: NO_IMAGE,
      evidence: NO_EVIDENCE,
      origin: parsed.origin,
      ...facts,
    },
    broken: new Map(),
    config: parsed,
    wish: { steps: [], only: false },
    variables: { file: {}, environment: {} },
    granted: new Set(),
    isolation: {
      network: { processes: 'namespaces', network: 'granted' },
      alone: { processes: 'namespaces', network: 'withheld' },
    },
    ...more,
  };
}

export function planned(told: InputTold = {}): Planned {
  return value(makePlan(aPlanInput(told)));
}

/** A plan of jobs given one by one, each with the jobs it waits for. */
export function plannedOf(
  jobs: readonly (readonly [job: Job, ...after: string[]])[],
  context: Parameters<typeof aContext>[0] = {},
): Planned {
  const base = planned({ facts: { context: aContext(context) } });
  return {
    plan: {
      ...base.plan,
      jobs: jobs.map(([job, ...after]) => ({
        spec: job.spec,
        after,
        isolation: { processes: 'namespaces', network: 'withheld' },
        explained: [],
      })),
      skips: [],
    },
    jobs: new Map(jobs.map(([job]) => [job.spec.id, job])),
    fromRecord: [],
    elsewhere: { owned: [], before: new Map() },
  };
}
