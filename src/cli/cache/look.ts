/** Looks at one entry as a run would, and goes on where a run would stop: for people, who want to know what it is. */

import { hash } from 'node:crypto';
import { check } from '../../cache/archive/check.ts';
import { type ArchiveList, readList } from '../../cache/archive/list.ts';
import { type OpenEntry, openEntry } from '../../cache/archive/open.ts';
import { mayTake, type Wanted } from '../../cache/policy.ts';
import { openSeal, readSealUnverified } from '../../cache/seal.ts';
import type { Candidate, EntryFile } from '../../cache/stores/store.ts';
import type { EntryKind, Miss, Sealed } from '../../core/cache.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Asked, EntryView } from '../../report/cache-entry.ts';
import type { AskedSlot, OpenCache } from './open.ts';

/** How far: the seal alone, or every byte, each part only when what is before it holds. */
export type Depth = 'seal' | 'bytes';

export type Looked = {
  readonly view: EntryView;
  /** Of an entry whose seal holds: what is inside, or why that cannot be told. Undefined when nobody asked. */
  readonly inside: Result<ArchiveList, Miss> | undefined;
  /** The place in this tree's cache where it lies. */
  readonly slot: AskedSlot | undefined;
};

/** @returns the failure when the program was told to end meanwhile is `target-error` */
export async function lookAt(cache: OpenCache, candidate: Candidate, depth: Depth): Promise<Looked> {
  const { store, limits } = cache.vault;
  const opened = await store.open(candidate, limits.file);
  const file: Result<EntryFile, Miss> = !opened.ok
    ? opened
    : opened.value === undefined
      ? err({ code: 'absent', detail: 'it is gone meanwhile' })
      : ok(opened.value);
  if (!file.ok) return unread(cache, candidate, file.failure);
  try {
    return await lookInto(cache, candidate, file.value.path, depth);
  } finally {
    file.value.release();
  }
}

/** A file that somebody names, which lies in no slot: it is held against what it says of itself. */
export function lookAtFile(cache: OpenCache, path: string, depth: Depth): Promise<Looked> {
  const bytes = cache.session.world.disk.look(path)?.bytes;
  return lookInto(cache, { id: path, slot: undefined, bytes, used: undefined }, path, depth);
}

/** A row for what nobody opened. */
export function unread(cache: OpenCache, candidate: Candidate, miss: Miss | undefined): Looked {
  return looked(cache, candidate, { miss });
}

async function lookInto(cache: OpenCache, candidate: Candidate, path: string, depth: Depth): Promise<Looked> {
  const { world, limits, reader } = cache.vault;
  const entry = openEntry(world.disk, path, limits);
  if (!entry.ok) return unread(cache, candidate, entry.failure);
  try {
    const sealed = openSeal(entry.value.envelope, reader.signers);
    if (sealed.ok) return await lookFurther(cache, candidate, entry.value, sealed.value, depth);
    const claims = readSealUnverified(entry.value.envelope);
    return claims.ok
      ? looked(cache, candidate, { miss: sealed.failure, ...claims.value })
      : unread(cache, candidate, sealed.failure);
  } finally {
    entry.value.close();
  }
}

async function lookFurther(
  cache: OpenCache,
  candidate: Candidate,
  entry: OpenEntry,
  sealed: Sealed,
  depth: Depth,
): Promise<Looked> {
  const { world, limits, reader, settings } = cache.vault;
  const { seal } = sealed;
  const slot = candidate.slot ?? seal;
  const known = slotAt(cache, slot);
  const wanted: Wanted = {
    ...{ namespace: slot.namespace, kind: slot.kind, lineage: slot.lineage, key: slot.key },
    checked: known?.checked ?? false,
  };
  const refused = mayTake(reader, wanted, sealed, settings, cache.now);
  if (depth === 'seal') return looked(cache, candidate, { miss: refused, sealed });
  const exact = askedFor(known, slot.key) === 'exact' ? known : undefined;
  const inside = readList(world.disk, entry, seal, rootsOf(seal.kind, exact), limits);
  const held = inside.ok ? await checked(cache, entry, inside.value) : inside;
  const miss = refused ?? (held.ok ? undefined : held.failure);
  return looked(cache, candidate, { miss, sealed, inside });
}

function checked(
  { session, vault }: OpenCache,
  entry: OpenEntry,
  list: ArchiveList,
): Promise<Result<void, Miss>> {
  return check(vault.world, entry, list, session.world.interrupt.signal);
}

type Found = {
  readonly miss: Miss | undefined;
  readonly sealed?: Sealed;
  readonly claimed?: Sealed['seal'];
  readonly claimedKeyId?: string;
  readonly inside?: Result<ArchiveList, Miss>;
};

function looked(cache: OpenCache, candidate: Candidate, found: Found): Looked {
  const { id, bytes, used, slot } = candidate;
  const known = slotAt(cache, slot ?? found.sealed?.seal);
  const view: EntryView = {
    ...{ id, short: shortId(id), bytes, used, slot, miss: found.miss },
    known: known?.name,
    seal: found.sealed?.seal ?? found.claimed,
    signer: found.sealed?.signer,
    claimedKeyId: found.claimedKeyId,
    asked: askedFor(known, slot?.key ?? found.sealed?.seal.key),
  };
  return { view, inside: found.inside, slot: known };
}

/** Names of entries are long; so many digits tell them apart. */
export function shortId(id: string): string {
  return hash('sha256', id).slice(0, 8);
}

function slotAt(
  { asked }: OpenCache,
  slot: Pick<AskedSlot, 'kind' | 'lineage'> | undefined,
): AskedSlot | undefined {
  return asked.find(({ kind, lineage }) => kind === slot?.kind && lineage === slot.lineage);
}

function askedFor(slot: AskedSlot | undefined, key: string | undefined): Asked {
  if (slot === undefined || key === undefined) return 'other';
  if (!slot.needed) return 'idle';
  if (slot.key.ok && slot.key.value === key) return 'exact';
  if (slot.kind === 'store') return 'lineage';
  return slot.key.ok ? 'other' : 'unknown';
}

/** Outputs that a job of another tree may have had. */
const OUTPUTS = 1024;

/** @param exact  the slot whose key it is: then as many outputs as its job has, and no more */
function rootsOf(kind: EntryKind, exact: AskedSlot | undefined): ReadonlySet<string> {
  if (kind === 'store') return new Set(['store']);
  const count = exact?.outputs.length ?? OUTPUTS;
  return new Set([...Array.from({ length: count }, (_, at) => `output-${at}`), 'log', 'report.json']);
}
