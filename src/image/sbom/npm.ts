/**
 * npm packages: package.json below node_modules, whatever installed it; applications by their own. Lock files say what
 * the registry promised of a package (its hash); in a folder, where nothing may be installed yet, also what will be.
 */

import { posix } from 'node:path';
import { packageUrl } from '../../formats/package-url.ts';
import { cataloguer, type Note, type ProvenFile, type TreeFacts } from './cataloguer.ts';
import type { FoundPackage, PackageHash } from './found.ts';
import { type Locked, readNpmLock } from './npm-lock.ts';
import { type Manifest, readNpmManifest } from './npm-manifest.ts';
import { NAMELESS } from './text.ts';

type NpmNote =
  | { readonly kind: 'package'; readonly manifest: Manifest }
  | { readonly kind: 'lock'; readonly locked: readonly Locked[] };

/** The root of a package, and not a package.json somewhere inside of it, which says nothing of what it is part of. */
const INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
const LOCK = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|node_modules\/\.package-lock\.json)$/;

export const npm = cataloguer<NpmNote>({
  name: 'npm',
  summary: 'npm packages: package.json below node_modules, and of applications; package-lock.json',
  limit: 32 * 1024 * 1024,
  wants: (path) => (path.endsWith('package.json') ? isPackage(path) : path.endsWith('.json') && isLock(path)),
  // pnpm's and workspaces' folders are links.
  wantsLink: (path) => path.includes('node_modules/'),
  read(path, bytes, remark) {
    if (isLock(path)) {
      const lock = readNpmLock(bytes);
      if (!lock.ok) return lock;
      if (lock.value.left > 0) remark('more packages than are read');
      return { ok: true, value: { kind: 'lock', locked: lock.value.locked } };
    }
    const manifest = readNpmManifest(bytes);
    if (!manifest.ok) return manifest;
    // An application need not be called anything.
    if (manifest.value === undefined && INSTALLED.test(path)) return { ok: false, failure: NAMELESS };
    return { ok: true, value: manifest.value && { kind: 'package', manifest: manifest.value } };
  },
  packages,
});

function isPackage(path: string): boolean {
  if (INSTALLED.test(path)) return true;
  return (path === 'package.json' || path.endsWith('/package.json')) && !path.includes('node_modules/');
}

/** Lock files that packages carry with them are not of this tree. */
function isLock(path: string): boolean {
  return LOCK.test(path) && !/node_modules\/[^.]/.test(path);
}

type Installed = {
  readonly file: ProvenFile;
  readonly manifest: Manifest;
  readonly folder: string;
  readonly purl: string;
};

function packages(notes: readonly Note<NpmNote>[], tree: TreeFacts): readonly FoundPackage[] {
  const installed = notes.flatMap(({ file, note }): readonly Installed[] =>
    note.kind === 'package'
      ? [{ file, manifest: note.manifest, folder: folderOf(file.path), purl: purlOf(note.manifest) }]
      : [],
  );
  const byFolder = new Map(installed.map((one) => [one.folder, one.purl]));
  const there = new Set(byFolder.values());
  const hashes = new Map<string, readonly PackageHash[]>();
  const promised = new Map<string, FoundPackage>();
  for (const { file, note } of notes) {
    if (note.kind !== 'lock') continue;
    for (const one of note.locked) {
      const purl = purlOf(one);
      if (one.hashes.length > 0) hashes.set(purl, one.hashes);
      const wanted = tree.what === 'folder' && !there.has(purl) && !promised.has(purl);
      if (wanted)
        promised.set(purl, {
          ...found(one, purl, file, tree),
          hashes: one.hashes,
          properties: { 'npm:state': one.dev ? 'locked for development' : 'locked' },
        });
    }
  }
  return [
    ...installed.map(({ file, manifest, folder, purl }) => ({
      ...found(manifest, purl, file, tree),
      program: !INSTALLED.test(file.path),
      licences: manifest.licences,
      publisher: manifest.author,
      hashes: hashes.get(purl) ?? [],
      needs: manifest.needs.flatMap((name) => resolve(folder, name, byFolder, tree) ?? []),
    })),
    ...promised.values(),
  ];
}

type Named = { readonly name: string; readonly version: string };

function found(one: Named, purl: string, file: ProvenFile, tree: TreeFacts): FoundPackage {
  const { scope, name } = parted(one.name);
  return {
    kind: 'npm',
    program: false,
    group: scope,
    name,
    version: one.version,
    purl,
    licences: [],
    hashes: [],
    publisher: undefined,
    places: [tree.place(file)],
    needs: undefined,
    properties: {},
  };
}

function purlOf(one: Named): string {
  const { scope, name } = parted(one.name);
  return packageUrl({
    type: 'npm',
    ...(scope === undefined ? {} : { namespace: scope }),
    name,
    version: one.version,
  });
}

function parted(name: string): { readonly scope: string | undefined; readonly name: string } {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return slash === -1
    ? { scope: undefined, name }
    : { scope: name.slice(0, slash), name: name.slice(slash + 1) };
}

function folderOf(path: string): string {
  return path === 'package.json' ? '' : path.slice(0, -'/package.json'.length);
}

/** Deeper than any tree of packages. */
const DEEPEST = 64;

/** As Node finds a package: in node_modules of the folder, then of each folder above (nodejs.org/api/modules.html). */
function resolve(
  from: string,
  name: string,
  byFolder: ReadonlyMap<string, string>,
  tree: TreeFacts,
): string | undefined {
  let folder = from;
  for (let hop = 0; hop < DEEPEST; hop += 1) {
    if (folder !== 'node_modules' && !folder.endsWith('/node_modules')) {
      const at = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
      const purl = byFolder.get(at) ?? byFolder.get(linked(at, tree));
      if (purl !== undefined) return purl;
    }
    if (folder === '') return undefined;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return undefined;
}

function linked(path: string, tree: TreeFacts): string {
  const target = tree.link(path);
  if (target === undefined) return '';
  return target.startsWith('/') ? posix.normalize(target).slice(1) : posix.join(posix.dirname(path), target);
}
