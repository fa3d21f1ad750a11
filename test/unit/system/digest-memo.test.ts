/** Whatever happens to a file between two looks, the second one must give the digest of what is there then. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Sha256 } from '../../../src/core/digest.ts';
import type { DigestMemo } from '../../../src/core/ports.ts';
import { openDigestMemo } from '../../../src/system/digest-memo.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const files = systemFiles();
const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');

/** Longer than the clock of any file system stands still. */
const TICKS = 20;

/** A tree and the place of its memo, apart from it. */
function ground(t: TestContext, tree: Readonly<Record<string, string>>) {
  const base = temporaryFolder(t);
  const root = join(base, 'root');
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const place = join(base, 'state', 'x.memo');
  const paths = Object.keys(tree).toSorted();
  const digests = async (memo: DigestMemo): Promise<readonly string[]> => {
    const found = await files.digestAll(root, paths, memo);
    assert.ok(found.ok);
    return found.value.map((entry) => entry.sha256);
  };
  return { root, place, digests };
}

/** A memo that believes to read five seconds later than it does: then files of a test count as settled. */
function later(memo: DigestMemo) {
  const counts = { known: 0, noted: 0 };
  const shifted: DigestMemo = {
    find(path, state) {
      const known = memo.find(path, state);
      if (known !== undefined) counts.known += 1;
      return known;
    },
    note(path, state, asked, digest) {
      counts.noted += 1;
      memo.note(path, state, asked + 5000, digest);
    },
    save: () => memo.save(),
  };
  return { memo: shifted, counts };
}

describe('a memo of digests', () => {
  it('knows in the next run what has settled, and reads nothing again', async (t) => {
    const { root, place, digests } = ground(t, { a: 'one', 'deep/b': 'two' });
    const first = later(openDigestMemo(place, root));
    await digests(first.memo);
    first.memo.save();
    const second = later(openDigestMemo(place, root));
    assert.deepEqual(await digests(second.memo), [sha256('one'), sha256('two')]);
    assert.deepEqual(
      [first.counts, second.counts],
      [
        { known: 0, noted: 2 },
        { known: 2, noted: 0 },
      ],
    );
  });

  it('finds what is asked for in any order, and nothing that it does not know', async (t) => {
    const names = Array.from({ length: 200 }, (_, at) => `f${at}`);
    const { root, place, digests } = ground(t, Object.fromEntries(names.map((name) => [name, name])));
    const first = later(openDigestMemo(place, root));
    await digests(first.memo);
    first.memo.save();
    const memo = openDigestMemo(place, root);
    for (const name of names.toReversed()) {
      assert.equal(memo.find(name, lstatSync(join(root, name))), sha256(name));
    }
    const state = lstatSync(join(root, 'f0'));
    for (const name of ['', 'f', 'f00', 'g', '\uffff']) assert.equal(memo.find(name, state), undefined);
  });

  it('remembers nothing that changed shortly before it was read', async (t) => {
    const { root, place, digests } = ground(t, { a: 'one' });
    const memo = openDigestMemo(place, root);
    await digests(memo);
    memo.save();
    assert.equal(openDigestMemo(place, root).find('a', lstatSync(join(root, 'a'))), undefined);
    assert.equal(memo.find('a', lstatSync(join(root, 'a'))), undefined);
  });

  it('remembers nothing from the future, and nothing whose inode it cannot tell exactly', (t) => {
    const { root, place } = ground(t, { a: 'one' });
    const memo = openDigestMemo(place, root);
    const state = lstatSync(join(root, 'a'));
    memo.note('a', state, state.ctimeMs - 60_000, sha256('one') as Sha256);
    assert.equal(memo.find('a', state), undefined);
    const strange = { ...state, dev: state.dev, ino: 2 ** 60 };
    memo.note('a', strange, state.ctimeMs + 60_000, sha256('one') as Sha256);
    assert.equal(memo.find('a', strange), undefined);
  });

  it('is right when a file is written again and again within one tick, always with as many bytes', async (t) => {
    const { root, place, digests } = ground(t, { a: '0000' });
    let memo = openDigestMemo(place, root);
    for (let at = 0; at < 400; at += 1) {
      const text = String(at).padStart(4, '0');
      writeFileSync(join(root, 'a'), text);
      assert.deepEqual(await digests(memo), [sha256(text)]);
      memo.save();
      if (at % 10 === 0) memo = openDigestMemo(place, root);
    }
  });

  it('is right when a file is replaced again and again within one tick', async (t) => {
    const { root, place, digests } = ground(t, { a: '0000' });
    const memo = openDigestMemo(place, root);
    for (let at = 0; at < 200; at += 1) {
      const text = String(at).padStart(4, '0');
      writeFileSync(join(root, 'beside'), text);
      renameSync(join(root, 'beside'), join(root, 'a'));
      assert.deepEqual(await digests(memo), [sha256(text)]);
    }
  });

  const old = new Date('2020-01-01T00:00:00Z');
  const changes: Readonly<Record<string, (root: string) => readonly string[]>> = {
    'written with as many bytes, its mtime set back': (root) => {
      writeFileSync(join(root, 'a'), 'eno');
      utimesSync(join(root, 'a'), old, old);
      return ['eno', 'two', '3'];
    },
    'replaced by a file as long and as old': (root) => {
      writeFileSync(join(root, 'new'), 'eno');
      utimesSync(join(root, 'new'), old, old);
      renameSync(join(root, 'new'), join(root, 'a'));
      return ['eno', 'two', '3'];
    },
    'replaced by a hard link to another that is as long and as old': (root) => {
      rmSync(join(root, 'a'));
      linkSync(join(root, 'b'), join(root, 'a'));
      return ['two', 'two', '3'];
    },
    'exchanged with another that is as long and as old': (root) => {
      renameSync(join(root, 'a'), join(root, 'x'));
      renameSync(join(root, 'b'), join(root, 'a'));
      renameSync(join(root, 'x'), join(root, 'b'));
      return ['two', 'one', '3'];
    },
    'restored from a backup that kept its times': (root) => {
      copyFileSync(join(root, 'a'), join(root, '..', 'backup'));
      utimesSync(join(root, '..', 'backup'), old, old);
      writeFileSync(join(root, 'a'), 'eno');
      renameSync(join(root, '..', 'backup'), join(root, 'a'));
      return ['one', 'two', '3'];
    },
    'touched, with the same content': (root) => {
      utimesSync(join(root, 'a'), new Date(), new Date());
      return ['one', 'two', '3'];
    },
    'made executable': (root) => {
      chmodSync(join(root, 'a'), 0o755);
      return ['one', 'two', '3'];
    },
    'in a folder that another took the place of': (root) => {
      renameSync(join(root, 'sub'), join(root, 'gone'));
      mkdirSync(join(root, 'sub'));
      writeFileSync(join(root, 'sub', 'c'), '4');
      utimesSync(join(root, 'sub', 'c'), old, old);
      return ['one', 'two', '4'];
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`is right after a file was ${name}`, async (t) => {
      const { root, place, digests } = ground(t, { a: 'one', b: 'two', 'sub/c': '3' });
      for (const path of ['a', 'b', 'sub/c']) utimesSync(join(root, path), old, old);
      await setTimeout(TICKS);
      const before = later(openDigestMemo(place, root));
      await digests(before.memo);
      before.memo.save();
      await setTimeout(TICKS);
      const expected = change(root).map(sha256);
      // In the same run, and in the next.
      assert.deepEqual(await digests(before.memo), expected);
      assert.deepEqual(await digests(openDigestMemo(place, root)), expected);
    });
  }

  it('tells the mode as it is, whatever is remembered', async (t) => {
    const { root, place } = ground(t, { a: 'one' });
    const { memo } = later(openDigestMemo(place, root));
    await files.digestAll(root, ['a'], memo);
    chmodSync(join(root, 'a'), 0o755);
    const found = await files.digestAll(root, ['a'], memo);
    assert.deepEqual(found.ok && found.value[0]?.mode, 'executable');
  });

  it('is none where the times of files are not the kernel’s own', () => {
    const state = lstatSync('/proc/self/status');
    const memo = openDigestMemo('/nowhere/x.memo', '/proc');
    memo.note('self/status', state, state.ctimeMs + 60_000, sha256('x') as Sha256);
    assert.equal(memo.find('self/status', state), undefined);
    memo.save();
  });

  it('remembers nothing of another file system that is mounted below', (t) => {
    const { root, place } = ground(t, { a: 'one' });
    const memo = openDigestMemo(place, root);
    const state = lstatSync(join(root, 'a'));
    const other = { ...state, dev: state.dev + 1, ino: state.ino, ctimeMs: state.ctimeMs };
    memo.note('a', other, state.ctimeMs + 60_000, sha256('one') as Sha256);
    assert.equal(memo.find('a', other), undefined);
  });
});

describe('the file of a memo', () => {
  /** A sound one, and whether the memo read from its place knows anything. */
  async function kept(t: TestContext) {
    const { root, place, digests } = ground(t, { a: 'one', b: 'two' });
    const { memo } = later(openDigestMemo(place, root));
    await digests(memo);
    memo.save();
    const knows = (where = root): boolean =>
      ['a', 'b'].some((path) => openDigestMemo(place, where).find(path, lstatSync(join(root, path))));
    assert.ok(knows());
    return { root, place, knows, digests };
  }

  it('is none when a single byte of it is another', async (t) => {
    const { root, place, knows, digests } = await kept(t);
    const sound = readFileSync(place);
    for (let at = 0; at < sound.length; at += 1) {
      const damaged = Buffer.from(sound);
      damaged[at] = (damaged[at] ?? 0) ^ 0x20;
      writeFileSync(place, damaged);
      assert.ok(!knows(), `byte ${at}`);
    }
    assert.deepEqual(await digests(openDigestMemo(place, root)), [sha256('one'), sha256('two')]);
    writeFileSync(place, sound);
    assert.ok(knows());
  });

  it('is none when it is cut, longer, empty, of something else, or of another folder', async (t) => {
    const { root, place, knows } = await kept(t);
    const sound = readFileSync(place);
    for (const content of [
      sound.subarray(0, -1),
      sound.subarray(0, 64),
      sound.subarray(0, 10),
      Buffer.concat([sound, Buffer.of(0)]),
      Buffer.alloc(0),
      Buffer.alloc(1000),
      Buffer.from('{"a":1}'),
    ]) {
      writeFileSync(place, content);
      assert.ok(!knows(), `${content.length} bytes`);
    }
    writeFileSync(place, sound);
    assert.ok(!knows(join(root, '..')));
  });

  it('is none when others could have written it, or when it is a link', async (t) => {
    const { place, knows } = await kept(t);
    assert.equal(statSync(place).mode & 0o777, 0o600);
    for (const mode of [0o620, 0o602, 0o644]) {
      chmodSync(place, mode);
      assert.ok(!knows(), mode.toString(8));
    }
    chmodSync(place, 0o600);
    assert.ok(knows());
    renameSync(place, `${place}.real`);
    symlinkSync(`${place}.real`, place);
    assert.ok(!knows());
  });

  it('is replaced as a whole, and leaves nothing beside it', async (t) => {
    const { root, place } = await kept(t);
    const before = statSync(place).ino;
    const memo = openDigestMemo(place, root);
    const state = lstatSync(join(root, 'a'));
    memo.note('c', state, state.ctimeMs + 60_000, sha256('one') as Sha256);
    memo.save();
    assert.notEqual(statSync(place).ino, before);
    assert.deepEqual(readdirSync(join(place, '..')), ['x.memo']);
    assert.equal(openDigestMemo(place, root).find('b', lstatSync(join(root, 'b'))), sha256('two'));
  });

  it('is not written again when nothing new was read', async (t) => {
    const { root, place, digests } = await kept(t);
    const before = statSync(place).ino;
    const memo = openDigestMemo(place, root);
    await digests(memo);
    memo.save();
    assert.equal(statSync(place).ino, before);
  });

  it('that cannot be written costs nothing but time', async (t) => {
    const { root, digests } = ground(t, { a: 'one' });
    const { memo } = later(openDigestMemo(join(root, 'a', 'x.memo'), root));
    assert.deepEqual(await digests(memo), [sha256('one')]);
    memo.save();
    assert.deepEqual(await digests(memo), [sha256('one')]);
  });

  it('forgets what nobody asks for any more, and keeps what is asked for', async (t) => {
    const { root, place } = await kept(t);
    const state = lstatSync(join(root, 'a'));
    for (let run = 0; run < 40; run += 1) {
      const memo = openDigestMemo(place, root);
      assert.ok(memo.find('a', state));
      memo.note(`new-${run}`, state, state.ctimeMs + 60_000, sha256('x') as Sha256);
      memo.save();
    }
    const memo = openDigestMemo(place, root);
    assert.equal(memo.find('a', state), sha256('one'));
    assert.equal(memo.find('b', lstatSync(join(root, 'b'))), undefined);
    assert.equal(memo.find('new-0', state), undefined);
    assert.equal(memo.find('new-39', state), sha256('x'));
  });

  it('never grows beyond its bounds, and neither does the folder of all of them', (t) => {
    const { root, place } = ground(t, { a: 'one' });
    const state = lstatSync(join(root, 'a'));
    const memo = openDigestMemo(place, root);
    for (let at = 0; at < 200_100; at += 1) {
      memo.note(`f${at}`, state, state.ctimeMs + 60_000, sha256('x') as Sha256);
    }
    memo.save();
    assert.ok(statSync(place).size < 30_000_000);
    assert.ok(openDigestMemo(place, root).find('f1', state));
    for (let at = 0; at < 70; at += 1) {
      const other = openDigestMemo(join(place, '..', `${at}.memo`), root);
      other.note('a', state, state.ctimeMs + 60_000, sha256('one') as Sha256);
      other.save();
    }
    assert.equal(readdirSync(join(place, '..')).length, 64);
  });
});
