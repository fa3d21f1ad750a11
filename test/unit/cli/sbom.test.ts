import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type SbomFlags, sbom } from '../../../src/cli/sbom.ts';
import { createWorld } from '../../../src/system/world.ts';
import { layerTar, schemaProblems } from '../../support/sbom.ts';
import { layoutOf } from '../../support/sbom-ground.ts';
import { aSession } from '../../support/session.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** A workspace with a layout and a folder of packages in it. */
function aPlace(t: TestContext): string {
  const folder = temporaryFolder(t);
  const tar = join(folder, 'layer.tar');
  writeFileSync(
    tar,
    layerTar({ 'app/node_modules/a/package.json': '{"name":"a","version":"1","license":"MIT"}' }),
  );
  layoutOf(join(folder, 'layout'), [tar]);
  mkdirSync(join(folder, 'project/node_modules/b'), { recursive: true });
  writeFileSync(join(folder, 'project/node_modules/b/package.json'), '{"name":"b","version":"2"}');
  return folder;
}

async function asked(t: TestContext, folder: string, what: string, flags: SbomFlags = {}, json = false) {
  const world = createWorld({
    workspace: folder,
    entry: join(folder, 'main.js'),
    version: '0.0.0',
    secrets: new Map(),
  });
  t.after(() => world.workers.close());
  const place = aSession(world, { json }, folder);
  const exit = await sbom(place.session, what, flags);
  return { exit, out: place.out(), err: place.err() };
}

describe('sealsmith sbom', () => {
  it('says for people what is in a layout', async (t) => {
    const { exit, out } = await asked(t, aPlace(t), 'layout');
    assert.equal(exit, 0);
    assert.match(out, /1 {2}npm packages/);
    assert.match(out, /1 {2}MIT/);
  });

  it('lists a folder that is no layout as a folder', async (t) => {
    const { exit, out } = await asked(t, aPlace(t), 'project', {}, true);
    assert.equal(exit, 0);
    const bom = JSON.parse(out);
    assert.deepEqual(schemaProblems(bom), []);
    assert.equal(bom.metadata.component.name, 'project');
    assert.deepEqual(
      bom.components.map((one: { purl: string }) => one.purl),
      ['pkg:npm/b@2'],
    );
    assert.equal(bom.components[0].evidence.occurrences[0].location, 'node_modules/b/package.json');
  });

  it('writes the bill where it is told to', async (t) => {
    const folder = aPlace(t);
    const { exit, out } = await asked(t, folder, 'layout', { output: 'out/app.cdx.json' });
    assert.equal(exit, 0);
    assert.match(out, /written to out\/app\.cdx\.json/);
    assert.deepEqual(schemaProblems(JSON.parse(readFileSync(join(folder, 'out/app.cdx.json'), 'utf8'))), []);
  });

  for (const [name, what, flags, exit] of [
    ['what is not there', './nothing', {}, 2],
    ['a platform that is none', 'layout', { platform: 'vms' }, 2],
    ['a maker that is not on the machine', 'layout', { with: 'trivy' }, 5],
  ] as const) {
    it(`ends with ${exit} for ${name}`, async (t) => {
      const path = process.env['PATH'];
      process.env['PATH'] = '/nowhere';
      t.after(() => {
        process.env['PATH'] = path;
      });
      assert.equal((await asked(t, aPlace(t), what, flags)).exit, exit);
    });
  }

  it('says of a layout whose layer was changed that it is not what it says, and writes nothing', async (t) => {
    const folder = aPlace(t);
    const index = JSON.parse(readFileSync(join(folder, 'layout/index.json'), 'utf8'));
    const blob = (digest: string): string => join(folder, 'layout/blobs/sha256', digest.slice(7));
    const manifest = JSON.parse(readFileSync(blob(index.manifests[0].digest), 'utf8'));
    const layer = blob(manifest.layers[0].digest);
    const bytes = readFileSync(layer);
    bytes[bytes.length - 12] = (bytes[bytes.length - 12] ?? 0) ^ 1;
    chmodSync(layer, 0o644);
    writeFileSync(layer, bytes);
    const { exit, out } = await asked(t, folder, 'layout', { output: 'out.json' }, true);
    assert.ok(exit === 4 || exit === 2, String(exit));
    assert.doesNotMatch(out, /bomFormat/);
    assert.throws(() => readFileSync(join(folder, 'out.json')));
  });
});
