import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FirstDifference } from '../../../src/core/reproduction.ts';
import { firstByte, firstDifference } from '../../../src/run/reproduce-difference.ts';
import { systemDisk } from '../../../src/system/disk.ts';
import { temporaryFolder } from '../../support/temporary.ts';

type Tree = Readonly<
  Record<string, { readonly text: string; readonly mode?: number; readonly time?: number }>
>;

const TREE: Tree = { a: { text: 'first\n' }, 'b/c': { text: '0123456789' }, d: { text: 'last\n' } };

function archive(folder: string, name: string, tree: Tree, pack: string): string {
  const root = join(folder, `${name}-root`);
  for (const [path, { text, mode = 0o644, time = 0 }] of Object.entries(tree)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
    utimesSync(join(root, path), time, time);
  }
  const file = join(folder, `${name}.tar`);
  const fixed = ['--sort=name', '--owner=0', '--group=0', '--no-recursion', '--format=ustar'];
  execFileSync('tar', [
    '--create',
    pack,
    ...fixed,
    '--file',
    file,
    '--directory',
    root,
    ...Object.keys(tree),
  ]);
  return file;
}

function compared(t: TestContext, now: Tree, pack = '--gzip'): Promise<FirstDifference | undefined> {
  const folder = temporaryFolder(t);
  return firstDifference(systemDisk(), archive(folder, 'old', TREE, pack), archive(folder, 'new', now, pack));
}

describe('the first difference of two archives', () => {
  const table: Readonly<Record<string, readonly [now: Tree, found: FirstDifference | undefined]>> = {
    'none of equal ones': [TREE, undefined],
    'a byte of a member': [
      { ...TREE, 'b/c': { text: '01234X6789' } },
      { kind: 'byte', member: 'b/c', at: 5 },
    ],
    'the end of the shorter member': [
      { ...TREE, 'b/c': { text: '01234' } },
      { kind: 'byte', member: 'b/c', at: 5 },
    ],
    'a mode': [
      { ...TREE, a: { text: 'first\n', mode: 0o755 } },
      { kind: 'member', member: 'a', what: 'mode', values: { recorded: '0644', now: '0755' } },
    ],
    'a time': [
      { ...TREE, d: { text: 'last\n', time: 7 } },
      { kind: 'member', member: 'd', what: 'time', values: { recorded: '0', now: '7' } },
    ],
    'a member that is gone': [
      { a: { text: 'first\n' }, d: { text: 'last\n' } },
      { kind: 'member', member: 'b/c', what: 'name', values: { recorded: 'b/c', now: 'd' } },
    ],
    'a member that is new': [
      { ...TREE, e: { text: '' } },
      { kind: 'member', member: 'e', what: 'name', values: { recorded: undefined, now: 'e' } },
    ],
  };
  for (const [what, [now, found]] of Object.entries(table)) {
    for (const pack of ['--gzip', '--zstd', '--no-auto-compress'] as const) {
      it(`is ${what} (${pack.slice(2)})`, async (t) => {
        assert.deepEqual(await compared(t, now, pack), found);
      });
    }
  }

  it('is around the members when they are equal', async (t) => {
    const folder = temporaryFolder(t);
    const file = archive(folder, 'plain', TREE, '--no-auto-compress');
    const bytes = execFileSync('cat', [file]);
    const [old, made] = [join(folder, 'old.gz'), join(folder, 'new.gz')];
    writeFileSync(old, gzipSync(bytes, { level: 1 }));
    writeFileSync(made, gzipSync(bytes, { level: 9 }));
    assert.equal((await firstDifference(systemDisk(), old, made))?.kind, 'container');
  });

  it('is a byte of the file when one of them is broken, or none is an archive', async (t) => {
    const folder = temporaryFolder(t);
    for (const [before, now] of [
      [gzipSync('no archive'), gzipSync('no archive at all')],
      ['one thing', 'one think'],
    ] as const) {
      const [old, made] = [join(folder, 'old'), join(folder, 'new')];
      writeFileSync(old, before);
      writeFileSync(made, now);
      const found = await firstDifference(systemDisk(), old, made);
      assert.ok(found?.kind === 'byte' && found.member === undefined, JSON.stringify(found));
      assert.equal(found.at, firstByte(systemDisk(), old, made));
    }
  });

  it('is found behind the first piece that is read', (t) => {
    const folder = temporaryFolder(t);
    const [old, made] = [join(folder, 'old'), join(folder, 'new')];
    const bytes = Buffer.alloc(3_000_000);
    writeFileSync(old, bytes);
    bytes[2_500_000] = 1;
    writeFileSync(made, bytes);
    assert.equal(firstByte(systemDisk(), old, made), 2_500_000);
    writeFileSync(made, Buffer.alloc(3_000_001));
    assert.equal(firstByte(systemDisk(), old, made), 3_000_000);
    assert.equal(firstByte(systemDisk(), old, old), undefined);
  });
});
