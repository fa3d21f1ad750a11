/** Locks of uv, Poetry, npm, pnpm and Yarn as layers of an image, and what is used again of them. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { RuntimeDependencies } from '../../src/core/image.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import { ok } from '../../src/core/result.ts';
import type { Base } from '../../src/image/bases/base.ts';
import { dependencyFolder } from '../../src/image/dependencies/folder.ts';
import type { BaseFacts } from '../../src/image/lock.ts';
import {
  AMD,
  type Bench,
  BOOKWORM,
  contentOf,
  EXAMPLES,
  make,
  python,
} from '../support/dependencies-bench.ts';
import { anInside } from '../support/inside.ts';
import { without } from '../support/python-projects.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

describe('locks of other managers', () => {
  const PYPROJECT = `[project]
name = "demo"
version = "1"
requires-python = ">=3.11"
dependencies = ["flask>=3", "colorama; sys_platform=='win32'"]
[dependency-groups]
dev = ["pytest"]
[tool.poetry]
package-mode = false
`;
  const project = (t: TestContext, files: Readonly<Record<string, string>>, ...lock: string[]): Bench => {
    const folder = temporaryFolder(t);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    execFileSync(lock[0] ?? '', lock.slice(1), { cwd: folder, stdio: 'ignore' });
    return { folder, env: {} };
  };

  for (const from of ['uv', 'poetry'] as const) {
    it(`of ${from} give what the program needs on the base, and nothing for tests or Windows`, {
      skip: without(from) || without('uv'),
    }, async (t) => {
      const place = project(t, { 'pyproject.toml': PYPROJECT }, from, 'lock');
      const files = [`${from}.lock`, 'pyproject.toml'] as WorkspacePath[];
      const made = value(await make(t, place, { kind: 'python', from, files, requires: '>=3.11' }));
      assert.match(made.summary, /hashes checked$/);
      const names = readdirSync(made.folder);
      assert.ok(names.includes('flask') && !names.includes('colorama') && !names.includes('pytest'));
    });
  }

  const JSON_FILE = {
    name: 'x',
    version: '1.0.0',
    dependencies: { 'is-odd': '3.0.1' },
    devDependencies: { 'left-pad': '1.3.0' },
  };
  const node = (manager: 'pnpm' | 'yarn', ...files: string[]): RuntimeDependencies => ({
    kind: 'node',
    manager,
    files: ['package.json', ...files] as WorkspacePath[],
    requires: undefined,
  });
  const managers = [
    [
      'pnpm',
      { 'package.json': JSON.stringify(JSON_FILE) },
      ['pnpm', 'install', '--lockfile-only'],
      ['pnpm-lock.yaml'],
    ],
    [
      'yarn',
      {
        'package.json': JSON.stringify(JSON_FILE),
        '.yarnrc.yml': 'nodeLinker: node-modules\n',
        'yarn.lock': '',
      },
      ['yarn', 'install', '--mode=update-lockfile'],
      ['yarn.lock', '.yarnrc.yml'],
    ],
  ] as const;
  for (const [manager, files, lock, named] of managers) {
    it(`of ${manager} hold: what they say goes in, and a manifest that says something else is refused`, {
      skip: without(manager),
    }, async (t) => {
      const place = project(t, files, ...lock);
      const made = value(
        await make(t, place, node(manager, ...named), { node: '24.4.1', libc: 'glibc 2.36' }),
      );
      const kinds = readdirSync(join(made.folder, 'node_modules'));
      assert.deepEqual(kinds, ['is-number', 'is-odd']);
      const other = { ...JSON_FILE, dependencies: { 'is-odd': '3.0.0' } };
      writeFileSync(join(place.folder, 'package.json'), JSON.stringify(other));
      const refused = await make(t, place, node(manager, ...named), { node: '24.4.1', libc: 'glibc 2.36' });
      assert.equal(failure(refused).code, 'image-build-failed');
    });
  }
});

describe('what was made before', () => {
  it('is taken again for the same lock and base, and not when somebody changed it', async (t) => {
    const folder = temporaryFolder(t);
    cpSync(join(EXAMPLES, 'diary/requirements.txt'), join(folder, 'requirements.txt'));
    const inside = anInside(t, folder, { env: { SEALSMITH_IMAGES: folder } });
    const base: Base = {
      resolved: undefined,
      image: undefined,
      facts: async () => ok(BOOKWORM),
      remarks: [],
      release: () => {},
    };
    const ask = async () =>
      value(
        await dependencyFolder(
          { dependencies: python(['requirements.txt']), base, platform: AMD, to: '/app/lib' },
          inside,
        ),
      );
    const first = await ask();
    const flask = join(first.folder, 'flask/__init__.py');
    const before = { content: contentOf(first.folder), inode: statSync(flask).ino };
    assert.equal(statSync(join((await ask()).folder, 'flask/__init__.py')).ino, before.inode);
    writeFileSync(flask, 'import evil\n');
    const again = await ask();
    assert.deepEqual(contentOf(again.folder), before.content);
  });
});

describe('npm packages of examples/hello', () => {
  const NODE: BaseFacts = { node: '24.4.1', libc: 'glibc 2.36' };
  const npm: RuntimeDependencies = {
    kind: 'node',
    manager: 'npm',
    files: ['package.json', 'package-lock.json'] as WorkspacePath[],
    requires: '>=24',
  };
  const place = (t: TestContext): Bench => {
    const folder = temporaryFolder(t);
    for (const name of ['package.json', 'package-lock.json'])
      cpSync(join(EXAMPLES, 'hello', name), join(folder, name));
    return { folder, env: {} };
  };

  it('are what the program needs to run, twice the same bytes', async (t) => {
    const [one, two] = [value(await make(t, place(t), npm, NODE)), value(await make(t, place(t), npm, NODE))];
    assert.deepEqual(contentOf(one.folder), contentOf(two.folder));
    const modules = readdirSync(join(one.folder, 'node_modules'));
    assert.ok(
      modules.includes('express') && !modules.includes('eslint') && !modules.includes('.package-lock.json'),
    );
    const script = 'import("express").then((found) => console.log(typeof found.default))';
    assert.equal(
      execFileSync('node', ['-e', script], { cwd: one.folder, encoding: 'utf8' }).trim(),
      'function',
    );
  });

  it('are refused when the lock says another hash', async (t) => {
    const { folder, env } = place(t);
    const path = join(folder, 'package-lock.json');
    const lock = JSON.parse(readFileSync(path, 'utf8'));
    lock.packages['node_modules/express'].integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
    writeFileSync(path, JSON.stringify(lock));
    assert.equal(failure(await make(t, { folder, env }, npm, NODE)).code, 'image-build-failed');
  });

  it('are refused for a Node that is too old', async (t) => {
    const made = await make(t, place(t), npm, { ...NODE, node: '22.1.0' });
    assert.equal(failure(made).code, 'base-mismatch');
  });

  it('need a lock file', async (t) => {
    const bare = { ...npm, files: ['package.json'] as WorkspacePath[] };
    assert.equal(failure(await make(t, place(t), bare, NODE)).code, 'project-invalid');
  });
});
