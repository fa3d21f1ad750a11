/**
 * Shows every file of a tree to the cataloguers, once, as it comes by: layer upon layer, each of which may replace and
 * remove what is below it (image-spec layer.md, "Whiteouts"). Nothing is unpacked.
 */

import type { ImageDigest } from '../../core/image.ts';
import type { Catalogue, Cataloguer, TreeFile } from './cataloguer.ts';

/** How much of a file's beginning decides who wants it. */
export const FIRST = 64;

/** More packages, licence files and the like than any honest tree has; what comes after is only counted. */
const MOST_NOTES = 400_000;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** A kind of trouble and how often it was met, with the first file that had it. */
export type Trouble = { readonly clause: string; readonly first: string; readonly count: number };

/** A file on its way through. */
export interface Passing {
  /** The next bytes; good until it returns. */
  content(piece: Uint8Array): void;
  /** After the last byte; not to be called when there was an error. */
  ended(): void;
}

type Wanting = { readonly cataloguer: Cataloguer; readonly catalogue: Catalogue };

export class Gathering {
  readonly catalogues: readonly Wanting[];
  readonly #links = new Map<string, { readonly target: string; readonly turn: number }>();
  /** Every folder above a note: only these can take notes with them. */
  readonly #above = new Set<string>();
  readonly #troubles = new Map<string, { first: string; count: number }>();
  /** In this layer: what of the layers below is gone, itself and what is in it; folders of which only the content is. */
  readonly #gone = new Set<string>();
  readonly #emptied = new Set<string>();
  readonly #memory = new Memory();
  #turn = 0;
  #layer: ImageDigest | undefined;

  constructor(cataloguers: readonly Cataloguer[]) {
    this.catalogues = cataloguers.map((one) => ({ cataloguer: one, catalogue: one.begin() }));
  }

  beginLayer(layer: ImageDigest): void {
    this.#layer = layer;
  }

  endLayer(): void {
    const turn = this.#turn;
    if (this.#gone.size + this.#emptied.size > 0) {
      const gone = (file: { readonly path: string; readonly turn: number }): boolean =>
        file.turn < turn && this.#isGone(file.path);
      for (const { catalogue } of this.catalogues) catalogue.forgetWhere(gone);
      for (const [path, link] of this.#links) if (gone({ path, turn: link.turn })) this.#links.delete(path);
    }
    this.#gone.clear();
    this.#emptied.clear();
    this.#turn += 1;
  }

  folder(path: string): void {
    this.#forget(path);
  }

  /** @param bytes  how many it says it has */
  file(path: string, bytes: number): Passing | undefined {
    if (this.#whiteout(path)) return undefined;
    this.#replace(path);
    return new PassingFile(this.catalogues, this.#file(path), bytes, this.#memory, this);
  }

  link(path: string, target: string): void {
    this.#replace(path);
    if (!this.catalogues.some(({ cataloguer }) => cataloguer.wantsLink(path))) return;
    if (this.#links.size >= MOST_NOTES) this.trouble(path, 'there are more links than are kept');
    else this.#links.set(path, { target, turn: this.#turn });
  }

  /** Another name for a file that has come by. */
  hardLink(path: string, of: string): void {
    this.#replace(path);
    const none = Buffer.alloc(0);
    for (const { cataloguer, catalogue } of this.catalogues) {
      if (!cataloguer.wants(path, none)) continue;
      if (catalogue.alias(this.#file(path), of)) this.#noteAbove(path);
      else this.trouble(path, 'it is another name for a file that was not looked at');
    }
  }

  /** Something without content. */
  other(path: string): void {
    this.#replace(path);
  }

  /** Whether anybody wants a file that begins so. */
  isWanted(path: string, first: Uint8Array): boolean {
    return this.catalogues.some(({ cataloguer }) => cataloguer.wants(path, first));
  }

  linkTarget(path: string): string | undefined {
    return this.#links.get(path)?.target;
  }

  get troubles(): readonly Trouble[] {
    return [...this.#troubles].map(([clause, { first, count }]) => ({ clause, first, count }));
  }

  trouble(path: string, clause: string): void {
    const known = this.#troubles.get(clause);
    if (known !== undefined) known.count += 1;
    else this.#troubles.set(clause, { first: path, count: 1 });
  }

  /** A cataloguer gets the whole file. */
  take({ cataloguer, catalogue }: Wanting, file: TreeFile, bytes: Uint8Array): void {
    const notes = this.catalogues.reduce((sum, one) => sum + one.catalogue.count, 0);
    if (notes >= MOST_NOTES) {
      this.trouble(file.path, 'there are more packages than are listed');
      return;
    }
    const remark = (clause: string): void => this.trouble(file.path, `${cataloguer.name}: ${clause}`);
    const problem = catalogue.take(file, bytes, remark);
    if (problem !== undefined) remark(problem);
    else this.#noteAbove(file.path);
  }

  #file(path: string): TreeFile {
    return { path, layer: this.#layer, turn: this.#turn };
  }

  /** What stands for something that is removed. */
  #whiteout(path: string): boolean {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (this.#layer === undefined || !name.startsWith(WHITEOUT)) return false;
    const folder = path.slice(0, Math.max(0, slash));
    if (name === OPAQUE) this.#emptied.add(folder);
    // Other names that begin so are aufs's own.
    else if (!name.startsWith('.wh..wh.')) {
      const target = name.slice(WHITEOUT.length);
      const gone = folder === '' ? target : `${folder}/${target}`;
      this.#gone.add(gone);
    }
    return true;
  }

  /** Something that is no folder takes the place of whatever was there. */
  #replace(path: string): void {
    this.#forget(path);
    if (this.#above.has(path)) this.#gone.add(path);
  }

  #forget(path: string): void {
    for (const { catalogue } of this.catalogues) catalogue.forget(path);
    this.#links.delete(path);
  }

  #isGone(path: string): boolean {
    if (this.#gone.has(path) || this.#emptied.has('')) return true;
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const above = path.slice(0, slash);
      if (this.#gone.has(above) || this.#emptied.has(above)) return true;
    }
    return false;
  }

  #noteAbove(path: string): void {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const above = path.slice(0, slash);
      if (this.#above.has(above)) return;
      this.#above.add(above);
    }
  }
}

class PassingFile implements Passing {
  readonly #all: readonly Wanting[];
  readonly #file: TreeFile;
  readonly #bytes: number;
  readonly #memory: Memory;
  readonly #gathering: Gathering;
  #wanting: readonly Wanting[] | undefined;
  /** All of it in one piece needs no copy. */
  #whole: Uint8Array | undefined;

  constructor(all: readonly Wanting[], file: TreeFile, bytes: number, memory: Memory, gathering: Gathering) {
    this.#all = all;
    this.#file = file;
    this.#bytes = bytes;
    this.#memory = memory;
    this.#gathering = gathering;
    memory.clear();
  }

  content(piece: Uint8Array): void {
    if (this.#wanting?.length === 0) return;
    if (this.#wanting === undefined) {
      if (this.#memory.length === 0 && piece.length === this.#bytes) {
        this.#decide(piece);
        this.#whole = piece;
        // The piece is only good until this returns.
        this.#hand();
        this.#wanting = [];
        return;
      }
      this.#memory.add(piece);
      if (this.#memory.length < Math.min(FIRST, this.#bytes)) return;
      this.#decide(this.#memory.bytes());
      return;
    }
    this.#memory.add(piece);
  }

  ended(): void {
    if (this.#wanting === undefined) this.#decide(this.#memory.bytes());
    this.#hand();
  }

  #decide(beginning: Uint8Array): void {
    const first = beginning.subarray(0, FIRST);
    const wanting = this.#all.filter(({ cataloguer }) => cataloguer.wants(this.#file.path, first));
    this.#wanting = wanting.filter(({ cataloguer }) => this.#bytes <= cataloguer.limit);
    for (const { cataloguer } of wanting)
      if (this.#bytes > cataloguer.limit)
        this.#gathering.trouble(this.#file.path, `${cataloguer.name}: it is too large`);
  }

  #hand(): void {
    const bytes = this.#whole ?? this.#memory.bytes();
    for (const one of this.#wanting ?? []) this.#gathering.take(one, this.#file, bytes);
  }
}

/** One piece of memory for every file in turn; it grows with what comes, not with what a header says. */
class Memory {
  #buffer = Buffer.allocUnsafe(1 << 20);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  add(piece: Uint8Array): void {
    const wanted = this.length + piece.length;
    if (wanted > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(wanted, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.length);
      this.#buffer = grown;
    }
    this.#buffer.set(piece, this.length);
    this.length = wanted;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }
}
