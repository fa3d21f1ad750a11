import assert from 'node:assert/strict';
import { createHash, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Http } from '../../../src/core/ports.ts';
import { ok } from '../../../src/core/result.ts';
import { signatureOf } from '../../../src/formats/bundle.ts';
import { pae } from '../../../src/formats/dsse.ts';
import { STATEMENT_PAYLOAD } from '../../../src/formats/statement.ts';
import { type Algorithm, generateSigningKey } from '../../../src/signing/keys.ts';
import type { Feed } from '../../../src/signing/signer.ts';
import { keySigner } from '../../../src/signing/signers/key.ts';
import { fakeSigstore } from '../../fake/sigstore.ts';
import { aKeySettings, aSigningDoors, type KeySettings, variables } from '../../support/signing.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { failure, value } from '../../support/world.ts';

const PASSWORD = 'correct horse';
const PAYLOAD = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

async function aKey(t: TestContext, algorithm: Algorithm = 'ecdsa-p256') {
  const { key, text } = await generateSigningKey(algorithm, PASSWORD);
  const folder = temporaryFolder(t);
  const path = join(folder, 'our.key');
  writeFileSync(path, text);
  return { key, text, path, folder };
}

const withPassword = aSigningDoors({ variable: variables({ SEALSMITH_SIGNING_PASSWORD: PASSWORD }) });

/** All bytes, in pieces that lie in the same memory. */
function feedOf(bytes: Uint8Array): Feed {
  return async (onPiece) => {
    const memory = Buffer.alloc(7);
    for (let at = 0; at < bytes.length; at += 7) {
      const piece = bytes.subarray(at, at + 7);
      memory.set(piece);
      onPiece(memory.subarray(0, piece.length));
    }
    return ok(undefined);
  };
}

function logged(fakeUrl: string, version: 1 | 2): Readonly<Record<string, unknown>> {
  const validFor = { start: '2020-01-01T00:00:00Z' };
  return { rekorTlogUrls: [{ url: fakeUrl, majorApiVersion: version, operator: 'o', validFor }] };
}

describe('signing with a key', () => {
  it('takes key and password from files or variables, and cosign’s variable last', async (t) => {
    const { text, path, folder } = await aKey(t);
    const password = join(folder, 'password');
    writeFileSync(password, `${PASSWORD}\n`);
    const settings: readonly (readonly [Partial<KeySettings>, Readonly<Record<string, string>>])[] = [
      [{}, { SEALSMITH_SIGNING_PASSWORD: PASSWORD }],
      [{}, { COSIGN_PASSWORD: PASSWORD }],
      [{}, { SEALSMITH_SIGNING_PASSWORD: PASSWORD, COSIGN_PASSWORD: 'another' }],
      [{ password: { from: 'file', path: password } }, {}],
      [{ password: { from: 'variable', name: 'MINE' } }, { MINE: PASSWORD, COSIGN_PASSWORD: 'another' }],
      [{ key: { from: 'variable', name: 'KEY' } }, { KEY: text, COSIGN_PASSWORD: PASSWORD }],
    ];
    for (const [more, table] of settings) {
      value(await keySigner.open(aKeySettings(path, more), aSigningDoors({ variable: variables(table) })));
    }
  });

  it('says which key does not open, and why', async (t) => {
    const { path, folder } = await aKey(t);
    const wrong = aSigningDoors({ variable: variables({ COSIGN_PASSWORD: 'wrong' }) });
    assert.deepEqual(failure(await keySigner.open(aKeySettings(path), wrong)), {
      code: 'signing-key-locked',
      what: path,
      why: 'wrong-password',
    });
    assert.deepEqual(failure(await keySigner.open(aKeySettings(path), aSigningDoors())), {
      code: 'signing-key-locked',
      what: path,
      why: 'no-password',
    });
    for (const key of [
      { from: 'file', path: join(folder, 'none.key') },
      { from: 'variable', name: 'NONE' },
    ] as const) {
      const failed = failure(await keySigner.open(aKeySettings(path, { key }), withPassword));
      assert.ok(failed.code === 'signing-key-invalid');
      assert.equal(failed.what, key.from === 'file' ? key.path : key.name);
    }
  });

  it('Ed25519: signs statements, logged by their envelope, and no hashes', async (t) => {
    const { key, path } = await aKey(t, 'ed25519');
    const fake = await fakeSigstore(t);
    const at = (version: 1 | 2) =>
      aKeySettings(path, {
        services: { kind: 'config', path: fake.config(logged(fake.url, version)) },
        log: true,
      });
    const pen = value(await keySigner.open(at(1), withPassword));
    const bundle = value(await pen.statement(PAYLOAD));
    assert.equal(bundle.entries[0]?.kind, 'dsse');
    const signed = pae(STATEMENT_PAYLOAD, PAYLOAD);
    assert.ok(verify(null, signed, key.publicKey.key, signatureOf(bundle.content)));
    assert.equal(failure(await pen.artifact(feedOf(PAYLOAD))).code, 'signing-key-invalid');
    const two = value(await keySigner.open(at(2), withPassword));
    assert.equal(failure(await two.statement(PAYLOAD)).code, 'signing-key-invalid');
  });

  it('Ed25519: signs files that fit into memory', async (t) => {
    const { key, path } = await aKey(t, 'ed25519');
    const pen = value(await keySigner.open(aKeySettings(path), withPassword));
    const bundle = value(await pen.artifact(feedOf(PAYLOAD)));
    assert.ok(verify(null, PAYLOAD, key.publicKey.key, signatureOf(bundle.content)));
    const large = failure(
      await pen.artifact(async (onPiece) => {
        const piece = Buffer.alloc(1024 * 1024);
        for (let at = 0; at <= 64; at += 1) onPiece(piece);
        return ok(undefined);
      }),
    );
    assert.equal(large.code, 'signing-key-invalid');
  });

  it('ECDSA on P-384 goes with SHA-384, in logs too', async (t) => {
    const { key, path } = await aKey(t, 'ecdsa-p384');
    const fake = await fakeSigstore(t);
    const services = { kind: 'config', path: fake.config(logged(fake.url, 2)) } as const;
    const pen = value(await keySigner.open(aKeySettings(path, { services, log: true }), withPassword));
    const bundle = value(await pen.artifact(feedOf(PAYLOAD)));
    assert.ok(bundle.content.kind === 'message' && bundle.content.hash === 'sha384');
    assert.ok(verify('sha384', PAYLOAD, key.publicKey.key, bundle.content.signature));
    const entry = JSON.parse(Buffer.from(bundle.entries[0]?.body ?? []).toString());
    const { data, signature } = entry.spec.hashedRekordV002;
    assert.equal(data.digest, createHash('sha384').update(PAYLOAD).digest('base64'));
    assert.equal(signature.verifier.keyDetails, 'PKIX_ECDSA_P384_SHA_384');
  });

  it('ECDSA on P-384: logs of version 1 take files and no envelopes', async (t) => {
    const { path } = await aKey(t, 'ecdsa-p384');
    const fake = await fakeSigstore(t);
    const services = { kind: 'config', path: fake.config() } as const;
    const pen = value(await keySigner.open(aKeySettings(path, { services, log: true }), withPassword));
    assert.equal(failure(await pen.statement(PAYLOAD)).code, 'signing-key-invalid');
    assert.deepEqual(fake.asked, []);
    const bundle = value(await pen.artifact(feedOf(PAYLOAD)));
    const entry = JSON.parse(Buffer.from(bundle.entries[0]?.body ?? []).toString());
    assert.equal(entry.spec.data.hash.algorithm, 'sha384');
  });

  it('has a log of version 2 timed, asked for or not', async (t) => {
    const { path } = await aKey(t);
    const fake = await fakeSigstore(t);
    const services = { kind: 'config', path: fake.config(logged(fake.url, 2)) } as const;
    const pen = value(await keySigner.open(aKeySettings(path, { services, log: true }), withPassword));
    assert.equal(value(await pen.statement(PAYLOAD)).timestamps.length, 1);
  });

  it('gives every service its time, and a log of version 2 at least twenty seconds', async (t) => {
    const { path } = await aKey(t);
    const fake = await fakeSigstore(t);
    const limits = new Map<string, number>();
    const { http } = withPassword;
    const send: Http['send'] = (request) => {
      limits.set(new URL(request.url).pathname, request.timeout);
      return http.send(request);
    };
    const doors = { ...withPassword, http: { ...http, send } };
    for (const version of [1, 2] as const) {
      const services = { kind: 'config', path: fake.config(logged(fake.url, version)) } as const;
      const pen = value(
        await keySigner.open(aKeySettings(path, { services, log: true, timestamp: true }), doors),
      );
      value(await pen.statement(PAYLOAD));
    }
    assert.ok((limits.get('/api/v2/log/entries') ?? 0) >= 20_000);
    assert.equal(limits.size, 3);
    for (const limit of limits.values()) assert.ok(limit >= 5_000 && limit <= 60_000);
  });

  it('asks for what it was told to, and no more', async (t) => {
    const { path } = await aKey(t);
    const fake = await fakeSigstore(t);
    const services = { kind: 'config', path: fake.config() } as const;
    for (const [log, timestamp] of [
      [true, false],
      [false, true],
    ] as const) {
      const pen = value(await keySigner.open(aKeySettings(path, { services, log, timestamp }), withPassword));
      const bundle = value(await pen.statement(PAYLOAD));
      assert.deepEqual([bundle.entries.length === 1, bundle.timestamps.length === 1], [log, timestamp]);
    }
  });

  it('does not go without a log or a time that was asked for', async (t) => {
    const { path } = await aKey(t);
    const fake = await fakeSigstore(t);
    for (const [more, wanted] of [
      [{ rekorTlogUrls: [] }, { log: true }],
      [{ tsaUrls: [] }, { timestamp: true }],
    ] as const) {
      const services = { kind: 'config', path: fake.config(more) } as const;
      const failed = failure(await keySigner.open(aKeySettings(path, { services, ...wanted }), withPassword));
      assert.equal(failed.code, 'services-invalid');
    }
  });
});
