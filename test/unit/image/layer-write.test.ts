import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ok } from '../../../src/core/result.ts';
import { gather } from '../../../src/image/gather.ts';
import { type LayerMember, readLayer } from '../../../src/image/layer-read.ts';
import { type LayerEntry, type LayerOptions, writeLayer } from '../../../src/image/layer-write.ts';
import { createLayout, type LayoutWriter } from '../../../src/image/layout-write.ts';
import { groundOf, Placing } from '../../../src/image/placing.ts';
import { imageStore } from '../../../src/image/store.ts';
import { systemDisk } from '../../../src/system/disk.ts';
import { aDisk } from '../../support/broken-disk.ts';
import { anImageOf, codeOf, got, link, messageOf, oneBlob, tarOf } from '../../support/layouts.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { FakeClock } from '../../support/world.ts';

const disk = systemDisk();
const ROOT = { uid: 0, gid: 0 };
const OPTIONS: LayerOptions = { compression: 'gzip', mtime: 315_532_800, cores: 2, store: undefined };

function entriesOf(from: string, to = '/app', exclude: readonly string[] = []): readonly LayerEntry[] {
  const gathered = got(gather(disk, { from, to, exclude, owner: ROOT }));
  return got(new Placing().layer(gathered.to, ROOT, gathered.entries));
}

function aWriter(t: TestContext): LayoutWriter {
  const writer = got(createLayout(disk, join(temporaryFolder(t), 'layout')));
  t.after(() => writer.drop());
  return writer;
}

/** A small tree, made in this order. */
function aTree(folder: string, names: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    if (name === 'link') symlinkSync('b/c', path);
    else writeFileSync(path, `content of ${name}`);
  }
  chmodSync(join(folder, 'run'), 0o755);
  return folder;
}

const NAMES = ['a', 'b/c', 'b.txt', 'run', 'link', 'größe'];

async function members(mediaType: string, path: string): Promise<readonly LayerMember[]> {
  const found: LayerMember[] = [];
  const source = oneBlob(mediaType, readFileSync(path));
  got(
    await readLayer(source, source.root, undefined, {
      member(member) {
        found.push(member);
        return ok(false);
      },
    }),
  );
  return found;
}

describe('a layer that is written', () => {
  it('is the same bytes in another folder and file order, at another time, with other rights and umask', async (t) => {
    for (const compression of ['gzip', 'zstd'] as const) {
      const outer = temporaryFolder(t);
      const digests = [];
      for (const [folder, names, umask] of [
        ['one', NAMES, 0o022],
        ['two/deeper', NAMES.toReversed(), 0o077],
      ] as const) {
        const before = process.umask(umask);
        const tree = aTree(join(outer, folder), names);
        process.umask(before);
        utimesSync(join(tree, 'a'), umask, umask);
        digests.push(
          got(
            await writeLayer(
              disk,
              entriesOf(tree),
              { ...OPTIONS, compression, cores: umask === 0o022 ? 1 : 8 },
              aWriter(t),
            ),
          ),
        );
      }
      assert.deepEqual(digests[0], digests[1]);
    }
  });

  it('has sorted members with one time, owner and two modes, and the folders above', async (t) => {
    const tree = aTree(join(temporaryFolder(t), 'x'), NAMES);
    const writer = aWriter(t);
    const owner = { uid: 3_000_000, gid: 7 };
    const gathered = got(gather(disk, { from: tree, to: '/opt/app/', exclude: ['**/*.txt'], owner }));
    const entries = got(new Placing().layer(gathered.to, owner, gathered.entries));
    const { descriptor } = got(await writeLayer(disk, entries, { ...OPTIONS, compression: 'zstd' }, writer));
    const found = await members(descriptor.mediaType, writer.path(descriptor.digest));
    assert.deepEqual(
      found.map(({ kind, path, mode, uid, gid }) => `${kind} ${path} ${mode.toString(8)} ${uid}:${gid}`),
      [
        'folder opt 755 0:0',
        'folder opt/app 755 3000000:7',
        'file opt/app/a 644 3000000:7',
        'folder opt/app/b 755 3000000:7',
        'file opt/app/b/c 644 3000000:7',
        'file opt/app/größe 644 3000000:7',
        'link opt/app/link 777 3000000:7',
        'file opt/app/run 755 3000000:7',
      ],
    );
    assert.ok(found.every(({ mtime, pax }) => mtime === 315_532_800 && pax.size === 0));
  });

  it('puts a file under a name or into a folder', (t) => {
    const tree = aTree(temporaryFolder(t), NAMES);
    for (const [to, path] of [
      ['/etc/conf', 'etc/conf'],
      ['/etc/', 'etc/a'],
      ['/conf', 'conf'],
    ] as const)
      assert.equal(entriesOf(join(tree, 'a'), to).at(-1)?.path, path);
    assert.equal(codeOf(gather(disk, { from: join(tree, 'a'), to: '/', exclude: [], owner: ROOT })), 'ok');
    assert.equal(
      codeOf(gather(disk, { from: join(tree, 'none'), to: '/x', exclude: [], owner: ROOT })),
      'system',
    );
  });

  it('is refused when a file changes while it is read', async (t) => {
    const tree = aTree(temporaryFolder(t), NAMES);
    const path = join(tree, 'a');
    let opened = 0;
    const racing = (change: () => void) =>
      aDisk((step) => {
        if (step.operation === 'openRead' && step.path === path) {
          opened += 1;
          change();
        }
      });
    const entries = entriesOf(tree);
    const longer = racing(() => writeFileSync(path, 'much longer than it was before'));
    assert.match(messageOf(await writeLayer(longer, entries, OPTIONS, aWriter(t))), /changed/);
    writeFileSync(path, 'content of a');
    const base = systemDisk();
    const later = {
      ...base,
      read(file: number, into: Uint8Array, at: number) {
        const count = base.read(file, into, at);
        utimesSync(path, 1, 1);
        return count;
      },
    };
    assert.match(messageOf(await writeLayer(later, entries, OPTIONS, aWriter(t))), /changed/);
    assert.equal(opened, 1);
  });

  it('refuses names that a layer cannot say, and a path that stands there twice', async (t) => {
    const file = (path: string): LayerEntry => ({ kind: 'folder', path, mode: 0o755, owner: ROOT });
    assert.equal(
      codeOf(await writeLayer(disk, [file('a\udce9')], OPTIONS, aWriter(t))),
      'image-build-failed',
    );
    assert.equal(
      codeOf(await writeLayer(disk, [file('a'), file('a')], OPTIONS, aWriter(t))),
      'image-build-failed',
    );
  });
});

describe('a layer that was written before', () => {
  async function setting(t: TestContext) {
    const outer = temporaryFolder(t);
    const store = imageStore({ disk, clock: new FakeClock() }, join(outer, 'store'));
    const entries = entriesOf(aTree(join(outer, 'tree'), NAMES));
    const write = (writer = aWriter(t)) => writeLayer(disk, entries, { ...OPTIONS, store }, writer);
    const first = got(await write());
    return { outer, store, first, write };
  }

  it('is taken again, without compressing it', async (t) => {
    const { first, write } = await setting(t);
    assert.equal(first.reused, false);
    assert.deepEqual(got(await write()), { ...first, reused: true });
  });

  it('is not taken when a file has changed, also by one byte', async (t) => {
    const { outer, first, write } = await setting(t);
    writeFileSync(join(outer, 'tree/a'), 'content of A');
    const now = got(await write());
    assert.equal(now.reused, false);
    assert.notEqual(now.diffId, first.diffId);
  });

  it('is not taken when the store was tampered with: it is written anew, and the store heals', async (t) => {
    const { store, first, write } = await setting(t);
    const path = store.blob(first.descriptor.digest);
    assert.ok(path !== undefined);
    const honest = readFileSync(path);
    const evil = Buffer.from(honest);
    evil[20] = (evil[20] ?? 0) ^ 1;
    for (const content of [evil, honest.subarray(1)]) {
      // As a stranger would: another file under the name.
      writeFileSync(`${path}.evil`, content);
      renameSync(`${path}.evil`, path);
      assert.deepEqual(got(await write()), first);
      assert.deepEqual(got(await write()), { ...first, reused: true });
    }
  });

  it('is not missed where the store cannot be written', async (t) => {
    const outer = temporaryFolder(t);
    writeFileSync(join(outer, 'file'), '');
    const store = imageStore({ disk, clock: new FakeClock() }, join(outer, 'file/store'));
    const entries = entriesOf(aTree(join(outer, 'tree'), NAMES));
    got(await writeLayer(disk, entries, { ...OPTIONS, store }, aWriter(t)));
  });
});

describe('files on top of a base', () => {
  it('go where its links lead, and leave its folders as they are', async (t) => {
    const outer = temporaryFolder(t);
    const base = await anImageOf(join(outer, 'base'), {
      layers: [
        tarOf(
          ['usr/lib/', ''],
          ['lib', '', link('usr/lib')],
          ['tmp/', '', { mode: '0001777\0' }],
          ['here/', ''],
        ),
      ],
    });
    mkdirSync(join(outer, 'files/lib'), { recursive: true });
    writeFileSync(join(outer, 'files/lib/x'), '');
    const store = imageStore({ disk, clock: new FakeClock() }, join(outer, 'store'));
    for (const _ of ['read', 'remembered']) {
      const placing = got(await groundOf(base, store));
      const gathered = got(gather(disk, { from: join(outer, 'files'), to: '/', exclude: [], owner: ROOT }));
      const paths = got(placing.layer(gathered.to, ROOT, gathered.entries)).map(
        ({ kind, path }) => `${kind} ${path}`,
      );
      assert.deepEqual(paths, ['file usr/lib/x']);
      const into = got(
        gather(disk, { from: join(outer, 'files/lib/x'), to: `/${'tmp'}/a/`, exclude: [], owner: ROOT }),
      );
      assert.deepEqual(
        got(placing.layer(into.to, ROOT, into.entries)).map(({ path }) => path),
        ['tmp/a', 'tmp/a/x'],
      );
      const over = got(
        gather(disk, { from: join(outer, 'files/lib/x'), to: '/here', exclude: [], owner: ROOT }),
      );
      assert.equal(codeOf(placing.layer(over.to, ROOT, over.entries)), 'image-build-failed');
    }
  });

  it('are refused below a loop of links, and never leave the image', () => {
    const ground = new Map([
      ['a', { target: 'b' }],
      ['b', { target: 'a' }],
      ['up', { target: '../../../etc' }],
    ]);
    const file: LayerEntry = { kind: 'folder', path: 'x', mode: 0o755, owner: ROOT };
    assert.equal(codeOf(new Placing(ground).layer('/a', ROOT, [file])), 'image-build-failed');
    assert.deepEqual(
      got(new Placing(ground).layer('/up', ROOT, [file])).map(({ path }) => path),
      ['etc', 'etc/x'],
    );
  });
});
