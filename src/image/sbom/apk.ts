/** Packages of Alpine: apk's list of what is installed. */

import { ok } from '../../core/result.ts';
import { type ApkPackage, readApkInstalled } from '../../formats/apk-installed.ts';
import { packageUrl } from '../../formats/package-url.ts';
import { cataloguer, type Note, type Remark, type TreeFacts } from './cataloguer.ts';
import type { FoundPackage, PackageHash } from './found.ts';
import { licenceOf } from './licences.ts';
import { distroOf } from './os-release.ts';
import { NAMELESS, plainLine, textOf, word } from './text.ts';

type Installed = {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly origin: string | undefined;
  readonly licence: string;
  readonly maintainer: string;
  readonly homepage: string;
  readonly hashes: readonly PackageHash[];
  readonly needs: readonly string[];
  readonly provides: readonly string[];
};

/** apk-tools 3 keeps it below usr/. */
const PATHS: ReadonlySet<string> = new Set(['lib/apk/db/installed', 'usr/lib/apk/db/installed']);

export const apk = cataloguer<readonly Installed[]>({
  name: 'apk',
  summary: 'Alpine packages: /lib/apk/db/installed',
  limit: 64 * 1024 * 1024,
  wants: (path) => PATHS.has(path),
  read(_path, bytes, remark) {
    const { packages: found, left } = readApkInstalled(textOf(bytes));
    if (left > 0) remark('more packages than are read');
    return ok(found.flatMap((fields) => installedOf(fields, remark) ?? []));
  },
  packages,
});

function installedOf(fields: ApkPackage, remark: Remark): Installed | undefined {
  const [name, version] = [word(fields.get('P')), word(fields.get('V'))];
  if (name === undefined || version === undefined) {
    remark(NAMELESS);
    return undefined;
  }
  return {
    name,
    version,
    arch: word(fields.get('A')) ?? '',
    origin: word(fields.get('o')),
    licence: fields.get('L') ?? '',
    maintainer: plainLine(fields.get('m') ?? ''),
    homepage: plainLine(fields.get('U') ?? ''),
    hashes: hashOf(fields.get('C') ?? ''),
    needs: names(fields.get('D')),
    provides: names(fields.get('p')),
  };
}

/** `Q1` and SHA-1 in base64, of the part of the package that describes it. */
function hashOf(text: string): readonly PackageHash[] {
  if (!/^Q1[A-Za-z0-9+/]{27}=$/.test(text)) return [];
  return [{ algorithm: 'SHA-1', hex: Buffer.from(text.slice(2), 'base64').toString('hex') }];
}

/** `so:libc.musl-x86_64.so.1 cmd:sh=1.2 musl>=1.2 !gcc`: names without versions; what must not be there is left out. */
function names(field: string | undefined): readonly string[] {
  return (field ?? '').split(' ').flatMap((part) => {
    const name = /^[^=<>~!@]+/.exec(part)?.[0];
    return name === undefined ? [] : [name];
  });
}

function packages(notes: readonly Note<readonly Installed[]>[], tree: TreeFacts): readonly FoundPackage[] {
  const installed = notes.flatMap(({ file, note }) =>
    note.map((one) => ({ one, place: tree.place(file), purl: purlOf(one, tree) })),
  );
  const byName = new Map<string, string>();
  for (const { one, purl } of installed) byName.set(one.name, purl);
  for (const { one, purl } of installed)
    for (const name of one.provides) if (!byName.has(name)) byName.set(name, purl);
  return installed.map(({ one, place, purl }) => ({
    kind: 'apk',
    program: false,
    group: undefined,
    name: one.name,
    version: one.version,
    purl,
    licences: [licenceOf(one.licence)].filter((licence) => licence !== undefined),
    hashes: one.hashes,
    publisher: one.maintainer,
    places: [place],
    needs: one.needs.flatMap((name) => byName.get(name) ?? []),
    properties: { homepage: one.homepage },
  }));
}

function purlOf({ name, version, arch, origin }: Installed, tree: TreeFacts): string {
  return packageUrl({
    type: 'apk',
    namespace: tree.os?.id ?? 'alpine',
    name,
    version,
    qualifiers: { arch, distro: distroOf(tree.os), upstream: origin === name ? undefined : origin },
  });
}
