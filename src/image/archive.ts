/**
 * Archives of images: what `docker save` writes, old and new, what kaniko, podman and skopeo write (`docker-archive:`,
 * `oci-archive:`). Nothing is unpacked and nothing large is in memory: blobs are read where they lie in the file.
 */

import type { Disk } from '../core/disk.ts';
import { type Descriptor, hexOf, type ImageDigest, type ImageSource } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { CONFIG_LIMIT, MANIFEST_LIMIT, MEDIA, readIndex } from '../formats/oci.ts';
import { type ArchiveMembers, readMembers } from './archive-members.ts';
import { type Extent, readExtent, streamExtent, tooLarge, wholeExtent } from './blob.ts';
import { chooseEntry, entriesOf, type Wanted } from './choose.ts';
import { type DockerImage, dockerImage } from './docker-archive.ts';
import { checkMarker } from './layout.ts';

export interface Archive extends ImageSource {
  /**
   * Whether it is one of Docker's: nobody has named its manifest by digest yet, and its layers may lie in it plain, so
   * whoever takes it over may compress them.
   */
  readonly kind: 'docker' | 'oci';
}

export async function openArchive(disk: Disk, path: string, wanted: Wanted = {}): Promise<Result<Archive>> {
  const members = readMembers(disk, path);
  if (!members.ok) return members;
  const docker = members.value.find('manifest.json');
  const index = members.value.find('index.json');
  const marker = members.value.find('oci-layout');
  const kind = docker === undefined ? 'oci' : 'docker';
  if (index !== undefined && marker !== undefined) {
    return openLayoutIn(disk, path, kind, members.value, { index, marker }, wanted);
  }
  if (docker === undefined) {
    const message = 'it has neither manifest.json nor an OCI layout, so it is no archive of an image';
    return err({ code: 'image-invalid', what: path, message });
  }
  const image = await dockerImage(disk, path, members.value, docker, wanted);
  return image.ok ? ok(new DockerArchive(disk, path, image.value)) : image;
}

function openLayoutIn(
  disk: Disk,
  path: string,
  kind: Archive['kind'],
  members: ArchiveMembers,
  parts: { readonly index: Extent; readonly marker: Extent },
  wanted: Wanted,
): Result<Archive> {
  const invalid = (message: string) => err({ code: 'image-invalid', what: path, message } as const);
  const marker = readMember(disk, parts.marker, 64 * 1024);
  if (!marker.ok) return marker;
  const says = checkMarker(marker.value);
  if (says !== undefined) return invalid(says);
  const bytes = readMember(disk, parts.index, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, MEDIA.index);
  if (!index.ok) return invalid(`of its index.json, ${index.failure}`);
  const find = ({ digest }: Descriptor): Extent | undefined => members.find(`blobs/sha256/${hexOf(digest)}`);
  const entries = entriesOf(path, index.value.manifests, (descriptor, limit) => {
    const extent = find(descriptor);
    return extent === undefined ? ok(undefined) : readExtent(disk, extent, descriptor, limit);
  });
  if (!entries.ok) return entries;
  const root = chooseEntry(path, entries.value.images, wanted);
  if (!root.ok) return root;
  const present = (descriptor: Descriptor): Result<Extent> => {
    const extent = find(descriptor);
    return extent === undefined ? invalid(`${descriptor.digest} is not in it`) : ok(extent);
  };
  return ok({
    kind,
    place: path,
    root: root.value,
    async bytes(descriptor, limit) {
      const extent = present(descriptor);
      return extent.ok ? readExtent(disk, extent.value, descriptor, limit) : extent;
    },
    async stream(descriptor, onPiece) {
      const extent = present(descriptor);
      return extent.ok ? streamExtent(disk, extent.value, descriptor, onPiece) : extent;
    },
    path: () => undefined,
  });
}

/** A small member, whole. */
export function readMember(disk: Disk, extent: Extent, limit: number): Result<Uint8Array> {
  return extent.bytes > limit ? err(tooLarge(extent.path, limit)) : wholeExtent(disk, extent);
}

/** One that has no manifest of its own: `docker-archive.ts` makes it. */
class DockerArchive implements Archive {
  readonly kind = 'docker';
  readonly place: string;
  readonly root: Descriptor;
  readonly #disk: Disk;
  readonly #image: DockerImage;

  constructor(disk: Disk, path: string, image: DockerImage) {
    this.#disk = disk;
    this.place = path;
    this.root = image.root;
    this.#image = image;
  }

  async bytes(descriptor: Descriptor, limit: number): Promise<Result<Uint8Array>> {
    const made = this.#made(descriptor.digest);
    if (made !== undefined && descriptor.size === made.length) {
      return made.length > limit ? err(tooLarge(this.place, limit)) : ok(made);
    }
    const extent = this.#extent(descriptor);
    return extent.ok ? readExtent(this.#disk, extent.value, descriptor, limit) : extent;
  }

  async stream(
    descriptor: Descriptor,
    onPiece: (piece: Uint8Array) => Promise<Result<void>>,
  ): Promise<Result<void>> {
    if (this.#made(descriptor.digest) !== undefined) {
      const bytes = await this.bytes(descriptor, CONFIG_LIMIT);
      return bytes.ok ? onPiece(bytes.value) : bytes;
    }
    const extent = this.#extent(descriptor);
    return extent.ok ? streamExtent(this.#disk, extent.value, descriptor, onPiece) : extent;
  }

  path(): undefined {
    return undefined;
  }

  #made(digest: ImageDigest): Uint8Array | undefined {
    return digest === this.root.digest ? this.#image.manifest : undefined;
  }

  #extent({ digest }: Descriptor): Result<Extent> {
    const extent = this.#image.blobs.get(digest);
    if (extent !== undefined) return ok(extent);
    return err({ code: 'image-invalid', what: this.place, message: `${digest} is not in it` });
  }
}
