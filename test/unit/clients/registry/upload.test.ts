import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { ok } from '../../../../src/core/result.ts';
import { describeBytes } from '../../../support/images.ts';
import { aPassword, aRepository, type ClientOptions } from '../../../support/registry-client.ts';
import { httpServer } from '../../../support/servers.ts';
import { failure, value } from '../../../support/world.ts';

type Trouble = {
  /** Connections of requests with a body end after as many bytes of it. */
  readonly cut?: readonly number[];
  /** Least bytes of a chunk. */
  readonly least?: number;
  /** More in one request is too much. */
  readonly most?: number;
  /** How a place is written. */
  readonly place?: (path: string) => string;
  /** Wants a password. */
  readonly account?: string;
};

/** A registry that keeps what it got of a request which was cut off, as the large ones do. */
class KeepingRegistry {
  readonly asked: string[] = [];
  address = '';
  blob: Buffer | undefined;
  #parts: Buffer[] = [];
  readonly #trouble: Trouble;
  #cuts: number[];

  constructor(trouble: Trouble) {
    this.#trouble = trouble;
    this.#cuts = [...(trouble.cut ?? [])];
  }

  async start(t: TestContext): Promise<this> {
    const url = await httpServer(
      t,
      (request, response) => void this.#answer(request, response).catch(() => {}),
    );
    this.address = url.replace('http://', '');
    return this;
  }

  get #length(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, 0);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', 'http://x');
    if (url.pathname === '/v2/') return void response.end();
    const { account } = this.#trouble;
    if (
      account !== undefined &&
      headers.authorization !== `Basic ${Buffer.from(account).toString('base64')}`
    ) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      return;
    }
    this.asked.push(`${method} ${headers['content-range'] ?? headers['content-length'] ?? ''}`.trim());
    const path = '/v2/group/diary/blobs/uploads/1?_state=a%2Bb%3D';
    const place = this.#trouble.place?.(path) ?? path;
    const range = `0-${Math.max(0, this.#length - 1)}`;
    if (method === 'HEAD') return void response.writeHead(this.blob === undefined ? 404 : 200).end();
    if (method === 'POST') {
      this.#parts = [];
      const least =
        this.#trouble.least === undefined ? {} : { 'oci-chunk-min-length': String(this.#trouble.least) };
      return void response.writeHead(202, { location: place, range: '0-0', ...least }).end();
    }
    // Whatever was in the place has to come back as it was.
    assert.match(request.url ?? '', /_state=a%2Bb%3D/);
    if (method === 'GET') return void response.writeHead(204, { location: place, range }).end();
    if (Number(headers['content-length']) > (this.#trouble.most ?? Number.POSITIVE_INFINITY)) {
      request.resume().on('end', () => response.writeHead(413).end());
      return;
    }
    const from = Number(/^(\d+)-/.exec(String(headers['content-range'] ?? '0-'))?.[1]);
    if (from !== this.#length) return void response.writeHead(416, { location: place, range }).end();
    const cut = Number(headers['content-length']) > 0 ? this.#cuts.shift() : undefined;
    let taken = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      const part = chunk.subarray(0, cut === undefined ? chunk.length : cut - taken);
      taken += part.length;
      this.#parts.push(part);
      if (cut !== undefined && taken >= cut) return void request.socket.destroy();
    }
    if (method === 'PATCH') {
      response.writeHead(202, { location: place, range: `0-${this.#length - 1}` }).end();
      return;
    }
    const kept = Buffer.concat(this.#parts);
    const digest = `sha256:${createHash('sha256').update(kept).digest('hex')}`;
    if (url.searchParams.get('digest') !== digest) {
      response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID","message":"another"}]}');
      return;
    }
    this.blob = kept;
    response.writeHead(201, { 'docker-content-digest': digest }).end();
  }
}

async function upload(t: TestContext, size: number, trouble: Trouble, options: ClientOptions = {}) {
  const registry = await new KeepingRegistry(trouble).start(t);
  const bytes = randomBytes(size);
  let sent = 0;
  const result = await aRepository(t, registry.address, options).upload(
    describeBytes('x', bytes),
    async (from, take) => {
      for (let at = from; at < bytes.length; at += 100_000)
        if (!(await take(bytes.subarray(at, at + 100_000)))) break;
      return ok(undefined);
    },
    [],
    (count) => {
      sent += count;
    },
  );
  return { registry, bytes, result, sent };
}

describe('an upload', () => {
  it('is one request, and one more that begins it', async (t) => {
    const { registry, bytes, result, sent } = await upload(t, 1_000_000, {});
    assert.equal(value(result), 'sent');
    assert.deepEqual(registry.asked, ['POST 0', 'PUT 1000000']);
    assert.deepEqual([registry.blob, sent], [bytes, 1_000_000]);
  });

  it('of nothing is one as well', async (t) => {
    const { registry, result } = await upload(t, 0, {});
    value(result);
    assert.deepEqual(registry.asked, ['POST 0', 'PUT 0']);
  });

  it('goes on where it ended, as often as that takes', async (t) => {
    const { registry, bytes, result, sent } = await upload(t, 1_000_000, {
      cut: [300_000, 200_000, 100_000],
    });
    value(result);
    assert.deepEqual([registry.blob, sent], [bytes, 1_000_000]);
    assert.deepEqual(
      registry.asked.filter((one) => one.startsWith('PUT')),
      ['PUT 1000000', 'PUT 300000-999999', 'PUT 500000-999999', 'PUT 600000-999999'],
    );
  });

  it('ends when nothing of it is ever taken', async (t) => {
    const { registry, result } = await upload(t, 1_000_000, { cut: Array.from({ length: 50 }, () => 0) });
    assert.ok(['registry-unreachable', 'registry-refused'].includes(failure(result).code));
    assert.ok(registry.asked.length < 60);
    assert.equal(registry.blob, undefined);
  });

  it('is in chunks that are large enough, where one request is too much', async (t) => {
    const size = 80 * 1024 * 1024;
    const small = await upload(t, size, { most: 64 * 1024 * 1024 });
    value(small.result);
    assert.deepEqual(small.registry.blob?.equals(small.bytes), true);
    assert.equal(small.registry.asked.filter((one) => one.startsWith('PATCH')).length, 2);
    const large = await upload(t, size, { most: 64 * 1024 * 1024, least: 50 * 1024 * 1024 });
    value(large.result);
    assert.ok(large.registry.asked.includes('PATCH 0-52428799'));
  });

  it('goes wherever on the same registry it is sent', async (t) => {
    const relative = await upload(t, 1000, {
      place: (path) => path.replace('/v2/group/diary/blobs/uploads/', ''),
    });
    value(relative.result);
    const registry = await upload(t, 1000, { place: (path) => `//localhost:1${path}` });
    assert.equal(failure(registry.result).code, 'registry-unreachable');
  });

  it('shows who we are to the registry alone', async (t) => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await httpServer(t, (request, response) => {
      seen.push(request.headers.authorization);
      request.resume().on('end', () => response.writeHead(201).end());
    });
    const options = { as: aPassword('ada', 'x') };
    const { result } = await upload(
      t,
      1000,
      { account: 'ada:x', place: (path) => `${elsewhere}${path}` },
      options,
    );
    value(result);
    assert.deepEqual(seen, [undefined]);
    const same = await upload(t, 1000, { account: 'ada:x' }, options);
    value(same.result);
  });
});
