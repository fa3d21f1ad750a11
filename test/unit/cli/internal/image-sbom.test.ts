import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Ended, Start } from '../../../../src/core/inside.ts';
import type { SbomRequest } from '../../../../src/image/sbom/request.ts';
import { layerTar, schemaProblems } from '../../../support/sbom.ts';
import { layoutOf } from '../../../support/sbom-ground.ts';
import { AtWork } from './at-work.ts';

const BASE = { name: 'debian:bookworm', digest: `sha256:${'ab'.repeat(32)}` };

function aJob(t: TestContext): AtWork {
  const work = new AtWork(t);
  work.write('layer.tar', layerTar({ 'node_modules/a/package.json': '{"name":"a","version":"1"}' }));
  layoutOf(work.path('layout'), [work.path('layer.tar')]);
  work.write('built.json', JSON.stringify({ bases: [BASE, { name: 'x', digest: 'none' }] }));
  return work;
}

function run(work: AtWork, request: Partial<SbomRequest> = {}, how?: Ended, env: object = {}) {
  const asked = {
    layout: work.path('layout'),
    out: work.path('out/image.cdx.json'),
    with: 'own',
    ...request,
  };
  const started: Start[] = [];
  const start = (one: Start) => {
    started.push(one);
    return { ended: Promise.resolve(how ?? { kind: 'exited' as const, exit: 0 }), signal: () => {} };
  };
  return work.run(['image-sbom', JSON.stringify(asked), work.path('result.json')], {
    start,
    env: { ...env },
  });
}

describe('internal image-sbom', () => {
  it('writes the bill, who made it and how much is in it', async (t) => {
    const work = aJob(t);
    assert.equal(await run(work, { name: 'ghcr.io/x/app' }, undefined, { SOURCE_DATE_EPOCH: '0' }), 0);
    const bom = JSON.parse(String(work.read('out/image.cdx.json')));
    assert.deepEqual(schemaProblems(bom), []);
    assert.equal(bom.metadata.timestamp, '1970-01-01T00:00:00Z');
    assert.equal(bom.metadata.component.name, 'ghcr.io/x/app');
    const said = JSON.parse(String(work.read('result.json')));
    assert.match(said.maker, /^sealsmith \d/);
    assert.deepEqual([said.components, said.remarks], [1, []]);
  });

  it('names the bases that the builder found, and nothing that is none', async (t) => {
    const work = aJob(t);
    assert.equal(await run(work, { built: work.path('built.json') }), 0);
    const bom = JSON.parse(String(work.read('out/image.cdx.json')));
    const bases = bom.components.filter(({ type }: { type: string }) => type === 'container');
    assert.deepEqual(
      bases.map(({ name, version }: { name: string; version: string }) => [name, version]),
      [[BASE.name, BASE.digest]],
    );
  });

  for (const [name, request, how] of [
    ['there is no layout', { layout: 'nowhere' }, undefined],
    ['the builder left nothing', { built: 'nowhere' }, undefined],
    ['the program is not there', { with: 'syft' }, { kind: 'not-started', errno: 'ENOENT' }],
    ['the program fails', { with: 'syft' }, { kind: 'exited', exit: 1 }],
    ['the program is ended', { with: 'trivy' }, { kind: 'killed', signal: 'SIGTERM' }],
    ['the program writes nothing', { with: 'trivy' }, { kind: 'exited', exit: 0 }],
  ] as const) {
    it(`ends with 1 and writes nothing when ${name}`, async (t) => {
      const work = aJob(t);
      assert.equal(await run(work, request as Partial<SbomRequest>, how), 1);
      assert.ok(!work.has('out/image.cdx.json') && !work.has('result.json'));
      assert.notEqual(work.err, '');
    });
  }
});
