/** Where the entries of a plan belong: the same for the run that makes and takes them and for who looks at them. */

import { toolNames } from '../cache/key.ts';
import type { StoreSlot } from '../cache/packages.ts';
import type { ResultSlot } from '../cache/results.ts';
import type { Sha256 } from '../core/digest.ts';
import type { Plan } from '../core/plan.ts';
import type { JobSpec, PackageStore } from '../core/step.ts';
import { jsonDigest } from '../formats/canonical.ts';

export function resultSlot(plan: Plan, spec: JobSpec, key: Sha256): ResultSlot {
  return { job: spec.id, key, lineage: lineageOf(plan, spec, undefined), outputs: spec.outputs.length };
}

/** The job that fills a store: the first of the plan that has it. */
export function fillerOf(plan: Plan, store: PackageStore): JobSpec | undefined {
  return plan.jobs.find(({ spec }) => spec.stores.some(({ name }) => name === store.name))?.spec;
}

/**
 * Only the job that fills a store knows its key; for the others the newest of the lineage will do.
 *
 * @param key  of the job `spec`
 */
export async function storeSlot(
  plan: Plan,
  spec: JobSpec,
  store: PackageStore,
  key: Sha256 | undefined,
): Promise<StoreSlot> {
  // A run with nothing to do needs none of it.
  const { storeKey } = await import('../cache/packages.ts');
  const filler = fillerOf(plan, store) ?? spec;
  // What compiles fills its store anew with every commit: for such a store the tools decide.
  const decides = filler.step === 'install' ? key : jsonDigest(toolNames(filler));
  return {
    name: `${filler.id}/${store.name}`,
    store,
    key: filler.id === spec.id && decides !== undefined ? storeKey(store, decides) : undefined,
    lineage: lineageOf(plan, filler, store),
  };
}

/**
 * A result is equal work wherever it was done, so only its key decides; what a package manager's folder holds is one
 * project's.
 */
export function lineageOf(
  { context, machine, project }: Plan,
  spec: JobSpec,
  store: PackageStore | undefined,
): Sha256 {
  const platform = { os: machine.os, arch: machine.arch, libc: machine.libc };
  const schema = 'sealsmith-lineage/1';
  if (store === undefined) {
    return jsonDigest({ schema, job: spec.id, tools: spec.tools.map(({ name }) => name), platform });
  }
  const repository = context.repository ?? project.name;
  return jsonDigest({ schema, repository, path: context.git?.prefix ?? '', store: store.name, platform });
}
