/** Real pip, uv, Poetry, pytest and PyInstaller on small projects of our own, through the whole program. */

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PythonProject, without } from '../support/python-projects.ts';

const HELLO = 'def hi():\n    return "hi"\n';

const UNITTEST = `import unittest
import hello


class Case(unittest.TestCase):
    def test_hi(self):
        self.assertEqual(hello.hi(), "hi")

    @unittest.skip("for later")
    def test_later(self):
        self.fail()
`;

const PYTEST = `import pytest
from app import answer


def test_answer():
    assert answer() == 42


@pytest.mark.skip
def test_later():
    assert False
`;

/** A project that needs a wheel of its own, whose requirement carries a hash, and tests it with unittest. */
function helloProject(more: Readonly<Record<string, string>> = {}, name?: string): PythonProject {
  const project = new PythonProject({ 'tests/test_hello.py': UNITTEST, ...more }, name);
  const { path, sha256 } = project.wheel('hello', '1.0', HELLO);
  project.write({ 'requirements.txt': `./${path} --hash=sha256:${sha256}\n` });
  return project;
}

const INSTALLERS = [
  ['pip', false],
  ['uv', without('uv')],
] as const;

describe('requirements files', { concurrency: 2 }, () => {
  for (const [manager, skip] of INSTALLERS) {
    it(`with hashes are installed by ${manager}, and the second run has nothing to do`, {
      skip,
    }, async () => {
      using project = helloProject({ 'sealsmith.yml': `steps:\n  install: { with: ${manager} }\n` });
      const ran = await project.sealsmith('run', '--json');
      assert.equal(ran.exit, 0, ran.err);
      const { deps, junit } = project.record().what.facts;
      assert.equal(deps?.manager, manager);
      assert.equal(deps?.hashesChecked, true);
      assert.ok(deps?.packages.some(({ name, version }) => name === 'hello' && version === '1.0'));
      assert.deepEqual([junit?.tests, junit?.passed, junit?.skipped], [2, 1, 1]);
      const { what } = project.record();

      assert.equal((await project.sealsmith('run', '--json')).exit, 0);
      assert.equal(project.job('install')?.state, 'fresh');
      assert.deepEqual(project.record().what, what);
    });

    it(`with a wrong hash are refused by ${manager}`, { skip }, async () => {
      using project = helloProject({ 'sealsmith.yml': `steps:\n  install: { with: ${manager} }\n` });
      project.write({
        'requirements.txt': project.read('requirements.txt').replace(/.{8}\n$/, '00000000\n'),
      });
      assert.equal((await project.sealsmith('run')).exit, 1);
      assert.equal(project.job('install')?.state, 'failed');
      assert.match(project.read('.sealsmith/logs/install.log'), /hash/i);
    });

    it(`without hashes are installed by ${manager}, with a remark`, { skip }, async () => {
      using project = helloProject({ 'sealsmith.yml': `steps:\n  install: { with: ${manager} }\n` });
      project.write({ 'requirements.txt': project.read('requirements.txt').replace(/ --hash.*/, '') });
      assert.equal((await project.sealsmith('run')).exit, 0);
      assert.equal(project.record().what.facts.deps?.hashesChecked, false);
      assert.match(project.job('install')?.remarks.join() ?? '', /requirements\.txt has no hashes/);
    });
  }

  it('are installed again when somebody changed the venv by hand', async () => {
    using project = helloProject();
    assert.equal((await project.sealsmith('run', 'install')).exit, 0);
    const python = project.record().what.facts.deps?.runtime?.version.split('.').slice(0, 2).join('.');
    appendFileSync(
      join(project.folder, `.venv/lib/python${python}/site-packages/hello.py`),
      'poison = True\n',
    );
    assert.equal((await project.sealsmith('run', 'install')).exit, 0);
    assert.equal(project.job('install')?.state, 'done');
    assert.doesNotMatch(project.read(`.venv/lib/python${python}/site-packages/hello.py`), /poison/);
  });

  it('are installed in a folder with an ugly name', async () => {
    using project = helloProject({}, "a b'ü {c}");
    const ran = await project.sealsmith('run');
    assert.equal(ran.exit, 0, ran.err);
    assert.equal(project.job('test')?.summary, '1 passed, 1 skipped');
  });
});

describe('tests of a Python project', { concurrency: 2 }, () => {
  const files = {
    'requirements-dev.txt': 'pytest\n',
    'app.py': 'def answer():\n    return 42\n',
    'tests/test_app.py': PYTEST,
  };

  it('are run by pytest, and a failed one is named with file and line', async () => {
    using project = new PythonProject(files);
    const ran = await project.sealsmith('run');
    assert.equal(ran.exit, 0, ran.err);
    const { junit } = project.record().what.facts;
    assert.deepEqual([junit?.tests, junit?.passed, junit?.skipped], [2, 1, 1]);

    project.write({ 'app.py': 'def answer():\n    return 41\n' });
    assert.equal((await project.sealsmith('run')).exit, 1);
    assert.equal(project.job('install')?.state, 'fresh');
    const test = project.job('test');
    assert.equal(test?.summary, '1 failed, 1 skipped');
    assert.deepEqual(
      test?.failedTests.map(({ name, file, line }) => [name, file, line]),
      [['test_answer', 'tests/test_app.py', 6]],
    );
  });

  it('report when a line of the user runs pytest', async () => {
    using project = new PythonProject({
      ...files,
      'sealsmith.yml': 'steps:\n  test: { run: python -m pytest -q }\n',
    });
    const ran = await project.sealsmith('run');
    assert.equal(ran.exit, 0, ran.err);
    assert.equal(project.record().what.facts.junit?.tests, 2);
  });

  it('leave nothing behind in the tree', async () => {
    using project = new PythonProject(files);
    project.commit();
    assert.equal((await project.sealsmith('run')).exit, 0);
    assert.equal(project.git('status', '--porcelain'), '');
    assert.equal(project.has('.pytest_cache') || project.has('tests/__pycache__'), false);
  });

  it('are named by unittest too', async () => {
    using project = helloProject();
    project.write({ 'tests/test_hello.py': UNITTEST.replace('"hi")', '"ho")') });
    assert.equal((await project.sealsmith('run')).exit, 1);
    const test = project.job('test');
    assert.deepEqual(
      test?.failedTests.map(({ name, file, line }) => [name, file, line]),
      [['Case::test_hi', 'tests/test_hello.py', 7]],
    );
  });
});

const PACKAGE = `[project]
name = "small"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["hello"]
[tool.uv.sources]
hello = { path = "vendor/hello-1.0-py3-none-any.whl" }
`;

describe('uv.lock', { skip: without('uv') }, () => {
  it('is installed exactly, and refused when it is older than pyproject.toml', async () => {
    using project = new PythonProject({ 'tests/test_hello.py': UNITTEST, 'pyproject.toml': PACKAGE });
    project.wheel('hello', '1.0', HELLO);
    project.wheel('other', '2.0', '');
    project.tool('uv', 'lock', '--quiet');
    const ran = await project.sealsmith('run');
    assert.equal(ran.exit, 0, ran.err);
    const { deps } = project.record().what.facts;
    assert.deepEqual(deps?.packages, [{ name: 'hello', version: '1.0' }]);
    assert.equal(deps?.hashesChecked, true);

    project.write({
      'pyproject.toml': `${PACKAGE.replace('["hello"]', '["hello", "other"]')}other = { path = "vendor/other-2.0-py3-none-any.whl" }\n`,
    });
    assert.equal((await project.sealsmith('run')).exit, 2);
    const failure = project.job('install')?.failure;
    assert.equal(failure?.code === 'project-invalid' ? failure.file : failure?.code, 'uv.lock');
  });
});

const POETRY = `[tool.poetry]
name = "small"
package-mode = false
[tool.poetry.dependencies]
python = ">=3.9"
hello = { path = "vendor/hello-1.0-py3-none-any.whl" }
`;

describe('poetry.lock', { skip: without('poetry') }, () => {
  it('is installed exactly, and refused when it is older than pyproject.toml', async () => {
    using project = new PythonProject({ 'tests/test_hello.py': UNITTEST, 'pyproject.toml': POETRY });
    project.wheel('hello', '1.0', HELLO);
    project.tool('poetry', 'lock', '--quiet', '--no-interaction');
    const ran = await project.sealsmith('run');
    assert.equal(ran.exit, 0, ran.err);
    const { deps } = project.record().what.facts;
    assert.deepEqual(deps?.packages, [{ name: 'hello', version: '1.0' }]);
    assert.equal(deps?.hashesChecked, true);

    project.write({ 'pyproject.toml': POETRY.replace('>=3.9', '>=3.10') });
    assert.equal((await project.sealsmith('run')).exit, 2);
    const failure = project.job('install')?.failure;
    assert.equal(failure?.code === 'project-invalid' ? failure.file : failure?.code, 'poetry.lock');
  });
});

const SERVER = `import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PAGE = (Path(__file__).parent / "templates" / "page.html").read_bytes()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PAGE)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

function serverProject(install: string, build: string, name?: string): PythonProject {
  const files = {
    'requirements.txt': 'pyinstaller\n',
    'main.py': SERVER,
    'templates/page.html': '<p>here</p>\n',
    'sealsmith.yml': `project: page\nsteps:\n  install: { with: ${install} }\n  build-binary: { name: page, check: { port: 18765, path: / }${build} }\n`,
  };
  return new PythonProject(files, name);
}

describe('a Python program', () => {
  it('is the same from every folder and with either installer', { skip: without('uv') }, async () => {
    using one = serverProject('uv', '');
    // A folder called by one character once was enough to change the bytes.
    using other = serverProject('pip', '', '{');
    const archives: string[] = [];
    for (const project of [one, other]) {
      const ran = await project.sealsmith('run');
      assert.equal(ran.exit, 0, ran.err);
      assert.match(project.job('build-binary')?.summary ?? '', /^page \d.* MB · answers \/$/);
      archives.push(project.record().what.facts.binary?.sha256 ?? '');
    }
    assert.equal(archives[0], archives[1]);
  });

  it('that lacks its data dies at start, and that is found', async () => {
    using project = serverProject('pip', ', data: ["main.py:."], layout: one-folder');
    assert.equal((await project.sealsmith('run')).exit, 1);
    assert.equal(project.job('build-binary')?.state, 'failed');
    assert.match(project.read('.sealsmith/logs/build-binary.log'), /FileNotFoundError/);
    assert.equal(project.has('.sealsmith/binary/SHA256SUMS'), false);
  });
});
