/** Where entries lie. A store moves bytes and is believed nothing: what it hands out is verified by who asked. */

import type { EntryKind, Miss, Namespace } from '../../core/cache.ts';
import type { Sha256 } from '../../core/digest.ts';
import type { Result } from '../../core/result.ts';

/** Where one entry belongs. */
export type Slot = {
  readonly namespace: Namespace;
  readonly kind: EntryKind;
  readonly lineage: Sha256;
  readonly key: Sha256;
};

/** A question: without a key, the newest of the lineage (stores alone). */
export type Query = Omit<Slot, 'key'> & { readonly key: Sha256 | undefined };

/** Something that may be an entry; `id` is the store's own name for it. */
export type Candidate = {
  readonly id: string;
  /** As the store's names claim; undefined for what has no name of ours. Never believed. */
  readonly slot: Slot | undefined;
  readonly bytes: number | undefined;
  /** Milliseconds since 1970 when it was last written or used, as far as the store knows. */
  readonly used: number | undefined;
};

/** A file to read an entry from; what lies there may still change and is not trusted. */
export type EntryFile = {
  readonly path: string;
  readonly bytes: number;
  /** Removes it where it was made for this; to be called when it is no longer read. */
  readonly release: () => void;
};

/** `store-error`, `store-read-only`, `too-large`, `entry-unsafe`. */
export type Trouble = Miss;

export interface CacheStore {
  readonly name: 'directory' | 'gitlab' | 'github';
  /** For people: a folder, an address. */
  readonly place: string;
  /** Newest first, at most `most`. Nothing found is no trouble. */
  find(query: Query, most: number): Promise<Result<readonly Candidate[], Trouble>>;
  /**
   * What `find` leaves out because asking costs much: to be called when all of `seen` were refused, which it does not
   * name again. Absent where `find` tells everything.
   */
  more?(
    query: Query,
    seen: readonly Candidate[],
    most: number,
  ): Promise<Result<readonly Candidate[], Trouble>>;
  /** @param limit  bytes; a larger one is `too-large`. Undefined when it is gone meanwhile. */
  open(candidate: Candidate, limit: number): Promise<Result<EntryFile | undefined, Trouble>>;
  /**
   * Puts a finished entry there, whole or not at all. `file` is given away: the store moves or removes it.
   *
   * @param signal  nobody waits any more: what takes long ends, and nothing is there
   */
  save(slot: Slot, file: string, signal?: AbortSignal): Promise<Result<void, Trouble>>;
  /**
   * A folder on the file system where entries are best written, so that saving is a rename; it is made when it is
   * asked for. Undefined: any.
   */
  readonly workFolder: string | undefined;
  /** Everything there is; undefined when this store cannot tell. */
  list(): Promise<Result<readonly Candidate[] | undefined, Trouble>>;
  remove(candidate: Candidate): Promise<Result<void, Trouble>>;
  /** How many names lie there that are no entries: `list` passes them over. Absent where there is no such thing. */
  strays?(): Promise<Result<number, Trouble>>;
  /** Called once at the end of a run, with the ids of what was restored; what was saved the store knows. Makes room. */
  finish(used: ReadonlySet<string>): Promise<Result<void, Trouble>>;
}
