import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { HttpRequest } from '../../../src/core/ports.ts';
import { type HttpOptions, systemHttp } from '../../../src/system/http.ts';
import { httpServer, httpsServer, proxyServer, rawServer } from '../../support/servers.ts';

const BODY = randomBytes(3_000_000);

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, limit: BODY.length, timeout: 20_000, bulk: true, ...more };
}

type Read = { readonly pieces: Buffer[]; readonly kind: string };

/** What came of a body, copied at once because its memory is used again. */
async function read(
  request: HttpRequest,
  options: Partial<HttpOptions> = {},
  wanted: (bytes: number) => boolean = () => true,
): Promise<Read> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const answer = await systemHttp({ env: {}, ...options }).stream(request, ({ status }) => {
    if (status !== 200) return undefined;
    return (piece) => {
      pieces.push(Buffer.from(piece));
      bytes += piece.length;
      return wanted(bytes);
    };
  });
  return { pieces, kind: answer.ok ? String(answer.value.status) : answer.failure.kind };
}

/** Sends these one after the other, with a pause between, and holds on. */
async function drip(t: TestContext, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const next = (at: number): void => {
        const part = parts[at];
        if (part !== undefined) socket.write(part, () => setTimeout(next, 10, at + 1));
      };
      next(0);
    });
    t.after(() => socket.destroy());
  });
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

const HEAD = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n`;

describe('a large body', () => {
  const whole = { headers: { 'content-length': BODY.length } };

  it('comes as it was sent, in large pieces, over a connection of its own', async (t) => {
    const seen: (string | undefined)[] = [];
    const url = await httpServer(t, ({ headers }, response) => {
      seen.push(headers.connection);
      response.writeHead(200, whole.headers).end(BODY);
    });
    const { pieces, kind } = await read(get(url));
    assert.deepEqual([kind, seen], ['200', ['close']]);
    assert.ok(Buffer.concat(pieces).equals(BODY));
    assert.ok(pieces.some(({ length }) => length > 64 * 1024));
  });

  it('comes by TLS as well, from whom the authorities of SSL_CERT_FILE know', async (t) => {
    const { port, certificate } = await httpsServer(t, 'localhost', (_, response) => {
      response.writeHead(200, whole.headers).end(BODY);
    });
    const url = `https://localhost:${port}/`;
    const { pieces, kind } = await read(get(url), { env: { SSL_CERT_FILE: certificate } });
    assert.equal(kind, '200');
    assert.ok(Buffer.concat(pieces).equals(BODY));
    assert.equal((await read(get(url))).kind, 'unreachable');
  });

  it('comes through a proxy', async (t) => {
    const { port, certificate } = await httpsServer(t, 'blobs.example', (_, response) => {
      response.writeHead(200, whole.headers).end(BODY);
    });
    const proxy = await proxyServer(t, port);
    const env = { SSL_CERT_FILE: certificate, HTTPS_PROXY: proxy.address };
    const { pieces, kind } = await read(get('https://blobs.example/'), { env });
    assert.deepEqual([kind, proxy.asked], ['200', ['CONNECT blobs.example:443']]);
    assert.ok(Buffer.concat(pieces).equals(BODY));
  });

  const cuts: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
    ['between head and body', [HEAD, BODY]],
    ['within the head', [HEAD.slice(0, 20), HEAD.slice(20, -1), Buffer.concat([Buffer.from('\n'), BODY])]],
    ['within the body', [HEAD, BODY.subarray(0, 1), BODY.subarray(1, 70_000), BODY.subarray(70_000)]],
    ['after a part of the body', [Buffer.concat([Buffer.from(HEAD), BODY.subarray(0, 9)]), BODY.subarray(9)]],
  ];
  for (const [where, parts] of cuts) {
    it(`comes whole when the network parts it ${where}`, async (t) => {
      const { pieces, kind } = await read(get(await drip(t, ...parts)));
      assert.equal(kind, '200');
      assert.ok(Buffer.concat(pieces).equals(BODY));
    });
  }

  it('ends where the head says, whatever follows', async (t) => {
    const more = `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother`;
    const { pieces, kind } = await read(get(await drip(t, HEAD, Buffer.concat([BODY, Buffer.from(more)]))));
    assert.equal(kind, '200');
    assert.ok(Buffer.concat(pieces).equals(BODY));
    const short = await read(
      get(await rawServer(t, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour and more')),
    );
    assert.deepEqual([short.kind, Buffer.concat(short.pieces).toString()], ['200', 'four']);
  });

  it('is read by the parser when its length is not said', async (t) => {
    const chunked = await httpServer(t, (_, response) => {
      response.write(BODY.subarray(0, 10));
      response.end(BODY.subarray(10));
    });
    const { pieces, kind } = await read(get(chunked));
    assert.equal(kind, '200');
    assert.ok(Buffer.concat(pieces).equals(BODY));
    const both =
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    assert.equal((await read(get(await rawServer(t, both)))).kind, 'not-http');
  });

  it('is cut, counted, timed and ended as any other', async (t) => {
    const url = await httpServer(t, (_, response) => response.writeHead(200, whole.headers).end(BODY));
    const half = (then: 'end' | 'hold') => rawServer(t, `${HEAD}${'x'.repeat(500_000)}`, then);
    const kindOf = async (...args: Parameters<typeof read>) => (await read(...args)).kind;
    assert.equal(await kindOf(get(url), {}, (bytes) => bytes < 500_000), 'stopped');
    assert.equal(await kindOf(get(url, { limit: BODY.length - 1 })), 'too-large');
    assert.equal(await kindOf(get(await half('end'))), 'cut-off');
    assert.equal(await kindOf(get(await half('hold')), { silence: 100 }), 'timeout');
    assert.equal(await kindOf(get(await half('hold'), { timeout: 200 })), 'timeout');
    const stop = new AbortController();
    const interrupted = kindOf(get(await half('hold')), { interrupt: stop.signal }, (bytes) => {
      if (bytes >= 500_000) stop.abort();
      return true;
    });
    assert.equal(await interrupted, 'timeout');
    const missing = await httpServer(t, (_, response) => response.writeHead(404, whole.headers).end(BODY));
    assert.equal(await kindOf(get(missing)), '404');
  });

  it('waits for nobody: that is a bug of who takes it', async (t) => {
    const url = await httpServer(t, (_, response) => response.writeHead(200, whole.headers).end(BODY));
    const http = systemHttp({ env: {} });
    await assert.rejects(http.stream(get(url), () => async () => true));
  });
});
