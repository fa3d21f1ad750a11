/** The real Sigstore on this machine, and cosign as the judge of what we sign. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { encodeBundle } from '../../src/formats/bundle.ts';
import { encodeStatement } from '../../src/formats/statement.ts';
import { ALGORITHMS, generateSigningKey, readSigningKey } from '../../src/signing/keys.ts';
import { SIGNERS } from '../../src/signing/registry.ts';
import type { Pen } from '../../src/signing/signer.ts';
import { without } from '../support/forge-tools.ts';
import { aKeylessSettings, aKeySettings, aSigningDoors, variables } from '../support/signing.ts';
import { emptyTrustedRoot, PROGRAMS, privateSigstore } from '../support/sigstore.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { value } from '../support/world.ts';

const run = promisify(execFile);
const PASSWORD = 'correct horse';
const PREDICATE = 'https://example.org/predicate/v1';
const CONTENT = 'what was built\n';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

const statement = encodeStatement({
  subject: [{ name: 'diary.tar', digest: { sha256: SHA256 } }],
  predicateType: PREDICATE,
  predicate: { tested: true },
});

async function cosign(folder: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, COSIGN_PASSWORD: PASSWORD, HOME: folder };
  const { stdout, stderr } = await run('cosign', args, { env, cwd: folder });
  return stdout + stderr;
}

/** Signs a statement and the file itself, and leaves file and bundles in the folder. */
async function signBoth(
  pen: Pen,
  folder: string,
): Promise<{ readonly attested: string; readonly signed: string }> {
  const [attested, signed] = [join(folder, 'attested.json'), join(folder, 'signed.json')];
  writeFileSync(join(folder, 'diary.tar'), CONTENT);
  writeFileSync(attested, encodeBundle(value(await pen.statement(statement))));
  const feed = async (onPiece: (piece: Uint8Array) => void) => {
    for (const letter of CONTENT) onPiece(Buffer.from(letter));
    return { ok: true, value: undefined } as const;
  };
  writeFileSync(signed, encodeBundle(value(await pen.artifact(feed))));
  return { attested, signed };
}

for (const algorithm of ALGORITHMS) {
  test(`${algorithm}: cosign reads the key that we made, and verifies what we sign with it`, {
    skip: without('cosign'),
  }, async (t) => {
    const folder = temporaryFolder(t);
    const { key, text } = await generateSigningKey(algorithm, PASSWORD);
    writeFileSync(join(folder, 'our.key'), text, { mode: 0o600 });
    assert.equal((await cosign(folder, 'public-key', '--key', 'our.key')).trim(), key.publicKey.pem.trim());
    writeFileSync(join(folder, 'our.pub'), key.publicKey.pem);
    const doors = aSigningDoors({ variable: variables({ COSIGN_PASSWORD: PASSWORD }) });
    const pen = value(await SIGNERS.key.open(aKeySettings(join(folder, 'our.key')), doors));
    const { attested, signed } = await signBoth(pen, folder);
    // cosign signs with the hash that goes with the curve, as we do, and verifies with SHA-256 unless it is told.
    const hash = algorithm === 'ecdsa-p384' ? ['--signature-digest-algorithm', 'sha384'] : [];
    const root = ['--trusted-root', emptyTrustedRoot(folder), ...hash];
    const how = ['--key', 'our.pub', '--insecure-ignore-tlog', ...root, '--bundle'];
    await cosign(folder, 'verify-blob', ...how, signed, 'diary.tar');
    await cosign(folder, 'verify-blob-attestation', ...how, attested, '--type', PREDICATE, 'diary.tar');
    writeFileSync(join(folder, 'other.tar'), 'something else');
    await assert.rejects(cosign(folder, 'verify-blob', ...how, signed, 'other.tar'));
    await assert.rejects(
      cosign(folder, 'verify-blob-attestation', ...how, attested, '--type', PREDICATE, 'other.tar'),
    );
  });
}

test('we read the keys that cosign makes', { skip: without('cosign') }, async (t) => {
  const folder = temporaryFolder(t);
  await cosign(folder, 'generate-key-pair');
  const text = readFileSync(join(folder, 'cosign.key'), 'utf8');
  const pem = readFileSync(join(folder, 'cosign.pub'), 'utf8');
  const key = await readSigningKey(text, PASSWORD);
  assert.ok(key.ok);
  assert.equal(key.value.publicKey.pem, pem);
  const wrong = await readSigningKey(text, 'wrong');
  assert.ok(!wrong.ok && wrong.failure.kind === 'wrong-password');
});

for (const logs of [[1], [2], [1, 2]] as const) {
  test(`keyless, log of version ${logs.join(' and ')}: cosign verifies issuer, identity, log and time`, {
    skip: without(...PROGRAMS),
  }, async (t) => {
    const sigstore = await privateSigstore(t, { logs, timestamps: true });
    const { folder } = sigstore;
    const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: sigstore.issuer.token() }) });
    const pen = value(await SIGNERS.keyless.open(aKeylessSettings(sigstore.signingConfig), doors));
    const { attested, signed } = await signBoth(pen, folder);
    const identity = 'https://gitlab.example.org/group/diary//.gitlab-ci.yml@refs/heads/main';
    const how = (who: string): string[] => [
      ...['--trusted-root', sigstore.trustedRoot, '--use-signed-timestamps', '--insecure-ignore-sct'],
      ...['--certificate-identity', who, '--certificate-oidc-issuer', sigstore.issuer.url, '--bundle'],
    ];
    await cosign(folder, 'verify-blob', ...how(identity), signed, 'diary.tar');
    const type = ['--type', PREDICATE, 'diary.tar'];
    await cosign(folder, 'verify-blob-attestation', ...how(identity), attested, ...type);
    const other = 'https://gitlab.example.org/group/diarry//.gitlab-ci.yml@refs/heads/main';
    await assert.rejects(cosign(folder, 'verify-blob', ...how(other), signed, 'diary.tar'));

    const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
    writeFileSync(join(folder, 'our.key'), text, { mode: 0o600 });
    writeFileSync(join(folder, 'our.pub'), key.publicKey.pem);
    const services = { kind: 'config', path: sigstore.signingConfig } as const;
    const settings = aKeySettings(join(folder, 'our.key'), { services, log: true, timestamp: true });
    const withKey = aSigningDoors({ variable: variables({ COSIGN_PASSWORD: PASSWORD }) });
    const byKey = await signBoth(value(await SIGNERS.key.open(settings, withKey)), folder);
    const key1 = ['--trusted-root', sigstore.trustedRoot, '--use-signed-timestamps', '--key', 'our.pub'];
    await cosign(folder, 'verify-blob', ...key1, '--bundle', byKey.signed, 'diary.tar');
    await cosign(folder, 'verify-blob-attestation', ...key1, '--bundle', byKey.attested, ...type);
  });
}
