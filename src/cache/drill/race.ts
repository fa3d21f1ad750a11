/** F1: runs that keep, a run that asks and a clean-up, all at once in one store. */

import type { Attack } from './attack.ts';
import type { Ground } from './ground.ts';
import { type Answer, keep, kept, take, vaultOf } from './runs.ts';

/** How often each does what it does. */
const ROUNDS = 8;

export const RACES: readonly Attack[] = [
  {
    ...{ id: 'F1', row: 'two writers, reader, clean-up', name: 'all at once', ends: 'harmless' },
    perform: async (ground) => {
      await kept(ground);
      const twin = await take(ground, 'branch');
      ground.range.world.files.remove(ground.root);
      const [answers] = await Promise.all([reader(ground), writer(ground), writer(ground), cleaner(ground)]);
      await keep(ground, 'branch');
      const bad = answers.find(({ taken, honest, misses, strays }) => {
        return strays.length > 0 || (taken ? !honest : misses.some(({ code }) => code !== 'absent'));
      });
      return { twin, attack: bad ?? (await take(ground, 'branch')) };
    },
  },
];

async function reader(ground: Ground): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) answers.push(await take(ground, 'branch'));
  return answers;
}

async function writer(ground: Ground): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) await keep(ground, 'branch');
}

async function cleaner(ground: Ground): Promise<void> {
  const { store } = await vaultOf(ground, 'branch');
  for (let round = 0; round < ROUNDS; round += 1) {
    await store.finish(new Set());
    await new Promise((turn) => setImmediate(turn));
  }
}
