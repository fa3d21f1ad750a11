/**
 * Writes an OCI image layout that is there whole or not at all: everything goes into a folder beside, which gets the
 * name at the end. The same blobs and manifests give the same bytes.
 */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Sha256 } from '../core/digest.ts';
import type { Disk } from '../core/disk.ts';
import { type Descriptor, hexOf, type ImageDigest, type ImageSource, imageDigest } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt } from './attempt.ts';
import { blobName, digestOf, sameDigest, streamExtent, wrongSize } from './blob.ts';
import { LAYOUT_VERSION, openLayout } from './layout.ts';
import { indexBytes } from './manifest.ts';

/** What a blob turned out to be. */
export type BlobFacts = { readonly digest: ImageDigest; readonly size: number };

/** One blob that is being written. */
export interface BlobWriter {
  write(piece: Uint8Array): Result<void>;
  /** Puts it under its digest. With `expected`, anything else is a failure and nothing stays. */
  finish(expected?: BlobFacts): Result<BlobFacts>;
  drop(): void;
}

export interface LayoutWriter {
  has(digest: ImageDigest): boolean;
  /** A small blob that is at hand. */
  bytes(mediaType: string, content: Uint8Array): Result<Descriptor>;
  /** A blob that comes in pieces. */
  blob(): Result<BlobWriter>;
  /** A file that is to be this blob: verified, then linked where the disk can, else copied. */
  file(descriptor: Descriptor, path: string): Promise<Result<void>>;
  /** A blob of another place. */
  from(source: ImageSource, descriptor: Descriptor): Promise<Result<void>>;
  /** Where a blob lies until `finish`, for who keeps a second name of it. */
  path(digest: ImageDigest): string;
  /** Writes `index.json` and gives the folder its name; what was there is replaced. */
  finish(manifests: readonly Descriptor[]): Result<void>;
  /** Removes everything; nothing after `finish`. */
  drop(): void;
}

const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * @param out     the folder above it is there
 * @param signal  aborted: whatever is added next is refused as `interrupted`
 */
export function createLayout(disk: Disk, out: string, signal?: AbortSignal): Result<LayoutWriter> {
  const staging = besides(out, 'part');
  const made = attempt('write', staging, () => {
    disk.remove(staging);
    disk.makeFolder(staging, FOLDER_MODE);
    disk.makeFolder(`${staging}/blobs`, FOLDER_MODE);
    disk.makeFolder(`${staging}/blobs/sha256`, FOLDER_MODE);
  });
  return made.ok ? ok(new StagedLayout(disk, out, staging, signal)) : made;
}

/**
 * Adds manifests that speak of what a layout holds (`subject`): blobs first, then `index.json` in one rename, so that
 * whoever reads meanwhile sees the one or the other.
 */
export function extendLayout(
  disk: Disk,
  folder: string,
  blobs: readonly Uint8Array[],
  manifests: readonly Descriptor[],
): Result<void> {
  const opened = openLayout(disk, folder);
  if (!opened.ok) return opened;
  const listed = opened.value.index.manifests;
  const added = manifests.filter((one) => !listed.some((other) => other.digest === one.digest));
  return attempt('write', folder, () => {
    for (const blob of blobs) {
      const path = `${folder}/blobs/sha256/${hexOf(digestOf(blob))}`;
      if (disk.look(path) === undefined) writeBeside(disk, path, blob);
    }
    writeBeside(disk, `${folder}/index.json`, indexBytes([...listed, ...added]));
  });
}

export function markerBytes(): Uint8Array {
  return Buffer.from(JSON.stringify({ imageLayoutVersion: LAYOUT_VERSION }));
}

class StagedLayout implements LayoutWriter {
  readonly #disk: Disk;
  readonly #out: string;
  readonly #staging: string;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Set<ImageDigest>();
  #count = 0;

  constructor(disk: Disk, out: string, staging: string, signal: AbortSignal | undefined) {
    this.#disk = disk;
    this.#out = out;
    this.#staging = staging;
    this.#signal = signal;
  }

  has(digest: ImageDigest): boolean {
    return this.#known.has(digest);
  }

  path(digest: ImageDigest): string {
    return `${this.#staging}/blobs/sha256/${hexOf(digest)}`;
  }

  bytes(mediaType: string, content: Uint8Array): Result<Descriptor> {
    const blob = this.blob();
    if (!blob.ok) return blob;
    const written = blob.value.write(content);
    const facts = written.ok ? blob.value.finish() : written;
    return facts.ok ? ok({ mediaType, ...facts.value }) : facts;
  }

  blob(): Result<BlobWriter> {
    this.#count += 1;
    const path = `${this.#staging}/.blob-${this.#count}`;
    const disk = this.#disk;
    const opened = attempt('write', path, () => disk.create(path, FILE_MODE));
    if (!opened.ok) return opened;
    const hash = createHash('sha256');
    let size = 0;
    let open = true;
    const drop = (): void => {
      if (!open) return;
      open = false;
      disk.close(opened.value);
      disk.remove(path);
    };
    return ok({
      drop,
      write: (piece) => {
        const going = this.#goesOn();
        const written = going.ok ? attempt('write', this.#out, () => disk.write(opened.value, piece)) : going;
        if (!written.ok) {
          drop();
          return written;
        }
        hash.update(piece);
        size += piece.length;
        return written;
      },
      finish: (expected) => {
        const facts = { digest: imageDigest(hash.digest('hex') as Sha256), size };
        const same = expected === undefined ? ok(undefined) : sameBlob(expected, facts);
        if (!same.ok) {
          drop();
          return same;
        }
        open = false;
        const placed = attempt('write', this.#out, () => {
          disk.close(opened.value);
          disk.rename(path, this.path(facts.digest));
        });
        if (placed.ok) this.#known.add(facts.digest);
        return placed.ok ? ok(facts) : placed;
      },
    });
  }

  async file(descriptor: Descriptor, path: string): Promise<Result<void>> {
    if (this.has(descriptor.digest)) return ok(undefined);
    const disk = this.#disk;
    const found = attempt('read', path, () => disk.look(path));
    if (!found.ok) return found;
    if (found.value?.kind !== 'file') {
      return err({ code: 'image-invalid', what: path, message: 'it is no file' });
    }
    const extent = { path, at: 0, bytes: found.value.bytes };
    if (tryHardLink(disk, path, this.path(descriptor.digest))) {
      // Verified under its new name: what the old one becomes meanwhile does not matter.
      const linked = { ...extent, path: this.path(descriptor.digest) };
      const same = await streamExtent(disk, linked, descriptor, async () => this.#goesOn());
      if (!same.ok) disk.remove(linked.path);
      else this.#known.add(descriptor.digest);
      return same;
    }
    const blob = this.blob();
    if (!blob.ok) return blob;
    const copied = await streamExtent(disk, extent, descriptor, async (piece) => blob.value.write(piece));
    return this.#settle(blob.value, descriptor, copied);
  }

  async from(source: ImageSource, descriptor: Descriptor): Promise<Result<void>> {
    if (this.has(descriptor.digest)) return ok(undefined);
    const blob = this.blob();
    if (!blob.ok) return blob;
    const copied = await source.stream(descriptor, async (piece) => blob.value.write(piece));
    return this.#settle(blob.value, descriptor, copied);
  }

  finish(manifests: readonly Descriptor[]): Result<void> {
    const going = this.#goesOn();
    if (!going.ok) return going;
    const disk = this.#disk;
    const old = besides(this.#out, 'old');
    return attempt('write', this.#out, () => {
      writeNew(disk, `${this.#staging}/oci-layout`, markerBytes());
      writeNew(disk, `${this.#staging}/index.json`, indexBytes(manifests));
      disk.remove(old);
      if (disk.look(this.#out) !== undefined) disk.rename(this.#out, old);
      disk.rename(this.#staging, this.#out);
      disk.remove(old);
    });
  }

  drop(): void {
    // Whatever keeps it from going leaves a folder that the next build removes.
    attempt('remove', this.#staging, () => this.#disk.remove(this.#staging));
  }

  #settle(blob: BlobWriter, descriptor: Descriptor, copied: Result<void>): Result<void> {
    if (!copied.ok) {
      blob.drop();
      return copied;
    }
    const finished = blob.finish(descriptor);
    return finished.ok ? ok(undefined) : finished;
  }

  #goesOn(): Result<void> {
    if (this.#signal?.aborted !== true) return ok(undefined);
    const signal = this.#signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    return err({ code: 'interrupted', signal });
  }
}

function sameBlob(expected: BlobFacts, found: BlobFacts): Result<void> {
  const what = blobName({ ...expected, mediaType: '' });
  if (expected.size !== found.size) return err(wrongSize(what, expected.size, found.size));
  return sameDigest(what, expected.digest, found.digest);
}

/** False where the disk cannot: another file system, a limit of links, no right to. */
function tryHardLink(disk: Disk, file: string, path: string): boolean {
  return attempt('link', path, () => disk.makeHardLink(file, path)).ok;
}

/** `dir/.image.part` for `dir/image`. */
function besides(out: string, suffix: string): string {
  return posix.join(posix.dirname(out), `.${posix.basename(out)}.${suffix}`);
}

function writeNew(disk: Disk, path: string, bytes: Uint8Array): void {
  const file = disk.create(path, FILE_MODE);
  try {
    disk.write(file, bytes);
  } finally {
    disk.close(file);
  }
}

function writeBeside(disk: Disk, path: string, bytes: Uint8Array): void {
  const beside = besides(path, 'part');
  disk.remove(beside);
  writeNew(disk, beside, bytes);
  disk.rename(beside, path);
}
