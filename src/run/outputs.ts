/**
 * What a job owns: set aside before it runs, so that nothing old is taken for new, and dropped or put back after.
 * What we did not make ourselves is never thrown away.
 */

import { dirname } from 'node:path';
import { isBelow, OURS, type WorkspacePath } from '../core/path.ts';
import type { Files, World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JobSpec } from '../core/step.ts';

/** Where each output that was there lies now. */
export type Aside = ReadonlyMap<WorkspacePath, string>;

/** Moves outputs out of the way and makes the folders above them. */
export async function setAside(
  world: Pick<World, 'files' | 'git'>,
  workspace: string,
  spec: JobSpec,
): Promise<Result<Aside>> {
  const { files } = world;
  const folder = `${workspace}/${OURS}/aside/${encodeURIComponent(spec.id)}`;
  const emptied = files.remove(folder);
  if (!emptied.ok) return emptied;
  const moved = new Map<WorkspacePath, string>();
  for (const [index, path] of spec.outputs.entries()) {
    if (!isBelow(path, OURS) && (await world.git.tracked(workspace, path)) === true) {
      return err({ code: 'output-tracked', job: spec.id, path });
    }
    const from = `${workspace}/${path}`;
    const above = files.makeFolder(dirname(from));
    if (!above.ok) return above;
    if (files.kind(from) === undefined) {
      const ready = prepareScratch(files, path, from);
      if (!ready.ok) return ready;
      continue;
    }
    const to = `${folder}/${index}`;
    const ready = files.makeFolder(folder);
    if (!ready.ok) return ready;
    const renamed = files.rename(from, to);
    if (!renamed.ok) return renamed;
    moved.set(path, to);
    const scratch = prepareScratch(files, path, from);
    if (!scratch.ok) return scratch;
  }
  return ok(moved);
}

/** Folders of ours for what tools leave on the way: they are there from the beginning, full or empty at the end. */
function prepareScratch(files: Files, path: string, place: string): Result<void> {
  return isBelow(path, `${OURS}/work`) ? files.makeFolder(place) : ok(undefined);
}

/**
 * Ends what `setAside` began.
 *
 * @param how.known  an earlier run of ours made what was set aside; else it is kept for its owner
 * @returns what people should know
 */
export function settle(
  files: Files,
  workspace: string,
  spec: JobSpec,
  aside: Aside,
  how: { readonly succeeded: boolean; readonly known: boolean },
): readonly string[] {
  const remarks: string[] = [];
  for (const [path, kept] of aside) {
    const place = `${workspace}/${path}`;
    if (!how.succeeded && spec.cache === 'store') {
      // A failed install leaves the tree that worked before, rather than half of a new one.
      if (files.remove(place).ok && files.rename(kept, place).ok) continue;
    }
    if (!how.known && !isBelow(path, OURS)) {
      const keep = `${workspace}/${OURS}/replaced/${path}`;
      if (files.remove(keep).ok && files.makeFolder(dirname(keep)).ok && files.rename(kept, keep).ok) {
        remarks.push(`${path} was there before and not ours; it was moved to ${OURS}/replaced/${path}`);
        continue;
      }
    }
    files.remove(kept);
  }
  files.remove(`${workspace}/${OURS}/aside/${encodeURIComponent(spec.id)}`);
  return remarks;
}
