/**
 * Facts from earlier runs, for jobs whose givers are left out. They are believed only while the files they stand on
 * have the digests they had then. At a desk they come from the run before; on a forge from the records that the channel
 * between its jobs names by their digests.
 */

import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { FactName, Facts } from '../core/fact.ts';
import type { Failure } from '../core/failure.ts';
import type { Context } from '../core/host.ts';
import { workspacePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import type { RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { canonicalJson } from '../formats/canonical.ts';
import type { Related } from './ancestry.ts';
import { digestOutputs } from './outputs.ts';
import type { FromRecord } from './plan.ts';
import { LATEST } from './record.ts';

export type Inherited = {
  readonly facts: Partial<Facts>;
  /** The outputs that each of them stands on. */
  readonly standing: RunRecord['how']['standing'];
  readonly parents: readonly Sha256[];
};

/** Who says which records count. */
export type Handoff = {
  /** Digests from the channel between jobs, or from a person; none: the run before in this folder. */
  readonly named: readonly Sha256[];
  readonly context: Pick<Context, 'host' | 'commit' | 'dirty'>;
};

/** A fact, and the outputs that it stood on in the run that gave it. */
type Known = {
  readonly value: NonNullable<Facts[FactName]>;
  readonly left: readonly FileDigest[] | undefined;
};

type Source = {
  readonly parents: readonly Sha256[];
  of(fact: FactName): Known | undefined;
};

export async function inherit(
  world: Pick<World, 'files'>,
  workspace: string,
  wanted: readonly FromRecord[],
  handoff: Handoff,
): Promise<Result<Inherited>> {
  if (wanted.length === 0 && handoff.named.length === 0) return ok({ facts: {}, standing: {}, parents: [] });
  const { named } = handoff;
  const guarded = wanted.find(({ account }) => account);
  if (named.length === 0 && guarded !== undefined && handoff.context.host !== 'local')
    return err({ code: 'record-refused', why: 'unnamed', wantedBy: guarded.job });
  const source =
    named.length === 0
      ? await fromLatest(world.files, workspace)
      : await fromNamed(world.files, workspace, handoff, guarded !== undefined);
  if (!source.ok) return source;
  const pushed = source.value.of('pushed') !== undefined;
  const facts: Partial<Facts> = {};
  const standing: { [fact in FactName]?: readonly FileDigest[] } = {};
  for (const { fact, job, ifKnown, account } of wanted) {
    const known = source.value.of(fact);
    if (known === undefined && ifKnown === true) continue;
    if (known === undefined) return err({ code: 'fact-missing', fact, wantedBy: job });
    const touched = touchedBy({ fact, job, account, pushed });
    const changed = await changedFile(world.files, workspace, known, touched);
    if (changed !== undefined) return err({ code: 'fact-stale', fact, file: changed });
    // A record that does not say what the fact stands on proves nothing.
    if (known.left === undefined) return err({ code: 'fact-stale', fact, file: LATEST });
    Object.assign(facts, { [fact]: known.value });
    standing[fact] = known.left;
  }
  return ok({ facts, standing, parents: source.value.parents });
}

async function fromLatest(files: World['files'], workspace: string): Promise<Result<Source>> {
  const { readRecord } = await import('./read-record.ts');
  const stored = readRecord(files, `${workspace}/${LATEST}`);
  if (!stored.ok) return stored;
  const { value } = stored;
  return ok({
    parents: value === undefined ? [] : [value.digest],
    of: (fact) => (value === undefined ? undefined : knownBy(value.record, fact)),
  });
}

/** Those that are named and all before them are about this commit, and none contradicts another. */
async function fromNamed(
  files: World['files'],
  workspace: string,
  { named, context }: Handoff,
  guarded: boolean,
): Promise<Result<Source>> {
  const { withAncestors } = await import('./ancestry.ts');
  const found = withAncestors(files, workspace, named);
  if (!found.ok) return found;
  const refused = found.value.flatMap((one) =>
    whyRefused(one, context, { guarded, named: named.includes(one.digest) }),
  );
  if (refused[0] !== undefined) return err(refused[0]);
  const known = new Map<FactName, Known & { readonly by: Related }>();
  for (const by of found.value) {
    for (const fact of Object.keys(by.record.what.facts) as FactName[]) {
      const next = knownBy(by.record, fact);
      const before = known.get(fact);
      if (next === undefined) continue;
      const equal = before !== undefined && canonicalJson(before.value) === canonicalJson(next.value);
      if (before !== undefined && !equal && !by.before.has(before.by.digest)) {
        const digests = [before.by.digest, by.digest] as const;
        return err({ code: 'record-refused', why: 'conflict', fact, digests });
      }
      if (!equal || before?.left === undefined) known.set(fact, { ...next, by });
    }
  }
  return ok({ parents: named, of: (fact) => known.get(fact) });
}

function whyRefused(
  { record, digest }: Related,
  { commit, dirty }: Handoff['context'],
  { guarded, named }: { readonly guarded: boolean; readonly named: boolean },
): Failure[] {
  const found = record.what.source.commit;
  if (found !== commit)
    return [{ code: 'record-refused', why: 'other-commit', digest, found, wanted: commit }];
  if (!guarded) return [];
  const { exit } = record.how;
  if (named && exit !== 0) return [{ code: 'record-refused', why: 'failed', digest, exit }];
  return record.what.source.dirty && !dirty ? [{ code: 'record-refused', why: 'dirty', digest }] : [];
}

function knownBy({ what, how }: Related['record'], fact: FactName): Known | undefined {
  // As it was written by us, and its digest is known.
  const value = (what.facts as Partial<Facts>)[fact];
  return value === undefined ? undefined : { value, left: how.standing[fact] };
}

/** The first of the files that the needed facts name which is not what it was when the fact was learned. */
export async function changedEvidence(
  files: World['files'],
  workspace: string,
  facts: Partial<Facts>,
  {
    id,
    needs,
    account,
  }: { readonly id: string; readonly needs: readonly FactName[]; readonly account?: unknown },
): Promise<{ readonly fact: FactName; readonly file: string } | undefined> {
  for (const fact of needs) {
    const value: Facts[FactName] | undefined = facts[fact];
    if (value === undefined) continue;
    const pushed = facts.pushed !== undefined;
    const touched = touchedBy({ fact, job: id, account: account !== undefined, pushed });
    const file = await changedFile(files, workspace, { value, left: [] }, touched);
    if (file !== undefined) return { fact, file };
  }
  return undefined;
}

/** Which files behind a fact must be there: those that are not touched may be gone, and still may not be others. */
type Touched = { readonly evidence: boolean; readonly outputs: boolean };

/**
 * Jobs that speak for the run, by its account, touch few of the files behind it, and where they run there need not be
 * more: neither what was installed nor what the tests wrote, nor an image that the registry has.
 */
function touchedBy(asked: {
  readonly fact: FactName;
  readonly job: string;
  readonly account: boolean;
  readonly pushed: boolean;
}): Touched {
  const { fact, job, account, pushed } = asked;
  if (!account) return { evidence: true, outputs: true };
  if (fact === 'deps' || fact === 'junit') return { evidence: false, outputs: false };
  const image = fact === 'image' && (job === 'push' || !pushed);
  return { evidence: fact !== 'image' || image, outputs: image };
}

/** The first of the files a fact names, or of the outputs it stands on, that is not what it was. */
async function changedFile(
  files: World['files'],
  workspace: string,
  { value, left = [] }: Known,
  touched: Touched,
): Promise<string | undefined> {
  for (const file of value.evidence) {
    // Nothing that a run made or read for a fact lies elsewhere; a record that says so was not written by us.
    if (workspacePath(file.path) === undefined) return file.path;
    const path = `${workspace}/${file.path}`;
    const kind = files.kind(path);
    if (kind === undefined && !touched.evidence) continue;
    const now = kind === 'file' ? await files.digest(path) : undefined;
    if (now?.ok !== true || now.value.sha256 !== file.sha256) return file.path;
  }
  for (const output of left) {
    if (workspacePath(output.path) === undefined) return output.path;
    if (!touched.outputs && files.kind(`${workspace}/${output.path}`) === undefined) continue;
    const now = await digestOutputs(files, workspace, [output.path]);
    if (!now.ok || now.value[0]?.sha256 !== output.sha256) return output.path;
  }
  return undefined;
}
