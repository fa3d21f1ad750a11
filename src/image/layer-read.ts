/**
 * One layer as the members of its tar, in a stream of any size and however it is compressed. The bytes are compared
 * with the layer's digest and, as plain tar, with what the configuration says of them (`rootfs.diff_ids`): both are
 * known only at the end, so whoever acts on a member undoes that when the reading fails.
 */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import type { Failure } from '../core/failure.ts';
import { type Descriptor, type ImageDigest, type ImageSource, imageDigest } from '../core/image.ts';
import { nameText } from '../core/name-text.ts';
import { err, ok, type Result } from '../core/result.ts';
import { compressionOf } from '../formats/oci.ts';
import { type TarMember, TarReader } from '../formats/tar-read.ts';
import { sameDigest } from './blob.ts';
import { decompressor } from './decompress.ts';

/** A member of a layer. Names are text as core/name-text.ts spells it, which leads back to every byte. */
export type LayerMember = {
  readonly kind: 'file' | 'folder' | 'link' | 'hard-link' | 'character-device' | 'block-device' | 'pipe';
  /** Relative to the root, `/`-separated, no `.` or `..`, no ending slash; empty for the root itself. */
  readonly path: string;
  /** Of a link its text, whatever that is; of a hard link a path like `path`. */
  readonly target: string;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Extended attributes and whatever else pax headers say. */
  readonly pax: ReadonlyMap<string, Uint8Array>;
};

export interface LayerVisitor {
  /** Returns whether the content is wanted. */
  member(member: LayerMember): Result<boolean>;
  /** The next bytes of the last member that wanted to be seen: good until it returns. */
  content?(piece: Uint8Array): Result<void>;
  /** The member's content has been whole; only for those that wanted to be seen. */
  ended?(): Result<void>;
}

export type LayerLimits = {
  /** Bytes as plain tar. */
  readonly bytes: number;
  readonly members: number;
  /** How many times larger than compressed, once it has more than `RATIO_FROM` bytes. */
  readonly ratio: number;
};

export const LAYER_LIMITS: LayerLimits = { bytes: 32 * 2 ** 30, members: 2_000_000, ratio: 500 };

/** Small layers may be all zeros. */
const RATIO_FROM = 512 * 2 ** 20;

/** PATH_MAX of Linux. */
const LONGEST_PATH = 4096;

export type LayerFacts = { readonly diffId: ImageDigest; readonly bytes: number; readonly members: number };

/**
 * @param diffId  what the configuration says; undefined only where there is no configuration
 */
export async function readLayer(
  source: ImageSource,
  layer: Descriptor,
  diffId: ImageDigest | undefined,
  visitor: LayerVisitor,
  limits: LayerLimits = LAYER_LIMITS,
): Promise<Result<LayerFacts>> {
  const what = `layer ${layer.digest} of ${source.place}`;
  const invalid = (message: string): Result<never> => err({ code: 'image-invalid', what, message });
  const compression = compressionOf(layer.mediaType);
  if (compression === undefined) return invalid(`it is ${layer.mediaType}, which is no layer of files`);
  const members = new MemberReader(visitor, limits, layer.size, invalid);
  const engine = decompressor(compression, (plain) => members.push(plain));
  const problem = (message: string): Result<never> => members.failure ?? invalid(message);
  try {
    const read = await source.stream(layer, async (piece) => {
      const pushed = await engine.push(piece);
      return pushed.ok ? ok(undefined) : problem(pushed.failure);
    });
    if (!read.ok) return read;
    const ended = await engine.end();
    if (!ended.ok) return problem(ended.failure);
  } finally {
    engine.close();
  }
  const facts = members.end();
  if (!facts.ok) return facts;
  const same = diffId === undefined ? ok(undefined) : sameDigest(`plain ${what}`, diffId, facts.value.diffId);
  return same.ok ? facts : same;
}

/**
 * The name of a member as a path below the root: `./usr//bin/` is `usr/bin`, and a name that begins with a slash is
 * below the root as well, as every engine takes it. Undefined for one that climbs or holds a NUL.
 */
export function memberPath(name: string): string | undefined {
  if (name.includes('\0')) return undefined;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}

type Invalid = (message: string) => Result<never>;

class MemberReader {
  readonly #visitor: LayerVisitor;
  readonly #limits: LayerLimits;
  readonly #stored: number;
  readonly #invalid: Invalid;
  readonly #tar = new TarReader();
  readonly #digest = createHash('sha256');
  #bytes = 0;
  #members = 0;
  /** Bytes of the present member that are still to come, when somebody wants them. */
  #left: number | undefined;
  failure: { readonly ok: false; readonly failure: Failure } | undefined;

  constructor(visitor: LayerVisitor, limits: LayerLimits, stored: number, invalid: Invalid) {
    this.#visitor = visitor;
    this.#limits = limits;
    this.#stored = stored;
    this.#invalid = invalid;
  }

  /** The text of a failure is not looked at where `failure` is set. */
  push(plain: Uint8Array): Result<void, string> {
    this.#bytes += plain.length;
    const { bytes, ratio } = this.#limits;
    if (this.#bytes > bytes) return err(`it has more than ${bytes} bytes when it is unpacked`);
    if (this.#bytes > RATIO_FROM && this.#bytes > ratio * this.#stored)
      return err(`it becomes more than ${ratio} times larger when it is unpacked`);
    this.#digest.update(plain);
    const events = this.#tar.push(plain);
    if (!events.ok) return err(`its archive is wrong: ${events.failure.detail}`);
    for (const event of events.value) {
      const done = event.kind === 'member' ? this.#member(event.member) : this.#content(event.bytes);
      if (!done.ok) {
        this.failure = done;
        return err('');
      }
    }
    return ok(undefined);
  }

  end(): Result<LayerFacts> {
    // A layer without a single byte is one without members: Docker writes such.
    const end = this.#bytes === 0 ? ok(undefined) : this.#tar.end();
    if (!end.ok) return this.#invalid(`its archive is wrong: ${end.failure.detail}`);
    const diffId = imageDigest(this.#digest.digest('hex') as Sha256);
    return ok({ diffId, bytes: this.#bytes, members: this.#members });
  }

  #member(found: TarMember): Result<void> {
    this.#members += 1;
    if (this.#members > this.#limits.members)
      return this.#invalid(`it has more than ${this.#limits.members} members`);
    const member = layerMember(found);
    if (typeof member === 'string') return this.#invalid(member);
    const wanted = this.#visitor.member(member);
    if (!wanted.ok) return wanted;
    this.#left = wanted.value ? member.bytes : undefined;
    return this.#endWhenEmpty();
  }

  #content(piece: Uint8Array): Result<void> {
    if (this.#left === undefined) return ok(undefined);
    const taken = this.#visitor.content?.(piece) ?? ok(undefined);
    if (!taken.ok) return taken;
    this.#left -= piece.length;
    return this.#endWhenEmpty();
  }

  #endWhenEmpty(): Result<void> {
    if (this.#left !== 0) return ok(undefined);
    this.#left = undefined;
    return this.#visitor.ended?.() ?? ok(undefined);
  }
}

/** A clause where it is none. */
function layerMember(found: TarMember): LayerMember | string {
  const { kind, mode, uid, gid, bytes, mtime, pax } = found;
  const name = nameText(Buffer.from(found.name));
  if (kind === 'other') return `${shown(name)} is of a kind that is not known`;
  const path = memberPath(name);
  if (path === undefined) return `${shown(name)} leads out of the image`;
  if (path.length > LONGEST_PATH) return `${shown(name)} is longer than any system takes`;
  if (path === '' && kind !== 'folder') return `${shown(name)} is the root and no folder`;
  const text = nameText(Buffer.from(found.target));
  const target = kind === 'hard-link' ? memberPath(text) : text;
  if (target === undefined || (kind === 'hard-link' && target === ''))
    return `${shown(name)} is linked to ${shown(text)}, which leads out of the image`;
  if (kind === 'link' && target === '') return `${shown(name)} is a link to nothing`;
  return { kind, path, target, mode: mode & 0o7777, uid, gid, bytes, mtime, pax };
}

function shown(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}
