/** Changes of the lines of a list. */

import { sha256 } from '../../../src/cache/drill/forged.ts';
import type { Chance } from '../seeded.ts';
import type { Draft } from './draft.ts';
import { hostileNumber, hostilePath, hostileTarget } from './words.ts';

export function changedLines(draw: Chance, honest: Draft, victim: string): Draft {
  const lines = honest.lines.map((line) => [...line]);
  for (let left = 1 + draw.whole(3); left > 0; left -= 1) changeLine(draw, lines, victim);
  // Sorted again, as a maker of entries would: then it is not the order that stops it.
  return { ...honest, lines: draw.whole(3) > 0 ? inOrder(lines) : lines };
}

function changeLine(draw: Chance, lines: unknown[][], victim: string): void {
  const at = draw.whole(lines.length);
  const line = lines[at] ?? [];
  const path = typeof line[1] === 'string' ? line[1] : 'output-0/answer';
  const empty = sha256('');
  const add = (made: unknown[]): void => void lines.splice(at + 1, 0, made);
  const put = (place: number, value: unknown): void => {
    line[place] = value;
  };
  draw.pick([
    () => put(1, hostilePath(draw, victim, path)),
    () => put(draw.whole(line.length + 1), hostileNumber(draw)),
    () => put(2, line[0] === 'l' ? hostileTarget(draw, victim) : hostileNumber(draw)),
    () => put(0, draw.pick<unknown>(['d', 'f', 'l', 'p', 'h', 'b', 'D', '', 0])),
    () => add([...line]),
    () => void lines.splice(at, 1),
    () => void lines.splice(draw.whole(lines.length + 1), 0, ...lines.splice(at, 1)),
    () => add(['f', hostilePath(draw, victim, path), draw.pick([0o644, 0o755, 0o4755, 0o2755]), 0, empty]),
    () => add(['d', hostilePath(draw, victim, path), draw.pick([0o755, 0o1777, 0o4755])]),
    () =>
      add([
        'l',
        draw.whole(2) === 0 ? 'output-0/to' : hostilePath(draw, victim, path),
        hostileTarget(draw, victim),
      ]),
    () => add(['f', 'output-0/to/escaped', 0o644, 0, empty]),
    () => add(['h', 'output-0/hard', '../victim/secret']),
    () => {
      for (const name of draw.pick(TWINS)) add(['f', `output-0/${name}`, 0o644, 0, empty]);
    },
  ])();
}

/** Two names that are one on some file system. */
const TWINS: readonly (readonly [string, string])[] = [
  ['\u00e9', 'e\u0301'],
  ['s', '\u017f'],
  ['k', '\u212a'],
  ['\u03c3', '\u03c2'],
  ['ss', '\u00df'],
  ['a', 'A'],
];

/** Header; folders; pieces with their files; links: each kind sorted by code unit. */
function inOrder(lines: readonly unknown[][]): unknown[][] {
  const [header = [], ...rest] = lines;
  const of = (kind: string): unknown[][] =>
    rest
      .filter((line) => line[0] === kind)
      .toSorted((a, b) => (String(a[1]).toLowerCase() < String(b[1]).toLowerCase() ? -1 : 1));
  const others = rest.filter(([kind]) => kind !== 'd' && kind !== 'l');
  return [header, ...of('d'), ...others, ...of('l')];
}
