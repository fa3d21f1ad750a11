/** What cannot be kept: nothing is made that a reader would refuse, and nothing that was not read whole. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LIMITS, PIECE } from '../../../../src/cache/archive/layout.ts';
import { openEntry } from '../../../../src/cache/archive/open.ts';
import { finish, type Packed, pack } from '../../../../src/cache/archive/pack.ts';
import type { Miss } from '../../../../src/core/cache.ts';
import type { Disk } from '../../../../src/core/disk.ts';
import type { Result } from '../../../../src/core/result.ts';
import { missed, opened, realDoors, right, snapshot } from '../../../support/archive.ts';
import { aDisk, errno } from '../../../support/broken-disk.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const ENVELOPE = Buffer.from('{}');

function packTree(
  base: string,
  more: { disk?: Disk; limits?: Partial<typeof LIMITS>; signal?: AbortSignal; tree?: string } = {},
): Promise<Result<Packed, Miss>> {
  const doors = { ...realDoors(), ...(more.disk === undefined ? {} : { disk: more.disk }) };
  const roots = [{ name: 'store', path: more.tree ?? join(base, 'tree'), include: () => true }];
  return pack(doors, roots, join(base, 'entry'), { ...LIMITS, ...more.limits }, more.signal);
}

/** A miss, and no file that could be taken for an entry. */
async function notKept(base: string, more: Parameters<typeof packTree>[1] = {}): Promise<string> {
  const { code, detail } = missed(await packTree(base, more));
  assert.equal(code, 'not-kept');
  assert.equal(snapshot(base).has('entry'), false);
  return detail.replaceAll(base, '');
}

describe('packing', () => {
  it('keeps nothing special: pipes, sockets, devices', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    execFileSync('mkfifo', [join(base, 'tree/pipe')]);
    assert.equal(await notKept(base), '/tree/pipe: neither file nor folder nor link');
  });

  it('keeps no file with setuid or setgid', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    for (const mode of [0o4755, 0o2755]) {
      writeFileSync(join(base, 'tree/su'), 'x');
      chmodSync(join(base, 'tree/su'), mode);
      assert.equal(await notKept(base), 'store/su: a mode that is more than permissions');
    }
  });

  it('keeps no link that leads out of its root', async (t) => {
    for (const target of ['/usr/bin/python3', '../beside', 'sub/../../beside']) {
      const base = temporaryFolder(t);
      mkdirSync(join(base, 'tree/sub'), { recursive: true });
      symlinkSync(target, join(base, 'tree/link'));
      assert.match(await notKept(base), /^store\/link: a link/);
    }
  });

  it('keeps no names that are one on some file system', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    for (const name of ['Makefile', 'makefile']) writeFileSync(join(base, 'tree', name), 'x');
    assert.match(await notKept(base), /^store\/makefile: twice|^store\/Makefile: twice/);
  });

  it('keeps no name that a reader would refuse', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    writeFileSync(join(base, 'tree/a\\b'), 'x');
    assert.equal(await notKept(base), 'store/a\\b: a backslash in its path');
  });

  it('says what is not there, or cannot be read', async (t) => {
    const base = temporaryFolder(t);
    assert.equal(await notKept(base), '/tree: it is not there');
    mkdirSync(join(base, 'tree/sub'), { recursive: true });
    writeFileSync(join(base, 'tree/sub/secret'), 'x');
    const denied = (path: string) =>
      aDisk((step) => {
        if (['list', 'readWhole', 'openRead'].includes(step.operation) && step.path === path)
          throw errno('EACCES', step.path);
      });
    assert.equal(
      await notKept(base, { disk: denied(join(base, 'tree/sub')) }),
      '/tree/sub: permission denied (EACCES)',
    );
    assert.equal(
      await notKept(base, { disk: denied(join(base, 'tree/sub/secret')) }),
      '/tree/sub/secret: permission denied (EACCES)',
    );
  });

  it('notices files that change while they are read', async (t) => {
    const changes: [number, (path: string) => void][] = [
      [100, (path) => appendFileSync(path, 'x')],
      [100, (path) => truncateSync(path, 50)],
      [0, (path) => appendFileSync(path, 'x')],
      [PIECE + 100, (path) => appendFileSync(path, 'x')],
      [PIECE + 100, (path) => truncateSync(path, PIECE + 50)],
    ];
    for (const [size, change] of changes) {
      const base = temporaryFolder(t);
      const path = join(base, 'tree/file');
      mkdirSync(join(base, 'tree'));
      writeFileSync(path, randomBytes(size));
      let done = false;
      const disk = aDisk(({ operation }) => {
        if (done || (operation !== 'readWhole' && operation !== 'openRead')) return;
        done = true;
        change(path);
      });
      assert.equal(await notKept(base, { disk }), '/tree/file: changed while it was read');
    }
  });

  it('reads no link that took a file’s place meanwhile', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    writeFileSync(join(base, 'tree/file'), 'public');
    writeFileSync(join(base, 'secret'), 'secret');
    let done = false;
    const disk = aDisk(({ operation }) => {
      if (done || operation !== 'readWhole') return;
      done = true;
      realDoors().disk.remove(join(base, 'tree/file'));
      symlinkSync('../secret', join(base, 'tree/file'));
    });
    assert.equal(await notKept(base, { disk }), '/tree/file: a loop of links (ELOOP)');
  });

  it('keeps no more than a reader would take', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree/deep/er'), { recursive: true });
    for (const name of ['a', 'b', 'c']) writeFileSync(join(base, 'tree', name), name.repeat(1000));
    const limits: [Partial<typeof LIMITS>, RegExp][] = [
      [{ members: 5 }, /more than 5 members/],
      [{ bytes: 2999 }, /more than 2999 bytes/],
      [{ list: 100 }, /too large: its list has/],
      [{ file: 200 }, /too large/],
      [{ ratio: 1, slack: 1000 }, /too large: 3000 bytes of files from/],
      [{ depth: 2 }, /more than 2 parts/],
    ];
    for (const [limit, expected] of limits) assert.match(await notKept(base, { limits: limit }), expected);
    const enough = { members: 6, bytes: 3000, depth: 3, file: 1_000_000, ratio: 10, slack: 3000 };
    const packed = right(await packTree(base, { limits: enough }));
    right(finish(realDoors().disk, join(base, 'entry'), ENVELOPE));
    right(
      opened(realDoors(), join(base, 'entry'), packed, ['store'], { ...LIMITS, ...enough }),
    ).entry.close();
  });

  it('leaves alone what has its name already', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    writeFileSync(join(base, 'entry'), 'mine');
    const before = snapshot(base);
    const miss = missed(await packTree(base));
    assert.deepEqual([miss.code, miss.detail], ['not-kept', `${join(base, 'entry')}: EEXIST`]);
    assert.deepEqual(snapshot(base), before);
  });

  it('leaves nothing and says why when the disk fails, at whatever step', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    writeFileSync(join(base, 'tree/small'), 'small');
    writeFileSync(join(base, 'tree/large'), randomBytes(PIECE + 1));
    symlinkSync('small', join(base, 'tree/link'));
    const steps: string[] = [];
    right(await packTree(base, { disk: aDisk(({ operation }) => steps.push(operation)) }));
    realDoors().disk.remove(join(base, 'entry'));
    assert.ok(steps.includes('readLink') && steps.includes('write') && steps.includes('readWhole'));
    for (const [at, operation] of steps.entries()) {
      let step = -1;
      const disk = aDisk(() => {
        step += 1;
        if (step === at) throw errno('EIO');
      });
      assert.match(await notKept(base, { disk }), /EIO/, operation);
    }
  });

  it('ends when it is interrupted', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    writeFileSync(join(base, 'tree/file'), 'x');
    assert.equal(await notKept(base, { signal: AbortSignal.abort() }), 'interrupted');
  });

  it('is told by its threads what they could not read', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    for (let at = 0; at < 3050; at += 1) writeFileSync(join(base, `tree/${at}`), 'x');
    const disk = aDisk(({ operation, path }) => {
      // The last one to be looked at. The sixth group of 512, the first that is too much, is not full before it.
      if (operation === 'look' && path.endsWith('/999')) writeFileSync(join(base, 'tree/321'), 'longer');
    });
    assert.equal(await notKept(base, { disk }), '/tree/321: changed while it was read');
  });
});

describe('finishing', () => {
  it('makes an entry of what was packed, and only of that', async (t) => {
    const base = temporaryFolder(t);
    const { disk } = realDoors();
    mkdirSync(join(base, 'tree'));
    const entry = join(base, 'entry');
    right(await packTree(base));
    assert.equal(missed(openEntry(disk, entry, LIMITS)).code, 'seal-invalid');
    assert.equal(missed(finish(disk, entry, new Uint8Array(0))).code, 'not-kept');
    assert.equal(missed(finish(disk, entry, Buffer.alloc(10_000_000))).code, 'not-kept');
    right(finish(disk, entry, ENVELOPE));
    const made = right(openEntry(disk, entry, LIMITS));
    assert.deepEqual(Buffer.from(made.envelope), ENVELOPE);
    made.close();
    assert.deepEqual(missed(finish(disk, entry, ENVELOPE)), {
      code: 'not-kept',
      detail: 'it is not what was packed',
    });
    assert.match(missed(finish(disk, join(base, 'none'), ENVELOPE)).detail, /ENOENT/);
  });

  it('syncs the entry to the disk, after its last byte', async (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree'));
    right(await packTree(base));
    const steps: string[] = [];
    right(
      finish(
        aDisk(({ operation }) => steps.push(operation)),
        join(base, 'entry'),
        ENVELOPE,
      ),
    );
    assert.deepEqual(steps.slice(-4), ['write', 'write', 'sync', 'close']);
  });
});
