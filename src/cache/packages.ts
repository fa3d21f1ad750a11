/** Folders of package managers as entries: taken when they are not there, kept when they hold what no entry has. */

import type { Miss, Sealed } from '../core/cache.ts';
import type { Sha256 } from '../core/digest.ts';
import { keptBy } from '../core/package-store.ts';
import { globTest } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { PackageStore } from '../core/step.ts';
import { jsonDigest } from '../formats/canonical.ts';
import type { ArchiveList } from './archive/list.ts';
import type { Packed } from './archive/pack.ts';
import { unpack } from './archive/unpack.ts';
import { type Kept, keep } from './keep.ts';
import { type Sought, seek, type Vault } from './seek.ts';

const ROOT = 'store';

/** A store as the cache knows it. */
export type StoreSlot = {
  /** `install/uv`. */
  readonly name: string;
  readonly store: PackageStore;
  /** Undefined when this run does not know what should be in it: then the newest of the lineage will do. */
  readonly key: Sha256 | undefined;
  readonly lineage: Sha256;
};

/** A store's key: what the job that fills it depends on, and which parts are kept. */
export function storeKey(store: PackageStore, job: Sha256): Sha256 {
  const { name, keeps, leaves } = store;
  return jsonDigest({ schema: 'sealsmith-store/1', name, keeps, leaves, job });
}

/**
 * Puts a verified store at `folder`, which must not exist.
 *
 * @returns among what it found whether the entry had exactly this key
 */
export async function takeStore(
  vault: Vault,
  slot: StoreSlot,
  folder: string,
  signal: AbortSignal,
): Promise<Sought<Sealed>> {
  const { files } = vault.world;
  const { key, lineage, store } = slot;
  const staging = `${folder}.restoring`;
  return seek(
    vault,
    { kind: 'store', key, lineage, checked: store.checked },
    new Set([ROOT]),
    async ({ entry, list, sealed }): Promise<Result<Sealed, Miss>> => {
      const foreign = foreignIn(store, list);
      if (foreign !== undefined) return err({ code: 'entry-unsafe', detail: foreign });
      const emptied = files.remove(staging);
      if (!emptied.ok) return err({ code: 'target-error', detail: staging });
      const done = await unpack(vault.world, entry, list, new Map([[ROOT, staging]]), signal);
      if (!done.ok) return done;
      const placed = files.kind(staging) === 'folder' ? files.rename(staging, folder) : undefined;
      if (placed?.ok === true) return ok(sealed);
      files.remove(staging);
      return placed === undefined
        ? err({ code: 'entry-unsafe', detail: `${ROOT} is no folder` })
        : err({ code: 'target-error', detail: folder });
    },
  );
}

/** @param working  a private folder that exists */
export async function keepStore(
  vault: Vault,
  slot: StoreSlot & { readonly key: Sha256 },
  folder: string,
  working: string,
  signal?: AbortSignal,
): Promise<Result<Kept, Miss>> {
  const { name, store, key, lineage } = slot;
  const [kept, leads] = [keptBy(store), waysOf(store)];
  // What is no folder cannot be on the way to anything.
  const include = (path: string): boolean =>
    vault.world.disk.look(path === '' ? folder : `${folder}/${path}`)?.kind === 'folder'
      ? leads(path)
      : path === '' || kept(path);
  const roots = [{ name: ROOT, path: folder, include }];
  const agree = ({ archive }: Packed): Miss | undefined =>
    archive.bytes === 0
      ? { code: 'not-kept', detail: `${store.name} left nothing in its folder` }
      : undefined;
  return keep(vault, { kind: 'store', name, key, lineage, roots, agree }, working, signal);
}

/** See `keptBy`: a store counts as checked for the files that are kept, and for no others. */
function foreignIn(store: PackageStore, { groups, links }: ArchiveList): string | undefined {
  const kept = keptBy(store);
  const members = [...groups.flatMap(({ files }) => files), ...links];
  const found = members.find(({ path }) => path !== ROOT && !kept(path.slice(ROOT.length + 1)));
  return found === undefined ? undefined : `${found.path}: ${store.name} keeps no such file`;
}

/** Whether a folder below the store is kept, or on the way to something that is. */
function waysOf({ keeps, leaves }: PackageStore): (path: string) => boolean {
  const kept = keeps.map((pattern) => ({ test: globTest(pattern), parts: pattern.split('/') }));
  const left = leaves.map(globTest);
  return (path) =>
    path === '' ||
    (!left.some((test) => test(path)) &&
      kept.some(({ test, parts }) => test(path) || leadsTo(path.split('/'), parts)));
}

function leadsTo(path: readonly string[], pattern: readonly string[]): boolean {
  for (const [at, part] of path.entries()) {
    const wanted = pattern[at];
    if (wanted === '**') return true;
    if (wanted === undefined || !globTest(wanted)(part)) return false;
  }
  return true;
}
