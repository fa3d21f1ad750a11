/**
 * The program as one file: built twice, started in roots that have no Node, one of them no C library either, as root and
 * as somebody else, and attacked where it keeps what it is made of.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { executable } from '../../scripts/executable.ts';
import { VERSION } from '../../src/cli/version.ts';
import type { RunRecord } from '../../src/core/record.ts';
import { BUSYBOX } from '../support/engine-bases.ts';
import { without } from '../support/forge-tools.ts';
import { type JobImage, jobImage } from '../support/job-image.ts';
import type { Ran } from '../support/project.ts';

const SECRET = 'sesame-open-sesame';

/** Looks into every process that it sees for what it was not given. */
const SNOOP = `#!/bin/sh
test "$MY_TOKEN" = ${SECRET} || exit 1
seen=0
for one in /proc/[0-9]*; do
  case $one in /proc/$$) continue ;; esac
  if tr '\\0' '\\n' < $one/environ 2> /dev/null | grep -q '^MY_TOKEN='; then seen=$((seen + 1)); fi
done
echo "leaked by $seen"
test $seen = 0
`;

const PIPELINE = `project: small
toolchain: commands
steps:
  snoop: { run: exec sh ./snoop.sh, secrets: [MY_TOKEN] }
  build:
    run: mkdir -p out && cat in.txt > out/result && cat /proc/sys/kernel/random/uuid > out/stamp
    inputs: [in.txt]
    outputs: [out]
    tools: [cat, mkdir]
  containerize:
    base: scratch
    layers: [{ copy: in.txt, to: /in.txt }]
    config: { cmd: [/in.txt] }
    check: false
`;

const PYTHON = `project: checked
toolchain: python
steps:
  install: { run: python3 -m venv .venv }
  test: { with: unittest }
`;

const SKIP =
  process.getuid?.() === 0 || process.env['CI']
    ? without('go', 'mmdebstrap', 'unshare')
    : 'only root can change the root folder';

type User = { readonly uid: number; readonly home: string };
const USERS: readonly User[] = [
  { uid: 0, home: '/root' },
  { uid: 10001, home: '/home/app' },
];

describe('the executable', { skip: SKIP, concurrency: 1 }, () => {
  let base = '';
  let file = '';
  let digest = '';
  let image: JobImage | undefined;

  before(async () => {
    base = mkdtempSync(join(tmpdir(), 'sealsmith-executable-'));
    chmodSync(base, 0o755);
    image = await jobImage(['libstdc++6', 'python3-venv']);
    file = join(base, 'sealsmith-linux-x64');
    digest = await executable(image.layout, file);
  });
  after(() => {
    image?.project[Symbol.dispose]();
    rmSync(base, { recursive: true, force: true });
  });

  it('is the same bytes when it is built again', async () => {
    const again = join(base, 'again', 'sealsmith-linux-x64');
    assert.equal(await executable(image?.layout ?? '', again), digest);
    assert.ok(readFileSync(again).equals(readFileSync(file)));
  });

  it('is smaller than 60 MB', () => assert.ok(readFileSync(file).length < 60e6));

  const roots = [
    { name: 'a Debian without Node', make: debian, python: true },
    { name: 'a busybox and nothing else', make: busybox, python: false },
  ];
  for (const { name, make, python } of roots) {
    describe(`in ${name}`, () => {
      let root = '';
      before(() => {
        root = make(join(base, name.replaceAll(' ', '-')));
      });

      for (const user of USERS) {
        const start = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
          startIn(root, user, args, { HOME: user.home, ...more });

        describe(`as user ${user.uid}`, () => {
          it('starts where there is no Node', async () => {
            const ran = await start(['--version']);
            assert.deepEqual([ran.exit, ran.out, ran.err], [0, `${VERSION}\n`, '']);
            assert.ok(
              !existsSync(join(root, 'usr/bin/node')) && !existsSync(join(root, 'usr/local/bin/node')),
            );
          });

          it('hands a secret to the step that it was granted to, and no other process shows it', async () => {
            const folder = place(root, user, 'snoop', { 'sealsmith.yml': PIPELINE, 'snoop.sh': SNOOP });
            const ran = await start(['--cwd', folder, 'run', 'snoop'], { MY_TOKEN: SECRET });
            const log = readFileSync(join(root, folder, '.sealsmith/logs/snoop.log'), 'utf8');
            assert.equal(ran.exit, 0, ran.out + ran.err + log);
            assert.match(log, /leaked by 0/);
            assert.ok(!(ran.out + ran.err + log).includes(SECRET));
          });

          it('keeps a result and restores it in another folder', async () => {
            const files = { 'sealsmith.yml': PIPELINE, 'in.txt': 'hello\n' };
            const [first, second] = ['one', 'two'].map((one) => place(root, user, one, files));
            const states = [];
            for (const folder of [first, second]) {
              const ran = await start(['--cwd', folder ?? '', 'run', 'build']);
              assert.equal(ran.exit, 0, ran.out + ran.err);
              states.push(
                recordIn(root, folder).how.jobs.map(({ cache }) => cache.map(({ outcome }) => outcome)),
              );
            }
            assert.deepEqual(states, [[['missed', 'saved']], [['restored']]]);
            const stamps = [first, second].map((one) =>
              readFileSync(join(root, one ?? '', 'out/stamp'), 'utf8'),
            );
            assert.equal(stamps[0], stamps[1]);
          });

          it('makes the image that Node makes', async () => {
            const files = { 'sealsmith.yml': PIPELINE, 'in.txt': 'hello\n' };
            const folder = place(root, user, 'image', files);
            const ran = await start(['--cwd', folder, 'run', 'containerize']);
            assert.equal(ran.exit, 0, ran.out + ran.err);
            image?.project.write(
              Object.fromEntries(Object.entries(files).map(([path, text]) => [`small/${path}`, text])),
            );
            const here = join(image?.project.folder ?? '', 'small');
            const other = await image?.project.run(['run', 'containerize'], { cwd: here });
            assert.equal(other?.exit, 0, other?.out);
            assert.deepEqual(recordIn(root, folder).what.facts.image, recordIn('', here).what.facts.image);
          });

          if (!python) return;
          it('runs the tests of a Python project', async () => {
            const test =
              'import unittest\n\n\nclass Sum(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1 + 1, 2)\n';
            const pyproject = '[project]\nname = "checked"\nversion = "1"\n';
            const files = { 'sealsmith.yml': PYTHON, 'pyproject.toml': pyproject, 'test_sum.py': test };
            const folder = place(root, user, 'python', files);
            const ran = await start(['--cwd', folder, 'run', 'install', 'test']);
            assert.equal(ran.exit, 0, ran.out + ran.err);
            assert.equal(recordIn(root, folder).what.facts.junit?.tests, 1);
          });
        });
      }
    });
  }

  describe('where it keeps what it is made of', () => {
    const user: User = { uid: 10001, home: '/home/app' };
    const root = (): string => join(base, 'a-busybox-and-nothing-else');
    const kept = (): string => {
      const cache = join(root(), user.home, '.cache/sealsmith');
      const [name = ''] = readdirSync(cache);
      return join(cache, name);
    };
    const version = async (env: Readonly<Record<string, string>> = { HOME: user.home }): Promise<void> => {
      const ran = await startIn(root(), user, ['--version'], env);
      assert.deepEqual([ran.exit, ran.out, ran.err], [0, `${VERSION}\n`, '']);
    };

    it('is a folder of its user alone, and its name is the digest of what is in it', async () => {
      await version();
      assert.deepEqual(
        readdirSync(join(kept(), '..')).map((name) => /^[0-9a-f]{64}$/.test(name)),
        [true],
      );
      const mode = execFileSync('stat', ['-c', '%a %u', join(kept(), '..')], { encoding: 'utf8' });
      assert.equal(mode, '700 10001\n');
    });

    const bad = 'console.log("not the program")\n';
    const changes: readonly (readonly [string, (folder: string) => void, string])[] = [
      [
        'other bytes of the program',
        (folder) => writeFileSync(join(folder, 'dist/main.js'), bad),
        'dist/main.js',
      ],
      [
        'other bytes of the same size and time',
        (folder) => {
          const path = join(folder, 'start.cjs');
          const text = readFileSync(path, 'utf8');
          writeFileSync(path, text.replace('Node', 'node'));
        },
        'start.cjs',
      ],
      [
        'a link in place of a file',
        (folder) => {
          rmSync(join(folder, 'node'));
          symlinkSync('/bin/busybox', join(folder, 'node'));
        },
        'node',
      ],
      [
        'a library that the loader would take first',
        (folder) => {
          mkdirSync(join(folder, 'lib/glibc-hwcaps/x86-64-v2'), { recursive: true });
          copyFileSync(join(folder, 'lib/libm.so.6'), join(folder, 'lib/glibc-hwcaps/x86-64-v2/libm.so.6'));
        },
        'lib/glibc-hwcaps',
      ],
      ['a file that is not there', (folder) => rmSync(join(folder, 'lib/libc.so.6')), 'lib/libc.so.6'],
      ['nothing in it', (folder) => rmSync(join(folder, 'bin'), { recursive: true }), 'bin/node'],
    ];
    for (const [what, change, path] of changes) {
      it(`is made anew when it has ${what}`, async () => {
        await version();
        const folder = kept();
        const look = (): string =>
          path.endsWith('hwcaps')
            ? String(existsSync(join(folder, path)))
            : execFileSync('sha256sum', [join(folder, path)], { encoding: 'utf8' });
        const good = look();
        change(folder);
        execFileSync('chown', ['--recursive', '--no-dereference', '10001:10001', folder]);
        await version();
        assert.equal(look(), good);
        assert.deepEqual(readdirSync(join(folder, '..')).length, 1, 'what was there is gone');
      });
    }

    it('is elsewhere when others could change it', async () => {
      const open = join(root(), user.home, '.cache/sealsmith');
      chmodSync(open, 0o777);
      rmSync(join(root(), 'tmp/sealsmith-10001'), { recursive: true, force: true });
      await version();
      assert.ok(existsSync(join(root(), 'tmp/sealsmith-10001')));
      chmodSync(open, 0o700);
    });

    it('is not taken from somebody who was there before, and without a place it does not start', async () => {
      for (const folder of ['tmp', 'var/tmp']) {
        const planted = join(root(), folder, 'sealsmith-10001');
        rmSync(planted, { recursive: true, force: true });
        mkdirSync(planted, { recursive: true });
        chmodSync(planted, 0o777);
      }
      chmodSync(join(root(), 'var/tmp'), 0o1777);
      const ran = await startIn(root(), user, ['--version'], { HOME: '/' });
      assert.equal(ran.exit, 5, ran.out + ran.err);
      assert.equal(ran.out, '');
      assert.match(ran.err, /\/tmp\/sealsmith-10001: it is open to others/);
      // A folder above it that others can rename is no better.
      mkdirSync(join(root(), 'open/own'), { recursive: true });
      chmodSync(join(root(), 'open'), 0o777);
      chownSync(join(root(), 'open/own'), 10001, 10001);
      const again = await startIn(root(), user, ['--version'], { HOME: '/open/own' });
      assert.equal(again.exit, 5, again.out + again.err);
      assert.match(again.err, /others could change \/open/);
    });

    it('is made once by two starts at the same time', async () => {
      rmSync(join(root(), user.home, '.cache'), { recursive: true, force: true });
      await Promise.all(Array.from({ length: 4 }, () => version()));
      assert.deepEqual(readdirSync(join(kept(), '..')).length, 1);
    });

    it('does not load what the image sets for its own C library', async () => {
      const set = ['/bin/env', 'LD_PRELOAD=/lib/of-the-image.so', 'LD_LIBRARY_PATH=/lib'];
      const ran = await startIn(root(), user, ['--version'], { HOME: user.home }, set);
      assert.deepEqual([ran.exit, ran.out, ran.err], [0, `${VERSION}\n`, '']);
    });
  });

  function debian(root: string): string {
    mkdirSync(root);
    const [layer] = image?.fact.layers ?? [];
    const blob = join(image?.layout ?? '', 'blobs/sha256', layer?.digest.slice('sha256:'.length) ?? '');
    execFileSync('tar', ['--extract', '--gzip', '--same-owner', '--file', blob, '--directory', root]);
    return furnished(root);
  }

  function busybox(root: string): string {
    assert.ok(BUSYBOX !== undefined, 'there is no busybox');
    mkdirSync(join(root, 'bin'), { recursive: true });
    copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
    for (const command of execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
      if (command !== 'busybox') symlinkSync('busybox', join(root, 'bin', command));
    }
    return furnished(root);
  }

  function furnished(root: string): string {
    for (const folder of ['proc', 'dev', 'tmp', 'var/tmp', 'opt'])
      mkdirSync(join(root, folder), { recursive: true });
    for (const folder of ['tmp', 'var/tmp']) chmodSync(join(root, folder), 0o1777);
    for (const { uid, home } of USERS) {
      mkdirSync(join(root, home), { recursive: true });
      chownSync(join(root, home), uid, uid);
    }
    copyFileSync(file, join(root, 'opt/sealsmith'));
    chmodSync(join(root, 'opt/sealsmith'), 0o755);
    return root;
  }
});

/** @returns the folder as it is called inside */
function place(root: string, user: User, name: string, files: Readonly<Record<string, string>>): string {
  const folder = `${user.home}/${name}`;
  mkdirSync(join(root, folder));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, folder, path), text);
  for (const path of ['', ...Object.keys(files)]) chownSync(join(root, folder, path), user.uid, user.uid);
  return folder;
}

function recordIn(root: string, folder = ''): RunRecord {
  return JSON.parse(readFileSync(join(root, folder, '.sealsmith/run.json'), 'utf8')) as RunRecord;
}

/** With processes and devices, and the first process is the program itself: nothing of ours is seen from inside. */
const ENTER = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && shift && exec "$@"';

function startIn(
  root: string,
  { uid }: User,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  wrap: readonly string[] = [],
): Promise<Ran> {
  const chroot = ['/usr/sbin/chroot', `--userspec=${uid}:${uid}`, root, ...wrap, '/opt/sealsmith', ...args];
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', ENTER, 'sh', root, ...chroot];
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', namespaces, {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, out, err }));
  });
}
