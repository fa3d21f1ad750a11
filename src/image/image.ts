/** From a place to one image: its manifest for a platform, and its configuration, both read strictly. */

import type { Descriptor, ImageSource, Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  CONFIG_LIMIT,
  compressionOf,
  fitsPlatform,
  isIndex,
  isManifest,
  MANIFEST_LIMIT,
  type Manifest,
  MEDIA,
  platformText,
  readIndex,
  readManifest,
} from '../formats/oci.ts';
import { type ConfigFile, readConfig } from './config.ts';

/** One image for one platform. */
export type Image = {
  readonly source: ImageSource;
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly config: ConfigFile;
  readonly platform: Platform;
};

/** Indexes of indexes that are followed. */
const DEEPEST = 3;

/**
 * @param platform  without one, the place must hold an image for just one platform
 */
export async function imageOf(source: ImageSource, platform?: Platform): Promise<Result<Image>> {
  const found = await manifestOf(source, source.root, platform, DEEPEST);
  if (!found.ok) return found;
  const { descriptor, manifest } = found.value;
  const what = `${descriptor.digest} of ${source.place}`;
  const invalid = (message: string) => err({ code: 'image-invalid', what, message } as const);
  if (manifest.config.mediaType !== MEDIA.config && manifest.config.mediaType !== MEDIA.dockerConfig)
    return invalid('it is no image but something else that registries keep');
  const strange = manifest.layers.find((layer) => compressionOf(layer.mediaType) === undefined);
  if (strange !== undefined) return invalid(`a layer is of a kind that is not known (${strange.mediaType})`);
  const bytes = await source.bytes(manifest.config, CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const config = readConfig(bytes.value);
  if (!config.ok) return invalid(`of its configuration, ${config.failure}`);
  if (config.value.diffIds.length !== manifest.layers.length)
    return invalid('its manifest and its configuration have not the same number of layers');
  if (platform !== undefined && !fitsPlatform(config.value.platform, platform)) {
    return invalid(`it is for ${platformText(config.value.platform)}, and not for ${platformText(platform)}`);
  }
  return ok({ source, descriptor, manifest, config: config.value, platform: config.value.platform });
}

type Found = { readonly descriptor: Descriptor; readonly manifest: Manifest };

async function manifestOf(
  source: ImageSource,
  descriptor: Descriptor,
  platform: Platform | undefined,
  deepest: number,
): Promise<Result<Found>> {
  const what = `${descriptor.digest} of ${source.place}`;
  const invalid = (message: string) => err({ code: 'image-invalid', what, message } as const);
  const bytes = await source.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  if (isManifest(descriptor.mediaType)) {
    const manifest = readManifest(bytes.value, descriptor.mediaType);
    return manifest.ok ? ok({ descriptor, manifest: manifest.value }) : invalid(manifest.failure);
  }
  if (!isIndex(descriptor.mediaType)) return invalid(`it is ${descriptor.mediaType} and no image`);
  if (deepest === 0) return invalid('its indexes are nested too deeply');
  const index = readIndex(bytes.value, descriptor.mediaType);
  if (!index.ok) return invalid(index.failure);
  const chosen = choose(index.value.manifests, platform);
  return chosen.ok ? manifestOf(source, chosen.value, platform, deepest - 1) : invalid(chosen.failure);
}

/** The first that fits, as the specification says (image-index.md); one that fits in every word goes first. */
function choose(
  manifests: readonly Descriptor[],
  platform: Platform | undefined,
): Result<Descriptor, string> {
  const images = manifests.filter((one) => !isEvidence(one));
  const fitting = images.filter(
    (one) => platform === undefined || one.platform === undefined || fitsPlatform(one.platform, platform),
  );
  const exact = fitting.find((one) => platform !== undefined && one.platform?.variant === platform.variant);
  const first = exact ?? fitting[0];
  const there = [...new Set(images.map(({ platform: of }) => (of ? platformText(of) : 'no platform')))];
  if (first === undefined) {
    return err(
      platform === undefined
        ? 'its index holds no image'
        : `it holds images for ${there.join(', ') || 'nothing'}, and none for ${platformText(platform)}`,
    );
  }
  if (platform === undefined && fitting.some((one) => one.digest !== first.digest))
    return err(`it holds images for ${there.join(', ')}; a platform has to be named`);
  return ok(first);
}

/** What BuildKit puts beside images in an index: its own statements, for a platform that there is not. */
function isEvidence({ annotations, platform }: Descriptor): boolean {
  return (
    annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' ||
    (platform?.os === 'unknown' && platform.architecture === 'unknown')
  );
}
