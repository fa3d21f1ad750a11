import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explained, failureOf, jobOf, lines, skipOf, type Tree } from './builders.ts';

const TESTS = { 'tests/test_a.py': '' };

describe('what runs the tests', () => {
  const table: readonly [string, Tree, string][] = [
    ['pytest, where it is declared', { 'requirements-dev.txt': 'pytest\n', ...TESTS }, 'python -m pytest'],
    [
      'pytest, where a plug-in of it is declared',
      { 'requirements-dev.txt': 'pytest-cov\n', ...TESTS },
      'python -m pytest',
    ],
    [
      'pytest, where it is configured, wherever the tests are',
      { 'requirements.txt': 'pytest', 'pytest.ini': '' },
      'python -m pytest',
    ],
    [
      'unittest, where there are only test files',
      { 'requirements.txt': '', ...TESTS },
      'python -m unittest discover -s tests',
    ],
    [
      'unittest from the top, where the tests are a package',
      { 'requirements.txt': '', ...TESTS, 'tests/__init__.py': '' },
      'python -m unittest discover',
    ],
    [
      'unittest from the top, where a test lies there',
      { 'requirements.txt': '', 'test_a.py': '' },
      'python -m unittest discover',
    ],
    [
      'unittest in a package of the project',
      { 'requirements.txt': '', 'app/__init__.py': '', 'app/tests/test_a.py': '' },
      'python -m unittest discover',
    ],
  ];
  for (const [what, files, line] of table) {
    it(what, () => assert.deepEqual(lines(jobOf(files, 'test')), [line]));
  }

  it('is what the configuration names', () => {
    const files = { 'requirements.txt': 'pytest', ...TESTS };
    assert.deepEqual(lines(jobOf(files, 'test', { options: { with: 'unittest' } })), [
      'python -m unittest discover -s tests',
    ]);
    assert.deepEqual(lines(jobOf({ 'setup.py': '' }, 'test', { options: { with: 'pytest' } })), [
      'python -m pytest',
    ]);
  });

  it('cannot be one of another language', () => {
    assert.equal(
      failureOf({ 'requirements.txt': '' }, 'test', { options: { with: 'script' } }).code,
      'usage',
    );
  });

  it('is nothing where there are no test files', () => {
    const elsewhere = { 'node_modules/x/test_a.py': '', '.venv/test_a.py': '', 'app/latest.py': '' };
    for (const declared of ['pytest', '']) {
      assert.equal(skipOf({ 'requirements.txt': declared, ...elsewhere }, 'test').code, 'nothing-to-do');
    }
  });

  it('is missing, visibly, when pytest is configured and not declared', () => {
    const why = skipOf(
      { 'requirements.txt': '', 'pyproject.toml': '[tool.pytest.ini_options]\n', ...TESTS },
      'test',
    );
    assert.equal(why.code, 'needs-tool');
    assert.match(why.detail, /pyproject\.toml/);
  });
});

describe('the test job', () => {
  const job = jobOf({ 'requirements.txt': 'pytest', ...TESTS }, 'test');

  it('reports by variable, so that a line of the user reports as well', () => {
    assert.match(job.spec.env['PYTEST_ADDOPTS'] ?? '', /--junitxml=\.sealsmith\/work\/test\/junit\.xml/);
    assert.deepEqual(job.spec.outputs, ['.sealsmith/work/test']);
    assert.deepEqual(job.spec.gives, ['junit']);
  });

  it('leaves no cache in the tree', () =>
    assert.match(job.spec.env['PYTEST_ADDOPTS'] ?? '', /cache_dir=\$TMPDIR/));

  it('reaches no network', () => assert.deepEqual(job.spec.grants, []));

  it('says which file asks for its runner', () =>
    assert.equal(explained(job, 'runner'), 'pytest (requirements.txt)'));

  it('owns nothing when unittest runs, which has no report', () => {
    assert.deepEqual(jobOf({ 'requirements.txt': '', ...TESTS }, 'test').spec.outputs, []);
  });
});
