/**
 * An image of a registry whose blobs are fetched once, several at a time, into a folder of ours. What lies there already
 * is compared with its digest before it counts, and fetched again when it is something else.
 */

import { randomUUID } from 'node:crypto';
import type { RegistrySource } from '../../clients/registry/source.ts';
import type { Disk } from '../../core/disk.ts';
import type { Descriptor, ImageDigest, ImageSource } from '../../core/image.ts';
import { ok, type Result } from '../../core/result.ts';
import { attempt } from '../attempt.ts';
import { readExtent, streamExtent } from '../blob.ts';
import type { ImageStore } from '../store.ts';

export interface KeptSource extends ImageSource {
  /** Makes sure that these blobs are there. */
  fetch(blobs: readonly Descriptor[]): Promise<Result<void>>;
}

/** Blobs on their way at once. */
const AT_ONCE = 4;

/** @param folder  for what is being fetched; on the same disk as the store */
export function keptSource(
  source: RegistrySource,
  store: ImageStore,
  disk: Disk,
  folder: string,
): KeptSource {
  const verified = new Set<ImageDigest>();
  const placeOf = (digest: ImageDigest): string | undefined =>
    verified.has(digest) ? store.blob(digest) : undefined;

  const one = async (blob: Descriptor): Promise<Result<void>> => {
    if (placeOf(blob.digest) !== undefined) return ok(undefined);
    const known = store.blob(blob.digest);
    if (known !== undefined) {
      const same = await streamExtent(disk, extentOf(disk, known), blob, async () => ok(undefined));
      if (same.ok) {
        verified.add(blob.digest);
        return ok(undefined);
      }
      store.forget(blob.digest);
    }
    const path = `${folder}/${randomUUID()}.part`;
    const got = await source.download(blob, path);
    if (got.ok) {
      store.keep(blob.digest, path);
      verified.add(blob.digest);
    }
    attempt('remove', path, () => disk.removeFile(path));
    return got;
  };

  return {
    place: source.place,
    root: source.root,
    bytes: (descriptor, limit) => {
      const path = placeOf(descriptor.digest);
      if (path === undefined) return source.bytes(descriptor, limit);
      return Promise.resolve(readExtent(disk, extentOf(disk, path), descriptor, limit));
    },
    stream: (descriptor, onPiece) => {
      const path = placeOf(descriptor.digest);
      return path === undefined
        ? source.stream(descriptor, onPiece)
        : streamExtent(disk, extentOf(disk, path), descriptor, onPiece);
    },
    path: (descriptor) => placeOf(descriptor.digest),
    async fetch(blobs) {
      const waiting = [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
      let failed: Result<void> | undefined;
      const worker = async (): Promise<void> => {
        for (let blob = waiting.shift(); blob !== undefined && failed === undefined; blob = waiting.shift()) {
          const done = await one(blob);
          if (!done.ok) failed ??= done;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return failed ?? ok(undefined);
    },
  };
}

function extentOf(disk: Disk, path: string) {
  const facts = attempt('read', path, () => disk.look(path));
  return { path, at: 0, bytes: facts.ok && facts.value?.kind === 'file' ? facts.value.bytes : -1 };
}
