/** One image from any place into a layout that is being written. */

import type { Descriptor } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { CONFIG_LIMIT } from '../formats/oci.ts';
import type { Image } from './image.ts';
import type { LayoutWriter } from './layout-write.ts';

/** Everything of the image as it is, byte for byte: its digest stays. Returns the manifest's descriptor. */
export async function copyImage(image: Image, into: LayoutWriter): Promise<Result<Descriptor>> {
  const { source, descriptor, manifest } = image;
  for (const layer of manifest.layers) {
    const copied = await copyBlob(image, layer, into);
    if (!copied.ok) return copied;
  }
  for (const small of [manifest.config, descriptor]) {
    const copied = await into.from(source, small);
    if (!copied.ok) return copied;
  }
  return ok(descriptor);
}

/** One layer or configuration; linked where it is a file by itself. */
export async function copyBlob(image: Image, blob: Descriptor, into: LayoutWriter): Promise<Result<void>> {
  const path = image.source.path(blob);
  return path === undefined ? into.from(image.source, blob) : into.file(blob, path);
}

/** The configuration as it stands, for who adds to it. */
export async function configBytes(image: Image): Promise<Result<Uint8Array>> {
  const bytes = await image.source.bytes(image.manifest.config, CONFIG_LIMIT);
  return bytes.ok ? bytes : err(bytes.failure);
}
