/**
 * The file system of an image as its layers make it (image-spec layer.md, "Applying Changesets"): later members replace
 * earlier ones, whiteouts remove what lower layers have, and names lead through links as they do for an engine.
 */

import { createHash, type Hash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Image } from './image.ts';
import { type LayerLimits, type LayerMember, readLayer } from './layer-read.ts';
import { MergedTree } from './tree-merge.ts';

export type TreeEntry = {
  readonly kind: 'file' | 'folder' | 'link' | 'character-device' | 'block-device' | 'pipe';
  /** From the lowest, counted from 0: who put it there. */
  readonly layer: number;
  /** Which member of which layer has the content; of a hard link, the one that it leads to. */
  readonly content: { readonly layer: number; readonly member: number };
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Of a link its text. */
  readonly target: string;
  /** Only when `hash` was asked for, and of files. */
  readonly sha256?: Sha256;
  /** Only of files that were to be kept. */
  readonly kept?: Uint8Array;
};

export interface ImageTree {
  /** What stands at a path (no leading slash; empty for the root); links are not followed. */
  get(path: string): TreeEntry | undefined;
  /** The path without links that this one leads to, inside the image; undefined where that is nothing. */
  resolve(path: string): string | undefined;
  /** Names in a folder, sorted by code unit; empty when it is none. */
  list(folder: string): readonly string[];
  /** Everything but the root, folders before what is in them, sorted by code unit within a folder. */
  entries(): IterableIterator<readonly [path: string, entry: TreeEntry]>;
  readonly layers: readonly { readonly bytes: number; readonly members: number }[];
}

export type TreeOptions = {
  /** Whether a file's content is to be kept in memory; asked for each as its layer comes by, also for those that a
   * higher layer replaces. */
  readonly keep?: (path: string, bytes: number) => boolean;
  /** Takes the SHA-256 of every file. */
  readonly hash?: boolean;
  readonly limits?: LayerLimits;
};

/** Bytes of kept contents together. */
const MOST_KEPT = 256 * 2 ** 20;

/** Reads all layers once. Everything is verified when it returns. */
export async function readTree(image: Image, options: TreeOptions = {}): Promise<Result<ImageTree>> {
  const tree = new MergedTree();
  const layers: { bytes: number; members: number }[] = [];
  let keptBytes = 0;
  for (const [number, descriptor] of image.manifest.layers.entries()) {
    tree.begin(number);
    let hash: Hash | undefined;
    let pieces: Buffer[] | undefined;
    let add: ((found: { sha256?: Sha256; kept?: Uint8Array }) => void) | undefined;
    const invalid = (message: string): Result<never> =>
      err({ code: 'image-invalid', what: `layer ${descriptor.digest} of ${image.source.place}`, message });
    const read = await readLayer(
      image.source,
      descriptor,
      image.config.diffIds[number],
      {
        member(member) {
          const placed = tree.add(member);
          if (!placed.ok) return invalid(placed.failure);
          add = placed.value;
          if (add === undefined || member.kind !== 'file') return ok(false);
          hash = options.hash === true ? createHash('sha256') : undefined;
          pieces = options.keep?.(member.path, member.bytes) === true ? [] : undefined;
          if (pieces !== undefined) keptBytes += member.bytes;
          if (keptBytes > MOST_KEPT)
            return invalid(`files of it that are looked at have over ${MOST_KEPT} bytes`);
          return ok(hash !== undefined || pieces !== undefined);
        },
        content(piece) {
          hash?.update(piece);
          pieces?.push(Buffer.from(piece));
          return ok(undefined);
        },
        ended() {
          add?.({
            ...(hash === undefined ? {} : { sha256: hash.digest('hex') as Sha256 }),
            ...(pieces === undefined ? {} : { kept: Buffer.concat(pieces) }),
          });
          return ok(undefined);
        },
      },
      options.limits,
    );
    if (!read.ok) return read;
    layers.push({ bytes: read.value.bytes, members: read.value.members });
  }
  return ok(tree.done(layers));
}

export interface ContentVisitor {
  /** @param paths  all names of this content that were asked for */
  begin(paths: readonly string[], entry: TreeEntry): Result<void>;
  piece(bytes: Uint8Array): Result<void>;
  end(): Result<void>;
}

/** Contents of chosen files in one pass over the layers that have them, in the order they lie there. */
export async function readContents(
  image: Image,
  tree: ImageTree,
  paths: Iterable<string>,
  visitor: ContentVisitor,
  limits?: LayerLimits,
): Promise<Result<void>> {
  const wanted = new Map<number, Map<number, { paths: string[]; entry: TreeEntry }>>();
  for (const path of paths) {
    const entry = tree.get(path);
    if (entry?.kind !== 'file') continue;
    const members = wanted.get(entry.content.layer) ?? new Map();
    const known = members.get(entry.content.member);
    if (known === undefined) members.set(entry.content.member, { paths: [path], entry });
    else known.paths.push(path);
    wanted.set(entry.content.layer, members);
  }
  for (const [number, descriptor] of image.manifest.layers.entries()) {
    const members = wanted.get(number);
    if (members === undefined) continue;
    let at = -1;
    const read = await readLayer(
      image.source,
      descriptor,
      image.config.diffIds[number],
      {
        member(_: LayerMember) {
          at += 1;
          const found = members.get(at);
          if (found === undefined) return ok(false);
          const begun = visitor.begin(found.paths, found.entry);
          return begun.ok ? ok(true) : begun;
        },
        content: (piece) => visitor.piece(piece),
        ended: () => visitor.end(),
      },
      limits,
    );
    if (!read.ok) return read;
  }
  return ok(undefined);
}
