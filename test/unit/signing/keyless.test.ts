import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Http } from '../../../src/core/ports.ts';
import { err, ok } from '../../../src/core/result.ts';
import { keylessSigner } from '../../../src/signing/signers/keyless.ts';
import { fakeSigstore } from '../../fake/sigstore.ts';
import { aKeylessSettings, aSigningDoors, variables } from '../../support/signing.ts';
import { failure, NO_HTTP, value } from '../../support/world.ts';

const one = (url: string): object => ({
  url,
  majorApiVersion: 1,
  operator: url,
  validFor: { start: '2020-01-01T00:00:00Z' },
});

/** The public instance's services, without a network; which addresses were asked. */
function publicDoors(token: string) {
  const asked: string[] = [];
  const config = {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [one('https://fulcio.sigstore.dev')],
    rekorTlogUrls: [one('https://rekor.sigstore.dev')],
    rekorTlogConfig: { selector: 'ANY' },
  };
  const send: Http['send'] = async ({ url }) => {
    asked.push(url);
    return err({ kind: 'unreachable', detail: 'no network in this test' });
  };
  const doors = aSigningDoors({
    http: { ...NO_HTTP, send },
    variable: variables({ SIGSTORE_ID_TOKEN: token }),
    publicSigningConfig: async () => ok(Buffer.from(JSON.stringify(config))),
    readText: () => ok(JSON.stringify(config)),
  });
  return { doors, asked };
}

describe('signing without a key', () => {
  for (const [claim, visibility] of [
    ['repository_visibility', 'private'],
    ['project_visibility', 'internal'],
    ['project_visibility', 'something new'],
  ] as const) {
    it(`tells the public log nothing of a repository whose token says ${claim}: ${visibility}`, async (t) => {
      const { token } = await fakeSigstore(t);
      const { doors, asked } = publicDoors(token({ [claim]: visibility }));
      // Also where a file of one's own names the public services.
      for (const services of [{ kind: 'public' }, { kind: 'config', path: 'public.json' }] as const) {
        const failed = failure(await keylessSigner.open({ ...aKeylessSettings(''), services }, doors));
        assert.ok(failed.code === 'signing-impossible' && failed.why === 'private-repository');
      }
      assert.deepEqual(asked, []);
      const agreed = {
        ...aKeylessSettings('', { transparency: 'public' }),
        services: { kind: 'public' },
      } as const;
      assert.equal(failure(await keylessSigner.open(agreed, doors)).code, 'sigstore-unreachable');
      assert.match(asked[0] ?? '', /^https:\/\/fulcio\.sigstore\.dev\//);
    });
  }

  it('may tell it of a public one, and a private Sigstore of any', async (t) => {
    const fake = await fakeSigstore(t);
    const { doors, asked } = publicDoors(fake.token({ project_visibility: 'public' }));
    failure(await keylessSigner.open({ ...aKeylessSettings(''), services: { kind: 'public' } }, doors));
    assert.ok(asked.length > 0);
    const variable = variables({ SIGSTORE_ID_TOKEN: fake.token({ project_visibility: 'private' }) });
    value(await keylessSigner.open(aKeylessSettings(fake.config()), aSigningDoors({ variable })));
  });

  it('signs nothing when the certificate is over', async (t) => {
    const fake = await fakeSigstore(t);
    let now = Date.now();
    const variable = variables({ SIGSTORE_ID_TOKEN: fake.token() });
    const doors = aSigningDoors({ variable, clock: { now: () => now } });
    const pen = value(await keylessSigner.open(aKeylessSettings(fake.config()), doors));
    value(await pen.statement(Buffer.from('{}')));
    now += 11 * 60_000;
    const before = fake.asked.length;
    const feed = async () => ok(undefined);
    for (const signed of [await pen.statement(Buffer.from('{}')), await pen.artifact(feed)]) {
      const failed = failure(signed);
      assert.ok(failed.code === 'identity-unusable' && failed.why === 'expired');
    }
    assert.equal(fake.asked.length, before);
  });

  it('wants an authority, and somebody who says when', async (t) => {
    const fake = await fakeSigstore(t);
    const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: fake.token() }) });
    const none = { rekorTlogUrls: [], tsaUrls: [] };
    for (const config of [fake.config({ caUrls: [] }), fake.config(none)]) {
      const failed = failure(await keylessSigner.open(aKeylessSettings(config), doors));
      assert.ok(failed.code === 'services-invalid' && failed.path === config);
    }
    assert.deepEqual(fake.asked, []);
    const pen = value(await keylessSigner.open(aKeylessSettings(fake.config({ rekorTlogUrls: [] })), doors));
    const bundle = value(await pen.statement(Buffer.from('{}')));
    assert.deepEqual([bundle.entries.length, bundle.timestamps.length], [0, 1]);
  });

  it('shows the token to the authority alone', async (t) => {
    const fake = await fakeSigstore(t);
    const token = fake.token();
    const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: token }) });
    const pen = value(await keylessSigner.open(aKeylessSettings(fake.config()), doors));
    value(await pen.statement(Buffer.from('{}')));
    const shown = fake.asked.filter(({ path, body }) => `${path}${body}`.includes(token));
    assert.deepEqual(
      shown.map(({ service }) => service),
      ['fulcio'],
    );
    assert.ok(!JSON.stringify(pen.who).includes(token));
  });
});
