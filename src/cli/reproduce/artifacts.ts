/** Artifacts of the new run beside those that the record names, and beside the old files where they are at hand. */

import type { FileDigest, Sha256 } from '../../core/digest.ts';
import { hexOf } from '../../core/image.ts';
import { OURS, workspacePath } from '../../core/path.ts';
import type { ArtifactReproduced, FirstDifference } from '../../core/reproduction.ts';
import { attempt } from '../../image/attempt.ts';
import { diffImages } from '../../image/diff.ts';
import { imageOf } from '../../image/image.ts';
import { openLayout } from '../../image/layout.ts';
import { digestOutputs } from '../../run/outputs.ts';
import { firstByte, firstDifference } from '../../run/reproduce-difference.ts';
import type { Recorded } from '../../run/reproduce-record.ts';
import type { Session } from '../session.ts';

export async function compareArtifacts(
  session: Session,
  recorded: Recorded,
  workspace: string,
): Promise<readonly ArtifactReproduced[]> {
  const compared: ArtifactReproduced[] = [];
  for (const [kind, all] of [
    ['artifact', recorded.artifacts],
    ['output', recorded.outputs],
  ] as const) {
    for (const one of all) compared.push(await compareOne(session, recorded, workspace, kind, one));
  }
  return compared;
}

async function compareOne(
  session: Session,
  recorded: Recorded,
  workspace: string,
  kind: ArtifactReproduced['kind'],
  { path, sha256 }: FileDigest,
): Promise<ArtifactReproduced> {
  const safe = workspacePath(path) === path;
  const now = safe ? await digestIn(session, workspace, kind, path) : undefined;
  const values = { recorded: sha256, now };
  if (!safe || now === sha256) return { path, kind, sha256: values, first: undefined, atHand: false };
  const original = await originalOf(session, recorded, kind, path, sha256);
  const atHand = original !== undefined;
  const first =
    original === undefined || now === undefined
      ? undefined
      : await difference(session, original, `${workspace}/${path}`);
  return { path, kind, sha256: values, first, atHand };
}

/** Of a file its bytes', of a layout its image's, of an output all of it. What leads out of the folder is not read. */
async function digestIn(
  { world }: Session,
  folder: string,
  kind: ArtifactReproduced['kind'],
  path: string,
): Promise<Sha256 | undefined> {
  const file = `${folder}/${path}`;
  const real = world.files.realPath(file);
  if (real === undefined || !real.startsWith(`${world.files.realPath(folder)}/`)) return undefined;
  if (kind === 'output') {
    const digests = await digestOutputs(world.files, folder, [path]);
    return digests.ok ? digests.value[0]?.sha256 : undefined;
  }
  if (world.files.kind(real) === 'file') {
    const digest = await world.files.digest(real);
    return digest.ok ? digest.value.sha256 : undefined;
  }
  const layout = openLayout(world.disk, real);
  return layout.ok ? hexOf(layout.value.root.digest) : undefined;
}

/** Where the old one lies, if it is what the record names. Who uploads a folder may have left its own name out. */
async function originalOf(
  session: Session,
  { originals }: Recorded,
  kind: ArtifactReproduced['kind'],
  path: string,
  sha256: Sha256,
): Promise<string | undefined> {
  const paths = path.startsWith(`${OURS}/`) ? [path, path.slice(OURS.length + 1)] : [path];
  for (const folder of originals) {
    for (const one of paths) {
      if ((await digestIn(session, folder, kind, one)) === sha256) return `${folder}/${one}`;
    }
  }
  return undefined;
}

async function difference(
  { world }: Session,
  before: string,
  now: string,
): Promise<FirstDifference | undefined> {
  const { disk } = world;
  if (world.files.kind(before) === 'file' && world.files.kind(now) === 'file') {
    const found = await attemptLater(now, () => firstDifference(disk, before, now));
    return found;
  }
  if (world.files.kind(`${before}/oci-layout`) === undefined) return inFolders(world, before, now);
  const [from, to] = [openLayout(disk, before), openLayout(disk, now)];
  if (!from.ok || !to.ok) return undefined;
  const [old, made] = [await imageOf(from.value, undefined), await imageOf(to.value, undefined)];
  if (!old.ok || !made.ok) return undefined;
  const view = await diffImages(old.value, made.value);
  return view.ok ? { kind: 'image', differences: view.value.differences } : undefined;
}

/** The first file by its name that only one of them has, or that differs. */
async function inFolders(
  { files, disk }: Session['world'],
  before: string,
  now: string,
): Promise<FirstDifference | undefined> {
  const [old, made] = [files.walk(before, new Set()), files.walk(now, new Set())];
  if (!old.ok || !made.ok) return undefined;
  for (const member of [...new Set([...old.value, ...made.value])].toSorted()) {
    const there = (list: readonly string[]): string | undefined =>
      list.includes(member) ? 'there' : undefined;
    const values = { recorded: there(old.value), now: there(made.value) };
    if (values.recorded !== values.now) return { kind: 'member', member, what: 'file', values };
    const at = await attemptLater(member, async () =>
      firstByte(disk, `${before}/${member}`, `${now}/${member}`),
    );
    if (at !== undefined) return { kind: 'byte', member, at };
  }
  return undefined;
}

/** What the disk refuses leaves it unsaid where the difference is; that there is one is known. */
async function attemptLater<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const refused = attempt('read', path, () => {
      throw error;
    });
    return refused.ok ? refused.value : undefined;
  }
}
