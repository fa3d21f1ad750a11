import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { ImageDiffView } from '../../../src/core/image-view.ts';
import { diffImages } from '../../../src/image/diff.ts';
import { inspectImage } from '../../../src/image/inspect.ts';
import { imageDiffText } from '../../../src/report/image-diff.ts';
import { imageInspectText } from '../../../src/report/image-inspect.ts';
import type { Look } from '../../../src/report/look.ts';
import { anImageOf, got, type ImageParts, type Member, tarOf } from '../../support/layouts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const LOOK: Look = { columns: 80, color: false, marks: 'plain' };

async function diff(t: TestContext, from: ImageParts, to: ImageParts): Promise<ImageDiffView> {
  const folder = temporaryFolder(t);
  return got(
    await diffImages(await anImageOf(join(folder, 'a'), from), await anImageOf(join(folder, 'b'), to)),
  );
}

const layer = (...members: readonly Member[]): ImageParts => ({ layers: [tarOf(...members)] });

describe('two images', () => {
  it('are the same by their digest', async (t) => {
    const view = await diff(t, layer(['a', 'x']), layer(['a', 'x']));
    assert.deepEqual(view.differences, []);
    assert.match(imageDiffText(view, LOOK).join('\n'), /the same image/);
  });

  const cases: readonly (readonly [string, readonly Member[], readonly Member[], string, object])[] = [
    [
      'content',
      [
        ['a', 'one'],
        ['b', 'hello world'],
      ],
      [
        ['a', 'one'],
        ['b', 'hello there'],
      ],
      'b',
      { what: 'content', at: 6 },
    ],
    ['length', [['a', 'abc']], [['a', 'abcd']], 'a', { what: 'content', at: 3 }],
    [
      'mode',
      [['a', 'x']],
      [['a', 'x', { mode: '0000755\0' }]],
      'a',
      { what: 'mode', from: '644', to: '755' },
    ],
    [
      'owner',
      [['a', 'x']],
      [['a', 'x', { uid: '0000012\0' }]],
      'a',
      { what: 'owner', from: '0:0', to: '10:0' },
    ],
    [
      'time',
      [['a', 'x']],
      [['a', 'x', { mtime: '00000000001\0' }]],
      'a',
      { what: 'time', from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:01.000Z' },
    ],
    [
      'name',
      [
        ['a', 'x'],
        ['c', 'x'],
      ],
      [
        ['a', 'x'],
        ['b', 'x'],
      ],
      'c',
      { what: 'name', from: 'c', to: 'b' },
    ],
    [
      'one member more',
      [['a', 'x']],
      [
        ['a', 'x'],
        ['b', 'x'],
      ],
      'b',
      { what: 'name', from: 'nothing', to: 'b' },
    ],
    [
      'kind',
      [['a', '']],
      [['a', '', { type: '2', target: 'b' }]],
      'a',
      { what: 'kind', from: 'file', to: 'link' },
    ],
  ];
  for (const [name, from, to, path, expected] of cases) {
    it(`differ in the first member by its ${name}`, async (t) => {
      const view = await diff(t, layer(...from), layer(...to));
      const found = view.differences.find(({ kind }) => kind === 'layer');
      assert.ok(found?.kind === 'layer' && found.member !== undefined);
      assert.equal(found.layer, 1);
      assert.equal(found.member.path, path);
      const shown = found.member.differences.find((one) => 'what' in expected && one.what === expected.what);
      assert.deepEqual({ ...shown, ...expected }, shown);
      assert.match(imageDiffText(view, LOOK).join('\n'), new RegExp(`/${path}`));
    });
  }

  it('may hold the same members in another order', async (t) => {
    const view = await diff(t, layer(['a', 'x'], ['b', 'x']), layer(['b', 'x'], ['a', 'x']));
    const [found] = view.differences;
    assert.ok(found?.kind === 'layer' && found.order);
  });

  it('may differ in how they are compressed alone', async (t) => {
    const view = await diff(t, layer(['a', 'x']), { ...layer(['a', 'x']), compress: false });
    assert.deepEqual(
      view.differences.map(({ kind }) => kind),
      ['compression'],
    );
  });

  it('may differ in configuration, manifest and number of layers, each named', async (t) => {
    const view = await diff(
      t,
      { ...layer(['a', 'x']), config: { Env: ['A=1', 'B=1'] } },
      {
        layers: [tarOf(['a', 'x']), tarOf(['b', 'x'])],
        config: { Env: ['A=1', 'B=2'] },
        annotations: { x: 'y' },
      },
    );
    assert.deepEqual(view.differences, [
      { kind: 'manifest', field: 'annotations', from: 'nothing', to: '{"x":"y"}' },
      { kind: 'config', field: 'config.Env[1]', from: '"B=1"', to: '"B=2"' },
      { kind: 'layer-count', from: 1, to: 2 },
    ]);
  });
});

describe('an image that is looked at', () => {
  it('shows its layers with what made them, and what is large, and nothing that could move the cursor', async (t) => {
    const image = await anImageOf(temporaryFolder(t), {
      layers: [tarOf(['small', 'x'], ['big', 'x'.repeat(5000)]), tarOf(['.wh.small', ''])],
      config: { Cmd: ['run', 'a b'], Env: ['A=1'] },
      history: [
        { created_by: 'COPY \u001b[31mred' },
        { created_by: 'ENV', empty_layer: true },
        { created_by: 'RUN rm small' },
      ],
      annotations: { 'org.opencontainers.image.base.name': 'debian:13' },
    });
    const view = got(await inspectImage(image));
    assert.deepEqual(
      view.layers.map(({ createdBy, members }) => [createdBy, members]),
      [
        ['COPY \u001b[31mred', 2],
        ['RUN rm small', 1],
      ],
    );
    assert.deepEqual(view.largest, [{ path: 'big', bytes: 5000, layer: 1 }]);
    assert.equal(view.base?.name, 'debian:13');
    const text = imageInspectText(view, LOOK, false).join('\n');
    assert.ok(text.includes(view.digest));
    assert.ok(!text.includes('\u001b'));
    assert.match(text, /run "a b"/);
    assert.ok(!text.includes('A=1'));
    assert.match(imageInspectText(view, LOOK, true).join('\n'), /A=1/);
    assert.ok(imageInspectText(view, LOOK, false).every((line) => line.length <= 80));
  });
});
