import { globTest } from './path.ts';
import type { JobSpec, PackageStore } from './step.ts';

/** Those of a job of which anything is kept in the cache; the others live on a desk, or for one run. */
export function cachedStores({ stores }: Pick<JobSpec, 'stores'>): readonly PackageStore[] {
  return stores.filter(({ keeps }) => keeps.length > 0);
}

/**
 * Which files of a package manager's folder belong to its entry. To be asked when an entry is taken as well as when it
 * is made: a store counts as `checked` only for these files, and who seals an entry may have put others in (a
 * `.ziphash` makes Go believe an archive unread).
 *
 * @returns a test for files and links, by their paths relative to the store
 */
export function keptBy({ keeps, leaves }: Pick<PackageStore, 'keeps' | 'leaves'>): (path: string) => boolean {
  const take = keeps.map(globTest);
  const leave = leaves.map(globTest);
  return (path) => take.some((test) => test(path)) && !leave.some((test) => test(path));
}
