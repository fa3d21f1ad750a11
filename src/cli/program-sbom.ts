/** `sealsmith sbom`: what is in an image or a folder. */

import { type Command, Option } from 'commander';
import { MAKER_NAMES, type MakerName } from '../image/sbom/request.ts';
import type { Bench } from './group.ts';

type Given = { readonly output?: string; readonly with?: MakerName; readonly platform?: string };

export function addSbom(root: Command, { session, finish }: Bench): void {
  root
    .command('sbom')
    .description('list the packages in an image or a folder')
    .argument(
      '[what]',
      'name@digest, name:tag, a layout, an archive, a folder (default: the image built here)',
    )
    .option('-o, --output <file>', 'write it as CycloneDX 1.6')
    .addOption(new Option('--with <maker>', 'who looks (default: own)').choices(MAKER_NAMES))
    .option('--platform <platform>', 'which of several, such as linux/arm64')
    .action(async (what: string | undefined, flags: Given) => {
      const opened = session();
      const { sbom } = await import('./sbom.ts');
      finish(await sbom(opened, what, flags));
    });
}
