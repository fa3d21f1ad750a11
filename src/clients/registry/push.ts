/**
 * Puts an image into a repository: what is not there yet, in the order that a registry asks for. Blobs first, then the
 * manifests that name them, by digest; then what refers to the image; tags last, so that nobody finds half an image
 * under one.
 */

import { type Descriptor, hexOf, type ImageSource } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isIndex, isManifest, MANIFEST_LIMIT, readIndex, readManifest } from '../../formats/oci.ts';
import { onDisk } from './on-disk.ts';
import type { Arrived, BlobBytes, Fetched, Repository } from './repository.ts';

/** A source that can also say what refers to a manifest of it: a layout lists its bundles, a registry is asked. */
export interface PushSource extends ImageSource {
  referrersOf?(descriptor: Descriptor): Promise<Result<readonly Descriptor[]>>;
}

export type PushOptions = {
  /** Moved to the image when everything else is there. */
  readonly tags: readonly string[];
  /** Other repositories of the same registry that may have some of the blobs: those of the base. */
  readonly mountFrom?: readonly string[];
  /** Called when a blob is there, and while it is sent. */
  readonly onProgress?: (progress: Progress) => void;
};

export type Progress = {
  /** Bytes sent so far, and how many there are in all blobs that are known so far. */
  readonly sent: number;
  readonly total: number;
  /** A blob that has just arrived, and how. */
  readonly arrived?: { readonly blob: Descriptor; readonly how: Arrived };
};

export type Pushed = {
  readonly root: Descriptor;
  /** Manifests that refer to it and went along. */
  readonly referrers: readonly Descriptor[];
  /** How the blobs came to be there. */
  readonly blobs: Readonly<Record<Arrived, number>>;
  /** Bytes of blobs that were sent. */
  readonly sent: number;
};

/** Blobs at once. */
const AT_ONCE = 4;

/** Indexes in indexes that are followed; manifests of one image altogether. */
const DEEPEST = 4;
const MOST_MANIFESTS = 1000;

const PIECE = 256 * 1024;

/** @returns when the registry itself names our digest */
export async function pushImage(
  source: PushSource,
  to: Repository,
  options: PushOptions,
): Promise<Result<Pushed>> {
  const work = new Push(source, to, options);
  const image = await work.put(source.root);
  if (!image.ok) return image;
  const referrers = await work.putReferrers();
  if (!referrers.ok) return referrers;
  for (const tag of options.tags) {
    const tagged = await to.tag(tag, image.value);
    if (!tagged.ok) return tagged;
  }
  for (const reference of [source.root.digest, ...options.tags]) {
    const there = await to.head(reference);
    if (!there.ok) return there;
    const found = there.value?.digest;
    if (found !== source.root.digest) {
      const what = `${reference} of ${to.name} after the push`;
      return err({ code: 'digest-mismatch', what, expected: source.root.digest, found: found ?? 'nothing' });
    }
  }
  return ok({ root: source.root, referrers: referrers.value, blobs: work.blobs, sent: work.sent });
}

type Tree = Fetched & { readonly children: readonly Tree[]; readonly blobs: readonly Descriptor[] };

class Push {
  readonly blobs: Record<Arrived, number> = { there: 0, mounted: 0, sent: 0 };
  sent = 0;
  #total = 0;
  readonly #source: PushSource;
  readonly #to: Repository;
  readonly #options: PushOptions;
  /** Digests of blobs and manifests that are on their way or there. */
  readonly #known = new Set<string>();
  /** Manifests that were put, in order: what may refer to them is asked for later. */
  readonly #put: Descriptor[] = [];

  constructor(source: PushSource, to: Repository, options: PushOptions) {
    this.#source = source;
    this.#to = to;
    this.#options = options;
  }

  /** A manifest or index with everything below it. */
  async put(root: Descriptor): Promise<Result<Fetched>> {
    const tree = await this.#tree(root, 0);
    if (!tree.ok) return tree;
    const blobs = blobsOf(tree.value).filter(({ digest }) => {
      const fresh = !this.#known.has(digest);
      this.#known.add(digest);
      return fresh;
    });
    this.#total += blobs.reduce((sum, { size }) => sum + size, 0);
    const sent = await this.#sendAll(blobs);
    if (!sent.ok) return sent;
    const put = await this.#putTree(tree.value);
    return put.ok ? tree : put;
  }

  /** What refers to the image and its parts, and what refers to that; one after the other. */
  async putReferrers(): Promise<Result<readonly Descriptor[]>> {
    const found: Descriptor[] = [];
    // The list grows while it is walked.
    for (const subject of this.#put) {
      const listed = await (this.#source.referrersOf?.(subject) ?? ok([]));
      if (!listed.ok) return listed;
      for (const one of listed.value) {
        if (this.#put.some(({ digest }) => digest === one.digest)) continue;
        if (this.#put.length >= MOST_MANIFESTS) return this.#invalid(one, 'too many manifests refer to it');
        const put = await this.put(one);
        if (!put.ok) return put;
        found.push(one);
      }
    }
    return ok(found);
  }

  async #tree(descriptor: Descriptor, depth: number): Promise<Result<Tree>> {
    const { mediaType } = descriptor;
    const bytes = await this.#source.bytes(descriptor, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    const fetched: Fetched = { descriptor, bytes: bytes.value, etag: undefined };
    if (isManifest(mediaType)) {
      const manifest = readManifest(bytes.value, mediaType);
      if (!manifest.ok) return this.#invalid(descriptor, manifest.failure);
      const { config, layers } = manifest.value;
      return ok({ ...fetched, children: [], blobs: [config, ...layers] });
    }
    if (!isIndex(mediaType)) return this.#invalid(descriptor, 'it is neither a manifest nor an index');
    const index = readIndex(bytes.value, mediaType);
    if (!index.ok) return this.#invalid(descriptor, index.failure);
    const { manifests } = index.value;
    if (depth === DEEPEST || manifests.length > MOST_MANIFESTS)
      return this.#invalid(descriptor, 'it is an index of too much');
    const children: Tree[] = [];
    for (const one of manifests) {
      const child = await this.#tree(one, depth + 1);
      if (!child.ok) return child;
      children.push(child.value);
    }
    return ok({ ...fetched, children, blobs: [] });
  }

  /** Children first: a registry takes no index of what it does not have. */
  async #putTree(tree: Tree): Promise<Result<void>> {
    for (const child of tree.children) {
      const put = await this.#putTree(child);
      if (!put.ok) return put;
    }
    const put = await this.#to.push(tree);
    if (put.ok) this.#put.push(tree.descriptor);
    return put;
  }

  /** The largest first, so that none is left over at the end. */
  async #sendAll(blobs: readonly Descriptor[]): Promise<Result<void>> {
    const waiting = blobs.toSorted((a, b) => b.size - a.size);
    let failed: Result<never> | undefined;
    const work = async (): Promise<void> => {
      for (let blob = waiting.shift(); blob !== undefined && failed === undefined; blob = waiting.shift()) {
        const sent = await this.#send(blob);
        if (!sent.ok) failed ??= sent;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
    return failed ?? ok(undefined);
  }

  async #send(blob: Descriptor): Promise<Result<void>> {
    const there = await this.#to.hasBlob(blob);
    if (!there.ok) return there;
    const arrived = there.value
      ? ok('there' as const)
      : await this.#to.upload(blob, this.#bytesOf(blob), this.#mountsOf(blob), (count) => {
          this.sent += count;
          this.#options.onProgress?.({ sent: this.sent, total: this.#total });
        });
    if (!arrived.ok) return arrived;
    if (arrived.value !== 'sent') this.#total -= blob.size;
    this.blobs[arrived.value] += 1;
    this.#options.onProgress?.({
      sent: this.sent,
      total: this.#total,
      arrived: { blob, how: arrived.value },
    });
    return ok(undefined);
  }

  /** Where it may lie already: what the caller knows, and what engines note of where they pulled it. */
  #mountsOf({ annotations = {} }: Descriptor): readonly string[] {
    const noted = annotations[`containerd.io/distribution.source.${this.#to.registry}`]?.split(',') ?? [];
    const all = [...(this.#options.mountFrom ?? []), ...noted];
    return [...new Set(all)].filter((one) => one !== this.#to.repository);
  }

  #bytesOf(blob: Descriptor): BlobBytes {
    const path = this.#source.path(blob);
    return path === undefined ? streamed(this.#source, blob) : fromFile(this.#to, blob, path);
  }

  #invalid(descriptor: Descriptor, message: string): Result<never> {
    const what = `${hexOf(descriptor.digest).slice(0, 12)} of ${this.#source.place}`;
    return err({ code: 'image-invalid', what, message });
  }
}

function blobsOf({ children, blobs }: Tree): readonly Descriptor[] {
  return [...blobs, ...children.flatMap(blobsOf)];
}

/** The registry compares the digest, so it is not computed here. */
function fromFile({ doors: { disk } }: Repository, { size }: Descriptor, path: string): BlobBytes {
  return async (from, take) => {
    const opened = onDisk('read', path, () => disk.openRead(path));
    if (!opened.ok) return opened;
    try {
      const memory = new Uint8Array(Math.min(PIECE, Math.max(1, size - from)));
      for (let at = from; at < size; ) {
        const read = onDisk('read', path, () => disk.read(opened.value, memory, at));
        if (!read.ok) return read;
        if (read.value === 0) return err({ code: 'image-invalid', what: path, message: 'it ends too early' });
        at += read.value;
        if (!(await take(memory.subarray(0, read.value)))) return ok(undefined);
      }
      return ok(undefined);
    } finally {
      disk.close(opened.value);
    }
  };
}

function streamed(source: ImageSource, blob: Descriptor): BlobBytes {
  return async (from, take) => {
    let at = 0;
    let enough = false;
    const read = await source.stream(blob, async (piece) => {
      const part = at >= from ? piece : piece.subarray(from - at);
      at += piece.length;
      if (part.length > 0 && !enough) enough = !(await take(part));
      // There is no other way to end a stream; what comes of it is not looked at.
      return enough ? err({ code: 'interrupted', signal: 'SIGTERM' }) : ok(undefined);
    });
    return enough ? ok(undefined) : read;
  };
}
