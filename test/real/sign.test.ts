/** `sealsmith sign` and `attest` as people type them, against real registries, with cosign as the judge. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { pushImage } from '../../src/clients/registry/push.ts';
import type { EvidenceView } from '../../src/core/evidence-view.ts';
import { BUNDLE_TYPE } from '../../src/formats/bundle.ts';
import { generateSigningKey } from '../../src/signing/keys.ts';
import { without } from '../support/forge-tools.ts';
import { anImage, MemoryImage } from '../support/images.ts';
import { startDockerRegistry, startReferrersRegistry } from '../support/registries.ts';
import { aRepository } from '../support/registry-client.ts';
import { emptyTrustedRoot, PROGRAMS, privateSigstore } from '../support/sigstore.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { value } from '../support/world.ts';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const PASSWORD = 'correct horse';
const PREDICATE = 'https://example.org/predicate/v1';

async function desk(t: TestContext, start: (t: TestContext) => Promise<string>) {
  const folder = temporaryFolder(t);
  const registry = await start(t);
  const image = anImage([1000]);
  const repository = aRepository(t, registry);
  value(await pushImage(image, repository, { tags: ['x'] }));
  for (const name of ['our', 'other']) {
    const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
    writeFileSync(join(folder, `${name}.key`), text, { mode: 0o600 });
    writeFileSync(join(folder, `${name}.pub`), key.publicKey.pem);
  }
  writeFileSync(join(folder, 'predicate.json'), '{"answer":42}');
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, XDG_STATE_HOME: join(folder, 'state') },
    COSIGN_PASSWORD: PASSWORD,
  };
  const started = async (program: string, args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await run(program, args, { env, cwd: folder });
    return stdout + stderr;
  };
  const sealsmith = (...args: readonly string[]) => started(process.execPath, [MAIN, ...args]);
  const reference = `${registry}/group/diary@${image.root.digest}`;
  const evidence = async (): Promise<EvidenceView> => {
    const { stdout } = await run(process.execPath, [MAIN, 'evidence', reference, '--json'], {
      env,
      cwd: folder,
    });
    const view = JSON.parse(stdout) as EvidenceView;
    // One of the registries lists in no order.
    return { ...view, pieces: view.pieces.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
  };
  const cosign = (...args: readonly string[]) => started('cosign', args);
  return { folder, registry, image, repository, reference, sealsmith, cosign, evidence };
}

for (const [name, start] of [
  ["Docker's registry", startDockerRegistry],
  ['the registry of go-containerregistry', startReferrersRegistry],
] as const) {
  describe(`signing by hand, with ${name}`, { skip: without('cosign', 'docker-registry', 'go') }, () => {
    it('makes what cosign verifies in both forms; said again, nothing is added', async (t) => {
      const { folder, reference, sealsmith, cosign, evidence } = await desk(t, start);
      const attest = [
        'attest',
        reference,
        '--key',
        'our.key',
        '--type',
        PREDICATE,
        '--predicate',
        'predicate.json',
      ];
      await sealsmith('sign', reference, '--key', 'our.key');
      await sealsmith(...attest);
      const root = ['--trusted-root', emptyTrustedRoot(folder)];
      for (const form of [root, ['--new-bundle-format=false']]) {
        const how = ['--key', 'our.pub', '--insecure-ignore-tlog', ...form];
        assert.match(await cosign('verify', ...how, reference), /claims were validated/);
        await cosign('verify-attestation', ...how, '--type', PREDICATE, reference);
        const others = how.with(1, 'other.pub');
        await assert.rejects(cosign('verify', ...others, reference));
      }
      const tree = await cosign('tree', '--experimental-oci11', reference);
      // That of go-containerregistry lists the type of the configuration instead.
      assert.match(tree, /\.sig[\s\S]*via OCI referrer[\s\S]*via OCI referrer/);
      assert.match(await sealsmith('verify', reference, '--key', 'our.pub'), /PASS/);
      const before = await evidence();
      assert.deepEqual(before.pieces.map(({ form, kind }) => `${form} ${kind}`).toSorted(), [
        'bundle signature',
        'bundle statement',
        'dsse statement',
        'simple-signing signature',
      ]);
      assert.match(await sealsmith('sign', reference, '--key', 'our.key'), /^ {2}same /);
      assert.match(await sealsmith(...attest), /^ {2}same /);
      assert.deepEqual(await evidence(), before);
    });

    it('loses nothing when several sign at once, in either form', async (t) => {
      const { reference, sealsmith, evidence, repository, image } = await desk(t, start);
      const types = [1, 2, 3].map((number) => `https://example.org/p${number}`);
      const attest = (type: string) =>
        sealsmith('attest', reference, '--key', 'our.key', '--type', type, '--predicate', 'predicate.json');
      await Promise.all([
        ...types.map(attest),
        sealsmith('sign', reference, '--key', 'our.key'),
        sealsmith('sign', reference, '--key', 'other.key'),
      ]);
      const { pieces } = await evidence();
      const count = (form: string) => pieces.filter((one) => one.form === form).length;
      assert.deepEqual([count('bundle'), count('dsse'), count('simple-signing')], [5, 3, 2]);
      assert.equal(value(await repository.referrers(image.root.digest)).length, 5);
    });

    it('signs beside whatever strangers have put there (I13)', async (t) => {
      const { reference, registry, image, sealsmith, evidence } = await desk(t, start);
      await sealsmith('sign', reference, '--key', 'other.key');
      for (const [number, junk] of ['', '{}', '{"dsseEnvelope":', 'x'.repeat(2_000_000)].entries()) {
        const stranger = new MemoryImage();
        stranger.root = stranger.refer(image.root, BUNDLE_TYPE, Buffer.from(`${junk}${' '.repeat(number)}`));
        value(await pushImage(stranger, aRepository(t, registry), { tags: [] }));
      }
      assert.match(await sealsmith('sign', reference, '--key', 'our.key'), /^ {2}ok /);
      assert.match(await sealsmith('sign', reference, '--key', 'our.key'), /^ {2}same /);
      assert.match(await sealsmith('verify', reference, '--key', 'our.pub'), /PASS/);
      const { pieces } = await evidence();
      assert.equal(pieces.filter(({ form, kind }) => form === 'bundle' && kind === 'signature').length, 2);
    });
  });
}

it('signs by an identity, verified by the trusted root before it is stored', {
  skip: without(...PROGRAMS, 'docker-registry'),
}, async (t) => {
  const { folder, reference, sealsmith, evidence } = await desk(t, startDockerRegistry);
  const sigstore = await privateSigstore(t, { logs: [1], timestamps: true });
  writeFileSync(join(folder, 'token'), sigstore.issuer.token());
  const who = ['--identity-command', `cat ${join(folder, 'token')}`, '--services', sigstore.signingConfig];
  const strangers = emptyTrustedRoot(folder);
  await assert.rejects(sealsmith('sign', reference, ...who, '--trusted-root', strangers));
  assert.deepEqual((await evidence()).pieces, []);
  await sealsmith('sign', reference, ...who, '--trusted-root', sigstore.trustedRoot);
  assert.match(
    await sealsmith('sign', reference, ...who, '--trusted-root', sigstore.trustedRoot),
    /^ {2}same /,
  );
  const [piece, ...more] = (await evidence()).pieces;
  assert.equal(more.length, 0);
  assert.equal(piece?.signer?.kind, 'identity');
  assert.deepEqual([piece?.log.length, piece?.times.length], [1, 2]);
});
