/**
 * Where files go on top of what an image has already. A folder that is there stays as it is, with its owner and mode; a
 * link to a folder is followed, because a folder in its place would take away what it leads to (`/lib` on Debian).
 */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import type { Owner } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import type { Image } from './image.ts';
import type { LayerEntry } from './layer-write.ts';
import type { ImageStore } from './store.ts';
import { readTree } from './tree.ts';

/** Folders (no target) and links of an image, by path. */
type Ground = Map<string, { readonly target: string | undefined }>;

const ROOT: Owner = { uid: 0, gid: 0 };
const MOST_LINKS = 40;

export class Placing {
  readonly #ground: Ground;

  constructor(ground: Ground = new Map()) {
    this.#ground = ground;
  }

  /**
   * The entries of one layer where they really go, with the folders that are missing above them; later layers see them.
   *
   * @param to     the folder that holds them, absolute
   * @param owner  of `to` when it has to be made
   */
  layer(to: string, owner: Owner, entries: readonly LayerEntry[]): Result<readonly LayerEntry[]> {
    const made = new Map<string, LayerEntry>();
    const base = this.#makeFolder(partsOf(to), owner, made);
    if (!base.ok) return base;
    for (const entry of entries) {
      const parts = partsOf(entry.path);
      const name = parts.pop();
      if (name === undefined) continue;
      const parent = this.#makeFolder([...partsOf(base.value), ...parts], owner, made);
      if (!parent.ok) return parent;
      const path = parent.value === '' ? name : `${parent.value}/${name}`;
      if (entry.kind === 'folder') {
        const folder = this.#makeFolder(partsOf(path), entry.owner, made, entry.mode);
        if (!folder.ok) return folder;
      } else {
        const known = this.#ground.get(path);
        if (known !== undefined && known.target === undefined)
          return err(refused(`/${path} is a folder in the image, and a file would replace it`));
        if (entry.kind === 'link') this.#ground.set(path, { target: entry.target });
        else this.#ground.delete(path);
        made.set(path, { ...entry, path });
      }
    }
    return ok([...made.values()]);
  }

  /** @returns its path without links */
  #makeFolder(
    parts: readonly string[],
    owner: Owner,
    made: Map<string, LayerEntry>,
    mode = 0o755,
  ): Result<string> {
    const left = parts.toReversed();
    const path: string[] = [];
    let links = 0;
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        path.pop();
        continue;
      }
      const here = [...path, part].join('/');
      const known = this.#ground.get(here);
      if (known?.target !== undefined) {
        links += 1;
        if (links > MOST_LINKS) return err(refused(`/${parts.join('/')} leads through a loop of links`));
        if (known.target.startsWith('/')) path.length = 0;
        left.push(...known.target.split('/').toReversed());
        continue;
      }
      path.push(part);
      if (known !== undefined) continue;
      if (made.get(here)?.kind === 'file') return err(refused(`/${here} would be a file and a folder`));
      const last = left.length === 0;
      this.#ground.set(here, { target: undefined });
      made.set(here, { kind: 'folder', path: here, mode: last ? mode : 0o755, owner: last ? owner : ROOT });
    }
    return ok(path.join('/'));
  }
}

/** What a base has; read from its layers once, then remembered by its configuration's digest. */
export async function groundOf(image: Image, store: ImageStore | undefined): Promise<Result<Placing>> {
  const key = createHash('sha256').update(`1 ${image.manifest.config.digest}`).digest('hex') as Sha256;
  const known = store?.note('folders', key);
  const read = known === undefined ? undefined : parseGround(known);
  if (read !== undefined) return ok(new Placing(read));
  const tree = await readTree(image);
  if (!tree.ok) return tree;
  const ground: Ground = new Map();
  for (const [path, entry] of tree.value.entries()) {
    if (entry.kind === 'folder') ground.set(path, { target: undefined });
    else if (entry.kind === 'link') ground.set(path, { target: entry.target });
  }
  store?.remember('folders', key, groundText(ground));
  return ok(new Placing(ground));
}

function groundText(ground: Ground): string {
  const folders = [...ground].flatMap(([path, { target }]) => (target === undefined ? [path] : []));
  const links = [...ground].flatMap(([path, { target }]) => (target === undefined ? [] : [[path, target]]));
  return JSON.stringify({ folders, links });
}

function parseGround(text: string): Ground | undefined {
  const json = strictJson(Buffer.from(text));
  if (!json.ok || !isPlainObject(json.value)) return undefined;
  const { folders, links } = json.value;
  if (!Array.isArray(folders) || !Array.isArray(links)) return undefined;
  const ground: Ground = new Map();
  for (const path of folders) if (typeof path === 'string') ground.set(path, { target: undefined });
  for (const link of links) {
    const [path, target] = Array.isArray(link) ? link : [];
    if (typeof path === 'string' && typeof target === 'string') ground.set(path, { target });
  }
  return ground;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function refused(message: string) {
  return { code: 'image-build-failed', builder: 'layers', message } as const;
}
