import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { writePem } from '../../../src/formats/pem.ts';
import {
  ALGORITHMS,
  ephemeralKey,
  generateSigningKey,
  hashOf,
  KEY_LIMIT,
  readSigningKey,
  signBytes,
} from '../../../src/signing/keys.ts';

const PASSWORD = 'pässword';
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;

async function kindOf(text: string, password: string | undefined = PASSWORD): Promise<string> {
  const key = await readSigningKey(text, password);
  return key.ok ? key.value.algorithm : key.failure.kind;
}

describe('a key to sign with', () => {
  for (const algorithm of ALGORITHMS) {
    it(`${algorithm}: is made, kept, opened again, and signs`, async () => {
      const { key, text } = await generateSigningKey(algorithm, PASSWORD);
      assert.match(text, /^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n/);
      const opened = await readSigningKey(text, PASSWORD);
      assert.ok(opened.ok);
      assert.equal(opened.value.algorithm, algorithm);
      assert.equal(opened.value.publicKey.pem, key.publicKey.pem);
      const bytes = Buffer.from('bytes');
      const signature = signBytes(opened.value, bytes);
      assert.ok(verify(hashOf(algorithm) ?? null, bytes, key.publicKey.key, signature));
    });
  }

  it('is read from plain PKCS#8 and SEC1, with what OpenSSL writes before it', async () => {
    for (const [curve, algorithm] of [
      ['prime256v1', 'ecdsa-p256'],
      ['secp384r1', 'ecdsa-p384'],
    ] as const) {
      const key = ec(curve);
      const sec1 = key.export({ format: 'pem', type: 'sec1' }).toString();
      assert.equal(await kindOf(key.export({ format: 'pem', type: 'pkcs8' }).toString()), algorithm);
      assert.equal(await kindOf(sec1), algorithm);
      assert.equal(
        await kindOf(`${writePem('EC PARAMETERS', Buffer.from('06082a8648', 'hex'))}${sec1}`),
        algorithm,
      );
    }
    const { privateKey } = generateKeyPairSync('ed25519');
    assert.equal(await kindOf(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()), 'ed25519');
  });

  it('opens with its own password alone', async () => {
    const { text } = await generateSigningKey('ecdsa-p256', PASSWORD);
    assert.equal(await kindOf(text, 'password'), 'wrong-password');
    assert.equal(await kindOf(text, ''), 'wrong-password');
    const none = await readSigningKey(text, undefined);
    assert.ok(!none.ok && none.failure.kind === 'no-password');
    const older = text.replaceAll('ENCRYPTED SIGSTORE', 'ENCRYPTED COSIGN');
    assert.equal(await kindOf(older), 'ecdsa-p256');
  });

  it('may have an empty password, as with cosign', async () => {
    const { text } = await generateSigningKey('ecdsa-p256', '');
    assert.equal(await kindOf(text, ''), 'ecdsa-p256');
    const none = await readSigningKey(text, undefined);
    assert.ok(!none.ok && none.failure.kind === 'no-password');
  });

  it('is none of another kind, another form, or another thing', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = (type: 'pkcs1' | 'pkcs8'): string => rsa.export({ format: 'pem', type }).toString();
    const { publicKey } = generateKeyPairSync('ed25519');
    for (const text of [
      pem('pkcs8'),
      pem('pkcs1'),
      ec('secp256k1').export({ format: 'pem', type: 'pkcs8' }).toString(),
      ec('secp521r1').export({ format: 'pem', type: 'pkcs8' }).toString(),
      generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      writePem('CERTIFICATE', Buffer.from('x')),
      writePem('PRIVATE KEY', Buffer.from('x')),
      writePem('EC PRIVATE KEY', Buffer.alloc(0)),
      'ed25519-secret:AAAA',
      '',
      'x'.repeat(KEY_LIMIT + 1),
    ]) {
      assert.equal(await kindOf(text), 'invalid', text.slice(0, 40));
    }
  });

  it('is made anew each time', async () => {
    const [one, other] = [await generateSigningKey('ed25519', 'a'), await generateSigningKey('ed25519', 'a')];
    assert.notEqual(one.key.publicKey.pem, other.key.publicKey.pem);
    assert.notEqual(ephemeralKey().publicKey.pem, ephemeralKey().publicKey.pem);
  });

  it('names its public half as cosign does, and shows nothing of its private one', async () => {
    const { key } = await generateSigningKey('ecdsa-p256', PASSWORD);
    assert.equal(key.publicKey.hint, createHash('sha256').update(key.publicKey.der).digest('base64'));
    const secret = key.privateKey.export({ format: 'jwk' }).d ?? assert.fail();
    assert.ok(!inspect(key, { depth: 9, showHidden: true }).includes(secret));
    assert.ok(!JSON.stringify(key).includes(secret));
  });
});
