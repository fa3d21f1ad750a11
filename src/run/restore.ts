/** Puts the kept result of a job in place of running it: all outputs, its log and its report, or nothing. */

import { dirname } from 'node:path';
import { stagedLog, stagedOutput } from '../cache/staged.ts';
import type { CacheNote } from '../core/cache.ts';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import { isBelow, OURS } from '../core/path.ts';
import type { Report } from '../core/step.ts';
import type { JobTask, Stage } from './job.ts';
import { logOf, textWithoutSecrets, withoutSecrets } from './job-output.ts';
import { digestOfTree } from './outputs.ts';
import { ownFolder } from './own-folder.ts';

export type Restored = {
  readonly report: Report;
  readonly outputs: readonly FileDigest[];
  readonly log: string;
};

/**
 * To be called when the outputs are set aside. Everything is verified before the first output is put in place; each is
 * put there whole, by a rename. Who ends us in between leaves some outputs and no stamp and no record: the next run
 * sets them aside and begins again.
 */
export async function restore(
  stage: Stage,
  task: JobTask,
  key: Sha256,
): Promise<{ readonly restored: Restored | undefined; readonly notes: readonly CacheNote[] }> {
  const { spec } = task.planned;
  const { files } = stage.world;
  const staging = `${ownFolder(files, stage.workspace, 'restore')}/${encodeURIComponent(spec.id)}`;
  files.remove(staging);
  const taken = await stage.cache.takeResult(spec, key, staging);
  if (taken === undefined) return { restored: undefined, notes: [] };
  const { result, note } = taken;
  if (result === undefined) return { restored: undefined, notes: [note] };
  const misplaced = placeAll(stage, task, staging);
  files.remove(staging);
  if (misplaced !== undefined) {
    // An entry that was refused before this one says more.
    const reason = note.reason ?? ({ code: 'target-error', detail: misplaced } as const);
    return { restored: undefined, notes: [{ ...note, outcome: 'missed', reason }] };
  }
  const log = logOf(spec);
  replay(stage, task, clearLog(stage, task, log));
  const outputs = spec.outputs.map((path, index) => ({
    path,
    sha256: digestOfTree(path, result.trees[index] ?? []),
  }));
  const report = withoutSecrets(result.report, stage, task);
  return { restored: { report, outputs, log }, notes: [note] };
}

/** The path that something could not be put at; undefined when all is in place. */
function placeAll({ workspace, world: { files } }: Stage, { planned }: JobTask, staging: string) {
  const { spec } = planned;
  const moves = [
    ...spec.outputs.map((path, index) => ({ path: `${path}`, from: stagedOutput(staging, index) })),
    { path: logOf(spec), from: stagedLog(staging) },
  ];
  for (const { path, from } of moves) {
    const place = `${workspace}/${path}`;
    const ready = files.makeFolder(dirname(place));
    // Folders of ours for what tools leave on the way stand there empty.
    const put = ready.ok && files.remove(place).ok && files.rename(from, place).ok;
    if (put) continue;
    for (const { path: other } of moves) {
      files.remove(`${workspace}/${other}`);
      if (isBelow(other, `${OURS}/work`)) files.makeFolder(`${workspace}/${other}`);
    }
    return path;
  }
  return undefined;
}

/** Bytes of a log: what we write at most, with its note of what was left out; and what is shown again. */
const LOG_LIMIT = 65 * 1024 * 1024;
const REPLAY_LIMIT = 4 * 1024 * 1024;

const NOT_RUN = '(restored, not run; this is what it printed then)';

/** Takes out of a restored log what is a secret here; returns what is left of it. */
function clearLog(stage: Stage, task: JobTask, log: string): string {
  const { files } = stage.world;
  const path = `${stage.workspace}/${log}`;
  const text = files.readText(path, LOG_LIMIT);
  if (!text.ok || text.value === undefined) return '';
  const clear = textWithoutSecrets(text.value, stage, task);
  if (clear === text.value || files.writeText(path, clear).ok) return clear;
  files.remove(path);
  return '';
}

/** Who follows the run sees what the job printed when it ran. */
function replay({ emit }: Stage, { planned }: JobTask, text: string): void {
  if (text === '' || text.length > REPLAY_LIMIT) return;
  const said = `${NOT_RUN}\n${text}`;
  emit({ kind: 'job-output', job: planned.spec.id, chunk: Buffer.from(said) });
}
