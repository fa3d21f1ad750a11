/** Changes of what is stored: pieces that are scratched, frames as others make them; digests are made anew. */

import { zstdCompressSync } from 'node:zlib';
import { PIECE } from '../../../src/cache/archive/layout.ts';
import { sha256, zeros } from '../../../src/cache/drill/forged.ts';
import type { Chance } from '../seeded.ts';
import type { Draft } from './draft.ts';

export function changedPieces(draw: Chance, honest: Draft): Draft {
  const at = draw.whole(honest.stored.length);
  const stored = honest.stored.map((piece, index) => (index === at ? scratched(draw, piece) : piece));
  return { stored, lines: redigested(honest, stored, draw.whole(2) === 0) };
}

/** Frames of zstd as others make them, or that are none, under the right digest. */
export function changedFrames(draw: Chance, honest: Draft): Draft {
  const at = draw.whole(honest.stored.length);
  const plain = Buffer.from('x'.repeat(1 + draw.whole(200)));
  const frame = draw.pick<() => Uint8Array>([
    () => zstdCompressSync(plain),
    () => Buffer.concat([zstdCompressSync(plain), zstdCompressSync(plain)]),
    () => zeros(draw.pick([1, 1000, PIECE, PIECE + 1, 2 ** 26])),
    () => zeros(1000, draw.pick([10, 21, 22, 27, 31, 41])),
    () => scratched(draw, zstdCompressSync(plain)),
    () => Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]),
  ])();
  const stored = honest.stored.map((piece, index) => (index === at ? frame : piece));
  const lines = redigested(honest, stored, true).map((line) => [...line]);
  const pieces = lines.filter(([kind]) => kind === 'p');
  const line = pieces[at];
  if (line !== undefined) {
    line[1] = draw.pick(['zstd', 'zstd', 'stored']);
    line[3] = draw.pick([plain.length, plain.length * 2, 1000, PIECE, line[3]]);
  }
  return { stored, lines };
}

/** @param lengths  whether the lines say the new lengths too */
function redigested(honest: Draft, stored: readonly Uint8Array[], lengths: boolean): unknown[][] {
  let piece = -1;
  return honest.lines.map((line) => {
    if (line[0] !== 'p') return [...line];
    piece += 1;
    const bytes = stored[piece] ?? Buffer.alloc(0);
    return ['p', line[1], lengths ? bytes.length : line[2], line[3], sha256(bytes)];
  });
}

export function scratched(draw: Chance, bytes: Uint8Array): Uint8Array {
  const made = Buffer.from(bytes);
  if (made.length === 0) return made;
  const at = draw.whole(made.length);
  return draw.pick([
    () => {
      made[at] = draw.whole(256);
      return made;
    },
    () => made.subarray(0, at),
    () => Buffer.concat([made, made.subarray(at)]),
    () =>
      Buffer.concat([made.subarray(0, at), Buffer.alloc(draw.whole(9), draw.whole(256)), made.subarray(at)]),
  ])();
}
