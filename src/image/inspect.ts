/** What an image is, for people: read from its bytes, every layer once. */

import type { ImageView } from '../core/image-view.ts';
import { ok, type Result } from '../core/result.ts';
import type { ConfigFile } from './config.ts';
import type { Image } from './image.ts';
import { readTree } from './tree.ts';

const LARGEST = 10;

export async function inspectImage(image: Image): Promise<Result<ImageView>> {
  const tree = await readTree(image);
  if (!tree.ok) return tree;
  const { descriptor, manifest, config, platform, source } = image;
  const makers = layerMakers(config, manifest.layers.length);
  const files = [...tree.value.entries()]
    .filter(([, { kind }]) => kind === 'file')
    .map(([path, { bytes, layer }]) => ({ path, bytes, layer: layer + 1 }))
    .sort((a, b) => b.bytes - a.bytes);
  // buildah writes both, empty, for an image that stands on nothing.
  const name = manifest.annotations['org.opencontainers.image.base.name'] || undefined;
  const digest = manifest.annotations['org.opencontainers.image.base.digest'] || undefined;
  const { created, entrypoint, cmd, env, user, workdir, ports, volumes, labels } = config;
  return ok({
    place: source.place,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    configDigest: manifest.config.digest,
    platform,
    created,
    entrypoint,
    cmd,
    env,
    user,
    workdir,
    ports,
    volumes,
    labels,
    base: name === undefined && digest === undefined ? undefined : { name, digest },
    layers: manifest.layers.map((layer, number) => ({
      digest: layer.digest,
      mediaType: layer.mediaType,
      bytes: layer.size,
      plainBytes: tree.value.layers[number]?.bytes ?? 0,
      members: tree.value.layers[number]?.members ?? 0,
      createdBy: makers[number],
    })),
    largest: files.slice(0, LARGEST),
  });
}

/** What the history says of each layer; nothing where it speaks of another number of them. */
export function layerMakers({ history }: ConfigFile, layers: number): readonly (string | undefined)[] {
  const full = history.filter(({ empty }) => !empty);
  return Array.from({ length: layers }, (_, number) =>
    full.length === layers ? (full[number]?.createdBy ?? full[number]?.comment) : undefined,
  );
}
