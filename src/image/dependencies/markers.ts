/**
 * Environment markers (PEP 508), read for the base that packages are installed for: pip itself would read them for the
 * Python that it happens to run with.
 */

import type { Platform } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { clauseHolds } from '../../formats/python-version.ts';

/** Values of the names that markers use. */
export type MarkerEnvironment = ReadonlyMap<string, string>;

/** @param python  `3.11.2` */
export function markerEnvironment(python: string, platform: Platform): MarkerEnvironment {
  const [major = '3', minor = '0'] = python.split('.');
  return new Map([
    ['os_name', 'posix'],
    ['sys_platform', 'linux'],
    ['platform_system', 'Linux'],
    ['platform_machine', machineOf(platform)],
    ['platform_python_implementation', 'CPython'],
    ['implementation_name', 'cpython'],
    ['python_version', `${major}.${minor}`],
    ['python_full_version', python],
    ['implementation_version', python],
    ['platform_release', ''],
    ['platform_version', ''],
    ['extra', ''],
    // How they were written before PEP 508.
    ['os.name', 'posix'],
    ['sys.platform', 'linux'],
    ['platform.machine', machineOf(platform)],
    ['platform.python_implementation', 'CPython'],
    ['python_implementation', 'CPython'],
  ]);
}

/** What the kernel calls Go's GOARCH. */
export function machineOf({ architecture, variant }: Platform): string {
  const names = { amd64: 'x86_64', arm64: 'aarch64', '386': 'i686' } as const;
  if (architecture === 'arm') return `arm${variant ?? 'v7'}l`;
  return names[architecture as keyof typeof names] ?? architecture;
}

/** Thrown within this file and caught at its edge. */
class Malformed extends Error {}

/** @returns the failure is one clause about the marker */
export function markerHolds(marker: string, environment: MarkerEnvironment): Result<boolean, string> {
  const tokens = marker.match(/\s+|\(|\)|'[^']*'|"[^"]*"|===|[<>=!~]=|[<>]|[A-Za-z_][A-Za-z0-9_.]*|./g) ?? [];
  const words = tokens.filter((token) => token.trim() !== '');
  const reader = new Reader(words, environment);
  try {
    return ok(reader.whole());
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return err(`its marker cannot be read (${marker.slice(0, 100)})`);
  }
}

/** Brackets in brackets that are followed. */
const DEEPEST = 50;

class Reader {
  readonly #words: readonly string[];
  readonly #environment: MarkerEnvironment;
  #at = 0;
  #depth = 0;

  constructor(words: readonly string[], environment: MarkerEnvironment) {
    this.#words = words;
    this.#environment = environment;
  }

  whole(): boolean {
    const value = this.#either();
    if (this.#at !== this.#words.length) throw new Malformed();
    return value;
  }

  #either(): boolean {
    let value = this.#both();
    while (this.#take('or')) value = this.#both() || value;
    return value;
  }

  #both(): boolean {
    let value = this.#one();
    while (this.#take('and')) value = this.#one() && value;
    return value;
  }

  #one(): boolean {
    if (!this.#take('(')) return this.#comparison();
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Malformed();
    const value = this.#either();
    if (!this.#take(')')) throw new Malformed();
    this.#depth -= 1;
    return value;
  }

  #comparison(): boolean {
    const left = this.#value();
    const operator = this.#take('not') ? (this.#take('in') ? 'not in' : '') : this.#next();
    const right = this.#value();
    switch (operator) {
      case 'in':
        return right.includes(left);
      case 'not in':
        return !right.includes(left);
      case '===':
        return left === right;
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '~=':
        return holds(left, operator, right);
      default:
        throw new Malformed();
    }
  }

  #value(): string {
    const word = this.#next();
    if (/^(['"]).*\1$/s.test(word)) return word.slice(1, -1);
    const value = this.#environment.get(word);
    if (value === undefined) throw new Malformed();
    return value;
  }

  #next(): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw new Malformed();
    this.#at += 1;
    return word;
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}

/** As versions where both are some, else as texts (PEP 508, "Environment Markers"). */
function holds(left: string, operator: string, right: string): boolean {
  const asVersions = /^\d/.test(left) ? clauseHolds(left, `${operator}${right}`) : undefined;
  if (asVersions !== undefined) return asVersions;
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      throw new Malformed();
  }
}
