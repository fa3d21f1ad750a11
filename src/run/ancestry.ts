/** Records and those that they build on: who knows the digest of the last one knows all of them. */

import type { Sha256 } from '../core/digest.ts';
import { OURS } from '../core/path.ts';
import type { Files } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { readRecord, type StoredRecord } from './read-record.ts';

/** A record with the digests of all that it builds on, near and far. */
export type Related = StoredRecord & { readonly before: ReadonlySet<Sha256> };

/** Runs one after the other; at a desk there is no end to them. */
const FARTHEST = 50;

/**
 * The named records and all that they build on, each once, those before first. One that is named must be there; of
 * those before it some may be gone.
 *
 * @param workspace  the folder in which `.sealsmith/runs` lies
 */
export function withAncestors(
  files: Files,
  workspace: string,
  named: readonly Sha256[],
): Result<readonly Related[]> {
  const known = new Map<Sha256, Related>();
  const visit = (digest: Sha256, far: number): Result<void> => {
    if (known.has(digest) || far > FARTHEST) return ok(undefined);
    const path = `${workspace}/${OURS}/runs/${digest}.json`;
    const stored = readRecord(files, path);
    if (!stored.ok) return stored;
    if (stored.value === undefined)
      return far === 0 ? err({ code: 'record-refused', why: 'absent', digest }) : ok(undefined);
    const before = new Set<Sha256>();
    for (const parent of stored.value.record.parents) {
      const visited = visit(parent, far + 1);
      if (!visited.ok) return visited;
      before.add(parent);
      for (const far of known.get(parent)?.before ?? []) before.add(far);
    }
    known.set(digest, { ...stored.value, before });
    return ok(undefined);
  };
  for (const digest of named) {
    const visited = visit(digest, 0);
    if (!visited.ok) return visited;
  }
  return ok([...known.values()]);
}
