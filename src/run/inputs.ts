/** Which files a job depends on: listed once a run, chosen by its globs, digested when the job begins. */

import { globTest, isBelow, keyText, OURS } from '../core/path.ts';
import type { Files, TreeEntry, World } from '../core/ports.ts';
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

/**
 * The inputs of a job. Outputs of other jobs are no inputs, unless the job comes after them and names them itself.
 *
 * @param owned  all outputs of the plan
 * @param before  outputs of the jobs that this one comes after
 */
export function inputsOf(
  spec: JobSpec,
  files: readonly string[],
  owned: readonly string[],
  before: readonly string[],
): string[] {
  const take = spec.inputs.filter((pattern) => !pattern.startsWith('!')).map(globTest);
  const leave = spec.inputs
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => globTest(pattern.slice(1)));
  const chosen = files.filter(
    (path) =>
      take.some((test) => test(path)) &&
      !leave.some((test) => test(path)) &&
      !owned.some((output) => isBelow(path, output)),
  );
  const named = spec.inputs.includes('**')
    ? []
    : before.filter((output) => names(spec.inputs, output) && !leave.some((test) => test(output)));
  return [...chosen, ...named];
}

/** Whether a pattern means an output, or something in it: then all of it counts, as nobody knows yet what it will hold. */
function names(patterns: readonly string[], output: string): boolean {
  return patterns
    .filter((pattern) => !pattern.startsWith('!'))
    .some((pattern) => globTest(pattern)(output) || isBelow(pattern.replace(/^(?:\.\/+)+/, ''), output));
}

/** Digests, sorted by path. */
export async function digestInputs(
  files: Pick<Files, 'digestAll'>,
  workspace: string,
  paths: readonly string[],
): Promise<Result<readonly TreeEntry[]>> {
  const digested = await files.digestAll(workspace, paths);
  if (!digested.ok) return digested;
  const entries = digested.value.map((entry) => ({ ...entry, path: keyText(entry.path) }));
  return ok(entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)));
}
