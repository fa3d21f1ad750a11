/** Who signs and verifies a file with a log: a key, or a workflow without one; ours and cosign beside each other. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sha256 } from '../../src/core/digest.ts';
import { err, ok } from '../../src/core/result.ts';
import type { Bundle } from '../../src/formats/bundle.ts';
import { encodeStatement } from '../../src/formats/statement.ts';
import { type Algorithm, generateSigningKey } from '../../src/signing/keys.ts';
import { SIGNERS } from '../../src/signing/registry.ts';
import type { Pen } from '../../src/signing/signer.ts';
import { systemFiles } from '../../src/system/files.ts';
import { fileEvidence } from '../../src/verify/sources/files.ts';
import { readKey, readTrustedRoot } from '../../src/verify/trust.ts';
import { verify } from '../../src/verify/verify.ts';
import type { Issuer } from './oidc.ts';
import { aKeylessSettings, aKeySettings, aSigningDoors, variables } from './signing.ts';
import { assertVerdict, expecting } from './verify-case.ts';
import { value } from './world.ts';

const run = promisify(execFile);
const PASSWORD = 'correct horse';
const PREDICATE = 'https://example.org/predicate/v1';
const WORKFLOW = 'https://gitlab.example.org/group/diary//.gitlab-ci.yml';
const CONTENT = Buffer.from('what was built\n');

export type Desk = {
  /** @param signingConfig  path */
  readonly pen: (signingConfig: string) => Promise<Pen>;
  /** Bundles that cosign makes: of the file, and of a statement about it. */
  readonly byCosign: (signingConfig: string, root: string) => Promise<readonly Uint8Array[]>;
  /** Rejects where cosign does. */
  readonly cosign: (bundle: Uint8Array, root: string) => Promise<void>;
  readonly ours: (bundle: Uint8Array, root: string, exit: number, ...reasons: string[]) => Promise<void>;
  /** What we say of a log that the root does not know: exit and reasons. */
  readonly unknownLog: readonly [exit: number, ...reasons: string[]];
};

/** Bundles of the file, and of a statement about it. */
export async function bothOf(pen: Pen, content = CONTENT): Promise<readonly [Bundle, Bundle]> {
  return [
    value(await pen.artifact(async (onPiece) => ok(onPiece(content)))),
    value(await pen.statement(statementOf(content))),
  ];
}

export function statementOf(content = CONTENT): Uint8Array {
  const subject = [{ name: 'diary.tar', digest: { sha256: sha256(content) } }];
  return encodeStatement({ subject, predicateType: PREDICATE, predicate: { tested: true } });
}

/** Signs with a new key; without a config without a log. */
export async function keyPen(
  folder: string,
  signingConfig: string | undefined,
  algorithm: Algorithm,
): Promise<Pen> {
  const { key, text } = await generateSigningKey(algorithm, PASSWORD);
  const path = join(folder, `${algorithm}.key`);
  writeFileSync(path, text, { mode: 0o600 });
  writeFileSync(join(folder, `${algorithm}.pub`), key.publicKey.pem);
  return await openKey(path, signingConfig);
}

async function openKey(path: string, config: string | undefined): Promise<Pen> {
  const services = config === undefined ? undefined : ({ kind: 'config', path: config } as const);
  const doors = aSigningDoors({ variable: variables({ COSIGN_PASSWORD: PASSWORD }) });
  return value(await SIGNERS.key.open(aKeySettings(path, { services, log: services !== undefined }), doors));
}

export async function keyDesk(folder: string, signingConfig: string): Promise<Desk> {
  await keyPen(folder, signingConfig, 'ecdsa-p256');
  const [secret, key] = [join(folder, 'ecdsa-p256.key'), join(folder, 'ecdsa-p256.pub')];
  return deskOf(folder, {
    pen: (config) => openKey(secret, config),
    signs: () => ['--key', secret],
    verifies: ['--key', key],
    section: { signers: [{ key }], transparency: true, timestamp: true },
    // A key stands for itself: its signature is sound, and what was demanded of it is not there.
    unknownLog: [3, 'not-logged', 'not-timestamped'],
    keys: { [key]: readFileSync(key, 'utf8') },
  });
}

export function keylessDesk(folder: string, issuer: Issuer): Desk {
  const ref = 'refs/heads/main';
  const who = ['--certificate-identity', `${WORKFLOW}@${ref}`, '--certificate-oidc-issuer', issuer.url];
  return deskOf(folder, {
    async pen(config) {
      const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: issuer.token() }) });
      return value(await SIGNERS.keyless.open(aKeylessSettings(config), doors));
    },
    signs: () => ['--identity-token', issuer.token()],
    verifies: who,
    section: { signers: [{ issuer: issuer.url, workflow: WORKFLOW, ref }] },
    unknownLog: [4, 'log-unknown'],
    keys: {},
  });
}

type Signer = Pick<Desk, 'pen' | 'unknownLog'> & {
  /** Arguments for cosign. */
  readonly signs: () => readonly string[];
  readonly verifies: readonly string[];
  /** What we expect. */
  readonly section: object;
  readonly keys: Readonly<Record<string, string>>;
};

function deskOf(folder: string, signer: Signer): Desk {
  const [file, bundlePath] = [join(folder, 'diary.tar'), join(folder, 'bundle.json')];
  const predicate = join(folder, 'predicate.json');
  writeFileSync(file, CONTENT);
  writeFileSync(predicate, '{"tested":true}');
  const cosign = async (...args: readonly string[]): Promise<void> => {
    const env = { ...process.env, COSIGN_PASSWORD: PASSWORD, HOME: folder };
    await run('cosign', args, { env, cwd: folder });
  };
  const type = ['--type', PREDICATE];
  return {
    pen: signer.pen,
    unknownLog: signer.unknownLog,
    async byCosign(signingConfig, root) {
      const services = ['--signing-config', signingConfig, '--trusted-root', root, '--bundle', bundlePath];
      await cosign('sign-blob', ...services, ...signer.signs(), '--yes', file);
      const signed = readFileSync(bundlePath);
      const attest = ['attest-blob', ...type, '--predicate', predicate];
      await cosign(...attest, ...services, ...signer.signs(), '--yes', file);
      return [signed, readFileSync(bundlePath)];
    },
    async cosign(bundle, root) {
      writeFileSync(bundlePath, bundle);
      const how = [...signer.verifies, '--trusted-root', root, '--bundle', bundlePath];
      if (isStatement(bundle)) await cosign('verify-blob-attestation', ...how, ...type, file);
      else await cosign('verify-blob', ...how, file);
    },
    async ours(bundle, root, exit, ...reasons) {
      writeFileSync(bundlePath, bundle);
      const needs = [isStatement(bundle) ? PREDICATE : 'signature'];
      const trusted = readTrustedRoot(root, readFileSync(root));
      assert.ok(trusted.ok);
      const keys = Object.entries(signer.keys).map(([name, pem]) => {
        const key = readKey(name, pem);
        assert.ok(key.ok);
        return key.value;
      });
      const verdict = await verify({
        artifact: { name: 'diary', sha256: sha256(CONTENT) },
        sources: [fileEvidence(systemFiles(), undefined, [bundlePath])],
        expected: expecting({ ...signer.section, needs }, signer.keys),
        trust: { keys, roots: [trusted.value] },
        content: async () => ok(CONTENT),
        now: Date.now(),
        newest: async () => err('not asked'),
      });
      assertVerdict(verdict, exit, ...reasons);
    },
  };
}

function isStatement(bundle: Uint8Array): boolean {
  return 'dsseEnvelope' in (JSON.parse(Buffer.from(bundle).toString('utf8')) as object);
}

function sha256(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}
