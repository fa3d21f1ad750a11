/** C3, C5, C13: honest entries where they do not belong, and slots that others fill. */

import type { CacheReason, Seal } from '../../core/cache.ts';
import type { Attack } from './attack.ts';
import { sha256 } from './forged.ts';
import { Ground } from './ground.ts';
import { listing } from './listing.ts';
import { poison } from './poison.ts';
import { type Answer, answerOf, aStore, keep, kept, type Role, take, takePackages, vaultOf } from './runs.ts';

const DAY = 24 * 3_600_000;
const JUNK = Buffer.from('junk');
const OTHER = sha256('another key or lineage');

const REPLAYED: readonly Attack[] = [
  {
    ...replay('under another key'),
    perform: async (ground) => {
      const { bytes } = await kept(ground);
      ground.plant(bytes, { key: OTHER });
      return both(await take(ground, 'branch'), await take(ground, 'branch', { ...ground.slot, key: OTHER }));
    },
  },
  {
    ...replay('for another job or platform'),
    perform: async (ground) => {
      const { bytes } = await kept(ground);
      ground.plant(bytes, { lineage: OTHER });
      return both(
        await take(ground, 'branch'),
        await take(ground, 'branch', { ...ground.slot, lineage: OTHER }),
      );
    },
  },
  {
    ...replay('a result as a folder of packages'),
    perform: async (ground) => {
      const { bytes } = await kept(ground);
      ground.plant(bytes, { kind: 'store' });
      return both(await take(ground, 'branch'), await takePackages(ground, 'branch', aStore(false)));
    },
  },
  {
    ...replay("one change's entry to another change"),
    ends: 'tier',
    perform: async (ground) => {
      const { bytes } = await kept(ground, 'change');
      const twin = await take(ground, 'change');
      ground.plant(bytes, { namespace: 'T1/8' });
      return both(twin, await take(ground, 'other-change'));
    },
  },
  {
    ...replay("one machine's entry to another machine"),
    ends: 'signer-not-allowed',
    perform: async (ground) => {
      const elsewhere = new Ground(ground.range, `${ground.folder}/elsewhere`);
      const { bytes } = await kept(elsewhere, 'desk');
      const twin = await take(elsewhere, 'desk');
      ground.plant(bytes, { namespace: `T0/${ground.machine().keyId}` });
      return both(twin, await take(ground, 'desk'));
    },
  },
];

const FIRST: readonly Attack[] = [
  {
    ...first('a change keeps before the branch does', 'absent'),
    perform: async (ground) => {
      await kept(ground, 'change');
      return both(await take(ground, 'change'), await take(ground, 'branch'));
    },
  },
  {
    ...first('the branch keeps after a change was there', 'harmless'),
    perform: async (ground) => {
      const theirs = ground.entry(poison(), ofChange(ground), ground.change.key);
      ground.plant(theirs);
      ground.plant(theirs, { namespace: 'T1/7' });
      const twin = await take(ground, 'change');
      await keep(ground, 'branch');
      return both(twin, await take(ground, 'branch'));
    },
  },
  unwritable('tier', "a change that holds the branch's key keeps", 'leaking-change'),
  unwritable('store-read-only', 'a fork keeps', 'fork'),
  unwritable('store-read-only', 'a release keeps', 'release'),
];

const SQUATTED: readonly Attack[] = [
  squat('a hundred names before it', (ground) => {
    for (let index = 0; index < 50; index += 1) {
      ground.plant(JUNK, {}, ground.now - index);
      ground.plant(JUNK, {}, ground.now + DAY + index);
    }
  }),
  squat('poison of the same slot before it', (ground) => {
    for (let index = 0; index < 8; index += 1) {
      ground.plant(ground.entry(poison(), {}, ground.stranger.key), {}, ground.now - index);
    }
  }),
  squat('a link where its folder belongs', (ground) => {
    const { root, slot, range, folder } = ground;
    ground.makeFolder(`${root}/T2/result`);
    range.world.disk.makeLink(`${folder}/victim`, `${root}/T2/result/${slot.key.slice(0, 2)}`);
  }),
  squat('a file where its folder belongs', (ground) => {
    ground.makeFolder(`${ground.root}/T2`);
    ground.replace(`${ground.root}/T2/result`, JUNK);
  }),
  squat('a store filled to the brim', (ground) => {
    for (let index = 0; index < 3; index += 1) {
      const path = ground.plant(JUNK, { key: sha256(`junk ${index}`) }, ground.now - DAY);
      // A hole: it takes no room on the disk, and counts.
      ground.rewrite(path, JUNK, ground.settings.size / 2);
    }
  }),
];

export const SLOTS: readonly Attack[] = [...REPLAYED, ...FIRST, ...SQUATTED];

function replay(name: string): Omit<Attack, 'perform'> {
  return { id: 'C3', row: 'honest entry elsewhere', name, ends: 'key-mismatch' };
}

function first(name: string, ends: Attack['ends']): Omit<Attack, 'perform'> {
  return { id: 'C5', row: 'slot filled by a change first', name, ends };
}

function unwritable(ends: CacheReason, name: string, role: Role): Attack {
  return {
    ...first(name, ends),
    perform: async (ground) =>
      both(answerOf(await keep(ground, 'branch')), answerOf(await keep(ground, role))),
  };
}

/** Whatever stands there, what an honest run keeps after it is found, also when the store has made room. */
function squat(name: string, fill: (ground: Ground) => void): Attack {
  return {
    ...{ id: 'C13', row: 'slot or store filled by others', name, ends: 'harmless' },
    perform: async (ground) => {
      await kept(ground);
      const twin = await take(ground, 'branch');
      const { disk, files } = ground.range.world;
      files.remove(ground.root);
      fill(ground);
      const victim = listing(disk, `${ground.folder}/victim`);
      await keepAndFinish(ground);
      const answer = await take(ground, 'branch');
      const strays = listing(disk, `${ground.folder}/victim`).filter((line) => !victim.includes(line));
      return both(twin, { ...answer, strays: [...answer.strays, ...strays] });
    },
  };
}

/** What a run does at its end. */
async function keepAndFinish(ground: Ground): Promise<void> {
  const { path } = await kept(ground);
  const { store } = await vaultOf(ground, 'branch');
  await store.finish(new Set([path.slice(ground.root.length + 1)]));
}

function ofChange(ground: Ground): Partial<Seal> {
  return { producer: { ...ground.seal(poison()).producer, tier: 'T1' }, namespace: 'T1/7' };
}

function both(twin: Answer, attack: Answer): { readonly twin: Answer; readonly attack: Answer } {
  return { twin, attack };
}
