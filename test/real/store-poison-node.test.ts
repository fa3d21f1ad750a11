/**
 * C10: the stores of npm, pnpm and Yarn with their content changed, everything in them made to fit, and then installed
 * from by a lock file with hashes. What is `checked` must not let it through; of the others the leak is asserted,
 * because no release reads them for that reason.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { zip } from '../support/go-modules.ts';
import { MANAGERS, packageArchive } from '../support/node-packages.ts';
import { CLEAN, HONEST, NodeStore, POISON } from '../support/node-store.ts';
import { PackageServer } from '../support/package-server.ts';
import { filesBelow } from '../support/store-bench.ts';

const digest = (bytes: Buffer | string, encoding: 'hex' | 'base64'): string =>
  createHash('sha512').update(bytes).digest(encoding);

/** Changes files below a folder whose names a test tells; fails when there is none. */
function change(
  folder: string,
  which: (path: string, content: Buffer) => boolean,
  to: string | Buffer,
): void {
  const chosen = filesBelow(folder).filter((path) => which(path, readFileSync(join(folder, path))));
  assert.ok(chosen.length > 0, 'there is nothing to poison');
  for (const path of chosen) writeFileSync(join(folder, path), to);
}

const isArchive = (_: string, content: Buffer): boolean => content[0] === 0x1f;

describe('C10: a store of Node packages', { concurrency: 2 }, () => {
  for (const manager of MANAGERS) {
    it(`of ${manager}, kept and taken honestly, spares the network`, async () => {
      await using server = await PackageServer.start();
      using project = await NodeStore.locked(manager, server);
      const cold = await project.install(project.stores('filled'));
      assert.deepEqual([cold.exit, project.installed()], [0, CLEAN], cold.output);
      project.carry(project.stores('filled'), project.stores('taken'));
      project.uninstall();
      server.forget();
      server.up = false;
      const warm = await project.install(project.stores('taken'));
      assert.deepEqual([warm.exit, project.installed()], [0, CLEAN], warm.output);
      assert.deepEqual(server.asked, []);
    });
  }

  /** Changes the content under the name of the honest one. */
  function poisonNpm(store: string): void {
    change(join(store, '_cacache/content-v2'), isArchive, packageArchive(POISON));
  }

  /** Gives the changed archive a name of its own too, and has the index lead there. */
  function misleadNpm(store: string): void {
    const poison = packageArchive(POISON);
    const name = digest(poison, 'hex');
    const own = join(store, '_cacache/content-v2/sha512', name.slice(0, 2), name.slice(2, 4), name.slice(4));
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, poison);
    pointIndex(join(store, '_cacache/index-v5'), /\.tgz$/, poison);
  }

  /** Has the entries of an index whose keys match lead to this content. */
  function pointIndex(index: string, which: RegExp, content: Buffer): void {
    for (const path of filesBelow(index)) {
      const line = readFileSync(join(index, path), 'utf8').trim().split('\t')[1] ?? '';
      const entry = JSON.parse(line) as { key: string; size: number };
      if (!which.test(entry.key)) continue;
      const integrity = `sha512-${digest(content, 'base64')}`;
      const text = JSON.stringify({ ...entry, integrity, size: content.length });
      writeFileSync(join(index, path), `\n${createHash('sha1').update(text).digest('hex')}\t${text}`);
    }
  }

  function archivePath(): string {
    const name = digest(packageArchive(HONEST), 'hex');
    return join(name.slice(0, 2), name.slice(2, 4), name.slice(4));
  }

  const ATTACKS = [
    ['', {}, true, [poisonNpm], /removed 1 of npm's cache/],
    [' when the index leads to it', {}, true, [poisonNpm, misleadNpm], /removed 1 of npm's cache/],
    [
      ' when the lock file has no addresses',
      { '.npmrc': 'omit-lockfile-registry-resolved=true\n' },
      false,
      [poisonNpm, misleadNpm],
      /removed 1 of npm's cache/,
    ],
  ] as const;
  for (const [when, files, checked, attack, said] of ATTACKS) {
    it(`npm throws changed content away and downloads it again${when}`, async () => {
      await using server = await PackageServer.start();
      using project = await NodeStore.locked('npm', server, { files });
      assert.equal(project.spec().stores[0]?.checked, checked);
      assert.equal((await project.install(project.stores('filled'))).exit, 0);
      for (const step of attack) step(join(project.stores('filled'), 'npm'));
      project.carry(project.stores('filled'), project.stores('taken'));
      project.uninstall();
      server.forget();
      const ran = await project.install(project.stores('taken'));
      assert.deepEqual([ran.exit, project.installed()], [0, CLEAN], ran.output);
      assert.match(ran.output, said);
      assert.ok(server.asked.some((path) => path.endsWith('.tgz')));
    });
  }

  it('npm alone would leave the files that only the changed archive has, so its cache is verified first', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('npm', server);
    const spec = project.spec();
    assert.deepEqual(
      spec.commands.map(({ args }) => args.slice(0, 2)),
      [
        ['internal', 'npm-contents'],
        ['ci', '--ignore-scripts'],
      ],
    );
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    poisonNpm(join(project.stores('filled'), 'npm'));
    project.uninstall();
    const ran = await project.install(project.stores('filled'), {
      ...spec,
      commands: spec.commands.slice(1),
    });
    assert.equal(ran.exit, 0, ran.output);
    assert.deepEqual(project.installed(), { ...CLEAN, files: ['index.js', 'more.js', 'package.json'] });
  });

  it('npm asks where a document of the store says when the lock file does not, which is then not checked', async () => {
    await using server = await PackageServer.start();
    const files = { '.npmrc': 'omit-lockfile-registry-resolved=true\n' };
    using project = await NodeStore.locked('npm', server, { files });
    assert.equal(project.spec().stores[0]?.checked, false);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    const store = join(project.stores('filled'), 'npm/_cacache');
    const content = join(store, 'content-v2/sha512');
    const path = filesBelow(content).find((one) => !isArchive(one, readFileSync(join(content, one))));
    assert.ok(path !== undefined);
    const there = '/evil/-/honest-1.0.0.tgz';
    server.serve(there, packageArchive(HONEST));
    const document = readFileSync(join(content, path), 'utf8');
    const changed = document.replace(/"tarball":"[^"]*"/, `"tarball":"${server.address}${there}"`);
    const name = digest(changed, 'hex');
    mkdirSync(join(content, name.slice(0, 2), name.slice(2, 4)), { recursive: true });
    writeFileSync(join(content, name.slice(0, 2), name.slice(2, 4), name.slice(4)), changed);
    pointIndex(join(store, 'index-v5'), /\/npm\/honest$/, Buffer.from(changed));
    project.carry(project.stores('filled'), project.stores('taken'));
    rmSync(join(project.stores('taken'), 'npm/_cacache/content-v2/sha512', archivePath()));
    project.uninstall();
    const ran = await project.install(project.stores('taken'));
    assert.equal(ran.exit, 0, ran.output);
    assert.ok(server.asked.includes(there));
  });

  it('npm is not misled by a link that stands for a folder of its cache', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('npm', server);
    const store = join(project.stores('filled'), 'npm');
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    poisonNpm(store);
    const content = join(store, '_cacache/content-v2/sha512');
    const first = digest(packageArchive(HONEST), 'hex').slice(0, 2);
    cpSync(join(content, first), join(store, '_cacache/index-v5', 'hidden'), { recursive: true });
    rmSync(join(content, first), { recursive: true });
    symlinkSync('../../index-v5/hidden', join(content, first));
    project.carry(project.stores('filled'), project.stores('taken'));
    for (const stores of ['taken', 'filled']) {
      project.uninstall();
      const ran = await project.install(project.stores(stores));
      assert.deepEqual([ran.exit, project.installed()], [0, CLEAN], ran.output);
    }
  });

  it('pnpm installs what was changed in its store', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('pnpm', server);
    assert.equal(project.spec().stores[0]?.checked, false);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    const store = join(project.stores('filled'), 'pnpm/v10');
    const name = digest(POISON['index.js'], 'hex');
    const file = join(store, 'files', name.slice(0, 2), name.slice(2));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, POISON['index.js']);
    const index = filesBelow(join(store, 'index')).map((path) => join(store, 'index', path));
    for (const path of index) {
      const text = readFileSync(path, 'utf8');
      const honest = digest(HONEST['index.js'], 'base64');
      assert.ok(text.includes(honest));
      writeFileSync(path, text.replace(honest, digest(POISON['index.js'], 'base64')));
    }
    project.carry(project.stores('filled'), project.stores('taken'));
    project.uninstall();
    const ran = await project.install(project.stores('taken'));
    assert.deepEqual(
      [ran.exit, project.installed()],
      [0, { ...CLEAN, code: POISON['index.js'] }],
      ran.output,
    );
  });

  it('Yarn 1 installs what was changed in its cache', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('yarn-1', server);
    assert.equal(project.spec().stores[0]?.checked, false);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    const store = join(project.stores('filled'), 'yarn-1');
    change(store, (path) => path.endsWith('/index.js'), POISON['index.js']);
    change(store, isArchive, packageArchive(POISON));
    project.carry(project.stores('filled'), project.stores('taken'));
    project.uninstall();
    const ran = await project.install(project.stores('taken'));
    assert.deepEqual(
      [ran.exit, project.installed()],
      [0, { ...CLEAN, code: POISON['index.js'] }],
      ran.output,
    );
  });

  /** An archive as Yarn makes it of a package. */
  const yarnArchive = zip(
    Object.entries(POISON).map(([path, text]) => [`node_modules/honest/${path}`, text] as const),
  );

  it('Yarn 2 and later refuses a changed archive', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('yarn-2', server);
    assert.equal(project.spec().stores[0]?.checked, true);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    change(join(project.stores('filled'), 'yarn/cache'), () => true, yarnArchive);
    project.carry(project.stores('filled'), project.stores('taken'));
    project.uninstall();
    const ran = await project.install(project.stores('taken'));
    assert.equal(ran.exit, 1, ran.output);
    assert.match(ran.output, /YN0018.*doesn't match the expected checksum/);
    assert.equal(project.installed(), undefined);
  });

  it('Yarn 2 and later refuses it too where settings of a folder above say not to', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('yarn-2', server);
    writeFileSync(join(project.base, '.yarnrc.yml'), 'checksumBehavior: ignore\n');
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    change(join(project.stores('filled'), 'yarn/cache'), () => true, yarnArchive);
    project.uninstall();
    const ran = await project.install(project.stores('filled'));
    assert.deepEqual([ran.exit, project.installed()], [1, undefined], ran.output);
  });

  it('Yarn 2 and later installs a changed archive when the project says so, which is then not checked', async () => {
    await using server = await PackageServer.start();
    const rc = 'nodeLinker: node-modules\nunsafeHttpWhitelist: ["127.0.0.1"]\nchecksumBehavior: ignore\n';
    using project = await NodeStore.locked('yarn-2', server, { files: { '.yarnrc.yml': rc } });
    assert.equal(project.spec().stores[0]?.checked, false);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    change(join(project.stores('filled'), 'yarn/cache'), () => true, yarnArchive);
    project.uninstall();
    const ran = await project.install(project.stores('filled'));
    assert.deepEqual([ran.exit, project.installed()?.code], [0, POISON['index.js']], ran.output);
  });

  it("jobs after install read what was changed in Yarn's archives (Plug'n'Play), which are not checked there", async () => {
    await using server = await PackageServer.start();
    const rc = 'unsafeHttpWhitelist: ["127.0.0.1"]\n';
    using project = await NodeStore.locked('yarn-2', server, { files: { '.yarnrc.yml': rc } });
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    const [store] = project.laterStores();
    assert.equal(store?.checked, false);
    change(join(project.stores('filled'), 'yarn/cache'), () => true, yarnArchive);
    const spec = project.spec();
    const command = { tool: 'yarn', args: ['node', '-p', 'require("honest")'] };
    const ran = await project.install(project.stores('filled'), { ...spec, commands: [command] });
    assert.deepEqual([ran.exit, ran.output], [0, 'poison\n']);
  });

  it('Yarn 2 and later never compares what is optional and for some platforms only, which is then not checked', async () => {
    await using server = await PackageServer.start();
    using project = await NodeStore.locked('yarn-2', server, { optional: true });
    assert.match(project.read('yarn.lock'), /conditions: os=/);
    assert.equal(project.spec().stores[0]?.checked, false);
    assert.equal((await project.install(project.stores('filled'))).exit, 0);
    change(join(project.stores('filled'), 'yarn/cache'), () => true, yarnArchive);
    project.carry(project.stores('filled'), project.stores('taken'));
    project.uninstall();
    const ran = await project.install(project.stores('taken'));
    assert.deepEqual([ran.exit, project.installed()?.code], [0, POISON['index.js']], ran.output);
  });
});
