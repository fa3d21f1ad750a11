import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sha256 } from '../../../../src/core/digest.ts';
import { imageDigest } from '../../../../src/core/image.ts';
import { component, type LayerFiles, listed, purls } from '../../../support/sbom.ts';

const a = (version: string): string => JSON.stringify({ name: 'a', version });
const A = 'app/node_modules/a/package.json';

describe('layers', () => {
  const cases: readonly (readonly [
    name: string,
    layers: readonly LayerFiles[],
    versions: readonly string[],
  ])[] = [
    ['the upper file counts', [{ [A]: a('1.0.0') }, { [A]: a('2.0.0') }], ['2.0.0']],
    [
      'a file that was removed is gone',
      [{ [A]: a('1.0.0') }, { 'app/node_modules/a/.wh.package.json': '' }],
      [],
    ],
    [
      'a folder that was removed is gone with all in it',
      [{ [A]: a('1.0.0') }, { 'app/.wh.node_modules': '' }],
      [],
    ],
    ['a folder at the root may be removed', [{ [A]: a('1.0.0') }, { '.wh.app': '' }], []],
    ['a folder that was emptied is empty', [{ [A]: a('1.0.0') }, { 'app/.wh..wh..opq': '' }], []],
    ['the whole tree may be emptied', [{ [A]: a('1.0.0') }, { '.wh..wh..opq': '' }], []],
    [
      'what the same layer brings stays, before the mark',
      [{ [A]: a('1.0.0') }, { [A]: a('2.0.0'), 'app/.wh..wh..opq': '' }],
      ['2.0.0'],
    ],
    [
      'what the same layer brings stays, after the mark',
      [{ [A]: a('1.0.0') }, { 'app/.wh..wh..opq': '', [A]: a('2.0.0') }],
      ['2.0.0'],
    ],
    [
      'a name that only begins alike stays',
      [{ [A]: a('1.0.0') }, { '.wh.ap': '', 'app/node_modules/.wh.a.b': '' }],
      ['1.0.0'],
    ],
    [
      'a file in place of a folder takes all that was in it',
      [{ [A]: a('1.0.0') }, { 'app/node_modules': 'file' }],
      [],
    ],
    ['a link in place of a folder too', [{ [A]: a('1.0.0') }, { 'app/node_modules': { link: '/x' } }], []],
    [
      'a folder in place of a folder changes nothing',
      [{ [A]: a('1.0.0') }, { 'app/node_modules': { folder: true } }],
      ['1.0.0'],
    ],
    ['a link in place of the file hides it', [{ [A]: a('1.0.0') }, { [A]: { link: '/x' } }], []],
    [
      'a layer that is there twice counts twice',
      [{ [A]: a('1.0.0') }, { '.wh.app': '' }, { [A]: a('1.0.0') }],
      ['1.0.0'],
    ],
    [
      'what is removed may come back',
      [{ [A]: a('1.0.0') }, { '.wh.app': '' }, { [A]: a('3.0.0') }],
      ['3.0.0'],
    ],
    [
      'marks of aufs mean nothing',
      [{ [A]: a('1.0.0') }, { '.wh..wh.plnk': '', 'app/.wh..wh.aufs': '' }],
      ['1.0.0'],
    ],
    [
      'another name of the same file is a place more',
      [{ [A]: a('1.0.0'), 'b/node_modules/a/package.json': { hardLink: A } }],
      ['1.0.0'],
    ],
    ['no layer at all is no package', [], []],
  ];
  for (const [name, layers, versions] of cases) {
    it(name, async () => {
      assert.deepEqual(
        purls(await listed(layers)),
        versions.map((version) => `pkg:npm/a@${version}`),
      );
    });
  }

  it('say which of them a package came with', async () => {
    const made = await listed([{ [A]: a('1.0.0') }, { 'b/node_modules/a/package.json': a('1.0.0') }]);
    const layers = component(made, 'pkg:npm/a@1.0.0').evidence?.occurrences.map((one) =>
      one.additionalContext?.split(' ').at(-1),
    );
    assert.equal(new Set(layers).size, 2);
  });

  it('say of a hard link whose file was not looked at that it is left out', async () => {
    const made = await listed([{ 'store/ab': a('1.0.0'), [A]: { hardLink: 'store/ab' } }]);
    assert.deepEqual(purls(made), []);
    assert.match(made.remarks.join(), /another name/);
  });

  it('count what could not be read instead of ending', async () => {
    const layer = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`${at}/node_modules/a/package.json`, '{']),
    );
    const made = await listed([{ ...layer, [A]: a('1.0.0') }]);
    assert.deepEqual(purls(made), ['pkg:npm/a@1.0.0']);
    assert.equal(made.remarks.length, 1);
    assert.match(made.remarks[0] ?? '', /^left out 30 files/);
  });
});

describe('a bill of materials', () => {
  const layers = [
    {
      'etc/os-release': 'ID=debian\n',
      [A]: a('1.0.0'),
      'x/node_modules/b/package.json': '{"name":"b","version":"1"}',
    },
  ];

  it('has the same bytes whenever it is made, and others for another image', async () => {
    const [first, again] = [await listed(layers), await listed(layers)];
    assert.equal(JSON.stringify(first.bom), JSON.stringify(again.bom));
    const other = await listed([{ ...layers[0], new: 'file' }]);
    assert.notEqual(first.bom.serialNumber, other.bom.serialNumber);
  });

  it('does not depend on the order of files in a layer', async () => {
    const reversed = Object.fromEntries(Object.entries(layers[0] ?? {}).toReversed());
    const [one, two] = [await listed(layers), await listed([reversed])];
    const names = ({ bom }: typeof one) => bom.components.map((part) => part['bom-ref']);
    assert.deepEqual(names(one), names(two));
  });

  it('names no time unless one is given, and then that', async () => {
    assert.equal((await listed(layers)).bom.metadata.timestamp, undefined);
    assert.equal(
      (await listed(layers, { epoch: '1700000000' })).bom.metadata.timestamp,
      '2023-11-14T22:13:20Z',
    );
    assert.equal((await listed(layers, { epoch: 'now' })).bom.metadata.timestamp, undefined);
  });

  it('is about the image by its digest, and names its base', async () => {
    const digest = imageDigest('ab'.repeat(32) as Sha256);
    const made = await listed(layers, {
      name: 'registry.example:5000/group/app:1.0',
      bases: [{ name: 'debian:bookworm', digest: digest }],
    });
    const { component: subject } = made.bom.metadata;
    assert.match(
      subject.purl ?? '',
      /^pkg:oci\/app@sha256:[0-9a-f]{64}\?arch=amd64&repository_url=registry\.example:5000%2Fgroup%2Fapp$/,
    );
    const base = component(made, `pkg:oci/debian@${digest}`);
    assert.deepEqual([base.type, base.name, base.version], ['container', 'debian:bookworm', digest]);
    assert.ok(made.bom.dependencies[0]?.dependsOn?.includes(base['bom-ref']));
  });

  it('leads from its subject to everything in it, in circles too', async () => {
    const needs = (name: string, need: string) =>
      JSON.stringify({ name, version: '1.0.0', dependencies: { [need]: '*' } });
    const made = await listed([
      { 'node_modules/a/package.json': needs('a', 'b'), 'node_modules/b/package.json': needs('b', 'a') },
    ]);
    const edges = new Map(made.bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]));
    const reached = new Set<string>();
    const visit = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      for (const next of edges.get(ref) ?? []) visit(next);
    };
    visit(made.bom.metadata.component['bom-ref']);
    for (const part of made.bom.components) assert.ok(reached.has(part['bom-ref']), part['bom-ref']);
  });
});
