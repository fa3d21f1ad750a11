/** Packages of Debian and its children: dpkg's list of what is installed, licences from their copyright files. */

import { posix } from 'node:path';
import { ok } from '../../core/result.ts';
import { type Paragraph, readDeb822 } from '../../formats/deb822.ts';
import { packageUrl } from '../../formats/package-url.ts';
import { cataloguer, type Note, type Remark, type TreeFacts } from './cataloguer.ts';
import { readCopyright } from './dpkg-copyright.ts';
import type { FoundPackage, Licence, Place } from './found.ts';
import { distroOf } from './os-release.ts';
import { NAMELESS, plainLine, textOf, word } from './text.ts';

type Installed = {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly source: string | undefined;
  readonly maintainer: string;
  readonly homepage: string;
  /** Names that are there with it. */
  readonly provides: readonly string[];
  /** Each of them needs one of its alternatives. */
  readonly needs: readonly (readonly string[])[];
};

type DpkgNote =
  | { readonly kind: 'status'; readonly installed: readonly Installed[] }
  | { readonly kind: 'copyright'; readonly licences: readonly Licence[] };

const STATUS = 'var/lib/dpkg/status';
/** One file a package: how distroless images say it. */
const STATUS_FOLDER = 'var/lib/dpkg/status.d/';
const COPYRIGHT = /^usr\/share\/doc\/([^/]+)\/copyright$/;
const DOC_LINK = /^usr\/share\/doc\/[^/]+$/;

const FIELDS: ReadonlySet<string> = new Set([
  'package',
  'status',
  'version',
  'architecture',
  'source',
  'maintainer',
  'homepage',
  'provides',
  'depends',
  'pre-depends',
]);

export const dpkg = cataloguer<DpkgNote>({
  name: 'dpkg',
  summary: 'Debian packages: /var/lib/dpkg/status, status.d/ of distroless images',
  limit: 64 * 1024 * 1024,
  wants: (path) =>
    path === STATUS || (path.startsWith(STATUS_FOLDER) && !path.endsWith('.md5sums')) || COPYRIGHT.test(path),
  wantsLink: (path) => DOC_LINK.test(path),
  read(path, bytes, remark) {
    const text = textOf(bytes);
    if (COPYRIGHT.test(path)) return ok({ kind: 'copyright', licences: readCopyright(text) });
    const { paragraphs, broken, left } = readDeb822(text, FIELDS);
    if (broken > 0) remark('lines that are no fields of a package');
    if (left > 0) remark('more packages than are read');
    return ok({ kind: 'status', installed: paragraphs.flatMap((one) => installedOf(one, remark) ?? []) });
  },
  packages,
});

/** Undefined for what was removed and left its configuration, and for what is no package. */
function installedOf(paragraph: Paragraph, remark: Remark): Installed | undefined {
  const state = paragraph.get('status')?.split(/\s+/).at(-1);
  if (state === 'config-files' || state === 'not-installed') return undefined;
  const [name, version] = [word(paragraph.get('package')), word(paragraph.get('version'))];
  if (name === undefined || version === undefined) {
    remark(NAMELESS);
    return undefined;
  }
  const needs = [paragraph.get('pre-depends'), paragraph.get('depends')];
  return {
    name,
    version,
    arch: word(paragraph.get('architecture')) ?? '',
    source: word(paragraph.get('source')),
    maintainer: plainLine(paragraph.get('maintainer') ?? ''),
    homepage: plainLine(paragraph.get('homepage') ?? ''),
    provides: names(paragraph.get('provides')).flat(),
    needs: needs.flatMap(names),
  };
}

/** `libc6 (>= 2.36), libssl3 | libssl1.1, python3:any`: names without versions and architectures. */
function names(field: string | undefined): readonly (readonly string[])[] {
  if (field === undefined) return [];
  return field
    .split(',')
    .map((part) => part.split('|').flatMap((one) => /^\s*([A-Za-z0-9][A-Za-z0-9+.-]*)/.exec(one)?.[1] ?? []))
    .filter((part) => part.length > 0);
}

function packages(notes: readonly Note<DpkgNote>[], tree: TreeFacts): readonly FoundPackage[] {
  const copyrights = new Map<string, { readonly licences: readonly Licence[]; readonly place: Place }>();
  for (const { file, note } of notes)
    if (note.kind === 'copyright')
      copyrights.set(file.path, { licences: note.licences, place: tree.place(file) });
  const installed = notes.flatMap(({ file, note }) =>
    note.kind === 'status'
      ? note.installed.map((one) => ({ one, place: tree.place(file), purl: purlOf(one, tree) }))
      : [],
  );
  const byName = new Map<string, string>();
  for (const { one, purl } of installed) byName.set(one.name, purl);
  for (const { one, purl } of installed)
    for (const name of one.provides) if (!byName.has(name)) byName.set(name, purl);

  return installed.map(({ one, place, purl }) => {
    const copyright = copyrights.get(copyrightOf(one.name, tree));
    return {
      kind: 'deb',
      program: false,
      group: undefined,
      name: one.name,
      version: one.version,
      purl,
      licences: copyright?.licences ?? [],
      hashes: [],
      publisher: one.maintainer,
      places: copyright === undefined ? [place] : [place, copyright.place],
      needs: one.needs.flatMap((alternatives) => {
        const found = alternatives.find((name) => byName.has(name));
        return found === undefined ? [] : (byName.get(found) ?? []);
      }),
      properties: { homepage: one.homepage },
    };
  });
}

function purlOf({ name, version, arch, source }: Installed, tree: TreeFacts): string {
  const [, sourceName, sourceVersion] = /^(\S+)(?: \(([^)]*)\))?$/.exec(source ?? '') ?? [];
  return packageUrl({
    type: 'deb',
    namespace: tree.os?.id ?? 'debian',
    name,
    version,
    qualifiers: {
      arch,
      distro: distroOf(tree.os),
      upstream:
        sourceName === undefined || sourceVersion === undefined
          ? sourceName
          : `${sourceName}@${sourceVersion}`,
    },
  });
}

/** A package that shares the documentation of another has a link instead of a folder. */
function copyrightOf(name: string, tree: TreeFacts): string {
  let folder = `usr/share/doc/${name}`;
  for (let hop = 0; hop < 4; hop += 1) {
    const target = tree.link(folder);
    if (target === undefined) break;
    folder = target.startsWith('/')
      ? posix.normalize(target).slice(1)
      : posix.join(posix.dirname(folder), target);
  }
  return `${folder}/copyright`;
}
