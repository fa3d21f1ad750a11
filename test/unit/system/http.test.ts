import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { HttpRequest, HttpTrouble } from '../../../src/core/ports.ts';
import type { Result } from '../../../src/core/result.ts';
import { type HttpOptions, systemHttp } from '../../../src/system/http.ts';
import { httpServer, httpsServer, proxyServer, rawServer } from '../../support/servers.ts';
import { temporaryFolder } from '../../support/temporary.ts';

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, limit: 1000, timeout: 20_000, ...more };
}

function http(more: Partial<HttpOptions> = {}): ReturnType<typeof systemHttp> {
  return systemHttp({ env: {}, ...more });
}

function trouble(result: Result<unknown, HttpTrouble>): HttpTrouble {
  if (result.ok) assert.fail('there was an answer');
  assert.doesNotMatch(result.failure.detail, /sig=|hidden|\?/);
  return result.failure;
}

async function bodyOf(sent: ReturnType<ReturnType<typeof systemHttp>['send']>): Promise<string> {
  const result = await sent;
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return Buffer.from(result.value.body).toString();
}

/** What the server gets, as it answers it. */
function echo(t: TestContext): Promise<string> {
  return httpServer(t, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { authorization, 'accept-encoding': encoding } = request.headers;
    response.end(JSON.stringify([request.method, request.url, authorization, encoding, body]));
  });
}

describe('a call', () => {
  it('sends method, headers and body as they are, and asks for no compression', async (t) => {
    const url = await echo(t);
    const request = get(`${url}/a?b=1`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: '{"größe":1}',
    });
    assert.deepEqual(JSON.parse(await bodyOf(http().send(request))), [
      'POST',
      '/a?b=1',
      'Bearer x',
      'identity',
      '{"größe":1}',
    ]);
    const bytes = get(url, { method: 'PUT', body: new Uint8Array([0x68, 0x69]) });
    assert.equal(JSON.parse(await bodyOf(http().send(bytes)))[4], 'hi');
  });

  it('takes every status as an answer and follows no redirect', async (t) => {
    let calls = 0;
    const url = await httpServer(t, (_, response) => {
      calls += 1;
      response.writeHead(302, { Location: '/elsewhere', 'X-Two': ['a', 'b'] }).end('moved');
    });
    const answer = await http().send(get(url));
    assert.ok(answer.ok);
    assert.equal(answer.value.status, 302);
    assert.equal(answer.value.headers['location'], '/elsewhere');
    assert.equal(answer.value.headers['x-two'], 'a, b');
    assert.equal(Buffer.from(answer.value.body).toString(), 'moved');
    assert.equal(calls, 1);
  });

  it('ends when the server goes over to another protocol', async (t) => {
    const url = await rawServer(
      t,
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    assert.equal(trouble(await http().send(get(url))).kind, 'cut-off');
  });

  it('reads the length that HEAD is told, and waits for no body', async (t) => {
    const url = await rawServer(t, 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n');
    const answer = await http().send(get(url, { method: 'HEAD' }));
    assert.ok(answer.ok);
    assert.deepEqual([answer.value.headers['content-length'], answer.value.body.length], ['5000', 0]);
  });

  it('counts the bytes that come, whatever length was said', async (t) => {
    const long = 'x'.repeat(1001);
    const said = await httpServer(t, (_, response) => response.end(long));
    const unsaid = await httpServer(t, (_, response) => {
      response.write('x');
      response.end(long.slice(1));
    });
    for (const url of [said, unsaid]) assert.equal(trouble(await http().send(get(url))).kind, 'too-large');
    assert.equal(await bodyOf(http().send(get(said, { limit: 1001 }))), long);
  });

  it('knows a body that was cut off', async (t) => {
    for (const bytes of [
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
      '',
    ]) {
      assert.equal(trouble(await http().send(get(await rawServer(t, bytes)))).kind, 'cut-off');
    }
  });

  it('knows what is not HTTP', async (t) => {
    assert.equal(trouble(await http().send(get(await rawServer(t, '220 mail ready\r\n')))).kind, 'not-http');
    const two = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab';
    assert.equal(trouble(await http().send(get(await rawServer(t, two)))).kind, 'not-http');
  });

  it('ends when its time is over, though bytes keep coming', async (t) => {
    const url = await httpServer(t, (_, response) => {
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
    });
    const { kind, detail } = trouble(await http().send(get(url, { timeout: 100 })));
    assert.equal(kind, 'timeout');
    assert.match(detail, /was not done within 0\.1 s/);
  });

  it('ends when nothing comes for long, before the answer and within it', async (t) => {
    for (const bytes of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf']) {
      const url = await rawServer(t, bytes, 'hold');
      const { kind, detail } = trouble(await http({ silence: 50 }).send(get(url)));
      assert.equal(kind, 'timeout');
      assert.match(detail, /sent nothing for 0\.05 s/);
    }
  });

  it('ends with the run, also one that begins after', async (t) => {
    const url = await rawServer(t, '', 'hold');
    const interrupt = new AbortController();
    const calls = http({ interrupt: interrupt.signal });
    const sent = calls.send(get(url));
    interrupt.abort();
    assert.match(trouble(await sent).detail, /interrupted/);
    assert.match(trouble(await calls.send(get(url))).detail, /interrupted/);
  });

  it('names the host of what does not answer, and never the rest of its address', async () => {
    const { kind, detail } = trouble(
      await http().send(get('http://user:hidden@127.0.0.1:1/hidden?sig=hidden')),
    );
    assert.equal(kind, 'unreachable');
    assert.match(detail, /^127\.0\.0\.1:1: ECONNREFUSED$/);
    for (const url of ['ftp://x/hidden', 'hidden', 'file:///etc/hidden']) {
      assert.equal(trouble(await http().send(get(url))).kind, 'unreachable');
    }
  });
});

describe('a call without TLS', () => {
  it('is made to this machine, or where the host itself says so', async (t) => {
    const proxy = await proxyServer(t, 1);
    const calls = http({ env: { HTTP_PROXY: proxy.address } });
    const refused = trouble(await calls.send(get('http://cache.example/x?sig=hidden')));
    assert.match(refused.detail, /^cache\.example is not asked without TLS$/);
    assert.equal(
      trouble(await calls.send(get('http://127.0.0.1.example/'))).detail.includes('without TLS'),
      true,
    );
    assert.deepEqual(proxy.asked, []);
    assert.equal(
      await bodyOf(calls.send(get('http://cache.example/x', { plain: true, limit: 99 }))),
      'by the proxy',
    );
    assert.deepEqual(proxy.asked, ['GET http://cache.example/x']);
  });

  it('to this machine goes by no proxy', async (t) => {
    const proxy = await proxyServer(t, 1);
    const url = await httpServer(t, (_, response) => response.end('straight'));
    const calls = http({ env: { http_proxy: proxy.address, HTTPS_PROXY: proxy.address } });
    assert.equal(await bodyOf(calls.send(get(url))), 'straight');
    assert.equal(await bodyOf(calls.send(get(url.replace('127.0.0.1', 'localhost')))), 'straight');
    assert.deepEqual(proxy.asked, []);
  });
});

describe('a call with TLS', () => {
  it('believes the authorities of SSL_CERT_FILE, and no others then', async (t) => {
    const { port, certificate } = await httpsServer(t, 'localhost', (_, response) => response.end('sealed'));
    const url = `https://localhost:${port}/`;
    assert.equal(await bodyOf(http({ env: { SSL_CERT_FILE: certificate } }).send(get(url))), 'sealed');
    assert.match(trouble(await http().send(get(url))).detail, /^localhost:\d+: DEPTH_ZERO_SELF_SIGNED_CERT$/);
    const other = await httpsServer(t, 'localhost', () => {});
    assert.equal(
      trouble(await http({ env: { SSL_CERT_FILE: other.certificate } }).send(get(url))).kind,
      'unreachable',
    );
    assert.match(
      trouble(await http({ env: { SSL_CERT_FILE: '/nowhere.pem' } }).send(get(url))).detail,
      /SSL_CERT_FILE cannot be read/,
    );
  });

  it('does not believe a certificate of another name', async (t) => {
    const { port, certificate } = await httpsServer(t, 'other.example', () => {});
    const env = { SSL_CERT_FILE: certificate };
    const { detail } = trouble(await http({ env }).send(get(`https://localhost:${port}/`)));
    assert.match(detail, /ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  it('goes through the proxy as a tunnel, with the same authorities, unless NO_PROXY says otherwise', async (t) => {
    const { port, certificate } = await httpsServer(t, 'cache.example', (_, response) =>
      response.end('sealed'),
    );
    const proxy = await proxyServer(t, port);
    const env = { HTTPS_PROXY: proxy.address, SSL_CERT_FILE: certificate };
    assert.equal(await bodyOf(http({ env }).send(get('https://cache.example/x'))), 'sealed');
    assert.deepEqual(proxy.asked, ['CONNECT cache.example:443']);
    const wrong = { HTTPS_PROXY: proxy.address };
    assert.match(
      trouble(await http({ env: wrong }).send(get('https://cache.example/x'))).detail,
      /^cache\.example: DEPTH_ZERO_SELF_SIGNED_CERT$/,
    );
    const past = { ...env, NO_PROXY: '.example' };
    assert.equal(trouble(await http({ env: past }).send(get('https://cache.example/x'))).kind, 'unreachable');
    assert.equal(proxy.asked.length, 2);
  });

  it('says that a proxy does not let it through, without its password', async (t) => {
    const closed = await rawServer(t, 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const env = { HTTPS_PROXY: closed.replace('//', '//ada:hidden@') };
    const { kind } = trouble(await http({ env }).send(get('https://cache.example/x?sig=hidden')));
    assert.equal(kind, 'unreachable');
  });
});

describe('a download', () => {
  it('puts the body into a new file that is ours alone', async (t) => {
    const path = join(temporaryFolder(t), 'body');
    const url = await httpServer(t, (_, response) => response.end('x'.repeat(900)));
    const answer = await http().download(get(url), path);
    assert.ok(answer.ok);
    assert.deepEqual([answer.value.bytes, answer.value.body.length], [900, 0]);
    assert.equal(readFileSync(path, 'utf8'), 'x'.repeat(900));
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('writes over nothing and through no link', async (t) => {
    const folder = temporaryFolder(t);
    const url = await httpServer(t, (_, response) => response.end('new'));
    writeFileSync(join(folder, 'there'), 'old');
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    for (const name of ['there', 'link', 'no/such/folder']) {
      assert.equal(trouble(await http().download(get(url), join(folder, name))).kind, 'disk');
    }
    assert.equal(readFileSync(join(folder, 'there'), 'utf8'), 'old');
    assert.equal(existsSync(join(folder, 'target')), false);
  });

  it('makes no file of an answer that is none of what was asked', async (t) => {
    const path = join(temporaryFolder(t), 'body');
    const url = await httpServer(t, (_, response) => response.writeHead(404).end('<error page>'));
    const answer = await http().download(get(url), path);
    assert.ok(answer.ok);
    assert.deepEqual([answer.value.status, answer.value.bytes], [404, 0]);
    assert.equal(existsSync(path), false);
  });

  it('leaves nothing of one that was cut off, too large or too slow', async (t) => {
    const path = join(temporaryFolder(t), 'body');
    const half = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf';
    const large = `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2000)}`;
    for (const [kind, url] of [
      ['cut-off', await rawServer(t, half)],
      ['too-large', await rawServer(t, large)],
      ['timeout', await rawServer(t, half, 'hold')],
    ] as const) {
      assert.equal(trouble(await http({ silence: 100 }).download(get(url), path)).kind, kind);
      assert.equal(existsSync(path), false);
    }
  });
});
