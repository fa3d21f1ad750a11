/** C10: a folder of packages that the protected branch itself sealed, after a dependency of it had turned bad. */

import type { Attack } from './attack.ts';
import { draftOf, file, folder, type Inside, insideOf } from './forged.ts';
import { aStore, keep, keepPackages, take, takePackages } from './runs.ts';

const ROW = { id: 'C10', row: 'poisoned store for a release' } as const;

export const RELEASES: readonly Attack[] = [
  {
    ...{ ...ROW, name: 'a store that its manager does not check', ends: 'not-read' },
    perform: async (ground) => {
      ground.make('poison');
      await keepPackages(ground, 'branch', aStore(false));
      return {
        twin: await takePackages(ground, 'branch', aStore(false)),
        attack: await takePackages(ground, 'release', aStore(false)),
      };
    },
  },
  {
    ...{ ...ROW, name: 'a result', ends: 'not-read' },
    perform: async (ground) => {
      await keep(ground, 'branch');
      await keepPackages(ground, 'branch', aStore(true));
      return {
        twin: await takePackages(ground, 'release', aStore(true)),
        attack: await take(ground, 'release'),
      };
    },
  },
  {
    ...{ ...ROW, name: "a change's store where the branch's belongs", ends: 'tier' },
    perform: async (ground) => {
      await keepPackages(ground, 'branch', aStore(true));
      const twin = await takePackages(ground, 'release', aStore(true));
      ground.range.world.files.remove(ground.root);
      ground.plant(ground.entry(packages(), { kind: 'store' }, ground.change.key), { kind: 'store' });
      return { twin, attack: await takePackages(ground, 'release', aStore(true)) };
    },
  },
  {
    ...{ ...ROW, name: 'a file that its manager would believe unread', ends: 'entry-unsafe' },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(packages(), { kind: 'store' }), { kind: 'store' });
      const twin = await takePackages(ground, 'release', aStore(true));
      ground.replace(path, ground.entry(packages('sums.believed'), { kind: 'store' }));
      return { twin, attack: await takePackages(ground, 'release', aStore(true)) };
    },
  },
];

function packages(name = 'sums'): Inside {
  return insideOf(draftOf([folder('store'), file(`store/${name}`, 'poison\n')]));
}
