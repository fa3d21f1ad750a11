/**
 * Manifests, indexes and configurations of images (OCI image-spec 1.1; Docker's "Image Manifest Version 2, Schema 2"
 * has the same members under other media types). Read strictly: what is used is checked, what is unknown is left.
 */

import { type Descriptor, isImageDigest, type Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject, strictJson } from './strict-json.ts';

export const MEDIA = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layerTar: 'application/vnd.oci.image.layer.v1.tar',
  layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  empty: 'application/vnd.oci.empty.v1+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

/** `{}`, which stands where a manifest must have a configuration and there is none (image-spec manifest.md). */
export const EMPTY_JSON = Buffer.from('{}');

/** Bytes of a manifest or index that are read at most; registries take 4 MiB (distribution-spec, "Pushing Manifests"). */
export const MANIFEST_LIMIT = 4 * 1024 * 1024;

/** Bytes of a configuration that are read at most. */
export const CONFIG_LIMIT = 8 * 1024 * 1024;

/** More than engines can mount. */
const MOST_LAYERS = 512;

/** More than any index of platforms; an index of referrers may have more and is read by who asks for them. */
const MOST_MANIFESTS = 10_000;

export type Manifest = {
  readonly mediaType: string;
  readonly artifactType: string | undefined;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject: Descriptor | undefined;
  readonly annotations: Readonly<Record<string, string>>;
};

export type Index = {
  readonly mediaType: string;
  readonly artifactType: string | undefined;
  readonly manifests: readonly Descriptor[];
  readonly subject: Descriptor | undefined;
  readonly annotations: Readonly<Record<string, string>>;
};

export type Compression = 'none' | 'gzip' | 'zstd';

export function isIndex(mediaType: string): boolean {
  return mediaType === MEDIA.index || mediaType === MEDIA.dockerIndex;
}

export function isManifest(mediaType: string): boolean {
  return mediaType === MEDIA.manifest || mediaType === MEDIA.dockerManifest;
}

/** How a layer is compressed by its media type; undefined for what is no layer of files that we know. */
export function compressionOf(mediaType: string): Compression | undefined {
  switch (mediaType) {
    case MEDIA.layerTar:
    case 'application/vnd.docker.image.rootfs.diff.tar':
    case 'application/vnd.oci.image.layer.nondistributable.v1.tar':
      return 'none';
    case MEDIA.layerGzip:
    case MEDIA.dockerLayer:
    case 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip':
    case 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip':
      return 'gzip';
    case MEDIA.layerZstd:
    case 'application/vnd.docker.image.rootfs.diff.tar.zstd':
    case 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd':
      return 'zstd';
    default:
      return undefined;
  }
}

/**
 * @param mediaType  what the descriptor or the registry called it; a `mediaType` inside must say the same, or a reader
 *   could take it for the other kind (the ambiguity that OCI image-spec 1.0.2 warns of)
 * @returns the failure is one clause for people
 */
export function readManifest(bytes: Uint8Array, mediaType: string): Result<Manifest, string> {
  if (!isManifest(mediaType)) return err(`it is called ${mediaType}, which is no manifest of an image`);
  const json = readSchema2(bytes, mediaType);
  if (!json.ok) return json;
  const { value } = json;
  if (Object.hasOwn(value, 'manifests')) return err('it is a manifest and an index at once');
  const config = readDescriptor(value['config']);
  if (config === undefined) return err('its configuration is none');
  const layers = readDescriptors(value['layers'], MOST_LAYERS);
  if (layers === undefined) return err('its list of layers is none');
  const common = readCommon(value);
  return common.ok ? ok({ mediaType, config, layers, ...common.value }) : common;
}

/** As `readManifest`. */
export function readIndex(bytes: Uint8Array, mediaType: string): Result<Index, string> {
  if (!isIndex(mediaType)) return err(`it is called ${mediaType}, which is no index of images`);
  const json = readSchema2(bytes, mediaType);
  if (!json.ok) return json;
  const { value } = json;
  if (Object.hasOwn(value, 'layers') || Object.hasOwn(value, 'config'))
    return err('it is an index and a manifest at once');
  const manifests = readDescriptors(value['manifests'], MOST_MANIFESTS);
  if (manifests === undefined) return err('its list of manifests is none');
  const common = readCommon(value);
  return common.ok ? ok({ mediaType, manifests, ...common.value }) : common;
}

/** One descriptor (image-spec descriptor.md), or undefined when it is none. */
export function readDescriptor(value: unknown): Descriptor | undefined {
  if (!isPlainObject(value)) return undefined;
  const { mediaType, digest, size, artifactType } = value;
  if (typeof mediaType !== 'string' || mediaType === '') return undefined;
  if (typeof digest !== 'string' || !isImageDigest(digest)) return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  if (artifactType !== undefined && typeof artifactType !== 'string') return undefined;
  const annotations = readTexts(value['annotations']);
  const platform = readPlatform(value['platform']);
  if (annotations === null || platform === null) return undefined;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** Text to text; undefined when it is not there, null when it is something else. */
export function readTexts(value: unknown): Readonly<Record<string, string>> | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!isPlainObject(value)) return null;
  const texts: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string' || name === '__proto__') return null;
    texts.push([name, text]);
  }
  return Object.fromEntries(texts);
}

/** `linux/arm64/v8`. */
export function platformText({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** The inverse of `platformText`; undefined when it is no platform. */
export function parsePlatform(text: string): Platform | undefined {
  const [os = '', architecture = '', variant, ...rest] = text.split('/');
  const words = [os, architecture, ...(variant === undefined ? [] : [variant])];
  if (rest.length > 0 || !words.every((word) => /^[a-z0-9]+$/.test(word))) return undefined;
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** Whether something for `offered` runs where `wanted` is asked for; a variant that nobody names does not matter. */
export function fitsPlatform(offered: Platform, wanted: Platform): boolean {
  return (
    offered.os === wanted.os &&
    offered.architecture === wanted.architecture &&
    (wanted.variant === undefined || offered.variant === undefined || wanted.variant === offered.variant)
  );
}

/** A descriptor with nothing but what says which bytes it means, for `subject` and for comparing. */
export function bareDescriptor({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

type Json = Readonly<Record<string, unknown>>;

function readSchema2(bytes: Uint8Array, mediaType: string): Result<Json, string> {
  if (bytes.length > MANIFEST_LIMIT) return err(`it has more than ${MANIFEST_LIMIT} bytes`);
  const json = strictJson(bytes);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return err('it is no object');
  if (value['schemaVersion'] !== 2) return err('its schema version is not 2');
  if (value['mediaType'] !== undefined && value['mediaType'] !== mediaType)
    return err(`it says that it is something else than ${mediaType}`);
  return ok(value);
}

function readCommon(value: Json): Result<Pick<Manifest, 'artifactType' | 'subject' | 'annotations'>, string> {
  const { artifactType } = value;
  if (artifactType !== undefined && typeof artifactType !== 'string') return err('its artifact type is none');
  const annotations = readTexts(value['annotations']);
  if (annotations === null) return err('its annotations are none');
  const said = value['subject'];
  const subject = said === undefined || said === null ? undefined : readDescriptor(said);
  if (said !== undefined && said !== null && subject === undefined) return err('its subject is none');
  return ok({ artifactType, subject, annotations: annotations ?? {} });
}

function readDescriptors(value: unknown, most: number): readonly Descriptor[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  const all = value.map(readDescriptor);
  const sound = all.filter((one) => one !== undefined);
  return sound.length === all.length ? sound : undefined;
}

function readPlatform(value: unknown): Platform | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!isPlainObject(value)) return null;
  const { os, architecture, variant } = value;
  if (typeof os !== 'string' || typeof architecture !== 'string') return null;
  if (variant !== undefined && typeof variant !== 'string') return null;
  return { os, architecture, ...(variant === undefined || variant === '' ? {} : { variant }) };
}
