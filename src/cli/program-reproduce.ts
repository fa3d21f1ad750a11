/** `sealsmith reproduce` and `sealsmith shell`: what a forge did, again at a desk. */

import { type Command, Option } from 'commander';
import type { Bench } from './group.ts';
import type { ReproduceFlags } from './reproduce.ts';
import type { ShellFlags } from './shell.ts';

export function addReproduce(root: Command, { session, finish }: Bench): void {
  root
    .command('reproduce')
    .description('make a recorded run again, and compare every digest with the record')
    .argument('<record>', 'run.json, or the folder of artifacts that it is in')
    .option('--on-host', 'on this machine, with its tools, instead of in the recorded image')
    .option('--image <name@digest>', 'in this image instead of the recorded one')
    .addOption(new Option('--with <engine>', 'which engine starts it').choices(['docker', 'podman']))
    .option('--fetch', 'get the commit and the image from where the record says, when they are not here')
    .option('--keep', 'leave the checkout and what was built in it')
    .action(async (record: string, flags: ReproduceFlags) => {
      const opened = session();
      const { reproduce } = await import('./reproduce.ts');
      finish(await reproduce(opened, record, flags));
    });
  root
    .command('shell')
    .description("a shell in exactly the environment that a step's job gets")
    .argument('<step>', 'which step, or which of its jobs')
    .option('--command <line>', 'run this line there instead; -c here is short for it')
    .action(async (step: string, flags: ShellFlags) => {
      const opened = session();
      const { shell } = await import('./shell.ts');
      finish(await shell(opened, step, flags));
    });
}

/** After `shell` the flag -c is the one that every shell has, and not short for --config. */
export function shellWords(args: readonly string[]): readonly string[] {
  const at = args.findIndex((word) => !word.startsWith('-'));
  return args[at] === 'shell'
    ? args.map((word, index) => (index > at && word === '-c' ? '--command' : word))
    : args;
}
