/** A toolchain on the test bench: projects from files in memory, plan facts and finished jobs with defaults. */

import assert from 'node:assert/strict';
import type { Failure } from '../../../src/core/failure.ts';
import {
  type Job,
  type JobIo,
  NO_EVIDENCE,
  NO_IMAGE,
  type Origin,
  type PlanFacts,
  type Project,
  type Report,
  type SkipReason,
  type Verb,
  type VerbOptions,
} from '../../../src/core/step.ts';
import type { Tool } from '../../../src/core/tool.ts';
import type { Toolchain } from '../../../src/core/toolchain.ts';
import { FakeFiles } from '../../support/files.ts';
import { aTree } from '../../support/tree.ts';
import { MACHINE, WORKSPACE } from '../../support/world.ts';
import { aContext } from '../report/builders.ts';

export type FilesTold = Readonly<Record<string, string>>;

export type Told = {
  /** `name version` of tools that the machine has. */
  readonly tools?: readonly string[];
  readonly options?: VerbOptions;
  /** Lines of sealsmith.yml by path: `{ 'steps.test.with': 7 }`. */
  readonly lines?: Readonly<Record<string, number>>;
  readonly os?: string;
};

export class Bench {
  readonly #toolchain: Toolchain;
  readonly #tools: readonly string[];

  /** @param tools  what the machine has when a test does not say it */
  constructor(toolchain: Toolchain, tools: readonly string[]) {
    this.#toolchain = toolchain;
    this.#tools = tools;
  }

  project(files: FilesTold): Project {
    const detected = this.#toolchain.detect(aTree(files));
    if (!detected.ok) assert.fail(JSON.stringify(detected.failure));
    assert.ok(detected.value !== undefined, 'no project was detected');
    return detected.value;
  }

  /** How detection itself fails. */
  refusal(files: FilesTold): Failure {
    const detected = this.#toolchain.detect(aTree(files));
    assert.ok(!detected.ok, 'it was detected');
    return detected.failure;
  }

  job(files: FilesTold, verb: Verb, told: Told = {}): Job {
    const decision = this.#plan(files, verb, told);
    if (!decision.ok) assert.fail(JSON.stringify(decision.failure));
    if (decision.value.kind === 'skip') assert.fail(JSON.stringify(decision.value.why));
    const [job, ...others] = decision.value.jobs;
    assert.ok(job !== undefined && others.length === 0);
    return job;
  }

  skip(files: FilesTold, verb: Verb, told: Told = {}): SkipReason {
    const decision = this.#plan(files, verb, told);
    if (!decision.ok) assert.fail(JSON.stringify(decision.failure));
    assert.ok(decision.value.kind === 'skip', 'it would run');
    return decision.value.why;
  }

  failure(files: FilesTold, verb: Verb, told: Told = {}): Failure {
    const decision = this.#plan(files, verb, told);
    assert.ok(!decision.ok, 'it did not fail');
    return decision.failure;
  }

  #plan(files: FilesTold, verb: Verb, told: Told) {
    const project = this.project(files);
    return project.plan(verb, this.#facts(project, told), told.options ?? {});
  }

  #facts(project: Project, told: Told): PlanFacts {
    const machine = (told.tools ?? this.#tools).map((text): Tool => {
      const [name = '', version = ''] = text.split(' ');
      return { name, version, from: 'machine', path: `/usr/bin/${name}` };
    });
    const self: Tool = { name: 'sealsmith', version: '0.1.0', from: 'self', path: '/opt/sealsmith/main.js' };
    return {
      context: aContext(),
      project,
      machine: { ...MACHINE, os: told.os ?? MACHINE.os },
      tools: new Map([...machine, self].map((tool) => [tool.name, tool])),
      image: NO_IMAGE,
      evidence: NO_EVIDENCE,
      origin: (...path): Origin | undefined => {
        const line = told.lines?.[path.join('.')];
        return line === undefined ? undefined : { from: 'config', file: 'sealsmith.yml', line };
      },
    };
  }
}

/** The job's commands as lines. */
export function lines(job: Job): string[] {
  return job.spec.commands.map(({ tool, args }) => [tool, ...args].join(' '));
}

export function toolNames(job: Job): string[] {
  return job.spec.tools.map(({ name, from }) => (from === 'machine' ? name : `${name} of ${from}`));
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

/** What `finish` makes of a workspace: paths in it and their text. */
export async function finished(job: Job, files: FilesTold, more: Partial<JobIo> = {}): Promise<Report> {
  const absolute = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${WORKSPACE}/${path}`, text]),
  );
  assert.ok(job.finish !== undefined);
  const io = { workspace: WORKSPACE, succeeded: true, tail: '', files: new FakeFiles(absolute), ...more };
  const report = await job.finish(io);
  if (!report.ok) assert.fail(JSON.stringify(report.failure));
  return report.value;
}

/** What a job's reader of lines says last. */
export function progressOf(job: Job, text: string): string | undefined {
  assert.ok(job.progress !== undefined);
  const read = job.progress();
  return text.split('\n').reduce<string | undefined>((note, line) => read(line) ?? note, undefined);
}
