import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChallenges } from '../../../../src/clients/registry/challenge.ts';
import { clean, saidBy, troubleOf } from '../../../../src/clients/registry/refusal.ts';
import { LONGEST_WAIT, readRetryAfter, waitBefore } from '../../../../src/clients/registry/retry.ts';
import { nextAddress, tokenAddress, withQuery } from '../../../../src/clients/registry/target.ts';

describe('a challenge', () => {
  const read = (header: string) =>
    readChallenges(header).map(({ scheme, params }) => [scheme, Object.fromEntries(params)]);

  it('is read as it is written', () => {
    const bearer = 'Bearer realm="https://auth.example/token",service="a, b",scope="repository:x:pull"';
    assert.deepEqual(read(bearer), [
      ['bearer', { realm: 'https://auth.example/token', service: 'a, b', scope: 'repository:x:pull' }],
    ]);
    assert.deepEqual(read('Basic realm="x"'), [['basic', { realm: 'x' }]]);
    assert.deepEqual(read('BASIC Realm=x , Bearer realm = "a\\"b"'), [
      ['basic', { realm: 'x' }],
      ['bearer', { realm: 'a"b' }],
    ]);
    assert.deepEqual(read('Negotiate, Basic realm="x"'), [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ]);
  });

  it('of which nobody knows what it means is none', () => {
    for (const text of ['', 'realm="x"', 'Basic realm="x",realm="y"', 'x'.repeat(9000)])
      assert.deepEqual(read(text), []);
    // As far as it can be read.
    assert.deepEqual(read('Bearer realm="x", service="unclosed'), [
      ['bearer', { realm: 'x' }],
      ['service', {}],
    ]);
  });
});

describe('where a registry may send us', () => {
  const rules = { origin: 'https://registry.example', plainHttp: ['lan.example:5000'] };
  const local = { origin: 'http://127.0.0.1:5000', plainHttp: [] };
  const from = new URL('https://registry.example/v2/a/blobs/uploads/');
  const go = (location: string | undefined, at = from, by = rules) => nextAddress(location, at, by)?.href;

  it('is relative, absolute or elsewhere, with TLS', () => {
    assert.equal(
      go('/v2/a/blobs/uploads/1?_state=a%2Bb'),
      'https://registry.example/v2/a/blobs/uploads/1?_state=a%2Bb',
    );
    assert.equal(go('1'), 'https://registry.example/v2/a/blobs/uploads/1');
    assert.equal(go('https://user:word@cdn.example/x?sig=1#y'), 'https://cdn.example/x?sig=1');
    assert.equal(go('//cdn.example/x'), 'https://cdn.example/x');
    assert.equal(
      go('http://lan.example:5000/x', new URL('http://lan.example:5000/'), {
        ...rules,
        origin: 'http://lan.example:5000',
      }),
      'http://lan.example:5000/x',
    );
    assert.equal(go('/x', new URL('http://127.0.0.1:5000/'), local), 'http://127.0.0.1:5000/x');
    assert.equal(
      go('https://cdn.example/x', new URL('http://127.0.0.1:5000/'), local),
      'https://cdn.example/x',
    );
  });

  const never = [
    undefined,
    'http://registry.example/x',
    'http://cdn.example/x',
    'http://lan.example:5000/x',
    'ftp://x/',
    'file:///etc/passwd',
    'javascript:1',
    'https://127.0.0.1/x',
    'https://localhost/x',
    'http://[::1]/x',
    'https://[::1]:1/x',
    'http:',
    `https://x/${'y'.repeat(20_000)}`,
  ];
  for (const location of never)
    it(`is never ${String(location).slice(0, 40)}`, () => assert.equal(go(location), undefined));

  it('is never plain HTTP that nobody asked for, also from plain HTTP', () => {
    assert.equal(go('http://cdn.example/x', new URL('http://127.0.0.1:5000/'), local), undefined);
    assert.equal(go('http://lan.example:5001/x', new URL('http://lan.example:5000/'), rules), undefined);
  });

  it('keeps the spelling of a query when something is added', () => {
    const url = new URL('https://x/y?_state=a%2Bb+c%3D');
    assert.equal(
      withQuery(url, 'digest', 'sha256:0').href,
      'https://x/y?_state=a%2Bb+c%3D&digest=sha256%3A0',
    );
    assert.equal(withQuery(new URL('https://x/y'), 'digest', '1').href, 'https://x/y?digest=1');
  });

  it('gets credentials for tokens by TLS, or within this machine', () => {
    const token = (realm: string, by = rules, shown = true) => tokenAddress(realm, by, shown)?.href;
    assert.equal(token('https://auth.example/token'), 'https://auth.example/token');
    assert.equal(token('http://127.0.0.1:1/token', local), 'http://127.0.0.1:1/token');
    const plain = [
      'http://auth.example/token',
      'http://lan.example:5000/token',
      'http://127.0.0.1:1/token',
      'https://127.0.0.1/token',
      'https://user:word@auth.example/token',
      '/token',
      '',
      'file:///token',
      'https://auth.example/#x',
    ];
    for (const realm of plain) assert.equal(token(realm), undefined, realm);
    // Nothing is shown to it, and somebody asked for it.
    assert.equal(token('http://lan.example:5000/token', rules, false), 'http://lan.example:5000/token');
    assert.equal(token('http://auth.example/token', rules, false), undefined);
  });
});

describe('calling again', () => {
  const now = Date.parse('2026-12-01T00:00:00Z');
  const status = (code: number, retryAfter?: string) =>
    ({ kind: 'status', status: code, retryAfter }) as const;

  it('is for what passes, a few times', () => {
    for (const code of [408, 429, 500, 502, 503, 504])
      assert.ok(waitBefore(status(code), 1, now, 0.5) !== undefined, `${code}`);
    for (const code of [200, 400, 401, 403, 404, 405, 413, 416, 501])
      assert.equal(waitBefore(status(code), 1, now, 0.5), undefined, `${code}`);
    for (const kind of ['not-http', 'too-large', 'disk', 'stopped'] as const)
      assert.equal(waitBefore({ kind }, 1, now, 0), undefined);
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((made) => waitBefore({ kind: 'cut-off' }, made, now, 1)),
      [250, 500, 1000, 2000, undefined],
    );
    assert.deepEqual(
      [1, 2, 3].map((made) => waitBefore({ kind: 'timeout' }, made, now, 0)),
      [125, undefined, undefined],
    );
  });

  it('waits as long as it is asked to, up to a minute', () => {
    assert.equal(waitBefore(status(429, '7'), 1, now, 0), 7000);
    assert.equal(waitBefore(status(503, 'Tue, 01 Dec 2026 00:00:30 GMT'), 1, now, 0), 30_000);
    assert.equal(waitBefore(status(429, '61'), 1, now, 0), undefined);
    assert.equal(waitBefore(status(429, '60'), 1, now, 0), LONGEST_WAIT);
    assert.equal(waitBefore(status(429, 'Tue, 01 Dec 2020 00:00:30 GMT'), 1, now, 0), 0);
    for (const junk of ['-1', '1.5', 'soon', '', '2026-12-01', '9999999999999', '\u0661'])
      assert.equal(readRetryAfter(junk, now), undefined, junk);
  });
});

describe('what a registry says', () => {
  const errors = (...list: object[]) => Buffer.from(JSON.stringify({ errors: list }));

  it('is told in words that everybody knows', () => {
    const none = new Uint8Array();
    const table = [
      [401, 'unauthorized'],
      [403, 'denied'],
      [404, 'not-found'],
      [405, 'unsupported'],
      [413, 'too-large'],
      [429, 'rate-limited'],
      [400, 'invalid'],
      [416, 'invalid'],
      [500, 'failing'],
      [503, 'failing'],
      [501, 'unsupported'],
    ] as const;
    for (const [status, trouble] of table) assert.equal(troubleOf(status, none), trouble, `${status}`);
    assert.equal(troubleOf(403, errors({ code: 'TOOMANYREQUESTS' })), 'rate-limited');
    assert.equal(troubleOf(400, errors({ code: 'UNSUPPORTED' })), 'unsupported');
    assert.equal(troubleOf(400, errors({ code: 'DENIED' })), 'denied');
    assert.equal(troubleOf(500, Buffer.from('{"errors":{"a":1}}')), 'failing');
  });

  it('is one harmless line without secrets', () => {
    const body = errors({
      code: 'DENIED',
      message: 'no\u001b[31m\r\n::error::x\u202e \u0000y password hunter22 for aHVudGVyMjI=',
    });
    const said = saidBy(403, body, ['hunter22']);
    assert.equal(said, 'DENIED: no [31m ::error::x y password *** for ***I=');
    assert.equal(
      clean('got Bearer abc.def, eyJhbGciOi.eyJpc3Mi.c2ln and Basic Zm9v', []),
      'got Bearer ***, *** and Basic ***',
    );
    assert.equal(clean('x'.repeat(10_000), []).length, 300);
    assert.equal(saidBy(404, Buffer.from('<html>'), []), 'HTTP 404');
    assert.equal(saidBy(401, Buffer.from('{"details":"wrong"}'), []), 'wrong');
  });
});
