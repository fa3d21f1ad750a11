/** Reads an image's layers or a folder and gives what the cataloguers found there. */

import type { Disk } from '../../core/disk.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Image } from '../image.ts';
import { type LayerMember, readLayer } from '../layer-read.ts';
import type { ProvenFile, TreeFacts } from './cataloguer.ts';
import type { FoundPackage, OperatingSystem } from './found.ts';
import { Gathering, type Passing, type Trouble } from './gather.ts';
import { CATALOGUERS } from './registry.ts';
import { walkFolder } from './walk.ts';

export type Inventory = {
  readonly os: OperatingSystem | undefined;
  readonly packages: readonly FoundPackage[];
  /** What could not be read. */
  readonly troubles: readonly Trouble[];
};

/** One pass over the layers, from the lowest up. */
export async function inventoryOfImage(image: Image): Promise<Result<Inventory>> {
  const gathering = new Gathering(CATALOGUERS);
  for (const [index, layer] of image.manifest.layers.entries()) {
    gathering.beginLayer(layer.digest);
    let passing: Passing | undefined;
    const read = await readLayer(image.source, layer, image.config.diffIds[index], {
      member(member) {
        passing = pass(gathering, member);
        return ok(passing !== undefined);
      },
      content(piece) {
        passing?.content(piece);
        return ok(undefined);
      },
      ended() {
        passing?.ended();
        return ok(undefined);
      },
    });
    if (!read.ok) return read;
    gathering.endLayer();
  }
  return ok(inventory(gathering, 'image'));
}

export async function inventoryOfFolder(disk: Disk, root: string): Promise<Result<Inventory>> {
  const gathering = new Gathering(CATALOGUERS);
  const walked = walkFolder(disk, root, gathering);
  return walked.ok ? ok(inventory(gathering, 'folder')) : walked;
}

function pass(gathering: Gathering, member: LayerMember): Passing | undefined {
  const { kind, path, target, bytes } = member;
  switch (kind) {
    case 'file':
      return gathering.file(path, bytes);
    case 'folder':
      gathering.folder(path);
      return undefined;
    case 'link':
      gathering.link(path, target);
      return undefined;
    case 'hard-link':
      gathering.hardLink(path, target);
      return undefined;
    default:
      gathering.other(path);
      return undefined;
  }
}

function inventory(gathering: Gathering, what: TreeFacts['what']): Inventory {
  const place = ({ path, layer, sha256 }: ProvenFile) => ({
    path: what === 'image' ? `/${path}` : path,
    layer,
    sha256,
  });
  const { catalogues } = gathering;
  const os = catalogues.map(({ catalogue }) => catalogue.system(place)).find((one) => one !== undefined);
  const facts: TreeFacts = { os, what, place, link: (path) => gathering.linkTarget(path) };
  return {
    os,
    packages: catalogues.flatMap(({ catalogue }) => catalogue.packages(facts)),
    troubles: gathering.troubles,
  };
}
