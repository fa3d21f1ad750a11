/** One package that was found at several places is one package with several places. */

import type { FoundPackage, PackageHash, Place } from './found.ts';
import { distinct } from './licences.ts';

/** Places of one package that are named; the others say nothing new. */
const MOST_PLACES = 100;

/** @returns each package URL once, sorted by it */
export function merged(packages: readonly FoundPackage[]): readonly FoundPackage[] {
  const groups = new Map<string, FoundPackage[]>();
  for (const one of packages) {
    const group = groups.get(one.purl);
    if (group === undefined) groups.set(one.purl, [one]);
    else group.push(one);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => together(group))
    .filter((one) => one !== undefined);
}

function together(group: readonly FoundPackage[]): FoundPackage | undefined {
  const [first] = group;
  if (first === undefined || group.length === 1) return first;
  const needs = group.flatMap((one) => (one.needs === undefined ? [] : [one.needs]));
  return {
    ...first,
    program: group.some(({ program }) => program),
    licences: distinct(group.flatMap(({ licences }) => licences)),
    hashes: hashesOf(group),
    publisher: group.find(({ publisher }) => publisher !== undefined)?.publisher,
    places: placesOf(group),
    needs: needs.length === 0 ? undefined : needs.flat(),
    properties: Object.assign({}, ...group.toReversed().map(({ properties }) => properties)),
  };
}

function hashesOf(group: readonly FoundPackage[]): readonly PackageHash[] {
  const known = new Map(
    group.flatMap(({ hashes }) => hashes.map((one) => [`${one.algorithm} ${one.hex}`, one])),
  );
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function placesOf(group: readonly FoundPackage[]): readonly Place[] {
  const known = new Map(group.flatMap(({ places }) => places.map((place) => [place.path, place])));
  return [...known.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_PLACES);
}
