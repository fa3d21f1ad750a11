/** Python packages of images by the real pip and uv, from an index of ours and from the real one. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { prepareDependencies } from '../../src/image/dependencies/dependencies.ts';
import type { BaseFacts } from '../../src/image/lock.ts';
import {
  AMD,
  type Bench,
  BOOKWORM,
  bench,
  contentOf,
  EXAMPLES,
  make,
  ownPython,
  python,
  sha256,
} from '../support/dependencies-bench.ts';
import { anInside } from '../support/inside.ts';
import { PackageServer } from '../support/package-server.ts';
import { wheelArchive, without } from '../support/python-projects.ts';
import { helloSource } from '../support/python-store.ts';
import { failure, value } from '../support/world.ts';

const HELLO = { name: 'hello', version: '1.0', files: { 'hello.py': 'answer = 42\n' } } as const;

for (const installer of ['pip', 'uv'] as const) {
  describe(`Python packages by ${installer}`, {
    skip: without(installer === 'uv' ? 'uv' : 'python3'),
  }, () => {
    it('are those with the hashes that are pinned', async (t) => {
      await using index = await PackageServer.start();
      const wheel = wheelArchive(HELLO);
      index.pythonFile('hello', 'hello-1.0-py3-none-any.whl', wheel);
      const place = bench(t, installer, index);
      writeFileSync(join(place.folder, 'requirements.txt'), `hello==1.0 --hash=sha256:${sha256(wheel)}\n`);
      const made = value(await make(t, place, python(['requirements.txt'])));
      assert.match(made.summary, new RegExp(`^1 packages .* by ${installer}, hashes checked$`));
      assert.deepEqual(made.remarks, []);
      assert.equal(readFileSync(join(made.folder, 'hello.py'), 'utf8'), 'answer = 42\n');
    });

    it('are refused when the index gives another file than the one that is pinned', async (t) => {
      await using index = await PackageServer.start();
      index.pythonFile(
        'hello',
        'hello-1.0-py3-none-any.whl',
        wheelArchive({ ...HELLO, files: { 'hello.py': 'evil\n' } }),
      );
      const place = bench(t, installer, index);
      writeFileSync(
        join(place.folder, 'requirements.txt'),
        `hello==1.0 --hash=sha256:${sha256(wheelArchive(HELLO))}\n`,
      );
      const made = await make(t, place, python(['requirements.txt']));
      assert.equal(failure(made).code, 'image-build-failed');
    });

    it('are refused when the page of the index lies about the hash', async (t) => {
      await using index = await PackageServer.start();
      const pinned = sha256(wheelArchive(HELLO));
      const file = 'hello-1.0-py3-none-any.whl';
      index.serve(`/files/${file}`, wheelArchive({ ...HELLO, files: { 'hello.py': 'evil\n' } }));
      index.serve(
        '/simple/hello/',
        `<a href="/files/${file}#sha256=${pinned}">${file}</a>`,
        'text/html',
        false,
      );
      const place = bench(t, installer, index);
      writeFileSync(join(place.folder, 'requirements.txt'), `hello==1.0 --hash=sha256:${pinned}\n`);
      const made = await make(t, place, python(['requirements.txt']));
      assert.equal(failure(made).code, 'image-build-failed');
    });

    it('are never built from source, which would run code of the package', async (t) => {
      await using index = await PackageServer.start();
      const source = helloSource();
      index.pythonFile('hello', 'hello-1.0.tar.gz', source);
      const place = bench(t, installer, index);
      writeFileSync(join(place.folder, 'requirements.txt'), `hello==1.0 --hash=sha256:${sha256(source)}\n`);
      const made = await make(t, place, python(['requirements.txt']));
      assert.equal(failure(made).code, 'image-build-failed');
    });

    it('may come without hashes, and that is said', async (t) => {
      await using index = await PackageServer.start();
      index.pythonFile('hello', 'hello-1.0-py3-none-any.whl', wheelArchive(HELLO));
      const place = bench(t, installer, index);
      writeFileSync(join(place.folder, 'requirements.txt'), 'hello\n');
      const facts = installer === 'pip' ? { ...BOOKWORM, python: ownPython() } : BOOKWORM;
      const made = value(await make(t, place, python(['requirements.txt']), facts));
      assert.match(made.remarks.join(), /^hashes not checked/);
      const inside = anInside(t, place.folder, { env: place.env });
      const request = { dependencies: python(['requirements.txt']), facts, platform: AMD, base: 'x' };
      assert.equal(value(await prepareDependencies(request, inside)).key, undefined);
    });

    it('have all that they ask for in the list, or there is none', async (t) => {
      await using index = await PackageServer.start();
      const metadata =
        'Metadata-Version: 2.1\nName: hello\nVersion: 1.0\nRequires-Dist: absent>=1\nRequires-Dist: winonly; sys_platform == "win32"\n';
      const wheel = wheelArchiveWith(metadata);
      index.pythonFile('hello', 'hello-1.0-py3-none-any.whl', wheel);
      const place = bench(t, installer, index);
      writeFileSync(join(place.folder, 'requirements.txt'), `hello==1.0 --hash=sha256:${sha256(wheel)}\n`);
      const made = failure(await make(t, place, python(['requirements.txt'])));
      assert.equal(made.code, 'image-build-failed');
      assert.match('message' in made ? made.message : '', /hello 1\.0 asks for absent/);
    });
  });
}

/** The same archive with metadata of its own: stored, not compressed, so the text stands in it. */
function wheelArchiveWith(metadata: string): Buffer {
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  const info = join(folder, 'hello-1.0.dist-info');
  mkdirSync(info);
  writeFileSync(join(folder, 'hello.py'), 'answer = 42\n');
  writeFileSync(join(info, 'METADATA'), metadata);
  writeFileSync(
    join(info, 'WHEEL'),
    'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  );
  writeFileSync(
    join(info, 'RECORD'),
    'hello.py,,\nhello-1.0.dist-info/METADATA,,\nhello-1.0.dist-info/WHEEL,,\nhello-1.0.dist-info/RECORD,,\n',
  );
  const out = join(folder, 'hello.zip');
  execFileSync('python3', ['-m', 'zipfile', '-c', out, 'hello.py', 'hello-1.0.dist-info'], { cwd: folder });
  const bytes = readFileSync(out);
  execFileSync('rm', ['-r', folder]);
  return bytes;
}

describe('Python packages of examples/diary', { skip: without('uv') }, () => {
  const place = (t: TestContext, installer: 'pip' | 'uv'): Bench => {
    const made = bench(t, installer);
    cpSync(join(EXAMPLES, 'diary/requirements.txt'), join(made.folder, 'requirements.txt'));
    return made;
  };

  it('are the same bytes by pip and by uv, with programs that find them', async (t) => {
    const pip = value(await make(t, place(t, 'pip'), python(['requirements.txt'])));
    const uv = value(await make(t, place(t, 'uv'), python(['requirements.txt'])));
    assert.deepEqual(contentOf(pip.folder), contentOf(uv.folder));
    const record = readFileSync(join(pip.folder, 'flask-3.1.3.dist-info/RECORD'), 'utf8');
    assert.doesNotMatch(record, /INSTALLER|REQUESTED|\.\.\//);
    const env = { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1' };
    if (ownPython().startsWith('3.11.')) {
      assert.match(
        execFileSync(join(pip.folder, 'bin/flask'), ['--version'], { env, encoding: 'utf8' }),
        /Flask 3\.1\.3/,
      );
    }
  });

  it('are for the base: another Python, processor and C library than ours', async (t) => {
    const facts = { python: '3.13.5', libc: 'musl 1.2.5' };
    const arm = { os: 'linux', architecture: 'arm64' };
    for (const installer of ['pip', 'uv'] as const) {
      const made = value(await make(t, place(t, installer), python(['requirements.txt']), facts, arm));
      const native = readdirSync(join(made.folder, 'markupsafe')).filter((name) => name.endsWith('.so'));
      assert.deepEqual(native, ['_speedups.cpython-313-aarch64-linux-musl.so']);
    }
  });

  it('have a key of the lock and the base, not of the place', async (t) => {
    const key = async (facts: BaseFacts, platform = AMD) => {
      const { folder, env } = place(t, 'uv');
      const request = { dependencies: python(['requirements.txt']), facts, platform, base: 'x' };
      return value(await prepareDependencies(request, anInside(t, folder, { env }))).key;
    };
    const first = await key(BOOKWORM);
    assert.equal(await key(BOOKWORM), first);
    assert.notEqual(await key({ ...BOOKWORM, python: '3.12.1' }), first);
    assert.notEqual(await key({ ...BOOKWORM, libc: 'musl 1.2.5' }), first);
    assert.notEqual(await key(BOOKWORM, { os: 'linux', architecture: 'arm64' }), first);
  });

  it('are refused for a base that cannot run them, before anything is fetched', async (t) => {
    const made = await make(t, place(t, 'uv'), python(['requirements.txt'], '>=3.12'));
    assert.equal(failure(made).code, 'base-mismatch');
  });
});
