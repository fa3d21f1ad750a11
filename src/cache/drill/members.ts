/** C6: entries under a good seal that hold what no entry may hold. A reader that trusts the seal alone lets them out. */

import type { Attack } from './attack.ts';
import {
  draftOf,
  file,
  folder,
  type Inside,
  insideOf,
  type Line,
  link,
  type Member,
  other,
} from './forged.ts';
import type { Ground } from './ground.ts';
import { poison, RESULT } from './poison.ts';
import { take } from './runs.ts';

type Climb = readonly [
  name: string,
  members: readonly Member[] | ((ground: Ground) => readonly Member[]),
  /** The same, as it would be honest. */
  twin?: readonly Member[],
];

/** A result without its output. */
const REST: readonly Member[] = RESULT.filter(
  (member) => !('path' in member) || !member.path.startsWith('output-0'),
);

const SUB = folder('output-0/sub');
const [E_ONE, E_TWO] = ['\u00e9', 'e\u0301'];
const NO_DIGEST = '0'.repeat(64);

const PATHS: readonly Climb[] = [
  ['../', [file('../escaped')], [file('output-0/escaped')]],
  ['../ behind the root', [file('output-0/../../escaped')], [SUB, file('output-0/sub/escaped')]],
  ['.. as a folder', [folder('output-0/..'), file('output-0/../escaped')], [SUB, file('output-0/sub/x')]],
  ['an absolute path', ({ folder: at }) => [file(`${at}/victim/escaped`)], [file('output-0/victim')]],
  ['a path that begins with //', [file('//escaped')]],
  ['an empty part', [file('output-0//escaped')], [file('output-0/escaped')]],
  ['a part that is .', [file('output-0/./escaped')], [file('output-0/.hidden')]],
  ['an empty path', [file('')]],
  ['a slash at the end', [file('output-0/escaped/')]],
  ['a NUL', [file('output-0/escaped\0.txt')], [file('output-0/escaped.txt')]],
  ['a backslash', [file('output-0/..\\..\\escaped')], [file('output-0/....escaped')]],
  ['a byte spelled as no byte', [file('output-0/\udcc3\udca9')]],
  ['half a character', [file('output-0/\ud83d')], [file('output-0/\u{1f600}')]],
  ['a name of 256 bytes', [file(`output-0/${'n'.repeat(256)}`)], [file(`output-0/${'n'.repeat(255)}`)]],
];

const COLLISIONS: readonly Climb[] = [
  ['a name twice', [file('output-0/a'), file('output-0/a')], [file('output-0/a')]],
  ['case', [file('output-0/a'), file('output-0/A')], [file('output-0/a'), file('output-0/b')]],
  ['case of a folder', [SUB, folder('output-0/Sub')], [SUB, folder('output-0/sun')]],
  ['Unicode', [file(`output-0/${E_ONE}`), file(`output-0/${E_TWO}`)], [file(`output-0/${E_ONE}`)]],
  ['sigma and final sigma', [file('output-0/\u03c3'), file('output-0/\u03c2')], [file('output-0/\u03c3')]],
  ['the Kelvin sign', [file('output-0/\u212a'), file('output-0/k')], [file('output-0/k')]],
  ['a file where a folder stands', [SUB, file('output-0/SUB')], [SUB]],
  ['a link where a file stands', [link('output-0/ANSWER', 'sub'), SUB], [SUB, link('output-0/to', 'sub')]],
  ['a link where a folder stands', [SUB, link('output-0/sub', 'answer')], [SUB]],
  ['a root twice', [file('LOG')], []],
];

const LINKS: readonly Climb[] = [
  ['a link out', [link('output-0/out', '../../victim')], [link('output-0/in', 'answer')]],
  ['a link to an absolute path', ({ folder: at }) => [link('output-0/out', `${at}/victim`)]],
  ['a link to another root', [link('output-0/out', '../log')]],
  [
    'a link out and back',
    [link('output-0/out', '../output-0/answer')],
    [SUB, link('output-0/sub/l', '../answer')],
  ],
  ['a link and a file through it', [link('output-0/to', 'sub'), file('output-0/to/escaped'), SUB]],
  ['a link by way of a link', [SUB, link('output-0/a', 'sub'), link('output-0/b', 'a/../../victim')]],
  ['a link up from a link', [SUB, link('output-0/a', 'sub'), link('output-0/b', 'a/../answer')]],
  ['a link with an empty target', [link('output-0/out', '')]],
  ['a link with a NUL', [link('output-0/out', 'answer\0x')]],
  ['a link with a backslash', [link('output-0/out', '..\\..\\victim')]],
];

const KINDS: readonly Climb[] = [
  ['setuid', [file('output-0/su', '', 0o4755)], [file('output-0/su', '', 0o755)]],
  ['setgid', [file('output-0/sg', '', 0o2755)]],
  ['sticky', [folder('output-0/st', 0o1777)], [folder('output-0/st', 0o777)]],
  ['the mode of a device', [file('output-0/dev', '', 0o020666)]],
  ['a mode below zero', [file('output-0/neg', '', -1)]],
  ['a hard link', [other('h', 'output-0/hard', '../victim/secret')]],
  ['a device', [other('b', 'output-0/dev', 8, 0)]],
  ['a pipe', [other('i', 'output-0/pipe', 0o644)]],
  ['a line with one thing too many', [other('f', 'output-0/z', 0o644, 0, NO_DIGEST, 'output-0/../z')]],
];

const PLACES: readonly Climb[] = [
  ['a member below a file', [file('output-0/answer/escaped')], [SUB, file('output-0/sub/escaped')]],
  ['a member in no folder', [file('output-0/none/escaped')]],
  ['a foreign root', [folder('victim'), file('victim/escaped')]],
  ['an output of another job', [folder('output-1'), file('output-1/escaped')]],
  ['a root of git', [folder('.git'), file('.git/config', '[core]\n')]],
  ['a root of package stores', [folder('store'), file('store/escaped')]],
];

/** Lists that say one thing where their entry holds another. */
const UNLISTED: readonly (readonly [
  name: string,
  ends: Attack['ends'],
  lines: (honest: readonly Line[]) => readonly Line[],
])[] = [
  [
    'content that no member has',
    'entry-unsafe',
    (lines) => lines.filter(([kind, path]) => !(kind === 'f' && path === 'log')),
  ],
  ['members in another order', 'entry-unsafe', (lines) => swapped(lines, 3, 4)],
  ['a folder after the files', 'entry-unsafe', (lines) => [...lines, ['d', 'output-0/z', 0o755]]],
  [
    'a file of another content',
    'digest-mismatch',
    (lines) => lines.map((line) => (line[1] === 'log' ? [...line.slice(0, 4), NO_DIGEST] : line)),
  ],
  [
    'a piece of another content',
    'digest-mismatch',
    (lines) => lines.map((line) => (line[0] === 'p' ? [...line.slice(0, 4), NO_DIGEST] : line)),
  ],
  [
    'a piece beyond the end',
    'entry-unsafe',
    (lines) => [...lines, ['p', 'stored', 9, 9, NO_DIGEST], ['f', 'output-0/z', 0o644, 9, NO_DIGEST]],
  ],
  [
    'a header of another format',
    'entry-unsafe',
    (lines) => [['sealsmith-list/2', ...(lines[0] ?? []).slice(1)], ...lines.slice(1)],
  ],
  ['no header', 'entry-unsafe', (lines) => lines.slice(1)],
];

/** Roots that are not what they are taken for. */
const ROOTS: readonly Climb[] = [
  ['an output that is a link out', [link('output-0', '../victim')]],
  ['an output that is a link to an absolute path', ({ folder: at }) => [link('output-0', `${at}/victim`)]],
  ['an output that is missing', []],
  ['a log that is a link out', [folder('output-0'), link('log', '/etc/hostname')]],
];

export const MEMBERS: readonly Attack[] = [
  ...PATHS.map((climb) => climbOf('paths that climb out', climb)),
  ...COLLISIONS.map((climb) => climbOf('names that collide', climb)),
  ...LINKS.map((climb) => climbOf('links out, through links', climb)),
  ...ROOTS.map((climb) => climbOf('links out, through links', climb, REST)),
  ...KINDS.map((climb) => climbOf('setuid, devices, hard links', climb)),
  ...PLACES.map((climb) => climbOf('members where none may be', climb)),
  ...UNLISTED.map(([name, ends, change]) =>
    tried(['lists that do not fit', name, ends], () => {
      const draft = draftOf(RESULT);
      return insideOf({ ...draft, lines: change(draft.lines) });
    }),
  ),
];

function climbOf(row: string, [name, members, twin = []]: Climb, base = RESULT): Attack {
  const evil = (ground: Ground): Inside =>
    insideOf(draftOf([...base, ...(typeof members === 'function' ? members(ground) : members)]));
  return tried([row, name, 'entry-unsafe'], evil, poison(twin));
}

/** First the twin under the seal of the branch, then in its place the attack under the same. */
function tried(
  [row, name, ends]: readonly [string, string, Attack['ends']],
  evil: (ground: Ground) => Inside,
  twin = poison(),
): Attack {
  return {
    ...{ id: 'C6', row, name, ends },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(twin));
      const honest = await take(ground, 'branch');
      ground.replace(path, ground.entry(evil(ground)));
      return { twin: honest, attack: await take(ground, 'branch') };
    },
  };
}

function swapped(lines: readonly Line[], a: number, b: number): Line[] {
  return lines.map((line, at) => (at === a ? lines[b] : at === b ? lines[a] : line) ?? line);
}
