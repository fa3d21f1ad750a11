/** What is packed comes back: every kind of member, every size around a piece, and the same bytes each time. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { check } from '../../../../src/cache/archive/check.ts';
import { LIMITS, PIECE } from '../../../../src/cache/archive/layout.ts';
import { finish, type Packed, pack, type Root } from '../../../../src/cache/archive/pack.ts';
import { systemFiles } from '../../../../src/system/files.ts';
import { fsPath } from '../../../../src/system/names.ts';
import { opened, realDoors, restored, right, snapshot } from '../../../support/archive.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const ENVELOPE = Buffer.from('{"payload":""}');

async function packed(
  roots: readonly (Partial<Root> & Pick<Root, 'name' | 'path'>)[],
  entry: string,
): Promise<Packed> {
  const doors = realDoors();
  const done = right(
    await pack(
      doors,
      roots.map((root) => ({ include: () => true, ...root })),
      entry,
      LIMITS,
    ),
  );
  right(finish(doors.disk, entry, ENVELOPE));
  return done;
}

/** Packs a tree, unpacks it, and expects the same; and the same digests as the engine has for it. */
async function roundTrip(t: TestContext, fill: (tree: string) => void): Promise<Packed> {
  const base = temporaryFolder(t);
  const tree = join(base, 'tree');
  fill(tree);
  const entry = join(base, 'entry.sealed');
  const done = await packed([{ name: 'store', path: tree }], entry);
  const trees = right(await restored(realDoors(), entry, done, base));
  assert.deepEqual(snapshot(join(base, 'store')), snapshot(tree));
  const found = right(await systemFiles().digestAll(base, ['tree']));
  const below = found.map((each) => ({ ...each, path: each.path.slice('tree/'.length) }));
  assert.deepEqual(trees.get('store'), below);
  assert.deepEqual(done.digests.get('store'), below);
  return done;
}

function write(tree: string, path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(fsPath(dirname(join(tree, path))), { recursive: true });
  writeFileSync(fsPath(join(tree, path)), content, { mode });
}

describe('an archive', () => {
  it('gives back a tree as it was', async (t) => {
    const { archive } = await roundTrip(t, (tree) => {
      write(tree, 'package.json', '{}');
      write(tree, 'bin/tool', '#!/bin/sh\n', 0o755);
      write(tree, 'lib/a/b/c.js', 'x'.repeat(100_000));
      mkdirSync(join(tree, 'empty/inside'), { recursive: true });
      write(tree, 'nothing', '');
      symlinkSync('bin/tool', join(tree, 'tool'));
      symlinkSync('../../package.json', join(tree, 'lib/a/up'));
      symlinkSync('not/there', join(tree, 'dangling'));
    });
    assert.deepEqual([archive.members, archive.bytes], [14, 100_012]);
    assert.ok(archive.stored < 1000);
  });

  it('gives back an empty folder', async (t) => {
    const { archive } = await roundTrip(t, (tree) => mkdirSync(tree));
    assert.deepEqual(archive, { stored: 0, members: 1, bytes: 0 });
  });

  it('gives back files of every size around a piece', async (t) => {
    const sizes = [0, 1, 127, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 3 * PIECE - 1, 0];
    await roundTrip(t, (tree) => {
      for (const [at, size] of sizes.entries()) {
        write(tree, `${at}-random`, randomBytes(size));
        write(tree, `${at}-text`, 'text '.repeat(size / 5));
        write(tree, `${at}-zero`, Buffer.alloc(size));
      }
    });
  });

  it('gives back a large file with empty ones around it', async (t) => {
    await roundTrip(t, (tree) => {
      for (const name of ['a', 'c', 'd']) write(tree, name, '');
      write(tree, 'b', randomBytes(PIECE + 5));
      write(tree, 'e', 'end');
    });
  });

  it('gives back many files with threads', async (t) => {
    const { archive } = await roundTrip(t, (tree) => {
      for (let at = 0; at < 1500; at += 1)
        write(tree, `part-${at % 40}/${at}.txt`, `content ${at}\n`.repeat(at % 900));
      for (let at = 0; at < 3; at += 1) write(tree, `large-${at}`, randomBytes(PIECE * 3 + at));
    });
    assert.ok(archive.bytes > 40_000_000);
  });

  it('gives back unusual names', async (t) => {
    await roundTrip(t, (tree) => {
      const names = [
        'new\nline',
        ' ',
        '-rf',
        '...',
        'ümläut',
        '日本',
        '🙂',
        'quo\'te"',
        'a\u0301',
        'tab\t',
        'x'.repeat(255),
      ];
      for (const name of [...names, '\udcff\udcfe', 'half-\udcc3', '\udce2\udc82-euro']) {
        write(tree, name, name.length.toString());
        write(tree, `in ${name.slice(0, 200)}/file`, 'x');
        symlinkSync(fsPath(name), fsPath(join(tree, `to ${name.slice(0, 200)}`)));
      }
    });
  });

  it('gives back permissions, also those that take the right to write away', async (t) => {
    await roundTrip(t, (tree) => {
      for (const mode of [0o600, 0o444, 0o400, 0o755, 0o777, 0o666, 0o640, 0o111]) {
        write(tree, `file-${mode.toString(8)}`, 'x');
        chmodSync(join(tree, `file-${mode.toString(8)}`), mode);
      }
      for (const mode of [0o555, 0o500, 0o700, 0o777, 0o775]) {
        write(tree, `folder-${mode.toString(8)}/inside/file`, 'x');
        chmodSync(join(tree, `folder-${mode.toString(8)}/inside`), mode);
        chmodSync(join(tree, `folder-${mode.toString(8)}`), mode);
      }
    });
  });

  it('gives back a tree as deep as it may be', async (t) => {
    await roundTrip(t, (tree) => write(tree, `${Array(126).fill('d').join('/')}/file`, 'deep'));
  });

  it('keeps what git keeps for itself, and has no digest of it, as the engine has none', async (t) => {
    const { digests } = await roundTrip(t, (tree) => {
      write(tree, '.git/config', 'x');
      write(tree, 'sub/.git', 'gitdir: elsewhere');
      write(tree, '.gitignore', 'x');
    });
    assert.deepEqual(
      digests.get('store')?.map(({ path }) => path),
      ['.gitignore'],
    );
  });

  it('takes what a folder has from the one above, as setgid, for no part of it', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    chmodSync(join(base, 'tree'), 0o2755);
    const done = await packed([{ name: 'store', path: join(base, 'tree') }], join(base, 'entry'));
    right(await restored(realDoors(), join(base, 'entry'), done, base));
    assert.equal(statSync(join(base, 'store')).mode & 0o7777, 0o755);
  });

  it('gives back several roots, among them files, an empty one and a link', async (t) => {
    const base = temporaryFolder(t);
    write(base, 'out/dist/a', 'a');
    write(base, 'out/log.txt', '');
    write(base, 'out/report', '{"ok":true}', 0o600);
    symlinkSync('version-2', join(base, 'out/current'));
    const roots = [
      { name: 'output-0', path: join(base, 'out/dist') },
      { name: 'output-1', path: join(base, 'out/current') },
      { name: 'log', path: join(base, 'out/log.txt') },
      { name: 'report.json', path: join(base, 'out/report') },
    ];
    const done = await packed(roots, join(base, 'entry'));
    mkdirSync(join(base, 'target'));
    const names = roots.map(({ name }) => name);
    const trees = right(await restored(realDoors(), join(base, 'entry'), done, join(base, 'target'), names));
    const found = snapshot(join(base, 'target'));
    assert.deepEqual([...found.keys()], ['', 'log', 'output-0', 'output-0/a', 'output-1', 'report.json']);
    assert.equal(found.get('output-1'), 'link version-2');
    assert.deepEqual([...trees.keys()].sort(), ['log', 'output-0', 'output-1', 'report.json']);
    assert.deepEqual(
      trees.get('log')?.map(({ path, mode }) => [path, mode]),
      [['', 'file']],
    );
    assert.deepEqual(
      trees.get('output-1')?.map(({ path, mode }) => [path, mode]),
      [['', 'link']],
    );
    assert.deepEqual(
      trees.get('output-0')?.map(({ path }) => path),
      ['a'],
    );
  });

  it('leaves out what is not included, with all below it', async (t) => {
    const base = temporaryFolder(t);
    write(base, 'tree/keep/a', 'a');
    write(base, 'tree/logs/b', 'b');
    write(base, 'tree/keep/logs/c', 'c');
    const asked: string[] = [];
    const include = (path: string): boolean => {
      asked.push(path);
      return path !== 'logs' && !path.endsWith('/logs');
    };
    const done = await packed([{ name: 'store', path: join(base, 'tree'), include }], join(base, 'entry'));
    assert.deepEqual(asked, ['', 'keep', 'keep/a', 'keep/logs', 'logs']);
    right(await restored(realDoors(), join(base, 'entry'), done, base));
    assert.deepEqual([...snapshot(join(base, 'store')).keys()], ['', 'keep', 'keep/a']);
  });

  it('is the same for the same tree, whatever its times and wherever it lies', async (t) => {
    const base = temporaryFolder(t);
    const names = Array.from({ length: 500 }, (_, at) => `part-${at % 7}/${(at * 7919) % 500}.txt`);
    const content = randomBytes(PIECE + 1);
    for (const [at, tree] of ['one', 'two/inside'].entries()) {
      for (const name of at === 0 ? names : names.toReversed())
        write(base, `${tree}/${name}`, name.repeat(1000));
      write(base, `${tree}/large`, content);
      utimesSync(join(base, tree, 'large'), at * 1000, at * 1000);
      await packed([{ name: 'store', path: join(base, tree) }], join(base, `entry-${at}`));
    }
    assert.ok(readFileSync(join(base, 'entry-0')).equals(readFileSync(join(base, 'entry-1'))));
  });

  it('stores what does not compress as it is', async (t) => {
    const base = temporaryFolder(t);
    write(base, 'tree/random', randomBytes(100_000));
    const done = await packed([{ name: 'store', path: join(base, 'tree') }], join(base, 'entry'));
    assert.equal(done.archive.stored, 100_000);
    const { entry, list } = right(opened(realDoors(), join(base, 'entry'), done));
    assert.equal(list.groups[0]?.pieces[0]?.method, 'stored');
    entry.close();
  });

  it('is verified without being written anywhere', async (t) => {
    const base = temporaryFolder(t);
    write(base, 'tree/a', 'a'.repeat(1000));
    const done = await packed([{ name: 'store', path: join(base, 'tree') }], join(base, 'entry'));
    const { entry, list } = right(opened(realDoors(), join(base, 'entry'), done));
    assert.deepEqual(await check(realDoors(), entry, list), { ok: true, value: undefined });
    entry.close();
    copyFileSync(join(base, 'entry'), join(base, 'other'));
    const bytes = readFileSync(join(base, 'other'));
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    writeFileSync(join(base, 'other'), bytes);
    const changed = right(opened(realDoors(), join(base, 'other'), done));
    const checked = await check(realDoors(), changed.entry, changed.list);
    assert.equal(checked.ok ? 'ok' : checked.failure.code, 'digest-mismatch');
    changed.entry.close();
  });
});
