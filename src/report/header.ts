/** The first lines of a run: which project, where, how far trusted, which commit. */

import type { Plan } from '../core/plan.ts';
import { visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { clauses } from './width.ts';

/** `diary  python (requirements.txt) · local · T0 · a41c9e2 clean` */
export function header(plan: Plan, look: Look): string[] {
  const { context, project } = plan;
  const name = visible(project.name);
  const from = project.file === '' ? project.toolchain : `${project.toolchain} (${visible(project.file)})`;
  const where =
    context.change === undefined ? context.host : `${context.host} change ${visible(context.change)}`;
  const lines = clauses([`${name}  ${from}`, where, context.tier, commitOf(plan)], look.columns);
  const first = lines[0] ?? '';
  return first.startsWith(name)
    ? [paint(name, 'strong', look) + first.slice(name.length), ...lines.slice(1)]
    : lines;
}

/** `tier T0 because this is a local run` */
export function tierClause(plan: Plan): string {
  return `tier ${plan.context.tier} because ${visible(plan.context.tierReason).replace(/^because /, '')}`;
}

/** `a41c9e2 clean`, `a41c9e2 with changes`, `no commit` */
function commitOf(plan: Plan): string {
  const { commit, dirty } = plan.context;
  if (commit === undefined) return 'no commit';
  return `${visible(commit.slice(0, 7))} ${dirty ? 'with changes' : 'clean'}`;
}
