/** `sealsmith cache prune`: removes what no run of this tree would take any more, then what was not used for longest. */

import { namespacesToRead } from '../../cache/policy.ts';
import type { CacheStore, Candidate } from '../../cache/stores/store.ts';
import type { Miss } from '../../core/cache.ts';
import type { ExitStatus } from '../../core/failure.ts';
import type { EntryView } from '../../report/cache-entry.ts';
import { type CachePruneView, cachePruneText, forgePrunesText, type Goes } from '../../report/cache-prune.ts';
import { fail, type Session } from '../session.ts';
import { storeTrouble } from './find.ts';
import { lookAt } from './look.ts';
import { type OpenCache, openCache } from './open.ts';

export async function cachePrune(session: Session, dryRun: boolean): Promise<ExitStatus> {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const { store, settings } = opened.value.vault;
  const listed = await store.list();
  if (!listed.ok) return fail(session, storeTrouble(listed.failure));
  if (listed.value === undefined) {
    if (session.flags.json === true) session.json({ store: store.name, place: store.place, gone: null });
    session.say(forgePrunesText(session.look));
    return 0;
  }
  const { interrupt } = session.world;
  const held: Held[] = [];
  for (const candidate of listed.value) {
    if (interrupt.signal.aborted) break;
    const { view } = await lookAt(opened.value, candidate, 'bytes');
    held.push({ candidate, view });
  }
  if (interrupt.signal.aborted) {
    const signal = interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    return fail(session, { code: 'interrupted', signal });
  }
  const choice = chosen(opened.value, held, settings.size);
  const { gone, stuck } = dryRun ? { gone: choice, stuck: [] } : await removed(opened.value, choice);
  const before = await straysIn(store);
  // What dead runs left half written goes as at the end of a run; GitLab's folder would lose all that is in it.
  if (!dryRun && store.name === 'directory') await store.finish(new Set());
  const strays = await straysIn(store);
  const going = new Set(gone.map(({ view }) => view));
  const view: CachePruneView = {
    store: store.name,
    place: store.place,
    limit: settings.size,
    gone: gone.map(({ view, why }) => ({ entry: view, why })),
    stuck: stuck.map(({ view, why }) => ({ entry: view, why })),
    kept: held.map(({ view }) => view).filter((one) => !going.has(one)),
    strays,
    swept: Math.max(0, before - strays),
    dryRun,
  };
  if (session.flags.json === true) session.json(view);
  session.say(cachePruneText(view, session.look));
  const [trouble] = view.stuck;
  return trouble === undefined ? 0 : fail(session, storeTrouble(trouble.why));
}

async function straysIn(store: CacheStore): Promise<number> {
  const strays = await store.strays?.();
  return strays?.ok === true ? strays.value : 0;
}

type Held = { readonly candidate: Candidate; readonly view: EntryView };
type Going = Held & { readonly why: Goes['why'] };

/** Pure: first what nobody takes, then by room. */
function chosen(cache: OpenCache, held: readonly Held[], size: number): readonly Going[] {
  const useless = held.flatMap((one): Going[] => {
    const why = uselessBecause(cache, one.view);
    return why === undefined ? [] : [{ ...one, why }];
  });
  const dropped = new Set(useless.map(({ view }) => view));
  const good = held.filter(({ view }) => !dropped.has(view));
  const slots = Map.groupBy(good, ({ view }) => JSON.stringify(view.slot ?? view.id));
  const older = [...slots.values()].flatMap((slot) =>
    slot.toSorted((a, b) => made(b.view) - made(a.view)).slice(OF_ONE_SLOT),
  );
  const rest = good
    .filter((one) => !older.includes(one))
    .toSorted((a, b) => (b.view.used ?? 0) - (a.view.used ?? 0));
  let bytes = 0;
  const forRoom = rest.flatMap((one): Going[] => {
    bytes += one.view.bytes ?? 0;
    return bytes > size ? [{ ...one, why: 'room' }] : [];
  });
  return [...useless, ...older.map((one): Going => ({ ...one, why: 'newer' })), ...forRoom];
}

/** As many are kept at the end of a run. */
const OF_ONE_SLOT = 3;

function made({ seal }: EntryView): number {
  return seal?.created ?? 0;
}

/**
 * The store may be shared with other projects, machines and tiers, whose rules we do not know: what only our own rules
 * refuse is left to them, unless it lies where this tree would look.
 */
function uselessBecause(cache: OpenCache, view: EntryView): Miss | undefined {
  const { miss, seal, signer, slot, claimedKeyId } = view;
  if (miss === undefined) return undefined;
  switch (miss.code) {
    case 'seal-invalid':
    case 'digest-mismatch':
    case 'entry-unsafe':
    case 'key-mismatch':
    case 'from-the-future':
      return miss;
    case 'tier':
      // Sealed for one place and found in another; that we do not read there is no fault of the entry.
      return seal !== undefined && slot !== undefined && seal.namespace !== slot.namespace ? miss : undefined;
    case 'expired':
      return (seal !== undefined && seal.expires <= cache.now) || isOurs(cache, view) ? miss : undefined;
    case 'epoch':
    case 'too-large':
      return isOurs(cache, view) ? miss : undefined;
    case 'signer-not-allowed':
      return signer === undefined && claimedKeyId !== undefined && isInOurPlace(cache, view)
        ? miss
        : undefined;
    default:
      return undefined;
  }
}

/** Of this tree's lineage, or by a signer who counts from this repository. */
function isOurs({ context }: OpenCache, { asked, seal, signer }: EntryView): boolean {
  if (asked !== 'other') return true;
  return (
    signer !== undefined &&
    context.repository !== undefined &&
    seal?.producer.repository === context.repository
  );
}

/** Where nobody but those whom we allow seals for anybody: this tree's own key, and this machine's own namespace. */
function isInOurPlace({ vault: { reader } }: OpenCache, { asked, slot }: EntryView): boolean {
  if (slot === undefined || reader.signers.length === 0) return false;
  const reads = namespacesToRead(reader, slot.kind, true);
  if (!reads.includes(slot.namespace)) return false;
  return asked === 'exact' || asked === 'lineage' || slot.namespace.startsWith('T0/');
}

async function removed(
  { vault }: OpenCache,
  going: readonly Going[],
): Promise<{ readonly gone: readonly Going[]; readonly stuck: readonly (Held & { readonly why: Miss })[] }> {
  const gone: Going[] = [];
  const stuck: (Held & { readonly why: Miss })[] = [];
  for (const one of going) {
    const done = await vault.store.remove(one.candidate);
    if (done.ok) gone.push(one);
    else stuck.push({ ...one, why: done.failure });
  }
  return { gone, stuck };
}
