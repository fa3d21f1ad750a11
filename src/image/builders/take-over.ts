/** What an engine built, as the layout that was asked for. */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import {
  type BuildRequest,
  type Built,
  type Descriptor,
  type ImageDigest,
  imageDigest,
} from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { gzip } from '../../formats/gzip.ts';
import { CONFIG_LIMIT, compressionOf, MEDIA } from '../../formats/oci.ts';
import { openArchive } from '../archive.ts';
import type { OnPiece } from '../blob.ts';
import { copyBlob, copyImage } from '../copy.ts';
import { type Image, imageOf } from '../image.ts';
import { LayerDates } from '../layer-dates.ts';
import { LAYER_LEVELS, rememberLayer, takeLayer } from '../layer-write.ts';
import { type BlobFacts, createLayout, type LayoutWriter } from '../layout-write.ts';
import { manifestBytes } from '../manifest.ts';
import { storeOf } from '../store.ts';
import type { Ground } from './dockerfile-ground.ts';
import { plainConfig } from './engine-config.ts';

/**
 * Puts the image in an archive to where the request wants it. One of Docker's form has no manifest yet and says when and
 * where it was made: it is freed of that, and its layers are compressed, always alike.
 */
export async function takeOver(
  path: string,
  request: BuildRequest,
  ground: Ground,
  inside: Inside,
): Promise<Result<Built>> {
  const { disk } = inside.doors();
  const archive = await openArchive(disk, path);
  if (!archive.ok) return archive;
  const image = await imageOf(archive.value, request.platform);
  if (!image.ok) return image;
  const layout = createLayout(disk, request.out, inside.interrupt());
  if (!layout.ok) return layout;
  const parts =
    archive.value.kind === 'docker'
      ? await settled(image.value, ground, layout.value, inside)
      : await asIs(image.value, layout.value);
  const { platform } = image.value;
  const { bases, remarks } = ground;
  const done = parts.ok ? layout.value.finish([{ ...parts.value.manifest, platform }]) : parts;
  if (!done.ok) layout.value.drop();
  if (!parts.ok) return parts;
  return done.ok ? ok({ ...parts.value, platform, bases, remarks }) : done;
}

type Parts = Pick<Built, 'manifest' | 'config' | 'layers'>;

async function asIs(image: Image, layout: LayoutWriter): Promise<Result<Parts>> {
  const copied = await copyImage(image, layout);
  const { config, layers } = image.manifest;
  return copied.ok ? ok({ manifest: copied.value, config, layers }) : copied;
}

async function settled(
  image: Image,
  ground: Ground,
  layout: LayoutWriter,
  inside: Inside,
): Promise<Result<Parts>> {
  const layers: Descriptor[] = [];
  const diffIds: ImageDigest[] = [];
  for (const [place, layer] of image.manifest.layers.entries()) {
    const diffId = image.config.diffIds[place];
    if (diffId === undefined) continue;
    const made = await settledLayer(image, layer, diffId, ground, layout, inside);
    if (!made.ok) return made;
    layers.push(made.value.layer);
    diffIds.push(made.value.diffId);
  }
  const bytes = await image.source.bytes(image.manifest.config, CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const plain = plainConfig(bytes.value, Number(ground.epoch), diffIds);
  if (!plain.ok) return err({ code: 'image-invalid', what: 'what the engine built', message: plain.failure });
  const config = layout.bytes(MEDIA.config, plain.value);
  if (!config.ok) return config;
  const manifest = layout.bytes(MEDIA.manifest, manifestBytes({ config: config.value, layers }));
  return manifest.ok ? ok({ manifest: manifest.value, config: config.value, layers }) : manifest;
}

type Layer = { readonly layer: Descriptor; readonly diffId: ImageDigest };

async function settledLayer(
  image: Image,
  layer: Descriptor,
  diffId: ImageDigest,
  { epoch, known }: Ground,
  layout: LayoutWriter,
  inside: Inside,
): Promise<Result<Layer>> {
  if (compressionOf(layer.mediaType) !== 'none') {
    const copied = await copyBlob(image, layer, layout);
    return copied.ok ? ok({ layer, diffId }) : copied;
  }
  // What stands in a registry stays as it is, so that it is known again there.
  const dated = known !== undefined && !known.has(diffId);
  const read = (onPiece: OnPiece): Promise<Result<void>> =>
    dated ? datedPieces(image, layer, diffId, Number(epoch), onPiece) : image.source.stream(layer, onPiece);
  const means = { compression: 'gzip', store: storeOf(inside) } as const;
  const plain = dated ? await digestOf(read) : ok(diffId);
  if (!plain.ok) return plain;
  const kept = await takeLayer(means, plain.value, layout);
  if (kept !== undefined) return ok({ layer: kept, diffId: plain.value });
  const packed = await packedBlob(read, layout, inside);
  if (!packed.ok) return packed;
  const descriptor = { mediaType: MEDIA.layerGzip, ...packed.value };
  rememberLayer(means, { descriptor, diffId: plain.value }, layout);
  return ok({ layer: descriptor, diffId: plain.value });
}

type Read = (onPiece: OnPiece) => Promise<Result<void>>;

async function datedPieces(
  image: Image,
  layer: Descriptor,
  diffId: ImageDigest,
  epoch: number,
  onPiece: OnPiece,
): Promise<Result<void>> {
  const dates = new LayerDates(epoch);
  const strange = (message: string) =>
    err({ code: 'image-invalid', what: `layer ${diffId} of what the engine built`, message } as const);
  const read = await image.source.stream(layer, async (piece) => {
    const ready = dates.push(piece);
    if (!ready.ok) return strange(ready.failure);
    for (const one of ready.value) {
      const taken = await onPiece(one);
      if (!taken.ok) return taken;
    }
    return ok(undefined);
  });
  if (!read.ok) return read;
  const ended = dates.end();
  return ended.ok ? ended : strange(ended.failure);
}

async function digestOf(read: Read): Promise<Result<ImageDigest>> {
  const hash = createHash('sha256');
  const done = await read(async (piece) => {
    hash.update(piece);
    return ok(undefined);
  });
  return done.ok ? ok(imageDigest(hash.digest('hex') as Sha256)) : done;
}

async function packedBlob(read: Read, layout: LayoutWriter, inside: Inside): Promise<Result<BlobFacts>> {
  const blob = layout.blob();
  if (!blob.ok) return blob;
  const packer = gzip(LAYER_LEVELS.gzip, inside.cores + 2);
  const write = (pieces: readonly Uint8Array[]): Result<void> => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(undefined);
  };
  const done = await read(async (piece) => write(await packer.push(piece)));
  const rest = done.ok ? write(await packer.end()) : done;
  if (rest.ok) return blob.value.finish();
  blob.value.drop();
  return rest;
}
