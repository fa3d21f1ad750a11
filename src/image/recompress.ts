/**
 * An image of which layers lie plain (Docker's archives) with those compressed: the same file system and configuration,
 * another manifest, always the same one. Nobody has spoken of such an image by a digest yet.
 */

import type { Descriptor } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { gzip } from '../formats/gzip.ts';
import { compressionOf, MEDIA } from '../formats/oci.ts';
import { copyBlob } from './copy.ts';
import type { Image } from './image.ts';
import { LAYER_LEVELS, rememberLayer, takeLayer } from './layer-write.ts';
import type { LayoutWriter } from './layout-write.ts';
import { manifestBytes } from './manifest.ts';
import type { ImageStore } from './store.ts';

export type Means = { readonly cores: number; readonly store: ImageStore | undefined };

/** @returns descriptors of the layers as they are in the layout now */
export async function copyLayersCompressed(
  image: Image,
  into: LayoutWriter,
  means: Means,
): Promise<Result<readonly Descriptor[]>> {
  const layers: Descriptor[] = [];
  for (const layer of image.manifest.layers) {
    const done =
      compressionOf(layer.mediaType) === 'none'
        ? await compressLayer(image, layer, into, means)
        : await kept(image, layer, into);
    if (!done.ok) return done;
    layers.push(done.value);
  }
  return ok(layers);
}

export type Compressed = {
  readonly manifest: Descriptor;
  readonly layers: readonly Descriptor[];
  /** Media type of the configuration. */
  readonly config: string;
};

export async function copyCompressed(
  image: Image,
  into: LayoutWriter,
  means: Means,
): Promise<Result<Compressed>> {
  const layers = await copyLayersCompressed(image, into, means);
  if (!layers.ok) return layers;
  const { config, annotations } = image.manifest;
  const copied = await copyBlob(image, config, into);
  if (!copied.ok) return copied;
  const bytes = manifestBytes({
    config: { ...config, mediaType: MEDIA.config },
    layers: layers.value,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  });
  const manifest = into.bytes(MEDIA.manifest, bytes);
  return manifest.ok
    ? ok({ manifest: manifest.value, layers: layers.value, config: MEDIA.config })
    : manifest;
}

async function kept(image: Image, layer: Descriptor, into: LayoutWriter): Promise<Result<Descriptor>> {
  const copied = await copyBlob(image, layer, into);
  return copied.ok ? ok(layer) : copied;
}

async function compressLayer(
  image: Image,
  layer: Descriptor,
  into: LayoutWriter,
  means: Means,
): Promise<Result<Descriptor>> {
  const options = { compression: 'gzip', store: means.store } as const;
  // Of a plain layer the digest is what a configuration calls it as well.
  const known = await takeLayer(options, layer.digest, into);
  if (known !== undefined) return ok(known);
  const blob = into.blob();
  if (!blob.ok) return blob;
  const engine = gzip(LAYER_LEVELS.gzip, means.cores + 2);
  const write = (pieces: readonly Uint8Array[]): Result<void> => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(undefined);
  };
  const read = await image.source.stream(layer, async (piece) => write(await engine.push(piece)));
  const ended = write(await engine.end());
  const failed = !read.ok ? read : ended;
  if (!failed.ok) {
    blob.value.drop();
    return err(failed.failure);
  }
  const facts = blob.value.finish();
  if (!facts.ok) return facts;
  const descriptor = { mediaType: MEDIA.layerGzip, ...facts.value };
  rememberLayer(options, { descriptor, diffId: layer.digest }, into);
  return ok(descriptor);
}
