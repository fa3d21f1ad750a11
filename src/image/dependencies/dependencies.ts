/**
 * The layer of what a program needs to run, made from the project's lock for the base's interpreter and platform. It is
 * never copied from the project's own venv or node_modules, which are of this machine and hold what tests need.
 */

import type { Platform, RuntimeDependencies } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { BaseFacts } from '../lock.ts';
import { mismatch } from './mismatch.ts';
import { prepareNode } from './node.ts';
import { preparePython } from './python.ts';

export { mismatch } from './mismatch.ts';

export type DependenciesRequest<D extends RuntimeDependencies = RuntimeDependencies> = {
  readonly dependencies: D;
  readonly facts: BaseFacts;
  readonly platform: Platform;
  /** What the base is called, for failures. */
  readonly base: string;
};

/** Everything is read, nothing fetched. */
export type PreparedDependencies = {
  /**
   * Equal keys are equal layers: made of the lock, the base's facts and the recipe. Undefined when nothing pins what
   * comes: then nothing may be used again.
   */
  readonly key: string | undefined;
  make(): Promise<Result<MadeDependencies>>;
};

export type MadeDependencies = {
  /** A folder of ours, absolute: its content goes to where the layer says. Of Node it holds `node_modules`. */
  readonly folder: string;
  /** One clause: `8 packages for CPython 3.11 by uv, hashes checked`. */
  readonly summary: string;
  readonly remarks: readonly string[];
  /** Removes the folder. */
  release(): void;
};

/** Part of the key: another recipe makes other bytes of the same lock. */
export const RECIPE = 1;

/** @returns `base-mismatch` when it cannot run there; what the files say wrongly as `project-invalid` */
export async function prepareDependencies(
  request: DependenciesRequest,
  inside: Inside,
): Promise<Result<PreparedDependencies>> {
  const { dependencies, facts, platform, base } = request;
  const wrong = mismatch(dependencies, facts, base);
  if (wrong !== undefined) return err(wrong);
  return dependencies.kind === 'python'
    ? preparePython({ dependencies, facts, platform, base }, inside)
    : prepareNode({ dependencies, facts, platform, base }, inside);
}

/** A private folder for the result; `release` removes it. */
export function ground(inside: Inside): Result<{ readonly folder: string; release(): void }> {
  const { files } = inside.doors();
  const folder = files.temporary('sealsmith-dependencies-');
  if (!folder.ok) return folder;
  return ok({
    folder: folder.value,
    release: () => {
      files.remove(folder.value);
    },
  });
}
