/** Python distributions: what installers leave beside the modules (Core metadata; PyPA, "Recording installed projects"). */

import { ok } from '../../core/result.ts';
import { type Headers, readHeaders } from '../../formats/mail-headers.ts';
import { normalisedPython, packageUrl } from '../../formats/package-url.ts';
import { cataloguer, type Note, type TreeFacts } from './cataloguer.ts';
import type { FoundPackage, Licence } from './found.ts';
import { distinct, licenceOf } from './licences.ts';
import { plainLine, textOf, word } from './text.ts';

type Distribution = {
  readonly name: string;
  readonly version: string;
  readonly licences: readonly Licence[];
  readonly author: string;
  /** Normalised names that it needs without extras. */
  readonly needs: readonly string[];
};

const METADATA =
  /(?:^|\/)(?:[^/]+\.dist-info\/METADATA|[^/]+\.egg-info\/PKG-INFO|EGG-INFO\/PKG-INFO|[^/]+\.egg-info)$/;

export const python = cataloguer<Distribution>({
  name: 'python',
  summary: 'Python distributions: *.dist-info/METADATA, *.egg-info',
  limit: 8 * 1024 * 1024,
  wants: (path) => METADATA.test(path),
  read(_path, bytes) {
    const headers = readHeaders(textOf(bytes));
    const [name, version] = [word(headers.get('name')?.[0]), word(headers.get('version')?.[0])];
    if (name === undefined || version === undefined)
      return { ok: false, failure: 'it has no name and version' };
    const authors = [...(headers.get('author') ?? []), ...(headers.get('author-email') ?? [])];
    return ok({
      name,
      version,
      licences: licences(headers),
      author: plainLine(authors[0] ?? ''),
      needs: (headers.get('requires-dist') ?? []).flatMap((one) => needed(one) ?? []),
    });
  },
  packages,
});

/** `jinja2>=3.1.2; python_version < "4"`; undefined for what only an extra asks for. */
function needed(requirement: string): string | undefined {
  const [what = '', ...marker] = requirement.split(';');
  if (marker.join(';').includes('extra')) return undefined;
  const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(what.slice(0, 300))?.[1];
  return name === undefined ? undefined : normalisedPython(name);
}

/** PEP 639's expression; else what `License` says when that is a name and not a text; else the classifiers. */
function licences(headers: Headers): readonly Licence[] {
  const expression = licenceOf(headers.get('license-expression')?.[0] ?? '');
  if (expression !== undefined) return [expression];
  const field = headers.get('license')?.[0] ?? '';
  const said =
    field.includes('\n') || field.length > 100 || field === 'UNKNOWN' ? undefined : licenceOf(field);
  if (said !== undefined && 'spdx' in said) return [said];
  const classified = distinct(
    (headers.get('classifier') ?? []).flatMap((line) => {
      const [, name = ''] = /^License :: (?:OSI Approved :: )?(.+)$/.exec(plainLine(line, 200)) ?? [];
      if (name === '' || name === 'OSI Approved') return [];
      const spdx = Object.hasOwn(CLASSIFIERS, name) ? CLASSIFIERS[name] : undefined;
      return [spdx === undefined ? { name } : { spdx }];
    }),
  );
  if (classified.some((one) => 'spdx' in one) || said === undefined) return classified;
  return [said];
}

/** Classifiers that mean one licence and no other; "BSD License" and the plain GPL are several. */
const CLASSIFIERS: Readonly<Record<string, string>> = {
  'Apache Software License': 'Apache-2.0',
  'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
  'GNU Affero General Public License v3': 'AGPL-3.0-only',
  'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v2 or later (LGPLv2+)': 'LGPL-2.0-or-later',
  'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'ISC License (ISCL)': 'ISC',
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'Mozilla Public License 1.1 (MPL 1.1)': 'MPL-1.1',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'Universal Permissive License (UPL)': 'UPL-1.0',
  'zlib/libpng License': 'Zlib',
};

function packages(notes: readonly Note<Distribution>[], tree: TreeFacts): readonly FoundPackage[] {
  const all = notes.map(({ file, note }) => ({
    note,
    place: tree.place(file),
    folder: folderOf(file.path),
    purl: packageUrl({ type: 'pypi', name: normalisedPython(note.name), version: note.version }),
  }));
  const beside = new Map(all.map((one) => [`${one.folder}\n${normalisedPython(one.note.name)}`, one.purl]));
  const anywhere = new Map(all.map((one) => [normalisedPython(one.note.name), one.purl]));
  return all.map(({ note, place, folder, purl }) => ({
    kind: 'python',
    program: false,
    group: undefined,
    name: note.name,
    version: note.version,
    purl,
    licences: note.licences,
    hashes: [],
    publisher: note.author,
    places: [place],
    // Beside it is what it would import; another folder may be on its path as well.
    needs: note.needs.flatMap((name) => beside.get(`${folder}\n${name}`) ?? anywhere.get(name) ?? []),
    properties: {},
  }));
}

/** Of `lib/site-packages/flask-3.0.dist-info/METADATA` `lib/site-packages`. */
function folderOf(path: string): string {
  return path.replace(
    /\/?[^/]+(?:\.egg-info|\.dist-info\/METADATA|\.egg-info\/PKG-INFO|EGG-INFO\/PKG-INFO)$/,
    '',
  );
}
