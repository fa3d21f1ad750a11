/** `sealsmith cache …`: the commands that people look at the cache with. */

import type { Command } from 'commander';
import { addGroup, type Bench } from './group.ts';

export function addCache(root: Command, { session, finish }: Bench): void {
  const on = addGroup(
    root,
    'cache',
    'look at the cache: what is kept, who sealed it, whether it still holds',
  );

  on('list', 'every entry: what it is, who sealed it, whether this run would take it').action(async () => {
    const opened = session();
    const { cacheList } = await import('./cache/list.ts');
    finish(await cacheList(opened));
  });
  on('inspect', 'one entry: who made it, from what, when, what is inside')
    .argument('<entry>', 'a job (test), a store of one (install/uv), an id of the list, a .sealed file')
    .action(async (entry: string) => {
      const opened = session();
      const { cacheInspect } = await import('./cache/inspect.ts');
      finish(await cacheInspect(opened, entry));
    });
  on('verify', 'read every byte and compare it with what was sealed')
    .argument('[entry]', 'which one (default: those that a run would ask for now)')
    .option('--all', 'every entry there is')
    .action(async (entry: string | undefined, flags: { readonly all?: boolean }, command: Command) => {
      if (entry !== undefined && flags.all === true)
        command.error(`option '--all' cannot be used with an entry`);
      const opened = session();
      const { cacheVerify } = await import('./cache/verify.ts');
      finish(await cacheVerify(opened, entry, flags.all === true));
    });
  on('key', 'the key of a job in this tree')
    .argument('<job>', 'which job')
    .option('--explain', 'with everything that it is made of')
    .action(async (job: string, flags: { readonly explain?: boolean }) => {
      const opened = session();
      const { cacheKey } = await import('./cache/key.ts');
      finish(await cacheKey(opened, job, flags));
    });
  on('diff', 'why two runs had other keys')
    .argument('<from>', 'last, this, or a record')
    .argument('<to>', 'last, this, or a record')
    .action(async (from: string, to: string) => {
      const opened = session();
      const { cacheDiff } = await import('./cache/diff.ts');
      finish(await cacheDiff(opened, from, to));
    });
  on('prune', 'remove what nobody here would take any more, and make room')
    .option('-n, --dry-run', 'say what would go, and remove nothing')
    .action(async (flags: { readonly dryRun?: boolean }) => {
      const opened = session();
      const { cachePrune } = await import('./cache/prune.ts');
      finish(await cachePrune(opened, flags.dryRun === true));
    });
  on('init', 'make a sealing key, and say how the forge gets it').action(async () => {
    const opened = session();
    const { cacheInit } = await import('./cache/init.ts');
    finish(await cacheInit(opened));
  });
}
