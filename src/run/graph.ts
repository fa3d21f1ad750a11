/** The steps as a graph: built in and the user's own, in an order in which they could run one by one. */

import { nearest } from '../core/nearest.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { OwnOptions } from '../steps/options.ts';
import { STEPS } from '../steps/registry.ts';
import { type Config, stepsOf } from './config-shape.ts';
import type { Wish } from './plan.ts';

export type StepNode = {
  readonly name: string;
  readonly after: readonly string[];
  readonly env: readonly string[];
  readonly secrets: readonly string[];
  /** Options of a step of the user's own; undefined for a built-in one. */
  readonly own: OwnOptions | undefined;
};

/** All steps, sorted so that each stands behind what it waits for; else in the order of the pipeline and the file. */
export function graphOf(config: Config): Result<readonly StepNode[]> {
  const options = stepsOf(config);
  const builtIn = STEPS.map((step): StepNode => {
    const own = options[step.name];
    const more = own === undefined || own === false ? {} : own;
    const env = [...(more.env ?? []), ...checkEnv(more)];
    return node(step.name, [...step.after, ...(more.after ?? [])], env, more.secrets, undefined);
  });
  const own = Object.entries(options).flatMap(([name, given]): StepNode[] => {
    if (builtIn.some((step) => step.name === name) || given === undefined) return [];
    if (given === false) return [node(name, [], [], [], undefined)];
    const step = given as OwnOptions;
    return [node(name, step.after ?? ['install'], step.env, step.secrets, step)];
  });
  return sorted([...builtIn, ...own]);
}

/** Variables that an image is started with are the step's own too: their values come from where all values do. */
function checkEnv(options: object): readonly string[] {
  const check: unknown = 'check' in options ? options.check : undefined;
  if (typeof check !== 'object' || check === null || !('env' in check) || !Array.isArray(check.env))
    return [];
  return check.env.filter((entry): entry is string => typeof entry === 'string');
}

function node(
  name: string,
  after: readonly string[],
  env: readonly string[] = [],
  secrets: readonly string[] = [],
  own: OwnOptions | undefined = undefined,
): StepNode {
  return { name, after: [...new Set(after)], env, secrets, own };
}

function sorted(nodes: readonly StepNode[]): Result<readonly StepNode[]> {
  const out: StepNode[] = [];
  const left = new Set(nodes);
  while (left.size > 0) {
    const next = [...left].find((node) => ![...left].some((other) => node.after.includes(other.name)));
    if (next === undefined) return err({ code: 'step-cycle', steps: cycle([...left]) });
    left.delete(next);
    out.push(next);
  }
  return ok(out);
}

/** One cycle among steps that all wait for another of them, its first step repeated at the end. */
function cycle(nodes: readonly StepNode[]): string[] {
  const path: string[] = [];
  let at = nodes[0];
  while (at !== undefined && !path.includes(at.name)) {
    path.push(at.name);
    const { after } = at;
    at = nodes.find((node) => after.includes(node.name));
  }
  const start = at?.name ?? '';
  return [...path.slice(path.indexOf(start)), start];
}

/**
 * Which steps a wish means: the named ones, and what they wait for unless `only`.
 *
 * @returns `run`: those to run; `all`: those whose plan must be sound for that
 */
export function chosen(
  nodes: readonly StepNode[],
  wish: Wish,
): Result<{ readonly run: ReadonlySet<string>; readonly all: ReadonlySet<string> }> {
  const names = nodes.map((step) => step.name);
  if (wish.only && wish.steps.length === 0)
    return err({ code: 'usage', message: '--only of which step? name one or more' });
  for (const name of wish.steps) {
    if (names.includes(name)) continue;
    const close = nearest(name, names);
    const message = `"${name}" is not a step; the steps are ${names.join(', ')}`;
    return err(close === undefined ? { code: 'usage', message } : { code: 'usage', message, nearest: close });
  }
  const asked = wish.steps.length === 0 ? names : wish.steps;
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    for (const before of nodes.find((step) => step.name === name)?.after ?? []) add(before);
  };
  asked.forEach(add);
  return ok({ run: wish.only ? new Set(asked) : all, all });
}
