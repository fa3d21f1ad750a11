import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import type { HttpFeed, HttpRequest } from '../../../src/core/ports.ts';
import { systemHttp } from '../../../src/system/http.ts';
import { httpServer, rawServer } from '../../support/servers.ts';

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, limit: 1_000_000, timeout: 20_000, ...more };
}

function feed(pieces: readonly Uint8Array[], bytes: number): HttpFeed {
  return {
    bytes,
    give: async (take) => {
      for (const piece of pieces) if (!(await take(piece))) return false;
      return true;
    },
  };
}

/** Says how many bytes came. */
function counter(t: TestContext): Promise<string> {
  return httpServer(t, (request, response) => {
    let bytes = 0;
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.end(`${request.headers['content-length']} ${bytes}`));
  });
}

describe('an answer that is streamed', () => {
  it('is given away in pieces, and holds the sender while one is worked on', async (t) => {
    const url = await httpServer(t, (_, response) => response.end(Buffer.alloc(900_000, 'x')));
    let bytes = 0;
    let busy = 0;
    const answer = await systemHttp({ env: {} }).stream(get(url), ({ status }) => async (piece) => {
      assert.deepEqual([status, busy], [200, 0]);
      busy += 1;
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
      bytes += piece.length;
      return true;
    });
    assert.ok(answer.ok);
    assert.deepEqual([bytes, answer.value.body.length], [900_000, 0]);
  });

  it('ends when no more is wanted, and is cut, counted and timed as any other', async (t) => {
    const long = await httpServer(t, (_, response) => response.end(Buffer.alloc(900_000)));
    const http = systemHttp({ env: {}, silence: 100 });
    const kindOf = async (request: HttpRequest, more = true) => {
      const answer = await http.stream(request, () => () => more);
      return answer.ok ? 'answered' : answer.failure.kind;
    };
    const half = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf';
    assert.equal(await kindOf(get(long), false), 'stopped');
    assert.equal(await kindOf(get(long, { limit: 899_999 })), 'too-large');
    assert.equal(await kindOf(get(long, { limit: 900_000 })), 'answered');
    assert.equal(await kindOf(get(await rawServer(t, half))), 'cut-off');
    assert.equal(await kindOf(get(await rawServer(t, half, 'hold'))), 'timeout');
  });

  it('keeps the beginning of one that nobody wants', async (t) => {
    const url = await httpServer(t, (_, response) => response.writeHead(500).end('no'.repeat(500_000)));
    const answer = await systemHttp({ env: {} }).stream(get(url, { limit: 10 }), () => undefined);
    assert.ok(answer.ok);
    assert.deepEqual([answer.value.status, answer.value.body.length], [500, 64 * 1024]);
  });
});

describe('a body that is made while it is sent', () => {
  const piece = Buffer.alloc(200_000, 'y');

  it('is sent whole', async (t) => {
    const body = feed([piece, piece, piece], 600_000);
    const answer = await systemHttp({ env: {} }).send(get(await counter(t), { method: 'PUT', body }));
    assert.ok(answer.ok);
    assert.equal(Buffer.from(answer.value.body).toString(), '600000 600000');
  });

  it('must have the length that was said, neither more nor less', async (t) => {
    const url = await counter(t);
    for (const bytes of [599_999, 600_001]) {
      const answer = await systemHttp({ env: {} }).send(
        get(url, { method: 'PUT', body: feed([piece, piece, piece], bytes) }),
      );
      assert.equal(answer.ok ? 'answered' : answer.failure.kind, 'stopped');
    }
  });

  it('ends when the answer is there before', async (t) => {
    const url = await httpServer(t, (request, response) => {
      request.pause();
      response.writeHead(413).end('too much');
    });
    const endless: HttpFeed = {
      bytes: Number.MAX_SAFE_INTEGER,
      give: async (take) => {
        while (await take(piece));
        return false;
      },
    };
    const answer = await systemHttp({ env: {} }).send(get(url, { method: 'PUT', body: endless }));
    assert.ok(answer.ok);
    assert.equal(answer.value.status, 413);
  });
});

describe('a connection that is kept', () => {
  it('serves the next call when that allows it, and no other', async (t) => {
    const ports = new Set<number | undefined>();
    const url = await httpServer(t, (request, response) => {
      ports.add(request.socket.remotePort);
      response.end('x');
    });
    const http = systemHttp({ env: {}, silence: 60 });
    for (let call = 0; call < 3; call += 1) {
      assert.ok((await http.send(get(url, { reuse: true }))).ok);
      // Longer than silence may last: nobody is speaking.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(ports.size, 1);
    assert.ok((await http.send(get(url))).ok);
    assert.equal(ports.size, 2);
  });

  it('is not kept after a call that went wrong', async (t) => {
    let calls = 0;
    const url = await httpServer(t, async (_, response) => {
      calls += 1;
      response.write('x'.repeat(100));
      if (calls > 1) response.end();
      else await once(response, 'close');
    });
    const http = systemHttp({ env: {}, silence: 50 });
    assert.equal((await http.send(get(url, { reuse: true }))).ok, false);
    const second = await http.send(get(url, { reuse: true }));
    assert.ok(second.ok);
    assert.equal(second.value.body.length, 100);
  });
});
