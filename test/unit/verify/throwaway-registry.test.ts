/** The registry of the drill, asked by the client that asks all others. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pushImage } from '../../../src/clients/registry/push.ts';
import { registrySource } from '../../../src/clients/registry/source.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import { ThrowawayRegistry } from '../../../src/verify/drill/throwaway-registry.ts';
import { addManifest, anImage, describeBytes, MemoryImage } from '../../support/images.ts';
import { aRepository } from '../../support/registry-client.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { startThrowawayRegistry } from '../../support/throwaway-registry.ts';
import { failure, value } from '../../support/world.ts';

const TYPE = 'application/vnd.example.note+json';

describe('the throw-away registry', () => {
  it('gives back what was pushed, by tag and digest, and sends nothing twice', async (t) => {
    const repository = aRepository(t, await startThrowawayRegistry(t));
    const image = anImage([10, 700_000, 0]);
    const pushed = value(await pushImage(image, repository, { tags: ['one', 'two'] }));
    assert.equal(pushed.blobs.sent, 4);
    assert.deepEqual(value(await repository.tags()), ['one', 'two']);
    const again = value(await pushImage(image, repository, { tags: ['late'] }));
    assert.equal(again.blobs.sent, 0);
    const source = value(await registrySource(repository, 'two'));
    assert.equal(source.root.digest, image.root.digest);
    const folder = temporaryFolder(t);
    for (const [at, [digest, bytes]] of [...image.blobs].entries()) {
      if (digest === image.root.digest) continue;
      const blob = describeBytes('', bytes);
      value(await repository.download(blob, join(folder, String(at))));
    }
  });

  it('mounts what another of its repositories has', async (t) => {
    const registry = await startThrowawayRegistry(t);
    const image = anImage([300_000]);
    value(await pushImage(image, aRepository(t, registry, {}, 'base/python'), { tags: [] }));
    const options = { tags: ['x'], mountFrom: ['no/such/place', 'base/python'] };
    const pushed = value(await pushImage(image, aRepository(t, registry), options));
    assert.deepEqual(pushed.blobs, { there: 0, mounted: 2, sent: 0 });
  });

  it('takes an index after its images', async (t) => {
    const repository = aRepository(t, await startThrowawayRegistry(t));
    const image = new MemoryImage();
    const manifests = ['amd64', 'arm64'].map((architecture) => ({
      ...addManifest(image, [1000], architecture),
      platform: { os: 'linux', architecture },
    }));
    image.root = image.addJson(MEDIA.index, { schemaVersion: 2, mediaType: MEDIA.index, manifests });
    value(await pushImage(image, repository, { tags: ['all'] }));
    const arm = value(await registrySource(repository, 'all', { os: 'linux', architecture: 'arm64' }));
    assert.equal(arm.root.digest, manifests[1]?.digest);
  });

  it('lists what refers to an image, all or of one type, and writes no tag for it', async (t) => {
    const repository = aRepository(t, await startThrowawayRegistry(t));
    const image = anImage([1000]);
    const note = image.refer(image.root, TYPE, Buffer.from('a'), { 'org.example.kind': 'note' });
    image.refer(image.root, 'application/vnd.example.other', Buffer.from('b'));
    value(await pushImage(image, repository, { tags: ['x'] }));
    assert.equal(value(await repository.referrers(image.root.digest)).length, 2);
    const [found, ...more] = value(await repository.referrers(image.root.digest, TYPE));
    assert.deepEqual(
      [found?.digest, found?.annotations, more],
      [note.digest, { 'org.example.kind': 'note' }, []],
    );
    assert.deepEqual(value(await repository.tags()), ['x']);
    assert.deepEqual(value(await repository.referrers(describeBytes('x', randomBytes(8)).digest)), []);
  });

  it('says what is not there, and forgets what is taken away', async (t) => {
    const repository = aRepository(t, await startThrowawayRegistry(t));
    const missing = failure(await registrySource(repository, 'nothing'));
    assert.ok(missing.code === 'registry-refused' && missing.why === 'not-found');
    const image = anImage([10]);
    value(await pushImage(image, repository, { tags: ['a', 'b'] }));
    assert.equal(value(await repository.remove('a')), true);
    assert.deepEqual(value(await repository.tags()), ['b']);
    assert.equal(value(await repository.remove(image.root.digest)), true);
    assert.equal(value(await repository.find('b')), undefined);
  });

  it('believes no digest, and takes no manifest of what it does not have', () => {
    const registry = new ThrowawayRegistry();
    const ask = (method: string, path: string, body: string | Uint8Array = '', headers = {}) =>
      registry.answer({
        method,
        url: new URL(`http://127.0.0.1/v2/${path}`),
        headers,
        body: Buffer.from(body),
      });
    const { digest } = describeBytes('', Buffer.from('right'));
    assert.equal(ask('POST', `a/b/blobs/uploads/?digest=${digest}`, 'wrong').status, 400);
    assert.equal(ask('HEAD', `a/b/blobs/${digest}`).status, 404);
    assert.equal(ask('POST', `a/b/blobs/uploads/?digest=${digest}`, 'right').status, 201);
    const config = describeBytes(MEDIA.config, Buffer.from('right'));
    const lacking = describeBytes(MEDIA.layerTar, Buffer.from('absent'));
    const manifest = (layers: readonly unknown[]) =>
      JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config, layers });
    const type = { 'content-type': MEDIA.manifest };
    assert.equal(ask('PUT', 'a/b/manifests/x', manifest([lacking]), type).status, 404);
    assert.equal(ask('PUT', `a/b/manifests/${digest}`, manifest([]), type).status, 400);
    assert.equal(ask('PUT', 'a/b/manifests/x', '{}', type).status, 400);
    assert.equal(ask('PUT', 'a/b/manifests/x', manifest([]), type).status, 201);
    for (const path of ['a/b/manifests/y', 'A/b/manifests/x', '../manifests/x', 'a/b/other', 'a%/b/blobs/x'])
      assert.equal(ask('GET', path).status, 404, path);
  });

  it('goes on where an upload broke off, and nowhere else', () => {
    const registry = new ThrowawayRegistry();
    const ask = (method: string, path: string, body = '', headers = {}) =>
      registry.answer({ method, url: new URL(path, 'http://127.0.0.1'), headers, body: Buffer.from(body) });
    const at = ask('POST', '/v2/a/b/blobs/uploads/').headers?.['location'] ?? '';
    assert.equal(ask('PATCH', at, 'abc', { 'content-range': '0-2' }).headers?.['range'], '0-2');
    assert.equal(ask('PATCH', at, 'abc', { 'content-range': '0-2' }).status, 416);
    assert.equal(ask('GET', at).headers?.['range'], '0-2');
    const { digest } = describeBytes('', Buffer.from('abcdef'));
    assert.equal(ask('PUT', `${at}?digest=${digest}`, 'def', { 'content-range': '3-5' }).status, 201);
    assert.equal(ask('GET', at).status, 404);
    assert.equal(Buffer.from(ask('GET', `/v2/a/b/blobs/${digest}`).body ?? []).toString(), 'abcdef');
  });

  it('has no room without end', () => {
    const registry = new ThrowawayRegistry();
    const body = Buffer.alloc(16 * 1024 * 1024);
    const url = new URL(`http://127.0.0.1/v2/a/b/blobs/uploads/?digest=${describeBytes('', body).digest}`);
    const statuses = Array.from(
      { length: 17 },
      () => registry.answer({ method: 'POST', url, headers: {}, body }).status,
    );
    assert.deepEqual([statuses.at(0), statuses.at(-1)], [201, 413]);
  });
});
