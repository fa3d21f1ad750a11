/** Each test breaks one rule of the list and no other. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { LIMITS, PIECE } from '../../../../src/cache/archive/layout.ts';
import {
  anEntry,
  aTree,
  attack,
  file,
  folder,
  type Line,
  link,
  piece,
  type RawOptions,
} from '../../../support/archive.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const HONEST = aTree(
  ['store', 'store/a'],
  { 'store/a/one': 'one', 'store/two': 'two' },
  { 'store/x': 'a/one' },
);

async function refused(
  t: TestContext,
  lines: readonly Line[],
  options: RawOptions & { roots?: readonly string[]; limits?: Partial<typeof LIMITS> } = {},
): Promise<string> {
  const { roots, limits, ...raw } = options;
  const { miss, left } = await attack(temporaryFolder(t), anEntry(lines, raw), roots, {
    ...LIMITS,
    ...limits,
  });
  assert.deepEqual(left, [], 'something was written');
  return miss === undefined ? 'taken' : `${miss.code}: ${miss.detail}`;
}

describe('a list', () => {
  it('that is honest is taken', async (t) => {
    const { miss, left } = await attack(temporaryFolder(t), anEntry(HONEST));
    assert.equal(miss, undefined);
    assert.deepEqual(left, ['store', 'store/a', 'store/a/one', 'store/two', 'store/x']);
  });

  it('is refused when it is not the one that was sealed', async (t) => {
    const entry = anEntry(HONEST, { seal: { list: { sha256: anEntry([]).seal.list.sha256 } } });
    const { miss } = await attack(temporaryFolder(t), entry);
    assert.deepEqual(miss, { code: 'digest-mismatch', detail: 'its list' });
  });

  it('is refused when pieces or list have other lengths than were sealed', async (t) => {
    const seals: RawOptions['seal'][] = [{ archive: { stored: 5 } }, { list: { stored: 5 } }];
    for (const seal of seals)
      assert.match(await refused(t, HONEST, seal ? { seal } : {}), /^digest-mismatch: its parts/);
    assert.match(
      await refused(t, HONEST, { gap: Buffer.from('x') }),
      /^entry-unsafe: its list: it says of itself/,
    );
  });

  it('is refused when it is longer or shorter than sealed, or no zstd', async (t) => {
    const bytes = anEntry(HONEST).seal.list.bytes;
    assert.match(
      await refused(t, HONEST, { seal: { list: { bytes: bytes - 1 } } }),
      /^too-large: its list is longer/,
    );
    assert.match(
      await refused(t, HONEST, { seal: { list: { bytes: bytes + 1 } } }),
      /^entry-unsafe: its list is shorter/,
    );
    assert.match(
      await refused(t, HONEST, { stored: randomBytes(64) }),
      /^entry-unsafe: its list is not compressed/,
    );
    const half = zstdCompressSync(Buffer.from('["sealsmith-list/1",0,0]\n')).subarray(0, -4);
    assert.match(await refused(t, HONEST, { stored: half }), /^entry-unsafe: its list/);
  });

  it('is refused when the seal says more than limits allow, before it is read', async (t) => {
    const limits: [Partial<typeof LIMITS>, RegExp][] = [
      [{ members: 4 }, /^too-large: it has 5 members/],
      [{ bytes: 5 }, /^too-large: its files have 6 bytes/],
      [{ list: 20 }, /^too-large: its list has/],
      [{ file: 100 }, /^too-large: it has \d+ bytes/],
      [{ ratio: 0, slack: 5 }, /^too-large: 6 bytes of files from 6 bytes stored/],
    ];
    for (const [limit, expected] of limits)
      assert.match(await refused(t, HONEST, { limits: limit }), expected);
    assert.equal(await refused(t, [], { limits: { members: 0 } }), 'taken');
  });

  it('is refused when it is no text, or no lines', async (t) => {
    const texts: [string | Uint8Array, RegExp][] = [
      ['', /it is empty/],
      ['["sealsmith-list/1",0,0]', /a line that cannot be read/],
      ['["sealsmith-list/1",0,0]\n\n', /a line that cannot be read/],
      ['{"sealsmith-list/1":0}\n', /a line that is no array/],
      ['["sealsmith-list/1",0,0]\nnull\n', /a line that is no array/],
      ['["sealsmith-list/1",0,0]\n["d"\n', /a line that cannot be read/],
      [Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d, 0x0a]), /a line that cannot be read/],
      [Buffer.from(`\ufeff["sealsmith-list/1",0,0]\n`), /a line that cannot be read/],
      [`["sealsmith-list/1",0,0${' '.repeat(40_000)}]\n`, /a line that cannot be read/],
      ['[\n', /a line that cannot be read/],
    ];
    for (const [text, expected] of texts)
      assert.match(await refused(t, [], { list: Buffer.from(text as string) }), expected);
  });

  it('is refused when it is of another format, or says of itself what the seal does not', async (t) => {
    for (const header of [
      ['sealsmith-list/2', 5, 6],
      ['sealsmith-list/1', 5, 6, 7],
    ])
      assert.match(await refused(t, HONEST, { header }), /another format/);
    for (const header of [
      ['sealsmith-list/1', 4, 6],
      ['sealsmith-list/1', 5, 7],
      ['sealsmith-list/1', '5', 6],
    ])
      assert.match(await refused(t, HONEST, { header }), /what its seal does not/);
    const seal = { archive: { members: 4 } };
    assert.match(await refused(t, HONEST, { seal, header: ['sealsmith-list/1', 4, 6] }), /does not add up/);
    const bytes = { archive: { bytes: 7 } };
    assert.match(
      await refused(t, HONEST, { seal: bytes, header: ['sealsmith-list/1', 5, 7] }),
      /does not add up/,
    );
  });

  it('is refused when a line is of no kind, of another shape, or in the wrong place', async (t) => {
    const [root, content] = [folder('store'), piece('abc')];
    const lines: [Line[], RegExp][] = [
      [[root, { values: ['h', 'store/a', 'store/b'] }], /a line of no kind/],
      [[root, { values: ['c', 'store/a', 1, 3] }], /a line of no kind/],
      [[root, { values: [] }], /a line of no kind/],
      [[root, content, file('store/a', 'abc'), folder('store/b')], /wrong place/],
      [[root, link('store/a', 'b'), content, file('store/b', 'abc')], /wrong place/],
      [[root, link('store/a', 'b'), file('store/b', '')], /wrong place/],
      [[{ values: ['d', 'store', 493, 0] }], /its list: a folder/],
      [[{ values: ['d', 'store', '493'] }], /its list: a folder/],
      [[{ values: ['d', 7, 493] }], /its list: a folder/],
      [[root, { values: ['l', 'store/a', 'b', 'c'] }], /its list: a link/],
      [[root, { values: ['l', 'store/a', null] }], /its list: a link/],
      [[root, { values: ['f', 'store/a', 420, 0] }], /its list: a file/],
      [[root, file('store/a', '', { bytes: -1 })], /its list: a file/],
      [[root, file('store/a', '', { bytes: 0.5 })], /its list: a file/],
      [[root, file('store/a', '', { sha256: 'E3B0' })], /its list: a file/],
      [[root, file(['store/a'], '')], /its list: a file/],
      [[root, file('store/a', '', { mode: '420' })], /its list: a file/],
    ];
    for (const [each, expected] of lines) assert.match(await refused(t, each), expected);
  });

  it('is refused when a member is not below a root that was asked for', async (t) => {
    assert.match(
      await refused(t, aTree(['other'], {})),
      /^entry-unsafe: other: not below what was asked for/,
    );
    assert.match(await refused(t, aTree([], { log: 'x' })), /^entry-unsafe: log: not below/);
    assert.match(await refused(t, [link('log', 'x')]), /^entry-unsafe: log: not below/);
    assert.equal(await refused(t, [], { roots: [] }), 'taken');
  });

  it('is refused when a member is in no folder of the list', async (t) => {
    const lines: Line[][] = [
      [folder('store/a')],
      aTree(['store'], { 'store/a/one': 'x' }),
      [folder('store'), link('store/a/x', 'y')],
      aTree([], { store: 'x', 'store/a': 'y' }),
      [link('store', 'a'), folder('store/b')].reverse(),
      [folder('store'), link('store/a', 'b'), link('store/a/x', 'y')],
      aTree(['store', 'store/A'], { 'store/a/one': 'x' }),
    ];
    for (const each of lines) assert.match(await refused(t, each), /not in a folder of the list/);
  });

  it('is refused when a path leads elsewhere', async (t) => {
    for (const path of [
      '/store',
      '../store',
      'store/../../x',
      'store//x',
      'store/./x',
      'store/x/',
      'store/a\0',
      'store\\x',
    ]) {
      assert.match(await refused(t, [folder('store'), folder(path)]), /^entry-unsafe/);
      assert.match(await refused(t, [folder('store'), file(path, '')]), /^entry-unsafe/);
      assert.match(await refused(t, [folder('store'), link(path, 'x')]), /^entry-unsafe/);
    }
  });

  it('is refused when a path is deeper than limits allow', async (t) => {
    const deep = Array.from({ length: 6 }, (_, at) => folder(['store', ...Array(at).fill('d')].join('/')));
    assert.match(await refused(t, deep, { limits: { depth: 5 } }), /^too-large: .* more than 5 parts/);
  });

  it('is refused when two members are one on some file system', async (t) => {
    const [root, other] = [folder('store'), folder('store/x')];
    const twice = /twice, or not in its place/;
    const lines: [Line[], RegExp][] = [
      [[root, folder('store')], twice],
      [[root, folder('store/A'), folder('store/a')], twice],
      [[root, folder('store/caf\u00e9'), folder('store/cafe\u0301')], twice],
      [[root, file('store/a', ''), file('store/a', '')], twice],
      [[root, file('store/A', ''), file('store/a', '')], twice],
      [[root, file('store/ας', ''), file('store/ασ', '')], twice],
      [[root, link('store/a', 'y'), link('store/A', 'z')], twice],
      [[root, other, file('store/x', '')], /a file where a folder stands/],
      [[root, other, file('store/X', '')], /a file where a folder stands/],
      [[root, other, link('store/X', 'y')], /a link where something else stands/],
      [[root, file('store/y', ''), file('store/z', ''), link('store/Y', 'z')], /a link where something else/],
      [[root, link('store', 'y')], /a link where something else/],
    ];
    for (const [each, expected] of lines) assert.match(await refused(t, each), expected);
  });

  it('is refused when it is not sorted', async (t) => {
    const root = folder('store');
    const lines: Line[][] = [
      [root, folder('store/b'), folder('store/a')],
      [root, file('store/b', ''), file('store/a', '')],
      [root, link('store/b', 'y'), link('store/a', 'z')],
      [root, piece('x'), file('store/b', 'x'), piece('y'), file('store/a', 'y')],
    ];
    for (const each of lines) assert.match(await refused(t, each), /not in its place/);
  });

  it('is refused when a mode is more than permissions', async (t) => {
    for (const mode of [0o4755, 0o2755, 0o1755, 0o1000, -1, 0.5, 0o100644]) {
      assert.match(await refused(t, [folder('store', mode)]), /more than permissions/);
      assert.match(await refused(t, [file('store', '', { mode })]), /more than permissions/);
    }
  });

  it('is refused when a link leads out of its root', async (t) => {
    const [root, a] = [folder('store'), folder('store/a')];
    for (const target of ['/etc/passwd', '..', '../other', 'a/../../x', 'b/../c', '', 'x\0', 'x\\y'])
      assert.match(await refused(t, [root, a, link('store/x', target)]), /^entry-unsafe: store\/x: a.* link/);
    // Each by itself is inside; one after the other they lead two folders above the root.
    const chain = [
      root,
      a,
      folder('store/a/b'),
      link('store/a/b/c', '../..'),
      link('store/x', 'a/b/c/../../etc'),
    ];
    assert.match(await refused(t, chain), /^entry-unsafe: store\/x: a link that leads out of its root/);
  });

  it('is refused when a piece cannot be what it says', async (t) => {
    const root = folder('store');
    const one = (line: Line): Line[] => [root, line, file('store/a', 'abc')];
    const lines: [Line[], RegExp][] = [
      [one(piece('abc', { method: 'gzip' })), /its list: a piece/],
      [one(piece('abc', { storedBytes: 0 })), /its list: a piece/],
      [one(piece('abc', { storedBytes: 1.5 })), /its list: a piece/],
      [one(piece('abc', { plain: '3' })), /its list: a piece/],
      [one(piece('abc', { sha256: 'x' })), /its list: a piece/],
      [one(piece('abc', { plain: 4 })), /a piece of another size/],
      [one(piece('abc', { method: 'zstd', plain: PIECE + 1 })), /a piece of another size/],
      [one(piece('abc', { storedBytes: 4, plain: 4 })), /a piece beyond the end/],
      [[root, piece('abc'), file('store/a', 'ab')], /3 bytes in pieces for 2 bytes of files/],
      [[root, piece('abc'), file('store/a', 'abcd')], /3 bytes in pieces for 4 bytes of files/],
      [[root, piece('abc')], /3 bytes in pieces for 0 bytes of files/],
      [[root, file('store/a', 'abc')], /0 bytes in pieces for 3 bytes of files/],
      [[root, piece('ab'), piece('c'), file('store/a', 'abc')], /pieces that are not as they must be/],
      [[root, piece('ab'), piece('c'), file('store/a', 'ab'), file('store/b', 'c')], /pieces that are not/],
    ];
    for (const [each, expected] of lines) assert.match(await refused(t, each), expected);
  });

  it('ends at more members than the seal says', async (t) => {
    const members = Array.from({ length: 20 }, (_, at) => folder(`store/${String(at).padStart(2, '0')}`));
    const seal = { archive: { members: 3 } };
    const header = ['sealsmith-list/1', 3, 0];
    // What follows is not even looked at.
    const lines = [folder('store'), ...members, folder('../..')];
    assert.match(await refused(t, lines, { seal, header, limits: { members: 10 } }), /does not add up/);
  });

  it('ends at more bytes than limits allow, although the seal says fewer', async (t) => {
    const lines = [folder('store'), piece('abcdef'), file('store/a', 'abcdef')];
    const seal = { archive: { bytes: 3 } };
    const miss = await refused(t, lines, { seal, header: ['sealsmith-list/1', 2, 3], limits: { bytes: 5 } });
    assert.equal(miss, 'too-large: its files have more than 5 bytes');
  });
});
