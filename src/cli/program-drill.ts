/** `sealsmith drill …`: attacks on what protects a project, done for real and on a copy, to be seen with one's own eyes. */

import type { Command } from 'commander';
import { addGroup, type Bench } from './group.ts';

export function addDrill(root: Command, { session, finish }: Bench): void {
  const on = addGroup(root, 'drill', 'attack a copy of what protects this project, and say what was stopped');

  on('cache', 'attack a copy of the cache: edit, replace, replay, roll back, climb out, bomb, race').action(
    async () => {
      const opened = session();
      const { drillCache } = await import('./drill/cache.ts');
      finish(await drillCache(opened));
    },
  );

  on('image', 'attack images in a throw-away registry: unsigned, misattributed, swapped, flooded').action(
    async () => {
      const opened = session();
      const { drillImage } = await import('./drill/image.ts');
      finish(await drillImage(opened));
    },
  );
}
