/**
 * The cache as a run uses it. Opened when the first job asks, so that a run with nothing to do never reads a key; from
 * then on every question and answer becomes a note for the record.
 */

import type { Kept } from '../cache/keep.ts';
import type { RestoredResult, ResultSlot } from '../cache/results.ts';
import type { Vault } from '../cache/seek.ts';
import { type CacheNote, type CacheSettings, type EntryKind, type Miss, missText } from '../core/cache.ts';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Listener } from '../core/event.ts';
import { cachedStores } from '../core/package-store.ts';
import type { Plan } from '../core/plan.ts';
import type { TreeEntry, World } from '../core/ports.ts';
import type { RunCacheHow } from '../core/record.ts';
import type { Result } from '../core/result.ts';
import type { JobSpec, PackageStore, Report } from '../core/step.ts';
import { missed, notSaved, restored, saved } from './cache-notes.ts';
import { resultSlot, storeSlot } from './slots.ts';

export type CachingOptions = {
  readonly world: World;
  readonly plan: Plan;
  readonly settings: CacheSettings;
  /** False with `--force`: nothing is taken, what is made is kept. */
  readonly take: boolean;
  /** Folder for the stores of this run. */
  readonly stores: string;
  /** True when `stores` outlives the run, so that nothing has to be taken or kept. */
  readonly lasting: boolean;
  /** Private folder of the run. */
  readonly temporary: string;
  readonly signal: AbortSignal;
  readonly emit: Listener;
};

export type Taken = { readonly result: RestoredResult | undefined; readonly note: CacheNote };

type StoreUse = {
  readonly name: string;
  readonly store: PackageStore;
  readonly key: Sha256 | undefined;
  readonly lineage: Sha256;
  /** Whether an entry of exactly this key is in place. */
  exact: boolean;
  passed: boolean;
};

export class RunCache {
  readonly #options: CachingOptions;
  readonly #notes: CacheNote[] = [];
  /** Notes of jobs, which stand in their records. */
  readonly #asked: CacheNote[] = [];
  readonly #stores = new Map<
    string,
    { readonly use: StoreUse; readonly ready: Promise<CacheNote | undefined> }
  >();
  /** Ids of what was taken, as the store names them; what it saved it knows itself. */
  readonly #used = new Set<string>();
  #vault: Promise<Result<Vault, Miss>> | undefined;

  constructor(options: CachingOptions) {
    this.#options = options;
  }

  /** Looks for the result of a job; what is found lies verified below `staging`. */
  async takeResult(spec: JobSpec, key: Sha256, staging: string): Promise<Taken | undefined> {
    if (!this.#options.take || !this.#keeps(spec)) return undefined;
    const vault = await this.#open();
    const slot = this.#slotOf(spec, key);
    if (!vault.ok) return { result: undefined, note: missed(slot.job, 'result', [vault.failure]) };
    const { takeResult } = await import('../cache/results.ts');
    const { taken, misses } = await takeResult(vault.value, slot, staging, this.#options.signal);
    // Who ends us is told that, not that an entry was left.
    if (taken === undefined && this.#options.signal.aborted) return undefined;
    if (taken === undefined) return { result: undefined, note: missed(slot.job, 'result', misses) };
    this.#used.add(taken.found.candidate.id);
    return { result: taken.value, note: restored(slot.job, taken.found.sealed, misses) };
  }

  /** Seals what a job left; undefined where that is not asked for. */
  async keepResult(
    spec: JobSpec,
    key: Sha256,
    left: {
      readonly report: Report;
      readonly workspace: string;
      readonly log: string;
      readonly digests: readonly FileDigest[];
      readonly digestOf: (index: number, tree: readonly TreeEntry[]) => Sha256;
    },
  ): Promise<CacheNote | undefined> {
    if (!this.#keeps(spec)) return undefined;
    const slot = this.#slotOf(spec, key);
    const vault = await this.#open();
    if (!vault.ok) return notSaved(slot.job, 'result', vault.failure);
    if (!vault.value.writer.ok) {
      const note = notSaved(slot.job, 'result', vault.value.writer.failure);
      this.#asked.push(note);
      return note;
    }
    return this.#working(async (folder) => {
      const { keepResult } = await import('../cache/results.ts');
      const { workspace, report, log, digests, digestOf } = left;
      const outputs = spec.outputs.map((path) => `${workspace}/${path}`);
      const whole = { report, outputs, log: `${workspace}/${log}`, digests, digestOf };
      const kept = await keepResult(vault.value, slot, whole, folder, this.#options.signal);
      return keptNote(slot.job, 'result', kept);
    });
  }

  /** Says why a result is not offered to the cache at all; undefined where none would be. */
  notKept(spec: JobSpec, why: Miss): CacheNote | undefined {
    return this.#keeps(spec) ? notSaved(spec.id, 'result', why) : undefined;
  }

  /**
   * Puts the stores of a job in place before it runs; who comes later waits for who came first.
   *
   * @param key  of the job, when it is the one that fills them
   */
  async takeStores(spec: JobSpec, key: Sha256): Promise<readonly CacheNote[]> {
    const { lasting, settings } = this.#options;
    if (lasting || settings.store === 'off') return [];
    const notes: CacheNote[] = [];
    for (const store of cachedStores(spec)) {
      const known = this.#stores.get(store.name);
      if (known !== undefined) await known.ready;
      else {
        const use = await this.#useOf(spec, store, key);
        const ready = this.#takeStore(use);
        this.#stores.set(store.name, { use, ready });
        const note = await ready;
        if (note !== undefined) notes.push(note);
      }
    }
    return notes;
  }

  /** Told how a job ended: a store whose job failed is half full, and not kept. */
  ended(spec: JobSpec, passed: boolean): void {
    for (const { name } of cachedStores(spec)) {
      const known = this.#stores.get(name);
      if (known !== undefined && !passed) known.use.passed = false;
    }
  }

  /** At the end of the run, when no job writes any more: keeps the stores, lets the cache make room. */
  async finish(): Promise<RunCacheHow> {
    if (this.#vault === undefined) return { store: undefined, notes: [] };
    const vault = await this.#vault;
    if (!vault.ok) {
      this.#remark(`the cache is not used: ${missText(vault.failure)}`);
      return { store: undefined, notes: this.#notes };
    }
    if (!this.#options.signal.aborted) {
      for (const { use } of this.#stores.values()) {
        const note = await this.#keepStore(vault.value, use);
        if (note !== undefined) this.#notes.push(note);
      }
    }
    const room = await vault.value.store.finish(this.#used);
    if (!room.ok) this.#remark(`the cache could not make room: ${missText(room.failure)}`);
    this.#say(vault.value, [...this.#asked, ...this.#notes]);
    return { store: `${vault.value.store.name}: ${vault.value.store.place}`, notes: this.#notes };
  }

  #keeps(spec: JobSpec): boolean {
    return spec.cache === 'result' && this.#options.settings.store !== 'off';
  }

  #open(): Promise<Result<Vault, Miss>> {
    this.#vault ??= this.#load();
    return this.#vault;
  }

  /** A run with nothing to do loads none of it. */
  async #load(): Promise<Result<Vault, Miss>> {
    const { world, plan, settings } = this.#options;
    const { openVault } = await import('./vault.ts');
    return openVault(world, plan.context, settings);
  }

  async #takeStore(use: StoreUse): Promise<CacheNote | undefined> {
    if (!this.#options.take) return undefined;
    const vault = await this.#open();
    if (!vault.ok) return missed(use.name, 'store', [vault.failure]);
    const { takeStore } = await import('../cache/packages.ts');
    const folder = `${this.#options.stores}/${use.store.name}`;
    const { taken, misses } = await takeStore(vault.value, use, folder, this.#options.signal);
    if (taken === undefined) return missed(use.name, 'store', misses);
    use.exact = taken.value.seal.key === use.key;
    this.#used.add(taken.found.candidate.id);
    return restored(use.name, taken.value, misses);
  }

  async #keepStore(vault: Vault, use: StoreUse): Promise<CacheNote | undefined> {
    const { key, exact, passed, store, name, lineage } = use;
    const folder = `${this.#options.stores}/${store.name}`;
    if (key === undefined || exact || !passed) return undefined;
    if (this.#options.world.files.kind(folder) !== 'folder') return undefined;
    if (!vault.writer.ok) return notSaved(name, 'store', vault.writer.failure);
    return this.#working(async (working) => {
      const { keepStore } = await import('../cache/packages.ts');
      const slot = { name, store, key, lineage };
      return keptNote(name, 'store', await keepStore(vault, slot, folder, working, this.#options.signal));
    });
  }

  async #working(work: (folder: string) => Promise<CacheNote>): Promise<CacheNote> {
    const { files } = this.#options.world;
    const folder = `${this.#options.temporary}/keep-${crypto.randomUUID()}`;
    files.makeFolder(folder, 0o700);
    try {
      return await work(folder);
    } finally {
      files.remove(folder);
    }
  }

  #slotOf(spec: JobSpec, key: Sha256): ResultSlot {
    return resultSlot(this.#options.plan, spec, key);
  }

  async #useOf(spec: JobSpec, store: PackageStore, key: Sha256): Promise<StoreUse> {
    return { ...(await storeSlot(this.#options.plan, spec, store, key)), exact: false, passed: true };
  }

  #remark(text: string): void {
    this.#options.emit({ kind: 'remark', job: undefined, text });
  }

  /** What a person has to know once, not for every job. */
  #say({ writer, settings, leak }: Vault, notes: readonly CacheNote[]): void {
    const { host, tier } = this.#options.plan.context;
    if (leak !== undefined) this.#remark(leak);
    if (settings.unknown !== undefined && host !== 'local')
      this.#remark(`the cache is not used: ${settings.unknown}`);
    else if (!writer.ok && leak === undefined && notes.some(({ outcome }) => outcome === 'not-saved')) {
      // Changes have no key, and need none; a key of theirs that counts for more than they do is a leak.
      if (tier === 'T2' || !['no-key', 'no-signers', 'store-read-only'].includes(writer.failure.code)) {
        this.#remark(`nothing is kept in the cache: ${missText(writer.failure)}`);
      }
    }
  }
}

function keptNote(name: string, kind: EntryKind, kept: Result<Kept, Miss>): CacheNote {
  return kept.ok ? saved(name, kept.value.seal) : notSaved(name, kind, kept.failure);
}
