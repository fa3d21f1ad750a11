/** Which files a job depends on: listed once a run, chosen by its globs, digested when the job begins. */

import { globTest, isBelow, keyText, OURS } from '../core/path.ts';
import type { DigestMemo, Files, TreeEntry, World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { JobSpec } from '../core/step.ts';

/** Folders that no project means when it says "all my files". */
const NEVER: ReadonlySet<string> = new Set(['.git', '.sealsmith', 'node_modules', '.venv', '__pycache__']);

/**
 * All files of the project as workspace paths, sorted: what git does not ignore, and without a repository every
 * file but those that tools make.
 */
export async function projectFiles(
  world: Pick<World, 'files' | 'git'>,
  workspace: string,
): Promise<Result<readonly string[]>> {
  const known = await world.git.files(workspace);
  if (known === undefined) return world.files.walk(workspace, NEVER);
  return ok(known.filter((path) => !isBelow(path, OURS)).toSorted());
}

export type Inputs = {
  readonly paths: readonly string[];
  /** Patterns that mean nothing that is there. */
  readonly unmatched: readonly string[];
};

/** What jobs leave on the way, which follows from their inputs; it counts only for who names it. */
const SCRATCH = `${OURS}/work`;

/**
 * The inputs of a job: the files of the project that its patterns mean, a path that it names although git ignores it,
 * and what the jobs before it left. Outputs of other jobs are none: they may be there or not.
 *
 * @param owned  all outputs of the plan
 * @param before  outputs of the jobs that this one comes after, but for those that a needed fact stands for
 * @param there  whether something is at a path of the workspace
 */
export function inputsOf(
  spec: Pick<JobSpec, 'inputs'>,
  files: readonly string[],
  owned: readonly string[],
  before: readonly string[],
  there: (path: string) => boolean,
): Inputs {
  const leave = spec.inputs
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => globTest(pattern.slice(1)));
  const given = spec.inputs.filter((pattern) => !pattern.startsWith('!'));
  // Only what to leave out: of everything.
  const take = given.length === 0 && leave.length > 0 ? ['**'] : given;
  const left = (path: string): boolean => leave.some((test) => test(path));
  // Said once: this is asked for every file, output and job.
  const exactly = new Set(owned);
  const folders = owned.map((output) => `${output}/`);
  const isOwned = (path: string): boolean => {
    for (const folder of folders) if (path.startsWith(folder)) return true;
    return exactly.has(path);
  };
  const free = files.filter((path) => !isOwned(path) && !left(path));
  const chosen = new Set<string>();
  const unmatched: string[] = [];
  for (const pattern of take) {
    const test = globTest(pattern);
    const found = free.filter(test);
    const outputs = before.filter(
      (output) =>
        !left(output) && (pattern === '**' ? !isBelow(output, SCRATCH) : means(pattern, test, output)),
    );
    const named = literal(pattern);
    const ignored =
      found.length + outputs.length === 0 && there(named) && !owned.includes(named) ? [named] : [];
    for (const path of [...found, ...outputs, ...ignored]) chosen.add(path);
    if (found.length + outputs.length + ignored.length === 0 && pattern !== '**') unmatched.push(pattern);
  }
  return { paths: [...chosen].sort(), unmatched };
}

/** Whether a pattern means an output, or something in it: then all of it counts, as nobody knows yet what it will hold. */
function means(pattern: string, test: (path: string) => boolean, output: string): boolean {
  return test(output) || isBelow(literal(pattern), output);
}

/** A pattern read as a plain path; with wildcards in it there is no such file. */
function literal(pattern: string): string {
  return pattern.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
}

/**
 * Digests, sorted by path. A link counts by where it points, and by what the file there holds.
 *
 * @param memo  of the workspace, where digests may be remembered: on a desk
 */
export async function digestInputs(
  files: Pick<Files, 'digest' | 'digestAll' | 'kind' | 'realPath'>,
  workspace: string,
  paths: readonly string[],
  memo?: DigestMemo,
): Promise<Result<readonly TreeEntry[]>> {
  const digested = await files.digestAll(workspace, paths, memo);
  if (!digested.ok) return digested;
  const entries: TreeEntry[] = [];
  // They nearly always are: paths come sorted, and only what is in folders and behind links comes between.
  let sorted = true;
  let last = '';
  for (const entry of digested.value) {
    const one = said(entry);
    entries.push(one);
    sorted &&= last < one.path;
    last = one.path;
    if (entry.mode !== 'link') continue;
    const target = files.realPath(`${workspace}/${entry.path}`);
    // Folders are not followed: their links may go round in circles.
    if (target === undefined || files.kind(target) !== 'file') continue;
    const behind = await files.digest(target);
    if (!behind.ok) return behind;
    // No name has a NUL, so this is nobody's path.
    entries.push({ path: keyText(`${entry.path}\0`), sha256: behind.value.sha256, mode: 'file' });
    sorted = false;
  }
  return ok(sorted ? entries : entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)));
}

/** Nearly every name is said as it is. */
function said(entry: TreeEntry): TreeEntry {
  const path = keyText(entry.path);
  return path === entry.path ? entry : { ...entry, path };
}
