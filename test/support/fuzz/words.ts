/** What a fuzzer puts in: texts, numbers and modes that readers were seen to get wrong. */

import type { Chance } from '../seeded.ts';

/** @param victim  absolute path of a folder that is nobody's target */
export function hostilePath(draw: Chance, victim: string, path: string): string {
  const [root = '', ...below] = path.split('/');
  const last = below.at(-1) ?? root;
  const above = path.slice(0, Math.max(0, path.length - last.length));
  return draw.pick([
    () => `../${path}`,
    () => `${root}/../../escaped`,
    () => `${above}../escaped`,
    () => `${path}/..`,
    () => `${path}/../${last}`,
    () => `${victim}/escaped`,
    () => `/${path}`,
    () => `//${path}`,
    () => `./${path}`,
    () => `${path}/`,
    () => `${path}//x`,
    () => path.replace('/', '\\'),
    () => `..\\..\\escaped`,
    () => `C:\\escaped`,
    () => `${path}\0`,
    () => `${path}\0.txt`,
    () => '',
    () => '.',
    () => '..',
    () => path.toUpperCase(),
    () => `${above}${last.charAt(0).toUpperCase()}${last.slice(1)}`,
    () => `${path}\u00e9`,
    () => `${path}e\u0301`,
    () => `${path}\u017f`,
    () => `${path}s`,
    () => `${path}\u212a`,
    () => `${path}k`,
    () => `${path}\ud800`,
    () => `${path}\udcc3\udca9`,
    () => `${path}\udce9`,
    () => `${path}\u202e`,
    () => `${path}\n::error::x`,
    () => `store/${last}`,
    () => `output-1/${last}`,
    () => `.git/hooks/${last}`,
    () => `${root}/.git/config`,
    () => `${root}/__proto__`,
    () => `${root}/${'n'.repeat(draw.pick([254, 255, 256, 4096]))}`,
    () => `${root}${'/d'.repeat(draw.pick([10, 126, 127, 128, 2050]))}`,
    () => `${path}/${last}`,
    () => last,
    () => `${path}~`,
  ])();
}

export function hostileTarget(draw: Chance, victim: string): string {
  const up = '../'.repeat(draw.whole(6));
  return draw.pick([
    `${up}victim`,
    `${up}output-0/answer`,
    `${up}log`,
    victim,
    '/etc/passwd',
    '',
    '.',
    '..',
    './answer',
    'answer/..',
    'to/../answer',
    'to/../../victim',
    'bin/../../victim/secret',
    'bin/./tool',
    'answer\0x',
    '..\\..\\victim',
    'C:\\',
    'nowhere',
    'x'.repeat(draw.pick([4094, 4095, 4096])),
    '\ud800',
    '\udce9',
  ]);
}

export function hostileNumber(draw: Chance): unknown {
  return draw.pick([
    0,
    1,
    -1,
    0.5,
    7,
    0o644,
    0o777,
    0o1777,
    0o2755,
    0o4755,
    0o100644,
    0o120777,
    2 ** 22,
    2 ** 22 + 1,
    2 ** 31,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    1e308,
    '0',
    '420',
    null,
    true,
    [],
    {},
    draw.whole(2 ** 16),
  ]);
}

export function hostileText(draw: Chance): unknown {
  return draw.pick<unknown>([
    '',
    'x',
    'T2',
    'T1/7',
    'T0/x',
    '../T2',
    'store',
    'result',
    'a'.repeat(64),
    'A'.repeat(64),
    '0'.repeat(63),
    '1970-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '2026-13-01T00:00:00.000Z',
    '2026-11-22T00:00:00Z',
    '+275760-09-13T00:00:00.000Z',
    'x'.repeat(5000),
    '\u0000',
    '\ud800',
    '__proto__',
    hostileNumber(draw),
  ]);
}
