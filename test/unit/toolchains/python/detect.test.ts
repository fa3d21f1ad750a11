import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { python } from '../../../../src/toolchains/python/index.ts';
import { readProject } from '../../../../src/toolchains/python/project.ts';
import { aTree } from '../../../support/tree.ts';
import { aProject, type Tree } from './builders.ts';

const PEP621 = '[project]\nname = "diary"\ndependencies = ["flask>=3"]\n';
const POETRY = '[tool.poetry]\nname = "diary"\n[tool.poetry.dependencies]\npython = "^3.11"\n';

describe('what gives a Python project away', () => {
  const table: readonly [string, Tree, string | undefined][] = [
    ['requirements.txt', { 'requirements.txt': 'flask\n' }, 'requirements.txt'],
    ['requirements for development alone', { 'requirements-dev.txt': 'pytest\n' }, 'requirements-dev.txt'],
    ['the other way to call them', { 'dev-requirements.txt': 'pytest\n' }, 'dev-requirements.txt'],
    ['a folder of them', { 'requirements/base.txt': 'flask\n' }, 'requirements/base.txt'],
    ['uv.lock', { 'pyproject.toml': PEP621, 'uv.lock': 'version = 1\n' }, 'uv.lock'],
    [
      'uv.lock before requirements',
      { 'pyproject.toml': PEP621, 'uv.lock': '', 'requirements.txt': '' },
      'uv.lock',
    ],
    ['poetry.lock', { 'pyproject.toml': PEP621, 'poetry.lock': '' }, 'poetry.lock'],
    ['[tool.poetry] without a lock', { 'pyproject.toml': POETRY }, 'pyproject.toml'],
    [
      'requirements before [project]',
      { 'pyproject.toml': PEP621, 'requirements.txt': '' },
      'requirements.txt',
    ],
    ['[project]', { 'pyproject.toml': PEP621 }, 'pyproject.toml'],
    ['setup.py', { 'setup.py': 'from setuptools import setup\nsetup()\n' }, 'setup.py'],
    ['setup.cfg with metadata', { 'setup.cfg': '[metadata]\nname = diary\n' }, 'setup.cfg'],
    ['nothing: setup.cfg with settings of linters', { 'setup.cfg': '[flake8]\n' }, undefined],
    ['nothing: pyproject.toml with settings of tools', { 'pyproject.toml': '[tool.ruff]\n' }, undefined],
    ['nothing: Python files alone', { 'main.py': 'print(1)\n' }, undefined],
    ['nothing: a Pipfile', { Pipfile: '[packages]\nflask = "*"\n' }, undefined],
    ['nothing: an empty folder', {}, undefined],
  ];
  for (const [what, files, file] of table) {
    it(what, () => {
      const detected = python.detect(aTree(files));
      assert.ok(detected.ok);
      assert.equal(detected.value?.file, file);
    });
  }

  it('is refused with line and column when pyproject.toml is no TOML', () => {
    const detected = python.detect(
      aTree({ 'pyproject.toml': '[project]\nname = \n', 'requirements.txt': '' }),
    );
    assert.ok(!detected.ok && detected.failure.code === 'project-invalid');
    assert.equal(detected.failure.file, 'pyproject.toml:2:8');
  });
});

describe('the name of a Python project', () => {
  const table: readonly [string, Tree, string | undefined][] = [
    ['from [project]', { 'pyproject.toml': PEP621 }, 'diary'],
    ['from [tool.poetry]', { 'pyproject.toml': POETRY }, 'diary'],
    ['from setup.cfg', { 'setup.cfg': '[metadata]\nname = diary\n' }, 'diary'],
    ['from nowhere', { 'requirements.txt': '' }, undefined],
  ];
  for (const [what, files, name] of table) it(what, () => assert.equal(aProject(files).name, name));
});

describe('the packages that a project declares', () => {
  const table: readonly [string, Tree, Readonly<Record<string, string>>][] = [
    [
      'in requirements files',
      { 'requirements.txt': 'Flask==3\n', 'requirements-dev.txt': 'pytest\n' },
      { flask: 'requirements.txt', pytest: 'requirements-dev.txt' },
    ],
    [
      'in groups and extras',
      {
        'pyproject.toml': `${PEP621}[project.optional-dependencies]\nsse = ["Some_Thing"]\n[dependency-groups]\ndev = ["pytest", {include-group = "lint"}]\nlint = ["ruff"]\n`,
      },
      {
        flask: 'pyproject.toml',
        'some-thing': 'pyproject.toml',
        pytest: 'pyproject.toml',
        ruff: 'pyproject.toml',
      },
    ],
    [
      'in groups of Poetry',
      { 'pyproject.toml': `${POETRY}flask = "*"\n[tool.poetry.group.dev.dependencies]\npytest = "^8"\n` },
      { python: 'pyproject.toml', flask: 'pyproject.toml', pytest: 'pyproject.toml' },
    ],
    [
      'in setup.cfg',
      {
        'setup.cfg':
          '[options]\ninstall_requires =\n    flask>=3\n    # a comment\n[options.extras_require]\ndev =\n    pytest\nlint = ruff\n',
      },
      { flask: 'setup.cfg', pytest: 'setup.cfg', ruff: 'setup.cfg' },
    ],
  ];
  for (const [what, files, names] of table) {
    it(what, () => {
      const read = readProject(aTree(files));
      assert.ok(read.ok);
      assert.deepEqual(Object.fromEntries(read.value?.declared ?? []), names);
    });
  }
});

describe('what every job of a Python project gets', () => {
  const project = aProject({ 'requirements.txt': 'flask\n' });

  it('never writes bytecode, and sees no packages of the user', () => {
    assert.equal(project.env['PYTHONDONTWRITEBYTECODE'], '1');
    assert.equal(project.env['PYTHONNOUSERSITE'], '1');
  });

  it('finds the programs of the venv', () => assert.deepEqual(project.bins, ['.venv/bin']));

  it('is handed no setting that would change what is installed', () => {
    for (const name of ['PIP_TARGET', 'PIP_USER', 'PIP_REQUIREMENT', 'UV_CONSTRAINT', 'PYTHONPATH']) {
      const handed = project.forwards.some((known) =>
        known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name,
      );
      assert.equal(handed, false, name);
    }
  });

  it('asks for Poetry only where it is needed', () => {
    const names = (files: Tree): string[] => aProject(files).requests.map(({ name }) => name);
    assert.ok(!names({ 'requirements.txt': '' }).includes('poetry'));
    assert.ok(names({ 'pyproject.toml': POETRY }).includes('poetry'));
  });

  it('reads the version that Poetry tells', () => {
    const poetry = aProject({ 'pyproject.toml': POETRY }).requests.find(({ name }) => name === 'poetry');
    assert.equal(poetry?.versionPattern.exec('Poetry (version 2.5.1)')?.[1], '2.5.1');
  });
});
