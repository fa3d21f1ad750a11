/** `sealsmith image …`: images looked at, compared, pinned and handed to an engine. */

import { type Command, Option } from 'commander';
import { addGroup, type Bench } from './group.ts';
import type { LoadFlags } from './image/load.ts';

export function addImage(root: Command, { session, finish }: Bench): void {
  const on = addGroup(root, 'image', 'look at images, compare them, pin what they stand on');

  on('inspect', 'what an image is: its digest, configuration, layers, largest files')
    .argument('[image]', 'name@digest, name:tag, a layout, an archive (default: the one built here)')
    .option('--platform <platform>', 'which of several, such as linux/arm64')
    .action(async (image: string | undefined, flags: { readonly platform?: string }) => {
      const opened = session();
      const { imageInspect } = await import('./image/inspect.ts');
      finish(await imageInspect(opened, image, flags));
    });
  on('diff', 'the layer and file in which two images differ')
    .argument('<from>', 'name@digest, name:tag, a layout, an archive')
    .argument('[to]', 'the same (default: the one built here)')
    .option('--platform <platform>', 'which of several, such as linux/arm64')
    .action(async (from: string, to: string | undefined, flags: { readonly platform?: string }) => {
      const opened = session();
      const { imageDiff } = await import('./image/diff.ts');
      finish(await imageDiff(opened, from, to, flags));
    });
  on('lock', 'pin the bases that this project names, in sealsmith.lock')
    .option('--update', 'also those that are pinned already: shows what changed, and takes it')
    .action(async (flags: { readonly update?: boolean }) => {
      const opened = session();
      const { imageLock } = await import('./image/lock.ts');
      finish(await imageLock(opened, flags.update === true));
    });
  on('load', 'hand an image to Docker or podman')
    .argument('[image]', 'a layout or an archive (default: the one built here)')
    .option('--as <name:tag>', 'what it is called there (default: this folder, with the tag dev)')
    .addOption(
      new Option('--into <engine>', 'which engine (default: the one that is there)').choices([
        'docker',
        'podman',
      ]),
    )
    .action(async (image: string | undefined, flags: Partial<LoadFlags>) => {
      const opened = session();
      const { defaultName, imageLoad } = await import('./image/load.ts');
      finish(await imageLoad(opened, image, { as: defaultName(opened.workspace), ...flags }));
    });
}
