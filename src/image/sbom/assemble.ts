/** An inventory as a bill of materials. Everything is sorted: the same inventory gives the same bytes. */

import {
  type Bom,
  type BomComponent,
  type BomLicence,
  numbered,
  timestampOf,
} from '../../formats/cyclonedx.ts';
import { packageUrl } from '../../formats/package-url.ts';
import { spdxAll, spdxId } from '../../formats/spdx.ts';
import type { FoundPackage, Licence, OperatingSystem, Place } from './found.ts';
import { dependencies } from './graph.ts';
import type { Wish } from './maker.ts';
import { merged } from './merge.ts';
import { plainLine } from './text.ts';
import type { Inventory } from './tree.ts';

export const SPEC_VERSION = '1.6';

export function assemble(wish: Wish, inventory: Inventory): Bom {
  const packages = merged(inventory.packages);
  const subject = subjectOf(wish);
  const bases = baseComponents(wish);
  const system = inventory.os === undefined ? [] : [systemComponent(inventory.os)];
  const components = [...packages.map(packageComponent), ...bases, ...system];
  const timestamp = timestampOf(wish.epoch);
  return numbered({
    specVersion: SPEC_VERSION,
    metadata: {
      ...(timestamp === undefined ? {} : { timestamp }),
      tools: { components: [{ type: 'application', name: 'sealsmith', version: wish.version }] },
      component: subject,
    },
    components: sortedByRef(components),
    dependencies: dependencies(
      subject['bom-ref'],
      [...bases, ...system].map((one) => one['bom-ref']),
      packages,
    ),
  });
}

/** What the bill is about: the image by its digest, or the folder. */
export function subjectOf({ target, name }: Wish): BomComponent {
  const clean = plainLine(name);
  if (target.kind === 'image') return imageComponent(clean, target.image.descriptor.digest, target.image);
  return { type: 'application', 'bom-ref': `folder:${clean}`, name: clean };
}

export function baseComponents({ bases }: Wish): readonly BomComponent[] {
  const components = bases.map(({ name, digest }) => imageComponent(name, digest));
  return [...new Map(components.map((one) => [one['bom-ref'], one])).values()];
}

/** pkg:oci names an image by the last part of its name and its digest (purl-spec, type `oci`). */
function imageComponent(
  name: string,
  digest: string,
  image?: { readonly platform: { readonly architecture: string } },
): BomComponent {
  const clean = plainLine(name);
  const repository = repositoryOf(clean);
  const last = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  const purl = packageUrl({
    type: 'oci',
    name: last === '' ? 'image' : last,
    version: digest,
    qualifiers: {
      arch: image?.platform.architecture,
      repository_url: repository.includes('/') ? repository.toLowerCase() : undefined,
    },
  });
  return { type: 'container', 'bom-ref': purl, name: clean, version: digest, purl };
}

/** Without tag and digest. */
function repositoryOf(name: string): string {
  const [beforeDigest = ''] = name.split('@', 1);
  const colon = beforeDigest.lastIndexOf(':');
  return colon > beforeDigest.lastIndexOf('/') ? beforeDigest.slice(0, colon) : beforeDigest;
}

function systemComponent(os: OperatingSystem): BomComponent {
  return {
    type: 'operating-system',
    'bom-ref': `os:${os.id}${os.version === undefined ? '' : `@${os.version}`}`,
    name: os.id,
    ...(os.version === undefined ? {} : { version: os.version }),
    description: os.name,
    evidence: { occurrences: [occurrence(os.place)] },
  };
}

function packageComponent(found: FoundPackage): BomComponent {
  const { group, publisher, hashes } = found;
  const licenses = licencesOf(found.licences);
  const properties = Object.entries(found.properties)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name: `sealsmith:${name}`, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    type: found.program ? 'application' : 'library',
    'bom-ref': found.purl,
    ...(publisher === undefined || publisher === '' ? {} : { publisher }),
    ...(group === undefined ? {} : { group }),
    name: found.name,
    ...(found.version === '' ? {} : { version: found.version }),
    ...(hashes.length === 0
      ? {}
      : { hashes: hashes.map(({ algorithm, hex }) => ({ alg: algorithm, content: hex })) }),
    ...(licenses.length === 0 ? {} : { licenses }),
    purl: found.purl,
    ...(properties.length === 0 ? {} : { properties }),
    evidence: { occurrences: found.places.map(occurrence) },
  };
}

/** The schema takes a list of single licences or one expression, never both. */
function licencesOf(licences: readonly Licence[]): readonly BomLicence[] {
  const expressions = licences.flatMap((one) => ('spdx' in one ? [one.spdx] : []));
  const simple = expressions.every((one) => spdxId(one) === one);
  if (!simple && expressions.length === licences.length) return [{ expression: spdxAll(expressions) }];
  return licences.map((one) => {
    if ('name' in one) return { license: { name: one.name } };
    return { license: spdxId(one.spdx) === one.spdx ? { id: one.spdx } : { name: one.spdx } };
  });
}

function occurrence({ path, layer, sha256 }: Place): { location: string; additionalContext: string } {
  const where = layer === undefined ? '' : `, layer ${layer}`;
  return { location: path.toWellFormed(), additionalContext: `sha256:${sha256}${where}` };
}

function sortedByRef(components: readonly BomComponent[]): readonly BomComponent[] {
  const byRef = new Map(components.map((one) => [one['bom-ref'], one]));
  return [...byRef.values()].toSorted((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
}
