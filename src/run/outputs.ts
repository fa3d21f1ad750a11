/**
 * What a job owns: set aside before it runs, so that nothing old is taken for new, and dropped or put back after.
 * What we did not make ourselves is never thrown away.
 */

import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import { inputsDigest } from '../cache/key.ts';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import { isBelow, keyText, OURS, type WorkspacePath } from '../core/path.ts';
import type { Files, TreeEntry, World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JobSpec } from '../core/step.ts';
import { ownFolder } from './own-folder.ts';

/** Where each output that was there lies now, and whether an earlier run of ours had made it. */
export type Aside = ReadonlyMap<WorkspacePath, Moved>;

/**
 * Moves outputs out of the way and makes the folders above them. What is not ours goes where it stays at once, so that
 * it is not lost however this run ends; from then on what stands at the path is ours.
 */
export async function setAside(
  world: Pick<World, 'files' | 'git'>,
  workspace: string,
  spec: JobSpec,
): Promise<Result<Aside>> {
  const { files } = world;
  // All of them before anything moves.
  for (const path of spec.outputs) {
    if (isBelow(path, OURS)) continue;
    const { place, below } = placeOf(files, workspace, path);
    if (below === undefined) return err({ code: 'output-outside', job: spec.id, path, place });
    const tracked = await world.git.tracked(workspace, below);
    if (tracked === true) return err({ code: 'output-tracked', job: spec.id, path });
    // No repository at all, or one that git does not read: then nobody knows what would be lost.
    const refusal = tracked === undefined ? await world.git.refusal(workspace) : undefined;
    if (refusal !== undefined) return err(refusal);
  }
  ownFolder(files, workspace, 'aside');
  const folder = asideOf(workspace, spec);
  for (const path of [folder, ...spec.scratch.map((below) => `${workspace}/${below}`)]) {
    const emptied = files.remove(path);
    if (!emptied.ok) return emptied;
  }
  const moved = new Map<WorkspacePath, Moved>();
  for (const [index, path] of spec.outputs.entries()) {
    const done = setOneAside(files, workspace, path, `${folder}/${index}`, moved);
    if (done.ok) continue;
    for (const [before, one] of moved) putBack(files, workspace, before, one);
    return done;
  }
  for (const path of spec.scratch) {
    const made = files.makeFolder(`${workspace}/${path}`);
    if (!made.ok) return made;
  }
  return ok(moved);
}

type Moved = { readonly kept: string; readonly ours: boolean };

/**
 * Where an output lies once the links above it are followed: what is moved and removed there. The output itself may be
 * a link, which is moved as one.
 */
function placeOf(
  files: Files,
  workspace: string,
  path: WorkspacePath,
): { readonly place: string; readonly below: string | undefined } {
  let above = dirname(`${workspace}/${path}`);
  while (above !== workspace && files.kind(above) === undefined) above = dirname(above);
  const rest = `${workspace}/${path}`.slice(above.length);
  const root = files.realPath(workspace) ?? workspace;
  // A link to nothing leads nowhere that could be called inside.
  const real = above === workspace ? root : files.realPath(above);
  const place = `${real ?? above}${rest}`;
  return {
    place,
    below: real !== undefined && isBelow(real, root) ? place.slice(root.length + 1) : undefined,
  };
}

function setOneAside(
  files: Files,
  workspace: string,
  path: WorkspacePath,
  aside: string,
  moved: Map<WorkspacePath, Moved>,
): Result<void> {
  const from = `${workspace}/${path}`;
  const above = files.makeFolder(dirname(from));
  if (!above.ok) return above;
  const ours = isBelow(path, OURS) || files.kind(claimOf(workspace, path)) !== undefined;
  if (files.kind(from) !== undefined) {
    const kept = ours ? aside : free(files, `${workspace}/${OURS}/replaced/${path}`);
    const ready = files.makeFolder(dirname(kept));
    if (!ready.ok) return ready;
    const renamed = files.rename(from, kept);
    if (!renamed.ok) return renamed;
    moved.set(path, { kept, ours });
  }
  const claimed = ours ? ok(undefined) : files.writeText(claimOf(workspace, path), `${path}\n`);
  if (!claimed.ok) return claimed;
  return prepareScratch(files, path, from);
}

/** What stood at the path stands there again, and is whose it was. */
function putBack(files: Files, workspace: string, path: WorkspacePath, { kept, ours }: Moved): boolean {
  const place = `${workspace}/${path}`;
  if (!files.remove(place).ok || !files.rename(kept, place).ok) return false;
  if (!ours) files.remove(claimOf(workspace, path));
  return true;
}

/**
 * Ends what `setAside` began.
 *
 * @returns what people should know
 */
export function settle(
  files: Files,
  workspace: string,
  spec: JobSpec,
  aside: Aside,
  succeeded: boolean,
): readonly string[] {
  const remarks: string[] = [];
  // Of a failed job it may tell why.
  if (succeeded) for (const path of spec.scratch) files.remove(`${workspace}/${path}`);
  for (const [path, one] of aside) {
    const { kept, ours } = one;
    // A failed install leaves the tree that worked before, rather than half of a new one.
    if (!succeeded && spec.cache === 'store' && putBack(files, workspace, path, one)) continue;
    if (ours) files.remove(kept);
    else {
      const where = kept.slice(workspace.length + 1);
      remarks.push(`${path} was there before and not ours; it was moved to ${where}`);
    }
  }
  if (aside.size > 0) files.remove(asideOf(workspace, spec));
  return remarks;
}

function asideOf(workspace: string, spec: JobSpec): string {
  return `${workspace}/${OURS}/aside/${encodeURIComponent(spec.id)}`;
}

/** A file that says that what stands at a path was made by a job of ours; named by a digest, as paths may be long. */
function claimOf(workspace: string, path: WorkspacePath): string {
  return `${workspace}/${OURS}/owned/${hash('sha256', path)}`;
}

function free(files: Files, path: string): string {
  let name = path;
  for (let count = 2; files.kind(name) !== undefined; count += 1) name = `${path}.${count}`;
  return name;
}

/** Folders of ours for what tools leave on the way: they are there from the beginning, full or empty at the end. */
function prepareScratch(files: Files, path: string, place: string): Result<void> {
  return isBelow(path, `${OURS}/work`) ? files.makeFolder(place) : ok(undefined);
}

/** Interpreters and tools write into these whenever they run, so they say nothing about what a job left. */
const CACHES = /(^|\/)__pycache__\/|(^|\/)node_modules\/\.(cache|vite|vite-temp)\//;

/** One digest for each path: over path, mode and content of every file at or below it, sorted by path. */
export async function digestOutputs(
  files: Pick<Files, 'digestAll'>,
  workspace: string,
  paths: readonly string[],
): Promise<Result<readonly FileDigest[]>> {
  const digests: FileDigest[] = [];
  for (const path of paths) {
    const found = await files.digestAll(workspace, [path]);
    if (!found.ok) return found;
    digests.push({ path, sha256: digestOfEntries(found.value) });
  }
  return ok(digests);
}

/** The digest of one output from a list of what is in it, with paths below the output; the empty path is itself. */
export function digestOfTree(path: string, tree: readonly TreeEntry[]): Sha256 {
  return digestOfEntries(
    tree.map((entry) => ({ ...entry, path: entry.path === '' ? path : `${path}/${entry.path}` })),
  );
}

function digestOfEntries(tree: readonly TreeEntry[]): Sha256 {
  const entries = tree
    .map((entry) => ({ ...entry, path: keyText(entry.path) }))
    .filter((entry) => !CACHES.test(entry.path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return inputsDigest(entries);
}
