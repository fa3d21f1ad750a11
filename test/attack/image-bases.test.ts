/** Bases from those who mean ill: a registry that answers with something else, a lock that was forged. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Descriptor, Platform } from '../../src/core/image.ts';
import { resolveBase } from '../../src/image/bases/registry.ts';
import { EMPTY_LOCK, type Lock, withPin } from '../../src/image/lock.ts';
import { anImage, type MemoryImage } from '../support/images.ts';
import { anInside } from '../support/inside.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

const AMD: Platform = { os: 'linux', architecture: 'amd64' };

/** Answers whatever is asked for by tag or digest with `answer`, and says of it what `says` says. */
async function registry(
  t: TestContext,
  answer: (asked: string) => readonly [MemoryImage, Descriptor] | undefined,
) {
  const server = createServer((request, response) => {
    const asked = (request.url ?? '').split('/').at(-1) ?? '';
    const found = answer(asked);
    if (found === undefined || asked === '') return response.writeHead(asked === '' ? 200 : 404).end();
    const [image, descriptor] = found;
    const bytes = Buffer.from(image.blobs.get(descriptor.digest) ?? '');
    response.writeHead(200, {
      'content-type': descriptor.mediaType,
      'content-length': bytes.length,
      'docker-content-digest': asked.startsWith('sha256:') ? asked : descriptor.digest,
    });
    return response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}/base:1`;
}

function at(image: MemoryImage, asked: string): readonly [MemoryImage, Descriptor] | undefined {
  if (!asked.startsWith('sha256:')) return [image, image.root];
  if (asked === image.root.digest) return [image, image.root];
  return image.blobs.has(asked)
    ? [image, { ...image.root, mediaType: 'application/octet-stream', digest: asked as never }]
    : undefined;
}

function pinned(name: string, image: MemoryImage): Lock {
  return withPin(EMPTY_LOCK, name, image.root.digest, AMD, { digest: image.root.digest });
}

async function resolve(t: TestContext, name: string, lock: Lock) {
  const folder = temporaryFolder(t);
  const inside = anInside(t, folder, { env: { SEALSMITH_IMAGES: folder } });
  const request = { spec: { kind: 'registry', name }, platform: AMD, lock, plainHttp: [] } as const;
  const base = await resolveBase(request, inside);
  const kept = join(folder, 'blobs/sha256');
  return { base, kept: existsSync(kept) ? readdirSync(kept) : [] };
}

describe('a base of a registry that means ill', () => {
  it('is taken when it is honest', async (t) => {
    const image = anImage();
    const name = await registry(t, (asked) => at(image, asked));
    const { base, kept } = await resolve(t, name, pinned(name, image));
    assert.equal(value(base).resolved?.digest, image.root.digest);
    assert.equal(kept.length, 2);
  });

  it('is refused when it answers the pinned digest with another manifest', async (t) => {
    const [honest, evil] = [anImage(), anImage()];
    const name = await registry(t, (asked) =>
      asked === honest.root.digest ? [evil, evil.root] : at(evil, asked),
    );
    const { base, kept } = await resolve(t, name, pinned(name, honest));
    const refused = failure(base);
    assert.ok(['digest-mismatch', 'base-changed', 'registry-refused'].includes(refused.code), refused.code);
    assert.deepEqual(kept, []);
  });

  it('is refused when it has moved its tag and lost what is pinned', async (t) => {
    const [honest, evil] = [anImage(), anImage()];
    const name = await registry(t, (asked) => at(evil, asked));
    const { base, kept } = await resolve(t, name, pinned(name, honest));
    assert.equal(failure(base).code, 'base-changed');
    assert.deepEqual(kept, []);
  });

  it('is refused when the lock says another manifest for this platform', async (t) => {
    const [honest, other] = [anImage(), anImage()];
    const name = await registry(t, (asked) => at(honest, asked));
    const forged = withPin(EMPTY_LOCK, name, honest.root.digest, AMD, { digest: other.root.digest });
    const { base } = await resolve(t, name, forged);
    assert.equal(failure(base).code, 'base-changed');
  });

  it('is refused when a layer is another one of the same length, and nothing of it is kept', async (t) => {
    const image = anImage([1000, 2000]);
    const layer = [...image.blobs].find(([, bytes]) => bytes.length === 2000)?.[0] ?? '';
    const name = await registry(t, (asked) => at(image, asked));
    image.blobs.set(layer, Buffer.alloc(2000, 1));
    const { base, kept } = await resolve(t, name, pinned(name, image));
    assert.ok(['digest-mismatch', 'registry-refused'].includes(failure(base).code));
    assert.ok(!kept.includes(layer.slice(7)));
  });
});
