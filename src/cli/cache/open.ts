/** What the commands that look at the cache begin with: the cache as a run would open it, and what this tree asks it for. */

import type { Vault } from '../../cache/seek.ts';
import type { EntryKind } from '../../core/cache.ts';
import type { Sha256 } from '../../core/digest.ts';
import { explain } from '../../core/failure.ts';
import type { Context } from '../../core/host.ts';
import { cachedStores } from '../../core/package-store.ts';
import type { Plan } from '../../core/plan.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { makePlan } from '../../run/plan.ts';
import type { Prepared } from '../../run/prepare.ts';
import { fillerOf, lineageOf, storeSlot } from '../../run/slots.ts';
import { openVault } from '../../run/vault.ts';
import { prepared } from '../prepared.ts';
import type { Session } from '../session.ts';
import { treeKeys } from './tree-keys.ts';

/** A place in the cache that a job of this tree has. */
export type AskedSlot = {
  /** `test`, `install/uv`. */
  readonly name: string;
  readonly kind: EntryKind;
  readonly lineage: Sha256;
  /** Or why it is not known: one clause. */
  readonly key: Result<Sha256, string>;
  /** Whether the package manager checks the store itself; false for a result. */
  readonly checked: boolean;
  /** Of a result: the paths of its outputs. */
  readonly outputs: readonly string[];
  /** False for the folders of packages at a desk: they stay where they are, and nobody asks for an entry. */
  readonly needed: boolean;
};

export type OpenCache = {
  readonly session: Session;
  readonly vault: Vault;
  readonly context: Context;
  readonly asked: readonly AskedSlot[];
  /** Jobs of this tree that have no place in the cache: nobody keeps what they make. */
  readonly unkept: readonly string[];
  /** Milliseconds since 1970; the same for all that one command says. */
  readonly now: number;
};

/** @returns also `usage` when the cache is switched off, `cache-unreachable` */
export async function openCache(session: Session): Promise<Result<OpenCache>> {
  const found = await prepared(session);
  if (!found.ok) return found;
  if (found.value.cache.store === 'off') return err({ code: 'usage', message: SWITCHED_OFF });
  const planned = makePlan({ ...found.value.input, wish: { steps: [], only: false } });
  const context = planned.ok ? planned.value.plan.context : found.value.input.facts.context;
  const vault = await openVault(session.world, context, found.value.cache);
  if (!vault.ok) {
    const { code: reason, detail } = vault.failure;
    return err({ code: 'cache-unreachable', reason, detail });
  }
  // What cannot be planned here (a tool is missing) can still be looked at; only nothing is called by its name then.
  const asked = planned.ok ? await askedOf(session, found.value, planned.value.plan) : [];
  const jobs = planned.ok ? planned.value.plan.jobs : [];
  const unkept = jobs
    .filter(
      ({ spec }) => (spec.cache === 'fresh' || spec.cache === 'never') && cachedStores(spec).length === 0,
    )
    .map(({ spec }) => spec.id);
  return ok({ session, vault: vault.value, context, asked, unkept, now: session.world.clock.now() });
}

const SWITCHED_OFF = 'there is no cache to look at: it is switched off by "cache: false"';

async function askedOf(session: Session, prepared: Prepared, plan: Plan): Promise<readonly AskedSlot[]> {
  const found = await treeKeys(session, prepared, undefined);
  const keys = new Map(found.ok ? found.value.map((one) => [one.job, one.found] as const) : []);
  const why = found.ok ? 'it is no job of this plan' : explain(found.failure).message;
  const keyOf = (job: string): Result<Sha256, string> => {
    const key = keys.get(job);
    return key === undefined ? err(why) : key.ok ? ok(key.value.key) : key;
  };
  const asked: AskedSlot[] = [];
  for (const { spec } of plan.jobs) {
    const job = keyOf(spec.id);
    const lineage = lineageOf(plan, spec, undefined);
    if (spec.cache === 'result')
      asked.push({
        ...{ name: spec.id, kind: 'result', lineage, key: job, checked: false, needed: true },
        outputs: spec.outputs,
      });
    for (const store of cachedStores(spec).filter((one) => fillerOf(plan, one) === spec)) {
      const { name, lineage, key } = await storeSlot(plan, spec, store, job.ok ? job.value : undefined);
      const known = key === undefined ? err(job.ok ? why : job.failure) : ok(key);
      const needed = plan.context.host !== 'local';
      asked.push({ name, kind: 'store', lineage, key: known, checked: store.checked, outputs: [], needed });
    }
  }
  return asked;
}
