import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../../src/core/result.ts';
import { isPublic, servicesOf } from '../../../src/signing/services.ts';
import { aSigningDoors } from '../../support/signing.ts';
import { failure, value } from '../../support/world.ts';

const one = (url: string, majorApiVersion = 1): object => ({
  url,
  majorApiVersion,
  operator: url,
  validFor: { start: '2020-01-01T00:00:00Z' },
});

const config = (more: object = {}): string =>
  JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [one('https://ca.example.org')],
    rekorTlogUrls: [one('https://log.example.org')],
    rekorTlogConfig: { selector: 'ANY' },
    ...more,
  });

const PLACE = { kind: 'config', path: 'signing.json' } as const;

function services(text: string | undefined) {
  return servicesOf(PLACE, aSigningDoors({ readText: () => ok(text) }));
}

describe('the services of a signing config', () => {
  it('are those that are good now', async () => {
    const found = value(await services(config()));
    assert.deepEqual(found.logs, [{ url: 'https://log.example.org', version: 1 }]);
  });

  it('are none where the file is not there, or is none; the file is named', async () => {
    for (const text of [undefined, '', '{}', config({ caUrls: 7 })]) {
      const failed = failure(await services(text));
      assert.ok(failed.code === 'services-invalid' && failed.path === 'signing.json');
    }
  });

  it('are refused when a log says no time and nobody else does', async () => {
    const two = { rekorTlogUrls: [one('https://log.example.org', 2)] };
    assert.equal(failure(await services(config(two))).code, 'services-invalid');
    const timed = { ...two, tsaUrls: [one('https://time.example.org')], tsaConfig: { selector: 'ANY' } };
    assert.equal(value(await services(config(timed))).timestamps.length, 1);
  });

  it('of the public instance are asked for only when they are meant', async () => {
    let asked = 0;
    const doors = aSigningDoors({
      readText: () => ok(config()),
      publicSigningConfig: async () => {
        asked += 1;
        return ok(Buffer.from(config()));
      },
    });
    value(await servicesOf(PLACE, doors));
    assert.equal(asked, 0);
    value(await servicesOf({ kind: 'public' }, doors));
    assert.equal(asked, 1);
  });

  it('are public when any of them is the public instance, whatever file names them', () => {
    const of = (authority: string | undefined, log: string) =>
      isPublic({ authority, logs: [{ url: log, version: 1 }], timestamps: [] });
    assert.ok(of('https://fulcio.sigstore.dev', 'https://log.example.org'));
    assert.ok(of(undefined, 'https://log2025-1.rekor.sigstore.dev/'));
    assert.ok(!of('https://fulcio.example.org', 'https://sigstore.dev.example.org'));
    assert.ok(!of('https://notsigstore.dev', 'https://log.example.org'));
  });
});
