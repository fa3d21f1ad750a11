import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from '../../../../src/toolchains/node/index.ts';
import { pinsEverything, withoutHashes, yarnPackages } from '../../../../src/toolchains/node/locks.ts';
import { Bench, type FilesTold, finished } from '../bench.ts';

const bench = new Bench(node, ['node 24.1.0', 'npm 11.0.0', 'pnpm 10.0.0', 'yarn 4.1.0']);

const INTEGRITY = { version: '1.0.0', integrity: 'sha512-x' };
const LOCK = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': INTEGRITY } });

function project(json: object = {}, lock = LOCK): FilesTold {
  const text = JSON.stringify({ name: 'diary', dependencies: { a: '^1' }, ...json });
  return { 'package.json': text, 'package-lock.json': lock };
}

function pkg(name: string, version: string, more: object = {}): string {
  return JSON.stringify({ name, version, ...more });
}

const SCRIPT = { scripts: { postinstall: 'x' } };

describe('what install leaves', () => {
  it('is told with its lock file, sorted, each version once', async () => {
    const files = project();
    const report = await finished(bench.job(files, 'install'), {
      ...files,
      'node_modules/b/package.json': pkg('b', '2.0.0'),
      'node_modules/a/package.json': pkg('a', '1.0.0'),
      'node_modules/a/node_modules/b/package.json': pkg('b', '1.0.0'),
      'node_modules/c/node_modules/b/package.json': pkg('b', '1.0.0'),
      'node_modules/c/package.json': pkg('c', '1.0.0'),
      'node_modules/@group/d/package.json': pkg('@group/d', '1.0.0'),
      'node_modules/.package-lock.json': '{}',
      'node_modules/.bin/x': '',
      'node_modules/broken/package.json': '{',
      'node_modules/odd/package.json': '{"name":7}',
    });
    const { deps } = report.facts;
    assert.deepEqual(
      deps?.packages.map(({ name, version }) => `${name} ${version}`),
      ['@group/d 1.0.0', 'a 1.0.0', 'b 1.0.0', 'b 2.0.0', 'c 1.0.0'],
    );
    assert.equal(report.summary, '5 packages by npm, hashes checked');
    assert.deepEqual(
      deps?.evidence.map(({ path }) => path),
      ['package-lock.json'],
    );
    assert.equal(deps?.runtime, undefined);
    assert.deepEqual(report.remarks, []);
  });

  it('is found in the folders of pnpm, and of Yarn with its store', async () => {
    const files = project();
    const report = await finished(bench.job(files, 'install'), {
      ...files,
      'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json': pkg('a', '1.0.0'),
      'node_modules/.pnpm/@g+b@1.0.0/node_modules/@g/b/package.json': pkg('@g/b', '1.0.0'),
      'node_modules/.pnpm/lock.yaml': '',
      'node_modules/.store/c-npm-1/package/package.json': pkg('c', '1.0.0'),
    });
    assert.deepEqual(
      report.facts.deps?.packages.map(({ name }) => name),
      ['@g/b', 'a', 'c'],
    );
  });

  it('names the packages whose scripts were withheld, and those that were let run not', async () => {
    const files = project();
    const installed = {
      ...files,
      'node_modules/a/package.json': pkg('a', '1.0.0', SCRIPT),
      'node_modules/b/package.json': pkg('b', '1.0.0', SCRIPT),
      'node_modules/c/package.json': pkg('c', '1.0.0'),
      'node_modules/c/binding.gyp': '',
      'node_modules/d/package.json': pkg('d', '1.0.0', { scripts: { test: 'x' } }),
    };
    const job = bench.job(files, 'install', { options: { scripts: ['b', 'typo'] } });
    const { facts, remarks } = await finished(job, installed);
    assert.deepEqual(facts.deps?.scriptsWithheld, ['a', 'c']);
    assert.deepEqual(facts.deps?.runtime, { name: 'node', version: '24.1.0' });
    assert.deepEqual(remarks, [
      'install scripts withheld: a, c; steps.install.scripts lets them run',
      'steps.install.scripts names typo, which is not installed',
    ]);
  });

  it("says that the project's own scripts did not run", async () => {
    const files = project({ scripts: { prepare: 'x' } });
    const { remarks } = await finished(bench.job(files, 'install'), files);
    assert.match(remarks.join(), /own prepare did not run; list diary in steps\.install\.scripts/);
  });

  it('says which packages no hash vouches for', async () => {
    const lock = JSON.stringify({
      packages: { 'node_modules/a': INTEGRITY, 'node_modules/g': { resolved: 'git+ssh://x' } },
    });
    const files = project({}, lock);
    const { facts, remarks, summary } = await finished(bench.job(files, 'install'), files);
    assert.equal(facts.deps?.hashesChecked, false);
    assert.match(remarks.join(), /package-lock\.json has no hash for g: what the server answers is taken/);
    assert.equal(summary, '0 packages by npm');
  });

  it('says that another version of the manager was used than the project asks for', async () => {
    const files = project({ packageManager: 'npm@10.9.0' });
    const { remarks } = await finished(bench.job(files, 'install'), files);
    assert.deepEqual(remarks, ['package.json asks for npm 10.9.0; 11.0.0 was used']);
  });

  it('is told by the telling line when it went wrong', async () => {
    const tail =
      'npm error code E403\nnpm error 403 Forbidden - GET https://x/left-pad\nnpm error A complete log of this run can be found in: /x\n';
    const files = project();
    const { summary, facts } = await finished(bench.job(files, 'install'), files, { succeeded: false, tail });
    assert.equal(summary, '403 Forbidden - GET https://x/left-pad');
    assert.deepEqual(facts, {});
  });
});

describe('withoutHashes', () => {
  it('reads npm lock files of every version', () => {
    const entries = {
      '': {},
      'packages/ours': { version: '1.0.0' },
      'node_modules/ours': { link: true },
      'node_modules/a': INTEGRITY,
      'node_modules/@g/b': { version: '1.0.0' },
      'node_modules/a/node_modules/c': { inBundle: true },
    };
    assert.deepEqual(withoutHashes('npm', JSON.stringify({ packages: entries })), ['@g/b']);
    const older = { a: { ...INTEGRITY, dependencies: { b: { version: '1' }, c: { bundled: true } } } };
    assert.deepEqual(withoutHashes('npm', JSON.stringify({ dependencies: older })), ['b']);
  });

  it('reads pnpm lock files of every version', () => {
    const text = [
      "lockfileVersion: '9.0'",
      'packages:',
      "  '@g/a@1.0.0':",
      '    resolution: {integrity: sha512-x}',
      '  b@1.0.0:',
      '    resolution: {tarball: https://codeload/x}',
      '  /@g/c/1.0.0:',
      '    resolution: {commit: abc, repo: git@x, type: git}',
      '',
    ].join('\n');
    assert.deepEqual(withoutHashes('pnpm', text), ['@g/c', 'b']);
  });

  it('reads lock files of Yarn 1', () => {
    const text = [
      '# yarn lockfile v1',
      '',
      '"@g/a@^1", "@g/a@^1.2":',
      '  version "1.2.0"',
      '  resolved "https://x/a.tgz#00"',
      '  integrity sha512-x',
      '',
      'b@^1:',
      '  version "1.0.0"',
      '  resolved "https://x/b.tgz#00"',
      '',
    ].join('\n');
    assert.deepEqual(withoutHashes('yarn-1', text), ['b']);
  });

  it('reads lock files of Yarn 2 and later', () => {
    assert.deepEqual(withoutHashes('yarn', YARN_LOCK), ['b', 'c-linux']);
  });

  for (const manager of ['npm', 'pnpm', 'yarn', 'yarn-1'] as const) {
    it(`knows what is no lock file of ${manager}`, () => {
      assert.equal(withoutHashes(manager, 'something else'), undefined);
    });
  }
});

const YARN_LOCK = `__metadata:
  version: 8

"@g/a@npm:^1":
  version: 1.2.0
  resolution: "@g/a@npm:1.2.0"
  checksum: 10c0/00
  languageName: node
  linkType: hard

"b@https://x/b.tgz":
  version: 1.0.0
  resolution: "b@https://x/b.tgz"
  languageName: node
  linkType: hard

"c-linux@npm:1.0.0":
  version: 1.0.0
  resolution: "c-linux@npm:1.0.0"
  conditions: os=linux
  languageName: node
  linkType: hard

"diary@workspace:.":
  version: 0.0.0-use.local
  resolution: "diary@workspace:."
  languageName: unknown
  linkType: soft
`;

describe('pinsEverything', () => {
  const entry = { version: '1.0.0', resolved: 'https://x/a.tgz', integrity: 'sha512-AAAA' };
  const npm = (more: object): string =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: { '': { name: 'x' }, 'node_modules/a': { ...entry, ...more } },
    });

  it('is true where every package has a sound hash and an address', () => {
    assert.equal(pinsEverything('npm', npm({})), true);
    assert.equal(pinsEverything('npm', npm({ integrity: 'sha1-AAAA sha512-AAAA' })), true);
    assert.equal(
      pinsEverything('npm', npm({ resolved: 'packages/a', integrity: undefined, link: true })),
      true,
    );
    assert.equal(pinsEverything('yarn', '__metadata:\n  version: 8\n'), true);
  });

  const table: readonly [string, string][] = [
    ['without a hash', npm({ integrity: undefined })],
    ['with a weak one', npm({ integrity: 'sha1-AAAA' })],
    ['whose address the registry has to say', npm({ resolved: undefined })],
    ['of before npm 7, which leave the rest to the registry', JSON.stringify({ dependencies: { a: entry } })],
    ['that cannot be read', '{'],
  ];
  for (const [what, text] of table) {
    it(`is false for lock files of npm ${what}`, () => assert.equal(pinsEverything('npm', text), false));
  }

  it('is false where Yarn compares nothing', () => assert.equal(pinsEverything('yarn', YARN_LOCK), false));
});

describe('yarnPackages', () => {
  it('lists what is no part of the project', () => {
    assert.deepEqual(yarnPackages(YARN_LOCK), [
      { name: '@g/a', version: '1.2.0' },
      { name: 'b', version: '1.0.0' },
      { name: 'c-linux', version: '1.0.0' },
    ]);
  });
});
