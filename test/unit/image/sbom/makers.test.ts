import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { err, ok } from '../../../../src/core/result.ts';
import type { SbomWorld } from '../../../../src/image/sbom/maker.ts';
import { MAKERS } from '../../../../src/image/sbom/makers.ts';
import { MAKER_NAMES } from '../../../../src/image/sbom/request.ts';
import { anImage, aWish, sbomWorld, schemaProblems } from '../../../support/sbom.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

/**
 * A program that takes the arguments of both, and writes CycloneDX as they do: with times, a serial number and random
 * names, in an order that changes.
 */
const FAKE = `#!/usr/bin/env node
const { writeFileSync, existsSync } = require('node:fs');
const { randomUUID } = require('node:crypto');
const args = process.argv.slice(2);
const given = args.find((arg) => arg.startsWith('oci-dir:'))?.slice(8) ?? args[args.indexOf('--input') + 1];
if (!existsSync(given + '/index.json')) process.exit(9);
const out = args.find((arg) => arg.startsWith('cyclonedx-json='))?.slice(15) ?? args[args.indexOf('--output') + 1];
const refs = [randomUUID(), randomUUID(), randomUUID()];
const components = [
  { 'bom-ref': refs[0], type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1', properties: [{ name: 'x', value: 'y' }] },
  { 'bom-ref': refs[1], type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1' },
  { 'bom-ref': refs[2], type: 'operating-system', name: 'debian', version: '12' },
];
if (Math.random() < 0.5) components.reverse();
writeFileSync(out, JSON.stringify({
  bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: 'urn:uuid:' + randomUUID(), version: 1,
  metadata: { timestamp: new Date().toISOString(), tools: { components: [{ type: 'application', name: 'faker', version: '9.9' }] }, component: { 'bom-ref': 'root', type: 'container', name: given } },
  components, dependencies: [{ ref: 'root', dependsOn: [refs[2]] }, { ref: refs[2], dependsOn: [refs[0], 'unknown'] }], vulnerabilities: [],
}));
`;

function fakeWorld(t: TestContext, program = FAKE): SbomWorld {
  const path = join(temporaryFolder(t), 'maker.cjs');
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  return sbomWorld(async (name, args, env) => {
    const { status } = spawnSync(process.execPath, [path, ...args], { env });
    if (status === 0) return ok(undefined);
    return err({ code: 'tool-broken', tool: name, path, message: `it ended with ${status}` });
  });
}

const layers = [{ 'etc/os-release': 'ID=debian\n' }];

describe('makers of bills of materials', () => {
  it('are those that the configuration names', () => {
    assert.deepEqual(Object.keys(MAKERS), [...MAKER_NAMES]);
    for (const [name, maker] of Object.entries(MAKERS)) assert.equal(maker.name, name);
  });

  for (const name of ['syft', 'trivy'] as const) {
    it(`${name} gives the same bytes for the same image, whatever it makes up`, async (t) => {
      const world = fakeWorld(t);
      const wish = aWish({ kind: 'image', image: await anImage(layers) }, { epoch: '0' });
      const texts = new Set<string>();
      for (let round = 0; round < 4; round += 1) {
        const made = await MAKERS[name].make(wish, world);
        assert.ok(made.ok, JSON.stringify(made));
        assert.equal(made.value.maker, 'faker 9.9');
        assert.deepEqual(schemaProblems(made.value.bom), []);
        texts.add(JSON.stringify(made.value.bom));
      }
      assert.equal(texts.size, 1);
      const bom = JSON.parse([...texts][0] ?? '');
      assert.deepEqual(bom.components.map((one: { 'bom-ref': string }) => one['bom-ref']).toSorted(), [
        'operating-system:debian@12',
        'pkg:npm/a@1',
        'pkg:npm/a@1 2',
      ]);
      assert.equal(bom.metadata.timestamp, '1970-01-01T00:00:00Z');
      assert.equal(bom.metadata.component.name, 'example/app');
      assert.deepEqual(
        bom.metadata.tools.components.map((one: { name: string }) => one.name),
        ['faker', 'sealsmith'],
      );
      assert.equal(bom.vulnerabilities, undefined);
    });

    for (const [what, program, code] of [
      ['that fails', 'process.exit(3)', 'tool-broken'],
      ['that writes nothing', '', 'tool-broken'],
      [
        'that writes something else',
        "const a=process.argv;require('node:fs').writeFileSync(a.find(x=>x.startsWith('cyclonedx-json='))?.slice(15)??a[a.indexOf('--output')+1],'{}')",
        'tool-broken',
      ],
    ] as const) {
      it(`${name} ${what} is a failure, and nothing stays`, async (t) => {
        const seen: string[] = [];
        const world = fakeWorld(t, program);
        const watching: SbomWorld = {
          ...world,
          files: Object.assign(Object.create(world.files), {
            temporary: (prefix: string) => {
              const made = world.files.temporary(prefix);
              if (made.ok) seen.push(made.value);
              return made;
            },
          }),
        };
        const made = await MAKERS[name].make(
          aWish({ kind: 'image', image: await anImage(layers) }),
          watching,
        );
        assert.equal(made.ok ? undefined : made.failure.code, code);
        assert.ok(seen.length === 1 && seen.every((folder) => !existsSync(folder)));
      });
    }
  }
});
