import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { component, listed, made, needsOf, purls } from '../../../support/sbom.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const manifest = (name: string, version: string, more: object = {}): string =>
  JSON.stringify({ name, version, ...more });

const SHA512 = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;

describe('npm packages', () => {
  it('are found below node_modules, scoped ones with their scope', async () => {
    const list = await listed([
      {
        'app/node_modules/@types/node/package.json': manifest('@types/node', '24.1.0', { license: 'MIT' }),
        'app/node_modules/left/package.json': manifest('left', '1.0.0'),
        'app/node_modules/left/node_modules/pad/package.json': manifest('pad', '2.0.0'),
      },
    ]);
    assert.deepEqual(purls(list), [
      'pkg:npm/%40types/node@24.1.0',
      'pkg:npm/left@1.0.0',
      'pkg:npm/pad@2.0.0',
    ]);
    const types = component(list, 'pkg:npm/%40types/node@24.1.0');
    assert.deepEqual([types.group, types.name, types.type], ['@types', 'node', 'library']);
  });

  it('are not every package.json that lies inside of one', async () => {
    const list = await listed([
      {
        'app/node_modules/left/package.json': manifest('left', '1.0.0'),
        'app/node_modules/left/dist/esm/package.json': JSON.stringify({ type: 'module' }),
        'app/node_modules/left/test/fixture/package.json': manifest('evil', '6.6.6'),
        'app/node_modules/.bin/package.json': manifest('bin', '1.0.0'),
      },
    ]);
    assert.deepEqual(purls(list), ['pkg:npm/left@1.0.0']);
  });

  it('list an application by its own package.json', async () => {
    const list = await listed([
      {
        'app/package.json': manifest('app', '1.0.0', { dependencies: { left: '^1' } }),
        'app/node_modules/left/package.json': manifest('left', '1.2.0'),
      },
    ]);
    assert.equal(component(list, 'pkg:npm/app@1.0.0').type, 'application');
    assert.deepEqual(needsOf(list, 'pkg:npm/app@1.0.0'), ['pkg:npm/left@1.2.0']);
  });

  it('need the nearest one, as Node finds it, through the links of pnpm too', async () => {
    const needs = { dependencies: { pad: '*' } };
    const list = await listed([
      {
        'a/node_modules/left/package.json': manifest('left', '1.0.0', needs),
        'a/node_modules/left/node_modules/pad/package.json': manifest('pad', '1.0.0'),
        'a/node_modules/pad/package.json': manifest('pad', '2.0.0'),
        'a/node_modules/right/package.json': manifest('right', '1.0.0', needs),
        'b/node_modules/.pnpm/up@1.0.0/node_modules/up/package.json': manifest('up', '1.0.0', needs),
        'b/node_modules/.pnpm/up@1.0.0/node_modules/pad': { link: '../../pad@3.0.0/node_modules/pad' },
        'b/node_modules/.pnpm/pad@3.0.0/node_modules/pad/package.json': manifest('pad', '3.0.0'),
      },
    ]);
    assert.deepEqual(needsOf(list, 'pkg:npm/left@1.0.0'), ['pkg:npm/pad@1.0.0']);
    assert.deepEqual(needsOf(list, 'pkg:npm/right@1.0.0'), ['pkg:npm/pad@2.0.0']);
    assert.deepEqual(needsOf(list, 'pkg:npm/up@1.0.0'), ['pkg:npm/pad@3.0.0']);
  });

  it('have the hash that the lock file promises; an image has nothing that is only locked', async () => {
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', version: '1.0.0' },
        'node_modules/left': { version: '1.0.0', integrity: SHA512 },
        'node_modules/only': { version: '1.0.0', dev: true, integrity: SHA512 },
      },
    });
    const list = await listed([
      { 'app/package-lock.json': lock, 'app/node_modules/left/package.json': manifest('left', '1.0.0') },
    ]);
    assert.deepEqual(purls(list), ['pkg:npm/left@1.0.0']);
    assert.deepEqual(component(list, 'pkg:npm/left@1.0.0').hashes, [
      { alg: 'SHA-512', content: '01'.repeat(64) },
    ]);
  });

  for (const [version, lock] of [
    [
      1,
      {
        dependencies: {
          a: {
            version: '1.0.0',
            integrity: SHA512,
            dependencies: { '@s/b': { version: '2.0.0', dev: true } },
          },
        },
      },
    ],
    [
      3,
      {
        packages: {
          'node_modules/a': { version: '1.0.0', integrity: SHA512 },
          'node_modules/a/node_modules/@s/b': { version: '2.0.0', dev: true },
          work: { version: '1.0.0' },
          'node_modules/work': { link: true },
        },
      },
    ],
  ] as const) {
    it(`of a folder are also those of a lock file of version ${version}`, async (t) => {
      const folder = temporaryFolder(t);
      write(folder, 'package-lock.json', JSON.stringify({ lockfileVersion: version, ...lock }));
      const list = await made({ kind: 'folder', path: folder });
      assert.deepEqual(purls(list), ['pkg:npm/%40s/b@2.0.0', 'pkg:npm/a@1.0.0']);
      assert.deepEqual(component(list, 'pkg:npm/%40s/b@2.0.0').properties, [
        { name: 'sealsmith:npm:state', value: 'locked for development' },
      ]);
    });
  }

  for (const [license, licenses] of [
    [{ license: '(MIT OR CC0-1.0)' }, [{ expression: 'MIT OR CC0-1.0' }]],
    [{ license: { type: 'ISC' } }, [{ license: { id: 'ISC' } }]],
    [
      { licenses: [{ type: 'MIT' }, { type: 'Own' }] },
      [{ license: { id: 'MIT' } }, { license: { name: 'Own' } }],
    ],
    [{ license: 'SEE LICENSE IN x' }, [{ license: { name: 'SEE LICENSE IN x' } }]],
    [{ license: 7 }, undefined],
  ] as const) {
    it(`say their licence by ${JSON.stringify(license)}`, async () => {
      const list = await listed([{ 'node_modules/a/package.json': manifest('a', '1.0.0', license) }]);
      assert.deepEqual(component(list, 'pkg:npm/a@1.0.0').licenses, licenses);
    });
  }

  it('leave out names that npm would not take', async () => {
    const list = await listed([
      {
        'node_modules/a/package.json': manifest('../../evil', '1.0.0'),
        'node_modules/b/package.json': manifest('a b', '1.0.0'),
        'node_modules/c/package.json': JSON.stringify({ name: ['c'], version: 1 }),
      },
    ]);
    assert.deepEqual(purls(list), []);
  });
});

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
