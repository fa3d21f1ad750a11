/** npm's lock files of every version (docs.npmjs.com, "package-lock.json"): what was promised of each package. */

import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import type { PackageHash } from './found.ts';
import { readJson } from './json.ts';
import { packageName } from './npm-manifest.ts';
import { word } from './text.ts';

export type Locked = {
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly PackageHash[];
  readonly dev: boolean;
};

/** Far more than any project has. */
const MOST = 50_000;

export type NpmLock = {
  readonly locked: readonly Locked[];
  /** Packages beyond the limit. */
  readonly left: number;
};

export function readNpmLock(bytes: Uint8Array): Result<NpmLock, string> {
  const json = readJson(bytes);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return err('it is no lock file');
  const { packages, dependencies } = value;
  const found = isPlainObject(packages)
    ? byFolder(packages)
    : isPlainObject(dependencies)
      ? byName(dependencies)
      : [];
  return ok({ locked: found.slice(0, MOST), left: Math.max(0, found.length - MOST) });
}

/** Versions 2 and 3: by folder; the root has none, and workspaces are links to folders of the project. */
function byFolder(packages: Readonly<Record<string, unknown>>): readonly Locked[] {
  return Object.entries(packages).flatMap(([folder, entry]) => {
    const at = folder.lastIndexOf('node_modules/');
    if (at === -1 || !isPlainObject(entry) || entry['link'] === true) return [];
    // An alias has another name than its folder.
    return locked(entry['name'] ?? folder.slice(at + 'node_modules/'.length), entry) ?? [];
  });
}

/** Version 1: by name, those below a package in it. */
function byName(dependencies: Readonly<Record<string, unknown>>): readonly Locked[] {
  const found: Locked[] = [];
  const waiting = [dependencies];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [name, entry] of Object.entries(next)) {
      if (!isPlainObject(entry)) continue;
      const one = locked(name, entry);
      if (one !== undefined) found.push(one);
      if (isPlainObject(entry['dependencies'])) waiting.push(entry['dependencies']);
    }
  }
  return found;
}

function locked(rawName: unknown, entry: Readonly<Record<string, unknown>>): Locked | undefined {
  const [name, version] = [packageName(rawName), word(entry['version'])];
  // A version that is an address names no version.
  if (name === undefined || version === undefined || version.includes(':')) return undefined;
  return { name, version, hashes: hashesOf(entry['integrity']), dev: entry['dev'] === true };
}

const ALGORITHMS = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;
const BYTES = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

/** Subresource integrity: `sha512-` and base64, of the archive that the registry has. */
function hashesOf(integrity: unknown): readonly PackageHash[] {
  if (typeof integrity !== 'string' || integrity.length > 1000) return [];
  return integrity.split(/\s+/).flatMap((one) => {
    const [, name = '', base64 = ''] = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})$/.exec(one) ?? [];
    const algorithm = Object.hasOwn(ALGORITHMS, name)
      ? ALGORITHMS[name as keyof typeof ALGORITHMS]
      : undefined;
    const bytes = Buffer.from(base64, 'base64');
    return algorithm !== undefined && bytes.length === BYTES[algorithm]
      ? [{ algorithm, hex: bytes.toString('hex') }]
      : [];
  });
}
