import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findRequirements,
  readRequirements,
  requirementName,
} from '../../../../src/toolchains/python/requirements.ts';
import { aTree } from '../../../support/tree.ts';
import type { Tree } from './builders.ts';

function read(files: Tree, path = 'requirements.txt') {
  const file = readRequirements(aTree(files), path);
  assert.ok(file.ok, JSON.stringify(file));
  return file.value;
}

function refusal(files: Tree) {
  const file = readRequirements(aTree(files), 'requirements.txt');
  assert.ok(!file.ok && file.failure.code === 'project-invalid');
  return file.failure;
}

function found(files: Tree): string[] {
  const all = findRequirements(aTree(files));
  assert.ok(all.ok);
  return all.value.map((file) => file.path);
}

describe('the name in a requirement', () => {
  const table: readonly [string, string | undefined][] = [
    ['Flask', 'flask'],
    ['zope.interface>=5', 'zope-interface'],
    ['some__Odd.-name == 1', 'some-odd-name'],
    ['requests[socks,security] ~= 2.8 ; python_version > "3.8"', 'requests'],
    ['pip @ https://example.org/pip-24.zip', 'pip'],
    ['git+https://example.org/tool.git#egg=The_Tool', 'the-tool'],
    ['https://example.org/tool.whl', undefined],
    ['./lib', undefined],
  ];
  for (const [text, name] of table) it(text, () => assert.equal(requirementName(text), name));
});

describe('reading a requirements file', () => {
  it('joins lines, and leaves comments and options out', () => {
    const text =
      '# a comment\n--index-url https://example.org/simple\nflask==3.0 \\\n    --hash=sha256:00 # why\n\r\npytest\n';
    const file = read({ 'requirements.txt': text });
    assert.deepEqual([...file.names.keys()], ['flask', 'pytest']);
    assert.equal(file.hashed, true);
  });

  it('keeps a # that belongs to an address', () => {
    const file = read({ 'requirements.txt': 'git+https://example.org/a.git#egg=tool\n' });
    assert.deepEqual([...file.names.keys()], ['tool']);
  });

  it('follows what it includes from the folder of the file, once each', () => {
    const file = read({
      'requirements.txt': '-r requirements/base.txt\n-r requirements/base.txt\nruff\n',
      'requirements/base.txt': '--requirement=more.txt\n',
      'requirements/more.txt': '-r ../requirements.txt\nflask\n',
    });
    assert.deepEqual([...file.names.keys()].sort(), ['flask', 'ruff']);
    assert.deepEqual(file.files, ['requirements.txt', 'requirements/base.txt', 'requirements/more.txt']);
    assert.equal(file.names.get('flask'), 'requirements/more.txt');
  });

  it('depends on what it is held to, and asks for nothing there', () => {
    const file = read({
      'requirements.txt': '-c pins.txt\nflask\n',
      'pins.txt': 'ruff==1 --hash=sha256:00\n',
    });
    assert.deepEqual([...file.names.keys()], ['flask']);
    assert.deepEqual(file.files, ['pins.txt', 'requirements.txt']);
    assert.equal(file.hashed, false);
  });

  it('leaves files of the network to the installer', () => {
    assert.deepEqual(read({ 'requirements.txt': '-r https://example.org/r.txt\n' }).files, [
      'requirements.txt',
    ]);
  });

  it('sees that it installs the project itself', () => {
    for (const text of ['-e .', '-e .[dev]', '--editable=.', '-e ./']) {
      const file = read({ 'requirements.txt': `${text}\n` });
      assert.equal(file.self, true, text);
      assert.deepEqual(file.local, [], text);
    }
    assert.equal(read({ 'requirements.txt': '-e ./lib\n' }).self, false);
  });

  it('depends on every file of what it installs out of the tree', () => {
    assert.deepEqual(
      read({ 'requirements.txt': './lib[fast]\n-e libs/other\n./w/a-1-py3-none-any.whl\n' }).local,
      ['lib', 'w/a-1-py3-none-any.whl'],
    );
    assert.deepEqual(read({ 'requirements.txt': '.\n' }).local, ['**']);
  });

  it('is refused when it includes what is not there', () => {
    const failure = refusal({ 'requirements.txt': '-r base.txt\n' });
    assert.equal(failure.file, 'requirements.txt');
    assert.match(failure.message, /base\.txt/);
  });

  it('is refused when it reaches out of the folder, where a change would go unseen', () => {
    assert.match(refusal({ 'requirements.txt': '-r ../base.txt\n' }).message, /\.\.\/base\.txt/);
    assert.match(refusal({ 'requirements.txt': '-e ../lib\n' }).message, /\.\.\/lib/);
    assert.match(refusal({ 'requirements.txt': '-c /etc/pins.txt\n' }).message, /pins\.txt/);
  });
});

describe('finding the requirements files', () => {
  const table: readonly [string, Tree, readonly string[]][] = [
    [
      'for the runtime and for development',
      {
        'requirements.txt': 'a\n',
        'requirements-dev.txt': 'b\n',
        'requirements_test.txt': 'c\n',
        'lint-requirements.txt': 'd\n',
      },
      ['requirements.txt', 'lint-requirements.txt', 'requirements-dev.txt', 'requirements_test.txt'],
    ],
    [
      'not those for something else',
      { 'requirements.txt': 'a\n', 'requirements-docs.txt': 'b\n', 'requirements-win.txt': 'c\n' },
      ['requirements.txt'],
    ],
    [
      'one that another includes only once',
      { 'requirements.txt': 'a\n', 'requirements-dev.txt': '-r requirements.txt\nb\n' },
      ['requirements-dev.txt'],
    ],
    [
      'one that another is only held to as well',
      { 'requirements.txt': 'a\n', 'requirements-dev.txt': '-c requirements.txt\nb\n' },
      ['requirements.txt', 'requirements-dev.txt'],
    ],
    [
      'the first of two that include each other',
      { 'requirements-dev.txt': '-r requirements.txt\n', 'requirements.txt': '-r requirements-dev.txt\n' },
      ['requirements.txt'],
    ],
    [
      'in their folder',
      { 'requirements/base.txt': 'a\n', 'requirements/dev.txt': 'b\n', 'requirements/docs.txt': 'c\n' },
      ['requirements/base.txt', 'requirements/dev.txt'],
    ],
    [
      'in their folder under any name when it is the only one',
      { 'requirements/py3.txt': 'a\n' },
      ['requirements/py3.txt'],
    ],
  ];
  for (const [what, files, expected] of table) it(what, () => assert.deepEqual(found(files), expected));
});
