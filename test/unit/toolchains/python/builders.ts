/** Projects, plan facts and finished jobs with defaults, so that a test says only what it is about. */

import assert from 'node:assert/strict';
import type { Context } from '../../../../src/core/host.ts';
import type { Machine } from '../../../../src/core/ports.ts';
import {
  type Job,
  type JobIo,
  NO_EVIDENCE,
  NO_IMAGE,
  type Origin,
  type PlanFacts,
  type Project,
  type Verb,
  type VerbOptions,
} from '../../../../src/core/step.ts';
import type { Tool } from '../../../../src/core/tool.ts';
import { python } from '../../../../src/toolchains/python/index.ts';
import { FakeFiles } from '../../../support/files.ts';
import { aTree } from '../../../support/tree.ts';

export type Tree = Readonly<Record<string, string>>;

/** `name version` of tools that the machine has. */
export const USUAL_TOOLS = ['python 3.11.7', 'uv 0.13.9'] as const;

export function aProject(files: Tree): Project {
  const detected = python.detect(aTree(files));
  assert.ok(detected.ok, JSON.stringify(detected));
  assert.ok(detected.value !== undefined, 'no Python project was detected');
  return detected.value;
}

export type PlanGiven = {
  readonly tools?: readonly string[];
  readonly options?: VerbOptions;
  readonly origins?: Readonly<Record<string, Origin>>;
  readonly name?: string;
};

export function factsOf(project: Project, given: PlanGiven = {}): PlanFacts {
  const tools = (given.tools ?? USUAL_TOOLS).map((text): Tool => {
    const [name = '', version = ''] = text.split(' ');
    return { name, version, from: 'machine', path: `/usr/bin/${name}` };
  });
  const self: Tool = { name: 'sealsmith', version: '0.1.0', from: 'self', path: '/opt/sealsmith/main.js' };
  return {
    context: CONTEXT,
    project: given.name === undefined ? project : { ...project, name: given.name },
    machine: MACHINE,
    tools: new Map([...tools, self].map((tool) => [tool.name, tool])),
    image: NO_IMAGE,
    evidence: NO_EVIDENCE,
    origin: (...path) => given.origins?.[path.join('.')],
  };
}

/** What a verb would do: its one job, or the skip or failure. */
export function planned(files: Tree, verb: Verb, given: PlanGiven = {}) {
  const project = aProject(files);
  return project.plan(verb, factsOf(project, given), given.options ?? {});
}

export function jobOf(files: Tree, verb: Verb, given: PlanGiven = {}): Job {
  const decision = planned(files, verb, given);
  assert.ok(decision.ok, JSON.stringify(decision));
  assert.ok(decision.value.kind === 'run', JSON.stringify(decision.value));
  const [job, ...others] = decision.value.jobs;
  assert.ok(job !== undefined && others.length === 0);
  return job;
}

export function skipOf(files: Tree, verb: Verb, given: PlanGiven = {}) {
  const decision = planned(files, verb, given);
  assert.ok(decision.ok, JSON.stringify(decision));
  assert.ok(decision.value.kind === 'skip', 'it would run');
  return decision.value.why;
}

export function failureOf(files: Tree, verb: Verb, given: PlanGiven = {}) {
  const decision = planned(files, verb, given);
  assert.ok(!decision.ok, 'it did not fail');
  return decision.failure;
}

/** The job's commands as lines. */
export function lines(job: Job): string[] {
  return job.spec.commands.map(({ tool, args }) => [tool, ...args].join(' '));
}

/** A value of `explained`, with where it came from. */
export function explained(job: Job, what: string): string {
  const found = job.explained.find((entry) => entry.what === what);
  if (found === undefined) return 'not explained';
  const { origin } = found;
  const from =
    origin.from === 'detected' ? origin.file : origin.from === 'config' ? `line ${origin.line}` : 'default';
  return `${found.value} (${from})`;
}

/** What `finish` sees of a workspace: paths in it and their text. */
export function aJobIo(
  files: Tree = {},
  more: Partial<Omit<JobIo, 'files'>> = {},
): JobIo & { files: FakeFiles } {
  const absolute = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`/workspace/${path}`, text]),
  );
  return { workspace: '/workspace', succeeded: true, tail: '', ...more, files: new FakeFiles(absolute) };
}

export async function reportOf(job: Job, io: JobIo) {
  assert.ok(job.finish !== undefined);
  const report = await job.finish(io);
  assert.ok(report.ok, JSON.stringify(report));
  return report.value;
}

const MACHINE: Machine = {
  os: 'linux',
  arch: 'x64',
  libc: 'glibc 2.36',
  root: false,
  cores: 2,
  path: ['/usr/bin'],
};

const CONTEXT: Context = {
  host: 'local',
  ci: false,
  tier: 'T0',
  tierReason: 'this is a local run',
  workspace: '/workspace',
  repository: undefined,
  ref: undefined,
  commit: undefined,
  dirty: false,
  git: undefined,
  change: undefined,
  runUrl: undefined,
  trigger: undefined,
};
