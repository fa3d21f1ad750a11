/**
 * What jobs that are left out of a run leave in the tree when another run makes them: of a chain of jobs on a forge,
 * the ones before. It counts for keys as it does where everything runs at once. Pure.
 */

import type { WorkspacePath } from '../core/path.ts';
import type { Decision, JobSpec } from '../core/step.ts';
import type { StepNode } from './graph.ts';

export type Elsewhere = {
  /** Everything that such jobs own. */
  readonly owned: readonly WorkspacePath[];
  /** By job of this run: outputs of those that it comes after, but for those that a needed fact stands for. */
  readonly before: ReadonlyMap<string, readonly WorkspacePath[]>;
};

type Decided = { readonly node: StepNode; readonly decision: Decision };

/**
 * @param decided  all steps, each behind what it waits for
 * @param run  names of those whose jobs are in the plan
 */
export function elsewhere(decided: readonly Decided[], run: ReadonlySet<string>): Elsewhere {
  const absent = decided.filter(({ node }) => !run.has(node.name));
  const before = new Map<string, readonly WorkspacePath[]>();
  for (const one of decided.filter(({ node }) => run.has(node.name))) {
    const ahead = stepsBefore(one, decided);
    const left = absent.filter(({ node }) => ahead.has(node.name)).flatMap(specs);
    for (const { id, needs } of specs(one)) {
      const counting = left.filter(({ gives }) => !gives.some((fact) => needs.includes(fact)));
      before.set(
        id,
        counting.flatMap(({ outputs }) => outputs),
      );
    }
  }
  return { owned: absent.flatMap(specs).flatMap(({ outputs }) => outputs), before };
}

/** Names of the steps that one comes after, near and far: by order, and by the facts it needs. */
function stepsBefore(one: Decided, decided: readonly Decided[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (later: Decided): void => {
    const earlier = decided.slice(0, decided.indexOf(later));
    const needs = specs(later).flatMap((spec) => spec.needs);
    for (const step of earlier) {
      const gives = specs(step).flatMap((spec) => spec.gives);
      const waited = later.node.after.includes(step.node.name) || needs.some((fact) => gives.includes(fact));
      if (!waited || found.has(step.node.name)) continue;
      found.add(step.node.name);
      visit(step);
    }
  };
  visit(one);
  return found;
}

function specs({ decision }: Decided): readonly JobSpec[] {
  return decision.kind === 'run' ? decision.jobs.map(({ spec }) => spec) : [];
}
