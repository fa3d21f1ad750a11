/**
 * Facts from an earlier run, for jobs whose givers are left out. They are believed only while the files they stand on
 * have the digests they had then.
 */

import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { FactName, Facts } from '../core/fact.ts';
import type { World } from '../core/ports.ts';
import type { RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { digestOutputs } from './outputs.ts';
import type { Planned } from './plan.ts';
import { LATEST } from './record.ts';

export type Inherited = {
  readonly facts: Partial<Facts>;
  /** The outputs that each of them stands on. */
  readonly standing: RunRecord['how']['standing'];
  readonly parents: readonly Sha256[];
};

export async function inherit(
  world: Pick<World, 'files'>,
  workspace: string,
  wanted: Planned['fromRecord'],
): Promise<Result<Inherited>> {
  if (wanted.length === 0) return ok({ facts: {}, standing: {}, parents: [] });
  const { readRecord } = await import('./read-record.ts');
  const stored = readRecord(world.files, `${workspace}/${LATEST}`);
  if (!stored.ok) return stored;
  const known: Partial<Facts> = stored.value?.record.what.facts ?? {};
  const outputs = stored.value?.record.how.standing ?? {};
  const facts: Partial<Facts> = {};
  const standing: { [fact in FactName]?: readonly FileDigest[] } = {};
  for (const { fact, job, ifKnown } of wanted) {
    const value: Facts[FactName] | undefined = known[fact];
    const left = outputs[fact];
    if (value === undefined && ifKnown === true) continue;
    if (value === undefined) return err({ code: 'fact-missing', fact, wantedBy: job });
    const changed = await changedFile(world.files, workspace, value.evidence, left ?? []);
    if (changed !== undefined) return err({ code: 'fact-stale', fact, file: changed });
    // A record that does not say what the fact stands on proves nothing.
    if (left === undefined) return err({ code: 'fact-stale', fact, file: LATEST });
    Object.assign(facts, { [fact]: value });
    standing[fact] = left;
  }
  return ok({ facts, standing, parents: stored.value === undefined ? [] : [stored.value.digest] });
}

/** The first of the files that the needed facts name which is not what it was when the fact was learned. */
export async function changedEvidence(
  files: World['files'],
  workspace: string,
  facts: Partial<Facts>,
  needs: readonly FactName[],
): Promise<{ readonly fact: FactName; readonly file: string } | undefined> {
  for (const fact of needs) {
    const value: Facts[FactName] | undefined = facts[fact];
    const file = value === undefined ? undefined : await changedFile(files, workspace, value.evidence, []);
    if (file !== undefined) return { fact, file };
  }
  return undefined;
}

/** The first of the files a fact names, or of the outputs it stands on, that is not what it was. */
async function changedFile(
  files: World['files'],
  workspace: string,
  evidence: readonly FileDigest[],
  outputs: readonly FileDigest[],
): Promise<string | undefined> {
  for (const file of evidence) {
    const path = `${workspace}/${file.path}`;
    const now = files.kind(path) === 'file' ? await files.digest(path) : undefined;
    if (now?.ok !== true || now.value.sha256 !== file.sha256) return file.path;
  }
  for (const output of outputs) {
    const now = await digestOutputs(files, workspace, [output.path]);
    if (!now.ok || now.value[0]?.sha256 !== output.sha256) return output.path;
  }
  return undefined;
}
