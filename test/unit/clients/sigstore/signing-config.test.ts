import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readSigningConfig,
  SIGNING_CONFIG_LIMIT,
  SIGNING_CONFIG_TYPE,
  servicesAt,
} from '../../../../src/clients/sigstore/signing-config.ts';

const NOW = Date.parse('2026-11-01T00:00:00Z');

type Service = Readonly<Record<string, unknown>>;

function service(url: string, more: Service = {}): Service {
  return {
    url: `https://${url}.example.org`,
    majorApiVersion: 1,
    operator: url,
    validFor: { start: '2026-01-01T00:00:00Z' },
    ...more,
  };
}

function read(config: unknown) {
  return readSigningConfig(Buffer.from(JSON.stringify(config)));
}

function aConfig(more: Readonly<Record<string, unknown>> = {}): object {
  return {
    mediaType: SIGNING_CONFIG_TYPE,
    caUrls: [service('ca')],
    oidcUrls: [],
    rekorTlogUrls: [service('log')],
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: [service('time')],
    tsaConfig: { selector: 'ANY' },
    ...more,
  };
}

/** Hosts of the logs that are chosen, or why there are none. */
function logs(urls: readonly Service[], wanted: unknown = { selector: 'ANY' }, now = NOW): unknown {
  const config = read(aConfig({ rekorTlogUrls: urls, rekorTlogConfig: wanted }));
  assert.ok(config.ok, JSON.stringify(config));
  const chosen = servicesAt(config.value, now);
  return chosen.ok ? chosen.value.logs.map(({ url }) => url.slice(8).split('.')[0]) : chosen.failure;
}

describe('a signing config', () => {
  it('names an authority, logs and timestamp authorities', () => {
    const config = read(aConfig());
    assert.ok(config.ok);
    const chosen = servicesAt(config.value, NOW);
    assert.deepEqual(chosen.ok && chosen.value, {
      authority: 'https://ca.example.org',
      logs: [{ url: 'https://log.example.org', version: 1 }],
      timestamps: ['https://time.example.org'],
    });
  });

  it('takes only what is good now', () => {
    const until = (end: string) =>
      service(`until-${end.slice(0, 4)}`, { validFor: { start: '2020-01-01T00:00:00Z', end } });
    assert.deepEqual(logs([until('2025-01-01T00:00:00Z'), until('2027-01-01T00:00:00Z')]), ['until-2027']);
    const start = { validFor: { start: '2026-12-01T00:00:00Z' } };
    assert.deepEqual(logs([service('future', start), service('now')]), ['now']);
    assert.deepEqual(logs([service('now')], { selector: 'ANY' }, Date.parse('2026-01-01T00:00:00Z')), [
      'now',
    ]);
    assert.match(String(logs([service('future', start)])), /good now/);
    assert.match(String(logs([until('2026-11-01T00:00:00Z')])), /good now/);
  });

  it('takes the highest version that we speak, and of one operator the newest', () => {
    const two = { majorApiVersion: 2 };
    assert.deepEqual(logs([service('one'), service('two', two)]), ['two']);
    assert.deepEqual(logs([service('one'), service('three', { majorApiVersion: 3 })]), ['one']);
    assert.match(String(logs([service('three', { majorApiVersion: 3 })])), /good now/);
    const shard = (name: string, start: string) => service(name, { operator: 'o', validFor: { start } });
    const shards = [shard('old', '2025-01-01T00:00:00Z'), shard('new', '2026-06-01T00:00:00Z')];
    assert.deepEqual(logs(shards, { selector: 'ALL' }), ['new']);
  });

  it('takes as many as it asks for', () => {
    const three = ['a', 'b', 'c'].map((name) => service(name));
    assert.deepEqual(logs(three), ['a']);
    assert.deepEqual(logs(three, { selector: 'ALL' }), ['a', 'b', 'c']);
    assert.deepEqual(logs(three, { selector: 'EXACT', count: 2 }), ['a', 'b']);
    assert.match(String(logs(three, { selector: 'EXACT', count: 4 })), /wants 4/);
  });

  it('without logs or timestamps has none', () => {
    const config = read({ mediaType: SIGNING_CONFIG_TYPE, caUrls: [service('ca')] });
    assert.ok(config.ok);
    const chosen = servicesAt(config.value, NOW);
    assert.deepEqual(chosen.ok && [chosen.value.logs, chosen.value.timestamps], [[], []]);
  });

  const refused: Readonly<Record<string, unknown>> = {
    'another version': aConfig({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' }),
    'no object': [],
    'a service that is a text': aConfig({ caUrls: ['https://ca.example.org'] }),
    'an address that is none': aConfig({ caUrls: [service('ca', { url: 'ca' })] }),
    'an address of files': aConfig({ caUrls: [service('ca', { url: 'file:///etc/passwd' })] }),
    'a password in an address': aConfig({ caUrls: [service('ca', { url: 'https://a:b@ca.example.org' })] }),
    'a version that is none': aConfig({ caUrls: [service('ca', { majorApiVersion: '1' })] }),
    'no time': aConfig({ caUrls: [service('ca', { validFor: {} })] }),
    'a time that is none': aConfig({ caUrls: [service('ca', { validFor: { start: 'now' } })] }),
    'an end that is none': aConfig({
      caUrls: [service('ca', { validFor: { start: '2026-01-01T00:00:00Z', end: 7 } })],
    }),
    'an unknown selector': aConfig({ rekorTlogConfig: { selector: 'SOME' } }),
    'a selector that counts to nothing': aConfig({ rekorTlogConfig: { selector: 'EXACT', count: 0 } }),
    'logs and no selector': aConfig({ rekorTlogConfig: undefined }),
    'timestamps and no selector': aConfig({ tsaConfig: undefined }),
    'a thousand logs': aConfig({ rekorTlogUrls: Array(1000).fill(service('log')) }),
  };
  for (const [name, config] of Object.entries(refused)) {
    it(`is none with ${name}`, () => assert.ok(!read(config).ok));
  }

  it('is none when it is too large or no JSON', () => {
    assert.ok(!readSigningConfig(Buffer.alloc(SIGNING_CONFIG_LIMIT + 1, 32)).ok);
    assert.ok(!readSigningConfig(Buffer.from('{')).ok);
  });

  it('with an authority of yesterday alone has none', () => {
    const config = read(
      aConfig({
        caUrls: [service('ca', { validFor: { start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' } })],
      }),
    );
    assert.ok(config.ok);
    assert.ok(!servicesAt(config.value, NOW).ok);
  });
});
