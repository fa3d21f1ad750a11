/**
 * Finds what is to be packed. Files come in the order of the list while the rest is still looked for, so that threads
 * have something to do; when all is found it is held against the rules, before anything of it can become an entry.
 */

import type { Miss } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import type { Limits } from './layout.ts';
import type { FolderMember, LinkMember } from './members.ts';
import { fold } from './paths.ts';
import { Rules } from './rules.ts';
import { Turns } from './turns.ts';

/** Something that is packed under a name of its own. */
export type Root = {
  readonly name: string;
  /** Absolute: a folder, a file or a link. */
  readonly path: string;
  /** Of a path below the root, '' for itself. What is left out takes what is below it along. */
  readonly include: (path: string) => boolean;
};

/** A file that is to be packed, as it was when it was found. */
export type Source = {
  /** In the list. */
  readonly path: string;
  /** On the disk. */
  readonly from: string;
  readonly mode: number;
  readonly bytes: number;
};

/** Something that is still to be looked at; `key` decides when. */
type Place = { readonly root: Root; readonly path: string; readonly below: string; readonly key: string };

/** Files that are handed on at once. */
const SOME = 256;

export class Gathering {
  readonly folders: FolderMember[] = [];
  readonly files: Source[] = [];
  readonly links: LinkMember[] = [];
  readonly #disk: Disk;
  readonly #limits: Limits;
  readonly #turns = new Turns();
  readonly #roots: readonly Root[];
  #bytes = 0;

  constructor(disk: Disk, roots: readonly Root[], limits: Limits) {
    this.#disk = disk;
    this.#roots = roots;
    this.#limits = limits;
  }

  /** The files in the order of the list; `not-kept`, once and last, with the path that cannot be kept. */
  async *walk(): AsyncGenerator<Result<readonly Source[], Miss>> {
    const places: Place[] = [];
    const roots = attempt('not-kept', () => this.#roots.map((root) => this.#placeOf(root)));
    if (!roots.ok) return yield roots;
    places.push(...last(roots.value));
    let handed = 0;
    for (let next = places.pop(); next !== undefined; next = places.pop()) {
      const place = next;
      const entered = attempt('not-kept', () => this.#enter(place, places));
      const refused = entered.ok ? (entered.value ?? this.#tooMuch()) : entered.failure;
      if (refused !== undefined) return yield err(refused);
      if (this.files.length - handed >= SOME || (this.#turns.isOver() && this.files.length > handed)) {
        yield ok(this.files.slice(handed));
        handed = this.files.length;
      }
      if (this.#turns.isOver()) await this.#turns.end();
    }
    yield ok(this.files.slice(handed));
  }

  /** Everything that was found against every rule that a reader has. */
  async check(): Promise<Result<{ readonly members: number; readonly bytes: number }, Miss>> {
    const rules = new Rules(new Set(this.#roots.map(({ name }) => name)), this.#limits);
    const broken =
      (await this.#each(sorted(this.folders), ({ path, mode }) => rules.folder(path, mode))) ??
      rules.next() ??
      (await this.#each(this.files, ({ path, mode, bytes }) => rules.file(path, mode, bytes))) ??
      rules.next() ??
      (await this.#each(sorted(this.links), ({ path, target }) => rules.link(path, target)));
    if (broken !== undefined) return err({ code: 'not-kept', detail: broken.detail });
    return ok({ members: rules.members, bytes: rules.bytes });
  }

  /** Roots are sorted among each other as what stands in a folder is. @throws what the disk says */
  #placeOf(root: Root): Place {
    const isFolder = this.#disk.look(root.path)?.kind === 'folder';
    return { root, path: root.name, below: '', key: keyOf(root.name, isFolder) };
  }

  /** @throws what the disk says */
  #enter({ root, path, below }: Place, places: Place[]): Miss | undefined {
    if (!root.include(below)) return undefined;
    const from = below === '' ? root.path : `${root.path}/${below}`;
    const found = this.#disk.look(from);
    if (found === undefined) return refused(from, 'it is not there');
    if (found.kind === 'other') return refused(from, 'neither file nor folder nor link');
    if (found.kind === 'file') {
      this.files.push({ path, from, mode: found.mode, bytes: found.bytes });
      this.#bytes += found.bytes;
    } else if (found.kind === 'link') this.links.push({ path, target: this.#disk.readLink(from) });
    else {
      // A folder often has setgid from the one above it, where that is the habit of the place: no part of what it holds.
      this.folders.push({ path, mode: found.mode & 0o777 });
      const inside = this.#disk.list(from).map(({ name, kind }) => ({
        root,
        path: `${path}/${name}`,
        below: below === '' ? name : `${below}/${name}`,
        key: keyOf(name, kind === 'folder'),
      }));
      for (const place of last(inside)) places.push(place);
    }
    return undefined;
  }

  /** Before all of a tree is found that will be refused. */
  #tooMuch(): Miss | undefined {
    const { members, bytes } = this.#limits;
    const count = this.folders.length + this.files.length + this.links.length;
    if (count > members) return { code: 'not-kept', detail: `too large: more than ${members} members` };
    if (this.#bytes > bytes)
      return { code: 'not-kept', detail: `too large: files of more than ${bytes} bytes` };
    return undefined;
  }

  async #each<M>(members: readonly M[], rule: (member: M) => Miss | undefined): Promise<Miss | undefined> {
    for (const member of members) {
      const broken = rule(member);
      if (broken !== undefined) return broken;
      if (this.#turns.isOver()) await this.#turns.end();
    }
    return undefined;
  }
}

/** In the order of the list. */
export function sorted<M extends { readonly path: string }>(members: readonly M[]): readonly M[] {
  const keyed = members.map((member) => ({ member, key: fold(member.path) }));
  return keyed.sort(byKey).map(({ member }) => member);
}

/** Names sort as whole paths do: what is in a folder has a slash where its name ends. */
function keyOf(name: string, isFolder: boolean): string {
  return isFolder ? `${fold(name)}/` : fold(name);
}

/** The first one last, where a stack has its top. */
function last<P extends { readonly key: string }>(places: P[]): readonly P[] {
  return places.sort(byKey).reverse();
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function refused(path: string, why: string): Miss {
  return { code: 'not-kept', detail: `${path}: ${why}` };
}
