import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemDisk } from '../../../src/system/disk.ts';
import { fsPath } from '../../../src/system/names.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const disk = systemDisk();

/** The errno that is thrown. */
function thrown(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

describe('the disk', () => {
  it('opens regular files for reading and nothing else', (t) => {
    const base = temporaryFolder(t);
    writeFileSync(join(base, 'file'), 'content');
    symlinkSync('file', join(base, 'link'));
    execFileSync('mkfifo', [join(base, 'pipe')]);
    const file = disk.openRead(join(base, 'file'));
    assert.deepEqual([disk.facts(file).kind, disk.facts(file).bytes], ['file', 7]);
    disk.close(file);
    const errors = ['link', 'pipe', '.', 'none'].map((name) => thrown(() => disk.openRead(join(base, name))));
    assert.deepEqual(errors, ['ELOOP', 'EINVAL', 'EINVAL', 'ENOENT']);
    assert.equal(
      thrown(() => disk.openRead('/dev/null')),
      'EINVAL',
    );
    const write = ['link', 'pipe', '.', 'none'].map((name) => thrown(() => disk.openWrite(join(base, name))));
    assert.deepEqual(write, ['ELOOP', 'EINVAL', 'EISDIR', 'ENOENT']);
  });

  it('reads as far as the file reaches, from a position', (t) => {
    const base = temporaryFolder(t);
    writeFileSync(join(base, 'file'), '0123456789');
    const file = disk.openRead(join(base, 'file'));
    const into = Buffer.alloc(6, '.');
    assert.equal(disk.read(file, into, 2), 6);
    assert.equal(into.toString(), '234567');
    assert.equal(disk.read(file, into, 7), 3);
    assert.equal(into.toString(), '789567');
    assert.equal(disk.read(file, into, 10), 0);
    assert.equal(disk.read(file, new Uint8Array(0), 0), 0);
    disk.close(file);
  });

  it('reads a whole small file at once, and says when it is larger than the place for it', (t) => {
    const base = temporaryFolder(t);
    writeFileSync(join(base, 'file'), '0123456789');
    writeFileSync(join(base, 'empty'), '');
    symlinkSync('file', join(base, 'link'));
    const into = Buffer.alloc(10);
    assert.equal(disk.readWhole(join(base, 'file'), into), 10);
    assert.equal(into.toString(), '0123456789');
    assert.equal(disk.readWhole(join(base, 'file'), into.subarray(0, 4)), 10);
    assert.equal(disk.readWhole(join(base, 'empty'), into), 0);
    assert.equal(
      thrown(() => disk.readWhole(join(base, 'link'), into)),
      'ELOOP',
    );
    assert.equal(
      thrown(() => disk.readWhole('/dev/zero', into)),
      'EINVAL',
    );
  });

  it('writes one after the other, or at a position', (t) => {
    const base = temporaryFolder(t);
    const file = disk.create(join(base, 'file'), 0o600);
    disk.write(file, Buffer.from('abc'));
    disk.write(file, Buffer.from('def'));
    disk.write(file, Buffer.from('XY'), 1);
    disk.write(file, new Uint8Array(0));
    disk.sync(file);
    disk.close(file);
    assert.equal(readFileSync(join(base, 'file'), 'utf8'), 'aXYdef');
    const again = disk.openWrite(join(base, 'file'));
    disk.write(again, Buffer.from('end'), 6);
    disk.close(again);
    assert.equal(readFileSync(join(base, 'file'), 'utf8'), 'aXYdefend');
  });

  it('makes files and folders with exactly these permissions, whatever the umask', (t) => {
    const base = temporaryFolder(t);
    const program = `
      import { systemDisk } from ${JSON.stringify(new URL('../../../src/system/disk.ts', import.meta.url).href)};
      process.umask(0o${'077'});
      const disk = systemDisk();
      for (const mode of [0o600, 0o644, 0o777, 0o000, 0o111]) {
        disk.close(disk.create(${JSON.stringify(base)} + '/file-' + mode.toString(8), mode));
        disk.makeFolder(${JSON.stringify(base)} + '/folder-' + mode.toString(8), mode);
      }
    `;
    execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
    for (const mode of [0o600, 0o644, 0o777, 0o000, 0o111]) {
      assert.equal(statSync(join(base, `file-${mode.toString(8)}`)).mode & 0o7777, mode);
      assert.equal(statSync(join(base, `folder-${mode.toString(8)}`)).mode & 0o7777, mode);
    }
  });

  it('makes nothing where there is something, and writes through no link', (t) => {
    const base = temporaryFolder(t);
    writeFileSync(join(base, 'file'), 'mine');
    symlinkSync('elsewhere', join(base, 'link'));
    for (const name of ['file', 'link', '.'])
      assert.equal(
        thrown(() => disk.create(join(base, name), 0o600)),
        'EEXIST',
        name,
      );
    for (const name of ['file', 'link']) {
      assert.equal(
        thrown(() => disk.makeFolder(join(base, name), 0o700)),
        'EEXIST',
      );
      assert.equal(
        thrown(() => disk.makeLink('x', join(base, name))),
        'EEXIST',
      );
    }
    assert.equal(disk.look(join(base, 'elsewhere')), undefined);
    assert.equal(
      thrown(() => disk.makeFolder(join(base, 'no/folder'), 0o700)),
      'ENOENT',
    );
  });

  it('looks at what is there and follows no link', (t) => {
    const base = temporaryFolder(t);
    writeFileSync(join(base, 'file'), 'abc', { mode: 0o640 });
    symlinkSync('file', join(base, 'link'));
    execFileSync('mkfifo', [join(base, 'pipe')]);
    mkdirSync(join(base, 'folder'));
    chmodSync(join(base, 'folder'), 0o2755);
    const kinds = ['file', 'link', 'pipe', 'folder'].map((name) => disk.look(join(base, name))?.kind);
    assert.deepEqual(kinds, ['file', 'link', 'other', 'folder']);
    assert.equal(disk.look(join(base, 'file'))?.mode, 0o640);
    assert.equal(disk.look(join(base, 'folder'))?.mode, 0o2755);
    assert.equal(disk.look(join(base, 'none')), undefined);
    assert.equal(disk.look(join(base, 'file/below')), undefined);
    assert.equal(disk.readLink(join(base, 'link')), 'file');
    assert.deepEqual(
      disk.list(base).map(({ name, kind }) => [name, kind]),
      [
        ['file', 'file'],
        ['folder', 'folder'],
        ['link', 'link'],
        ['pipe', 'other'],
      ],
    );
  });

  it('knows names that are not UTF-8', (t) => {
    const base = temporaryFolder(t);
    const name = '\udcff\udcfe';
    disk.close(disk.create(join(base, name), 0o644));
    disk.makeLink(name, join(base, `${name}-link`));
    disk.makeFolder(join(base, `${name}-folder`), 0o755);
    assert.deepEqual(
      disk.list(base).map((each) => each.name),
      [name, `${name}-folder`, `${name}-link`],
    );
    assert.equal(disk.readLink(join(base, `${name}-link`)), name);
    assert.ok(lstatSync(fsPath(join(base, name))).isFile());
    assert.deepEqual(
      readlinkSync(fsPath(join(base, `${name}-link`)), { encoding: 'buffer' }),
      Buffer.from([0xff, 0xfe]),
    );
    disk.rename(join(base, name), join(base, 'plain'));
    assert.equal(disk.look(join(base, 'plain'))?.kind, 'file');
  });

  it('ends a scan after as many names as were asked for', (t) => {
    const base = temporaryFolder(t);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(base, name), '');
    const seen: string[] = [];
    assert.equal(
      disk.scan(base, 3, (name, kind) => seen.push(`${name} ${kind}`)),
      true,
    );
    assert.deepEqual(seen.sort(), ['a file', 'b file', 'c file']);
    assert.equal(
      disk.scan(base, 2, (name) => seen.push(name)),
      false,
    );
    assert.equal(seen.length, 5);
    assert.equal(
      thrown(() => disk.scan(join(base, 'none'), 1, () => {})),
      'ENOENT',
    );
  });

  it('sets modes and times, of a link its own', (t) => {
    const base = temporaryFolder(t);
    writeFileSync(join(base, 'file'), '');
    symlinkSync('file', join(base, 'link'));
    disk.touch(join(base, 'file'), 1_000_000_500);
    disk.touch(join(base, 'link'), 2_000_000_000);
    assert.equal(disk.look(join(base, 'file'))?.modified, 1_000_000_500);
    assert.equal(disk.look(join(base, 'link'))?.modified, 2_000_000_000);
    disk.setMode(join(base, 'file'), 0o444);
    assert.equal(disk.look(join(base, 'file'))?.mode, 0o444);
  });

  it('removes what it is told to, and is content when it is gone', (t) => {
    const base = temporaryFolder(t);
    mkdirSync(join(base, 'tree/sub'), { recursive: true });
    writeFileSync(join(base, 'tree/sub/file'), '');
    symlinkSync('tree', join(base, 'link'));
    assert.equal(
      thrown(() => disk.removeFile(join(base, 'tree'))),
      'EISDIR',
    );
    assert.equal(
      thrown(() => disk.removeFolder(join(base, 'tree'))),
      'ENOTEMPTY',
    );
    disk.removeFile(join(base, 'link'));
    assert.equal(disk.look(join(base, 'tree/sub/file'))?.kind, 'file');
    chmodSync(join(base, 'tree/sub'), 0o500);
    disk.remove(join(base, 'tree'));
    for (const work of [disk.remove, disk.removeFile, disk.removeFolder]) work(join(base, 'tree'));
    assert.deepEqual(disk.list(base), []);
  });
});
