/**
 * What an entry may hold, member by member in the order of the list. The same rules when an entry is made and when it
 * is read: nothing is kept that would be refused.
 */

import type { Miss } from '../../core/cache.ts';
import type { Limits } from './layout.ts';
import { rootOf } from './members.ts';
import { fold, linkRule, pathRule } from './paths.ts';

export class Rules {
  readonly #roots: ReadonlySet<string>;
  readonly #limits: Limits;
  /** How many parts the path of each folder has. */
  readonly #folders = new Map<string, number>();
  /** Of folders and of links, folded; of files in their order, which is sorted. */
  readonly #folded = new Set<string>();
  readonly #files: string[] = [];
  #last = '';
  #members = 0;
  #bytes = 0;

  /** @param roots  the only ones that the entry may hold */
  constructor(roots: ReadonlySet<string>, limits: Limits) {
    this.#roots = roots;
    this.#limits = limits;
  }

  get members(): number {
    return this.#members;
  }

  get bytes(): number {
    return this.#bytes;
  }

  folder(path: string, mode: number): Miss | undefined {
    const broken = this.#member(path) ?? modeRule(path, mode);
    if (broken !== undefined) return broken;
    const folded = fold(path);
    if (folded <= this.#last) return unsafe(path, 'twice, or not in its place, among the folders');
    this.#last = folded;
    this.#folders.set(path, path.split('/').length);
    this.#folded.add(folded);
    return undefined;
  }

  /** Between the kinds: what comes now is sorted anew. */
  next(): void {
    this.#last = '';
  }

  file(path: string, mode: number, bytes: number): Miss | undefined {
    const broken = this.#member(path) ?? modeRule(path, mode);
    if (broken !== undefined) return broken;
    const folded = fold(path);
    if (folded <= this.#last) return unsafe(path, 'twice, or not in its place, among the files');
    if (this.#folded.has(folded)) return unsafe(path, 'a file where a folder stands');
    this.#last = folded;
    this.#files.push(folded);
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.bytes)
      return { code: 'too-large', detail: `its files have more than ${this.#limits.bytes} bytes` };
    return undefined;
  }

  link(path: string, target: string): Miss | undefined {
    const broken = this.#member(path);
    if (broken !== undefined) return broken;
    const rule = linkRule(path, target, (folder) => this.#folders.has(folder));
    if (rule !== undefined) return unsafe(path, rule);
    const folded = fold(path);
    if (folded <= this.#last) return unsafe(path, 'twice, or not in its place, among the links');
    if (this.#folded.has(folded) || includes(this.#files, folded))
      return unsafe(path, 'a link where something else stands');
    this.#last = folded;
    return undefined;
  }

  #member(path: string): Miss | undefined {
    this.#members += 1;
    if (this.#members > this.#limits.members)
      return { code: 'too-large', detail: `it has more than ${this.#limits.members} members` };
    const end = path.lastIndexOf('/');
    const above = end < 0 ? 0 : this.#folders.get(path.slice(0, end));
    // The folder above has been here: only the name is new. Most are as plain as this.
    const plain = above !== undefined && path.length < SHORT && PLAIN_NAME.test(path.slice(end + 1));
    const rule = plain ? undefined : pathRule(path);
    if (rule !== undefined) return unsafe(path, rule);
    if (!this.#roots.has(rootOf(path))) return unsafe(path, 'not below what was asked for');
    if (above === undefined) return unsafe(path, 'not in a folder of the list');
    if (above >= this.#limits.depth)
      return { code: 'too-large', detail: `${path}: a path of more than ${this.#limits.depth} parts` };
    return undefined;
  }
}

/** Characters of a path, and a name, of which no rule can be broken. */
const SHORT = 1024;
const PLAIN_NAME = /^(?!\.{1,2}$)[ !-[\]-~]{1,255}$/;

/** Files must not be more than this for what is stored. */
export function ratioRule(bytes: number, stored: number, limits: Limits): Miss | undefined {
  return bytes > limits.ratio * stored + limits.slack
    ? { code: 'too-large', detail: `${bytes} bytes of files from ${stored} bytes stored` }
    : undefined;
}

export function unsafe(path: string, rule: string): Miss {
  return { code: 'entry-unsafe', detail: `${path}: ${rule}` };
}

/** Permission bits alone: no setuid, no setgid, no sticky. */
function modeRule(path: string, mode: number): Miss | undefined {
  return Number.isInteger(mode) && mode >= 0 && mode <= 0o777
    ? undefined
    : unsafe(path, 'a mode that is more than permissions');
}

function includes(sorted: readonly string[], wanted: string): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
