/** Entries as no packer of ours writes them: any list, any pieces, any seal about them, under a signature that holds. */

import { hash } from 'node:crypto';
import type { Seal } from '../../core/cache.ts';
import type { Sha256 } from '../../core/digest.ts';
import { tailBytes } from '../archive/layout.ts';
import { fold } from '../archive/paths.ts';
import { compress } from '../archive/zstd.ts';
import { makeSeal } from '../seal.ts';
import type { SealingKey } from '../signing-key.ts';

/** One line of a list, before it is JSON. */
export type Line = readonly unknown[];

export type Member =
  | { readonly kind: 'd'; readonly path: string; readonly mode: number }
  | { readonly kind: 'f'; readonly path: string; readonly mode: number; readonly text: string }
  | { readonly kind: 'l'; readonly path: string; readonly target: string }
  /** Something that a list has no form for. */
  | { readonly kind: 'other'; readonly line: Line };

export function folder(path: string, mode = 0o755): Member {
  return { kind: 'd', path, mode };
}

export function file(path: string, text = '', mode = 0o644): Member {
  return { kind: 'f', path, mode, text };
}

export function link(path: string, target: string): Member {
  return { kind: 'l', path, target };
}

export function other(...line: Line): Member {
  return { kind: 'other', line };
}

/** All that stands in an entry, and what its seal will say of it. */
export type Inside = {
  /** As they are stored, back to back. */
  readonly pieces: Uint8Array;
  /** The list as it is stored. */
  readonly list: Uint8Array;
  /** Bytes that the list is said to have when it is decompressed. */
  readonly listBytes: number;
  readonly members: number;
  readonly bytes: number;
};

/** Lines and content: a list in the making. */
export type Draft = Pick<Inside, 'pieces' | 'members' | 'bytes'> & { readonly lines: readonly Line[] };

/** These members in the order of the format, with one piece that holds the content of all files. */
export function draftOf(members: readonly Member[]): Draft {
  const of = <K extends Member['kind']>(kind: K): Extract<Member, { kind: K }>[] =>
    members.filter((member): member is Extract<Member, { kind: K }> => member.kind === kind);
  const files = sorted(of('f'));
  const pieces = Buffer.from(files.map(({ text }) => text).join(''), 'utf8');
  const lines: Line[] = [
    ['sealsmith-list/1', members.length, pieces.length],
    ...sorted(of('d')).map(({ path, mode }) => ['d', path, mode]),
    ...(pieces.length === 0 ? [] : [pieceLine('stored', pieces, pieces.length)]),
    ...files.map(({ path, mode, text }) => ['f', path, mode, Buffer.byteLength(text), sha256(text)]),
    ...of('other').map(({ line }) => line),
    ...sorted(of('l')).map(({ path, target }) => ['l', path, target]),
  ];
  return { lines, pieces, members: members.length, bytes: pieces.length };
}

export function insideOf(draft: Draft): Inside {
  const plain = Buffer.from(draft.lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8');
  return { ...draft, list: compress(plain), listBytes: plain.length };
}

export function pieceLine(method: 'zstd' | 'stored', stored: Uint8Array, plain: number): Line {
  return ['p', method, stored.length, plain, sha256(stored)];
}

/** What a seal has to say of an inside. */
export function sealPart({
  pieces,
  list,
  listBytes,
  members,
  bytes,
}: Inside): Pick<Seal, 'list' | 'archive'> {
  return {
    list: { sha256: sha256(list), stored: list.length, bytes: listBytes },
    archive: { stored: pieces.length, members, bytes },
  };
}

/** The entry as a file. */
export function entryBytes(inside: Pick<Inside, 'pieces' | 'list'>, seal: Seal, key: SealingKey): Buffer {
  return withEnvelope(inside, makeSeal(seal, key));
}

export function withEnvelope(
  { pieces, list }: Pick<Inside, 'pieces' | 'list'>,
  envelope: Uint8Array,
): Buffer {
  return Buffer.concat([pieces, list, envelope, tailBytes({ envelope: envelope.length, list: list.length })]);
}

/**
 * A zstd frame (RFC 8878 section 3.1.1) of zeros: each 128 KiB take four bytes.
 *
 * @param window  its logarithm, 10 and more: the memory that the decoder is asked for
 */
export function zeros(bytes: number, window = 21): Buffer {
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (window - 10) << 3])];
  for (let left = bytes; left > 0; left -= BLOCK) {
    const block = Buffer.alloc(4);
    const last = left <= BLOCK ? 1 : 0;
    block.writeUIntLE(last | (RLE << 1) | (Math.min(left, BLOCK) << 3), 0, 3);
    parts.push(block);
  }
  return Buffer.concat(parts);
}

const BLOCK = 128 * 1024;
const RLE = 1;

export function sha256(bytes: Uint8Array | string): Sha256 {
  return hash('sha256', bytes, 'hex') as Sha256;
}

function sorted<M extends { readonly path: string }>(members: readonly M[]): readonly M[] {
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return members.toSorted((a, b) => order(fold(a.path), fold(b.path)));
}
