/** What every signer must do. Loops over the registry. */

import assert from 'node:assert/strict';
import { createHash, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { BUNDLE_TYPE, type Bundle, encodeBundle, signatureOf } from '../../src/formats/bundle.ts';
import { pae } from '../../src/formats/dsse.ts';
import { STATEMENT_PAYLOAD } from '../../src/formats/statement.ts';
import { generateSigningKey } from '../../src/signing/keys.ts';
import { SIGNERS } from '../../src/signing/registry.ts';
import {
  SIGNER_NAMES,
  type SignerName,
  type SigningDoors,
  type SigningSettings,
} from '../../src/signing/signer.ts';
import { type FakeSigstore, fakeSigstore } from '../fake/sigstore.ts';
import { aKeylessSettings, aKeySettings, aSigningDoors, variables } from '../support/signing.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

const PASSWORD = 'correct horse';
const PAYLOAD = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

type Ready = {
  readonly fake: FakeSigstore;
  readonly settings: SigningSettings;
  readonly doors: SigningDoors;
};

/** Each signer with log and timestamp. */
const HARNESSES: { readonly [N in SignerName]: (t: TestContext) => Promise<Ready> } = {
  async key(t) {
    const fake = await fakeSigstore(t);
    const path = join(temporaryFolder(t), 'our.key');
    writeFileSync(path, (await generateSigningKey('ecdsa-p256', PASSWORD)).text);
    const services = { kind: 'config', path: fake.config() } as const;
    return {
      fake,
      settings: aKeySettings(path, { services, log: true, timestamp: true }),
      doors: aSigningDoors({ variable: variables({ SEALSMITH_SIGNING_PASSWORD: PASSWORD }) }),
    };
  },
  async keyless(t) {
    const fake = await fakeSigstore(t);
    const variable = variables({ SIGSTORE_ID_TOKEN: fake.token() });
    return { fake, settings: aKeylessSettings(fake.config()), doors: aSigningDoors({ variable }) };
  },
};

function publicKeyOf(
  { signer }: Bundle,
  who: { readonly publicKey: { readonly key: KeyObject } },
): KeyObject {
  return signer.kind === 'certificate'
    ? new X509Certificate(signer.certificate).publicKey
    : who.publicKey.key;
}

test('the registry holds every signer of the folder under its own name', async () => {
  const folder = new URL('../../src/signing/signers/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.slice(0, -3));
  assert.deepEqual(files.toSorted(), [...SIGNER_NAMES].toSorted());
  for (const name of SIGNER_NAMES) {
    assert.equal(SIGNERS[name].name, name);
    assert.ok(SIGNERS[name].summary.length > 10);
  }
});

for (const name of SIGNER_NAMES) {
  test(`${name}: signs a statement over its pre-authentication encoding, and has it logged and timed`, async (t) => {
    const { settings, doors } = await HARNESSES[name](t);
    const pen = value(await SIGNERS[name].open(settings, doors));
    const bundle = value(await pen.statement(PAYLOAD));
    assert.ok(bundle.content.kind === 'envelope');
    const { envelope } = bundle.content;
    assert.equal(envelope.payloadType, STATEMENT_PAYLOAD);
    assert.deepEqual(Buffer.from(envelope.payload), PAYLOAD);
    const key = publicKeyOf(bundle, pen.who);
    assert.ok(verify('sha256', pae(STATEMENT_PAYLOAD, PAYLOAD), key, envelope.signature));
    assert.equal(bundle.entries.length, 1);
    assert.equal(bundle.timestamps.length, 1);
    const json = JSON.parse(Buffer.from(encodeBundle(bundle)).toString());
    assert.equal(json.mediaType, BUNDLE_TYPE);
    assert.equal(json.dsseEnvelope.signatures.length, 1);
  });

  test(`${name}: signs bytes as they are, in pieces of any size`, async (t) => {
    const { settings, doors } = await HARNESSES[name](t);
    const pen = value(await SIGNERS[name].open(settings, doors));
    const bundle = value(
      await pen.artifact(async (onPiece) => {
        // The same memory each time: a piece is good until the next one.
        const memory = Buffer.alloc(1);
        for (const byte of PAYLOAD) {
          memory[0] = byte;
          onPiece(memory);
        }
        return { ok: true, value: undefined };
      }),
    );
    assert.ok(bundle.content.kind === 'message');
    assert.deepEqual(Buffer.from(bundle.content.digest), createHash('sha256').update(PAYLOAD).digest());
    assert.ok(verify('sha256', PAYLOAD, publicKeyOf(bundle, pen.who), signatureOf(bundle.content)));
    assert.equal(bundle.entries[0]?.kind, 'hashedrekord');
  });

  test(`${name}: passes on why the bytes could not be read, and asks nobody to log half of them`, async (t) => {
    const { fake, settings, doors } = await HARNESSES[name](t);
    const pen = value(await SIGNERS[name].open(settings, doors));
    const before = fake.asked.length;
    const broken = { code: 'system', doing: 'read', path: 'x', errno: 'EIO' } as const;
    const bundle = await pen.artifact(async (onPiece) => {
      onPiece(PAYLOAD);
      return { ok: false, failure: broken };
    });
    assert.deepEqual(failure(bundle), broken);
    assert.equal(fake.asked.length, before);
  });

  test(`${name}: signs many statements with what it opened once`, async (t) => {
    const { fake, settings, doors } = await HARNESSES[name](t);
    const pen = value(await SIGNERS[name].open(settings, doors));
    const bundles = await Promise.all(['a', 'b', 'c'].map((text) => pen.statement(Buffer.from(text))));
    const signers = bundles.map((bundle) => JSON.stringify(value(bundle).signer));
    assert.equal(new Set(signers).size, 1);
    assert.ok(fake.asked.filter(({ service }) => service === 'fulcio').length <= 1);
  });

  test(`${name}: gives no bundle when a log or a timestamp authority is down`, async (t) => {
    const { fake, settings, doors } = await HARNESSES[name](t);
    const pen = value(await SIGNERS[name].open(settings, doors));
    for (const down of ['rekor1', 'time'] as const) {
      fake.change = (service, answer) => (service === down ? undefined : answer);
      assert.equal(failure(await pen.statement(PAYLOAD)).code, 'sigstore-unreachable');
      fake.change = (service, answer) => (service === down ? { status: 503, body: 'busy' } : answer);
      assert.equal(failure(await pen.statement(PAYLOAD)).code, 'sigstore-refused');
    }
    fake.change = (_, answer) => answer;
    value(await pen.statement(PAYLOAD));
  });

  test(`${name}: goes on when a service fails once`, async (t) => {
    const { fake, settings, doors } = await HARNESSES[name](t);
    const failed = new Set<string>();
    fake.change = (service, answer) => {
      if (failed.has(service)) return answer;
      failed.add(service);
      return { status: 502, body: '<html>bad gateway</html>' };
    };
    const pen = value(await SIGNERS[name].open(settings, doors));
    value(await pen.statement(PAYLOAD));
    assert.ok(failed.has('rekor1') && failed.has('time'));
  });

  test(`${name}: takes the log's own entry when its answer was lost on the way`, async (t) => {
    const { fake, settings, doors } = await HARNESSES[name](t);
    const pen = value(await SIGNERS[name].open(settings, doors));
    let lost = false;
    fake.change = (service, answer) => {
      if (service !== 'rekor1' || lost) return answer;
      lost = true;
      return undefined;
    };
    const bundle = value(await pen.statement(PAYLOAD));
    assert.equal(bundle.entries.length, 1);
    assert.ok(fake.asked.some(({ path }) => /entries\/[0-9a-f]{64}$/.test(path)));
  });

  test(`${name}: a log of version 2 gets the hash of the encoding, and never goes without a timestamp`, async (t) => {
    const { fake, settings, doors } = await HARNESSES[name](t);
    const two = {
      url: fake.url,
      majorApiVersion: 2,
      operator: 'o',
      validFor: { start: '2020-01-01T00:00:00Z' },
    };
    const path = fake.config({ rekorTlogUrls: [two] });
    const services = { kind: 'config', path } as const;
    const pen = value(await SIGNERS[name].open({ ...settings, services }, doors));
    const bundle = value(await pen.statement(PAYLOAD));
    const [entry] = bundle.entries;
    assert.deepEqual([entry?.kind, entry?.version, entry?.promise], ['hashedrekord', '0.0.2', undefined]);
    const logged = JSON.parse(Buffer.from(entry?.body ?? []).toString());
    const digest = createHash('sha256').update(pae(STATEMENT_PAYLOAD, PAYLOAD)).digest('base64');
    assert.equal(logged.spec.hashedRekordV002.data.digest, digest);
    assert.equal(bundle.timestamps.length, 1);
    const bare = { kind: 'config', path: fake.config({ rekorTlogUrls: [two], tsaUrls: [] }) } as const;
    const refused = failure(await SIGNERS[name].open({ ...settings, services: bare }, doors));
    assert.ok(refused.code === 'services-invalid');
  });

  test(`${name}: is refused settings that are not its own`, async (t) => {
    const other = name === 'key' ? 'keyless' : 'key';
    const { settings } = await HARNESSES[other](t);
    await assert.rejects(SIGNERS[name].open(settings, aSigningDoors()), /was given settings/);
  });
}

test('key: a signature alone asks nobody', async (t) => {
  const { fake, settings, doors } = await HARNESSES.key(t);
  const pen = value(
    await SIGNERS.key.open({ ...settings, log: false, timestamp: false } as SigningSettings, doors),
  );
  const bundle = value(await pen.statement(PAYLOAD));
  assert.deepEqual([bundle.entries, bundle.timestamps, fake.asked], [[], [], []]);
  assert.ok(bundle.signer.kind === 'key');
  const der = createPublicKey(pen.who.publicKey.pem).export({ format: 'der', type: 'spki' });
  assert.equal(bundle.signer.hint, createHash('sha256').update(der).digest('base64'));
});
