/**
 * C10: the stores of pip, uv and Poetry with their content changed, everything in them made to fit, and then installed
 * from with hashes. What is `checked` must not let it through; of the others the leak is asserted, because no release
 * reads them for that reason.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { JobSpec } from '../../src/core/step.ts';
import { PackageServer } from '../support/package-server.ts';
import { without } from '../support/python-projects.ts';
import {
  backend,
  HONEST,
  hello,
  helloSource,
  POISON,
  PythonStore,
  sha256,
  WHEEL,
} from '../support/python-store.ts';
import { filesBelow } from '../support/store-bench.ts';

const REQUIREMENTS = `hello==1.0 --hash=sha256:${sha256(hello(HONEST))}\n`;

async function withWheel(): Promise<PackageServer> {
  const server = await PackageServer.start();
  server.pythonFile('hello', WHEEL, hello(HONEST));
  return server;
}

/** Into a venv that is there; that it is made is no part of what is tried here. */
function byPip(project: PythonStore, venv: string): JobSpec {
  const spec = project.spec('install', { with: 'pip' });
  const [make, ...rest] = spec.commands;
  assert.deepEqual(make?.args, ['-m', 'venv', '.venv']);
  symlinkSync(venv, join(project.folder, '.venv'));
  project.uninstall();
  return { ...spec, commands: rest };
}

const checked = ({ stores }: JobSpec): (string | boolean)[][] =>
  stores.map((store) => [store.name, store.checked]);

describe('C10: a store of Python packages, by pip', () => {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-test-'));
  const venv = join(base, 'venv');
  before(() => {
    execFileSync('python3', ['-m', 'venv', venv]);
  });
  after(() => rmSync(base, { recursive: true }));

  it('is a folder of wheels, from which pip installs without asking an index', async () => {
    await using server = await withWheel();
    using project = new PythonStore(server, { 'requirements.txt': REQUIREMENTS });
    const spec = byPip(project, venv);
    const cold = await project.install(project.stores('filled'), spec);
    assert.deepEqual([cold.exit, project.installed()], [0, HONEST], cold.output);
    project.carry(project.stores('filled'), project.stores('taken'), spec);
    assert.deepEqual(readdirSync(join(project.stores('taken'), 'pip-wheels')), [WHEEL]);
    project.uninstall();
    server.forget();
    server.up = false;
    const warm = await project.install(project.stores('taken'), spec);
    assert.deepEqual([warm.exit, project.installed()], [0, HONEST], warm.output);
    assert.deepEqual(server.asked, []);
  });

  it('pip refuses a changed wheel and downloads it again', async () => {
    await using server = await withWheel();
    using project = new PythonStore(server, { 'requirements.txt': REQUIREMENTS });
    const spec = byPip(project, venv);
    assert.deepEqual(checked(spec), [
      ['pip-wheels', true],
      ['pip', false],
    ]);
    assert.equal((await project.install(project.stores('filled'), spec)).exit, 0);
    const wheel = join(project.stores('filled'), 'pip-wheels', WHEEL);
    writeFileSync(wheel, hello(POISON));
    project.carry(project.stores('filled'), project.stores('taken'), spec);
    project.uninstall();
    const ran = await project.install(project.stores('taken'), spec);
    assert.deepEqual([ran.exit, project.installed()], [0, HONEST], ran.output);
    assert.match(ran.output, /DO NOT MATCH THE HASHES/);
    assert.deepEqual(readFileSync(join(project.stores('taken'), 'pip-wheels', WHEEL)), hello(HONEST));
  });

  it('pip refuses a newer build of the wheel that was put beside it', async () => {
    await using server = await withWheel();
    using project = new PythonStore(server, { 'requirements.txt': REQUIREMENTS });
    const spec = byPip(project, venv);
    assert.equal((await project.install(project.stores('filled'), spec)).exit, 0);
    const newer = join(project.stores('filled'), 'pip-wheels', 'hello-1.0-9-py3-none-any.whl');
    writeFileSync(newer, hello(POISON));
    project.uninstall();
    const ran = await project.install(project.stores('filled'), spec);
    assert.deepEqual([ran.exit, project.installed()], [0, HONEST], ran.output);
  });

  const FROM_SOURCE = `hello==1.0 --hash=sha256:${sha256(helloSource())}\n`;

  it('pip never builds a source archive with what lies in the folder of wheels', async () => {
    await using server = await PackageServer.start();
    server.pythonFile('hello', 'hello-1.0.tar.gz', helloSource());
    server.pythonFile('backend', 'backend-1.0-py3-none-any.whl', backend(HONEST));
    using project = new PythonStore(server, { 'requirements.txt': FROM_SOURCE });
    const spec = byPip(project, venv);
    const wheels = join(project.stores('filled'), 'pip-wheels');
    assert.equal((await project.install(project.stores('filled'), spec)).exit, 0);
    assert.deepEqual(readdirSync(wheels), []);
    writeFileSync(join(wheels, 'backend-1.0-9-py3-none-any.whl'), backend(POISON));
    copyFileSync(
      join(wheels, 'backend-1.0-9-py3-none-any.whl'),
      join(wheels, 'backend-2.0-py3-none-any.whl'),
    );
    writeFileSync(join(wheels, 'hello-1.0.tar.gz'), helloSource());
    project.uninstall();
    const ran = await project.install(project.stores('filled'), spec);
    assert.deepEqual([ran.exit, project.installed()], [0, HONEST], ran.output);
  });

  it('pip builds with what was changed in its own cache', async () => {
    await using server = await PackageServer.start();
    server.pythonFile('hello', 'hello-1.0.tar.gz', helloSource());
    server.pythonFile('backend', 'backend-1.0-py3-none-any.whl', backend(HONEST));
    using project = new PythonStore(server, { 'requirements.txt': FROM_SOURCE });
    const spec = byPip(project, venv);
    assert.equal((await project.install(project.stores('filled'), spec)).exit, 0);
    const http = join(project.stores('filled'), 'pip');
    const [honest, poison] = [backend(HONEST), backend(POISON)];
    assert.equal(honest.length, poison.length);
    let changed = 0;
    for (const path of filesBelow(http).map((one) => join(http, one))) {
      const content = readFileSync(path);
      // The wheel itself, and the page of the index, which the server still calls unchanged.
      const latin = content.toString('latin1');
      const to = latin
        .replaceAll(honest.toString('latin1'), poison.toString('latin1'))
        .replaceAll(sha256(honest), sha256(poison));
      if (to === latin) continue;
      changed += 1;
      writeFileSync(path, Buffer.from(to, 'latin1'));
    }
    assert.ok(changed >= 2, 'there is nothing to poison');
    project.carry(project.stores('filled'), project.stores('taken'), spec);
    project.uninstall();
    const ran = await project.install(project.stores('taken'), spec);
    assert.deepEqual([ran.exit, project.installed()], [0, POISON], ran.output);
  });

  it('keeps nothing that pip built', async () => {
    await using server = await PackageServer.start();
    server.pythonFile('hello', 'hello-1.0.tar.gz', helloSource());
    server.pythonFile('backend', 'backend-1.0-py3-none-any.whl', backend(HONEST));
    using project = new PythonStore(server, { 'requirements.txt': 'hello==1.0\n' });
    const spec = byPip(project, venv);
    assert.deepEqual(checked(spec), [['pip', false]]);
    assert.equal((await project.install(project.stores('filled'), spec)).exit, 0);
    assert.ok(filesBelow(project.stores('filled')).some((path) => path.endsWith(WHEEL)));
    project.carry(project.stores('filled'), project.stores('taken'), spec);
    const kept = filesBelow(project.stores('taken'));
    assert.ok(kept.length > 0);
    assert.deepEqual(
      kept.filter((path) => path.endsWith('.whl')),
      [],
    );
  });
});

describe('C10: a store of Python packages, by uv', { concurrency: 2, skip: without('uv') }, () => {
  const LOCKED = {
    'pyproject.toml':
      '[project]\nname = "small"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["hello"]\n',
  };
  for (const [what, files] of [
    ['requirements with hashes', { 'requirements.txt': REQUIREMENTS }],
    ['uv.lock', LOCKED],
  ] as const) {
    it(`uv installs what was changed in its cache: ${what}`, async () => {
      await using server = await withWheel();
      using project = new PythonStore(server, files);
      if (what === 'uv.lock') await project.tool('uv', ['lock', '--quiet']);
      assert.deepEqual(checked(project.spec()), [['uv', false]]);
      assert.equal((await project.install(project.stores('filled'))).exit, 0);

      // Kept and taken honestly it spares the downloads.
      project.carry(project.stores('filled'), project.stores('honest'));
      project.uninstall();
      server.forget();
      const honest = await project.install(project.stores('honest'));
      assert.deepEqual([honest.exit, project.installed()], [0, HONEST], honest.output);
      assert.deepEqual(
        server.asked.filter((path) => path.startsWith('/files/')),
        [],
      );

      const cache = join(project.stores('filled'), 'uv');
      const code = filesBelow(cache).filter((path) => /^archive-v\d+\/.*hello\.py$/.test(path));
      assert.ok(code.length > 0, 'there is nothing to poison');
      for (const path of code) writeFileSync(join(cache, path), POISON);
      project.carry(project.stores('filled'), project.stores('taken'));
      project.uninstall();
      const ran = await project.install(project.stores('taken'));
      assert.deepEqual([ran.exit, project.installed()], [0, POISON], ran.output);
    });
  }
});

describe('C10: a store of Python packages, by Poetry', { skip: without('poetry') }, () => {
  it('Poetry installs a wheel that was put into its cache', async () => {
    await using server = await withWheel();
    using project = new PythonStore(server, {
      'pyproject.toml': `[tool.poetry]
name = "small"
package-mode = false
[[tool.poetry.source]]
name = "ours"
url = "${server.address}/simple/"
priority = "primary"
[tool.poetry.dependencies]
python = ">=3.9"
hello = "1.0"
`,
    });
    await project.tool('poetry', ['lock', '--quiet', '--no-interaction']);
    assert.deepEqual(checked(project.spec()), [['poetry', false]]);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);

    project.carry(project.stores('filled'), project.stores('honest'));
    project.uninstall();
    server.forget();
    const honest = await project.install(project.stores('honest'));
    assert.deepEqual([honest.exit, project.installed()], [0, HONEST], honest.output);
    assert.deepEqual(
      server.asked.filter((path) => path.startsWith('/files/')),
      [],
    );

    // Beside the wheel of the lock file, whose hash is compared, one that fits this Python better.
    const cache = join(project.stores('filled'), 'poetry');
    const wheel = filesBelow(cache).find((path) => path.endsWith(WHEEL));
    assert.ok(wheel !== undefined, 'there is nothing to poison');
    const version = /"python3\.(\d+)"|3\.(\d+)/.exec(project.read('.venv/pyvenv.cfg'));
    const tag = `py3${version?.[1] ?? version?.[2]}-none-any`;
    writeFileSync(join(cache, dirname(wheel), `hello-1.0-${tag}.whl`), hello(POISON));
    project.carry(project.stores('filled'), project.stores('taken'));
    project.uninstall();
    const ran = await project.install(project.stores('taken'));
    assert.deepEqual([ran.exit, project.installed()], [0, POISON], ran.output);
  });
});
