/** `sealsmith plan [step…]`: what would run, with everything it would take and give. */

import type { ExitStatus } from '../core/failure.ts';
import { mermaid } from '../report/mermaid.ts';
import { planText } from '../report/plan.ts';
import { makePlan } from '../run/plan.ts';
import { prepare } from '../run/prepare.ts';
import { fail, type Session } from './session.ts';

export type PlanFlags = { readonly mermaid?: boolean; readonly only?: boolean; readonly jobs?: number };

export async function plan(
  session: Session,
  steps: readonly string[],
  flags: PlanFlags,
): Promise<ExitStatus> {
  const { world, workspace, config, host } = session;
  const prepared = await prepare(world, host.facts, workspace, config, session.git);
  if (!prepared.ok) return fail(session, prepared.failure);
  const planned = makePlan({ ...prepared.value.input, wish: { steps, only: flags.only === true } });
  if (!planned.ok) return fail(session, planned.failure);
  if (session.flags.json === true) session.json(planned.value.plan);
  else if (flags.mermaid === true) session.say(mermaid(planned.value.plan));
  else session.say(planText(planned.value.plan, flags.jobs ?? world.machine.cores, session.look));
  return 0;
}
