/** Bases from a real registry, and the lock that pins them. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { pushImage } from '../../src/clients/registry/push.ts';
import { Repository } from '../../src/clients/registry/repository.ts';
import type { Platform } from '../../src/core/image.ts';
import { ok } from '../../src/core/result.ts';
import { parseImageName } from '../../src/formats/image-name.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { resolveBase } from '../../src/image/bases/registry.ts';
import { EMPTY_LOCK, pinOf } from '../../src/image/lock.ts';
import { updateLock } from '../../src/image/lock-update.ts';
import { addManifest, anImage, describeBytes, MemoryImage } from '../support/images.ts';
import { anInside } from '../support/inside.ts';
import { without } from '../support/python-projects.ts';
import { startReferrersRegistry } from '../support/registries.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { value } from '../support/world.ts';

const AMD: Platform = { os: 'linux', architecture: 'amd64' };

describe('a base of a registry', { skip: without('registry') }, () => {
  const tagged = async (t: TestContext, image: MemoryImage, name: string) => {
    const parsed = parseImageName(name);
    assert.ok(parsed);
    const inside = anInside(t, temporaryFolder(t));
    const repository = new Repository(inside.doors(), parsed, {
      plainHttp: [],
      credential: async () => ok(undefined),
      signal: new AbortController().signal,
    });
    return value(await pushImage(image, repository, { tags: [parsed.tag ?? 'latest'] })).root;
  };

  it('is taken as its tag stands where nothing pins it, and that is said', async (t) => {
    const name = `${await startReferrersRegistry(t)}/base:1`;
    const root = await tagged(t, anImage(), name);
    const folder = temporaryFolder(t);
    const inside = anInside(t, folder, { env: { SEALSMITH_IMAGES: folder } });
    const request = {
      spec: { kind: 'registry', name },
      platform: AMD,
      lock: EMPTY_LOCK,
      plainHttp: [],
    } as const;
    const base = value(await resolveBase(request, inside));
    assert.deepEqual(base.resolved, { name, digest: root.digest });
    assert.match(base.remarks.join(), /is not pinned/);
    const [layer] = base.image?.manifest.layers ?? [];
    assert.ok(layer && existsSync(base.image?.source.path(layer) ?? ''));
  });

  it('is the pinned one after its tag has moved, and that is said', async (t) => {
    const name = `${await startReferrersRegistry(t)}/base:1`;
    const first = await tagged(t, withPython(), name);
    const folder = temporaryFolder(t);
    const inside = anInside(t, folder, { env: { SEALSMITH_IMAGES: folder } });
    const wish = {
      bases: [{ kind: 'registry', name }],
      images: ['scratch'],
      platform: AMD,
      plainHttp: [],
    } as const;
    const { lock } = value(await updateLock(EMPTY_LOCK, wish, false, inside));
    assert.equal(pinOf(lock, name, AMD)?.digest, first.digest);
    assert.equal(pinOf(lock, name, AMD)?.platform?.python, '3.13.1');
    const second = await tagged(t, withPython('3.13.2'), name);
    const request = { spec: { kind: 'registry', name }, platform: AMD, lock, plainHttp: [] } as const;
    const base = value(await resolveBase(request, inside));
    assert.equal(base.resolved?.digest, first.digest);
    assert.match(base.remarks.join(), new RegExp(`is ${second.digest.slice(0, 19)} now`));
    assert.equal(value(await base.facts()).python, '3.13.1');

    const kept = value(await updateLock(lock, wish, false, inside));
    assert.equal(pinOf(kept.lock, name, AMD)?.digest, first.digest);
    const updated = value(await updateLock(lock, wish, true, inside));
    assert.deepEqual(updated.changes, [
      { name, kind: 'changed', from: first.digest, to: second.digest, packages: [] },
    ]);
    const none = value(await updateLock(updated.lock, { ...wish, bases: [] }, true, inside));
    assert.deepEqual([none.changes.map(({ kind }) => kind), none.lock.images.size], [['removed'], 0]);
  });

  it('is the one for its platform in an index', async (t) => {
    const image = new MemoryImage();
    const [amd, arm] = [addManifest(image, [500]), addManifest(image, [600], 'arm64')];
    image.root = image.addJson(MEDIA.index, {
      schemaVersion: 2,
      mediaType: MEDIA.index,
      manifests: [amd, arm],
    });
    const name = `${await startReferrersRegistry(t)}/base:1`;
    const root = await tagged(t, image, name);
    const inside = anInside(t, temporaryFolder(t));
    const of = async (architecture: string) =>
      resolveBase(
        {
          spec: { kind: 'registry', name },
          platform: { os: 'linux', architecture },
          lock: EMPTY_LOCK,
          plainHttp: [],
        },
        inside,
      );
    const base = value(await of('arm64'));
    assert.equal(base.resolved?.digest, root.digest);
    assert.equal(base.image?.descriptor.digest, arm.digest);
    base.release();
    assert.equal((await of('s390x')).ok, false);
  });

  it('is fetched again when what is kept of it was changed', async (t) => {
    const name = `${await startReferrersRegistry(t)}/base:1`;
    await tagged(t, anImage([5000]), name);
    const folder = temporaryFolder(t);
    const inside = anInside(t, folder, { env: { SEALSMITH_IMAGES: folder } });
    const request = {
      spec: { kind: 'registry', name },
      platform: AMD,
      lock: EMPTY_LOCK,
      plainHttp: [],
    } as const;
    const once = value(await resolveBase(request, inside));
    const [layer] = once.image?.manifest.layers ?? [];
    assert.ok(layer);
    const kept = once.image?.source.path(layer) ?? '';
    writeFileSync(kept, Buffer.alloc(5000, 1));
    const again = value(await resolveBase(request, inside));
    const path = again.image?.source.path(layer) ?? '';
    assert.equal(describeBytes('', readFileSync(path)).digest, layer.digest);
  });
});

function withPython(version = '3.13.1'): MemoryImage {
  const image = new MemoryImage();
  const layer = image.add(MEDIA.layerTar, Buffer.alloc(1024));
  const config = image.addJson(MEDIA.config, {
    architecture: 'amd64',
    os: 'linux',
    config: { Env: [`PYTHON_VERSION=${version}`] },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  image.root = image.addJson(MEDIA.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config,
    layers: [layer],
  });
  return image;
}
