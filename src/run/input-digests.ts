/** Digests of inputs for a whole run: what several jobs depend on is read once, on a desk even once for several runs. */

import { hash } from 'node:crypto';
import { type SaidInputs, sayInputs } from '../cache/key.ts';
import type { Context } from '../core/host.ts';
import type { DigestMemo, TreeEntry, World } from '../core/ports.ts';
import type { Result } from '../core/result.ts';
import { digestInputs } from './inputs.ts';

/** Where we are, as far as it decides what may be remembered. */
type Desk = Pick<Context, 'workspace' | 'host' | 'ci'>;

export class InputDigests {
  readonly #world: Pick<World, 'files'>;
  readonly #workspace: string;
  readonly #memo: DigestMemo | undefined;
  readonly #snapshots: Snapshot[] = [];
  readonly #said = new WeakMap<readonly TreeEntry[], SaidInputs>();
  #disturbed = false;

  /**
   * Digests are remembered on a desk only: on a forge a run of a lower tier may have written to the machine, and what
   * it left there would decide keys.
   */
  constructor(world: Pick<World, 'files' | 'state'>, { workspace, host, ci }: Desk) {
    this.#world = world;
    this.#workspace = workspace;
    const place = `${world.state}/digests/${hash('sha256', workspace).slice(0, 32)}.memo`;
    this.#memo = host === 'local' && !ci ? world.files.digestMemo(place, workspace) : undefined;
  }

  /** As they are at this moment, see `digestInputs`. */
  of(paths: readonly string[]): Promise<Result<readonly TreeEntry[]>> {
    return digestInputs(this.#world.files, this.#workspace, paths, this.#memo);
  }

  /**
   * As they were when the run first asked for exactly these paths. While a run only finds out that there is nothing to
   * do, all jobs see one state of the tree, and it is looked at once.
   */
  atStart(paths: readonly string[]): Promise<Result<readonly TreeEntry[]>> {
    if (this.#disturbed) return this.of(paths);
    const known = this.#snapshots.find((one) => isSame(one.paths, paths));
    if (known !== undefined) return known.digests;
    const digests = this.of(paths);
    this.#snapshots.push({ paths, digests });
    return digests;
  }

  /** How keys say inputs that came from here. */
  said(inputs: readonly TreeEntry[]): SaidInputs {
    const known = this.#said.get(inputs) ?? sayInputs(inputs);
    this.#said.set(inputs, known);
    return known;
  }

  /** To be called before anything in the workspace is moved, restored or run: from then on the tree may be another. */
  disturb(): void {
    this.#disturbed = true;
    this.#snapshots.length = 0;
  }

  /** At the end of the run. */
  save(): void {
    this.#memo?.save();
  }
}

type Snapshot = {
  readonly paths: readonly string[];
  readonly digests: Promise<Result<readonly TreeEntry[]>>;
};

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((path, at) => path === b[at]);
}
