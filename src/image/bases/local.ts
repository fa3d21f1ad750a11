/** Images of this machine: an OCI layout, an archive, or nothing at all. */

import type { ImageSource, Platform } from '../../core/image.ts';
import { ok, type Result } from '../../core/result.ts';
import { openArchive } from '../archive.ts';
import { imageOf } from '../image.ts';
import { openLayout } from '../layout.ts';
import type { Base, BaseKind } from './base.ts';
import { factsOf } from './facts.ts';

export const layoutBase: BaseKind<'layout'> = {
  summary: 'an OCI image layout: a folder',
  async resolve({ spec, platform }, inside) {
    const opened = openLayout(inside.doors().disk, spec.path, { platform });
    return opened.ok ? baseOf(spec.path, opened.value, platform) : opened;
  },
};

export const archiveBase: BaseKind<'archive'> = {
  summary: 'an archive of docker save, podman save or skopeo',
  async resolve({ spec, platform }, inside) {
    const opened = await openArchive(inside.doors().disk, spec.path, { platform });
    return opened.ok ? baseOf(spec.path, opened.value, platform) : opened;
  },
};

export const scratch: BaseKind<'scratch'> = {
  summary: 'nothing: for programs that need nothing',
  async resolve() {
    return ok({
      resolved: undefined,
      image: undefined,
      facts: async () => ok({}),
      remarks: [],
      release: () => {},
    });
  },
};

async function baseOf(name: string, source: ImageSource, platform: Platform): Promise<Result<Base>> {
  const image = await imageOf(source, platform);
  if (!image.ok) return image;
  return ok({
    resolved: { name, digest: image.value.descriptor.digest },
    image: image.value,
    facts: () => factsOf(image.value),
    remarks: [],
    release: () => {},
  });
}
