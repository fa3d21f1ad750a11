/**
 * An image in Docker's own archive (Docker Image Specification v1.2, "Combined Image JSON + Filesystem Changeset
 * Format"): `manifest.json` names a configuration and the layers. It has no manifest that registries would take, so one
 * is made, always the same for the same archive: the layers as they lie there, plain or compressed.
 */

import { createHash } from 'node:crypto';
import { isSha256, type Sha256 } from '../core/digest.ts';
import type { Disk } from '../core/disk.ts';
import { type Descriptor, type ImageDigest, imageDigest } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { CONFIG_LIMIT, type Compression, MANIFEST_LIMIT, MEDIA } from '../formats/oci.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import type { ArchiveMembers } from './archive-members.ts';
import { digestOf, type Extent, piecesOf, sameDigest, tooLarge, wholeExtent } from './blob.ts';
import type { Wanted } from './choose.ts';
import { readConfig } from './config.ts';
import { memberPath } from './layer-read.ts';
import { manifestBytes } from './manifest.ts';

export type DockerImage = {
  readonly root: Descriptor;
  readonly manifest: Uint8Array;
  /** Configuration and layers. */
  readonly blobs: ReadonlyMap<ImageDigest, Extent>;
};

type Entry = {
  readonly config: string;
  readonly names: readonly string[];
  readonly layers: readonly string[];
};

const MOST_IMAGES = 1000;
const MOST_LAYERS = 512;

const LAYER_TYPES: Readonly<Record<Compression, string>> = {
  none: MEDIA.layerTar,
  gzip: MEDIA.layerGzip,
  zstd: MEDIA.layerZstd,
};

/** @param listing  where manifest.json lies */
export async function dockerImage(
  disk: Disk,
  path: string,
  members: ArchiveMembers,
  listing: Extent,
  wanted: Wanted,
): Promise<Result<DockerImage>> {
  const invalid = (message: string) => err({ code: 'image-invalid', what: path, message } as const);
  const bytes = small(disk, listing, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const entries = readEntries(bytes.value);
  if (!entries.ok) return invalid(`of its manifest.json, ${entries.failure}`);
  const entry = choose(entries.value, wanted);
  if (!entry.ok) return invalid(entry.failure);
  const config = readConfigOf(disk, path, members, entry.value);
  if (!config.ok) return config;
  const { extent, descriptor, diffIds } = config.value;
  if (diffIds.length !== entry.value.layers.length)
    return invalid('its list of layers and its configuration do not have the same number');
  const blobs = new Map<ImageDigest, Extent>([[descriptor.digest, extent]]);
  const layers: Descriptor[] = [];
  for (const [place, name] of entry.value.layers.entries()) {
    const at = members.find(name);
    const diffId = diffIds[place];
    if (at === undefined || diffId === undefined) return invalid(`${JSON.stringify(name)} is not in it`);
    const layer = await layerAt(disk, at, diffId);
    if (!layer.ok) return layer;
    layers.push(layer.value);
    blobs.set(layer.value.digest, at);
  }
  const manifest = manifestBytes({ config: descriptor, layers });
  return ok({
    manifest,
    root: { mediaType: MEDIA.manifest, digest: digestOf(manifest), size: manifest.length },
    blobs,
  });
}

/** A plain layer is what its configuration says (compared when it is read); of a compressed one the digest is taken. */
async function layerAt(disk: Disk, extent: Extent, diffId: ImageDigest): Promise<Result<Descriptor>> {
  const head = wholeExtent(disk, { ...extent, bytes: Math.min(4, extent.bytes) });
  if (!head.ok) return head;
  const compression = compressionAt(head.value);
  const mediaType = LAYER_TYPES[compression];
  if (compression === 'none') return ok({ mediaType, digest: diffId, size: extent.bytes });
  const digest = createHash('sha256');
  const read = await piecesOf(disk, extent, async (piece) => {
    digest.update(piece);
    return ok(undefined);
  });
  if (!read.ok) return read;
  return ok({ mediaType, digest: imageDigest(digest.digest('hex') as Sha256), size: extent.bytes });
}

function compressionAt(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length === 4 && Buffer.from(head).readUInt32LE() === 0xfd2fb528 ? 'zstd' : 'none';
}

type FoundConfig = {
  readonly extent: Extent;
  readonly descriptor: Descriptor;
  readonly diffIds: readonly ImageDigest[];
};

function readConfigOf(disk: Disk, path: string, members: ArchiveMembers, entry: Entry): Result<FoundConfig> {
  const extent = members.find(entry.config);
  if (extent === undefined) {
    const message = `its configuration ${JSON.stringify(entry.config)} is not in it`;
    return err({ code: 'image-invalid', what: path, message });
  }
  const bytes = small(disk, extent, CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const digest = digestOf(bytes.value);
  // Docker names the file by its digest, kaniko with `sha256:` before it.
  const named = /([0-9a-f]{64})(?:\.json)?$/.exec(entry.config)?.[1];
  if (named !== undefined && isSha256(named)) {
    const same = sameDigest(`the configuration in ${path}`, imageDigest(named), digest);
    if (!same.ok) return same;
  }
  const config = readConfig(bytes.value);
  if (!config.ok) {
    const message = `of its configuration, ${config.failure}`;
    return err({ code: 'image-invalid', what: path, message });
  }
  const descriptor = { mediaType: MEDIA.config, digest, size: bytes.value.length };
  return ok({ extent, descriptor, diffIds: config.value.diffIds });
}

function choose(entries: readonly Entry[], { digest, name }: Wanted): Result<Entry, string> {
  const fitting = entries.filter(
    (entry) =>
      (name === undefined || entry.names.includes(name)) &&
      // What Docker calls the image's id.
      (digest === undefined || entry.config.includes(digest.slice('sha256:'.length))),
  );
  const [first] = fitting;
  if (first !== undefined && fitting.every(({ config }) => config === first.config)) return ok(first);
  const names = entries.flatMap((entry) => entry.names[0] ?? entry.config).slice(0, 5);
  if (first !== undefined) return err(`it holds ${names.join(', ')}, and nothing says which is meant`);
  return err(
    entries.length === 0 ? 'it holds no image' : `it holds ${names.join(', ')}, not ${name ?? digest}`,
  );
}

function readEntries(bytes: Uint8Array): Result<readonly Entry[], string> {
  const json = strictJson(bytes);
  if (!json.ok) return json;
  if (!Array.isArray(json.value) || json.value.length > MOST_IMAGES) return err('it is no list of images');
  const entries: Entry[] = [];
  for (const value of json.value) {
    if (!isPlainObject(value)) return err('an entry is no object');
    const config = typeof value['Config'] === 'string' ? memberPath(value['Config']) : undefined;
    const layers = paths(value['Layers']);
    const names = value['RepoTags'] ?? [];
    if (config === undefined || layers === undefined || layers.length > MOST_LAYERS)
      return err('an entry does not say its configuration and layers');
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
      return err('names of an image are none');
    entries.push({ config, layers, names });
  }
  return ok(entries);
}

/** Null is what Go writes for an empty list. */
function paths(value: unknown): readonly string[] | undefined {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const found = value.map((one) => (typeof one === 'string' ? memberPath(one) : undefined));
  const sound = found.filter((one) => one !== undefined);
  return sound.length === found.length ? sound : undefined;
}

function small(disk: Disk, extent: Extent, limit: number): Result<Uint8Array> {
  return extent.bytes > limit ? err(tooLarge(extent.path, limit)) : wholeExtent(disk, extent);
}
