/** Entries that were cut, changed or made to lie in their pieces; and disks that fail. Nothing half-done is left. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { LIMITS, PIECE } from '../../../../src/cache/archive/layout.ts';
import { openEntry } from '../../../../src/cache/archive/open.ts';
import { finish, pack } from '../../../../src/cache/archive/pack.ts';
import { readMember, unpack } from '../../../../src/cache/archive/unpack.ts';
import type { Miss } from '../../../../src/core/cache.ts';
import type { Disk } from '../../../../src/core/disk.ts';
import {
  anEntry,
  aTree,
  attack,
  digest,
  file,
  folder,
  missed,
  opened,
  piece,
  type RawSeal,
  realDoors,
  restored,
  right,
  snapshot,
} from '../../../support/archive.ts';
import { aDisk, errno } from '../../../support/broken-disk.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const ENVELOPE = Buffer.from('{"signed":"by nobody"}');
const TREE = aTree(
  ['store', 'store/a'],
  { 'store/a/one': 'one '.repeat(40), 'store/two': 'two' },
  { 'store/x': 'a/one' },
);

/** What a reader does whose signature check is good for this envelope and no other. */
async function read(base: string, bytes: Uint8Array, seal: RawSeal, name: string): Promise<Miss | undefined> {
  const entry = join(base, `${name}.entry`);
  writeFileSync(entry, bytes);
  mkdirSync(join(base, name));
  const found = openEntry(realDoors().disk, entry, LIMITS);
  if (!found.ok) return found.failure;
  found.value.close();
  if (!ENVELOPE.equals(found.value.envelope)) return { code: 'seal-invalid', detail: 'its signature' };
  const done = await restored(realDoors(), entry, seal, join(base, name));
  return done.ok ? undefined : done.failure;
}

describe('a damaged entry', () => {
  it('is a miss wherever it is cut', async (t) => {
    const base = temporaryFolder(t);
    const { bytes, seal } = anEntry(TREE, { envelope: ENVELOPE });
    for (let end = 0; end < bytes.length; end += 1) {
      const miss = await read(base, bytes.subarray(0, end), seal, `cut-${end}`);
      assert.equal(miss?.code, 'seal-invalid', `cut at ${end}`);
      assert.deepEqual([...snapshot(join(base, `cut-${end}`)).keys()], ['']);
    }
    assert.equal(await read(base, bytes, seal, 'whole'), undefined);
  });

  it('is a miss, or the very same tree, whichever byte is changed', async (t) => {
    const base = temporaryFolder(t);
    const compressed = TREE.map((line) =>
      line.stored === undefined ? line : piece(line.stored, { method: 'zstd' }),
    );
    const { bytes, seal } = anEntry(compressed, { envelope: ENVELOPE });
    assert.equal(await read(base, bytes, seal, 'honest'), undefined);
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of [0x01, 0xff]) {
        const name = `flip-${at}-${flip}`;
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const miss = await read(base, changed, seal, name);
        assert.ok(['digest-mismatch', 'seal-invalid'].includes(miss?.code ?? ''), `${name}: ${miss?.code}`);
        assert.deepEqual([...snapshot(join(base, name)).keys()], [''], name);
      }
    }
  });

  it('is a miss when there is something behind it', async (t) => {
    const base = temporaryFolder(t);
    const { bytes, seal } = anEntry(TREE, { envelope: ENVELOPE });
    const longer = Buffer.concat([bytes, Buffer.from('x')]);
    assert.equal((await read(base, longer, seal, 'longer'))?.code, 'seal-invalid');
    const twice = Buffer.concat([bytes, bytes]);
    assert.equal((await read(base, twice, seal, 'twice'))?.code, 'digest-mismatch');
    const before = Buffer.concat([Buffer.from('x'), bytes]);
    assert.equal((await read(base, before, seal, 'before'))?.code, 'digest-mismatch');
  });

  it('is a miss when its tail says what cannot be', async (t) => {
    const folder = temporaryFolder(t);
    const { bytes } = anEntry(TREE);
    const tail = (change: (tail: Buffer) => void): Buffer => {
      const made = Buffer.from(bytes.subarray(-24));
      change(made);
      return made;
    };
    const tails = [
      tail((each) => each.writeUInt32LE(0, 0)),
      tail((each) => each.writeUInt32LE(0xffff_ffff, 0)),
      tail((each) => each.writeUInt32LE(bytes.length, 0)),
      tail((each) => each.writeBigUInt64LE(2n ** 64n - 1n, 4)),
      tail((each) => each.writeBigUInt64LE(BigInt(bytes.length), 4)),
      tail((each) => each.writeUInt32LE(1, 12)),
      tail((each) => each.write('SEALED/2', 16)),
    ];
    for (const each of tails)
      assert.equal((await attack(folder, anEntry(TREE, { tail: each }))).miss?.code, 'seal-invalid');
  });
});

describe('pieces', () => {
  const ROOT = folder('store');

  async function refused(t: TestContext, ...lines: Parameters<typeof anEntry>[0]): Promise<string> {
    const { miss, left } = await attack(temporaryFolder(t), anEntry([ROOT, ...lines]));
    assert.deepEqual(left, []);
    return miss === undefined ? 'taken' : `${miss.code}: ${miss.detail}`;
  }

  it('that are honest are taken', async (t) => {
    const { miss, left } = await attack(
      temporaryFolder(t),
      anEntry([ROOT, piece('abcdef'.repeat(50), { method: 'zstd' }), file('store/a', 'abcdef'.repeat(50))]),
    );
    assert.deepEqual([miss, left], [undefined, ['store', 'store/a']]);
  });

  it('end the restore when they are not what the list says', async (t) => {
    const other = piece('abd', { sha256: digest(Buffer.from('abc')) });
    assert.match(await refused(t, other, file('store/a', 'abc')), /^digest-mismatch: the piece at 0/);
  });

  it('end the restore when a file in them is not what the list says', async (t) => {
    assert.equal(await refused(t, piece('abd'), file('store/a', 'abc')), 'digest-mismatch: store/a');
    const large = randomBytes(PIECE + 10);
    const parts = [piece(large.subarray(0, PIECE)), piece(large.subarray(PIECE))];
    const wrong = file('store/a', 'x', { bytes: large.length });
    assert.equal(await refused(t, ...parts, wrong), 'digest-mismatch: store/a');
  });

  it('never become more than they say', async (t) => {
    const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
    const lines = [
      piece('', { method: 'zstd', stored: bomb, plain: PIECE }),
      file('store/a', Buffer.alloc(PIECE)),
    ];
    assert.match(await refused(t, ...lines), /^(?:too-large|entry-unsafe): the piece at 0 is/);
    const long = zstdCompressSync(Buffer.alloc(5000));
    const short = [
      piece('', { method: 'zstd', stored: long, plain: 4999 }),
      file('store/a', Buffer.alloc(4999)),
    ];
    assert.match(await refused(t, ...short), /^too-large: the piece at 0 is longer/);
  });

  it('are refused when less comes out, or when they are no zstd', async (t) => {
    const less = zstdCompressSync(Buffer.alloc(4999));
    const lines = [
      piece('', { method: 'zstd', stored: less, plain: 5000 }),
      file('store/a', Buffer.alloc(5000)),
    ];
    assert.match(await refused(t, ...lines), /^entry-unsafe: the piece at 0 is shorter/);
    const noise = [
      piece('', { method: 'zstd', stored: randomBytes(99), plain: 100 }),
      file('store/a', Buffer.alloc(100)),
    ];
    assert.match(await refused(t, ...noise), /^entry-unsafe: the piece at 0 is not compressed/);
  });

  it('of two frames give the first alone, which is then too short', async (t) => {
    const frames = Buffer.concat([zstdCompressSync(Buffer.alloc(500)), zstdCompressSync(Buffer.alloc(500))]);
    const lines = [
      piece('', { method: 'zstd', stored: frames, plain: 1000 }),
      file('store/a', Buffer.alloc(1000)),
    ];
    assert.match(await refused(t, ...lines), /^entry-unsafe: the piece at 0/);
  });
});

describe('unpacking', () => {
  function small(base: string): { entry: string; seal: RawSeal } {
    const raw = anEntry(TREE);
    writeFileSync(join(base, 'entry'), raw.bytes);
    return { entry: join(base, 'entry'), seal: raw.seal };
  }

  async function into(
    disk: Disk,
    base: string,
    targets: Readonly<Record<string, string>>,
    signal = new AbortController().signal,
  ) {
    const { entry, seal } = small(base);
    const doors = { ...realDoors(), disk };
    const found = right(opened({ ...realDoors() }, entry, seal));
    try {
      return await unpack(doors, found.entry, found.list, new Map(Object.entries(targets)), signal);
    } finally {
      found.entry.close();
    }
  }

  it('leaves alone what is at the target already', async (t) => {
    const base = temporaryFolder(t);
    const target = join(base, 'target');
    const disk = realDoors().disk;
    mkdirSync(target);
    writeFileSync(join(target, 'mine'), 'mine');
    const before = snapshot(target);
    assert.deepEqual(missed(await into(disk, base, { store: target })), {
      code: 'target-error',
      detail: `${target}: there is something`,
    });
    assert.deepEqual(snapshot(target), before);
    symlinkSync('elsewhere', join(base, 'link'));
    assert.equal(missed(await into(disk, base, { store: join(base, 'link') })).code, 'target-error');
    assert.equal(snapshot(base).get('link'), 'link elsewhere');
    assert.equal(snapshot(base).has('elsewhere'), false);
  });

  it('says that the folder above the target is missing', async (t) => {
    const base = temporaryFolder(t);
    const miss = missed(await into(realDoors().disk, base, { store: join(base, 'no/target') }));
    assert.deepEqual(miss, {
      code: 'target-error',
      detail: `${join(base, 'no/target')}: it does not exist (ENOENT)`,
    });
  });

  it('verifies roots that have no target, and writes nothing for them', async (t) => {
    const base = temporaryFolder(t);
    const done = right(await into(realDoors().disk, base, {}));
    assert.deepEqual([...done], []);
    assert.deepEqual([...snapshot(base).keys()], ['', 'entry']);
  });

  it('removes everything and says why when the disk fails, at whatever step', async (t) => {
    const base = temporaryFolder(t);
    const steps: string[] = [];
    right(
      await into(
        aDisk(({ operation }) => steps.push(operation)),
        base,
        { store: join(base, 'good') },
      ),
    );
    assert.ok(steps.includes('makeLink') && steps.includes('create') && steps.includes('write'));
    const wanted = snapshot(join(base, 'good'));
    for (const [at, operation] of steps.entries()) {
      const target = join(base, `target-${at}`);
      let step = -1;
      const disk = aDisk((each) => {
        step += 1;
        if (step === at && each.operation !== 'close') throw errno('ENOSPC');
      });
      const done = await into(disk, base, { store: target });
      if (operation === 'close') assert.ok(done.ok);
      else {
        const { code, detail } = missed(done);
        assert.equal(code, operation === 'read' ? 'store-error' : 'target-error', operation);
        assert.match(detail, /ENOSPC/);
        assert.equal(snapshot(base).has(`target-${at}`), false, `${operation} at ${at}`);
      }
    }
    assert.equal(wanted.size, 5);
  });

  it('says what it could not remove', async (t) => {
    const base = temporaryFolder(t);
    const disk = aDisk(({ operation }) => {
      if (operation === 'write' || operation === 'remove') throw errno('EIO');
    });
    const { code, detail } = missed(await into(disk, base, { store: join(base, 'target') }));
    assert.equal(code, 'target-error');
    assert.equal(detail, `a read or write error of the device (EIO); not removed: ${join(base, 'target')}`);
  });

  it('does not call a bug of ours a miss', async (t) => {
    const base = temporaryFolder(t);
    const disk = aDisk(({ operation }) => {
      if (operation === 'create') throw new RangeError('a bug');
    });
    await assert.rejects(into(disk, base, { store: join(base, 'target') }), /a bug/);
    assert.equal(snapshot(base).has('target'), false);
  });

  it('ends when it is interrupted, and leaves nothing', async (t) => {
    const base = temporaryFolder(t);
    const before = new AbortController();
    before.abort();
    const early = missed(await into(realDoors().disk, base, { store: join(base, 'early') }, before.signal));
    assert.deepEqual(early, { code: 'target-error', detail: 'interrupted' });
    const middle = new AbortController();
    const disk = aDisk(({ operation }) => {
      if (operation === 'create') middle.abort();
    });
    const late = missed(await into(disk, base, { store: join(base, 'late') }, middle.signal));
    assert.deepEqual(late, { code: 'target-error', detail: 'interrupted' });
    assert.deepEqual([...snapshot(base).keys()], ['', 'entry']);
  });

  it('with threads ends when it is interrupted, or when one finds a wrong piece, and leaves nothing', async (t) => {
    const base = temporaryFolder(t);
    const doors = realDoors();
    for (let at = 0; at < 60; at += 1) {
      mkdirSync(join(base, `tree/${at}`), { recursive: true });
      writeFileSync(join(base, `tree/${at}/file`), randomBytes(PIECE / 4));
    }
    const path = join(base, 'entry');
    const roots = [{ name: 'store', path: join(base, 'tree'), include: () => true }];
    const seal = right(await pack(doors, roots, path, LIMITS));
    right(finish(doors.disk, path, ENVELOPE));
    const { entry, list } = right(opened(doors, path, seal));
    const target = join(base, 'target');
    const controller = new AbortController();
    const running = unpack(doors, entry, list, new Map([['store', target]]), controller.signal);
    setTimeout(() => controller.abort(), 30);
    assert.deepEqual(missed(await running), { code: 'target-error', detail: 'interrupted' });
    assert.equal(snapshot(base).has('target'), false);

    const bytes = readFileSync(path);
    const last = list.groups.at(-1)?.at ?? 0;
    bytes[last + 5] = (bytes[last + 5] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const miss = missed(
      await unpack(doors, entry, list, new Map([['store', target]]), new AbortController().signal),
    );
    assert.deepEqual(miss, { code: 'digest-mismatch', detail: `the piece at ${last}` });
    assert.equal(snapshot(base).has('target'), false);
    entry.close();
    await doors.workers.close();
  });

  it('keeps reading the entry that was opened when another takes its name', async (t) => {
    const base = temporaryFolder(t);
    const { entry: path, seal } = small(base);
    const doors = realDoors();
    const { entry, list } = right(opened(doors, path, seal));
    doors.disk.remove(path);
    writeFileSync(path, 'another');
    const done = await unpack(
      doors,
      entry,
      list,
      new Map([['store', join(base, 'store')]]),
      new AbortController().signal,
    );
    entry.close();
    assert.ok(done.ok);
    assert.equal(readFileSync(join(base, 'store/two'), 'utf8'), 'two');
  });
});

describe('one file of an entry', () => {
  it('is read into memory, verified', async (t) => {
    const base = temporaryFolder(t);
    const content = randomBytes(PIECE + 7);
    const lines = [
      piece('{"a":1}second'),
      file('report.json', '{"a":1}'),
      file('second', 'second'),
      piece(content.subarray(0, PIECE)),
      piece(content.subarray(PIECE)),
      file('store', content),
    ];
    const raw = anEntry(lines);
    writeFileSync(join(base, 'entry'), raw.bytes);
    const { disk } = realDoors();
    const { entry, list } = right(
      opened(realDoors(), join(base, 'entry'), raw.seal, ['report.json', 'second', 'store']),
    );
    assert.equal(Buffer.from(right(readMember(disk, entry, list, 'report.json', 100))).toString(), '{"a":1}');
    assert.equal(Buffer.from(right(readMember(disk, entry, list, 'second', 6))).toString(), 'second');
    assert.ok(content.equals(right(readMember(disk, entry, list, 'store', PIECE * 2))));
    assert.equal(missed(readMember(disk, entry, list, 'second', 5)).code, 'too-large');
    assert.equal(missed(readMember(disk, entry, list, 'third', 100)).code, 'entry-unsafe');
    entry.close();
  });
});

describe('opening', () => {
  it('refuses what is no regular file, a link, and what is not there', async (t) => {
    const base = temporaryFolder(t);
    const { disk } = realDoors();
    writeFileSync(join(base, 'entry'), anEntry(TREE).bytes);
    symlinkSync('entry', join(base, 'link'));
    const codes = ['.', 'link', 'none'].map((name) => missed(openEntry(disk, join(base, name), LIMITS)));
    assert.deepEqual(
      codes.map(({ code, detail }) => [code, /E[A-Z]+(?=\)?$)/.exec(detail)?.[0]]),
      [
        ['store-error', 'EINVAL'],
        ['store-error', 'ELOOP'],
        ['store-error', 'ENOENT'],
      ],
    );
  });

  it('leaves no descriptor open when it is a miss', async (t) => {
    const base = temporaryFolder(t);
    const open = new Set<string>();
    let count = 0;
    const disk = aDisk(({ operation }) => {
      if (operation === 'openRead') count += 1;
      if (operation === 'close') count -= 1;
      open.add(operation);
    });
    writeFileSync(join(base, 'entry'), 'short');
    assert.equal(missed(openEntry(disk, join(base, 'entry'), LIMITS)).code, 'seal-invalid');
    assert.equal(count, 0);
    assert.ok(open.has('close'));
  });
});
