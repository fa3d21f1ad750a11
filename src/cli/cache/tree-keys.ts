/** The keys of jobs in the tree as it is now: what a run that began here and now would ask for. Runs nothing. */

import type { FactName, Facts } from '../../core/fact.ts';
import { explain, type Failure } from '../../core/failure.ts';
import type { Plan, PlannedJob } from '../../core/plan.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Ground, type Identity, identify, outputsBefore, ownedBy } from '../../run/identify.ts';
import { InputDigests } from '../../run/input-digests.ts';
import { projectFiles } from '../../run/inputs.ts';
import { inherit } from '../../run/parent.ts';
import { makePlan, type Planned } from '../../run/plan.ts';
import type { Prepared } from '../../run/prepare.ts';
import type { Session } from '../session.ts';

/** A job and its key, or why that cannot be told. */
export type TreeKey = { readonly job: string; readonly found: Result<Identity, string> };

/**
 * @param name  a job or a step; undefined for all jobs that run unnamed
 */
export async function treeKeys(
  { world, workspace, host }: Session,
  prepared: Prepared,
  name: string | undefined,
): Promise<Result<readonly TreeKey[]>> {
  const found = planFor(prepared, name);
  if (!found.ok) return found;
  const { planned, wanted } = found.value;
  const { plan } = planned;
  const files = await projectFiles(world, workspace);
  if (!files.ok) return files;
  const digests = new InputDigests(world, plan.context);
  const ground: Ground = {
    world,
    workspace,
    files: files.value,
    owned: ownedBy(planned),
    digests,
    epoch: prepared.cache.epoch,
  };
  const known = new Map<FactName, Promise<Result<Partial<Facts>>>>();
  const factOf = (fact: FactName, job: string): Promise<Result<Partial<Facts>>> => {
    const asked = known.get(fact) ?? latestFact({ world, workspace, host }, fact, job);
    known.set(fact, asked);
    return asked;
  };
  const keys: TreeKey[] = [];
  for (const job of wanted) {
    const { id, needs } = job.spec;
    const facts = await Promise.all(needs.map((fact) => factOf(fact, id)));
    const at = facts.findIndex((one) => !one.ok);
    const missing = facts[at];
    if (missing?.ok === false) {
      keys.push({ job: id, found: err(missingText(needs[at] ?? '', missing.failure, plan)) });
      continue;
    }
    const merged: Partial<Facts> = Object.assign({}, ...facts.flatMap((one) => (one.ok ? [one.value] : [])));
    const identity = await identify(ground, job, merged, outputsBefore(job, planned));
    if (!identity.ok) return identity;
    keys.push({ job: id, found: ok(identity.value) });
  }
  digests.save();
  return ok(keys);
}

type Wanted = { readonly planned: Planned; readonly wanted: readonly PlannedJob[] };

/** The plan of everything, as `sealsmith run` makes it: what other jobs leave is nobody's input. */
function planFor({ input }: Prepared, name: string | undefined): Result<Wanted> {
  const whole = makePlan({ ...input, wish: { steps: [], only: false } });
  if (name === undefined)
    return whole.ok ? ok({ planned: whole.value, wanted: whole.value.plan.jobs }) : whole;
  const inWhole = whole.ok ? jobsCalled(name, whole.value.plan) : [];
  if (whole.ok && inWhole.length > 0) return ok({ planned: whole.value, wanted: inWhole });
  // It does not run unnamed, or is skipped, or is no step at all: the plan of it alone says which.
  const alone = makePlan({ ...input, wish: { steps: [name.split('/')[0] ?? name], only: false } });
  if (!alone.ok) return alone;
  const { plan } = alone.value;
  const wanted = jobsCalled(name, plan);
  if (wanted.length > 0) return ok({ planned: alone.value, wanted });
  const skip = plan.skips.find(({ step }) => step === name);
  const why = skip === undefined ? '' : `: it is skipped, ${skip.why.code} ${skip.why.detail}`.trimEnd();
  return err({ code: 'usage', message: `${name} is no job of this plan, so it has no key${why}` });
}

function jobsCalled(name: string, plan: Plan): readonly PlannedJob[] {
  const exact = plan.jobs.filter(({ spec }) => spec.id === name);
  return exact.length > 0 ? exact : plan.jobs.filter(({ spec }) => spec.step === name);
}

/** From the latest record, as long as what it stands on is untouched. */
async function latestFact(
  { world, workspace, host }: Pick<Session, 'world' | 'workspace' | 'host'>,
  fact: FactName,
  job: string,
): Promise<Result<Partial<Facts>>> {
  const context = { host: host.name, commit: undefined, dirty: false };
  const wanted = [{ fact, job, account: false }];
  const inherited = await inherit(world, workspace, wanted, { named: [], context });
  return inherited.ok ? ok(inherited.value.facts) : inherited;
}

function missingText(fact: string, failure: Failure, plan: Plan): string {
  const giver = plan.jobs.find(({ spec }) => spec.gives.some((name) => name === fact))?.spec.step;
  const next = giver === undefined ? '' : `; sealsmith run ${giver} makes it`;
  return `it needs ${fact}, and ${explain(failure).message}${next}`;
}
