/** Changes of an honest entry, layer by layer: bytes, tail, envelope, statement, list, pieces, frames. */

import { zstdCompressSync } from 'node:zlib';
import { zeros } from '../../../src/cache/drill/forged.ts';
import type { Chance } from '../seeded.ts';
import { type Change, type Edit, edited, type FuzzCase, textOf } from './case.ts';
import { caseOf, type Draft, listOf } from './draft.ts';
import { changedLines } from './lines.ts';
import { changedFrames, changedPieces, scratched } from './pieces.ts';
import { hostileText } from './words.ts';

export type Mutator = (draw: Chance, honest: Draft, victim: string) => FuzzCase;

/** Named by what they reach. */
export const LAYERS: Readonly<Record<string, Mutator>> = {
  bytes: (draw, honest) => ({ ...caseOf('bytes', honest), file: edits(draw, sizeOf(honest)) }),
  tail: (draw, honest) => ({ ...caseOf('tail', honest), file: [tailEdit(draw)] }),
  envelope: (draw, honest) => ({ ...caseOf('envelope', honest), envelope: edits(draw, 1800, JSON_BITS) }),
  payload: (draw, honest) => ({ ...caseOf('payload', honest), payload: edits(draw, 1100, JSON_BITS) }),
  statement: (draw, honest) => ({ ...caseOf('statement', honest), statement: changes(draw) }),
  sums: (draw, honest) => ({ ...caseOf('sums', honest), ...sums(draw, honest) }),
  lines: (draw, honest, victim) => caseOf('lines', changedLines(draw, honest, victim)),
  text: textCase,
  pieces: (draw, honest) => caseOf('pieces', changedPieces(draw, honest)),
  frames: (draw, honest) => caseOf('frames', changedFrames(draw, honest)),
  frame: frameCase,
};

const JSON_BITS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\u0000',
  '\\ud800',
  ' ',
  '\n',
  '0',
  '1e9',
  'null',
  'true',
  '//',
];

function sizeOf({ stored }: Draft): number {
  return stored.reduce((sum, { length }) => sum + length, 2600);
}

function edits(draw: Chance, size: number, words: readonly string[] = []): Edit[] {
  return Array.from({ length: 1 + draw.whole(3) }, () => {
    const at = draw.whole(2) === 0 ? draw.whole(size) : -1 - draw.whole(size);
    const insert = draw.pick([
      () => '',
      () => textOf(Buffer.from([draw.whole(256)])),
      () => textOf(Buffer.alloc(draw.whole(64), draw.whole(256))),
      () => textOf(Buffer.from(words.length === 0 ? '\0' : draw.pick(words))),
    ])();
    return { at, remove: draw.pick([0, 1, 1, 1, draw.whole(40), draw.whole(size)]), insert };
  });
}

function tailEdit(draw: Chance): Edit {
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(BigInt(draw.pick([0, 1, 23, 24, 25, 2600, 2 ** 20, 2 ** 31, 2 ** 32, 2 ** 53])));
  return draw.pick<() => Edit>([
    () => ({ at: -24, remove: 4, insert: textOf(number.subarray(0, 4)) }),
    () => ({ at: -20, remove: 8, insert: textOf(number) }),
    () => ({ at: -12, remove: 4, insert: textOf(number.subarray(0, 4)) }),
    () => ({
      at: -8,
      remove: 8,
      insert: textOf(Buffer.from(draw.pick(['SEALED/2', 'sealed/1', 'SEALED/1 ', '']))),
    }),
    () => ({ at: -1 - draw.whole(24), remove: 1, insert: textOf(Buffer.from([draw.whole(256)])) }),
  ])();
}

const MEMBERS: readonly (readonly string[])[] = [
  ['_type'],
  ['subject'],
  ['subject', '0'],
  ['subject', '0', 'name'],
  ['subject', '0', 'digest'],
  ['subject', '0', 'digest', 'sha256'],
  ['predicateType'],
  ['predicate'],
  ...['kind', 'name', 'namespace', 'key', 'lineage', 'list', 'archive', 'producer'].map((name) => [
    'predicate',
    name,
  ]),
  ...['created', 'expires', 'epoch', '__proto__', 'more'].map((name) => ['predicate', name]),
  ...['sha256', 'stored', 'bytes', 'more'].map((name) => ['predicate', 'list', name]),
  ...['stored', 'members', 'bytes'].map((name) => ['predicate', 'archive', name]),
  ...['host', 'tier', 'repository', 'dirty', 'sealsmith'].map((name) => ['predicate', 'producer', name]),
];

function changes(draw: Chance): Change[] {
  return Array.from({ length: 1 + draw.whole(2) }, () => {
    const path = draw.pick(MEMBERS);
    return draw.whole(4) === 0 ? { path } : { path, value: hostileText(draw) };
  });
}

/** What the seal says beside the truth. */
function sums(draw: Chance, honest: Draft): Partial<FuzzCase> {
  const { listBytes, members, bytes } = caseOf('', honest);
  const near = (value: number): number =>
    Math.max(
      0,
      draw.pick([value - 1, value + 1, 0, value * 2, 500_001, 2 ** 27 + 1, 1e10, 1e12, 2 ** 53 - 1]),
    );
  return draw.pick([
    () => ({ listBytes: near(listBytes) }),
    () => ({ members: near(members) }),
    () => ({ bytes: near(bytes) }),
  ])();
}

/** The list as text, changed where no line is looked at. */
function textCase(draw: Chance, honest: Draft): FuzzCase {
  const list = listOf(honest);
  const made = edited(list, edits(draw, list.length, JSON_BITS));
  return { ...caseOf('text', honest), list: textOf(zstdCompressSync(made)), listBytes: made.length };
}

/** The list's own frame. */
function frameCase(draw: Chance, honest: Draft): FuzzCase {
  const list = listOf(honest);
  const frame = draw.pick<() => Uint8Array>([
    () => scratched(draw, zstdCompressSync(list)),
    () => Buffer.concat([zstdCompressSync(list), zstdCompressSync(list)]),
    () => Buffer.concat([zstdCompressSync(list.subarray(0, 30)), zstdCompressSync(list.subarray(30))]),
    () => zeros(draw.pick([list.length, 2 ** 24, 2 ** 28])),
    () => list,
    () => Buffer.alloc(0),
  ])();
  return { ...caseOf('frame', honest), list: textOf(frame) };
}
