import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ok } from '../../../src/core/result.ts';
import { readContents, readTree, type TreeOptions } from '../../../src/image/tree.ts';
import { anImageOf, codeOf, got, hardLink, link, type Member, sha256, tarOf } from '../../support/layouts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

async function treeOf(t: TestContext, layers: readonly (readonly Member[])[], options?: TreeOptions) {
  const image = await anImageOf(temporaryFolder(t), { layers: layers.map((members) => tarOf(...members)) });
  return { image, tree: await readTree(image, options) };
}

async function paths(t: TestContext, ...layers: readonly (readonly Member[])[]): Promise<readonly string[]> {
  const tree = got((await treeOf(t, layers)).tree);
  return [...tree.entries()].map(([path, { kind, layer }]) => `${path} ${kind} ${layer}`);
}

describe('the file system of an image', () => {
  it('has what the last layer says of each path', async (t) => {
    assert.deepEqual(
      await paths(
        t,
        [
          ['a/', ''],
          ['a/b', 'one'],
          ['c', 'one'],
        ],
        [
          ['a/b', 'two'],
          ['c/', ''],
          ['c/d', 'two'],
        ],
      ),
      ['a folder 0', 'a/b file 1', 'c folder 1', 'c/d file 1'],
    );
  });

  it('loses what a whiteout removes, with everything below, and keeps what the same layer adds', async (t) => {
    assert.deepEqual(
      await paths(
        t,
        [
          ['a/b/c', ''],
          ['a/d', ''],
          ['e', ''],
        ],
        [
          ['a/b/new', ''],
          ['a/.wh.b', ''],
          ['.wh.e', ''],
          ['.wh.never', ''],
        ],
      ),
      ['a folder 0', 'a/b folder 0', 'a/b/new file 1', 'a/d file 0'],
    );
  });

  it('loses what lies in a folder that is made opaque, whatever the order of the members', async (t) => {
    for (const second of [
      [
        ['a/.wh..wh..opq', ''],
        ['a/new', ''],
      ],
      [
        ['a/new', ''],
        ['a/.wh..wh..opq', ''],
      ],
    ] as const)
      assert.deepEqual(
        await paths(
          t,
          [
            ['a/old', ''],
            ['a/x/y', ''],
          ],
          second,
        ),
        ['a folder 0', 'a/new file 1'],
      );
  });

  it('leaves files of the union file system out, and refuses a whiteout of nothing', async (t) => {
    assert.deepEqual(
      await paths(t, [
        ['.wh..wh.plnk/1', ''],
        ['.wh..wh.aufs', ''],
        ['a', ''],
      ]),
      ['.wh..wh.plnk folder 0', '.wh..wh.plnk/1 file 0', 'a file 0'],
    );
    for (const name of ['.wh.', 'a/.wh..', '.wh...'])
      assert.equal(codeOf((await treeOf(t, [[[name, '']]])).tree), 'image-invalid');
  });

  it('goes through links as engines do, and never out', async (t) => {
    const { tree } = await treeOf(t, [
      [
        ['usr/lib/', ''],
        ['lib', '', link('usr/lib')],
        ['up', '', link('../../../usr')],
        ['abs', '', link('/up/lib')],
      ],
      [
        ['lib/x', 'x'],
        ['abs/y', 'y'],
      ],
    ]);
    const found = got(tree);
    assert.deepEqual(found.list('usr/lib'), ['x', 'y']);
    assert.equal(found.get('lib')?.kind, 'link');
    assert.equal(found.resolve('abs/x'), 'usr/lib/x');
    assert.equal(found.resolve('lib/../lib/y'), 'usr/lib/y');
    assert.equal(found.resolve('nowhere'), undefined);
  });

  it('refuses a path through a file, a loop of links or a hard link to nothing', async (t) => {
    const wrong: readonly (readonly Member[])[] = [
      [
        ['a', 'x'],
        ['a/b', 'x'],
      ],
      [
        ['a', '', link('b')],
        ['b', '', link('a')],
        ['a/c', 'x'],
      ],
      [['a', '', hardLink('b')]],
      [
        ['b/', ''],
        ['a', '', hardLink('b')],
      ],
    ];
    for (const members of wrong)
      assert.equal(codeOf((await treeOf(t, [members])).tree), 'image-invalid', JSON.stringify(members));
  });

  it('knows contents by digest, keeps the ones that are wanted, and reads others later in one pass', async (t) => {
    const { image, tree } = await treeOf(
      t,
      [
        [
          ['a', 'one'],
          ['b', '', hardLink('a')],
          ['gone', 'gone'],
        ],
        [
          ['a', 'two'],
          ['.wh.gone', ''],
          ['twice', 'first'],
          ['twice', 'second'],
        ],
      ],
      { hash: true, keep: (path) => path === 'a' },
    );
    const found = got(tree);
    assert.equal(`sha256:${found.get('a')?.sha256}`, sha256(Buffer.from('two')));
    assert.equal(Buffer.from(found.get('a')?.kept ?? []).toString(), 'two');
    assert.equal(found.get('b')?.bytes, 3);
    const read: string[] = [];
    got(
      await readContents(image, found, ['a', 'b', 'twice', 'gone'], {
        begin(names) {
          read.push(`${names.join(' ')}=`);
          return ok(undefined);
        },
        piece(bytes) {
          read.push(Buffer.from(bytes).toString());
          return ok(undefined);
        },
        end: () => ok(undefined),
      }),
    );
    assert.deepEqual(read, ['b=', 'one', 'a=', 'two', 'twice=', 'second']);
  });

  it('is not slowed by a million whiteouts of one folder', async (t) => {
    const many = Array.from({ length: 3000 }, (_, at): Member => [`a/f${at}`, '']);
    const whiteouts = Array.from({ length: 3000 }, (): Member => ['a/.wh..wh..opq', '']);
    const started = performance.now();
    assert.deepEqual(
      await paths(t, [['a/x', '']], [...many, ...whiteouts, ['.wh.a', '']]).then((all) => all.length),
      3001,
    );
    assert.ok(performance.now() - started < 2000);
  });
});
