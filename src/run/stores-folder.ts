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
  // Beside the folder and before it: who looks for dead ones never sees it without.
  const lock = files.lock(`${mine}${LOCK}`);
  if (!lock.ok) return lock;
  const folder = `${mine}/stores`;
  const made = files.makeFolder(folder, 0o700);
  const release = (): void => {
    files.remove(mine);
    lock.value();
  };
  if (made.ok) return ok({ folder, lasting: false, release });
  release();
  return made;
}

const LOCK = '.lock';

/** Runs that were killed left theirs, which may be large; whose lock can be taken is nobody's any more. */
function removeDead(files: World['files'], runs: string): void {
  const known = files.list(runs).map(({ name }) => UUID.exec(name)?.[1]);
  for (const id of new Set(known.filter((one) => one !== undefined))) {
    const lock = files.lock(`${runs}/${id}${LOCK}`);
    if (!lock.ok) continue;
    files.remove(`${runs}/${id}`);
    lock.value();
  }
}

/** The folder of a run, or its lock. */
const UUID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.lock)?$/;
