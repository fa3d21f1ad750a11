/** Go programs: the modules they were linked from, and the standard library. */

import { ok } from '../../core/result.ts';
import { type GoBuild, type GoModule, readGoBuild } from '../../formats/go-buildinfo.ts';
import { packageUrl } from '../../formats/package-url.ts';
import { cataloguer, type Note, type TreeFacts } from './cataloguer.ts';
import type { FoundPackage, Place } from './found.ts';
import { word } from './text.ts';

export const go = cataloguer<GoBuild>({
  name: 'go',
  summary: 'Go programs: the build information in each of them',
  limit: 512 * 1024 * 1024,
  wants: (_path, first) => isProgram(first),
  read: (_path, bytes) => ok(readGoBuild(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
  packages: (notes, tree) => notes.flatMap((note) => packagesOf(note, tree)),
});

/** ELF; PE; Mach-O of 64 bits, and of several architectures. */
function isProgram(first: Uint8Array): boolean {
  const [a, b, c, d] = first;
  if (a === 0x7f) return b === 0x45 && c === 0x4c && d === 0x46;
  if (a === 0x4d) return b === 0x5a && first.length >= 64;
  if (a === 0xcf) return b === 0xfa && c === 0xed && d === 0xfe;
  return a === 0xca && b === 0xfe && c === 0xba && d === 0xbe;
}

function packagesOf({ file, note }: Note<GoBuild>, tree: TreeFacts): readonly FoundPackage[] {
  const place = tree.place(file);
  const modules = note.modules.flatMap((module) => moduleFound(module, place) ?? []);
  const library = libraryFound(note.go, place);
  const linked = [...modules, ...(library === undefined ? [] : [library])];
  const main = note.main && mainFound(note, note.main, place, linked);
  return main === undefined ? linked : [...linked, main];
}

function moduleFound({ path, version, sum }: GoModule, place: Place): FoundPackage | undefined {
  // A replacement by a folder has no version, and its path is one of the machine that built.
  if (word(path) === undefined || path.startsWith('.') || path.startsWith('/')) return undefined;
  return {
    ...common(path, place),
    version: word(version) ?? '',
    purl: goUrl(path, version),
    properties: { 'go:sum': word(sum) ?? '' },
  };
}

/** `go1.26.8 X:nocoverageredesign` is 1.26.8. */
function libraryFound(version: string, place: Place): FoundPackage | undefined {
  const [, number] = /^go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(version) ?? [];
  if (number === undefined) return undefined;
  return {
    ...common('stdlib', place),
    version: number,
    purl: goUrl('stdlib', number),
    licences: [{ spdx: 'BSD-3-Clause' }],
  };
}

function mainFound(
  build: GoBuild,
  main: GoModule,
  place: Place,
  linked: readonly FoundPackage[],
): FoundPackage | undefined {
  if (word(main.path) === undefined) return undefined;
  const version = mainVersion(build, main);
  const settings = ['vcs.revision', 'vcs.time', 'vcs.modified', 'GOOS', 'GOARCH', 'CGO_ENABLED'].map(
    (name) => [`go:${name}`, word(build.settings.get(name)) ?? ''] as const,
  );
  return {
    ...common(main.path, place),
    program: true,
    version,
    purl: goUrl(main.path, version),
    needs: linked.map(({ purl }) => purl),
    properties: {
      'go:package': word(build.path) ?? '',
      'go:version': word(build.go) ?? '',
      ...Object.fromEntries(settings),
    },
  };
}

/**
 * A program that was built in its own folder says `(devel)`. Where it names the commit, that becomes the version that
 * Go itself would make of it (golang.org/ref/mod, "Pseudo-versions").
 */
function mainVersion({ settings }: GoBuild, { version }: GoModule): string {
  if (version !== '(devel)' && version !== '') return word(version) ?? '';
  const revision = settings.get('vcs.revision') ?? '';
  const time = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(settings.get('vcs.time') ?? '');
  if (!/^[0-9a-f]{12,64}$/.test(revision) || time === null) return '';
  const dirty = settings.get('vcs.modified') === 'true' ? '+dirty' : '';
  return `v0.0.0-${time.slice(1).join('')}-${revision.slice(0, 12)}${dirty}`;
}

function common(path: string, place: Place): FoundPackage {
  return {
    kind: 'go',
    program: false,
    group: undefined,
    name: path,
    version: '',
    purl: '',
    licences: [],
    hashes: [],
    publisher: undefined,
    places: [place],
    needs: undefined,
    properties: {},
  };
}

/** Module paths keep their case: the proxy and go.sum tell them apart by it. */
function goUrl(path: string, version: string): string {
  const slash = path.lastIndexOf('/');
  return packageUrl({
    type: 'golang',
    namespace: path.slice(0, Math.max(0, slash)),
    name: path.slice(slash + 1),
    version,
  });
}
