/** The image that jobs of GitLab run in: built twice by the program, and used as a forge uses it, whoever the job is. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { VERSION } from '../../src/cli/version.ts';
import type { RunRecord } from '../../src/core/record.ts';
import { imageOf } from '../../src/image/image.ts';
import { openLayout } from '../../src/image/layout.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { useDocker } from '../support/docker.ts';
import { without } from '../support/forge-tools.ts';
import { type JobImage, jobImage } from '../support/job-image.ts';
import { got } from '../support/layouts.ts';
import { temporaryFolder } from '../support/temporary.ts';

const SKIP = without('docker', 'mmdebstrap');
if (SKIP === false) await useDocker();

/** The one that is the image's own, the user made for jobs, and one that nobody has heard of. */
const USERS = ['0:0', '10001:10001', '4242:4242'];

const FILES = {
  'python/sealsmith.yml':
    'project: py\ntoolchain: python\nsteps: { install: { run: python3 -m venv .venv }, test: { with: unittest } }\n',
  'python/pyproject.toml': '[project]\nname = "py"\nversion = "1"\n',
  'python/test_sum.py':
    'import unittest\n\n\nclass Sum(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1 + 1, 2)\n',
  'node/package.json':
    '{ "name": "no", "version": "1.0.0", "private": true, "scripts": { "lint": "node --check index.js" } }\n',
  'node/package-lock.json':
    '{ "name": "no", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "no", "version": "1.0.0" } } }\n',
  'node/index.js': 'export const two = 1 + 1;\n',
  'node/index.test.js':
    "const assert = require('node:assert');\nrequire('node:test').test('sum', () => assert.equal(1 + 1, 2));\n",
};

describe('the job image', { skip: SKIP, concurrency: 1 }, () => {
  const name = `sealsmith-test-job-${randomBytes(4).toString('hex')}:dev`;
  let image: JobImage;

  before(async () => {
    image = await jobImage();
    const loaded = await image.project.run(['image', 'load', '.sealsmith/image', '--as', name]);
    assert.equal(loaded.exit, 0, loaded.err);
  });
  after(() => {
    spawnSync('docker', ['image', 'rm', '--force', name], { stdio: 'ignore' });
    image?.project[Symbol.dispose]();
  });

  /** As GitLab's runner does it: a shell, a folder that somebody else checked out, no rights beyond a container's. */
  function job(user: string, folder: string, script: string, more: readonly string[] = []) {
    const args = [
      'run',
      '--rm',
      '--user',
      user,
      '--network',
      'none',
      '--volume',
      `${folder}:/builds/group/project`,
    ];
    const shell = ['--workdir', '/builds/group/project', ...more, name, 'sh', '-euc', script];
    const { status, stdout, stderr } = spawnSync('docker', [...args, ...shell], { encoding: 'utf8' });
    return { exit: status, out: stdout, err: stderr };
  }

  it('is the same bytes when it is made again, in another folder with nothing kept', async () => {
    const again = await jobImage();
    using _ = again.project;
    assert.deepEqual(again.fact, image.fact);
    assert.equal(
      again.project.read('.sealsmith/sbom/image.cdx.json'),
      image.project.read('.sealsmith/sbom/image.cdx.json'),
    );
  });

  it('was tried, and its list names what it is made of', () => {
    assert.deepEqual(image.fact.checked?.what, 'ran /usr/local/lib/sealsmith/check');
    const list = JSON.parse(image.project.read('.sealsmith/sbom/image.cdx.json')) as {
      readonly components: readonly { readonly name: string; readonly purl?: string }[];
    };
    const names = new Set(list.components.map((one) => one.name));
    for (const one of ['git', 'python3', 'npm', 'libstdc++6', 'ca-certificates', 'sealsmith'])
      assert.ok(names.has(one), one);
  });

  it('forces no entrypoint, and starts a shell', async () => {
    const { config } = got(await imageOf(got(openLayout(systemDisk(), image.layout))));
    assert.deepEqual([config.entrypoint, config.cmd, config.user], [[], ['sh'], '']);
    const said = spawnSync('docker', ['run', '--rm', '--interactive', name], {
      input: 'sealsmith --version\n',
      encoding: 'utf8',
    });
    assert.equal(said.stdout, `${VERSION}\n`);
  });

  it('knows every user and group that its packages made', () => {
    const [base] = image.fact.layers;
    const blob = join(image.layout, 'blobs/sha256', base?.digest.slice('sha256:'.length) ?? '');
    for (const file of ['etc/passwd', 'etc/group']) {
      const args = ['--extract', '--gzip', '--to-stdout', '--file', blob, file];
      const theirs = execFileSync('tar', args, { encoding: 'utf8' });
      const ours = readFileSync(join(image.project.folder, 'scripts/job-image/root', file), 'utf8');
      assert.ok(ours.startsWith(theirs), `${file}: the packages have changed what ours was taken from`);
      assert.match(ours.slice(theirs.length), /^sealsmith:x:10001:.*\n$/);
    }
  });

  for (const user of USERS) {
    describe(`as user ${user}`, () => {
      it('has what lint and test of Python and Node need, without a network', (t) => {
        const folder = checkout(t, FILES);
        const script = [
          'id -u; sealsmith --version; node --version; npm --version; python3 --version; git --version',
          'work=$(mktemp -d); cp -r . "$work/copy"; cd "$work/copy"',
          '(cd python && sealsmith run install test)',
          '(cd node && sealsmith run install lint test)',
          'cat python/.sealsmith/run.json > /dev/null; cat node/.sealsmith/run.json',
        ].join('\n');
        const done = job(user, folder, script);
        assert.equal(done.exit, 0, done.out + done.err);
        const record = JSON.parse(done.out.slice(done.out.lastIndexOf('\n{') + 1)) as RunRecord;
        assert.equal(record.what.facts.junit?.tests, 1);
      });

      it('works in a folder that another user checked out', (t) => {
        const files = {
          'sealsmith.yml': 'toolchain: commands\nsteps: { greet: { run: echo hello > greeting } }\n',
        };
        const folder = checkout(t, files);
        git(folder, ['init', '--quiet', '--initial-branch=main']);
        git(folder, ['add', '--all']);
        git(folder, [
          '-c',
          'user.name=T',
          '-c',
          'user.email=t@example.org',
          'commit',
          '--quiet',
          '--message=one',
        ]);
        // GitLab's helper leaves the folder open to all; what git made, it made as root.
        chmodSync(folder, 0o777);
        const done = job(user, folder, 'sealsmith run greet; sealsmith plan greet --json');
        assert.equal(done.exit, 0, done.out + done.err);
        assert.ok(done.out.includes(git(folder, ['rev-parse', 'HEAD']).trim()), done.out);
      });
    });
  }

  it('makes images itself, as root with no more rights than a container has', (t) => {
    const file =
      'project: small\ntoolchain: commands\nsteps:\n  containerize:\n    base: scratch\n    layers: [{ copy: busybox, to: /bin/busybox }]\n    config: { cmd: [/bin/busybox, sh] }\n    check: { run: [/bin/busybox, echo, here] }\n';
    const folder = checkout(t, { 'sealsmith.yml': file });
    execFileSync('cp', [
      execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim(),
      join(folder, 'busybox'),
    ]);
    const done = job('0:0', folder, 'sealsmith run containerize; cat .sealsmith/logs/containerize.log');
    assert.equal(done.exit, 0, done.out + done.err);
    assert.match(done.out, /echo here ended well/);
  });
});

/** What a runner's helper leaves: files of root that everybody may read, in a folder that everybody may write. */
function checkout(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o777);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: 0o644 });
  }
  return folder;
}

function git(folder: string, args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
}
