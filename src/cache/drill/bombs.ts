/** C7: little that becomes much. The seal is good each time; it tells the truth, or it does not. */

import { PIECE } from '../archive/layout.ts';
import { compress } from '../archive/zstd.ts';
import type { Attack } from './attack.ts';
import { draftOf, file, folder, type Inside, insideOf, pieceLine, sha256, zeros } from './forged.ts';
import type { Ground } from './ground.ts';
import { poison, RESULT } from './poison.ts';
import { take } from './runs.ts';

type Bomb = readonly [name: string, ends: Attack['ends'], inside: (ground: Ground) => Inside];

const KB = 1e3;
const MIB = 1024 * 1024;
const MILLION = 1e6;
const ZERO = 0x30;

const LARGE: readonly Bomb[] = [
  [
    '10 GB from 10 KB, as its seal says',
    'too-large',
    () => ({ ...poison(), pieces: Buffer.alloc(10 * KB), bytes: 1e10 }),
  ],
  ['10 GB from little, each frame good', 'too-large', () => frames(Math.ceil(1e10 / PIECE))],
  ['335 MB from a piece that says 16 KB', 'too-large', () => lying(zeros(335 * MIB), 16 * KB)],
  ['335 MB from a piece that says all it may', 'too-large', () => lying(zeros(335 * MIB), PIECE)],
  ['a piece that says more than a piece has', 'entry-unsafe', () => lying(zeros(64 * MIB), 64 * MIB)],
  ['a piece that gives less than it says', 'entry-unsafe', () => lying(zeros(4 * KB), PIECE)],
  ['a window of 2 GB', 'entry-unsafe', () => lying(zeros(4 * KB, 31), 4 * KB)],
  [
    'more than the cache may hold',
    'too-large',
    ({ settings }) => ({ ...poison(), bytes: settings.size + 1 }),
  ],
];

const MANY: readonly Bomb[] = [
  ['a million members, as its seal says', 'too-large', () => ({ ...poison(), members: MILLION })],
  ['a million members that its seal hides', 'entry-unsafe', crowd],
  [
    'a list of 300 MB from 10 KB',
    'too-large',
    () => ({ ...poison(), list: zeros(300 * MIB), listBytes: 1 * KB }),
  ],
  [
    'a list of 300 MB, as its seal says',
    'too-large',
    () => ({ ...poison(), list: zeros(300 * MIB), listBytes: 300 * MIB }),
  ],
  ['a line without an end', 'entry-unsafe', endless],
  ['folders in folders, 129 deep', 'too-large', () => deep(129)],
];

/** All that lie in an entry. */
export const INSIDES: readonly Bomb[] = [...LARGE, ...MANY];

export const BOMBS: readonly Attack[] = [
  ...LARGE.map((bomb) => attackOf('bomb, 10 GB from 10 KB', bomb)),
  ...MANY.map((bomb) => attackOf('million members, endless list', bomb)),
  {
    ...{ id: 'C7', row: 'bomb, 10 GB from 10 KB', name: 'a file larger than the cache', ends: 'too-large' },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(poison()));
      const twin = await take(ground, 'branch');
      // A hole: it takes no room on the disk.
      ground.rewrite(path, ground.read(path), ground.settings.size);
      return { twin, attack: await take(ground, 'branch') };
    },
  },
];

function attackOf(row: string, [name, ends, inside]: Bomb): Attack {
  return {
    ...{ id: 'C7', row, name, ends },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(poison()));
      const twin = await take(ground, 'branch');
      ground.replace(path, ground.entry(inside(ground)));
      return { twin, attack: await take(ground, 'branch') };
    },
  };
}

/** A large file of zeros in many good pieces. */
function frames(count: number): Inside {
  const frame = zeros(PIECE);
  const large = { pieces: Array.from({ length: count }, () => frame), plain: PIECE, bytes: count * PIECE };
  return withFile(large);
}

/** A file in one piece that says `plain` bytes. */
function lying(frame: Uint8Array, plain: number): Inside {
  return withFile({ pieces: [frame], plain, bytes: plain });
}

type Large = { readonly pieces: readonly Uint8Array[]; readonly plain: number; readonly bytes: number };

/** A result with one file more, in a group of its own between the others. */
function withFile(large: Large): Inside {
  const { lines, pieces } = draftOf(RESULT);
  const [header, folders, , log, answer, report] = lines;
  const split = Number(log?.[3]) + Number(answer?.[3]);
  const [before, after] = [pieces.subarray(0, split), pieces.subarray(split)];
  const bytes = pieces.length + large.bytes;
  return insideOf({
    lines: [
      [header?.[0], RESULT.length + 1, bytes],
      folders ?? [],
      ...[pieceLine('stored', before, before.length), log ?? [], answer ?? []],
      ...large.pieces.map((piece) => pieceLine('zstd', piece, large.plain)),
      ['f', 'output-0/zeros', 0o644, large.bytes, sha256('nobody comes to look at it')],
      ...[pieceLine('stored', after, after.length), report ?? []],
    ],
    pieces: Buffer.concat([before, ...large.pieces, after]),
    members: RESULT.length + 1,
    bytes,
  });
}

/** As many folders, in a list that says the members of an honest one. */
function crowd(): Inside {
  const { lines, pieces, members, bytes } = draftOf(RESULT);
  const [header, root, ...rest] = lines.map((line) => `${JSON.stringify(line)}\n`);
  const line = '["d","output-0/0000000",493]\n';
  const many = Buffer.alloc(MILLION * line.length, line);
  const last = line.indexOf('0000000') + 6;
  for (let at = 0; at < MILLION; at += 1) {
    let value = at;
    for (let digit = at * line.length + last; value > 0; digit -= 1, value = Math.trunc(value / 10)) {
      many[digit] = ZERO + (value % 10);
    }
  }
  const [before, after] = [Buffer.from(`${header}${root}`), Buffer.from(rest.join(''))];
  const list = Buffer.concat([before, many, after]);
  return { pieces, list: compress(list), listBytes: list.length, members, bytes };
}

function endless(): Inside {
  const list = Buffer.concat([Buffer.from('["sealsmith-list/1",4,'), Buffer.alloc(16 * MIB, '1')]);
  return { ...poison(), list: compress(list), listBytes: list.length };
}

function deep(parts: number): Inside {
  const paths = Array.from({ length: parts - 1 }, (_, at) => `output-0${'/d'.repeat(at + 1)}`);
  return insideOf(draftOf([...RESULT, ...paths.map((path) => folder(path)), file(`${paths.at(-1)}/f`)]));
}
