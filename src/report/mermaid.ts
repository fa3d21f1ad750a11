/** The pipeline drawn: a plan, and how it went when there is a record. */

import type { Plan } from '../core/plan.ts';
import type { JobState, RunRecord } from '../core/record.ts';
import { mermaidText } from './escape.ts';
import { duration } from './units.ts';
import { cut } from './width.ts';

/**
 * For a page of GitHub, whose Mermaid refuses drawings of more than some hundred edges: where the jobs are too many, a
 * node a step; where these are, too, nothing.
 */
export function drawing(plan: Plan, record: RunRecord): string[] {
  if (plan.jobs.length === 0) return [];
  if (fits(plan)) return mermaid(plan, record);
  const coarse = bySteps(plan, record);
  return fits(coarse.plan) ? mermaid(coarse.plan, coarse.record) : [];
}

function fits(plan: Plan): boolean {
  return plan.jobs.length + plan.skips.length <= 80 && edges(plan).length <= 400;
}

/** Lines of a Mermaid flowchart from left to right. Edges that follow from others are left out. */
export function mermaid(plan: Plan, record?: RunRecord): string[] {
  const node = new Map(plan.jobs.map((job, at) => [job.spec.id, `j${at}`]));
  const used = new Set<string>();
  const lines = ['flowchart LR'];
  for (const job of plan.jobs) {
    const how = record?.how.jobs.find((one) => one.id === job.spec.id);
    const when = record?.when.jobs.find((one) => one.id === job.spec.id);
    const kind = how === undefined ? 'planned' : how.state;
    const ran =
      how !== undefined &&
      how.state !== 'fresh' &&
      how.state !== 'restored' &&
      when !== undefined &&
      when.milliseconds > 0;
    const time = ran ? `<br/>${duration(when.milliseconds)}` : '';
    used.add(kind);
    lines.push(`  ${node.get(job.spec.id)}["${label(job.spec.id)}${time}"]:::${kind}`);
  }
  plan.skips.forEach((skip, at) => {
    used.add('skipped');
    lines.push(`  s${at}["${label(skip.step)}<br/>${label(skip.why.code)}"]:::skipped`);
  });
  for (const [from, to] of edges(plan)) lines.push(`  ${node.get(from)} --> ${node.get(to)}`);
  for (const kind of used) lines.push(`  classDef ${kind} ${STYLES[kind] ?? ''}`);
  return lines;
}

/** Pairs from → to without those that a longer way already says. */
export function edges(plan: Plan): readonly (readonly [string, string])[] {
  const behind = new Map<string, ReadonlySet<string>>();
  const found: (readonly [string, string])[] = [];
  for (const job of plan.jobs) {
    const direct = job.after.filter((id) => behind.has(id));
    const indirect = new Set(direct.flatMap((id) => [...(behind.get(id) ?? [])]));
    for (const id of direct) if (!indirect.has(id)) found.push([id, job.spec.id]);
    behind.set(job.spec.id, new Set([...direct, ...indirect]));
  }
  return found;
}

/** The same with one job a step, named with how many it is, in the worst state of any of them. */
function bySteps(plan: Plan, record: RunRecord): { readonly plan: Plan; readonly record: RunRecord } {
  const stepOf = new Map(plan.jobs.map(({ spec }) => [spec.id, spec.step]));
  const members = Map.groupBy(plan.jobs, ({ spec }) => spec.step);
  const nameOf = (step: string): string => {
    const count = members.get(step)?.length ?? 1;
    return count === 1 ? step : `${step}, ${count} jobs`;
  };
  const jobs = [...members].map(([step, all]) => {
    const [first] = all;
    if (first === undefined) throw new Error('a group has a member');
    const before = new Set(all.flatMap(({ after }) => after.map((id) => stepOf.get(id) ?? id)));
    before.delete(step);
    return { ...first, spec: { ...first.spec, id: nameOf(step) }, after: [...before].map(nameOf) };
  });
  const how = [...members].flatMap(([step, all]) => {
    const ids = new Set(all.map(({ spec }) => spec.id));
    const worst = record.how.jobs
      .filter(({ id }) => ids.has(id))
      .toSorted((a, b) => BAD.indexOf(b.state) - BAD.indexOf(a.state))[0];
    return worst === undefined ? [] : [{ ...worst, id: nameOf(step) }];
  });
  const when = [...members].map(([step, all]) => {
    const times = all.map(({ spec }) => record.when.jobs.find(({ id }) => id === spec.id)?.milliseconds ?? 0);
    return { id: nameOf(step), started: 0, milliseconds: Math.max(...times) };
  });
  return {
    plan: { ...plan, jobs },
    record: { ...record, how: { ...record.how, jobs: how }, when: { ...record.when, jobs: when } },
  };
}

/** The last one is the worst. */
const BAD: readonly JobState[] = ['fresh', 'restored', 'done', 'cancelled', 'failed'];

function label(text: string): string {
  return mermaidText(cut(text, 40));
}

const STYLES: Readonly<Record<string, string>> = {
  planned: 'stroke:#57606a',
  done: 'stroke:#1a7f37,stroke-width:2px',
  fresh: 'stroke:#1a7f37,stroke-dasharray:2 2',
  restored: 'stroke:#1a7f37,stroke-dasharray:6 2',
  failed: 'stroke:#cf222e,stroke-width:3px',
  cancelled: 'stroke:#9a6700,stroke-width:2px',
  skipped: 'stroke:#8c959f,stroke-dasharray:4 4,color:#6e7781',
};
