/** `sealsmith explain <step>`: where each value of a step came from. */

import type { ExitStatus } from '../core/failure.ts';
import { explainText } from '../report/explain.ts';
import { makePlan } from '../run/plan.ts';
import { prepared } from './prepared.ts';
import { fail, type Session } from './session.ts';

export async function explain(session: Session, step: string): Promise<ExitStatus> {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({ ...found.value.input, wish: { steps: [step], only: true } });
  if (!planned.ok) return fail(session, planned.failure);
  const { plan } = planned.value;
  if (session.flags.json === true) {
    const jobs = plan.jobs.map(({ spec, explained }) => ({ id: spec.id, explained }));
    session.json({ step, jobs, skip: plan.skips[0]?.why ?? null });
    return 0;
  }
  session.say(explainText(plan, step, session.look) ?? []);
  return 0;
}
