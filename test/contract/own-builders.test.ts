/** What the builders that need no engine promise: the same as those of Dockerfiles (builders.test.ts), and more. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { BuildRequest, ImageConfig, LayerSpec, Recipe } from '../../src/core/image.ts';
import type { Inside } from '../../src/core/inside.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { writeArchive } from '../../src/image/archive-write.ts';
import { BUILDERS, builderOf } from '../../src/image/builders/registry.ts';
import { imageOf } from '../../src/image/image.ts';
import { openLayout } from '../../src/image/layout.ts';
import { readTree } from '../../src/image/tree.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { inside } from '../../src/system/inside.ts';
import {
  AMD64,
  anImageOf,
  codeOf,
  evidenceBlobs,
  got,
  imageBlobs,
  sha256,
  tarOf,
  writeLayoutFolder,
} from '../support/layouts.ts';
import { temporaryFolder } from '../support/temporary.ts';

const disk = systemDisk();
const OWNER = { uid: 0, gid: 0 };
const REAL = inside(join(import.meta.dirname, '../../src/main.ts'));

function anInside(more: Partial<Inside> = {}): Inside {
  return { ...REAL, interrupt: () => new AbortController().signal, env: {}, ...more };
}

const path = (text: string): WorkspacePath => text as WorkspacePath;

async function build(out: string, recipe: Recipe, more: Partial<BuildRequest> = {}, doors = anInside()) {
  const request: BuildRequest = {
    recipe,
    platform: AMD64,
    labels: { 'org.opencontainers.image.title': 'test' },
    out: path(out),
    plainHttp: [],
    ...more,
  };
  return BUILDERS[builderOf(recipe)].build(request, doors);
}

async function opened(out: string) {
  const layout = got(openLayout(disk, out));
  const image = got(await imageOf(layout, AMD64));
  return { layout, image, tree: got(await readTree(image)) };
}

/** Two folders and a program, as a job finds them; a builder is started in it. */
function aWorkspace(t: TestContext): string {
  const folder = join(temporaryFolder(t), 'w');
  mkdirSync(join(folder, 'app/tests'), { recursive: true });
  writeFileSync(join(folder, 'app/main.py'), 'print(1)\n');
  writeFileSync(join(folder, 'app/tests/t.py'), '');
  mkdirSync(join(folder, 'program'));
  writeFileSync(join(folder, 'program/run'), '#!/bin/sh\n');
  chmodSync(join(folder, 'program/run'), 0o755);
  execFileSync('tar', ['-czf', join(folder, 'program.tar.gz'), '-C', folder, 'program']);
  process.chdir(folder);
  return folder;
}

function layersRecipe(
  base: string | undefined,
  config: ImageConfig = {},
  layers: readonly LayerSpec[] = [
    { kind: 'copy', from: path('app'), to: '/app', exclude: ['**/tests'], owner: OWNER },
    { kind: 'binary', to: '/opt', owner: { uid: 10, gid: 10 } },
  ],
): Recipe {
  return {
    kind: 'layers',
    base: base === undefined ? { kind: 'scratch' } : { kind: 'layout', path: path(base) },
    layers,
    config,
    compression: 'gzip',
    dependencies: undefined,
    binary: path('program.tar.gz'),
  };
}

/** Every recipe that makes the same image of a base with these settings, ready to be built. */
const WAYS: Readonly<Record<string, (t: TestContext, folder: string) => Promise<Recipe>>> = {
  'layers on nothing': async () => layersRecipe(undefined),
  'layers on a layout': async (_, folder) => {
    await anImageOf(`${folder}/base`, { layers: [tarOf(['bin/', ''], ['bin/sh', 'sh'])] });
    return layersRecipe('base');
  },
  'import of a layout': async (_, folder) => {
    await anImageOf(`${folder}/made`, { layers: [tarOf(['app/', ''], ['app/main.py', 'x'])] });
    return { kind: 'import', from: { kind: 'layout', path: path('made') } };
  },
  'import of an archive': async (_, folder) => {
    const image = await anImageOf(`${folder}/made`, { layers: [tarOf(['app/', ''], ['app/main.py', 'x'])] });
    got(await writeArchive(disk, image, ['a:1'], `${folder}/made.tar`));
    return { kind: 'import', from: { kind: 'archive', path: path('made.tar') } };
  },
};

for (const [name, way] of Object.entries(WAYS)) {
  describe(name, () => {
    it('leaves a layout of one image that is what was said of it', async (t) => {
      const folder = aWorkspace(t);
      const built = got(await build(`${folder}/out`, await way(t, folder)));
      const { layout, image, tree } = await opened(`${folder}/out`);
      assert.equal(layout.index.manifests.length, 1);
      assert.equal(layout.root.digest, built.manifest.digest);
      assert.deepEqual(layout.root.platform, AMD64);
      assert.deepEqual(image.manifest.config, built.config);
      assert.deepEqual(image.manifest.layers, built.layers);
      assert.equal(tree.get('app/main.py')?.kind, 'file');
      assert.equal(tree.get('app/tests'), undefined);
    });

    it('gives the same digest in another folder, without and with what an earlier build left', async (t) => {
      const digests: string[] = [];
      const store = temporaryFolder(t);
      for (const env of [{}, { SEALSMITH_IMAGES: store }, { SEALSMITH_IMAGES: store }]) {
        const folder = aWorkspace(t);
        const recipe = await way(t, folder);
        const built = got(await build(`${folder}/out`, recipe, {}, anInside({ env })));
        digests.push(built.manifest.digest);
      }
      assert.equal(new Set(digests).size, 1, digests.join(' '));
    });

    it('leaves nothing when it is interrupted, and what was there stays', async (t) => {
      const folder = aWorkspace(t);
      const recipe = await way(t, folder);
      const before = readdirSync(folder).sort();
      const stop = new AbortController();
      stop.abort('SIGINT');
      const doors = anInside({ interrupt: () => stop.signal });
      assert.equal(codeOf(await build(`${folder}/out`, recipe, {}, doors)), 'interrupted');
      assert.deepEqual(readdirSync(folder).sort(), before);
    });

    it('is refused for another platform than it has', async (t) => {
      const folder = aWorkspace(t);
      const recipe = await way(t, folder);
      if (name === 'layers on nothing') return;
      const platform = { os: 'linux', architecture: 's390x' };
      assert.equal(codeOf(await build(`${folder}/out`, recipe, { platform })), 'image-invalid');
      assert.equal(existsSync(`${folder}/out`), false);
    });
  });
}

describe('layers', () => {
  it('writes the configuration that is asked for, on top of what the base says', async (t) => {
    const folder = aWorkspace(t);
    await anImageOf(`${folder}/base`, {
      layers: [tarOf(['bin/', ''])],
      config: {
        Env: ['PATH=/bin', 'A=base'],
        Cmd: ['base'],
        Entrypoint: ['/entry'],
        User: 'nobody',
        Healthcheck: { Test: ['CMD', 'x'] },
        ExposedPorts: { '80/tcp': {} },
        Labels: {
          own: 'base',
          'org.opencontainers.image.title': 'base',
          'org.opencontainers.image.vendor': 'base',
        },
      },
      history: [{ created_by: 'base' }, { created_by: 'nothing', empty_layer: true }],
    });
    const config = {
      entrypoint: ['/opt/program/run'],
      env: { B: '2', A: '1' },
      workdir: '/app',
      ports: [5000],
      volumes: ['/data'],
      stopSignal: 'SIGINT',
      labels: { own: 'mine' },
    };
    const built = got(await build(`${folder}/out`, layersRecipe('base', config)));
    const { image, tree } = await opened(`${folder}/out`);
    const { config: is } = image;
    assert.deepEqual(is.entrypoint, ['/opt/program/run']);
    assert.deepEqual(is.cmd, []);
    assert.deepEqual(is.env, ['PATH=/bin', 'A=1', 'B=2']);
    assert.equal(is.user, 'nobody');
    assert.equal(is.workdir, '/app');
    assert.deepEqual(is.ports, ['5000/tcp', '80/tcp']);
    assert.deepEqual(is.volumes, ['/data']);
    assert.equal(is.stopSignal, 'SIGINT');
    assert.deepEqual(is.healthcheck?.test, ['CMD', 'x']);
    assert.deepEqual(is.labels, { own: 'mine', 'org.opencontainers.image.title': 'test' });
    assert.equal(is.created, '1980-01-01T00:00:00Z');
    assert.equal(is.history.filter(({ empty }) => !empty).length, image.manifest.layers.length);
    assert.equal(image.manifest.annotations['org.opencontainers.image.base.digest'], built.bases[0]?.digest);
    assert.equal(tree.get('opt/program/run')?.mode, 0o755);
    assert.equal(tree.get('opt/program/run')?.uid, 10);
  });

  it('takes layers of the base as they are, and compresses those of an archive that lie plain', async (t) => {
    const folder = aWorkspace(t);
    const base = await anImageOf(`${folder}/base`, { layers: [tarOf(['a', 'x'])] });
    const built = got(await build(`${folder}/out`, layersRecipe('base')));
    assert.deepEqual(built.layers[0], base.manifest.layers[0]);
    await anImageOf(`${folder}/plain`, { layers: [tarOf(['a', 'x'])], compress: false });
    const plain = got(await build(`${folder}/out2`, layersRecipe('plain')));
    assert.ok(plain.layers.every(({ mediaType }) => mediaType === MEDIA.layerGzip));
    await opened(`${folder}/out2`);
  });

  it('says of a layer with nothing in it that there is none', async (t) => {
    const folder = aWorkspace(t);
    mkdirSync(`${folder}/empty`);
    const layer = {
      kind: 'copy',
      from: path('empty'),
      to: '/x',
      exclude: [],
      owner: OWNER,
    } as const;
    const built = got(await build(`${folder}/out`, layersRecipe(undefined, {}, [layer])));
    assert.equal(built.layers.length, 0);
    assert.equal(built.remarks.length, 1);
  });

  it('refuses a packed program with links out of it or devices in it', async (t) => {
    for (const [name, member] of [
      ['a link', ['-s', '../../../etc/passwd', 'evil']],
      ['an absolute link', ['-s', '/etc/passwd', 'evil']],
    ] as const) {
      const folder = aWorkspace(t);
      execFileSync('ln', [member[0], member[1], join(folder, 'program', member[2])]);
      execFileSync('tar', ['-czf', join(folder, 'program.tar.gz'), '-C', folder, 'program']);
      assert.equal(codeOf(await build(`${folder}/out`, layersRecipe(undefined))), 'image-invalid', name);
      assert.equal(existsSync(`${folder}/out`), false);
    }
  });
});

describe('import', () => {
  it('keeps the digest, and brings what speaks of the image along, but nothing of others', async (t) => {
    const folder = aWorkspace(t);
    const image = imageBlobs({ layers: [tarOf(['a', 'x'])] });
    const mine = evidenceBlobs(image.root, 'mine');
    const other = evidenceBlobs(imageBlobs({ config: { User: 'x' } }).root, 'other');
    writeLayoutFolder(
      `${folder}/made`,
      [image.root, mine.root, other.root],
      [...image.blobs, ...mine.blobs, ...other.blobs],
    );
    const recipe: Recipe = { kind: 'import', from: { kind: 'layout', path: path('made') } };
    const built = got(await build(`${folder}/out`, recipe));
    assert.equal(built.manifest.digest, image.root.digest);
    const { layout } = await opened(`${folder}/out`);
    assert.deepEqual(
      layout.evidence.map(({ digest }) => digest),
      [mine.root.digest],
    );
  });

  it('refuses a tag, and a digest file of nothing', async (t) => {
    const folder = aWorkspace(t);
    const tag: Recipe = { kind: 'import', from: { kind: 'registry', name: 'localhost:1/a:latest' } };
    assert.equal(codeOf(await build(`${folder}/out`, tag)), 'usage');
    writeFileSync(`${folder}/digest`, 'sha256:123');
    const file: Recipe = {
      kind: 'import',
      from: { kind: 'digest-file', path: path(`${folder}/digest`), name: 'localhost:1/a' },
    };
    assert.equal(codeOf(await build(`${folder}/out`, file)), 'image-invalid');
  });

  it('refuses an image of which a blob is not what its digest says, and leaves nothing', async (t) => {
    const folder = aWorkspace(t);
    const { root, blobs } = imageBlobs({ layers: [tarOf(['a', 'x'])] });
    writeLayoutFolder(`${folder}/made`, [root], blobs);
    const [layer] = blobs;
    assert.ok(layer !== undefined);
    const evil = Buffer.from(layer);
    evil[12] = (evil[12] ?? 0) ^ 1;
    writeLayoutFolder(`${folder}/made`, [root], blobs.slice(1));
    writeFileSync(`${folder}/made/blobs/sha256/${sha256(layer).slice(7)}`, evil);
    const recipe: Recipe = { kind: 'import', from: { kind: 'layout', path: path('made') } };
    assert.equal(codeOf(await build(`${folder}/out`, recipe)), 'digest-mismatch');
    assert.equal(existsSync(`${folder}/out`), false);
  });
});
