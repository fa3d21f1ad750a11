/**
 * Keepers that are used again: making namespaces costs more than running a small command in them. Before the next
 * command everything of the last one has been killed, and nothing that a command may do outlives its processes there:
 * it can neither mount nor configure the network. Where it could, each command gets a keeper of its own.
 */

import { Keeper } from './keeper.ts';
import type { Means } from './namespaces.ts';

export class Keepers {
  readonly #resting = new Map<boolean, Keeper[]>([
    [false, []],
    [true, []],
  ]);

  /** @returns undefined when none can be made */
  async take(means: Means, network: boolean): Promise<Keeper | undefined> {
    const resting = this.#resting.get(network) ?? [];
    for (let keeper = resting.pop(); keeper !== undefined; keeper = resting.pop()) {
      if (keeper.lives()) {
        keeper.wake();
        return keeper;
      }
      await keeper.end();
    }
    const made = new Keeper(means, network);
    if (await made.ready()) return made;
    await made.end();
    return undefined;
  }

  /** Ends all that runs there. */
  async give(keeper: Keeper, means: Means, network: boolean): Promise<void> {
    if (!reusable(means) || !(await keeper.clear())) return keeper.end();
    keeper.rest();
    this.#resting.get(network)?.push(keeper);
  }
}

/** A root in a user namespace has every right in it, and could leave mounts behind. */
function reusable(means: Means): boolean {
  return means.kind === 'root' || process.geteuid?.() !== 0;
}
