/** `sealsmith keys …`: the keys that artifacts are signed with. */

import { type Command, Option } from 'commander';
import { ALGORITHMS } from '../signing/keys.ts';
import { addGroup, type Bench } from './group.ts';
import type { GenerateFlags } from './keys/generate.ts';

export function addKeys(root: Command, { session, finish }: Bench): void {
  const on = addGroup(root, 'keys', 'keys that artifacts are signed with');

  on('generate', 'make a pair that cosign reads too; never overwrites')
    .argument('[name]', 'of the two files, without .key and .pub', 'sealsmith')
    .addOption(
      new Option('--algorithm <name>', 'what kind of key').choices(ALGORITHMS).default(ALGORITHMS[0]),
    )
    .action(async (name: string, flags: GenerateFlags) => {
      const opened = session();
      const { keysGenerate } = await import('./keys/generate.ts');
      finish(await keysGenerate(opened, name, flags));
    });
}
