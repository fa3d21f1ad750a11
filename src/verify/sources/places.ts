/** Registries and layouts as places of evidence. */

import type { Repository } from '../../clients/registry/repository.ts';
import type { Descriptor, ImageSource } from '../../core/image.ts';
import { ok, type Result } from '../../core/result.ts';
import { MANIFEST_LIMIT, readIndex, readManifest } from '../../formats/oci.ts';
import type { EvidencePlace } from './image.ts';

/** @param image  the same image as an `ImageSource`, which reads blobs */
export function registryPlace(
  repository: Pick<Repository, 'name' | 'referrers' | 'find'>,
  image: Pick<ImageSource, 'bytes'>,
): EvidencePlace {
  return {
    place: repository.name,
    referrers: (digest) => repository.referrers(digest),
    async tagged(tag) {
      const found = await repository.find(tag);
      if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
      const { descriptor, bytes } = found.value;
      return ok({ mediaType: descriptor.mediaType, bytes });
    },
    bytes: (descriptor, limit) => image.bytes(descriptor, limit),
  };
}

/**
 * A layout keeps evidence in its own index.json. What its entries do not say of themselves their manifests do.
 *
 * @param evidence  entries that name a subject
 */
export function layoutPlace(
  image: Pick<ImageSource, 'place' | 'bytes'>,
  evidence: readonly Descriptor[],
): EvidencePlace {
  return {
    place: image.place,
    async referrers(digest) {
      const found: Descriptor[] = [];
      for (const descriptor of evidence) {
        const told = await toldBy(image, descriptor);
        if (!told.ok) return told;
        if (told.value?.subject === digest) found.push({ ...descriptor, ...told.value.more });
      }
      return ok(found);
    },
    tagged: async () => ok(undefined),
    bytes: (descriptor, limit) => image.bytes(descriptor, limit),
  };
}

async function toldBy(
  image: Pick<ImageSource, 'bytes'>,
  descriptor: Descriptor,
): Promise<Result<{ readonly subject: string | undefined; readonly more: Partial<Descriptor> } | undefined>> {
  const bytes = await image.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const manifest = readManifest(bytes.value, descriptor.mediaType);
  const read = manifest.ok ? manifest : readIndex(bytes.value, descriptor.mediaType);
  if (!read.ok) return ok(undefined);
  const { artifactType, annotations, subject } = read.value;
  const more = artifactType === undefined ? { annotations } : { artifactType, annotations };
  return ok({ subject: subject?.digest, more });
}
