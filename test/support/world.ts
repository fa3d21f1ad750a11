/** The world, the project and the plan with defaults, so that a test says only what it is about. */

import assert from 'node:assert/strict';
import type { Failure } from '../../src/core/failure.ts';
import type { HostFacts } from '../../src/core/host.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import type { Clock, Machine, World } from '../../src/core/ports.ts';
import type { Result } from '../../src/core/result.ts';
import { ok } from '../../src/core/result.ts';
import type { Decision, Job, JobSpec, PlanFacts, Project, StepName } from '../../src/core/step.ts';
import type { Tool } from '../../src/core/tool.ts';
import { parseConfig } from '../../src/run/config.ts';
import type { Config } from '../../src/run/config-shape.ts';
import { makePlan, type PlanInput, type Planned } from '../../src/run/plan.ts';
import { aContext, aSpec } from '../unit/report/builders.ts';
import { FakeFiles } from './files.ts';
import { aGit } from './git.ts';
import { FakeProcesses } from './processes.ts';

export const WORKSPACE = '/workspace';

export const MACHINE: Machine = {
  os: 'linux',
  arch: 'x64',
  libc: 'glibc 2.36',
  cores: 2,
  path: ['/usr/local/bin', '/usr/bin'],
};

/** A clock that moves when it is told to. */
export class FakeClock implements Clock {
  #now = 1_795_165_200_000;

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** The doors as a test holds them: the fakes themselves, not only their ports. */
export type FakeWorld = Omit<World, 'files' | 'processes' | 'clock'> & {
  readonly files: FakeFiles;
  readonly processes: FakeProcesses;
  readonly clock: FakeClock;
};

export function aWorld(more: Partial<FakeWorld> = {}): FakeWorld {
  return {
    files: new FakeFiles({ [`${WORKSPACE}/`]: '' }),
    processes: new FakeProcesses(),
    git: aGit(undefined),
    clock: new FakeClock(),
    machine: MACHINE,
    findTools: async () => new Map(),
    env: {},
    secrets: new Map(),
    home: '/home/ada',
    state: '/home/ada/.local/state/sealsmith',
    self: { node: '/opt/node', entry: '/opt/sealsmith/main.js', version: '0.1.0' },
    ...more,
  };
}

export function aTool(name: string, more: Partial<Tool> = {}): Tool {
  return { name, version: '1.0', from: 'machine', path: `/usr/bin/${name}`, ...more };
}

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
  return value(parseConfig('sealsmith.yml', text, () => (name) => ({ value: variables[name] ?? '' })));
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
  };
}

export function githubFacts(
  more: Partial<Extract<HostFacts, { host: 'github' }>> = {},
): HostFacts & { host: 'github' } {
  return {
    host: 'github',
    event: 'push',
    repository: 'group/diary',
    repositoryUrl: 'https://github.com/group/diary',
    ref: 'refs/heads/main',
    commit: 'a41c9e2f00000000000000000000000000000000',
    defaultBranch: 'main',
    headRepository: undefined,
    change: undefined,
    runUrl: 'https://github.com/group/diary/actions/runs/4711',
    ...more,
  };
}

export function gitlabFacts(
  more: Partial<Extract<HostFacts, { host: 'gitlab' }>> = {},
): HostFacts & { host: 'gitlab' } {
  return {
    host: 'gitlab',
    source: 'push',
    repository: 'group/diary',
    repositoryUrl: 'https://gitlab.com/group/diary',
    ref: 'refs/heads/main',
    commit: 'a41c9e2f00000000000000000000000000000000',
    defaultBranch: 'main',
    refProtected: true,
    headRepository: undefined,
    change: undefined,
    runUrl: 'https://gitlab.com/group/diary/-/jobs/1',
    ...more,
  };
}

export function at(path: string): WorkspacePath {
  return path as WorkspacePath;
}

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.value;
}

/** The failure of a result that must be one. */
export function failure<T>(result: Result<T>): Failure {
  if (result.ok) assert.fail(`no failure, but ${JSON.stringify(result.value)}`);
  return result.failure;
}
