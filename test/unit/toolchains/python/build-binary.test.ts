import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pyinstallerSpec } from '../../../../src/cli/internal/pyinstaller-spec.ts';
import type { Inside } from '../../../../src/core/inside.ts';
import { ok } from '../../../../src/core/result.ts';
import { specText } from '../../../../src/toolchains/python/spec.ts';
import { explained, failureOf, jobOf, lines, type PlanGiven, skipOf, type Tree } from './builders.ts';

const DECLARED = { 'requirements-dev.txt': 'pyinstaller\n' };
const APP = { ...DECLARED, 'app/__init__.py': '', 'app/wsgi.py': '' };

function entryOf(files: Tree, given: PlanGiven = {}): string {
  return explained(jobOf(files, 'build-binary', given), 'entry');
}

function dataOf(files: Tree, given: PlanGiven = {}): string {
  return explained(jobOf(files, 'build-binary', given), 'data');
}

describe('where the program starts', () => {
  const table: readonly [string, Tree, string][] = [
    ['wsgi.py', { 'wsgi.py': '', 'main.py': '' }, 'wsgi.py'],
    ['app/wsgi.py', { 'app/wsgi.py': '', 'main.py': '' }, 'app/wsgi.py'],
    ['main.py', { 'main.py': '', 'diary/__main__.py': '' }, 'main.py'],
    ['a package that can be run', { 'diary/__main__.py': '', 'tests/__main__.py': '' }, 'diary/__main__.py'],
    ['a package below src', { 'src/diary/__main__.py': '' }, 'src/diary/__main__.py'],
    [
      "PyInstaller's own description",
      { 'main.py': '', 'diary.spec': "EXE(pyz, name='diary')" },
      'diary.spec',
    ],
    [
      'the usual place when there are two descriptions',
      { 'main.py': '', 'a.spec': "EXE(name='a')", 'b.spec': "EXE(name='b')" },
      'main.py',
    ],
  ];
  for (const [what, files, entry] of table) {
    it(what, () => assert.equal(entryOf({ ...DECLARED, ...files }), `${entry} (${entry})`));
  }

  it('is what the configuration says', () => {
    const origins = {
      'steps.build-binary.entry': { from: 'config', file: 'sealsmith.yml', line: 7 },
    } as const;
    assert.equal(entryOf(APP, { options: { entry: 'tools/run.py' }, origins }), 'tools/run.py (line 7)');
  });

  it('has to be said when nothing looks like it', () => {
    const why = skipOf({ ...DECLARED, 'app/models.py': '' }, 'build-binary');
    assert.equal(why.code, 'needs-entry');
    assert.match(why.detail, /steps\.build-binary\.entry/);
  });
});

describe('the data of a program', () => {
  const table: readonly [string, Tree, PlanGiven, string][] = [
    [
      'templates and static files of the package',
      { ...APP, 'app/templates/a.html': '', 'app/static/a.css': '' },
      {},
      'app/static:app/static app/templates:app/templates (app/wsgi.py)',
    ],
    [
      'those of a folder below it',
      { ...APP, 'app/website/templates/a.html': '' },
      {},
      'app/website/templates:app/website/templates (app/wsgi.py)',
    ],
    [
      'relative to where a script imports from, when its folder is no package',
      { ...DECLARED, 'app/wsgi.py': '', 'app/website/__init__.py': '', 'app/website/templates/a.html': '' },
      {},
      'app/website/templates:website/templates (app/wsgi.py)',
    ],
    [
      'below src, at the place of the package',
      { ...DECLARED, 'src/diary/__init__.py': '', 'src/diary/__main__.py': '', 'src/diary/templates/a': '' },
      {},
      'src/diary/templates:diary/templates (src/diary/__main__.py)',
    ],
    [
      'not those of tests, other packages or dependencies',
      {
        ...APP,
        'tests/templates/a': '',
        'node_modules/static/a': '',
        'other/static/a': '',
        '.venv/templates/a': '',
      },
      {},
      'none (default)',
    ],
    [
      'what the configuration says, and nothing else',
      { ...APP, 'app/templates/a.html': '' },
      { options: { data: ['seed.sql:.'] } },
      'seed.sql:. (default)',
    ],
  ];
  for (const [what, files, given, data] of table) it(what, () => assert.equal(dataOf(files, given), data));
});

describe('the build job', () => {
  it('describes, builds, tries and packs', () => {
    const check = { port: 5000, path: '/health', within: 30_000 };
    const job = jobOf(APP, 'build-binary', { name: 'diary', options: { check } });
    const work = '.sealsmith/work/build-binary';
    assert.deepEqual(lines(job), [
      `sealsmith internal pyinstaller-spec --out ${work}/diary.spec --name diary --layout one-file --roots . --entry app/wsgi.py --`,
      `python -m PyInstaller --noconfirm --distpath ${work}/dist --workpath ${work}/build ${work}/diary.spec`,
      `sealsmith internal probe --port 5000 --path /health --within 30000 -- ${work}/dist/diary`,
      `sealsmith internal pack --from ${work}/dist --out .sealsmith/binary --name diary-linux-x64`,
    ]);
    assert.deepEqual(
      job.spec.tools.map(({ name, path }) => `${name} ${path}`),
      ['python .venv/bin/python', 'sealsmith /opt/sealsmith/main.js'],
    );
  });

  it('finds the program in its folder when it is one', () => {
    const check = { port: 1, path: '/', within: 1 };
    const job = jobOf(APP, 'build-binary', { options: { layout: 'one-folder', name: 'd', check } });
    assert.match(lines(job)[2] ?? '', / -- \S+\/dist\/d\/d$/);
  });

  it('builds from the project’s own description, and finds what that makes', () => {
    const spec =
      "exe = EXE(pyz, a.scripts,\n  name='run')  # name='not this'\nCOLLECT(exe, a.datas, name=\"Diary App\")\n";
    const job = jobOf({ ...DECLARED, 'diary.spec': spec }, 'build-binary', {
      options: { check: { port: 1, path: '/', within: 1 } },
    });
    const [build, probe, pack] = lines(job);
    assert.match(build ?? '', /^python -m PyInstaller .* diary\.spec$/);
    assert.match(probe ?? '', /dist\/Diary App\/run$/);
    assert.match(pack ?? '', /--name run-linux-x64$/);
  });

  const names: readonly [string, Tree, PlanGiven, string][] = [
    ['what the configuration says', APP, { name: 'diary', options: { name: 'book' } }, 'book'],
    ['the project’s', APP, { name: 'My Diary' }, 'my-diary'],
    ['the script’s, where the project has none', APP, {}, 'wsgi'],
    ['the package’s, for one that can be run', { ...DECLARED, 'diary/__main__.py': '' }, {}, 'diary'],
  ];
  for (const [what, files, given, name] of names) {
    it(`calls the program ${what}`, () => {
      assert.equal(explained(jobOf(files, 'build-binary', given), 'name').split(' ')[0], name);
    });
  }

  it('is the same for every order of sets and whatever bytecode lies about', () => {
    const { env } = jobOf(APP, 'build-binary').spec;
    assert.equal(env['PYTHONHASHSEED'], '0');
    assert.match(env['PYTHONPYCACHEPREFIX'] ?? '', /^\.sealsmith\/work\/build-binary\//);
  });

  it('is skipped, visibly, where nothing declares PyInstaller', () => {
    assert.equal(skipOf({ 'requirements.txt': 'flask', 'main.py': '' }, 'build-binary').code, 'needs-tool');
  });

  it('believes a configuration that names PyInstaller', () => {
    assert.equal(
      lines(jobOf({ 'setup.py': '', 'main.py': '' }, 'build-binary', { options: { with: 'pyinstaller' } }))
        .length,
      3,
    );
  });

  it('refuses a builder of another language', () => {
    assert.equal(failureOf(APP, 'build-binary', { options: { with: 'sea' } }).code, 'usage');
  });

  it('refuses options that the project’s own description would overrule', () => {
    const files = { ...DECLARED, 'diary.spec': "EXE(name='d')" };
    for (const options of [{ data: ['a:b'] }, { layout: 'one-file' }] as const) {
      assert.equal(failureOf(files, 'build-binary', { options }).code, 'usage');
    }
  });
});

describe('the description for PyInstaller', () => {
  it('is written from the arguments of the job', async () => {
    const files = {
      ...DECLARED,
      'src/diary/__init__.py': '',
      'src/diary/__main__.py': '',
      'src/diary/static/a': '',
    };
    const [command] = jobOf(files, 'build-binary', { name: 'diary' }).spec.commands;
    const written = new Map<string, string>();
    const write: Inside['write'] = (path) => {
      let text = '';
      return ok({
        write: (bytes) => {
          text += Buffer.from(bytes).toString('utf8');
          return ok(undefined);
        },
        finish: () => {
          written.set(path, text);
          return ok(undefined);
        },
        drop: () => {},
      });
    };
    const done = await pyinstallerSpec(command?.args.slice(2) ?? [], { write } as Pick<
      Inside,
      'write'
    > as Inside);
    assert.deepEqual(done, ok(0));
    const plan = {
      name: 'diary',
      entry: 'src/diary/__main__.py',
      roots: ['', 'src'],
      data: ['src/diary/static:diary/static'],
      layout: 'one-file',
    } as const;
    assert.equal(written.get('.sealsmith/work/build-binary/diary.spec'), specText(plan));
  });

  it('quotes what it is given as Python does', () => {
    const text = specText({ name: 'd', entry: 'a"b\\c\n/é😀.py', roots: [''], data: [], layout: 'one-file' });
    assert.ok(text.includes(String.raw`at("a\"b\\c\n/\u00e9\U0001f600.py")`), text);
  });

  it('collects into a folder where that is asked for', () => {
    const plan = { name: 'd', entry: 'a.py', roots: [''], data: [] } as const;
    assert.match(specText({ ...plan, layout: 'one-folder' }), /exclude_binaries=True[\s\S]*COLLECT\(/);
    assert.doesNotMatch(specText({ ...plan, layout: 'one-file' }), /COLLECT/);
  });
});
