/** package.json of a package, as far as a bill of materials needs it (docs.npmjs.com, "package.json"). */

import { ok, type Result } from '../../core/result.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import type { Licence } from './found.ts';
import { readJson } from './json.ts';
import { distinct, licenceOf } from './licences.ts';
import { plainLine, word } from './text.ts';

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly licences: readonly Licence[];
  readonly author: string;
  /** Names; optional and peer ones as well: they count where they are there. */
  readonly needs: readonly string[];
};

const MOST_NEEDS = 5000;

/** Lower than any real one is allowed; slashes only as npm has them. */
const NAME = /^(?:@[^/\s]+\/)?[^/@\s][^/\s]*$/;

/** Undefined for one without name or version, which only says how to read the modules beside it. */
export function readNpmManifest(bytes: Uint8Array): Result<Manifest | undefined, string> {
  const json = readJson(bytes);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return ok(undefined);
  const [name, version] = [packageName(value['name']), word(value['version'])];
  if (name === undefined || version === undefined) return ok(undefined);
  const needs = ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) => {
    const names = value[kind];
    return isPlainObject(names) ? Object.keys(names) : [];
  });
  return ok({
    name,
    version,
    licences: licencesOf(value),
    author: authorOf(value['author']),
    needs: needs.filter((one) => packageName(one) !== undefined).slice(0, MOST_NEEDS),
  });
}

export function packageName(value: unknown): string | undefined {
  const name = word(value);
  return name !== undefined && name.length <= 214 && NAME.test(name) ? name : undefined;
}

/** `license` is an SPDX expression; older packages have objects with a type, or a list of them. */
function licencesOf(manifest: Readonly<Record<string, unknown>>): readonly Licence[] {
  const field = manifest['license'] ?? manifest['licenses'];
  const list = Array.isArray(field) ? field.slice(0, 50) : [field];
  return distinct(
    list.flatMap((one: unknown) => {
      const text = isPlainObject(one) ? one['type'] : one;
      return typeof text === 'string' ? (licenceOf(text) ?? []) : [];
    }),
  );
}

function authorOf(value: unknown): string {
  const text = isPlainObject(value) ? value['name'] : value;
  return typeof text === 'string' ? plainLine(text) : '';
}
