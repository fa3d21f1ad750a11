/** Layers, images and layouts made byte by byte on the disk, wrong ones included. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Failure } from '../../src/core/failure.ts';
import type { Descriptor, ImageSource } from '../../src/core/image.ts';
import { err, ok, type Result } from '../../src/core/result.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { type Image, imageOf } from '../../src/image/image.ts';
import { openLayout } from '../../src/image/layout.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { describeBytes } from './images.ts';
import { type RawHeader, rawHeader, rawMember, ZEROS } from './tar-bytes.ts';

export const AMD64 = { os: 'linux', architecture: 'amd64' } as const;

/** The value, or the test fails with the failure. */
export function got<T>(result: Result<T, unknown>): T {
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.value;
}

/** The code of what went wrong. */
export function codeOf(result: Result<unknown>): Failure['code'] | 'ok' {
  return result.ok ? 'ok' : result.failure.code;
}

/** The sentence of an `image-invalid`. */
export function messageOf(result: Result<unknown>): string {
  if (result.ok || !('message' in result.failure)) return JSON.stringify(result);
  return result.failure.message;
}

export type Member = readonly [name: string, content: string | Uint8Array, more?: RawHeader];

/** A plain tar of files; a name that ends with a slash is a folder. */
export function tarOf(...members: readonly Member[]): Buffer {
  const parts = members.map(([name, content, more]) =>
    name.endsWith('/')
      ? rawHeader({ name, type: '5', mode: '0000755\0', ...more })
      : rawMember(content, { name, ...more }),
  );
  return Buffer.concat([...parts, ZEROS]);
}

export const link = (target: string): RawHeader => ({ type: '2', target });
export const hardLink = (target: string): RawHeader => ({ type: '1', target });

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export type ImageParts = {
  readonly layers?: readonly Uint8Array[];
  readonly config?: object;
  readonly platform?: object;
  readonly compress?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly history?: readonly object[];
};

/** Blobs of an image; `root` describes its manifest. */
export function imageBlobs({ layers = [], compress = true, ...parts }: ImageParts = {}): {
  readonly root: Descriptor;
  readonly blobs: readonly Uint8Array[];
} {
  const stored = layers.map((layer) => (compress ? gzipSync(layer) : layer));
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    ...parts.platform,
    config: parts.config ?? {},
    rootfs: { type: 'layers', diff_ids: layers.map(sha256) },
    ...(parts.history === undefined ? {} : { history: parts.history }),
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: describeBytes(MEDIA.config, config),
    layers: stored.map((layer) => describeBytes(compress ? MEDIA.layerGzip : MEDIA.layerTar, layer)),
    ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }),
  });
  return { root: describeBytes(MEDIA.manifest, manifest), blobs: [...stored, config, manifest] };
}

/** A manifest that speaks of another one, with its blobs. */
export function evidenceBlobs(subject: Descriptor, text = 'evidence') {
  const layer = Buffer.from(text);
  const config = Buffer.from('{}');
  const manifest = json({
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: 'application/x-test',
    config: describeBytes(MEDIA.empty, config),
    layers: [describeBytes('text/plain', layer)],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
  });
  return {
    root: describeBytes(MEDIA.manifest, manifest, { artifactType: 'application/x-test' }),
    blobs: [layer, config, manifest],
  };
}

/** Writes a layout folder with exactly these blobs and entries. */
export function writeLayoutFolder(
  folder: string,
  manifests: readonly Descriptor[],
  blobs: readonly Uint8Array[],
): string {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), json({ schemaVersion: 2, mediaType: MEDIA.index, manifests }));
  for (const blob of blobs) writeFileSync(join(folder, 'blobs/sha256', sha256(blob).slice(7)), blob);
  return folder;
}

/** An image in a layout of its own. */
export async function anImageOf(folder: string, parts: ImageParts): Promise<Image> {
  const { root, blobs } = imageBlobs(parts);
  writeLayoutFolder(folder, [root], blobs);
  return got(await imageOf(got(openLayout(systemDisk(), folder))));
}

/** One blob as a source, in pieces of this size. */
export function oneBlob(mediaType: string, bytes: Uint8Array, piece = 65_536): ImageSource {
  return {
    place: 'memory',
    root: describeBytes(mediaType, bytes),
    bytes: async () => err({ code: 'image-invalid', what: 'memory', message: 'there is only one blob' }),
    async stream(_, onPiece) {
      for (let at = 0; at < bytes.length; at += piece) {
        const done = await onPiece(bytes.subarray(at, at + piece));
        if (!done.ok) return done;
      }
      return ok(undefined);
    },
    path: () => undefined,
  };
}

export function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
