/**
 * What finds one kind of packages in a tree. One file each beside this one, listed in registry.ts.
 *
 * A cataloguer sees every file once, as the layers are read, and keeps a note of what it means; a file that a later
 * layer replaces or removes is forgotten again. So nothing has to be unpacked, and memory depends on packages alone.
 */

import { hash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import type { ImageDigest } from '../../core/image.ts';
import type { Result } from '../../core/result.ts';
import type { FoundPackage, OperatingSystem, Place } from './found.ts';

export type TreeFile = {
  /** Relative to the root of the tree, without `./`: `etc/os-release`. Never climbs out. */
  readonly path: string;
  readonly layer: ImageDigest | undefined;
  /** Which layer that is, from 0: the same one may be there twice. */
  readonly turn: number;
};

/** A file that said something. */
export type ProvenFile = TreeFile & { readonly sha256: Sha256 };

/** What is known of the whole tree when packages are made of notes. */
export type TreeFacts = {
  readonly os: OperatingSystem | undefined;
  /** Of an image only what is there counts; a folder may hold lists of what will be there. */
  readonly what: 'image' | 'folder';
  /** How a path of the tree is said. */
  readonly place: (file: ProvenFile) => Place;
  /** Target of a symbolic link that `wantsLink` asked for, as the link says it. */
  readonly link: (path: string) => string | undefined;
};

export type Note<N> = { readonly file: ProvenFile; readonly note: N };

export type Remark = (clause: string) => void;

export interface CataloguerSpec<N> {
  readonly name: string;
  /** One line, for docs. */
  readonly summary: string;
  /** Bytes of one file that are looked at; a larger one is a remark. */
  readonly limit: number;
  /** @param first  the first bytes of the file, 64 where it has so many */
  wants(path: string, first: Uint8Array): boolean;
  wantsLink?(path: string): boolean;
  /**
   * Reads one file. Undefined: it says nothing. The failure is one clause, for a remark.
   *
   * @param remark  to be called with a clause for what is left out of a file that is read otherwise
   */
  read(path: string, bytes: Uint8Array, remark: Remark): Result<N | undefined, string>;
  packages(notes: readonly Note<N>[], tree: TreeFacts): readonly FoundPackage[];
  /** Which system the tree is; asked before anybody makes packages. */
  system?(notes: readonly Note<N>[], place: TreeFacts['place']): OperatingSystem | undefined;
}

export interface Cataloguer extends Pick<CataloguerSpec<never>, 'name' | 'summary' | 'limit' | 'wants'> {
  wantsLink(path: string): boolean;
  begin(): Catalogue;
}

/** One cataloguer at work on one tree. */
export interface Catalogue {
  readonly count: number;
  /** Reads a file that was wanted; gives what is wrong with it as one clause. */
  take(file: TreeFile, bytes: Uint8Array, remark: Remark): string | undefined;
  /** The file is another name for one that was taken. False when that one said nothing. */
  alias(file: TreeFile, of: string): boolean;
  forget(path: string): void;
  /** Forgets every file for which this is true. */
  forgetWhere(gone: (file: TreeFile) => boolean): void;
  packages(tree: TreeFacts): readonly FoundPackage[];
  system(place: TreeFacts['place']): OperatingSystem | undefined;
}

export function cataloguer<N>(spec: CataloguerSpec<N>): Cataloguer {
  return {
    name: spec.name,
    summary: spec.summary,
    limit: spec.limit,
    wants: (path, first) => spec.wants(path, first),
    wantsLink: (path) => spec.wantsLink?.(path) === true,
    begin: () => catalogue(spec),
  };
}

function catalogue<N>(spec: CataloguerSpec<N>): Catalogue {
  const notes = new Map<string, Note<N>>();
  const sorted = (): readonly Note<N>[] =>
    [...notes.values()].toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1));
  return {
    get count() {
      return notes.size;
    },
    take(file, bytes, remark) {
      const read = spec.read(file.path, bytes, remark);
      if (!read.ok) return read.failure;
      if (read.value !== undefined) {
        const sha256 = hash('sha256', bytes) as Sha256;
        notes.set(file.path, { file: { ...file, sha256 }, note: read.value });
      }
      return undefined;
    },
    alias(file, of) {
      const known = notes.get(of);
      if (known !== undefined) notes.set(file.path, { ...known, file: { ...known.file, ...file } });
      return known !== undefined;
    },
    forget: (path) => void notes.delete(path),
    forgetWhere(gone) {
      for (const [path, { file }] of notes) if (gone(file)) notes.delete(path);
    },
    packages: (tree) => spec.packages(sorted(), tree),
    system: (place) => spec.system?.(sorted(), place),
  };
}
