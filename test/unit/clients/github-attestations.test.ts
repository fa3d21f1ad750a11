import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { storeBundle, storedBundles } from '../../../src/clients/github-attestations.ts';
import { encodeStatement } from '../../../src/formats/statement.ts';
import { githubPlace } from '../../../src/signing/github-place.ts';
import { generateSigningKey } from '../../../src/signing/keys.ts';
import { penOf } from '../../../src/signing/pen.ts';
import { say } from '../../../src/signing/say.ts';
import { attestationStore, STORE_TOKEN } from '../../fake/github-attestations.ts';
import { aSigningDoors } from '../../support/signing.ts';
import { failure, value } from '../../support/world.ts';

const SHA = 'a'.repeat(64);
const TYPE = 'https://slsa.dev/provenance/v1';
const BUNDLE = Buffer.from(
  JSON.stringify({
    mediaType: 'x',
    dsseEnvelope: {
      payload: Buffer.from(
        encodeStatement({
          subject: [{ name: 'x', digest: { sha256: SHA } }],
          predicateType: TYPE,
          predicate: {},
        }),
      ).toString('base64'),
    },
  }),
);

async function desk(t: TestContext, token = STORE_TOKEN) {
  const fake = await attestationStore(t);
  const store = { api: fake.api, repository: 'group/diary', token };
  return { fake, store, caller: aSigningDoors() };
}

describe("GitHub's store of attestations", () => {
  it('takes a bundle as it is, and gives it back by digest and type', async (t) => {
    const { fake, store, caller } = await desk(t);
    assert.deepEqual(value(await storedBundles(caller, store, SHA, TYPE)), []);
    assert.equal(value(await storeBundle(caller, store, BUNDLE)), '4711');
    assert.deepEqual(fake.stored, [BUNDLE.toString()]);
    assert.equal(value(await storedBundles(caller, store, SHA, TYPE)).length, 1);
    assert.deepEqual(value(await storedBundles(caller, store, 'b'.repeat(64), TYPE)), []);
    assert.deepEqual(value(await storedBundles(caller, store, SHA, 'https://example.org/other')), []);
  });

  it('holds one statement once, however often it is said', async (t) => {
    const { fake, store, caller } = await desk(t);
    const { key } = await generateSigningKey('ecdsa-p256', 'x');
    const who = { kind: 'key', publicKey: key.publicKey } as const;
    const pen = penOf(key, who, { logs: [], timestamps: [] }, caller, () => ({ ok: true, value: undefined }));
    const statement = {
      subject: [{ name: 'x', digest: { sha256: SHA } }],
      predicateType: TYPE,
      predicate: {},
    };
    const saying = { formats: ['bundle'], image: undefined, now: 0 } as const;
    for (const added of [true, false]) {
      const said = value(await say(pen, statement, [githubPlace(caller, store, SHA)], saying));
      assert.deepEqual(
        said.map((one) => one.added),
        [added],
      );
    }
    assert.equal(fake.stored.length, 1);
  });

  it('says what it refuses, and what right is lacking, and never the token', async (t) => {
    const { fake, store, caller } = await desk(t);
    const refused = async (status: number, body: string) => {
      fake.faults.push({ status, body });
      const failed = failure(await storeBundle(caller, store, BUNDLE));
      assert.ok(failed.code === 'sigstore-refused', failed.code);
      assert.equal(failed.status, status);
      assert.ok(!JSON.stringify(failed).includes(STORE_TOKEN));
      return failed.detail;
    };
    const forbidden = await refused(403, '{"message":"Resource not accessible by integration"}');
    assert.match(forbidden, /not accessible.*attestations: write/);
    assert.match(await refused(422, '{"message":"Invalid bundle"}'), /^Invalid bundle$/);
    assert.doesNotMatch(await refused(400, `{"message":"no ${STORE_TOKEN}"}`), /ghs_/);
    const wrong = failure(await storeBundle(caller, { ...store, token: 'ghs_anothertoken' }, BUNDLE));
    assert.ok(wrong.code === 'sigstore-refused' && wrong.status === 401);
    const none = failure(await storeBundle(caller, store, Buffer.from('{}')));
    assert.ok(none.code === 'sigstore-refused' && none.status === 422);
  });

  it('asks again after a fault, and gives up after three', async (t) => {
    const { fake, store, caller } = await desk(t);
    fake.faults.push({ status: 502, body: '<html>' }, { status: 429, body: '' });
    assert.equal(value(await storeBundle(caller, store, BUNDLE)), '4711');
    for (let fault = 0; fault < 3; fault += 1) fake.faults.push({ status: 500, body: '' });
    const failed = failure(await storeBundle(caller, store, BUNDLE));
    assert.ok(failed.code === 'sigstore-refused' && failed.status === 500);
    assert.equal(fake.stored.length, 1);
  });

  it('does not take an answer for one that it is not', async (t) => {
    const { fake, store, caller } = await desk(t);
    for (const body of [
      '',
      'null',
      '[]',
      '{}',
      '{"attestations":{}}',
      '{"attestations":[],"attestations":[]}',
    ]) {
      fake.faults.push({ status: 200, body });
      assert.equal(failure(await storedBundles(caller, store, SHA, TYPE)).code, 'sigstore-invalid', body);
    }
    fake.faults.push({ status: 201, body: '{}' });
    assert.equal(failure(await storeBundle(caller, store, BUNDLE)).code, 'sigstore-invalid');
    // A list that nobody can read must not keep us from saying what there is to say.
    fake.faults.push({ status: 200, body: 'x'.repeat(2 * 1024 * 1024) });
    assert.deepEqual(value(await storedBundles(caller, store, SHA, TYPE)), []);
    const down = failure(await storeBundle(caller, { ...store, api: 'http://127.0.0.1:1' }, BUNDLE));
    assert.equal(down.code, 'sigstore-unreachable');
  });
});
