/** The pipeline drawn: a plan, and how it went when there is a record. */

import type { Plan } from '../core/plan.ts';
import type { RunRecord } from '../core/record.ts';
import { mermaidText } from './escape.ts';
import { duration } from './units.ts';
import { cut } from './width.ts';

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
