/** The maker that is always there: our own reading of layers and folders. */

import { ok } from '../../core/result.ts';
import { assemble } from './assemble.ts';
import type { Trouble } from './gather.ts';
import type { SbomMaker } from './maker.ts';
import { inventoryOfFolder, inventoryOfImage } from './tree.ts';

export const own: SbomMaker = {
  name: 'own',
  summary: 'reads layers and folders itself; always there',
  async make(wish, world) {
    const { target } = wish;
    const found =
      target.kind === 'image'
        ? await inventoryOfImage(target.image)
        : await inventoryOfFolder(world.disk, target.path);
    if (!found.ok) return found;
    return ok({
      bom: assemble(wish, found.value),
      maker: `sealsmith ${wish.version}`,
      remarks: found.value.troubles.map(remark),
    });
  },
};

function remark({ clause, first, count }: Trouble): string {
  const path = JSON.stringify(first.length > 200 ? `${first.slice(0, 200)}…` : first);
  return count === 1
    ? `left out ${path}: ${clause}`
    : `left out ${count} files, the first ${path}: ${clause}`;
}
