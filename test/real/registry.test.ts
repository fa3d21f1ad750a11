import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Progress, pushImage } from '../../src/clients/registry/push.ts';
import { referrersTag } from '../../src/clients/registry/referrers.ts';
import { registrySource } from '../../src/clients/registry/source.ts';
import { MEDIA, readManifest } from '../../src/formats/oci.ts';
import { tokenServer } from '../fake/token-server.ts';
import { without } from '../support/forge-tools.ts';
import { addManifest, anImage, describeBytes, MemoryImage } from '../support/images.ts';
import { startDockerRegistry, startReferrersRegistry } from '../support/registries.ts';
import { aPassword, aRepository } from '../support/registry-client.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

const skip = without('docker-registry', 'go', 'crane', 'skopeo', 'openssl');

const KINDS: readonly (readonly [string, (t: TestContext) => Promise<string>, boolean])[] = [
  ["Docker's registry", startDockerRegistry, false],
  ['the registry of go-containerregistry', startReferrersRegistry, true],
];

const TYPE = 'application/vnd.example.note+json';

function crane(...args: readonly string[]): string {
  return execFileSync('crane', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

for (const [kind, start, api] of KINDS) {
  describe(`with ${kind}`, { skip }, () => {
    it('pushes an image that others read as ours, and reads it back', async (t) => {
      const registry = await start(t);
      const repository = aRepository(t, registry);
      const image = anImage([10, 700_000, 0]);
      const pushed = value(await pushImage(image, repository, { tags: ['one', 'two'] }));
      assert.deepEqual(pushed.blobs, { there: 0, mounted: 0, sent: 4 });
      assert.equal(pushed.root.digest, image.root.digest);
      assert.equal(crane('digest', `${registry}/group/diary:two`), image.root.digest);
      const raw = execFileSync('skopeo', [
        'inspect',
        '--raw',
        '--tls-verify=false',
        `docker://${registry}/group/diary:one`,
      ]);
      assert.equal(describeBytes(MEDIA.manifest, raw).digest, image.root.digest);
      assert.deepEqual(value(await repository.tags()).toSorted(), ['one', 'two']);

      const folder = temporaryFolder(t);
      const source = value(await registrySource(repository, 'one'));
      assert.equal(source.root.digest, image.root.digest);
      const manifest = value(await source.bytes(source.root, 10_000));
      const read = readManifest(manifest, source.root.mediaType);
      assert.ok(read.ok);
      for (const blob of [read.value.config, ...read.value.layers]) {
        const path = join(folder, blob.digest);
        value(await source.download(blob, path));
        assert.deepEqual(readFileSync(path), Buffer.from(image.blobs.get(blob.digest) ?? []));
        assert.deepEqual(value(await source.bytes(blob, 1_000_000)), new Uint8Array(readFileSync(path)));
      }
    });

    it('sends nothing twice, and says how far it is', async (t) => {
      const repository = aRepository(t, await start(t));
      const image = anImage([300_000]);
      const told: Progress[] = [];
      value(await pushImage(image, repository, { tags: [], onProgress: (one) => told.push(one) }));
      const last = told.at(-1);
      assert.ok(last !== undefined && last.sent === last.total && last.sent > 300_000);
      const again = value(await pushImage(image, repository, { tags: ['late'] }));
      assert.deepEqual([again.blobs, again.sent], [{ there: 2, mounted: 0, sent: 0 }, 0]);
    });

    it('mounts what another repository of the registry has', async (t) => {
      const registry = await start(t);
      const image = anImage([300_000]);
      value(await pushImage(image, aRepository(t, registry, {}, 'base/python'), { tags: [] }));
      const options = { tags: ['x'], mountFrom: ['no/such/place', '../not/a/name', 'base/python'] };
      const pushed = value(await pushImage(image, aRepository(t, registry), options));
      assert.equal(pushed.blobs.sent + pushed.blobs.mounted + pushed.blobs.there, 2);
      assert.equal(pushed.blobs.sent, 0);
    });

    it('pushes files as they are, in a stream', async (t) => {
      const repository = aRepository(t, await start(t));
      const folder = temporaryFolder(t);
      const path = join(folder, 'layer');
      writeFileSync(path, randomBytes(3_000_000));
      const image = imageOf(path);
      value(await pushImage(image, repository, { tags: ['file'] }));
      value(
        await repository.download(describeBytes(MEDIA.layerTar, readFileSync(path)), join(folder, 'back')),
      );
      // Another one, which changes before it is sent: the registry compares the digest.
      writeFileSync(path, randomBytes(3_000_000));
      const changed = imageOf(path);
      writeFileSync(path, randomBytes(3_000_000));
      const refused = failure(await pushImage(changed, repository, { tags: ['changed'] }));
      assert.ok(refused.code === 'registry-refused' && refused.why === 'invalid');
      assert.equal(value(await repository.head('changed')), undefined);
    });

    it('pushes an index after its images, and chooses by platform', async (t) => {
      const registry = await start(t);
      const repository = aRepository(t, registry);
      const image = new MemoryImage();
      const manifests = ['amd64', 'arm64'].map((architecture) => ({
        ...addManifest(image, [1000], architecture),
        platform: { os: 'linux', architecture },
      }));
      image.root = image.addJson(MEDIA.index, { schemaVersion: 2, mediaType: MEDIA.index, manifests });
      value(await pushImage(image, repository, { tags: ['all'] }));
      assert.equal(
        crane('digest', '--platform', 'linux/arm64', `${registry}/group/diary:all`),
        manifests[1]?.digest,
      );
      const arm = value(await registrySource(repository, 'all', { os: 'linux', architecture: 'arm64' }));
      assert.deepEqual([arm.root.digest, arm.named.digest], [manifests[1]?.digest, image.root.digest]);
      const none = failure(await registrySource(repository, 'all', { os: 'linux', architecture: 's390x' }));
      assert.equal(none.code, 'image-invalid');
    });

    it('carries along what refers to the image, and finds it by type', async (t) => {
      const registry = await start(t);
      const repository = aRepository(t, registry);
      const image = anImage([1000]);
      const note = image.refer(image.root, TYPE, Buffer.from('a'), { 'org.example.kind': 'note' });
      const other = image.refer(image.root, 'application/vnd.example.other', Buffer.from('b'));
      const nested = image.refer(note, TYPE, Buffer.from('c'));
      const pushed = value(await pushImage(image, repository, { tags: ['x'] }));
      assert.deepEqual(
        pushed.referrers.map(({ digest }) => digest),
        [note.digest, other.digest, nested.digest],
      );
      const all = value(await repository.referrers(image.root.digest));
      assert.deepEqual(new Set(all.map(({ digest }) => digest)), new Set([note.digest, other.digest]));
      const [found, ...more] = value(await repository.referrers(image.root.digest, TYPE));
      assert.deepEqual([found?.digest, found?.artifactType, more], [note.digest, TYPE, []]);
      if (!api) assert.deepEqual(found?.annotations, { 'org.example.kind': 'note' });
      assert.equal(value(await repository.referrers(note.digest))[0]?.digest, nested.digest);
      // Where the API is there, nobody writes a tag; where not, it is the one that others look for.
      const tag = referrersTag(image.root.digest);
      assert.equal(value(await repository.tags()).includes(tag), !api);
      assert.deepEqual(value(await repository.referrers(describeBytes('x', randomBytes(8)).digest)), []);
      // Once more: nothing is listed twice.
      value(await pushImage(image, repository, { tags: ['x'] }));
      assert.equal(value(await repository.referrers(image.root.digest)).length, 2);
    });

    it('loses nothing when many attach to one image at once', async (t) => {
      const registry = await start(t);
      const image = anImage([1000]);
      value(await pushImage(image, aRepository(t, registry), { tags: ['x'] }));
      const writers = Array.from({ length: 6 }, async (_, number) => {
        const repository = aRepository(t, registry, { pause: later });
        const mine = new MemoryImage();
        const manifest = mine.refer(image.root, TYPE, Buffer.from(`from ${number}`));
        mine.root = manifest;
        value(await pushImage(mine, repository, { tags: [] }));
        return manifest.digest;
      });
      const written = await Promise.all(writers);
      const found = value(await aRepository(t, registry).referrers(image.root.digest, TYPE));
      assert.deepEqual(new Set(found.map(({ digest }) => digest)), new Set(written));
    });

    it('says what is not there', async (t) => {
      const repository = aRepository(t, await start(t));
      const missing = failure(await registrySource(repository, 'nothing'));
      assert.ok(missing.code === 'registry-refused' && missing.why === 'not-found');
      assert.equal(missing.as, 'nobody');
      assert.equal(value(await repository.find('nothing')), undefined);
      assert.deepEqual(value(await repository.tags()), []);
      const folder = temporaryFolder(t);
      const blob = describeBytes(MEDIA.layerTar, randomBytes(10));
      assert.equal(failure(await repository.download(blob, join(folder, 'x'))).code, 'registry-refused');
      assert.deepEqual(readdirSync(folder), []);
    });

    it('lists every tag, page by page', async (t) => {
      const repository = aRepository(t, await start(t));
      const image = anImage([10]);
      const tags = Array.from({ length: 30 }, (_, number) => `tag-${number}`);
      value(await pushImage(image, repository, { tags }));
      assert.deepEqual(value(await repository.tags()).toSorted(), tags.toSorted());
    });
  });
}

describe("with Docker's registry that knows accounts", { skip }, () => {
  it('shows a password once it is asked for, and says who was refused', async (t) => {
    const registry = await startDockerRegistry(t, { accounts: { ada: 'difference engine' } });
    const image = anImage([1000]);
    const ada = aRepository(t, registry, { as: aPassword('ada', 'difference engine') });
    value(await pushImage(image, ada, { tags: ['x'] }));
    const nobody = failure(await registrySource(aRepository(t, registry), 'x'));
    assert.ok(nobody.code === 'registry-refused');
    assert.deepEqual([nobody.why, nobody.as], ['unauthorized', 'nobody']);
    const wrong = failure(
      await pushImage(image, aRepository(t, registry, { as: aPassword('ada', 'wrong word') }), { tags: [] }),
    );
    assert.ok(wrong.code === 'registry-refused');
    assert.deepEqual([wrong.why, wrong.as], ['unauthorized', 'ada, from a test']);
    assert.doesNotMatch(JSON.stringify(wrong), /wrong word/);
  });
});

describe("with Docker's registry and a token service", { skip }, () => {
  const accounts = { ada: 'difference engine' };

  it('fetches tokens for what it does, and for nothing else', async (t) => {
    const tokens = await tokenServer(t, { accounts });
    const registry = await startDockerRegistry(t, { tokens });
    const ada = { as: aPassword('ada', 'difference engine') };
    const image = anImage([1000, 2000, 3000]);
    value(await pushImage(image, aRepository(t, registry, ada), { tags: ['x'] }));
    const scopes = new Set(tokens.asked.flatMap((one) => one.scopes));
    assert.deepEqual(scopes, new Set(['repository:group/diary:pull,push', 'repository:group/diary:pull']));
    assert.ok(tokens.asked.length <= 3, `${tokens.asked.length} tokens`);
    // Anybody may read, with a token of nobody.
    const reader = aRepository(t, registry);
    value(await registrySource(reader, 'x'));
    assert.equal(tokens.asked.at(-1)?.authorization, undefined);
    const denied = failure(await pushImage(anImage([10]), reader, { tags: ['x'] }));
    assert.ok(denied.code === 'registry-refused');
    assert.deepEqual([denied.as, denied.why], ['nobody', 'unauthorized']);
  });

  it('takes an identity token to it by OAuth 2', async (t) => {
    const tokens = await tokenServer(t, { accounts, identity: 'refresh me' });
    const registry = await startDockerRegistry(t, { tokens });
    const as = { kind: 'identity', token: 'refresh me', from: 'a test' } as const;
    value(await pushImage(anImage([1000]), aRepository(t, registry, { as }), { tags: ['x'] }));
    assert.deepEqual(new Set(tokens.asked.map(({ method }) => method)), new Set(['POST']));
    assert.equal(tokens.asked[0]?.form?.get('service'), tokens.service);
  });

  it('fetches a new one when the old one has ended', async (t) => {
    const tokens = await tokenServer(t, { accounts, life: 1 });
    const registry = await startDockerRegistry(t, { tokens });
    const repository = aRepository(t, registry, { as: aPassword('ada', 'difference engine') });
    value(await pushImage(anImage([1000]), repository, { tags: ['x'] }));
    assert.ok(tokens.asked.length > 3);
  });

  it('says what the token service said of the account, and not the password', async (t) => {
    const tokens = await tokenServer(t, { accounts });
    const registry = await startDockerRegistry(t, { tokens });
    const repository = aRepository(t, registry, { as: aPassword('ada', 'wrong word') });
    const refused = failure(await registrySource(repository, 'x'));
    assert.ok(refused.code === 'registry-refused' && refused.why === 'unauthorized');
    assert.match(refused.detail, /incorrect username or password, given \*\*\*/);
  });

  it('mounts with one token for both repositories', async (t) => {
    const tokens = await tokenServer(t, { accounts });
    const registry = await startDockerRegistry(t, { tokens });
    const as = aPassword('ada', 'difference engine');
    const image = anImage([300_000]);
    value(await pushImage(image, aRepository(t, registry, { as }, 'base/python'), { tags: [] }));
    const pushed = value(
      await pushImage(image, aRepository(t, registry, { as }), { tags: [], mountFrom: ['base/python'] }),
    );
    assert.equal(pushed.blobs.sent, 0);
    assert.ok(tokens.asked.some(({ scopes }) => scopes.includes('repository:base/python:pull')));
  });
});

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** An image of one layer, which is a file. */
function imageOf(path: string): MemoryImage {
  const image = new MemoryImage();
  const layer = describeBytes(MEDIA.layerTar, readFileSync(path));
  image.files.set(layer.digest, path);
  const config = image.addJson(MEDIA.config, { os: 'linux', architecture: 'amd64' });
  image.root = image.addJson(MEDIA.manifest, { schemaVersion: 2, config, layers: [layer] });
  return image;
}
