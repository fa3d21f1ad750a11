/** A bill of materials for people: how much of what is in there, and under which licences. */

import { type Bom, type BomComponent, type BomPart, licencesOf } from '../formats/cyclonedx.ts';
import { visible } from './escape.ts';
import { type Look, mark, paint } from './look.ts';
import { count } from './units.ts';
import { cells, clauses, cut, padStart, wrap } from './width.ts';

export type SbomView = {
  readonly bom: Bom;
  readonly maker: string;
  readonly remarks: readonly string[];
  /** Where it was written; undefined when it was not asked for. */
  readonly output: string | undefined;
};

/** Licences that are shown unless all are wanted. */
const SHOWN = 10;

/** Packages without a licence that are named. */
const NAMED = 5;

export function sbomText({ bom, maker, remarks, output }: SbomView, look: Look, all: boolean): string[] {
  const { component } = bom.metadata;
  const packages = bom.components.filter((one) => kindOf(one) !== undefined);
  const unknown = packages.filter((one) => licencesOf(one).length === 0);
  return [
    ...wrap(visible([component.name, component.version ?? ''].join('  ').trim()), look.columns),
    ...others(bom).flatMap((line) => wrap(visible(line), look.columns)),
    '',
    ...table(kinds(packages), look),
    '',
    ...table(licences(packages, all), look),
    ...(unknown.length === 0 ? [] : noLicence(unknown, look)),
    ...(remarks.length === 0 ? [] : ['']),
    ...remarks.flatMap((line) => wrap(`${mark('note', look)} ${visible(line)}`, look.columns, 3)),
    '',
    ...clauses([count(packages.length, 'package'), `listed by ${visible(maker)}`], look.columns),
    ...(output === undefined ? wrap(NEXT, look.columns) : [`written to ${visible(output)}`]),
  ];
}

const NEXT = 'next: --output FILE writes it as CycloneDX, --json prints it';

/** What it stands on. */
function others({ components }: Bom): string[] {
  return components.flatMap(({ type, name, ...rest }) => {
    const version = 'version' in rest && typeof rest.version === 'string' ? rest.version : '';
    if (type === 'operating-system') return [`system  ${name} ${version}`];
    return type === 'container' ? [`base    ${name} ${version}`] : [];
  });
}

/** By package URL, which every maker writes. */
const KINDS: Readonly<Record<string, string>> = {
  apk: 'Alpine packages',
  deb: 'Debian packages',
  golang: 'Go modules',
  npm: 'npm packages',
  pypi: 'Python packages',
  rpm: 'RPM packages',
};

/** Undefined for what is no package: the base, the system, single files. */
function kindOf(component: BomComponent | BomPart): string | undefined {
  const { purl, type } = component;
  const kind = typeof purl === 'string' ? /^pkg:([a-z0-9.+-]+)\//.exec(purl)?.[1] : undefined;
  if (type === 'container' || type === 'operating-system' || type === 'file') return undefined;
  if (kind === undefined) return 'other packages';
  return Object.hasOwn(KINDS, kind) ? KINDS[kind] : `${kind} packages`;
}

type Row = readonly [number: number, what: string];

function kinds(packages: readonly (BomComponent | BomPart)[]): Row[] {
  return counted(packages.map((one) => kindOf(one) ?? ''));
}

function licences(packages: readonly (BomComponent | BomPart)[], all: boolean): Row[] {
  const rows = counted(packages.flatMap((one) => [...new Set(licencesOf(one))]));
  const hidden = all ? 0 : rows.length - SHOWN;
  if (hidden <= 1) return rows;
  return [...rows.slice(0, SHOWN), [hidden, 'more licences; --verbose shows them']];
}

/** The most frequent first. */
function counted(words: readonly string[]): Row[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, number]) => [number, word] as const)
    .toSorted(([a, x], [b, y]) => b - a || (x < y ? -1 : 1));
}

function table(rows: readonly Row[], look: Look): string[] {
  const width = Math.max(0, ...rows.map(([number]) => cells(String(number))));
  return rows.map(
    ([number, what]) =>
      `  ${padStart(String(number), width)}  ${cut(visible(what), look.columns - width - 4)}`,
  );
}

function noLicence(unknown: readonly (BomComponent | BomPart)[], look: Look): string[] {
  const names = unknown.slice(0, NAMED).map(({ name }) => visible(name));
  const rest = unknown.length - names.length;
  const said = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const line = `${count(unknown.length, 'package')} without a licence: ${said}`;
  return wrap(line, look.columns, 3).map((one) => paint(one, 'quiet', look));
}
