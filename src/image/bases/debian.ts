/**
 * A Debian release with a list of packages, made by mmdebstrap from the archive that its keyring vouches for. What
 * sealsmith.lock pins is made with exactly those versions, and must become exactly those bytes.
 */

import { randomUUID } from 'node:crypto';
import type { Failure } from '../../core/failure.ts';
import type { Platform } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { jsonDigest } from '../../formats/canonical.ts';
import { attempt } from '../attempt.ts';
import { type Image, imageOf } from '../image.ts';
import { readLayer } from '../layer-read.ts';
import { openLayout } from '../layout.ts';
import {
  type BaseFacts,
  type DebianPin,
  type DebianSpec,
  debianName,
  debianPinOf,
  PACKAGE,
} from '../lock.ts';
import type { Base, BaseKind, BaseRequest } from './base.ts';
import { buildDebian, debianArchitecture } from './debian-build.ts';
import { packageChanges } from './debian-status.ts';
import { factsOf } from './facts.ts';
import type { DebianBuild } from './mmdebstrap.ts';
import { imageStore } from './store.ts';

/** Part of what a kept base is known by: another recipe makes other bytes of the same packages. */
const RECIPE = 1;

/** Milliseconds for which an unpinned base is taken again on one machine. */
const FRESH = 24 * 60 * 60_000;

export const debian: BaseKind<'debian'> = {
  summary: 'a Debian release and a list of packages, by mmdebstrap',
  async resolve(request, inside) {
    const { spec, platform, lock } = request;
    const pin = debianPinOf(lock, spec, platform);
    const build = debianBuild(spec, platform, pin);
    if (!build.ok) return build;
    const store = imageStore(inside, 'bases');
    if (!store.ok) return store;
    const { folder, lasting, release } = store.value;
    const kept = placeOf(folder, build.value);
    const known = lasting ? await take(kept, request, pin, inside) : undefined;
    if (known !== undefined) return ok(known);
    const made = await make(build.value, folder, () => kept, debianName(spec), platform, pin, inside);
    if (!made.ok) {
      release();
      return made;
    }
    const image = await open(kept, platform, inside);
    if (!image.ok) {
      release();
      return image;
    }
    const remarks = pin === undefined ? [unpinned(spec)] : [];
    return ok(baseOf(spec, image.value, made.value.built, remarks, release));
  },
};

/** What is to be built; a failure when a word of it would mean more to mmdebstrap, apt or a shell than it should. */
export function debianBuild(
  spec: DebianSpec,
  platform: Platform,
  pin: DebianPin | undefined,
): Result<DebianBuild> {
  const { suite, packages, mirror } = spec;
  const problem = debianProblem(spec);
  if (problem !== undefined) return err({ code: 'usage', message: `base: ${problem}` });
  const arch = debianArchitecture(platform);
  if (!arch.ok) return err({ code: 'base-mismatch', base: debianName(spec), message: arch.failure });
  const sorted = [...new Set(packages)].sort();
  return ok({ suite, arch: arch.value, packages: sorted, mirror, versions: pin?.packages });
}

/** A clause about what is wrong with it; undefined when nothing is. */
export function debianProblem({ suite, packages, mirror }: DebianSpec): string | undefined {
  if (!/^[a-z][a-z0-9.-]{0,40}$/.test(suite)) return `${JSON.stringify(suite)} is no release of Debian`;
  // An ending minus would tell apt to remove it.
  const wrong = packages.find((name) => !PACKAGE.test(name) || name.length > 200 || name.endsWith('-'));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no name of a package`;
  // mmdebstrap also takes whole lines of sources.list, with [trusted=yes] in them, and names of files.
  if (mirror !== undefined && !/^https?:\/\/[^\s[\]]+$/.test(mirror))
    return `${JSON.stringify(mirror)} is no http or https address of a mirror`;
  return undefined;
}

function placeOf(folder: string, { versions, mirror, ...build }: DebianBuild): string {
  const pinned = versions === undefined ? null : Object.fromEntries(versions);
  const key = jsonDigest({ recipe: RECIPE, ...build, mirror: mirror ?? null, versions: pinned });
  return `${folder}/debian-${key.slice(0, 32)}`;
}

/** What was built before, as long as it is what is asked for; a kept base that is broken counts as none. */
async function take(
  folder: string,
  { spec, platform }: BaseRequest<'debian'>,
  pin: DebianPin | undefined,
  inside: Inside,
): Promise<Base | undefined> {
  const { disk, clock } = inside.doors();
  const made = attempt('read', folder, () => disk.look(`${folder}/index.json`)?.modified);
  if (!made.ok || made.value === undefined) return undefined;
  const age = clock.now() - made.value;
  if (pin === undefined && (age < 0 || age > FRESH)) return undefined;
  const image = await open(folder, platform, inside);
  if (!image.ok || (pin !== undefined && !(await isAsPinned(image.value, pin)))) return undefined;
  const ago = age < 3_600_000 ? 'less than an hour' : `${Math.round(age / 3_600_000)} h`;
  const remarks = pin === undefined ? [`${unpinned(spec)}; taken as it was made ${ago} ago`] : [];
  return baseOf(spec, image.value, pin, remarks, () => {});
}

/** The bytes decide, not what the kept configuration says of them: jobs can write to where it is kept. */
async function isAsPinned({ source, manifest, config }: Image, pin: DebianPin): Promise<boolean> {
  const [layer, ...more] = manifest.layers;
  if (layer === undefined || more.length > 0 || config.diffIds[0] !== pin.diffId) return false;
  const read = await readLayer(source, layer, pin.diffId, { member: () => ok(false) });
  return read.ok;
}

/**
 * Makes it as the archive is today, for the lock. Where there is a store it is kept there as what is pinned, so that the
 * next build takes it.
 */
export async function pinDebian(
  spec: DebianSpec,
  platform: Platform,
  inside: Inside,
): Promise<Result<DebianPin>> {
  const build = debianBuild(spec, platform, undefined);
  if (!build.ok) return build;
  const store = imageStore(inside, 'bases');
  if (!store.ok) return store;
  const { folder, release } = store.value;
  const place = (made: DebianPin): string => placeOf(folder, { ...build.value, versions: made.packages });
  const made = await make(build.value, folder, place, debianName(spec), platform, undefined, inside);
  release();
  return made.ok ? ok(made.value.built) : made;
}

type Made = { readonly built: DebianPin; readonly kept: string };

/** @param place  where it goes when it is as it should be */
async function make(
  build: DebianBuild,
  folder: string,
  place: (made: DebianPin) => string,
  name: string,
  platform: Platform,
  pin: DebianPin | undefined,
  inside: Inside,
): Promise<Result<Made>> {
  const { disk } = inside.doors();
  const fresh = `${folder}/new-${randomUUID()}`;
  const fail = (failure: Failure): Result<never> => {
    attempt('remove', fresh, () => disk.remove(fresh));
    return err(failure);
  };
  inside.print(`${name}: making it with mmdebstrap\n`);
  sweep(folder, inside);
  const built = await buildDebian(build, platform, fresh, inside);
  if (!built.ok) return fail(built.failure);
  const difference = pin === undefined ? undefined : differenceTo(pin, built.value);
  if (difference !== undefined) return fail({ code: 'base-changed', base: name, message: difference });
  const kept = place(built.value);
  // Whoever is reading the older one goes on reading it: its files stay open.
  const placed = attempt('write', kept, () => {
    disk.remove(kept);
    disk.rename(fresh, kept);
  });
  return placed.ok ? ok({ built: built.value, kept }) : fail(placed.failure);
}

/** Bases that are kept; the oldest go first, and what a build that was killed has left. */
const MOST_KEPT = 8;

function sweep(folder: string, inside: Inside): void {
  const { disk, clock } = inside.doors();
  attempt('remove', folder, () => {
    const found = disk
      .list(folder)
      .map(({ name }) => ({ name, made: disk.look(`${folder}/${name}`)?.modified ?? 0 }))
      .sort((a, b) => b.made - a.made);
    const dead = found.filter(({ name, made }) => /^\.?new-/.test(name) && clock.now() - made > FRESH);
    const old = found.filter(({ name }) => name.startsWith('debian-')).slice(MOST_KEPT);
    for (const { name } of [...dead, ...old]) disk.remove(`${folder}/${name}`);
  });
}

/** One clause; undefined when it became what is pinned. */
export function differenceTo(pin: DebianPin, built: DebianPin): string | undefined {
  const changed = packageChanges(pin.packages, built.packages);
  if (changed.length > 0) {
    const shown = changed.slice(0, 5).join(', ');
    return changed.length > 5 ? `${shown} and ${changed.length - 5} more` : shown;
  }
  if (pin.diffId === built.diffId) return undefined;
  return `the same packages became ${built.diffId} and not ${pin.diffId}`;
}

async function open(folder: string, platform: Platform, inside: Inside): Promise<Result<Image>> {
  const layout = openLayout(inside.doors().disk, folder);
  return layout.ok ? imageOf(layout.value, platform) : layout;
}

function baseOf(
  spec: DebianSpec,
  image: Image,
  known: BaseFacts | undefined,
  remarks: readonly string[],
  release: () => void,
): Base {
  return {
    resolved: { name: debianName(spec), digest: image.descriptor.digest },
    image,
    facts: async () => (known === undefined ? factsOf(image) : ok(factsAlone(known))),
    remarks,
    release,
  };
}

function factsAlone({ libc, node, python, system }: BaseFacts): BaseFacts {
  return {
    ...(libc === undefined ? {} : { libc }),
    ...(node === undefined ? {} : { node }),
    ...(python === undefined ? {} : { python }),
    ...(system === undefined ? {} : { system }),
  };
}

function unpinned(spec: DebianSpec): string {
  return `${debianName(spec)} is not pinned: sealsmith image lock does it`;
}
