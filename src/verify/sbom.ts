/** Lists of components, CycloneDX and SPDX, and the rules that they must meet. */

import semver from 'semver';
import type { CheckLine } from '../core/verdict.ts';
import type { ComponentRule } from './expectations.ts';
import { fault, pass } from './line.ts';
import { at, type Members, textAt } from './provenance/provenance.ts';

type Component = {
  readonly names: readonly string[];
  readonly version: string;
  /** Python's: it has more spellings than one. */
  readonly python: boolean;
  /** A system's package: what follows the last hyphen counts its rebuilds. */
  readonly packaged: boolean;
};

/** More than any image has; each is looked at once for each rule. */
const MOST_COMPONENTS = 200_000;

export function componentLines(
  predicate: Members,
  rules: readonly ComponentRule[],
  from: string,
): CheckLine[] {
  const components = componentsOf(predicate);
  if (components === undefined)
    return [fault('sbom', 'sbom-invalid', { expected: 'CycloneDX or SPDX', found: 'neither', from })];
  return rules.map((rule) => ruleLine(rule, components, from));
}

/** Every version that is there must be in the range: one good copy does not excuse a bad one beside it. */
function ruleLine({ name, range }: ComponentRule, components: readonly Component[], from: string): CheckLine {
  const meant = components.filter((component) => isCalled(component, name));
  const versions = [...new Set(meant.map(({ version }) => version))];
  const found = versions.length === 0 ? `${name} is not there` : `${name} ${versions.join(', ')}`;
  const said = { expected: range, found, from };
  if (range === 'absent')
    return versions.length === 0 ? pass('sbom', said) : fault('sbom', 'component-forbidden', said);
  if (versions.length === 0) return fault('sbom', 'component-missing', said);
  return meant.every((component) => isWithin(component, range))
    ? pass('sbom', said)
    : fault('sbom', 'component-version', said);
}

/**
 * `absent` must mean every spelling: what differs in capitals alone is nowhere two things to people, and Python's index
 * takes `Flask_Login` for `flask-login` (PEP 503).
 */
function isCalled({ names, python }: Component, name: string): boolean {
  const spelled = (text: string): string =>
    python ? text.toLowerCase().replaceAll(/[-_.]+/g, '-') : text.toLowerCase();
  const wanted = spelled(name);
  return names.some((one) => spelled(one) === wanted);
}

/**
 * Ecosystems write versions in their own ways: `1.2`, `2:1.2.3-4+deb12u1`, `1.0rc1`. What leads it counts as numbers;
 * what is appended to a version of other kinds never makes it greater. A text without numbers is in no range.
 */
function isWithin({ version, packaged }: Component, range: string): boolean {
  const exact = packaged ? null : semver.parse(version, { loose: true });
  if (exact !== null) return semver.satisfies(exact, range, { includePrerelease: true });
  const [, numbers = '', rest = ''] = /^v?(?:\d+:)?(\d+(?:\.\d+){0,2})(.*)$/.exec(version) ?? [];
  if (numbers === '') return false;
  const [major = '0', minor = '0', patch = '0'] = numbers.split('.').map((part) => String(BigInt(part)));
  const early = packaged ? rest.startsWith('~') : /^[.~_-]?(a|b|c|rc|alpha|beta|dev|pre)/i.test(rest);
  const read = semver.parse(`${major}.${minor}.${patch}${early ? '-0' : ''}`);
  return read !== null && semver.satisfies(read, range, { includePrerelease: true });
}

function componentsOf(predicate: Members): readonly Component[] | undefined {
  const cyclone = textAt(predicate, 'bomFormat') === 'CycloneDX';
  if (!cyclone && textAt(predicate, 'spdxVersion') === undefined) return undefined;
  const found: Component[] = [];
  const open: unknown[] = cyclone
    ? [at(predicate, 'components'), at(predicate, 'metadata', 'component')]
    : [at(predicate, 'packages')];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) for (const one of value as readonly unknown[]) open.push(one);
    else if (typeof value === 'object' && value !== null) {
      found.push(componentOf(value, cyclone));
      if (cyclone) open.push(at(value, 'components'));
    }
    if (found.length > MOST_COMPONENTS) return undefined;
  }
  return found;
}

/** A component goes by its name, by `group/name`, and by its package URL without version. */
function componentOf(value: object, cyclone: boolean): Component {
  const name = textAt(value, 'name') ?? '';
  const group = cyclone ? textAt(value, 'group') : undefined;
  const purl = cyclone ? textAt(value, 'purl') : purlOf(at(value, 'externalRefs'));
  const bare = purl?.replace(/[?#].*$/, '').replace(/@[^@/]*$/, '');
  const scoped = bare === undefined ? undefined : scopedName(bare);
  return {
    names: [
      name,
      ...[group === undefined ? undefined : `${group}/${name}`, bare, scoped].filter(
        (one) => one !== undefined,
      ),
    ],
    version: textAt(value, cyclone ? 'version' : 'versionInfo') ?? '',
    python: purl?.startsWith('pkg:pypi/') === true,
    packaged: /^pkg:(deb|rpm|apk|alpm)\//.test(purl ?? ''),
  };
}

/** `pkg:npm/%40scope/name` as npm writes it. */
function scopedName(purl: string): string | undefined {
  const [, name] = /^pkg:npm\/(.+)$/.exec(purl) ?? [];
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function purlOf(references: unknown): string | undefined {
  const all: readonly unknown[] = Array.isArray(references) ? references : [];
  const found = all.find((one) => textAt(one, 'referenceType') === 'purl');
  return textAt(found, 'referenceLocator');
}
