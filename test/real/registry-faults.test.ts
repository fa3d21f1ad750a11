import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pushImage } from '../../src/clients/registry/push.ts';
import type { Change } from '../../src/clients/registry/rewrite.ts';
import { registrySource } from '../../src/clients/registry/source.ts';
import type { Descriptor } from '../../src/core/image.ts';
import { err, ok } from '../../src/core/result.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { type Asked, type Fault, type FaultyRegistry, faultyRegistry } from '../fake/faulty-registry.ts';
import { without } from '../support/forge-tools.ts';
import { anImage, describeBytes, type MemoryImage } from '../support/images.ts';
import { startDockerRegistry, startReferrersRegistry } from '../support/registries.ts';
import { aPassword, aRepository, type ClientOptions } from '../support/registry-client.ts';
import { httpServer } from '../support/servers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

const skip = without('docker-registry', 'go', 'openssl');

const SIZE = 3_000_000;

type Pulled = {
  readonly image: MemoryImage;
  readonly layer: Descriptor;
  readonly proxy: FaultyRegistry;
  readonly folder: string;
  readonly pull: () => ReturnType<ReturnType<typeof aRepository>['download']>;
};

/** An image of one large layer that lies in a registry, behind a proxy with faults. */
async function pulled(
  t: TestContext,
  fault: (asked: Asked) => Fault | undefined,
  options: ClientOptions = {},
): Promise<Pulled> {
  const registry = await startReferrersRegistry(t);
  const image = anImage([SIZE]);
  value(await pushImage(image, aRepository(t, registry), { tags: ['x'] }));
  const proxy = await faultyRegistry(t, registry, fault);
  const bytes = [...image.blobs.values()].find(({ length }) => length === SIZE) ?? assert.fail();
  const layer = describeBytes(MEDIA.layerTar, bytes);
  const folder = temporaryFolder(t);
  const repository = aRepository(t, proxy.address, options);
  return { image, layer, proxy, folder, pull: () => repository.download(layer, join(folder, 'layer')) };
}

function blob(fault: (asked: Asked) => Fault | undefined): (asked: Asked) => Fault | undefined {
  return (asked) => (asked.method === 'GET' && asked.url.includes('/blobs/') ? fault(asked) : undefined);
}

function times(count: number, fault: Fault): (asked: Asked) => Fault | undefined {
  return blob(({ before }) => (before < count ? fault : undefined));
}

describe('a blob that is read', { skip }, () => {
  const passing: readonly (readonly [string, number, Fault])[] = [
    ['is dropped', 2, { kind: 'drop' }],
    ['is truncated', 3, { kind: 'cut-answer', bytes: 1000 }],
    ['is late', 1, { kind: 'delay', milliseconds: 50 }],
    ['meets 503', 3, { kind: 'answer', status: 503 }],
    ['meets 500 with a page', 2, { kind: 'answer', status: 500, body: '<html>'.repeat(100_000) }],
    ['meets 429 with seconds', 2, { kind: 'answer', status: 429, headers: { 'retry-after': '3' } }],
  ];
  for (const [what, count, fault] of passing) {
    it(`comes in the end when it ${what}`, async (t) => {
      const waits: number[] = [];
      const pause = async (milliseconds: number) => void waits.push(milliseconds);
      const { pull, folder, image, layer } = await pulled(t, times(count, fault), { pause });
      value(await pull());
      assert.deepEqual(readFileSync(join(folder, 'layer')), image.blobs.get(layer.digest));
      if (fault.kind === 'answer' && fault.status === 429) assert.deepEqual(waits, [3000, 3000]);
    });
  }

  it('goes on where it ended, whether the registry knows ranges or not', async (t) => {
    const ranged = await pulled(t, times(1, { kind: 'cut-answer', bytes: 1000 }));
    value(await ranged.pull());
    const [, second] = ranged.proxy.asked.filter(({ url }) => url.includes('/blobs/'));
    assert.match(String(second?.headers.range), /^bytes=[1-9]\d*-2999999$/);
    // Here from the beginning, since this one refuses ranges.
    const none = await pulled(
      t,
      blob(({ headers, before }) => {
        if (headers.range !== undefined) return { kind: 'answer', status: 400 };
        return before === 0 ? { kind: 'cut-answer', bytes: 1000 } : undefined;
      }),
    );
    value(await none.pull());
    // And this one leaves them out.
    const deaf = await pulled(
      t,
      blob(({ headers, before }) => {
        if (before === 0) return { kind: 'cut-answer', bytes: 1000 };
        delete headers.range;
        return undefined;
      }),
    );
    value(await deaf.pull());
    assert.equal(deaf.proxy.asked.filter(({ url }) => url.includes('/blobs/')).length, 2);
    const registry = await startDockerRegistry(t);
    const image = anImage([SIZE]);
    value(await pushImage(image, aRepository(t, registry), { tags: ['x'] }));
    const proxy = await faultyRegistry(t, registry, times(2, { kind: 'cut-answer', bytes: 20_000 }));
    const bytes = [...image.blobs.values()].find(({ length }) => length === SIZE) ?? assert.fail();
    const path = join(temporaryFolder(t), 'layer');
    value(await aRepository(t, proxy.address).download(describeBytes(MEDIA.layerTar, bytes), path));
    assert.deepEqual(readFileSync(path), bytes);
  });

  const refused: readonly (readonly [string, Fault, string])[] = [
    ['one byte is another', changed((body) => flipped(body)), 'digest-mismatch'],
    [
      'a part of it comes twice',
      changed((body) => Buffer.concat([body, body.subarray(0, 10)])),
      'digest-mismatch',
    ],
    ['a part of it replaces another', changed((body) => twice(body)), 'digest-mismatch'],
    ['it is shorter', changed((body) => body.subarray(1)), 'digest-mismatch'],
    ['it never ends', { kind: 'endless' }, 'digest-mismatch'],
    ['it is a page of a hotel', { kind: 'answer', status: 200, body: '<html>log in' }, 'digest-mismatch'],
    ['nothing but 503 comes', { kind: 'answer', status: 503 }, 'registry-refused'],
    [
      'it shall wait for a day',
      { kind: 'answer', status: 429, headers: { 'retry-after': '86400' } },
      'registry-refused',
    ],
    ['every call is dropped', { kind: 'drop' }, 'registry-unreachable'],
    [
      'another range comes',
      { kind: 'answer', status: 206, headers: { 'content-range': 'bytes 5-9/10' } },
      'registry-refused',
    ],
    [
      'it redirects in a circle',
      { kind: 'answer', status: 307, headers: { location: '?again' } },
      'registry-refused',
    ],
    ['it redirects to nowhere', { kind: 'answer', status: 302 }, 'registry-refused'],
    [
      'it redirects to a file',
      { kind: 'answer', status: 302, headers: { location: 'file:///etc/passwd' } },
      'registry-refused',
    ],
    [
      'it redirects to plain HTTP elsewhere',
      { kind: 'answer', status: 302, headers: { location: 'http://cdn.example/x' } },
      'registry-refused',
    ],
  ];
  for (const [what, fault, code] of refused) {
    it(`leaves nothing behind when ${what}`, async (t) => {
      const { pull, folder } = await pulled(t, times(1000, fault));
      const refusal = failure(await pull());
      assert.equal(refusal.code, code);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('ends when a byte comes now and then, or none at all', async (t) => {
    const { pull, folder } = await pulled(t, times(1000, { kind: 'delay', milliseconds: 10_000 }), {
      silence: 50,
    });
    assert.equal(failure(await pull()).code, 'registry-unreachable');
    assert.deepEqual(readdirSync(folder), []);
  });

  it('does not go on for ever with a byte a call', async (t) => {
    const { pull, proxy } = await pulled(t, times(1000, { kind: 'cut-answer', bytes: 1 }));
    assert.equal(failure(await pull()).code, 'registry-unreachable');
    assert.ok(proxy.asked.length < 10);
  });

  it('comes from another host without a word of who we are', async (t) => {
    const seen: Asked['headers'][] = [];
    const bytes = randomBytes(1000);
    const elsewhere = await httpServer(t, (request, response) => {
      seen.push(request.headers);
      response.end(bytes);
    });
    const registry = await startDockerRegistry(t, { accounts: { ada: 'difference engine' } });
    const location = elsewhere.replace('http://', 'http://user:word@');
    const redirect: Fault = {
      kind: 'answer',
      status: 307,
      headers: { location: `${location}/signed?sig=x` },
    };
    const proxy = await faultyRegistry(t, registry, (asked) =>
      asked.headers.authorization !== undefined && asked.url.includes('/blobs/') ? redirect : undefined,
    );
    const repository = aRepository(t, proxy.address, { as: aPassword('ada', 'difference engine') });
    const path = join(temporaryFolder(t), 'blob');
    value(await repository.download(describeBytes(MEDIA.layerTar, bytes), path));
    assert.deepEqual(readFileSync(path), bytes);
    assert.ok(proxy.asked.some(({ headers }) => headers.authorization !== undefined));
    assert.deepEqual(
      seen.map(({ authorization, cookie }) => [authorization, cookie]),
      [[undefined, undefined]],
    );
  });

  it('answers no question of another host', async (t) => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await httpServer(t, (request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    const { folder, layer, proxy } = await pulled(
      t,
      times(9, { kind: 'answer', status: 302, headers: { location: `${elsewhere}/x` } }),
    );
    const repository = aRepository(t, proxy.address, { as: aPassword('ada', 'difference engine') });
    const refused = failure(await repository.download(layer, join(folder, 'y')));
    assert.ok(refused.code === 'registry-refused' && refused.why === 'unauthorized');
    assert.deepEqual(seen, [undefined]);
  });
});

describe('an image that is pushed', { skip }, () => {
  async function pushedWith(
    t: TestContext,
    start: (t: TestContext) => Promise<string>,
    fault: (asked: Asked) => Fault | undefined,
  ) {
    const registry = await start(t);
    const proxy = await faultyRegistry(t, registry, fault);
    const image = anImage([SIZE]);
    const pushed = await pushImage(image, aRepository(t, proxy.address), { tags: ['x'] });
    const there = await registrySource(aRepository(t, registry), 'x');
    return { pushed, proxy, image, there };
  }

  const first =
    (method: string, part: string, fault: Fault, count = 1) =>
    (asked: Asked): Fault | undefined =>
      asked.method === method && asked.url.includes(part) && asked.before < count ? fault : undefined;

  /** The large blob's first upload. */
  const large =
    (fault: Fault) =>
    (asked: Asked): Fault | undefined =>
      Number(asked.headers['content-length']) === SIZE && asked.before === 0 ? fault : undefined;

  const passing: readonly (readonly [string, (asked: Asked) => Fault | undefined])[] = [
    ['the look for a blob is dropped', first('HEAD', '/blobs/', { kind: 'drop' }, 2)],
    ['the begin is dropped', first('POST', '/uploads/', { kind: 'drop' }, 2)],
    ['the begin is done and not told', first('POST', '/uploads/', { kind: 'forget' })],
    ['the upload is dropped', first('PUT', '/uploads/', { kind: 'drop' })],
    ['the upload is cut off', large({ kind: 'cut-request', bytes: 1_000_000 })],
    ['the upload is done and not told', first('PUT', '/uploads/', { kind: 'forget' })],
    ['the upload meets 500', first('PUT', '/uploads/', { kind: 'answer', status: 500 })],
    [
      'the upload meets 429',
      first('PUT', '/uploads/', { kind: 'answer', status: 429, headers: { 'retry-after': '1' } }),
    ],
    ['the upload is forgotten', first('PUT', '/uploads/', { kind: 'answer', status: 404 })],
    ['the manifest is done and not told', first('PUT', '/manifests/', { kind: 'forget' }, 2)],
    ['the manifest meets 502', first('PUT', '/manifests/', { kind: 'answer', status: 502 }, 2)],
  ];
  for (const [name, start] of [
    ["Docker's registry", startDockerRegistry],
    ['the other registry', startReferrersRegistry],
  ] as const) {
    for (const [what, fault] of passing) {
      it(`is there in the end when ${what} (${name})`, async (t) => {
        const { pushed, there, image } = await pushedWith(t, start, fault);
        value(pushed);
        assert.equal(value(there).root.digest, image.root.digest);
      });
    }
  }

  it('goes in chunks where it is too much at once, and on with the one that was lost', async (t) => {
    const size = 70 * 1024 * 1024;
    const registry = await startDockerRegistry(t);
    const proxy = await faultyRegistry(t, registry, ({ method, headers, before }) => {
      if (method === 'PUT' && Number(headers['content-length']) > 40_000_000)
        return { kind: 'answer', status: 413 };
      const second = String(headers['content-range']).startsWith('33554432-');
      return method === 'PATCH' && second && before === 0 ? { kind: 'drop' } : undefined;
    });
    value(await pushImage(anImage([size]), aRepository(t, proxy.address), { tags: ['x'] }));
    const chunks = proxy.asked.filter(({ method }) => method === 'PATCH');
    assert.deepEqual(
      chunks.map(({ headers }) => headers['content-range']),
      ['0-33554431', '33554432-67108863', '33554432-67108863'],
    );
    assert.equal(value(await aRepository(t, registry).head('x'))?.mediaType, MEDIA.manifest);
  });

  const refused: readonly (readonly [string, (asked: Asked) => Fault | undefined, string])[] = [
    [
      'the upload shall go elsewhere without TLS',
      first('POST', '/uploads/', { kind: 'headers', headers: { location: 'http://other.example/x' } }, 9),
      'registry-refused',
    ],
    [
      'the upload has no place',
      first('POST', '/uploads/', { kind: 'answer', status: 202 }, 9),
      'registry-refused',
    ],
    [
      'the registry names another blob',
      first(
        'PUT',
        '/uploads/',
        { kind: 'headers', headers: { 'docker-content-digest': `sha256:${'0'.repeat(64)}` } },
        9,
      ),
      'digest-mismatch',
    ],
    [
      'the registry names another manifest',
      first(
        'PUT',
        '/manifests/',
        { kind: 'headers', headers: { 'docker-content-digest': `sha256:${'0'.repeat(64)}` } },
        9,
      ),
      'digest-mismatch',
    ],
    [
      'the tag is another image after all',
      ({ method, url }) =>
        method === 'HEAD' && url.endsWith('/manifests/x')
          ? { kind: 'headers', headers: { 'docker-content-digest': `sha256:${'0'.repeat(64)}` } }
          : undefined,
      'digest-mismatch',
    ],
    [
      'it may not',
      first(
        'POST',
        '/uploads/',
        {
          kind: 'answer',
          status: 403,
          body: '{"errors":[{"code":"DENIED","message":"quota \\u001b[31mfull\\n::error::x"}]}',
        },
        9,
      ),
      'registry-refused',
    ],
  ];
  for (const [what, fault, code] of refused) {
    it(`is a failure when ${what}`, async (t) => {
      const { pushed } = await pushedWith(t, startDockerRegistry, fault);
      const refusal = failure(pushed);
      assert.equal(refusal.code, code);
      if (what === 'it may not') {
        assert.ok(refusal.code === 'registry-refused');
        assert.deepEqual([refusal.why, refusal.detail], ['denied', 'DENIED: quota [31mfull ::error::x']);
      }
    });
  }
});

describe('a manifest that is read', { skip }, () => {
  async function read(t: TestContext, fault: Fault, reference?: string) {
    const registry = await startReferrersRegistry(t);
    const image = anImage([10]);
    value(await pushImage(image, aRepository(t, registry), { tags: ['x'] }));
    const proxy = await faultyRegistry(t, registry, ({ method, url }) =>
      method === 'GET' && url.includes('/manifests/') ? fault : undefined,
    );
    return registrySource(aRepository(t, proxy.address), reference ?? image.root.digest);
  }

  it('is that of the digest, or none', async (t) => {
    assert.equal(
      failure(
        await read(
          t,
          changed((body) => flipped(body)),
        ),
      ).code,
      'digest-mismatch',
    );
    // Asked by tag, it has to be what the registry itself says.
    assert.equal(
      failure(
        await read(
          t,
          changed((body) => flipped(body)),
          'x',
        ),
      ).code,
      'digest-mismatch',
    );
    const html: Fault = {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>',
    };
    assert.equal(failure(await read(t, html, 'x')).code, 'image-invalid');
    assert.equal(failure(await read(t, { kind: 'endless' }, 'x')).code, 'registry-unreachable');
  });

  it('is not read for who does not wait', async (t) => {
    const stop = new AbortController();
    const registry = await startReferrersRegistry(t);
    const proxy = await faultyRegistry(t, registry, () => {
      stop.abort();
      return { kind: 'answer', status: 503 };
    });
    const repository = aRepository(t, proxy.address, { signal: stop.signal });
    assert.equal(failure(await repository.manifest('x')).code, 'registry-refused');
    assert.ok(proxy.asked.length <= 2);
  });
});

function changed(change: (body: Buffer) => Buffer): Fault {
  return { kind: 'change-answer', change };
}

function flipped(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const at = copy.length - 3;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** As long as it was. */
function twice(body: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, 10), body.subarray(0, 10), body.subarray(20)]);
}

describe('a tag whose manifest grows', { skip }, () => {
  const TAG = 'list';

  /** An index that names one manifest more. */
  function adds(one: Descriptor, changes: { count: number }): Change {
    return async (there) => {
      changes.count += 1;
      const listed = there === undefined ? [] : JSON.parse(Buffer.from(there.bytes).toString()).manifests;
      if (listed.some(({ digest }: Descriptor) => digest === one.digest)) return ok(undefined);
      const manifests = [...listed, one];
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests }));
      return ok({ descriptor: describeBytes(MEDIA.index, bytes), bytes });
    };
  }

  it('is written once for all that one of us adds at the same time, and what cannot be added takes nothing with it', async (t) => {
    const registry = await startDockerRegistry(t);
    const proxy = await faultyRegistry(t, registry, () => undefined);
    const repository = aRepository(t, proxy.address, { pause: (milliseconds) => pause(milliseconds) });
    const images = Array.from({ length: 6 }, () => anImage([10]));
    for (const image of images) value(await pushImage(image, repository, { tags: [] }));
    const changes = { count: 0 };
    const refuses: Change = async () => err({ code: 'usage', message: 'not this one' });
    const done = await Promise.all([
      ...images.slice(0, 3).map(({ root }) => repository.rewrite(TAG, adds(root, changes))),
      repository.rewrite(TAG, refuses),
      ...images.slice(3).map(({ root }) => repository.rewrite(TAG, adds(root, changes))),
    ]);
    assert.deepEqual(
      done.map((one) => one.ok),
      [true, true, true, false, true, true, true],
    );
    const writes = proxy.asked.filter(({ method, url }) => method === 'PUT' && url.endsWith(`/${TAG}`));
    assert.equal(writes.length, 1);
    const there = value(await repository.manifest(TAG));
    assert.deepEqual(
      JSON.parse(Buffer.from(there.bytes).toString()).manifests.map(({ digest }: Descriptor) => digest),
      images.map(({ root }) => root.digest),
    );
    // A later one is written again.
    const last = anImage([10]);
    value(await pushImage(last, repository, { tags: [] }));
    value(await repository.rewrite(TAG, adds(last.root, changes)));
    const grown = JSON.parse(Buffer.from(value(await repository.manifest(TAG)).bytes).toString());
    assert.equal(grown.manifests.length, 7);
  });
});
