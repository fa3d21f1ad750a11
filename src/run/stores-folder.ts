/**
 * Where package managers keep their stores in this run. At a desk they outlive it. On a forge a machine may have been
 * used by anybody before: there each run begins with none, takes what is sealed, and leaves nothing behind.
 */

import type { Context } from '../core/host.ts';
import type { World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';

export type StoresFolder = {
  readonly folder: string;
  /** Whether it was there before and will be there after. */
  readonly lasting: boolean;
  readonly release: () => void;
};

export function openStoresFolder(
  { files, state }: Pick<World, 'files' | 'state'>,
  { host }: Pick<Context, 'host'>,
): Result<StoresFolder> {
  if (host === 'local') return ok({ folder: `${state}/stores`, lasting: true, release: () => {} });
  const runs = `${state}/runs`;
  removeDead(files, runs);
  const mine = `${runs}/${crypto.randomUUID()}`;
  const lock = files.lock(`${mine}/lock`);
  if (!lock.ok) return lock;
  const folder = `${mine}/stores`;
  const made = files.makeFolder(folder, 0o700);
  const release = (): void => {
    lock.value();
    files.remove(mine);
  };
  if (made.ok) return ok({ folder, lasting: false, release });
  release();
  return made;
}

/** Runs that were killed left theirs, which may be large; whose lock can be taken is nobody's any more. */
function removeDead(files: World['files'], runs: string): void {
  for (const { name } of files.list(runs)) {
    const lock = files.lock(`${runs}/${name}/lock`);
    if (!lock.ok) continue;
    lock.value();
    files.remove(`${runs}/${name}`);
  }
}
