/** Manifests that speak of an image (`subject`): signatures, provenance, SBOMs. They lie beside it and go where it goes. */

import type { Descriptor, ImageDigest } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isManifest, MANIFEST_LIMIT, type Manifest, readManifest } from '../formats/oci.ts';
import type { Layout } from './layout.ts';
import type { LayoutWriter } from './layout-write.ts';

/** More than anybody has of one image; strangers may write as many as they like. */
const MOST_EVIDENCE = 500;

/** Bytes of one piece of evidence. */
const LARGEST = 100 * 2 ** 20;

export type Evidence = { readonly descriptor: Descriptor; readonly manifest: Manifest };

/** What a layout holds about one digest, in the order of its index. */
export async function evidenceOf(layout: Layout, subject: ImageDigest): Promise<Result<readonly Evidence[]>> {
  const found: Evidence[] = [];
  for (const descriptor of layout.evidence) {
    if (!isManifest(descriptor.mediaType)) continue;
    const bytes = await layout.bytes(descriptor, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    const manifest = readManifest(bytes.value, descriptor.mediaType);
    if (!manifest.ok)
      return err({
        code: 'image-invalid',
        what: `${descriptor.digest} in ${layout.place}`,
        message: manifest.failure,
      });
    if (manifest.value.subject?.digest !== subject) continue;
    if (found.length === MOST_EVIDENCE) {
      const message = `it holds more than ${MOST_EVIDENCE} manifests about one image`;
      return err({ code: 'image-invalid', what: layout.place, message });
    }
    found.push({ descriptor, manifest: manifest.value });
  }
  return ok(found);
}

/** Copies it; returns the descriptors that the new index is to list. */
export async function copyEvidence(
  layout: Layout,
  subject: ImageDigest,
  into: LayoutWriter,
): Promise<Result<readonly Descriptor[]>> {
  const found = await evidenceOf(layout, subject);
  if (!found.ok) return found;
  for (const { descriptor, manifest } of found.value) {
    for (const blob of [manifest.config, ...manifest.layers, descriptor]) {
      if (blob.size > LARGEST) {
        const message = `${blob.digest}, which speaks of the image, has more than ${LARGEST} bytes`;
        return err({ code: 'image-invalid', what: layout.place, message });
      }
      const copied = await into.from(layout, blob);
      if (!copied.ok) return copied;
    }
  }
  return ok(found.value.map(({ descriptor }) => descriptor));
}
