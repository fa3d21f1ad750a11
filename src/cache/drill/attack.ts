/** What an attack of the drill is, and what it means that one was stopped. */

import type { CacheReason, Miss } from '../../core/cache.ts';
import type { Ground } from './ground.ts';
import type { Answer } from './runs.ts';

/** Rows of the threat list. */
export type ThreatId =
  | 'C1'
  | 'C2'
  | 'C3'
  | 'C4'
  | 'C5'
  | 'C6'
  | 'C7'
  | 'C8'
  | 'C9'
  | 'C10'
  | 'C11'
  | 'C13'
  | 'F1';

export type Attack = {
  readonly id: ThreatId;
  /** What its row in the table says; attacks of one row stand there together. */
  readonly row: string;
  readonly name: string;
  /** How it has to end: refused for this reason, or `harmless`, when what the honest run had made is what is taken. */
  readonly ends: CacheReason | 'harmless';
  /** On a ground of its own: the honest case first, then the attack. */
  readonly perform: (ground: Ground) => Promise<{ readonly twin: Answer; readonly attack: Answer }>;
};

export type Fought = Pick<Attack, 'id' | 'row' | 'name' | 'ends'> & {
  readonly stopped: boolean;
  /** The reason it was refused for; undefined when something was taken. */
  readonly miss: Miss | undefined;
  /** Whether what was taken, if anything was, is what the honest run had made. */
  readonly honest: boolean;
  /** Paths where nothing may be. */
  readonly strays: readonly string[];
  /** Why the honest case was not let through; undefined when it was. */
  readonly twin: Miss | undefined;
  /** That the answer to the attack took. */
  readonly milliseconds: number;
};

export async function fight(attack: Attack, ground: Ground): Promise<Fought> {
  const { id, row, name, ends } = attack;
  const performed = await attack.perform(ground);
  const { taken, honest, misses, strays, milliseconds } = performed.attack;
  const miss = taken ? undefined : misses[0];
  const asItMust = ends === 'harmless' ? taken && honest : miss?.code === ends;
  return {
    ...{ id, row, name, ends, miss, honest, strays, milliseconds },
    stopped: asItMust && strays.length === 0,
    twin: refusal(performed.twin),
  };
}

function refusal({ taken, misses, strays }: Answer): Miss | undefined {
  if (!taken) return misses[0] ?? { code: 'absent', detail: '' };
  return strays.length === 0 ? undefined : { code: 'target-error', detail: `it left ${strays.join(', ')}` };
}
