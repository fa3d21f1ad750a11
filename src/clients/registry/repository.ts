/** One repository of a registry: what can be asked of it and put into it, as one object. */

import type { Descriptor, ImageDigest } from '../../core/image.ts';
import { ok, type Result } from '../../core/result.ts';
import { type ImageName, printImageName } from '../../formats/image-name.ts';
import { isIndex, isManifest, readIndex, readManifest } from '../../formats/oci.ts';
import { downloadBlob, hasBlob, readBlob } from './blobs.ts';
import {
  deleteManifest,
  type Fetched,
  findManifest,
  getManifest,
  headManifest,
  listTags,
  putManifest,
} from './manifests.ts';
import { addToTag, listReferrers } from './referrers.ts';
import { type Change, TagWriter } from './rewrite.ts';
import { type Arrived, type BlobBytes, uploadBlob } from './upload.ts';
import { type RegistryDoors, type RegistryOptions, Wire } from './wire.ts';

export type { Arrived, BlobBytes, Change, Fetched, RegistryDoors, RegistryOptions };

export class Repository {
  readonly registry: string;
  readonly repository: string;
  readonly #wire: Wire;
  readonly #tags: TagWriter;

  constructor(
    doors: RegistryDoors,
    name: Pick<ImageName, 'registry' | 'repository'>,
    options: RegistryOptions,
  ) {
    this.registry = name.registry;
    this.repository = name.repository;
    this.#wire = new Wire(doors, name, options);
    this.#tags = new TagWriter(this.#wire);
  }

  get doors(): RegistryDoors {
    return this.#wire.doors;
  }

  /** Its name in full. */
  get name(): string {
    return printImageName({ ...this.#wire, tag: undefined, digest: undefined });
  }

  /** @param reference  a tag or digest; `registry-refused` with `not-found` when there is none */
  manifest(reference: string): Promise<Result<Fetched>> {
    return getManifest(this.#wire, reference);
  }

  /** The same, undefined when there is none. */
  find(reference: string): Promise<Result<Fetched | undefined>> {
    return findManifest(this.#wire, reference);
  }

  /** What a tag or digest stands for; undefined when there is none. */
  head(reference: string): Promise<Result<Descriptor | undefined>> {
    return headManifest(this.#wire, reference);
  }

  tags(): Promise<Result<readonly string[]>> {
    return listTags(this.#wire);
  }

  /** What refers to a digest, of one artifact type or all. */
  referrers(digest: ImageDigest, artifactType?: string): Promise<Result<readonly Descriptor[]>> {
    return listReferrers(this.#wire, digest, artifactType);
  }

  hasBlob(blob: Descriptor): Promise<Result<boolean>> {
    return hasBlob(this.#wire, blob);
  }

  /** Bytes of a blob or manifest in pieces; see `ImageSource.stream`. */
  stream(
    descriptor: Descriptor,
    onPiece: (piece: Uint8Array) => Promise<Result<void>>,
  ): Promise<Result<void>> {
    const { mediaType, digest } = descriptor;
    const kind = isIndex(mediaType) || isManifest(mediaType) ? 'manifests' : 'blobs';
    return readBlob(this.#wire, `${kind}/${digest}`, descriptor, onPiece);
  }

  /** A blob as a new file of ours (0600) that is there whole, with this digest, or not at all. */
  download(descriptor: Descriptor, path: string): Promise<Result<void>> {
    return downloadBlob(this.#wire, descriptor, path);
  }

  /** A blob that is not there yet; see `uploadBlob`. */
  upload(
    blob: Descriptor,
    bytes: BlobBytes,
    mountFrom: readonly string[] = [],
    onBytes: (count: number) => void = () => {},
  ): Promise<Result<Arrived>> {
    return uploadBlob(this.#wire, blob, bytes, mountFrom, onBytes);
  }

  /**
   * A manifest or index under its digest, after all that it names. With a subject it is found among the referrers of
   * that when this returns.
   */
  async push(manifest: Pick<Fetched, 'descriptor' | 'bytes'>): Promise<Result<void>> {
    const put = await putManifest(this.#wire, manifest.descriptor.digest, manifest);
    if (!put.ok) return put;
    const told = tellsOf(manifest);
    if (told?.subject === undefined) return ok(undefined);
    if (put.value.headers['oci-subject'] === told.subject.digest) return ok(undefined);
    return addToTag(this.#wire, this.#tags, told.subject.digest, [told.listed]);
  }

  /** A tag for a manifest that is there. */
  async tag(tag: string, manifest: Pick<Fetched, 'descriptor' | 'bytes'>): Promise<Result<void>> {
    const put = await putManifest(this.#wire, tag, manifest);
    return put.ok ? ok(undefined) : put;
  }

  /** A tag whose manifest grows, also when others write it at the same time; see `TagWriter`. */
  rewrite(tag: string, change: Change): Promise<Result<void>> {
    return this.#tags.rewrite(tag, change);
  }

  /** By digest or, where the registry can, by tag; true when there was one. */
  remove(reference: string): Promise<Result<boolean>> {
    return deleteManifest(this.#wire, reference);
  }

  /** A failure of ours about this repository. */
  refused(...args: Parameters<Wire['refused']>): ReturnType<Wire['refused']> {
    return this.#wire.refused(...args);
  }
}

/** How a manifest is listed among referrers (distribution-spec, "Listing Referrers"), and of what. */
function tellsOf({ descriptor, bytes }: Pick<Fetched, 'descriptor' | 'bytes'>) {
  const { mediaType } = descriptor;
  const read = isIndex(mediaType) ? readIndex(bytes, mediaType) : readManifest(bytes, mediaType);
  if (!read.ok) return undefined;
  const { subject, annotations } = read.value;
  const artifactType =
    read.value.artifactType ?? ('config' in read.value ? read.value.config.mediaType : undefined);
  const listed: Descriptor = {
    mediaType,
    digest: descriptor.digest,
    size: descriptor.size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  return { subject, listed };
}
