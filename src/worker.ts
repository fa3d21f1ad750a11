/** The entry of our threads: which tasks there are, and what each gets of the world. */

import { systemDisk } from './system/disk.ts';
import { settleThread } from './system/own-thread.ts';
import { serve } from './system/thread.ts';

serve({
  digest: async () => (await import('./system/digest-whole.ts')).digestTask,
  pack: async () => {
    const { packGroups } = await import('./cache/archive/pack-groups.ts');
    return packGroups(systemDisk());
  },
  unpack: async () => {
    const { unpackGroups } = await import('./cache/archive/unpack-groups.ts');
    return unpackGroups(systemDisk());
  },
  'github-save': async () => {
    const { githubSave } = await import('./cache/stores/github-save.ts');
    return githubSave(settleThread);
  },
});
