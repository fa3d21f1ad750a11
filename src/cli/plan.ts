/** `sealsmith plan [step…]`: what would run, with everything it would take and give. */

import type { ExitStatus } from '../core/failure.ts';
import { refusalLines } from '../report/checkout.ts';
import { mermaid } from '../report/mermaid.ts';
import { planText } from '../report/plan.ts';
import { makePlan } from '../run/plan.ts';
import { prepared } from './prepared.ts';
import { fail, type Session } from './session.ts';

export type PlanFlags = { readonly mermaid?: boolean; readonly only?: boolean; readonly jobs?: number };

export async function plan(
  session: Session,
  steps: readonly string[],
  flags: PlanFlags,
): Promise<ExitStatus> {
  const { world } = session;
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({ ...found.value.input, wish: { steps, only: flags.only === true } });
  if (!planned.ok) return fail(session, planned.failure);
  if (session.flags.json === true) session.json(planned.value.plan);
  else if (flags.mermaid === true) session.say(mermaid(planned.value.plan));
  else session.say(planText(planned.value.plan, flags.jobs ?? world.machine.cores, session.look));
  if (flags.mermaid !== true) session.say(refusalLines(found.value.refused, session.look));
  return 0;
}
