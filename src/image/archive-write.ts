/**
 * Writes an image as one archive that everybody takes: an OCI layout, and beside it the `manifest.json` of Docker's own
 * format, which Engines before 25 need (`docker load`), as podman and skopeo take it as well (`docker-archive:`).
 */

import type { Disk } from '../core/disk.ts';
import { type Descriptor, hexOf } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseImageName, printImageName } from '../formats/image-name.ts';
import { CONFIG_LIMIT, compressionOf } from '../formats/oci.ts';
import { TAR_END, tarHeader, tarPadding } from '../formats/tar.ts';
import { attempt } from './attempt.ts';
import type { OnPiece } from './blob.ts';
import { decompressor } from './decompress.ts';
import type { Image } from './image.ts';
import { readLayer } from './layer-read.ts';
import { markerBytes } from './layout-write.ts';
import { indexBytes } from './manifest.ts';

/** Of every member, seconds since 1970: 1980, as in all archives of ours. */
const MTIME = 315_532_800;

/**
 * The archive in pieces, each good until `onPiece` is done with it.
 *
 * @param names  what the engine is to call it: `registry/name:tag`
 */
export async function archivePieces(
  image: Image,
  names: readonly string[],
  onPiece: OnPiece,
): Promise<Result<void>> {
  const { source, descriptor, manifest } = image;
  const root = { ...descriptor, platform: image.platform };
  const layers = await layerPlaces(image);
  if (!layers.ok) return layers;
  const [name] = names;
  const entry = name === undefined ? root : { ...root, annotations: { ...root.annotations, ...named(name) } };
  const listing = [
    { Config: blobName(manifest.config), RepoTags: names, Layers: layers.value.map(({ path }) => path) },
  ];
  const write = async (path: string, bytes: Uint8Array): Promise<Result<void>> =>
    member(path, bytes.length, onPiece, () => onPiece(bytes));
  for (const [path, bytes] of [
    ['oci-layout', markerBytes()],
    ['index.json', indexBytes([entry])],
    ['manifest.json', Buffer.from(JSON.stringify(listing))],
  ] as const) {
    const written = await write(path, bytes);
    if (!written.ok) return written;
  }
  for (const small of [descriptor, manifest.config]) {
    const bytes = await source.bytes(small, CONFIG_LIMIT);
    const written = bytes.ok ? await write(blobName(small), bytes.value) : bytes;
    if (!written.ok) return written;
  }
  const seen = new Set<string>();
  for (const [number, layer] of manifest.layers.entries()) {
    const place = layers.value[number];
    const blob = blobName(layer);
    if (!seen.has(blob)) {
      seen.add(blob);
      const written = await member(blob, layer.size, onPiece, () => source.stream(layer, onPiece));
      if (!written.ok) return written;
    }
    if (place === undefined || seen.has(place.path)) continue;
    seen.add(place.path);
    const written = await member(place.path, place.bytes, onPiece, () => plain(image, layer, onPiece));
    if (!written.ok) return written;
  }
  return onPiece(TAR_END);
}

/** The same into a file, there whole or not at all. */
export async function writeArchive(
  disk: Disk,
  image: Image,
  names: readonly string[],
  path: string,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const beside = `${path}.part`;
  const opened = attempt('write', path, () => {
    disk.remove(beside);
    return disk.create(beside, 0o644);
  });
  if (!opened.ok) return opened;
  const written = await archivePieces(image, names, async (piece) => {
    if (signal?.aborted === true)
      return err({ code: 'interrupted', signal: signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM' });
    return attempt('write', path, () => disk.write(opened.value, piece));
  });
  const done = attempt('write', path, () => {
    disk.close(opened.value);
    if (written.ok) disk.rename(beside, path);
    else disk.remove(beside);
  });
  return written.ok ? done : written;
}

const REF = 'org.opencontainers.image.ref.name';

type Place = { readonly path: string; readonly bytes: number };

/**
 * Where Docker's list finds each layer. Engines before 23 do not know zstd, so such a layer stands there plain as well,
 * which has to be measured first.
 */
async function layerPlaces(image: Image): Promise<Result<readonly Place[]>> {
  const places: Place[] = [];
  for (const [number, layer] of image.manifest.layers.entries()) {
    const diffId = image.config.diffIds[number];
    if (compressionOf(layer.mediaType) !== 'zstd' || diffId === undefined) {
      places.push({ path: blobName(layer), bytes: layer.size });
      continue;
    }
    const read = await readLayer(image.source, layer, diffId, { member: () => ok(false) });
    if (!read.ok) return read;
    places.push({ path: `${hexOf(diffId)}/layer.tar`, bytes: read.value.bytes });
  }
  return ok(places);
}

/** A header, the content and what fills the last block. */
async function member(
  path: string,
  bytes: number,
  onPiece: OnPiece,
  content: () => Promise<Result<void>>,
): Promise<Result<void>> {
  const begun = await onPiece(tarHeader({ kind: 'file', path, mode: 0o644, mtime: MTIME, bytes }));
  if (!begun.ok) return begun;
  const written = await content();
  if (!written.ok) return written;
  const fill = tarPadding(bytes);
  return fill === 0 ? ok(undefined) : onPiece(new Uint8Array(fill));
}

/** A layer without its compression; its size was counted by who read it before. */
async function plain(image: Image, layer: Descriptor, onPiece: OnPiece): Promise<Result<void>> {
  const pieces: Buffer[] = [];
  const engine = decompressor(compressionOf(layer.mediaType) ?? 'none', (bytes) => {
    pieces.push(Buffer.from(bytes));
    return ok(undefined);
  });
  const flush = async (): Promise<Result<void>> => {
    for (const piece of pieces.splice(0)) {
      const given = await onPiece(piece);
      if (!given.ok) return given;
    }
    return ok(undefined);
  };
  const broken = (message: string) =>
    err({ code: 'image-invalid', what: `layer ${layer.digest}`, message } as const);
  try {
    const read = await image.source.stream(layer, async (piece) => {
      const pushed = await engine.push(piece);
      return pushed.ok ? flush() : broken(pushed.failure);
    });
    if (!read.ok) return read;
    const ended = await engine.end();
    return ended.ok ? flush() : broken(ended.failure);
  } finally {
    engine.close();
  }
}

function blobName({ digest }: Descriptor): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

/** What podman and skopeo, and what containerd call it. One entry: an index of several is refused by podman. */
function named(name: string): Readonly<Record<string, string>> {
  const parsed = parseImageName(name);
  return {
    [REF]: name,
    ...(parsed === undefined ? {} : { 'io.containerd.image.name': printImageName(parsed) }),
  };
}
