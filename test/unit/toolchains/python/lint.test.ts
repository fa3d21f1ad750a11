import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aJobIo, explained, failureOf, jobOf, lines, reportOf, skipOf, type Tree } from './builders.ts';

const RUFF_HERE = { tools: ['python 3.11.7', 'ruff 0.14.3'] };

describe('which linter reads the code', () => {
  const table: readonly [string, Tree, { tools?: readonly string[] }, string, string][] = [
    [
      'ruff, where it is declared',
      { 'requirements-dev.txt': 'flake8\nruff\n' },
      {},
      'ruff check .',
      'project',
    ],
    [
      'the declared ruff, whatever the machine has',
      { 'requirements-dev.txt': 'ruff\n' },
      RUFF_HERE,
      'ruff check .',
      'project',
    ],
    [
      "the machine's ruff, where only a setting asks for it",
      { 'requirements.txt': '', 'ruff.toml': '' },
      RUFF_HERE,
      'ruff check .',
      'machine',
    ],
    [
      "the machine's ruff, where pyproject.toml asks for it",
      { 'requirements.txt': 'flake8', 'pyproject.toml': '[tool.ruff]\n' },
      RUFF_HERE,
      'ruff check .',
      'machine',
    ],
    [
      'flake8, where ruff is only configured and nowhere',
      { 'requirements.txt': 'flake8', 'ruff.toml': '' },
      {},
      'flake8 --extend-exclude .venv,.sealsmith .',
      'project',
    ],
    [
      'pylint over what holds code',
      {
        'requirements.txt': 'pylint',
        'app/__init__.py': '',
        'run.py': '',
        'docs/a.md': '',
        '.venv/x.py': '',
      },
      {},
      'pylint --recursive=y app run.py',
      'project',
    ],
  ];
  for (const [what, files, given, line, from] of table) {
    it(what, () => {
      const job = jobOf(files, 'lint', given);
      assert.deepEqual(lines(job), [line]);
      assert.deepEqual(
        job.spec.tools.map((tool) => tool.from),
        [from],
      );
    });
  }

  it('is the one that the configuration names, even when nothing declares it', () => {
    assert.deepEqual(lines(jobOf({ 'setup.py': '' }, 'lint', { options: { with: 'ruff' } })), [
      'ruff check .',
    ]);
  });

  it('is none when nothing asks for one', () => {
    const why = skipOf({ 'requirements.txt': 'flask' }, 'lint', RUFF_HERE);
    assert.equal(why.code, 'nothing-to-do');
  });

  it('is missing, visibly, when ruff is configured and nowhere', () => {
    const why = skipOf({ 'requirements.txt': 'flask', 'ruff.toml': '' }, 'lint');
    assert.equal(why.code, 'needs-tool');
    assert.match(why.detail, /ruff\.toml/);
  });

  it('cannot be one of another language', () => {
    assert.equal(
      failureOf({ 'requirements.txt': '' }, 'lint', { options: { with: 'eslint' } }).code,
      'usage',
    );
  });
});

describe('the lint job', () => {
  const job = jobOf({ 'requirements.txt': 'ruff\n' }, 'lint');

  it('leaves no cache in the tree', () => assert.equal(job.spec.env['RUFF_NO_CACHE'], 'true'));

  it('needs what install put in place, and no network', () => {
    assert.deepEqual(job.spec.needs, ['deps']);
    assert.deepEqual(job.spec.grants, []);
  });

  it('says which file asks for its linter', () => {
    assert.equal(explained(job, 'linter'), 'ruff (requirements.txt)');
  });

  it('tells the version that is installed', async () => {
    const io = aJobIo({ '.venv/lib/python3.11/site-packages/ruff-0.17.6.dist-info/METADATA': '' });
    assert.equal((await reportOf(job, io)).summary, 'ruff 0.17.6');
  });

  it("tells the version of the machine's", async () => {
    const machine = jobOf({ 'requirements.txt': '', 'ruff.toml': '' }, 'lint', RUFF_HERE);
    assert.equal((await reportOf(machine, aJobIo())).summary, 'ruff 0.14.3');
  });

  it('claims to be the linter only where the line of the user names it', () => {
    const given = (run: string) => jobOf({ 'requirements.txt': 'ruff' }, 'lint', { options: { run } });
    assert.notEqual(given('ruff check app && mypy app').finish, undefined);
    assert.equal(given('mypy app').finish, undefined);
  });

  it('counts the findings', async () => {
    const table: readonly [string, string, string][] = [
      ['ruff', 'app/a.py:1:1: F401 …\nFound 3 errors.\n[*] 3 fixable\n', 'ruff · 3 findings'],
      ['ruff', 'Found 1 error.\n', 'ruff · 1 finding'],
      ['ruff', 'ruff failed\n  Cause: Failed to parse ruff.toml\n', 'ruff'],
      ['flake8', './a.py:1:1: F401 unused\n./b.py:22:80: E501 long\n', 'flake8 · 2 findings'],
      ['pylint', '*** Module a\na.py:1:0: C0114: Missing\na.py:9:4: W0612: Unused\n', 'pylint · 2 findings'],
    ];
    for (const [linter, tail, summary] of table) {
      const report = await reportOf(
        jobOf({ 'requirements.txt': linter }, 'lint'),
        aJobIo({}, { succeeded: false, tail }),
      );
      assert.equal(report.summary, summary);
    }
  });
});
