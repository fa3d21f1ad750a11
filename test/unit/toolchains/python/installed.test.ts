import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { withoutHashes } from '../../../../src/toolchains/python/locks.ts';
import { aJobIo, jobOf, reportOf, type Tree } from './builders.ts';

const SITE = '.venv/lib/python3.11/site-packages';
const VENV = {
  '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.7\n',
  [`${SITE}/Flask-3.0.3.dist-info/METADATA`]: '',
  [`${SITE}/zope.interface-7.0.dist-info/METADATA`]: '',
  [`${SITE}/aaa-1.0+local.2.dist-info/METADATA`]: '',
  [`${SITE}/flask/__init__.py`]: '',
};
const PINNED = 'flask==3.0.3 --hash=sha256:00\n';
const POETRY = { tools: ['python 3.11.7', 'poetry 2.5.1'] };

async function installed(files: Tree, given = {}) {
  return reportOf(jobOf(files, 'install', given), aJobIo({ ...VENV, ...files }));
}

describe('what install reports', () => {
  it('is every package of the venv, by the name that indexes compare, sorted', async () => {
    const { facts } = await installed({ 'requirements.txt': PINNED });
    assert.deepEqual(facts.deps?.packages, [
      { name: 'aaa', version: '1.0+local.2' },
      { name: 'flask', version: '3.0.3' },
      { name: 'zope-interface', version: '7.0' },
    ]);
  });

  it('is the interpreter that the venv was really made with', async () => {
    const { facts } = await installed({ 'requirements.txt': PINNED });
    assert.deepEqual(facts.deps?.runtime, { name: 'python', version: '3.11.7' });
  });

  it('is the digests of the files that it stands on', async () => {
    const { facts } = await installed({ 'requirements.txt': PINNED });
    const sha256 = createHash('sha256').update(PINNED).digest('hex');
    assert.deepEqual(facts.deps?.evidence, [{ path: 'requirements.txt', sha256 }]);
  });
});

describe('whether hashes were checked', () => {
  it('is so when every file has them', async () => {
    const report = await installed({ 'requirements.txt': PINNED });
    assert.equal(report.facts.deps?.hashesChecked, true);
    assert.equal(report.summary, '3 packages by uv, hashes checked');
    assert.deepEqual(report.remarks, []);
  });

  it('is not so when one file has none, and that is remarked', async () => {
    const report = await installed({ 'requirements.txt': PINNED, 'requirements-dev.txt': 'pytest\n' });
    assert.equal(report.facts.deps?.hashesChecked, false);
    assert.equal(report.summary, '3 packages by uv');
    assert.deepEqual(report.remarks, ['requirements-dev.txt has no hashes: what the index answers is taken']);
  });

  it('is not so without a lock file', async () => {
    const report = await installed({ 'pyproject.toml': '[project]\nname = "a"\n' });
    assert.deepEqual(report.remarks, ['pyproject.toml is no lock file: what the index answers is taken']);
  });

  it('is not so for a Poetry project without poetry.lock', async () => {
    const report = await installed({ 'pyproject.toml': '[tool.poetry]\nname = "a"\n' }, POETRY);
    assert.equal(report.facts.deps?.hashesChecked, false);
  });

  it('is so for uv.lock when all its packages have them', async () => {
    const lock =
      '[[package]]\nname = "click"\nsource = {registry = "x"}\nwheels = [{url = "y", hash = "sha256:00"}]\n';
    const report = await installed({ 'pyproject.toml': '[project]\nname = "a"\n', 'uv.lock': lock });
    assert.equal(report.facts.deps?.hashesChecked, true);
  });

  it('is not so for a package that the lock has from git, which is named', async () => {
    const lock = '[[package]]\nname = "tool"\nsource = {git = "x?rev=main#abc"}\n';
    const report = await installed({ 'pyproject.toml': '[project]\nname = "a"\n', 'uv.lock': lock });
    assert.deepEqual(report.remarks, ['uv.lock has no hash for tool']);
  });

  it('leaves a remark when the project itself is built by what no hash holds', async () => {
    const files = {
      'requirements.txt': PINNED,
      'pyproject.toml': '[project]\nname = "a"\n[build-system]\nrequires = []\n',
    };
    const report = await installed(files);
    assert.equal(report.facts.deps?.hashesChecked, true);
    assert.match(report.remarks.join(), /\[build-system\]/);
  });
});

describe('packages of a lock file without a hash', () => {
  const table: readonly [string, string, readonly string[] | undefined][] = [
    ['none in an empty lock', 'version = 1\n', []],
    [
      'not the project itself',
      '[[package]]\nname = "a"\nsource = {editable = "."}\n[[package]]\nname = "b"\nsource = {virtual = "b"}\n',
      [],
    ],
    [
      'one whose source archive alone has none',
      '[[package]]\nname = "a"\nsdist = {url = "x"}\nwheels = [{hash = "sha256:0"}]\n',
      ['a'],
    ],
    [
      'none of Poetry with files',
      '[[package]]\nname = "a"\nfiles = [{file = "a.whl", hash = "sha256:0"}]\n',
      [],
    ],
    [
      'one of Poetry from a folder',
      '[[package]]\nname = "a"\nfiles = []\n[package.source]\ntype = "directory"\n',
      ['a'],
    ],
    ['not known when it is no TOML', '[[package', undefined],
  ];
  for (const [what, text, names] of table) it(what, () => assert.deepEqual(withoutHashes(text), names));
});

describe('an install that failed', () => {
  const failed = async (files: Tree, tail: string, given = {}) => {
    const job = jobOf(files, 'install', given);
    assert.ok(job.finish !== undefined);
    return job.finish(aJobIo(files, { succeeded: false, tail }));
  };

  it('says so when uv.lock is older than pyproject.toml', async () => {
    const tail =
      'error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n\nhint: run `uv lock`.\n';
    const result = await failed({ 'pyproject.toml': '[project]\nname = "a"\n', 'uv.lock': '' }, tail);
    assert.ok(!result.ok && result.failure.code === 'project-invalid');
    assert.equal(result.failure.file, 'uv.lock');
    assert.match(result.failure.next, /uv lock/);
  });

  it('says so when poetry.lock is older than pyproject.toml', async () => {
    const tail =
      'pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock`.\n';
    const result = await failed(
      { 'pyproject.toml': '[project]\nname = "a"\n', 'poetry.lock': '' },
      tail,
      POETRY,
    );
    assert.ok(!result.ok && result.failure.code === 'project-invalid');
    assert.equal(result.failure.file, 'poetry.lock');
  });

  it('is summed up by the line in which the installer says why', async () => {
    const table: readonly [string, string][] = [
      [
        'Collecting x\nERROR: No matching distribution found for x\n\n[notice] a new release\n',
        'No matching distribution found for x',
      ],
      [
        '  × No solution found when resolving dependencies:\n  ╰─▶ Because x …\n',
        'No solution found when resolving dependencies:',
      ],
      ['something else\n\n', 'something else'],
      ['', ''],
    ];
    for (const [tail, summary] of table) {
      const result = await failed({ 'requirements.txt': '' }, tail);
      assert.ok(result.ok);
      assert.equal(result.value.summary, summary);
      assert.deepEqual(result.value.facts, {});
    }
  });
});
