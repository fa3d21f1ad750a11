/**
 * C6 on the disk: lists under a seal that is good in every way, made byte by byte. The paths, links and modes that every
 * reader has to refuse are in the drill; here is what a reader of JSON might let in besides.
 */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { take } from '../../../src/cache/drill/runs.ts';
import { file, folder, type Line, link, piece, type RawOptions } from '../../support/archive.ts';
import { aGround, aRange, FOLDERS, resultLines, sealedEntry } from '../../support/cache-range.ts';

const TEXT = 'poison\n';

/** A line as it stands, whatever its values are. */
function raw(...values: unknown[]): Line {
  return { values };
}

function text(lines: readonly Line[], header: unknown = ['sealsmith-list/1', 4, 0]): string {
  return [header, ...lines.map(({ values }) => values)].map((line) => `${JSON.stringify(line)}\n`).join('');
}

type Case = readonly [name: string, code: string, lines: readonly Line[], options?: RawOptions];

const HONEST = resultLines([], [piece(TEXT), file('output-0/a', TEXT)]);

/** The list as other bytes, with the seal of exactly these. */
function spelled(change: (list: string) => string | Uint8Array): RawOptions {
  const bytes = HONEST.reduce((sum, { values }) => {
    const [kind, , , length] = values as unknown[];
    return kind === 'f' ? sum + Number(length) : sum;
  }, 0);
  const list = change(text(HONEST, ['sealsmith-list/1', 4, bytes]));
  return { list: typeof list === 'string' ? Buffer.from(list, 'utf8') : list };
}

/** A sum that a seal can state, whatever the lines add up to. */
const COUNTED: RawOptions = { header: ['sealsmith-list/1', 4, 99], seal: { archive: { bytes: 99 } } };

const CASES: readonly Case[] = [
  ['a path that is a number', 'entry-unsafe', resultLines([], [file(7, '')])],
  ['a path that is a list', 'entry-unsafe', resultLines([], [file(['output-0', 'a'], '')])],
  [
    'a path that is an object with a text',
    'entry-unsafe',
    resultLines([], [file({ toString: 'output-0/a' }, '')]),
  ],
  ['a mode that is a text', 'entry-unsafe', resultLines([], [file('output-0/a', '', { mode: '0644' })])],
  [
    'a mode that is no whole number',
    'entry-unsafe',
    resultLines([], [file('output-0/a', '', { mode: 420.5 })]),
  ],
  ['a mode beyond all bits', 'entry-unsafe', resultLines([], [file('output-0/a', '', { mode: 2 ** 53 })])],
  ['a length below zero', 'entry-unsafe', resultLines([], [file('output-0/a', '', { bytes: -7 })]), COUNTED],
  [
    'a length that is no whole number',
    'entry-unsafe',
    resultLines([], [file('output-0/a', '', { bytes: 0.5 })]),
    COUNTED,
  ],
  [
    'a length beyond what can be counted',
    'entry-unsafe',
    resultLines([], [file('output-0/a', '', { bytes: 2 ** 60 })]),
    COUNTED,
  ],
  [
    'a digest in upper case',
    'entry-unsafe',
    resultLines([], [file('output-0/a', '', { sha256: 'A'.repeat(64) })]),
  ],
  [
    'a digest of half the length',
    'entry-unsafe',
    resultLines([], [file('output-0/a', '', { sha256: 'a'.repeat(32) })]),
  ],
  ['a link to a list', 'entry-unsafe', resultLines([], [], [link('output-0/l', ['..'])])],
  ['a line that is an object', 'entry-unsafe', [...HONEST, { values: { 0: 'l', 1: 'output-0/l', 2: '..' } }]],
  ['a line that is null', 'entry-unsafe', [...HONEST, { values: null }]],
  ['a kind in upper case', 'entry-unsafe', [raw('D', 'output-0', 493), ...HONEST.slice(1)]],
  ['a folder with a length', 'entry-unsafe', [raw('d', 'output-0', 493, 0), ...HONEST.slice(1)]],
  [
    'a piece of an unknown method',
    'entry-unsafe',
    resultLines([], [piece(TEXT, { method: 'gzip' }), file('output-0/a', TEXT)]),
  ],
  ['a piece of no byte', 'entry-unsafe', resultLines([], [piece('', { plain: 0 }), file('output-0/a', '')])],
  [
    'a piece that shrinks',
    'entry-unsafe',
    resultLines([], [piece('ab', { plain: 1 }), file('output-0/a', 'a')]),
  ],
  ['a piece without a file', 'entry-unsafe', resultLines([], [piece(TEXT)])],
  [
    'two pieces for two small files',
    'entry-unsafe',
    resultLines([], [piece('a'), piece('b'), file('output-0/a', 'a'), file('output-0/b', 'b')]),
  ],
  [
    'a list that begins with a mark of its byte order',
    'entry-unsafe',
    HONEST,
    spelled((list) => `\ufeff${list}`),
  ],
  [
    'lines that end as on Windows, and one that is empty',
    'entry-unsafe',
    HONEST,
    spelled((list) => list.replaceAll('\n', '\r\n\n')),
  ],
  ['a last line without its end', 'entry-unsafe', HONEST, spelled((list) => list.slice(0, -1))],
  ['something behind the last line', 'entry-unsafe', HONEST, spelled((list) => `${list}{}`)],
  ['two arrays in a line', 'entry-unsafe', HONEST, spelled((list) => list.replace('\n', ' []\n'))],
  ['comments', 'entry-unsafe', HONEST, spelled((list) => list.replace('\n', '// honest\n'))],
  [
    'text that is no UTF-8',
    'entry-unsafe',
    HONEST,
    spelled((list) => Buffer.from(list.replace('output-0/a', 'output-0/\u00e9'), 'latin1')),
  ],
  [
    'arrays in arrays, 10,000 deep',
    'entry-unsafe',
    HONEST,
    spelled((list) => `${list}${'['.repeat(10_000)}\n`),
  ],
  ['a list that is two frames', 'entry-unsafe', HONEST, { stored: halves(HONEST) }],
  ['a list that is no frame', 'entry-unsafe', HONEST, { stored: Buffer.from('not zstd') }],
  ['bytes between the pieces and the list', 'entry-unsafe', HONEST, { gap: Buffer.from('smuggled') }],
  ['members that the seal does not count', 'entry-unsafe', HONEST, { seal: { archive: { members: 3 } } }],
  ['bytes that the seal does not count', 'entry-unsafe', HONEST, { seal: { archive: { bytes: 3 } } }],
];

function halves(lines: readonly Line[]): Buffer {
  const list = Buffer.from(text(lines));
  return Buffer.concat([list.subarray(0, 40), list.subarray(40)].map((part) => zstdCompressSync(part)));
}

for (const store of FOLDERS) {
  describe(`a list on the disk of the ${store} store`, () => {
    for (const [name, code, lines, options] of CASES) {
      it(`C6: is ${code} for ${name}`, async (t) => {
        const ground = aGround(t, store, aRange(t, store));
        const path = ground.plant(sealedEntry(ground, HONEST));
        const twin = await take(ground, 'branch');
        assert.deepEqual([twin.taken, twin.strays], [true, []], 'its honest twin');
        writeFileSync(path, sealedEntry(ground, lines, options));
        const answer = await take(ground, 'branch');
        assert.equal(answer.misses[0]?.code ?? 'taken', code, answer.misses[0]?.detail);
        assert.deepEqual(answer.strays, []);
      });
    }
  });

  it(`C6 twin: names that only look dangerous are taken by the ${store} store`, async (t) => {
    const ground = aGround(t, store);
    const names = [
      '...',
      '..a',
      '.git',
      '__proto__',
      'constructor',
      'a b',
      'a\nb',
      '-rf',
      '~',
      '$(x)',
      '%2e%2e',
    ];
    const folded = names.toSorted();
    const files = folded.map((name) => file(`output-0/${name}`, ''));
    ground.plant(sealedEntry(ground, resultLines([], files)));
    const answer = await take(ground, 'branch');
    assert.deepEqual([answer.taken, answer.strays], [true, []], JSON.stringify(answer.misses));
  });

  it(`C6 twin: folders, programs and links inside their root are taken by the ${store} store`, async (t) => {
    const ground = aGround(t, store);
    const lines = resultLines(
      [folder('output-0/bin', 0o700), folder('output-0/lib')],
      [piece(TEXT), file('output-0/bin/tool', TEXT, { mode: 0o755 })],
      [link('output-0/lib/tool', '../bin/tool'), link('output-0/tool', 'bin/tool')],
    );
    ground.plant(sealedEntry(ground, lines));
    const answer = await take(ground, 'branch');
    assert.deepEqual([answer.taken, answer.strays], [true, []], JSON.stringify(answer.misses));
  });
}
