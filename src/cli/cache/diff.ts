/** `sealsmith cache diff <run> <run>`: why the jobs of two runs have other keys. */

import { resolve } from 'node:path';
import { diffKeys } from '../../cache/diff.ts';
import { KeptKeys } from '../../cache/key-parts.ts';
import type { Sha256 } from '../../core/digest.ts';
import type { ExitStatus } from '../../core/failure.ts';
import type { JobDiff, KeyParts } from '../../core/key.ts';
import { OURS } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { keyDiffText } from '../../report/key.ts';
import { readRecord } from '../../run/read-record.ts';
import { LATEST } from '../../run/record.ts';
import { prepared } from '../prepared.ts';
import { fail, type Session } from '../session.ts';
import { treeKeys } from './tree-keys.ts';

/**
 * @param from  `last` (the latest record), `this` (the tree as it is now), the digest of a record or at least six of
 *   its first characters, or the path of a record's file
 * @param to  the same
 */
export async function cacheDiff(session: Session, from: string, to: string): Promise<ExitStatus> {
  const [before, now] = [await runCalled(session, from), await runCalled(session, to)];
  if (!before.ok) return fail(session, before.failure);
  if (!now.ok) return fail(session, now.failure);
  const kept = new KeptKeys(session.world.files, session.workspace);
  const jobs = compared(before.value, now.value, kept);
  if (session.flags.json === true) session.json({ from, to, jobs });
  session.say(keyDiffText(jobs, session.look));
  return 0;
}

/** Jobs in the order of their run. */
type Run = ReadonlyMap<string, JobKey>;

/** @property parts  of a tree that is looked at now; those of a record are kept apart */
type JobKey =
  | { readonly key: Sha256; readonly parts: KeyParts | undefined }
  | { readonly key: undefined; readonly why: string };

async function runCalled(session: Session, name: string): Promise<Result<Run>> {
  if (name === 'this') return runOfTree(session);
  const place = recordCalled(session, name);
  if (!place.ok) return place;
  const stored = readRecord(session.world.files, place.value);
  if (!stored.ok) return stored;
  if (stored.value === undefined) {
    const next =
      name === 'last' ? 'nothing has run here yet' : `${name} is no file, and no digest of a record here`;
    return err({ code: 'usage', message: `there is no run "${name}": ${next}` });
  }
  return ok(new Map(stored.value.record.what.jobs.map(({ id, key }) => [id, { key, parts: undefined }])));
}

async function runOfTree(session: Session): Promise<Result<Run>> {
  const found = await prepared(session);
  if (!found.ok) return found;
  const keys = await treeKeys(session, found.value, undefined);
  if (!keys.ok) return keys;
  return ok(
    new Map(
      keys.value.map(({ job, found }): [string, JobKey] => [
        job,
        found.ok ? found.value : { key: undefined, why: found.failure },
      ]),
    ),
  );
}

/** The absolute path of a record's file. */
function recordCalled({ world, workspace }: Session, name: string): Result<string> {
  if (name === 'last') return ok(`${workspace}/${LATEST}`);
  if (!/^[0-9a-f]{6,64}$/.test(name)) return ok(resolve(workspace, name));
  const folder = `${workspace}/${OURS}/runs`;
  const meant = world.files.list(folder).filter((one) => one.name.startsWith(name));
  const [only, other] = meant;
  if (only === undefined) return ok(resolve(workspace, name));
  if (other === undefined) return ok(`${folder}/${only.name}`);
  const message = `${meant.length} runs begin with ${name}; write more of the digest`;
  return err({ code: 'usage', message });
}

function compared(before: Run, now: Run, kept: KeptKeys): readonly JobDiff[] {
  return [...new Set([...before.keys(), ...now.keys()])].map((job): JobDiff => {
    const [old, fresh] = [before.get(job), now.get(job)];
    if (old !== undefined && old.key === undefined) return { job, kind: 'unknown', why: old.why };
    if (fresh !== undefined && fresh.key === undefined) return { job, kind: 'unknown', why: fresh.why };
    if (old === undefined || fresh === undefined) {
      return only(job, old === undefined ? 'now' : 'before', old ?? fresh);
    }
    if (old.key === fresh.key) return { job, kind: 'same', key: old.key };
    const [oldParts, newParts] = [old, fresh].map(({ key, parts }) => parts ?? kept.parts(key));
    const known = oldParts !== undefined && newParts !== undefined;
    const diff = known ? diffKeys(oldParts, newParts) : undefined;
    return { job, kind: 'differs', before: old.key, now: fresh.key, diff };
  });
}

function only(job: string, side: 'before' | 'now', known: { readonly key: Sha256 } | undefined): JobDiff {
  if (known === undefined) throw new Error(`${job} is in neither run`);
  return { job, kind: 'only', side, key: known.key };
}
