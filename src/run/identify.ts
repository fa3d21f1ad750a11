/** What a job depends on, and the key that follows from it: asked by the engine, and by the commands that explain it. */

import { inputsDigest, keyParts, keySaying } from '../cache/key.ts';
import type { Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import type { KeyParts } from '../core/key.ts';
import type { Plan, PlannedJob } from '../core/plan.ts';
import type { World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { InputDigests } from './input-digests.ts';
import { inputsOf, projectFiles } from './inputs.ts';
import type { Planned } from './plan.ts';

type Together = Pick<Planned, 'plan' | 'elsewhere'>;

/** What is the same for all jobs of a run. */
export type Ground = {
  readonly world: Pick<World, 'files' | 'machine' | 'self'>;
  readonly workspace: string;
  /** Files of the project, see `projectFiles`. */
  readonly files: readonly string[];
  /** Outputs of all jobs of the plan. */
  readonly owned: readonly string[];
  readonly digests: InputDigests;
  /** Of the cache's settings. */
  readonly epoch: number;
};

export type Identity = {
  readonly key: Sha256;
  /** One digest over path, mode and content of every input, see `inputsDigest`. */
  readonly inputs: Sha256;
  readonly parts: KeyParts;
  /** Paths of the inputs, which are looked at again when the job is over. */
  readonly paths: readonly string[];
  /** Whether a person wrote the patterns: then what they mean is what counts, and not what a tool may leave. */
  readonly chosen: boolean;
  /** Patterns that a person wrote and that mean nothing that is there. */
  readonly unmatched: readonly string[];
};

/**
 * @param facts  of the jobs before; those that this one needs count
 * @param before  see `outputsBefore`
 */
export async function identify(
  { world, workspace, files, owned, digests, epoch }: Ground,
  { spec, explained }: PlannedJob,
  facts: Partial<Facts>,
  before: readonly string[],
): Promise<Result<Identity>> {
  const there = (path: string): boolean => world.files.kind(`${workspace}/${path}`) !== undefined;
  // A step that another run would have made need not have been run at all.
  const { paths, unmatched } = inputsOf(spec, files, owned, before.filter(there), there);
  const inputs = await digests.atStart(paths);
  if (!inputs.ok) return inputs;
  const parts = keyParts(spec, world.self.version, world.machine, inputs.value, facts, epoch);
  // A toolchain names files that need not be there (.npmrc); a person who names one means one.
  const chosen = explained.some(({ what, origin }) => what === 'inputs' && origin.from === 'config');
  const said = digests.said(inputs.value);
  const key = keySaying(parts, said);
  return ok({ key, inputs: said.sha256, parts, paths, chosen, unmatched: chosen ? unmatched : [] });
}

/**
 * Whether a job that is over saw the inputs that its key was made of (C14). A file that appeared meanwhile counts where a
 * person said which files matter; among all files of the project any tool may leave one.
 */
export async function sawInputs(
  ground: Ground & { readonly world: Pick<World, 'git'> },
  { spec }: PlannedJob,
  { paths, inputs, chosen }: Identity,
  before: readonly string[],
): Promise<boolean> {
  const { world, workspace, owned, digests } = ground;
  if (chosen) {
    const there = (path: string): boolean => world.files.kind(`${workspace}/${path}`) !== undefined;
    const files = await projectFiles(world, workspace);
    if (!files.ok) return false;
    const now = inputsOf(spec, files.value, owned, before.filter(there), there).paths;
    if (now.length !== paths.length || now.some((path, at) => path !== paths[at])) return false;
  }
  const now = await digests.of(paths);
  return now.ok && inputsDigest(now.value) === inputs;
}

/**
 * Outputs of the jobs before one, near and far. What a needed fact stands for is not among them: it is in the key by
 * that fact, the installed tree by its packages.
 */
export function outputsBefore(job: PlannedJob, { plan, elsewhere }: Together): readonly string[] {
  const here = ancestors(job, plan).flatMap((id) => {
    const { outputs = [], gives = [] } = plan.jobs.find((other) => other.spec.id === id)?.spec ?? {};
    return gives.some((fact) => job.spec.needs.includes(fact)) ? [] : outputs;
  });
  return [...here, ...(elsewhere.before.get(job.spec.id) ?? [])];
}

/** Outputs of all jobs, whether they are in the plan or left out. */
export function ownedBy({ plan, elsewhere }: Together): readonly string[] {
  return [...plan.jobs.flatMap((job) => job.spec.outputs), ...elsewhere.owned];
}

/** Ids of all jobs before one, near and far. */
export function ancestors(job: PlannedJob, plan: Plan): readonly string[] {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const before of plan.jobs.find((other) => other.spec.id === id)?.after ?? []) visit(before);
  };
  for (const id of job.after) visit(id);
  return [...found];
}
