/**
 * C10: the folder of a package manager counts as checked for the files that are kept, and for no others. What an honest
 * signer of the protected branch seals besides (a dependency of it had turned bad) never reaches a manager.
 */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Ground } from '../../../src/cache/drill/ground.ts';
import { keepPackages, takePackages, vaultOf } from '../../../src/cache/drill/runs.ts';
import { takeStore } from '../../../src/cache/packages.ts';
import type { PackageStore } from '../../../src/core/step.ts';
import { GO_STORES } from '../../../src/toolchains/go/stores.ts';
import { MANAGER_STORES } from '../../../src/toolchains/node/stores.ts';
import { PYTHON_STORES } from '../../../src/toolchains/python/stores.ts';
import { aTree, snapshot } from '../../support/archive.ts';
import { aGround, FOLDERS, sealedEntry } from '../../support/cache-range.ts';

type Case = {
  readonly store: PackageStore | undefined;
  readonly kept: string;
  readonly foreign: readonly string[];
};

const GO = 'cache/download/example.org/m/@v/v1.0.0';

const CASES: readonly Case[] = [
  {
    store: GO_STORES.find(({ name }) => name === 'go-modules'),
    kept: `${GO}.zip`,
    // Go holds a `.ziphash` against go.sum in place of the archive, and reads what lies unpacked as it is.
    foreign: [
      `${GO}.ziphash`,
      'example.org/m@v1.0.0/evil.go',
      'cache/download/golang.org/toolchain/@v/v1.zip',
      'cache/lock',
    ],
  },
  {
    store: MANAGER_STORES.npm,
    kept: '_cacache/content-v2/sha512/ab/cd/ef',
    foreign: ['_logs/x', '_cacache/tmp/x', 'x'],
  },
  {
    store: MANAGER_STORES.yarn,
    kept: 'cache/a.zip',
    foreign: ['cache/a.js', 'plugins/a.cjs', '.yarnrc.yml'],
  },
  { store: PYTHON_STORES['pip-wheels'], kept: 'a.whl', foreign: ['a.tar.gz', 'pip.conf', 'b/c.txt'] },
];

for (const { store, kept, foreign } of CASES) {
  assert.ok(store !== undefined);
  const checked = { ...store, checked: true };
  describe(`the folder of ${store.name}`, () => {
    for (const folder of FOLDERS) {
      for (const path of foreign) {
        it(`C10: is entry-unsafe with ${path} in it (${folder})`, async (t) => {
          const ground = aGround(t, folder);
          plant(ground, [kept]);
          const twin = await takePackages(ground, 'release', checked);
          assert.deepEqual([twin.taken, twin.strays], [true, []], JSON.stringify(twin.misses));
          ground.range.world.files.remove(ground.root);
          plant(ground, [kept, path].toSorted());
          const answer = await takePackages(ground, 'release', checked);
          assert.deepEqual(
            [answer.misses[0]?.code, answer.taken, answer.strays],
            ['entry-unsafe', false, []],
          );
        });
      }
    }

    it('C10 twin: is kept without what a release would refuse, and taken by one', async (t) => {
      const ground = aGround(t, 'directory');
      const made = join(ground.folder, 'made/out');
      ground.range.world.files.remove(made);
      for (const path of [kept, ...foreign]) {
        mkdirSync(join(made, dirname(path)), { recursive: true });
        writeFileSync(join(made, path), path);
      }
      const done = await keepPackages(ground, 'branch', checked);
      assert.ok(done.ok, JSON.stringify(done));
      const vault = await vaultOf(ground, 'release');
      const place = join(ground.target, 'packages');
      const slot = { ...ground.slot, name: 'install/it', store: checked };
      const { taken, misses } = await takeStore(vault, slot, place, new AbortController().signal);
      assert.ok(taken !== undefined, JSON.stringify(misses));
      const files = [...snapshot(place)].filter(([, what]) => what.startsWith('file')).map(([path]) => path);
      assert.deepEqual(files, [kept]);
    });
  });
}

/** An entry of the branch's own key, with these files and the folders above them. */
function plant(ground: Ground, paths: readonly string[]): void {
  const folders = new Set(['store']);
  for (const path of paths) {
    const parts = `store/${path}`.split('/').slice(0, -1);
    for (const at of parts.keys()) folders.add(parts.slice(0, at + 1).join('/'));
  }
  const files = Object.fromEntries(paths.map((path) => [`store/${path}`, path]));
  const bytes = sealedEntry(ground, aTree([...folders].toSorted(), files), {}, { kind: 'store' });
  ground.plant(bytes, { kind: 'store' });
}
