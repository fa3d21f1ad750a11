/** `sealsmith plan [step…]`: what would run, with everything it would take and give. */

import type { ExitStatus } from '../core/failure.ts';
import { refusalLines } from '../report/checkout.ts';
import { mermaid } from '../report/mermaid.ts';
import { planText } from '../report/plan.ts';
import { makePlan } from '../run/plan.ts';
import { loadCacheForPlan } from './plan-cache.ts';
import { prepared } from './prepared.ts';
import { fail, type Session } from './session.ts';

export type PlanFlags = { readonly mermaid?: boolean; readonly only?: boolean; readonly jobs?: number };

export async function plan(
  session: Session,
  steps: readonly string[],
  flags: PlanFlags,
): Promise<ExitStatus> {
  const { world } = session;
  const asText = session.flags.json !== true && flags.mermaid !== true;
  const cacheLine = asText ? loadCacheForPlan() : undefined;
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({ ...found.value.input, wish: { steps, only: flags.only === true } });
  if (!planned.ok) return fail(session, planned.failure);
  const { plan } = planned.value;
  if (session.flags.json === true) session.json(plan);
  else if (flags.mermaid === true) session.say(mermaid(plan));
  else {
    const cache = (await cacheLine)?.(world, plan.context, found.value.cache);
    session.say(planText(plan, flags.jobs ?? world.machine.cores, session.look, cache));
  }
  if (flags.mermaid !== true) session.say(refusalLines(found.value.refused, session.look));
  return 0;
}
