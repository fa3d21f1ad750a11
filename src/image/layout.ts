/**
 * OCI image layouts (image-spec 1.1, image-layout.md): a folder with `oci-layout`, `index.json` and blobs by digest.
 * Whoever wrote it is a stranger: no link is followed, every byte is compared with its digest while it is read.
 */

import type { Disk } from '../core/disk.ts';
import { type Descriptor, hexOf, type ImageSource } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Index, MANIFEST_LIMIT, MEDIA, readIndex } from '../formats/oci.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import { attempt } from './attempt.ts';
import { type Extent, readExtent, streamExtent, wholeExtent } from './blob.ts';
import { chooseEntry, entriesOf, type Wanted } from './choose.ts';

export type { Wanted } from './choose.ts';

/** A layout, and the image in it that is meant. */
export interface Layout extends ImageSource {
  /** All of index.json. */
  readonly index: Index;
  /** Its entries that speak of another manifest (`subject`): signatures, provenance, SBOMs. */
  readonly evidence: readonly Descriptor[];
}

export const LAYOUT_VERSION = '1.0.0';

/** Opens the folder and finds the one image in it, or the one that is asked for. */
export function openLayout(disk: Disk, folder: string, wanted: Wanted = {}): Result<Layout> {
  const index = readLayoutIndex(disk, folder);
  if (!index.ok) return index;
  const entries = entriesOf(folder, index.value.manifests, (descriptor, limit) => {
    const extent = blobExtent(disk, folder, descriptor);
    if (!extent.ok || extent.value === undefined) return extent.ok ? ok(undefined) : extent;
    return readExtent(disk, extent.value, descriptor, limit);
  });
  if (!entries.ok) return entries;
  const root = chooseEntry(folder, entries.value.images, wanted);
  if (!root.ok) return root;
  return ok({
    place: folder,
    root: root.value,
    index: index.value,
    evidence: entries.value.evidence,
    async bytes(descriptor, limit) {
      const extent = presentExtent(disk, folder, descriptor);
      return extent.ok ? readExtent(disk, extent.value, descriptor, limit) : extent;
    },
    async stream(descriptor, onPiece) {
      const extent = presentExtent(disk, folder, descriptor);
      return extent.ok ? streamExtent(disk, extent.value, descriptor, onPiece) : extent;
    },
    path: (descriptor) => blobPath(folder, descriptor),
  });
}

/** index.json of a layout, read strictly; the folder must say that it is a layout. */
export function readLayoutIndex(disk: Disk, folder: string): Result<Index> {
  const marker = readSmall(disk, folder, 'oci-layout', 64 * 1024);
  if (!marker.ok) return marker;
  const says = checkMarker(marker.value);
  if (says !== undefined) return err({ code: 'image-invalid', what: folder, message: says });
  const bytes = readSmall(disk, folder, 'index.json', MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, MEDIA.index);
  return index.ok
    ? index
    : err({ code: 'image-invalid', what: `${folder}/index.json`, message: index.failure });
}

/** What is wrong with the content of `oci-layout`; undefined when nothing is. */
export function checkMarker(bytes: Uint8Array): string | undefined {
  const json = strictJson(bytes);
  const version = json.ok && isPlainObject(json.value) ? json.value['imageLayoutVersion'] : undefined;
  if (version === LAYOUT_VERSION) return undefined;
  return typeof version === 'string' && /^[0-9.]{1,20}$/.test(version)
    ? `it is a layout of version ${version}, and ${LAYOUT_VERSION} is what is read`
    : 'its file oci-layout is none';
}

export function blobPath(folder: string, descriptor: Descriptor): string {
  return `${folder}/blobs/sha256/${hexOf(descriptor.digest)}`;
}

/** Undefined when the blob is not there; links on the way are refused. */
function blobExtent(disk: Disk, folder: string, descriptor: Descriptor): Result<Extent | undefined> {
  const path = blobPath(folder, descriptor);
  const found = attempt('read', path, () => {
    for (const part of [folder, `${folder}/blobs`, `${folder}/blobs/sha256`]) {
      const kind = disk.look(part)?.kind;
      if (kind !== undefined && kind !== 'folder') return { refused: part };
    }
    const blob = disk.look(path);
    if (blob === undefined) return undefined;
    return blob.kind === 'file' ? { path, at: 0, bytes: blob.bytes } : { refused: path };
  });
  if (!found.ok) return found;
  if (found.value === undefined || !('refused' in found.value)) return ok(found.value);
  const message = `${found.value.refused.slice(folder.length + 1) || 'it'} is no plain folder or file`;
  return err({ code: 'image-invalid', what: folder, message });
}

function presentExtent(disk: Disk, folder: string, descriptor: Descriptor): Result<Extent> {
  const extent = blobExtent(disk, folder, descriptor);
  if (!extent.ok) return extent;
  if (extent.value !== undefined) return ok(extent.value);
  return err({ code: 'image-invalid', what: folder, message: `${descriptor.digest} is not there` });
}

function readSmall(disk: Disk, folder: string, name: string, limit: number): Result<Uint8Array> {
  const path = `${folder}/${name}`;
  const found = attempt('read', path, () => disk.look(path));
  if (!found.ok) return found;
  const invalid = (message: string) => err({ code: 'image-invalid', what: folder, message } as const);
  if (found.value === undefined) return invalid(`it has no ${name}, so it is no OCI layout`);
  if (found.value.kind !== 'file') return invalid(`${name} is no file`);
  if (found.value.bytes > limit) return invalid(`${name} has more than ${limit} bytes`);
  return wholeExtent(disk, { path, at: 0, bytes: found.value.bytes });
}
