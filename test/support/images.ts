/** Small images in memory, as an `ImageSource`, to be pushed and pulled in tests. */

import { createHash, randomBytes } from 'node:crypto';
import type { Sha256 } from '../../src/core/digest.ts';
import { type Descriptor, type ImageSource, imageDigest } from '../../src/core/image.ts';
import { err, ok } from '../../src/core/result.ts';
import { MEDIA } from '../../src/formats/oci.ts';

export function describeBytes(
  mediaType: string,
  bytes: Uint8Array,
  more: Partial<Descriptor> = {},
): Descriptor {
  const digest = imageDigest(createHash('sha256').update(bytes).digest('hex') as Sha256);
  return { mediaType, digest, size: bytes.length, ...more };
}

/** Blobs by digest, with a manifest or index that is meant. */
export class MemoryImage implements ImageSource {
  readonly place = 'memory';
  readonly blobs = new Map<string, Uint8Array>();
  root: Descriptor;
  /** What refers to what, by digest of the subject. */
  readonly referring = new Map<string, Descriptor[]>();
  /** Files that hold a blob, by digest. */
  readonly files = new Map<string, string>();

  constructor() {
    this.root = describeBytes(MEDIA.manifest, new Uint8Array());
  }

  add(mediaType: string, bytes: Uint8Array, more: Partial<Descriptor> = {}): Descriptor {
    const descriptor = describeBytes(mediaType, bytes, more);
    this.blobs.set(descriptor.digest, bytes);
    return descriptor;
  }

  addJson(mediaType: string, json: object, more: Partial<Descriptor> = {}): Descriptor {
    return this.add(mediaType, Buffer.from(JSON.stringify(json)), more);
  }

  /** A manifest that refers to another one. */
  refer(subject: Descriptor, artifactType: string, content: Uint8Array, annotations = {}): Descriptor {
    const layer = this.add('application/octet-stream', content);
    const config = this.add(MEDIA.empty, Buffer.from('{}'));
    const { mediaType, digest, size } = subject;
    const manifest = this.addJson(
      MEDIA.manifest,
      {
        schemaVersion: 2,
        mediaType: MEDIA.manifest,
        artifactType,
        config,
        layers: [layer],
        subject: { mediaType, digest, size },
        annotations,
      },
      { artifactType },
    );
    this.referring.set(digest, [...(this.referring.get(digest) ?? []), manifest]);
    return manifest;
  }

  async referrersOf({ digest }: Descriptor) {
    return ok(this.referring.get(digest) ?? []);
  }

  async bytes({ digest }: Descriptor, limit: number) {
    const found = this.blobs.get(digest);
    if (found === undefined || found.length > limit)
      return err({ code: 'image-invalid', what: digest, message: 'not there, or too large' } as const);
    return ok(found);
  }

  async stream(
    { digest }: Descriptor,
    onPiece: Parameters<ImageSource['stream']>[1],
  ): ReturnType<ImageSource['stream']> {
    const bytes = this.blobs.get(digest) ?? new Uint8Array();
    for (let at = 0; at < bytes.length; at += 50_000) {
      const done = await onPiece(bytes.subarray(at, at + 50_000));
      if (!done.ok) return done;
    }
    return ok(undefined);
  }

  path({ digest }: Descriptor): string | undefined {
    return this.files.get(digest);
  }
}

/** An image of random layers with these sizes, so that no two tests have one in common. */
export function anImage(sizes: readonly number[] = [1000, 300_000], platform = 'amd64'): MemoryImage {
  const image = new MemoryImage();
  image.root = addManifest(image, sizes, platform);
  return image;
}

export function addManifest(
  image: MemoryImage,
  sizes: readonly number[],
  architecture = 'amd64',
): Descriptor {
  const layers = sizes.map((size) => image.add(MEDIA.layerTar, randomBytes(size)));
  const diffs = layers.map(({ digest }) => digest);
  const config = image.addJson(MEDIA.config, {
    architecture,
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: diffs },
  });
  return image.addJson(
    MEDIA.manifest,
    { schemaVersion: 2, mediaType: MEDIA.manifest, config, layers },
    { platform: { os: 'linux', architecture } },
  );
}
