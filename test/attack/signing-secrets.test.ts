/** Keys and tokens that are none, or would take hours; and secrets that somebody repeats. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import type { IdentityTrouble } from '../../src/core/failure.ts';
import { explain } from '../../src/core/failure.ts';
import { readPem, writePem } from '../../src/formats/pem.ts';
import { generateSigningKey, readSigningKey } from '../../src/signing/keys.ts';
import { SIGNERS } from '../../src/signing/registry.ts';
import { type Answer, fakeSigstore } from '../fake/sigstore.ts';
import { aKeylessSettings, aSigningDoors, variables } from '../support/signing.ts';
import { value } from '../support/world.ts';

// Files are walked into by name, as an attacker would edit them.
// biome-ignore lint/suspicious/noExplicitAny: JSON of a stranger, changed at will
type Json = any;

const says =
  (body: string, status = 200) =>
  (): Answer => ({ status, body });

const deep = `${'['.repeat(200)}${']'.repeat(200)}`;

const b64 = (text: string): string => Buffer.from(text).toString('base64url');

/** One that was made for keys of cosign, changed at will. */
async function aBox(change: (json: Json) => void): Promise<string> {
  const { text } = await generateSigningKey('ecdsa-p256', 'pw');
  const json: Json = JSON.parse(Buffer.from(readPem(text)?.bytes ?? []).toString());
  change(json);
  return writePem('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(JSON.stringify(json)));
}

const flipped = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  return bytes.toString('base64');
};

const BOXES: readonly (readonly [string, (json: Json) => void, 'invalid' | 'wrong-password'])[] = [
  ['work of hours: N of 2^30', (json) => (json.kdf.params.N = 2 ** 30), 'invalid'],
  ['work of hours: a large r', (json) => (json.kdf.params.r = 100_000), 'invalid'],
  ['work of hours: a large p', (json) => (json.kdf.params.p = 1_000_000), 'invalid'],
  ['no work: N of 2', (json) => (json.kdf.params.N = 2), 'invalid'],
  ['N that is no power of two', (json) => (json.kdf.params.N = 65_537), 'invalid'],
  ['N that is no number', (json) => (json.kdf.params.N = '65536'), 'invalid'],
  ['N below zero', (json) => (json.kdf.params.N = -65_536), 'invalid'],
  ['no parameters', (json) => delete json.kdf.params, 'invalid'],
  ['another function for the password', (json) => (json.kdf.name = 'pbkdf2'), 'invalid'],
  ['another cipher', (json) => (json.cipher.name = 'none'), 'invalid'],
  ['a short nonce', (json) => (json.cipher.nonce = 'AAAA'), 'invalid'],
  ['no salt', (json) => (json.kdf.salt = ''), 'invalid'],
  ['a salt of a megabyte', (json) => (json.kdf.salt = 'A'.repeat(40_000)), 'invalid'],
  ['nothing sealed', (json) => (json.ciphertext = ''), 'invalid'],
  ['base64 of another spelling', (json) => (json.ciphertext += '\n'), 'invalid'],
  ['a changed byte', (json) => (json.ciphertext = flipped(json.ciphertext)), 'wrong-password'],
  ['another salt', (json) => (json.kdf.salt = flipped(json.kdf.salt)), 'wrong-password'],
];

describe('a key file of a stranger', () => {
  for (const [name, change, kind] of BOXES) {
    it(`${name}: is refused within seconds`, async () => {
      const text = await aBox(change);
      const start = performance.now();
      const key = await readSigningKey(text, 'pw');
      assert.ok(!key.ok && key.failure.kind === kind, JSON.stringify(key));
      assert.ok(performance.now() - start < 5_000);
    });
  }

  it('unchanged: opens', async () => {
    assert.ok((await readSigningKey(await aBox(() => {}), 'pw')).ok);
  });

  it('names that stand twice: are refused', async () => {
    const twice = '{"kdf":{},"kdf":{"name":"scrypt"}}';
    const key = await readSigningKey(writePem('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(twice)), 'pw');
    assert.ok(!key.ok && key.failure.kind === 'invalid');
  });

  it('PKCS#8 whose password takes OpenSSL hours: is not tried', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'pw' } as const;
    const text = pair.privateKey.export({ format: 'pem', type: 'pkcs8', ...cipher }).toString();
    const key = await readSigningKey(text, 'pw');
    assert.ok(!key.ok && key.failure.kind === 'invalid');
    // Nor under the name of a plain one.
    const renamed = writePem('PRIVATE KEY', readPem(text)?.bytes ?? Buffer.alloc(0));
    const other = await readSigningKey(renamed, 'pw');
    assert.ok(!other.ok && other.failure.kind === 'invalid');
  });
});

describe('a token', () => {
  const TOKENS: readonly (readonly [string, string, IdentityTrouble])[] = [
    ['that is none', 'hello', 'malformed'],
    ['of two parts', 'e30.e30', 'malformed'],
    ['of four parts', 'e30.e30.e30.e30', 'malformed'],
    ['with a line in it', 'e30.\ne30.e30', 'malformed'],
    ['of a megabyte', `e30.${'A'.repeat(1024 * 1024)}.e30`, 'malformed'],
    ['of claims twice', `e30.${b64('{"aud":"sigstore","aud":"other"}')}.e30`, 'malformed'],
    ['for nobody', `e30.${b64('{"iss":"https://x","sub":"s","exp":9999999999}')}.e30`, 'other-audience'],
    ['for somebody else', `e30.${b64('{"aud":"sigstore.attacker","exp":9999999999}')}.e30`, 'other-audience'],
    ['for a list without us', `e30.${b64('{"aud":["a","sigstore2"]}')}.e30`, 'other-audience'],
    ['of no issuer', `e30.${b64('{"aud":"sigstore","sub":"s","exp":9999999999}')}.e30`, 'malformed'],
    ['of no subject', `e30.${b64('{"aud":"sigstore","iss":"https://x","exp":9999999999}')}.e30`, 'malformed'],
    ['without an end', `e30.${b64('{"aud":"sigstore","iss":"https://x","sub":"s"}')}.e30`, 'malformed'],
    ['that is over', `e30.${b64('{"aud":"sigstore","iss":"https://x","sub":"s","exp":1}')}.e30`, 'expired'],
  ];

  for (const [name, token, why] of TOKENS) {
    it(`${name}: goes nowhere`, async (t) => {
      const fake = await fakeSigstore(t);
      const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: token }) });
      const pen = await SIGNERS.keyless.open(aKeylessSettings(fake.config()), doors);
      assert.ok(!pen.ok && pen.failure.code === 'identity-unusable', JSON.stringify(pen));
      assert.equal(pen.failure.why, why);
      assert.deepEqual(fake.asked, []);
    });
  }

  it('stands in no failure, even when a service repeats it', async (t) => {
    const fake = await fakeSigstore(t);
    const token = fake.token();
    const [, claims = ''] = token.split('.');
    for (const echo of [`bad token ${token}`, JSON.stringify({ message: `${'x'.repeat(100)} ${claims}` })]) {
      fake.change = (service, honest) => (service === 'fulcio' ? { status: 400, body: echo } : honest);
      const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: token }) });
      const pen = await SIGNERS.keyless.open(aKeylessSettings(fake.config()), doors);
      assert.ok(!pen.ok && pen.failure.code === 'sigstore-refused');
      const said = JSON.stringify([pen.failure, explain(pen.failure)]);
      assert.ok(said.includes('***'), said);
      assert.ok(!said.includes(claims) && !said.includes(claims.slice(0, 40)), said);
    }
  });

  it("of GitHub: neither the request's own token nor the answer stands in a failure", async (t) => {
    const fake = await fakeSigstore(t);
    const bearer = 'runner-token-0123456789';
    const variable = variables({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${fake.url}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    });
    const settings = aKeylessSettings(fake.config(), { token: { from: 'github' } });
    value(await SIGNERS.keyless.open(settings, aSigningDoors({ variable })));
    assert.equal(fake.asked[0]?.path, '/token?api-version=2&audience=sigstore');
    for (const answer of [
      says(`no: ${bearer}`, 403),
      says('{"value":""}'),
      says('{"value":7}'),
      says(deep),
    ]) {
      fake.change = () => answer();
      const pen = await SIGNERS.keyless.open(settings, aSigningDoors({ variable }));
      assert.ok(!pen.ok && ['sigstore-refused', 'sigstore-invalid'].includes(pen.failure.code));
      assert.ok(!JSON.stringify(pen.failure).includes(bearer));
    }
  });
});
