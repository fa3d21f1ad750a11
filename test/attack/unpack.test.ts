/** Layers made to get out of the folder that an image is unpacked into, as raw bytes, and their honest twins. */

import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { imageOf } from '../../src/image/image.ts';
import { openLayout } from '../../src/image/layout.ts';
import { type UnpackLimits, unpackImage } from '../../src/image/unpack.ts';
import { giveOwners, type Ownership } from '../../src/image/unpack-owners.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { type RawHeader, rawMember, ZEROS } from '../support/tar-bytes.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeLayout } from '../support/tiny-images.ts';

type Member = Pick<RawHeader, 'name' | 'type' | 'target'> & {
  readonly content?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
};

const octal = (value: number): string => `${value.toString(8).padStart(7, '0')}\0`;

const layer = (...members: readonly Member[]): Buffer =>
  Buffer.concat([
    ...members.map(({ content = '', mode = 0o644, uid = 0, gid = 0, ...fields }) =>
      rawMember(content, { mode: octal(mode), uid: octal(uid), gid: octal(gid), ...fields }),
    ),
    ZEROS,
  ]);

const folder = (name: string, mode = 0o755): Member => ({ name: `${name}/`, type: '5', mode });
const file = (name: string, content = 'x', mode = 0o644): Member => ({ name, type: '0', mode, content });
const link = (name: string, target: string): Member => ({ name, type: '2', target });
const hard = (name: string, target: string): Member => ({ name, type: '1', target });

type Unpacking = {
  readonly root: string;
  readonly outside: string;
  readonly code: string;
  readonly message: string;
};

async function unpack(
  t: TestContext,
  layers: readonly Buffer[],
  more: { limits?: UnpackLimits; ownership?: Ownership } = {},
): Promise<Unpacking> {
  const base = temporaryFolder(t);
  const [root, outside] = [join(base, 'in/root'), join(base, 'outside')];
  mkdirSync(root, { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'untouched');
  const disk = systemDisk();
  const layout = openLayout(disk, writeLayout(join(base, 'layout'), layers));
  assert.ok(layout.ok, JSON.stringify(layout));
  const image = await imageOf(layout.value);
  assert.ok(image.ok, JSON.stringify(image));
  const done = await unpackImage(image.value, disk, root, new AbortController().signal, more.limits);
  if (done.ok && more.ownership !== undefined) {
    const owned = giveOwners(disk, root, done.value.tree, more.ownership);
    assert.ok(owned.ok, JSON.stringify(owned));
  }
  const failure = done.ok ? undefined : done.failure;
  // Nothing beside the root, whatever happened.
  assert.deepEqual(readdirSync(join(base, 'in')), ['root']);
  assert.deepEqual(readdirSync(outside), ['secret']);
  assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'untouched');
  return { root, outside, code: failure?.code ?? 'ok', message: JSON.stringify(failure) };
}

describe('layers that want to get out', () => {
  const CLIMBS: readonly (readonly [string, readonly Member[]])[] = [
    ['a name with ..', [file('../../outside/new')]],
    ['a name with .. in the middle', [file('a/../../../outside/new')]],
    ['a hard link with ..', [hard('a', '../../outside/secret')]],
    ['a hard link to nothing', [hard('a', 'etc/shadow')]],
    ['a hard link to a folder', [folder('etc'), hard('a', 'etc')]],
    ['a whiteout of ..', [folder('a'), file('a/.wh...')]],
    ['a whiteout of .', [folder('a'), file('a/.wh..')]],
    ['a whiteout of nothing', [folder('a'), file('a/.wh.')]],
    ['a file below a file', [file('a'), file('a/b')]],
    ['links in a circle', [link('a', 'b'), link('b', 'a'), file('a/c')]],
    ['a folder that is left before it is there', [link('a', 'new/../../..'), file('a/c')]],
  ];
  for (const [what, members] of CLIMBS) {
    it(`refuses ${what}`, async (t) => {
      const { code, message } = await unpack(t, [layer(...members)]);
      assert.equal(code, 'image-invalid', message);
    });
  }

  /** Links that point out are honest in an image: its root is not ours. What is written through them stays inside. */
  for (const [what, target, lands] of [
    ['an absolute link', '/outside', 'outside/new'],
    ['a link that climbs', '../../../outside', 'outside/new'],
    ['a link through another', 'b', 'outside/new'],
  ] as const) {
    it(`keeps what is written through ${what} inside`, async (t) => {
      const made = layer(
        folder('outside'),
        link('b', '/outside'),
        link('a', target),
        file('a/new', 'inside'),
      );
      const { root, code, message } = await unpack(t, [made]);
      assert.equal(code, 'ok', message);
      assert.equal(readFileSync(join(root, lands), 'utf8'), 'inside');
    });

    it(`does not follow ${what} out when a layer above writes through it`, async (t) => {
      const { root, code } = await unpack(t, [
        layer(link('b', '/outside'), link('a', target)),
        layer(file('a/new', 'inside')),
      ]);
      assert.equal(code, 'ok');
      assert.equal(readFileSync(join(root, lands), 'utf8'), 'inside');
    });

    it(`takes away ${what} and not what it points to`, async (t) => {
      const { root, code } = await unpack(t, [
        layer(link('b', '/outside'), link('a', target)),
        layer(file('.wh.a', '')),
      ]);
      assert.equal(code, 'ok');
      assert.equal(existsSync(join(root, 'a')), false);
    });

    it(`replaces ${what} by a file, and writes to nothing behind it`, async (t) => {
      const { root, code } = await unpack(t, [
        layer(link('b', '/outside'), link('a', target), file('a', 'plain')),
      ]);
      assert.equal(code, 'ok');
      assert.ok(lstatSync(join(root, 'a')).isFile());
    });
  }

  it('makes a hard link to a link, not to what that points to', async (t) => {
    const { root, outside } = await unpack(t, [layer(link('a', '/etc/passwd'), hard('b', 'a'))]);
    assert.equal(readlinkSync(join(root, 'b')), '/etc/passwd');
    assert.equal(statSync(join(outside, 'secret')).nlink, 1);
  });

  it('leaves out devices and pipes', async (t) => {
    const devices = ['3', '4', '6'].map((type) => ({ name: `dev${type}`, type, mode: 0o666 }));
    const { root, code } = await unpack(t, [layer(...devices)]);
    assert.equal(code, 'ok');
    assert.deepEqual(readdirSync(root), []);
  });

  it('takes setuid and setgid away', async (t) => {
    const { root } = await unpack(
      t,
      [layer(file('su', 'x', 0o6755), folder('g', 0o2755), folder('tmp', 0o1777))],
      {
        ownership: { kind: 'one', user: { uid: 0, gid: 0, groups: [] } },
      },
    );
    const modes = ['su', 'g', 'tmp'].map((name) => lstatSync(join(root, name)).mode & 0o7777);
    assert.deepEqual(modes, [0o755, 0o755, 0o1777]);
  });

  it('ends at its limits', async (t) => {
    const many = layer(...Array.from({ length: 50 }, (_, number) => file(`f${number}`)));
    assert.equal(
      (await unpack(t, [many, many], { limits: { bytes: 1e9, members: 60 } })).code,
      'image-invalid',
    );
    assert.equal(
      (await unpack(t, [many, many], { limits: { bytes: 60_000, members: 1000 } })).code,
      'image-invalid',
    );
    assert.equal((await unpack(t, [many, many], { limits: { bytes: 1e9, members: 100 } })).code, 'ok');
  });
});

describe('layers as the specification means them', () => {
  const lower = layer(
    folder('d'),
    file('d/old', 'old'),
    folder('d/sub'),
    file('d/sub/deep'),
    file('e', 'old'),
  );

  it('takes away what a whiteout names', async (t) => {
    const { root } = await unpack(t, [lower, layer(folder('d'), file('d/.wh.old', ''), file('.wh.e', ''))]);
    assert.deepEqual(readdirSync(root), ['d']);
    assert.deepEqual(readdirSync(join(root, 'd')), ['sub']);
  });

  it('keeps what the same layer has, wherever the whiteout stands', async (t) => {
    const opaque = file('d/.wh..wh..opq', '');
    for (const members of [
      [folder('d'), opaque, file('d/new')],
      [folder('d'), file('d/new'), opaque],
    ]) {
      const { root } = await unpack(t, [lower, layer(...members)]);
      assert.deepEqual(readdirSync(join(root, 'd')), ['new']);
    }
    const { root } = await unpack(t, [
      lower,
      layer(folder('d'), file('d/old', 'new'), file('d/.wh.old', '')),
    ]);
    assert.equal(readFileSync(join(root, 'd/old'), 'utf8'), 'new');
  });

  it('lets a folder of a link take what a layer above puts into it', async (t) => {
    const { root } = await unpack(t, [
      layer(folder('usr'), folder('usr/lib'), link('lib', 'usr/lib')),
      layer(file('lib/x')),
    ]);
    assert.ok(lstatSync(join(root, 'lib')).isSymbolicLink());
    assert.ok(existsSync(join(root, 'usr/lib/x')));
  });

  it('gives hard links one file', async (t) => {
    const { root } = await unpack(t, [layer(file('a', 'one')), layer(hard('b', 'a'))]);
    assert.equal(statSync(join(root, 'a')).ino, statSync(join(root, 'b')).ino);
  });

  it('takes from the owner what another user might not do', async (t) => {
    const members = [
      { ...file('mine', 'x', 0o640), uid: 7, gid: 7 },
      { ...file('ours', 'x', 0o640), uid: 1, gid: 8 },
      { ...file('theirs', 'x', 0o640), uid: 1, gid: 1 },
      { ...folder('closed', 0o755), uid: 0, gid: 0 },
      { ...file('closed/x', 'x', 0o644), uid: 0, gid: 0 },
    ];
    const { root } = await unpack(t, [layer(...members)], {
      ownership: { kind: 'one', user: { uid: 7, gid: 7, groups: [8] } },
    });
    const modes = ['mine', 'ours', 'theirs', 'closed', 'closed/x'].map(
      (name) => lstatSync(join(root, name)).mode & 0o700,
    );
    assert.deepEqual(modes, [0o600, 0o400, 0, 0o500, 0o400]);
  });
});
