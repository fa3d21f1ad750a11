/**
 * What the names in a Dockerfile mean: by sealsmith.lock, else as the registry says now, once, so that the engine is
 * asked for one digest. A name that no registry knows stays as it is: it may be an image that only the engine has.
 */

import { explain } from '../../core/failure.ts';
import type { BuildRequest, ImageDigest, ImageSource, Platform, ResolvedBase } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ImageName, parseImageName, pinnedName } from '../../formats/image-name.ts';
import { fitsPlatform, platformText } from '../../formats/oci.ts';
import type { ImageUse } from '../dockerfile.ts';
import { imageOf } from '../image.ts';
import { EMPTY_LOCK, LOCK_FILE, type Lock, pinOf, readLock } from '../lock.ts';
import { registrySource, repositoryOf } from './ask-registry.ts';
import type { PinImages } from './dockerfile-ground.ts';

/** More than any lock file. */
const LIMIT = 4 * 1024 * 1024;

export const pinImages: PinImages = async (uses, request, inside) => {
  const lock = lockOf(inside);
  if (!lock.ok) return lock;
  const names = [...new Set(uses.map(({ name }) => name))];
  const all = await Promise.all(names.map((name) => pin(name, uses, lock.value, request, inside)));
  const found: Found[] = [];
  for (const one of all) {
    if (!one.ok) return one;
    found.push(one.value);
  }
  const layers = found.map((one) => one.layers);
  return ok({
    pins: new Map(found.flatMap(({ written }) => (written === undefined ? [] : [written]))),
    bases: found.flatMap(({ base }) => base ?? []),
    known: layers.includes(undefined) ? undefined : new Set(layers.flatMap((one) => one ?? [])),
    remarks: found.flatMap(({ remarks }) => remarks),
  });
};

type Found = {
  /** Name, and what is written in its place. */
  readonly written: readonly [string, string] | undefined;
  readonly base: ResolvedBase | undefined;
  /** Digests of its plain layers; undefined when they cannot be known. */
  readonly layers: readonly ImageDigest[] | undefined;
  readonly remarks: readonly string[];
};

async function pin(
  name: string,
  uses: readonly ImageUse[],
  lock: Lock,
  request: BuildRequest,
  inside: Inside,
): Promise<Result<Found>> {
  const parsed = parseImageName(name);
  if (parsed === undefined)
    return ok({ written: undefined, base: undefined, layers: undefined, remarks: [] });
  const { platform } = request;
  const locked = parsed.digest ?? pinOf(lock, name, platform)?.digest;
  const repository = repositoryOf(parsed, request, inside);
  const tag = parsed.tag ?? 'latest';
  const source = await registrySource(repository, locked ?? tag, platform);
  const digest = locked ?? (source.ok ? source.value.named.digest : undefined);
  if (digest === undefined) {
    const why = source.ok ? '' : explain(source.failure).message;
    const line = uses.find((use) => use.name === name)?.line ?? 0;
    const remark = `${name} (line ${line}) is built on as the engine finds it, by no digest: ${why}`;
    return ok({ written: undefined, base: undefined, layers: undefined, remarks: [remark] });
  }
  const image = source.ok ? await imageOf(source.value, platform) : source;
  const stoodOn = uses.some((use) => use.name === name && use.by === 'from' && !use.platform);
  const other = !image.ok && source.ok && stoodOn ? await otherPlatform(source.value, platform) : undefined;
  if (other !== undefined) {
    const message = `is for ${platformText(other)}, and the image is built for ${platformText(platform)}`;
    return err({ code: 'base-mismatch', base: name, message });
  }
  const remarks = [
    ...(await pinRemarks(name, parsed, tag, locked, digest, repository)),
    ...(image.ok
      ? []
      : [
          `dates in layers stay as the engine makes them, for ${name} cannot be looked at: ${explain(image.failure).message}`,
        ]),
  ];
  return ok({
    written: [name, pinnedName(parsed, digest)],
    base: { name, digest },
    layers: image.ok ? image.value.config.diffIds : undefined,
    remarks,
  });
}

/**
 * What it is for when that is not what is wanted: an engine builds on it all the same, and calls what comes out what was
 * wanted.
 */
async function otherPlatform(source: ImageSource, wanted: Platform): Promise<Platform | undefined> {
  const image = await imageOf(source);
  return image.ok && !fitsPlatform(image.value.platform, wanted) ? image.value.platform : undefined;
}

async function pinRemarks(
  name: string,
  { digest: given }: ImageName,
  tag: string,
  locked: ImageDigest | undefined,
  digest: ImageDigest,
  repository: ReturnType<typeof repositoryOf>,
): Promise<readonly string[]> {
  // Who writes the digest themselves wants no other.
  if (given !== undefined) return [];
  if (locked === undefined)
    return [`${name} is not pinned and was built on as ${digest}; sealsmith image lock pins it`];
  const now = await repository.head(tag);
  if (!now.ok || now.value === undefined || now.value.digest === locked) return [];
  return [`${name} is ${now.value.digest} now, and was built on as ${LOCK_FILE} pins it: ${locked}`];
}

function lockOf(inside: Inside): Result<Lock> {
  const text = inside.doors().files.readText(LOCK_FILE, LIMIT);
  if (!text.ok) return text;
  return text.value === undefined ? ok(EMPTY_LOCK) : readLock(text.value);
}
