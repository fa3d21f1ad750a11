import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PackageStore } from '../../../../src/core/step.ts';
import { PYTHON_STORES } from '../../../../src/toolchains/python/stores.ts';
import { explained, failureOf, jobOf, lines, type Tree } from './builders.ts';

const PINNED = 'flask==3.0 --hash=sha256:00\n';
const LIST = '[project]\nname = "a"\ndependencies = ["flask>=3"]\n';
const PACKAGE = `${LIST}[build-system]\nrequires = ["hatchling"]\n`;
const EXTRAS = '[project.optional-dependencies]\ndev = ["pytest"]\ndocs = ["sphinx"]\n';
const GROUPS =
  '[dependency-groups]\ndev = ["ruff", {include-group = "test"}]\ntest = ["pytest"]\ndocs = ["sphinx"]\n';
const POETRY = '[tool.poetry]\nname = "a"\n';

const PIP = { tools: ['python 3.11.7'] };
const HASHED = 'sealsmith internal pip-wheels -- .venv/bin/pip install --require-hashes';

describe('how dependencies are installed', () => {
  const table: readonly [string, Tree, { tools?: readonly string[] }, readonly string[]][] = [
    [
      'with uv where it is there, hashes required where the file has them',
      { 'requirements.txt': PINNED },
      {},
      ['python -m venv --without-pip .venv', 'uv pip install --require-hashes -r requirements.txt'],
    ],
    [
      'with pip where uv is not there',
      { 'requirements.txt': PINNED, 'requirements-dev.txt': `pytest==8 --hash=sha256:00\n` },
      PIP,
      ['python -m venv .venv', `${HASHED} -r requirements.txt -r requirements-dev.txt`],
    ],
    [
      'files with hashes first, where every package needs one, and the others after them',
      { 'requirements.txt': PINNED, 'requirements-dev.txt': 'pytest\n' },
      PIP,
      ['python -m venv .venv', `${HASHED} -r requirements.txt`, 'pip install -r requirements-dev.txt'],
    ],
    [
      'and the project itself, without what the files have already, when it is a package',
      { 'requirements.txt': PINNED, 'pyproject.toml': PACKAGE },
      PIP,
      ['python -m venv .venv', `${HASHED} -r requirements.txt`, 'pip install --no-deps -e .'],
    ],
    [
      'and the project itself with its dependencies, when the files are only for development',
      { 'requirements-dev.txt': 'pytest\n', 'pyproject.toml': PACKAGE },
      PIP,
      ['python -m venv .venv', 'pip install -r requirements-dev.txt', 'pip install -e .'],
    ],
    [
      'but not the project itself when a file says that already',
      { 'requirements.txt': '-e .\n', 'pyproject.toml': PACKAGE },
      PIP,
      ['python -m venv .venv', 'pip install -r requirements.txt'],
    ],
    [
      'a package from pyproject.toml with the extras and groups that a pipeline needs',
      { 'pyproject.toml': PACKAGE + EXTRAS + GROUPS },
      PIP,
      ['python -m venv .venv', 'pip install -e .[dev] ruff pytest'],
    ],
    [
      'a list of names from pyproject.toml that is no package',
      { 'pyproject.toml': LIST + EXTRAS + GROUPS },
      {},
      ['python -m venv --without-pip .venv', 'uv pip install flask>=3 pytest ruff'],
    ],
    [
      'nothing but the venv when nothing is asked for',
      { 'pyproject.toml': '[project]\nname = "a"\n' },
      {},
      ['python -m venv --without-pip .venv'],
    ],
    ['setup.py as a package', { 'setup.py': '' }, PIP, ['python -m venv .venv', 'pip install -e .']],
    [
      'uv.lock, and never another resolution than it holds',
      { 'pyproject.toml': LIST + EXTRAS, 'uv.lock': '' },
      {},
      ['python -m venv --without-pip .venv', 'uv sync --locked --all-groups --extra dev'],
    ],
    [
      'uv.lock with its default groups where groups exclude each other',
      { 'pyproject.toml': `${LIST}[tool.uv]\nconflicts = [[{group = "a"}, {group = "b"}]]\n`, 'uv.lock': '' },
      {},
      ['python -m venv --without-pip .venv', 'uv sync --locked'],
    ],
    [
      'poetry.lock',
      { 'pyproject.toml': POETRY, 'poetry.lock': '' },
      { tools: ['python 3.11.7', 'poetry 2.5.1'] },
      ['python -m venv --without-pip .venv', 'poetry install --no-interaction --compile'],
    ],
  ];
  for (const [what, files, given, expected] of table) {
    it(what, () => assert.deepEqual(lines(jobOf(files, 'install', given)), expected));
  }
});

describe('the install job', () => {
  const { spec } = jobOf(
    { 'requirements.txt': '-c pins.txt\nflask\n', 'pins.txt': '', 'README.md': '' },
    'install',
  );

  it('owns the venv and gives what it holds', () => {
    assert.deepEqual(spec.outputs, ['.venv']);
    assert.deepEqual(spec.gives, ['deps']);
    assert.deepEqual(spec.needs, []);
    assert.equal(spec.cache, 'store');
  });

  it('depends on the files that say what is installed, and on no others', () => {
    assert.deepEqual(spec.inputs, ['pins.txt', 'requirements.txt']);
  });

  it('is the one that reaches the network', () => assert.deepEqual(spec.grants, ['network']));

  it('names the interpreter and the installer, which are part of its key', () => {
    assert.deepEqual(
      spec.tools.map(({ name, version, from }) => `${name} ${version} ${from}`),
      ['python 3.11.7 machine', 'uv 0.13.9 machine'],
    );
  });

  it('copies out of the store of uv: a hard link would let a change in the venv reach it', () => {
    assert.equal(spec.env['UV_LINK_MODE'], 'copy');
    assert.deepEqual(spec.stores, [PYTHON_STORES.uv]);
  });

  it('gives pip a folder of wheels where all has hashes, and its own cache for the rest', () => {
    const stores = (text: string): readonly PackageStore[] =>
      jobOf({ 'requirements.txt': text }, 'install', PIP).spec.stores;
    assert.deepEqual(stores(PINNED), [PYTHON_STORES['pip-wheels'], PYTHON_STORES.pip]);
    assert.deepEqual(stores('flask\n'), [PYTHON_STORES.pip]);
  });

  it('fills the venv that was made, with no Python of another choice', () => {
    assert.equal(spec.env['UV_PYTHON'], '.venv/bin/python');
    assert.equal(spec.env['UV_PYTHON_DOWNLOADS'], 'never');
  });

  it('depends on what is installed out of the tree', () => {
    assert.deepEqual(jobOf({ 'requirements.txt': './lib\n' }, 'install').spec.inputs, [
      'lib',
      'requirements.txt',
    ]);
  });

  it('says where its choices came from', () => {
    const given = {
      tools: ['python 3.11.7', 'uv 0.13.9'],
      options: { with: 'pip' },
      origins: { 'steps.install.with': { from: 'config', file: 'sealsmith.yml', line: 4 } },
    } as const;
    const job = jobOf({ 'requirements.txt': '' }, 'install', given);
    assert.equal(explained(job, 'installer'), 'pip (line 4)');
    assert.equal(explained(job, 'dependencies'), 'requirements.txt (requirements.txt)');
    assert.equal(explained(job, 'interpreter'), 'python 3.11.7 (default)');
  });
});

describe('an installer that does not fit', () => {
  it('is refused for a lock file that it cannot read', () => {
    const files = { 'pyproject.toml': LIST, 'uv.lock': '' };
    const failure = failureOf(files, 'install', { options: { with: 'pip' } });
    assert.equal(failure.code, 'usage');
  });

  it('is missing when the lock file calls for it', () => {
    for (const [lock, tool] of [
      ['uv.lock', 'uv'],
      ['poetry.lock', 'poetry'],
    ] as const) {
      const failure = failureOf({ 'pyproject.toml': LIST, [lock]: '' }, 'install', PIP);
      assert.ok(failure.code === 'tool-missing');
      assert.equal(failure.tool, tool);
    }
  });

  it('is missing when the configuration names it', () => {
    const failure = failureOf({ 'requirements.txt': '' }, 'install', { ...PIP, options: { with: 'uv' } });
    assert.equal(failure.code, 'tool-missing');
  });
});
