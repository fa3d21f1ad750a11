/** What every builder must do, whatever it builds: asked of all of them, with real engines and a real registry. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { BuilderName, Descriptor, Recipe } from '../../src/core/image.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import { BUILDERS, builderOf } from '../../src/image/builders/registry.ts';
import { faultyRegistry } from '../fake/faulty-registry.ts';
import { type Docker, dockerEngine, dockerImages } from '../support/docker.ts';
import { baseRegistry } from '../support/engine-bases.ts';
import {
  type BuildPlace,
  builtRecipe,
  dockerfileRecipe,
  HERE,
  startRecipe,
} from '../support/engine-builds.ts';
import { without } from '../support/python-projects.ts';

const docker: Docker | string = await dockerEngine();

before(() => {
  if (typeof docker === 'string' && process.env['CI']) throw new Error(docker);
});

after(async () => {
  if (typeof docker !== 'string') await docker.stop();
});

/** Of one workspace: `app/main` on a base that is in a registry. */
type Way = {
  /** @param base  with its tag  @param digest  of its manifest */
  recipe(base: string, digest: string): Recipe;
  /** What another job made is taken as it is, without labels of ours and without files of the workspace. */
  readonly adds: boolean;
};

const dockerfile = (engine: Parameters<typeof dockerfileRecipe>[0]): Way => ({
  recipe: (base) => dockerfileRecipe(engine, { args: { BASE: base } }),
  adds: true,
});

/** The compiler asks for one line a builder. */
const WAYS: Readonly<Record<BuilderName, Way>> = {
  layers: {
    recipe: (base) => ({
      kind: 'layers',
      base: { kind: 'registry', name: base },
      layers: [
        { kind: 'copy', from: 'app' as WorkspacePath, to: '/app', exclude: [], owner: { uid: 0, gid: 0 } },
      ],
      config: {},
      compression: 'gzip',
      dependencies: undefined,
      binary: undefined,
    }),
    adds: true,
  },
  docker: dockerfile('docker'),
  buildah: dockerfile('buildah'),
  podman: dockerfile('podman'),
  import: {
    recipe: (base, digest) => ({
      kind: 'import',
      from: { kind: 'registry', name: `${base.replace(/:[^:/]*$/, '')}@${digest}` },
    }),
    adds: false,
  },
};

const FILES = { Dockerfile: 'ARG BASE\nFROM ${BASE}\nCOPY app /app\n', 'app/main': 'hello' };

for (const builder of Object.values(BUILDERS)) {
  const { name } = builder;
  const way = WAYS[name];
  const place = (): BuildPlace => ({
    files: FILES,
    env: name === 'docker' && typeof docker !== 'string' ? docker.env : {},
  });
  /** Files that no other test has, so that no engine knows them from elsewhere. */
  const unique = (): Record<string, string> => ({ unique: String(process.hrtime.bigint()) });

  describe(`the builder ${name}`, { skip: missing(name) }, () => {
    it('is the one for its recipe, and says what it is', () => {
      assert.equal(builderOf(way.recipe('base:1', '')), name);
      assert.match(builder.summary, /./);
    });

    it('leaves a layout of one image, whole and without anything else', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', unique());
      const labels = { 'org.example.a': 'b c', run: String(process.hrtime.bigint()) };
      const image = await builtRecipe(t, way.recipe(`${registry.host}/base:1`, digest), {
        ...place(),
        ...(way.adds ? { labels } : {}),
      });
      if (typeof docker !== 'string') assert.deepEqual(dockerImages(docker, `run=${labels.run}`), []);
      assert.deepEqual(JSON.parse(readFileSync(join(image.layout, 'oci-layout'), 'utf8')), {
        imageLayoutVersion: '1.0.0',
      });
      const index: { manifests: Descriptor[] } = JSON.parse(
        readFileSync(join(image.layout, 'index.json'), 'utf8'),
      );
      const listed = index.manifests.map((one) => [one.digest, one.platform]);
      assert.deepEqual(listed, [[image.manifest.digest, HERE]]);
      const parts = [image.manifest, image.config, ...image.layers];
      const blobs = readdirSync(join(image.layout, 'blobs/sha256'));
      assert.deepEqual(blobs.sort(), [...new Set(parts.map((one) => one.digest.slice(7)))].sort());
      for (const part of parts) {
        const bytes = readFileSync(join(image.layout, 'blobs/sha256', part.digest.slice(7)));
        assert.equal(bytes.length, part.size);
        assert.equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, part.digest);
      }
      assert.equal(image.json['os'], HERE.os);
      assert.equal(image.json['architecture'], HERE.architecture);
      if (!way.adds) return;
      assert.deepEqual(image.json.config['Labels'], labels);
      assert.equal(image.text('app/main'), 'hello');
      assert.deepEqual(image.bases, [{ name: `${registry.host}/base:1`, digest }]);
    });

    it('leaves what others read', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', unique());
      const image = await builtRecipe(t, way.recipe(`${registry.host}/base:1`, digest), place());
      const said = execFileSync('skopeo', ['inspect', `oci:${image.layout}`], { encoding: 'utf8' });
      assert.deepEqual(
        (JSON.parse(said) as { Layers: string[] }).Layers,
        image.layers.map((layer) => layer.digest),
      );
    });

    it('makes the same image in another folder', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', unique());
      const recipe = way.recipe(`${registry.host}/base:1`, digest);
      const one = await builtRecipe(t, recipe, place());
      const other = await builtRecipe(t, recipe, place());
      assert.equal(one.manifest.digest, other.manifest.digest);
    });

    it('refuses what is not there, and leaves nothing', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', unique());
      await refused(t, way.recipe(`${registry.host}/other:1`, digest), place());
    });

    it('refuses another platform than the base has, and leaves nothing', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', unique());
      const platform = { os: 'linux', architecture: 's390x' };
      await refused(t, way.recipe(`${registry.host}/base:1`, digest), { ...place(), platform });
    });

    it('ends at once when it is interrupted while a registry answers slowly, and leaves nothing', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', unique());
      const layer = layerOf(`${registry.host}/base:1`);
      let asked = false;
      const slow = await faultyRegistry(t, registry.host, ({ method, url }) => {
        if (method !== 'GET' || !url.endsWith(layer)) return undefined;
        asked = true;
        return { kind: 'drip' };
      });
      const run = String(process.hrtime.bigint());
      const building = startRecipe(t, way.recipe(`${slow.address}/base:1`, digest), {
        ...place(),
        ...(way.adds ? { labels: { run } } : {}),
      });
      for (let tries = 0; !asked && tries < 600; tries += 1) await pause(50);
      assert.ok(asked, 'the layer was never asked for');
      const started = performance.now();
      building.child.kill('SIGINT');
      const { result } = await building.done;
      assert.ok(performance.now() - started < 5000, 'a job has five seconds');
      assert.deepEqual(result, { ok: false, failure: { code: 'interrupted', signal: 'SIGINT' } });
      assert.deepEqual(readdirSync(building.temporary), []);
      assert.deepEqual(readdirSync(building.folder).sort(), Object.keys(TOP).sort());
      if (typeof docker !== 'string') assert.deepEqual(dockerImages(docker, `run=${run}`), []);
    });
  });
}

/** On a laptop; in CI nothing is. */
function missing(name: BuilderName): string | false {
  const engine = ['buildah', 'podman'].includes(name) ? without(name) : false;
  const docked = name === 'docker' && typeof docker === 'string' ? docker : false;
  return docked || engine || without('registry') || without('crane') || without('skopeo');
}

/** What stands in the workspace's root. */
const TOP = { Dockerfile: true, app: true };

async function refused(t: TestContext, recipe: Recipe, place: BuildPlace): Promise<void> {
  const building = startRecipe(t, recipe, place);
  const { result, log } = await building.done;
  assert.ok(!result.ok, log);
  assert.equal(existsSync(join(building.folder, 'image')), false);
  assert.deepEqual(readdirSync(building.temporary), []);
  assert.deepEqual(readdirSync(building.folder).sort(), Object.keys(TOP).sort());
}

/** Digest of its one layer. */
function layerOf(name: string): string {
  const manifest = execFileSync('crane', ['manifest', name], { encoding: 'utf8' });
  return (JSON.parse(manifest) as { layers: [Descriptor] }).layers[0].digest;
}
