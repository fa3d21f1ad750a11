/**
 * A bill that another program made, in one order: the same packages give the same bytes. Its times, serial number and
 * random names of components go; what it says of the packages stays as it is.
 */

import { err, ok, type Result } from '../../core/result.ts';
import { canonicalJson } from '../../formats/canonical.ts';
import { type Bom, type BomPart, type BomTool, numbered, timestampOf } from '../../formats/cyclonedx.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import { baseComponents, SPEC_VERSION, subjectOf } from './assemble.ts';
import type { Wish } from './maker.ts';
import { word } from './text.ts';

/** What 1.6 can hold unchanged. */
const READABLE: ReadonlySet<unknown> = new Set(['1.4', '1.5', '1.6']);

type Json = Readonly<Record<string, unknown>>;

/** @returns the failure is one clause */
export function normalised(
  value: unknown,
  maker: string,
  wish: Wish,
): Result<{ readonly bom: Bom; readonly maker: string }, string> {
  if (!isPlainObject(value) || value['bomFormat'] !== 'CycloneDX') return err('it is not CycloneDX');
  if (!READABLE.has(value['specVersion']))
    return err(`its version ${String(value['specVersion'])} is not read`);
  const metadata = isPlainObject(value['metadata']) ? value['metadata'] : {};
  const found = Array.isArray(value['components']) ? value['components'] : [];
  const subject = subjectOf(wish);
  const root = isPlainObject(metadata['component']) ? metadata['component']['bom-ref'] : undefined;
  const refs = new Map<unknown, string>([[root, subject['bom-ref']]]);
  const components = named(found.filter(isPlainObject), refs, subject['bom-ref']);
  const bases = baseComponents(wish);
  const tool = toolOf(metadata['tools'], maker);
  const timestamp = timestampOf(wish.epoch);
  const bom = numbered({
    specVersion: SPEC_VERSION,
    metadata: {
      ...(timestamp === undefined ? {} : { timestamp }),
      tools: { components: [tool, { type: 'application', name: 'sealsmith', version: wish.version }] },
      component: subject,
    },
    components: [...components, ...bases],
    dependencies: dependencies(value['dependencies'], refs, [
      subject['bom-ref'],
      bases.map((base) => base['bom-ref']),
    ]),
  });
  return ok({ bom, maker: tool.version === undefined ? tool.name : `${tool.name} ${tool.version}` });
}

/** A component is called by its package URL, else by type, name and version; equal ones are counted. */
function named(found: readonly Json[], refs: Map<unknown, string>, subject: string): readonly BomPart[] {
  const sorted = found
    .map((component) => {
      const { 'bom-ref': ref, ...rest } = component;
      return { ref, rest, base: baseOf(rest), text: canonicalJson(rest) };
    })
    .toSorted((a, b) => compare(a.base, b.base) || compare(a.text, b.text));
  const taken = new Map([[subject, 1]]);
  return sorted.map(({ ref, rest, base }) => {
    const number = (taken.get(base) ?? 0) + 1;
    taken.set(base, number);
    // A space is in no package URL, so no other component is called that.
    const name = number === 1 ? base : `${base} ${number}`;
    if (typeof ref === 'string') refs.set(ref, name);
    const { type, name: called, ...others } = rest;
    return {
      type: typeof type === 'string' ? type : 'library',
      'bom-ref': name,
      name: typeof called === 'string' ? called : '',
      ...others,
    };
  });
}

function baseOf({ purl, type, name, version }: Json): string {
  return typeof purl === 'string'
    ? purl
    : [type, ':', name, version === undefined ? '' : '@', version].join('');
}

function dependencies(
  value: unknown,
  refs: ReadonlyMap<unknown, string>,
  root: readonly [ref: string, needs: readonly string[]],
): Bom['dependencies'] {
  const edges = new Map([[root[0], new Set(root[1])]]);
  for (const entry of Array.isArray(value) ? value : []) {
    if (!isPlainObject(entry)) continue;
    const ref = refs.get(entry['ref']);
    if (ref === undefined) continue;
    const needs = edges.get(ref) ?? new Set();
    for (const need of Array.isArray(entry['dependsOn']) ? entry['dependsOn'] : []) {
      const known = refs.get(need);
      if (known !== undefined && known !== ref) needs.add(known);
    }
    edges.set(ref, needs);
  }
  return [...edges]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([ref, needs]) => ({ ref, dependsOn: [...needs].toSorted() }));
}

/** As 1.5 and 1.6 have it, or the list of 1.4. */
function toolOf(value: unknown, maker: string): BomTool {
  const list = isPlainObject(value) ? value['components'] : value;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const said = isPlainObject(first) ? first : {};
  // A program that was built by hand may call itself "[not provided]".
  const version = /^v?\d/.test(word(said['version']) ?? '') ? word(said['version']) : undefined;
  return {
    type: 'application',
    name: word(said['name']) ?? maker,
    ...(version === undefined ? {} : { version }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
