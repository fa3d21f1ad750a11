import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { go } from '../../../src/toolchains/go/index.ts';
import { node } from '../../../src/toolchains/node/index.ts';
import { python } from '../../../src/toolchains/python/index.ts';
import { aTree } from '../../support/tree.ts';
import { value } from '../../support/world.ts';

const PROJECT = '[project]\nname = "diary"\nversion = "1"\nrequires-python = ">=3.11"\n';

function package_(more: object): string {
  return JSON.stringify({ name: 'hello', version: '1.0.0', ...more });
}

describe('what an image needs of a project', () => {
  const of = (toolchain: typeof python, files: Record<string, string>) =>
    value(toolchain.detect(aTree(files)))?.runtime;

  it('is its requirements, and not those of tests', () => {
    const files = { 'requirements.txt': 'flask\n', 'requirements-dev.txt': 'pytest\n', 'pyproject.toml': '' };
    assert.deepEqual(of(python, files), {
      kind: 'python',
      from: 'requirements',
      files: ['requirements.txt'],
      requires: undefined,
    });
    const folder = {
      'requirements/base.txt': 'flask\n',
      'requirements/dev.txt': '-r base.txt\npytest\n',
      'requirements/prod.txt': '-r base.txt\n',
    };
    const found = of(python, folder);
    assert.deepEqual(found?.files, ['requirements/prod.txt']);
  });

  it('is the lock of uv or Poetry, with the Python that it asks for', () => {
    const uv = of(python, { 'pyproject.toml': PROJECT, 'uv.lock': '' });
    assert.deepEqual(uv, {
      kind: 'python',
      from: 'uv',
      files: ['uv.lock', 'pyproject.toml'],
      requires: '>=3.11',
    });
    const poetry = of(python, { 'pyproject.toml': PROJECT, 'poetry.lock': '' });
    assert.equal(poetry?.kind === 'python' ? poetry.from : '', 'poetry');
  });

  it('is nothing where nothing says it exactly', () => {
    assert.equal(of(python, { 'pyproject.toml': PROJECT }), undefined);
    assert.equal(of(python, { 'setup.py': '' }), undefined);
    assert.equal(of(python, { 'requirements-dev.txt': 'pytest\n' }), undefined);
    assert.equal(of(node, { 'package.json': package_({ dependencies: { express: '5' } }) }), undefined);
    assert.equal(
      of(node, {
        'package.json': package_({ devDependencies: { eslint: '10' } }),
        'package-lock.json': '{}',
      }),
      undefined,
    );
    assert.equal(of(go, { 'go.mod': 'module example.org/hello\n\ngo 1.26\n' }), undefined);
  });

  it('is manifest, lock and settings of the package manager, with the Node that it asks for', () => {
    const files = {
      'package.json': package_({ dependencies: { express: '5' }, engines: { node: '>=24' } }),
      'package-lock.json': '{}',
      '.npmrc': '',
    };
    assert.deepEqual(of(node, files), {
      kind: 'node',
      manager: 'npm',
      files: ['package.json', 'package-lock.json', '.npmrc'],
      requires: '>=24',
    });
  });

  it('is the manifests of a whole workspace', () => {
    const files = {
      'package.json': package_({ workspaces: ['packages/*'] }),
      'package-lock.json': '{}',
      'packages/a/package.json': package_({ name: 'a', dependencies: { express: '5' } }),
    };
    assert.deepEqual(of(node, files)?.files, [
      'package.json',
      'packages/a/package.json',
      'package-lock.json',
    ]);
  });

  it('calls both Yarns yarn', () => {
    const files = {
      'package.json': package_({ dependencies: { express: '5' } }),
      'yarn.lock': '# yarn lockfile v1\n',
    };
    const found = of(node, files);
    assert.equal(found?.kind === 'node' ? found.manager : '', 'yarn');
  });
});
