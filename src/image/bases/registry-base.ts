/** An image of a registry: by the digest that sealsmith.lock pins, else as its tag stands now, resolved once. */

import { type RegistrySource, registrySource } from '../../clients/registry/source.ts';
import type { Failure } from '../../core/failure.ts';
import { type ImageDigest, shortDigest } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ImageName, parseImageName } from '../../formats/image-name.ts';
import { repositoryOf } from '../builders/ask-registry.ts';
import { imageOf } from '../image.ts';
import { LOCK_FILE, type PlatformPin, pinOf } from '../lock.ts';
import { imageStore as blobStore, STORE_VARIABLE } from '../store.ts';
import type { Base, BaseKind, BaseRequest } from './base.ts';
import { factsOf } from './facts.ts';
import { keptSource } from './kept-source.ts';
import { imageStore } from './store.ts';

export const registryBase: BaseKind<'registry'> = {
  summary: 'an image of a registry, by name or digest',
  async resolve(request, inside) {
    const { spec, platform, lock } = request;
    const name = parseImageName(spec.name);
    if (name === undefined)
      return err({ code: 'usage', message: `base: ${spec.name} is no name of an image` });
    const pin = name.digest === undefined ? pinOf(lock, spec.name, platform) : undefined;
    const wanted = name.digest ?? pin?.digest;
    const source = await ask(name, wanted, request, inside);
    if (!source.ok) return source;
    const { named, root } = source.value;
    const changed = differenceTo(wanted, pin?.platform, named.digest, root.digest);
    if (changed !== undefined) return err({ code: 'base-changed', base: spec.name, message: changed });
    const remarks = await remarksOf(spec.name, name, wanted, named.digest, request, inside);
    return fetched(source.value, pin?.platform, remarks, request, inside);
  },
};

async function ask(
  name: ImageName,
  wanted: ImageDigest | undefined,
  { spec, platform, plainHttp }: BaseRequest<'registry'>,
  inside: Inside,
): Promise<Result<RegistrySource>> {
  const repository = repositoryOf(name, { plainHttp }, inside);
  const source = await registrySource(repository, wanted ?? name.tag ?? 'latest', platform);
  if (source.ok || wanted === undefined || name.digest !== undefined) return source;
  return isGone(source.failure)
    ? err({ code: 'base-changed', base: spec.name, message: `the registry has ${wanted} no more` })
    : source;
}

function isGone(failure: Failure): boolean {
  return failure.code === 'registry-refused' && failure.why === 'not-found';
}

/** What was asked for by digest must be that: a registry that answers with something else does not get far. */
function differenceTo(
  wanted: ImageDigest | undefined,
  pin: PlatformPin | undefined,
  named: ImageDigest,
  manifest: ImageDigest,
): string | undefined {
  if (wanted !== undefined && wanted !== named) return `${wanted} was asked for, and ${named} came`;
  if (pin !== undefined && pin.digest !== manifest)
    return `for this platform it is ${manifest}, and ${pin.digest} is pinned`;
  return undefined;
}

async function remarksOf(
  written: string,
  name: ImageName,
  wanted: ImageDigest | undefined,
  named: ImageDigest,
  { plainHttp }: BaseRequest<'registry'>,
  inside: Inside,
): Promise<readonly string[]> {
  // Who writes the digest wants no other.
  if (name.digest !== undefined) return [];
  if (wanted === undefined)
    return [`${written} is not pinned and was taken as ${named}: sealsmith image lock pins it`];
  const now = await repositoryOf(name, { plainHttp }, inside).head(name.tag ?? 'latest');
  if (!now.ok || now.value === undefined || now.value.digest === wanted) return [];
  return [
    `${written} is ${shortDigest(now.value.digest)} now, and was taken as ${LOCK_FILE} pins it: ${shortDigest(wanted)}`,
  ];
}

async function fetched(
  source: RegistrySource,
  pin: PlatformPin | undefined,
  remarks: readonly string[],
  { spec, platform }: BaseRequest<'registry'>,
  inside: Inside,
): Promise<Result<Base>> {
  const doors = inside.doors();
  const place = imageStore(inside, 'fetching');
  if (!place.ok) return place;
  const { folder, lasting, release } = place.value;
  const store = blobStore(doors, lasting ? (inside.env[STORE_VARIABLE] ?? folder) : folder);
  const kept = keptSource(source, store, doors.disk, folder);
  const image = await imageOf(kept, platform);
  if (!image.ok) {
    release();
    return image;
  }
  const there = await kept.fetch(image.value.manifest.layers);
  if (!there.ok) {
    release();
    return there;
  }
  return ok({
    resolved: { name: spec.name, digest: source.named.digest },
    image: image.value,
    facts: async () => (pin === undefined ? factsOf(image.value) : ok(withoutDigest(pin))),
    remarks,
    release,
  });
}

function withoutDigest({ digest: _digest, ...facts }: PlatformPin) {
  return facts;
}
