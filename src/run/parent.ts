/**
 * Facts from an earlier run, for jobs whose givers are left out. They are believed only while the files they stand on
 * have the digests they had then.
 */

import type { Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import type { World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Planned } from './plan.ts';
import { LATEST } from './record.ts';

export type Inherited = { readonly facts: Partial<Facts>; readonly parents: readonly Sha256[] };

export async function inherit(
  world: Pick<World, 'files'>,
  workspace: string,
  wanted: Planned['fromRecord'],
): Promise<Result<Inherited>> {
  if (wanted.length === 0) return ok({ facts: {}, parents: [] });
  const { readRecord } = await import('./read-record.ts');
  const stored = readRecord(world.files, `${workspace}/${LATEST}`);
  if (!stored.ok) return stored;
  const known = stored.value?.record.what.facts ?? {};
  const facts: Partial<Facts> = {};
  for (const { fact, job } of wanted) {
    const value = known[fact];
    if (value === undefined) return err({ code: 'fact-missing', fact, wantedBy: job });
    for (const file of value.evidence) {
      const path = `${workspace}/${file.path}`;
      const now = world.files.kind(path) === 'file' ? await world.files.digest(path) : undefined;
      if (now?.ok !== true || now.value.sha256 !== file.sha256)
        return err({ code: 'fact-stale', fact, file: file.path });
    }
    Object.assign(facts, { [fact]: value });
  }
  return ok({ facts, parents: stored.value === undefined ? [] : [stored.value.digest] });
}
