import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { inside } from '../../../../src/system/inside.ts';
import { AtWork } from './at-work.ts';

const ENV = { env: { SOURCE_DATE_EPOCH: '315532800' } };

function pack(work: AtWork, out = 'out'): Promise<number> {
  return work.run(
    ['pack', '--from', work.path('dist'), '--out', work.path(out), '--name', 'tool-linux-x64'],
    ENV,
  );
}

/** A program with data, as PyInstaller leaves it. */
function aProgram(t: TestContext): AtWork {
  const work = new AtWork(t);
  work.write('dist/tool/tool', 'program', 0o711);
  work.write('dist/tool/lib/data.txt', 'data', 0o600);
  work.write('dist/tool/größe.txt', '');
  mkdirSync(work.path('dist/tool/empty'));
  symlinkSync('lib/data.txt', work.path('dist/tool/same'));
  return work;
}

describe('internal pack', () => {
  it('packs sorted, with two modes, one time and no owner', async (t) => {
    const work = aProgram(t);
    assert.equal(await pack(work), 0, work.err);
    const args = [
      '--list',
      '--verbose',
      '--numeric-owner',
      '--utc',
      '--quoting-style=literal',
      '--file',
      work.path('out/tool-linux-x64.tar.gz'),
    ];
    const listed = execFileSync('tar', args, {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    assert.deepEqual(
      listed
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ')),
      [
        'drwxr-xr-x 0/0 0 1980-01-01 00:00 tool/',
        'drwxr-xr-x 0/0 0 1980-01-01 00:00 tool/empty/',
        '-rw-r--r-- 0/0 0 1980-01-01 00:00 tool/größe.txt',
        'drwxr-xr-x 0/0 0 1980-01-01 00:00 tool/lib/',
        '-rw-r--r-- 0/0 4 1980-01-01 00:00 tool/lib/data.txt',
        'lrwxrwxrwx 0/0 0 1980-01-01 00:00 tool/same -> lib/data.txt',
        '-rwxr-xr-x 0/0 7 1980-01-01 00:00 tool/tool',
      ],
    );
  });

  it('lists files with digests, and the archive as sha256sum does', async (t) => {
    const work = aProgram(t);
    await pack(work);
    const files = JSON.parse(work.read('out/files.json').toString());
    assert.deepEqual(
      files.map(({ path, mode, bytes }: { path: string; mode: number; bytes: number }) => [
        path,
        mode.toString(8),
        bytes,
      ]),
      [
        ['tool/größe.txt', '644', 0],
        ['tool/lib/data.txt', '644', 4],
        ['tool/same', '777', 12],
        ['tool/tool', '755', 7],
      ],
    );
    assert.equal(files[1].sha256, '3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7');
    const checked = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], {
      cwd: work.path('out'),
      encoding: 'utf8',
    });
    assert.equal(checked, 'tool-linux-x64.tar.gz: OK\n');
  });

  it('gives the same bytes whatever the times and rights of the files are', async (t) => {
    const work = aProgram(t);
    await pack(work, 'one');
    utimesSync(work.path('dist/tool/tool'), 1, 1);
    chmodSync(work.path('dist/tool/tool'), 0o755);
    chmodSync(work.path('dist/tool/lib'), 0o700);
    await pack(work, 'two');
    assert.ok(work.read('one/tool-linux-x64.tar.gz').equals(work.read('two/tool-linux-x64.tar.gz')));
  });

  it('is unpacked again by tar, links and all', async (t) => {
    const work = aProgram(t);
    await pack(work);
    mkdirSync(work.path('back'));
    execFileSync('tar', [
      '--extract',
      '--file',
      work.path('out/tool-linux-x64.tar.gz'),
      '--directory',
      work.path('back'),
    ]);
    assert.equal(work.read('back/tool/same').toString(), 'data');
  });

  const refused: readonly [string, (work: AtWork) => void, RegExp][] = [
    [
      'a link to an absolute path',
      (work) => symlinkSync('/etc/passwd', work.path('dist/x')),
      /x is a link that leads outside: \/etc\/passwd/,
    ],
    ['a link that climbs out', (work) => symlinkSync('tool/../../x', work.path('dist/x')), /leads outside/],
    [
      'a pipe',
      (work) => execFileSync('mkfifo', [work.path('dist/pipe')]),
      /pipe is neither file, folder nor link/,
    ],
    [
      'nothing but folders',
      (work) => {
        work.write('dist/tool/tool', '');
        execFileSync('rm', ['-r', work.path('dist/tool')]);
      },
      /there is nothing to pack/,
    ],
  ];
  for (const [what, make, why] of refused) {
    it(`refuses ${what}, and leaves no archive`, async (t) => {
      const work = aProgram(t);
      make(work);
      assert.equal(await pack(work), 1);
      assert.match(work.err, why);
      assert.equal(work.has('out'), false);
    });
  }

  it('leaves nothing when the disk is full', async (t) => {
    const work = aProgram(t);
    const real = inside(import.meta.filename);
    const full = {
      ok: false,
      failure: { code: 'system', doing: 'write', path: 'x', errno: 'ENOSPC' },
    } as const;
    const write: typeof real.write = (path, mode) => {
      const file = real.write(path, mode);
      return file.ok ? { ok: true, value: { ...file.value, write: () => full } } : file;
    };
    const args = ['pack', '--from', work.path('dist'), '--out', work.path('out'), '--name', 'x'];
    assert.equal(await work.run(args, { ...ENV, write }), 1);
    assert.match(work.err, /no space left on the device/);
    assert.deepEqual(readdirSync(work.path('out')), []);
  });

  it('says which argument is missing', async (t) => {
    const work = new AtWork(t);
    assert.equal(await work.run(['pack', '--from', 'x', '--out', 'y']), 1);
    assert.equal(work.err, 'sealsmith pack: needs --name\n');
    assert.equal(await work.run(['unpack']), 2);
    assert.equal(await work.run(['constructor']), 2);
  });
});
