/** Looks for an entry that this run may take: asks the store, believes nothing, and tells why each one was left. */

import type { CacheSettings, Miss, Producer, Sealed } from '../core/cache.ts';
import type { World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { Limits } from './archive/layout.ts';
import { type ArchiveList, readList } from './archive/list.ts';
import { type OpenEntry, openEntry } from './archive/open.ts';
import { mayTake, namespacesToRead, type Reader, type Wanted, type Writer } from './policy.ts';
import { openSeal } from './seal.ts';
import type { CacheStore, Candidate } from './stores/store.ts';

/** All that reading and writing entries needs; opened once a run, when the first job asks. */
export type Vault = {
  readonly world: Pick<World, 'clock' | 'disk' | 'files' | 'workers'>;
  readonly store: CacheStore;
  readonly settings: CacheSettings;
  readonly limits: Limits;
  readonly reader: Reader;
  /** Why this run keeps nothing, where it doesn't. */
  readonly writer: Result<Writer, Miss>;
  readonly producer: Producer;
  /** What a person must hear of the key that this run was handed; undefined when all is well. */
  readonly leak: string | undefined;
};

/** An entry whose seal is good for the question, open; its pieces are verified as they are read. */
export type Found = {
  readonly candidate: Candidate;
  readonly sealed: Sealed;
  readonly entry: OpenEntry;
  readonly list: ArchiveList;
};

export type Sought<T> = {
  readonly taken: { readonly value: T; readonly found: Omit<Found, 'entry' | 'list'> } | undefined;
  /** Why others were left, in the order they were looked at; `absent` when there was nothing. */
  readonly misses: readonly Miss[];
};

/** What is asked for in every namespace that this run reads. */
type Asked = Omit<Wanted, 'namespace'>;

/** How many entries of one slot are looked at before we give up: an attacker may have put any number there. */
const CANDIDATES = 4;

/**
 * Hands the first good entry to `use`; where that fails (a piece is not what was sealed) the next one has its turn.
 *
 * @param roots  the only ones that the entry may hold
 */
export async function seek<T>(
  vault: Vault,
  wanted: Asked,
  roots: ReadonlySet<string>,
  use: (found: Found) => Promise<Result<T, Miss>>,
): Promise<Sought<T>> {
  const { reader, settings } = vault;
  if (reader.signers.length === 0) return none({ code: 'no-signers', detail: settings.unknown ?? '' });
  const namespaces = namespacesToRead(reader, wanted.kind, wanted.checked);
  if (namespaces.length === 0) return none({ code: 'not-read', detail: `tier ${reader.tier}` });
  const misses: Miss[] = [];
  // What is exactly right comes first, wherever it is; else a change would never read the store that it keeps.
  for (const question of questions(wanted)) {
    for (const namespace of namespaces) {
      const query: Wanted = { ...question, namespace };
      for await (const candidate of offered(vault.store, query)) {
        const used = candidate.ok ? await tryOne(vault, query, candidate.value, roots, use) : candidate;
        if (used === undefined) continue;
        if (used.ok) return { taken: used.value, misses };
        misses.push(used.failure);
      }
    }
  }
  return { taken: undefined, misses: misses.length === 0 ? [{ code: 'absent', detail: '' }] : misses };
}

function none(miss: Miss): Sought<never> {
  return { taken: undefined, misses: [miss] };
}

/** A folder of packages may come from before the last change of the lock file; a result never. */
function questions(wanted: Asked): readonly Asked[] {
  return wanted.kind === 'store' && wanted.key !== undefined
    ? [wanted, { ...wanted, key: undefined }]
    : [wanted];
}

/** One after the other; a store that has to search for further ones is asked for them when all before were left. */
async function* offered(store: CacheStore, query: Wanted): AsyncGenerator<Result<Candidate, Miss>> {
  const found = await store.find(query, CANDIDATES);
  if (!found.ok) return yield found;
  for (const candidate of found.value) yield ok(candidate);
  const left = CANDIDATES - found.value.length;
  if (store.more === undefined || found.value.length === 0 || left === 0) return;
  const more = await store.more(query, found.value, left);
  if (!more.ok) return yield more;
  for (const candidate of more.value) yield ok(candidate);
}

type Used<T> = NonNullable<Sought<T>['taken']>;

/** Undefined when it vanished meanwhile. */
async function tryOne<T>(
  vault: Vault,
  wanted: Wanted,
  candidate: Candidate,
  roots: ReadonlySet<string>,
  use: (found: Found) => Promise<Result<T, Miss>>,
): Promise<Result<Used<T>, Miss> | undefined> {
  const opened = await vault.store.open(candidate, vault.limits.file);
  if (!opened.ok) return opened;
  if (opened.value === undefined) return undefined;
  try {
    const found = verify(vault, wanted, candidate, opened.value.path, roots);
    if (!found.ok) return found;
    try {
      const value = await use(found.value);
      const { sealed } = found.value;
      return value.ok ? { ok: true, value: { value: value.value, found: { candidate, sealed } } } : value;
    } finally {
      found.value.entry.close();
    }
  } finally {
    opened.value.release();
  }
}

/** The seal first, then whether this run may take it, then the list: each is read only when what is before it holds. */
function verify(
  vault: Vault,
  wanted: Wanted,
  candidate: Candidate,
  path: string,
  roots: ReadonlySet<string>,
): Result<Found, Miss> {
  const { disk, clock } = vault.world;
  const entry = openEntry(disk, path, vault.limits);
  if (!entry.ok) return entry;
  const closing = <F>(failure: Result<never, F>): Result<never, F> => {
    entry.value.close();
    return failure;
  };
  const sealed = openSeal(entry.value.envelope, vault.reader.signers);
  if (!sealed.ok) return closing(sealed);
  const refused = mayTake(vault.reader, wanted, sealed.value, vault.settings, clock.now());
  if (refused !== undefined) return closing({ ok: false, failure: refused });
  const list = readList(disk, entry.value, sealed.value.seal, roots, vault.limits);
  if (!list.ok) return closing(list);
  return { ok: true, value: { candidate, sealed: sealed.value, entry: entry.value, list: list.value } };
}
