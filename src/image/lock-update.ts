/** Brings sealsmith.lock up to what a project names: missing pins are added; with `update` all are looked up again. */

import { registrySource } from '../clients/registry/source.ts';
import type { BaseSpec, ImageDigest, Platform } from '../core/image.ts';
import type { LockChange } from '../core/image-lock.ts';
import type { Inside } from '../core/inside.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseImageName } from '../formats/image-name.ts';
import type { BaseRequest } from './bases/base.ts';
import { pinDebian } from './bases/debian.ts';
import { packageChanges } from './bases/debian-status.ts';
import { registryBase } from './bases/registry-base.ts';
import { repositoryOf } from './builders/ask-registry.ts';
import {
  type DebianSpec,
  debianName,
  debianPinOf,
  type Lock,
  onlyPins,
  pinOf,
  withDebianPin,
  withPin,
} from './lock.ts';

/** What a project names. */
export type LockWish = {
  readonly bases: readonly BaseSpec[];
  /** Images that a Dockerfile is built from, as written there. */
  readonly images: readonly string[];
  readonly platform: Platform;
  readonly plainHttp: readonly string[];
};

export type LockUpdate = { readonly lock: Lock; readonly changes: readonly LockChange[] };

/** @param update  also what is pinned already; pins that nobody names any more go */
export async function updateLock(
  old: Lock,
  wish: LockWish,
  update: boolean,
  inside: Inside,
): Promise<Result<LockUpdate>> {
  const { platform, plainHttp } = wish;
  let lock = old;
  const changes: LockChange[] = [];
  const names = new Set<string>();
  for (const name of imageNames(wish)) {
    names.add(name);
    const known = pinOf(old, name, platform);
    if (!update && known?.platform !== undefined) {
      changes.push({ name, kind: 'same', from: known.digest, to: known.digest, packages: [] });
      continue;
    }
    const wanted = update ? undefined : known?.digest;
    const found = await lookUp(name, wanted, { platform, plainHttp }, inside);
    if (!found.ok) return found;
    const { digest, pin } = found.value;
    lock = withPin(lock, name, digest, platform, pin);
    changes.push({
      name,
      kind: kindOf(known?.digest, digest),
      from: known?.digest,
      to: digest,
      packages: [],
    });
  }
  for (const spec of debianBases(wish)) {
    const name = debianName(spec);
    if (names.has(name)) continue;
    names.add(name);
    const known = debianPinOf(old, spec, platform);
    if (!update && known !== undefined) {
      changes.push({ name, kind: 'same', from: known.diffId, to: known.diffId, packages: [] });
      continue;
    }
    const pin = await pinDebian(spec, platform, inside);
    if (!pin.ok) return pin;
    lock = withDebianPin(lock, name, platform, pin.value);
    changes.push({
      name,
      kind: kindOf(known?.diffId, pin.value.diffId),
      from: known?.diffId,
      to: pin.value.diffId,
      packages: known === undefined ? [] : packageChanges(known.packages, pin.value.packages),
    });
  }
  if (!update) return ok({ lock, changes });
  return ok({ lock: onlyPins(lock, names), changes: [...changes, ...removals(old, names)] });
}

/** A name with a digest pins itself, and `scratch` is nothing. */
function imageNames({ bases, images }: LockWish): readonly string[] {
  const named = bases.flatMap((base) => (base.kind === 'registry' ? [base.name] : []));
  const all = [...named, ...images].filter((name) => name !== 'scratch');
  return [...new Set(all)].filter((name) => parseImageName(name)?.digest === undefined).sort();
}

function debianBases({ bases }: LockWish): readonly DebianSpec[] {
  return bases.flatMap((base) => (base.kind === 'debian' ? [base] : []));
}

async function lookUp(
  name: string,
  wanted: ImageDigest | undefined,
  { platform, plainHttp }: Pick<LockWish, 'platform' | 'plainHttp'>,
  inside: Inside,
) {
  const parsed = parseImageName(name);
  if (parsed === undefined) {
    return err({ code: 'usage', message: `${name} is no name of an image` } as const);
  }
  const repository = repositoryOf(parsed, { plainHttp }, inside);
  const source = await registrySource(repository, wanted ?? parsed.tag ?? 'latest', platform);
  if (!source.ok) return source;
  const { named, root } = source.value;
  // By digest from here on, so that a tag which moves meanwhile changes nothing.
  const spec = { kind: 'registry', name: `${parsed.registry}/${parsed.repository}@${named.digest}` } as const;
  const request: BaseRequest<'registry'> = {
    spec,
    platform,
    lock: { images: new Map(), debian: new Map() },
    plainHttp,
  };
  const base = await registryBase.resolve(request, inside);
  if (!base.ok) return base;
  const facts = await base.value.facts();
  base.value.release();
  return facts.ok ? ok({ digest: named.digest, pin: { digest: root.digest, ...facts.value } }) : facts;
}

function kindOf(from: ImageDigest | undefined, to: ImageDigest): LockChange['kind'] {
  if (from === undefined) return 'added';
  return from === to ? 'same' : 'changed';
}

function removals({ images, debian }: Lock, names: ReadonlySet<string>): readonly LockChange[] {
  const gone = [
    ...[...images].map(([name, { digest }]) => ({ name, digest })),
    ...[...debian].flatMap(([name, platforms]) =>
      [...platforms.values()].map(({ diffId }) => ({ name, digest: diffId })),
    ),
  ];
  return gone
    .filter(({ name }) => !names.has(name))
    .map(({ name, digest }) => ({ name, kind: 'removed', from: digest, to: undefined, packages: [] }));
}
