import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TAR_END, type TarEntry, tarHeader, tarPadding } from '../../../src/formats/tar.ts';

const TIME = 315532800;

function file(path: string, more: Partial<Extract<TarEntry, { kind: 'file' }>> = {}): TarEntry {
  return { kind: 'file', path, mode: 0o644, mtime: TIME, bytes: 0, ...more };
}

/** What the system's own tar lists: mode, owner, size, name. */
function listed(entries: readonly TarEntry[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sealsmith-tar-'));
  try {
    const parts = entries.flatMap((entry) => {
      const bytes = entry.kind === 'file' ? entry.bytes : 0;
      return [tarHeader(entry), Buffer.alloc(bytes + tarPadding(bytes), 'x')];
    });
    writeFileSync(join(folder, 'a.tar'), Buffer.concat([...parts, TAR_END]));
    const args = [
      '--list',
      '--verbose',
      '--numeric-owner',
      '--utc',
      '--quoting-style=literal',
      '--file',
      'a.tar',
    ];
    const out = execFileSync('tar', args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return out.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function names(entries: readonly TarEntry[]): string[] {
  return listed(entries).map((line) => line.replace(/^.*? 1980-01-01 00:00 /, ''));
}

describe('tarHeader', () => {
  it('writes files, folders and links with mode and time, and no owner', () => {
    const lines = listed([
      { kind: 'folder', path: 'app', mode: 0o755, mtime: TIME },
      file('app/run', { mode: 0o755, bytes: 700 }),
      { kind: 'link', path: 'app/same', mode: 0o777, mtime: TIME, target: 'run' },
    ]);
    assert.deepEqual(
      lines.map((line) => line.replace(/ +/g, ' ')),
      [
        'drwxr-xr-x 0/0 0 1980-01-01 00:00 app/',
        '-rwxr-xr-x 0/0 700 1980-01-01 00:00 app/run',
        'lrwxrwxrwx 0/0 0 1980-01-01 00:00 app/same -> run',
      ],
    );
  });

  it('holds paths of any length and any script', () => {
    const paths = [
      'a'.repeat(100),
      `${'a'.repeat(155)}/${'b'.repeat(100)}`,
      `${'a'.repeat(80)}/${'b'.repeat(80)}/${'c'.repeat(80)}`,
      'b'.repeat(101),
      `${'a'.repeat(120)}/${'b'.repeat(120)}/${'c'.repeat(120)}`,
      'größe/日本語.txt',
      `${'ö'.repeat(200)}`,
    ];
    assert.deepEqual(names(paths.map((path) => file(path))), paths);
  });

  it('uses one block where ustar can say it, and pax records only where it cannot', () => {
    assert.equal(tarHeader(file('a'.repeat(100))).length, 512);
    assert.equal(tarHeader(file(`${'a'.repeat(150)}/${'b'.repeat(90)}`)).length, 512);
    assert.equal(tarHeader(file('b'.repeat(101))).length, 3 * 512);
  });

  it('holds targets of any length and any script', () => {
    const targets = ['x'.repeat(100), 'y'.repeat(101), '../größe'];
    const lines = names(
      targets.map((target, at) => ({ kind: 'link', path: `l${at}`, mode: 0o777, mtime: TIME, target })),
    );
    assert.deepEqual(
      lines,
      targets.map((target, at) => `l${at} -> ${target}`),
    );
  });

  it('counts the digits of a pax record among its length', () => {
    // 86 to 95 characters of path make records around a hundred bytes, where one more digit is needed.
    for (let length = 80; length <= 99; length += 1) {
      const path = `ö${'x'.repeat(length)}`;
      assert.deepEqual(names([file(path)]), [path]);
    }
  });

  it('says sizes above eight gigabytes in a pax record', () => {
    const text = Buffer.from(tarHeader(file('big', { bytes: 10_000_000_000 }))).toString('latin1');
    assert.match(text, /20 size=10000000000\n/);
  });

  it('gives the same bytes for the same entry', () => {
    assert.deepEqual(tarHeader(file('größe', { bytes: 5 })), tarHeader(file('größe', { bytes: 5 })));
  });
});

describe('tarPadding', () => {
  it('fills the last block', () => {
    assert.deepEqual([0, 1, 511, 512, 513].map(tarPadding), [0, 511, 1, 0, 511]);
  });
});
