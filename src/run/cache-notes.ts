/** What became of an entry, as the record says it. */

import {
  CACHE_REASONS,
  type CacheNote,
  type EntryKind,
  type Miss,
  type Seal,
  type Sealed,
} from '../core/cache.ts';

export function restored(entry: string, { seal, signer }: Sealed, misses: readonly Miss[]): CacheNote {
  const { list, created, producer } = seal;
  return {
    ...nothing(entry, seal.kind),
    outcome: 'restored',
    reason: refusalIn(misses),
    digest: list.sha256,
    signer,
    created,
    producer,
  };
}

/** A refusal says more than that there was nothing else. */
export function missed(entry: string, of: EntryKind, misses: readonly Miss[]): CacheNote {
  return { ...nothing(entry, of), outcome: 'missed', reason: refusalIn(misses) ?? misses[0] };
}

export function notSaved(entry: string, of: EntryKind, reason: Miss): CacheNote {
  return { ...nothing(entry, of), outcome: 'not-saved', reason };
}

export function saved(entry: string, { kind, list }: Seal): CacheNote {
  return { ...nothing(entry, kind), outcome: 'saved', digest: list.sha256 };
}

function nothing(entry: string, kind: EntryKind): Omit<CacheNote, 'outcome'> {
  return {
    entry,
    kind,
    reason: undefined,
    digest: undefined,
    signer: undefined,
    created: undefined,
    producer: undefined,
  };
}

function refusalIn(misses: readonly Miss[]): Miss | undefined {
  return misses.find(({ code }) => CACHE_REASONS[code].refusal);
}
