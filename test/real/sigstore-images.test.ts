/** Signed images in a real registry, in both forms, and cosign as the judge. */

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Descriptor, ImageDigest } from '../../src/core/image.ts';
import { encodeBundle } from '../../src/formats/bundle.ts';
import { MEDIA, readManifest } from '../../src/formats/oci.ts';
import { writePem } from '../../src/formats/pem.ts';
import {
  attestationLayer,
  legacyTag,
  signatureLayer,
  simpleSigningPayload,
} from '../../src/formats/simple-signing.ts';
import { encodeStatement } from '../../src/formats/statement.ts';
import {
  type Attachment,
  bundleAttachment,
  legacyAttachment,
  SIGNATURE_PREDICATE,
} from '../../src/signing/attach.ts';
import { generateSigningKey } from '../../src/signing/keys.ts';
import { SIGNERS } from '../../src/signing/registry.ts';
import type { Pen } from '../../src/signing/signer.ts';
import { without } from '../support/forge-tools.ts';
import { aKeylessSettings, aKeySettings, aSigningDoors, variables } from '../support/signing.ts';
import { emptyTrustedRoot, PROGRAMS, type PrivateSigstore, privateSigstore } from '../support/sigstore.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { value } from '../support/world.ts';

const run = promisify(execFile);
const PASSWORD = 'correct horse';
const PREDICATE = 'https://example.org/predicate/v1';
const IDENTITY = 'https://gitlab.example.org/group/diary//.gitlab-ci.yml@refs/heads/main';

test('by key: cosign verifies signature and attestation as bundles, and draws the tree', {
  skip: without('cosign', 'registry'),
}, async (t) => {
  const { image, push, folder, cosign } = await anImage(t);
  const pen = await keyPen(folder);
  for (const predicateType of [SIGNATURE_PREDICATE, PREDICATE]) {
    await push(await asBundle(pen, image, predicateType));
  }
  const how = ['--key', 'our.pub', '--trusted-root', emptyTrustedRoot(folder), '--insecure-ignore-tlog'];
  const { reference } = image;
  assert.match(await cosign('verify', ...how, reference), /claims were validated/);
  await cosign('verify-attestation', ...how, '--type', PREDICATE, reference);
  await assert.rejects(
    cosign('verify-attestation', ...how, '--type', 'https://example.org/other', reference),
  );
  const tree = await cosign('tree', '--experimental-oci11', reference);
  assert.equal(tree.match(/application\/vnd\.dev\.sigstore\.bundle\.v0\.3\+json/g)?.length, 2, tree);
});

test('by key: cosign verifies the older form, and what was there stays', {
  skip: without('cosign', 'registry'),
}, async (t) => {
  const { image, push, folder, cosign, layersAt } = await anImage(t);
  const pen = await keyPen(folder);
  await asLegacy(pen, image, push, []);
  const how = ['--key', 'our.pub', '--new-bundle-format=false', '--insecure-ignore-tlog'];
  const { reference, descriptor } = image;
  assert.match(await cosign('verify', ...how, reference), /claims were validated/);
  await cosign('verify-attestation', ...how, '--type', PREDICATE, reference);
  // Another signature of somebody else's key, made by cosign, stands beside ours.
  await cosign('generate-key-pair');
  const plain = ['--tlog-upload=false', '--use-signing-config=false', '--new-bundle-format=false', '--yes'];
  await cosign('sign', '--key', 'cosign.key', ...plain, reference);
  const before = await layersAt(legacyTag(descriptor.digest, 'sig'));
  assert.equal(before.length, 2);
  const payload = simpleSigningPayload(image.name, descriptor.digest);
  const bundle = value(await pen.artifact(feedOf(payload)));
  const third = legacyAttachment(before, signatureLayer(payload, bundle, []));
  assert.ok(third !== undefined);
  await push(third, legacyTag(descriptor.digest, 'sig'));
  assert.equal((await layersAt(legacyTag(descriptor.digest, 'sig'))).length, 3);
  for (const key of ['our.pub', 'cosign.pub']) {
    await cosign('verify', '--key', key, ...how.slice(2), reference);
  }
});

test('keyless: cosign verifies both forms by exact identity', {
  skip: without(...PROGRAMS, 'registry'),
}, async (t) => {
  const { image, push, cosign } = await anImage(t);
  const sigstore = await privateSigstore(t, { logs: [1], timestamps: true });
  const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: sigstore.issuer.token() }) });
  const pen = value(await SIGNERS.keyless.open(aKeylessSettings(sigstore.signingConfig), doors));
  for (const predicateType of [SIGNATURE_PREDICATE, PREDICATE]) {
    await push(await asBundle(pen, image, predicateType));
  }
  const who = (identity: string): string[] => [
    ...['--certificate-identity', identity, '--certificate-oidc-issuer', sigstore.issuer.url],
    ...['--trusted-root', sigstore.trustedRoot, '--use-signed-timestamps', '--insecure-ignore-sct'],
  ];
  const { reference } = image;
  await cosign('verify', ...who(IDENTITY), reference);
  await cosign('verify-attestation', ...who(IDENTITY), '--type', PREDICATE, reference);
  await assert.rejects(cosign('verify', ...who(`${IDENTITY}2`), reference));
  assert.ok(pen.who.kind === 'certificate');
  await asLegacy(pen, image, push, pen.who.chain);
  const older = [...who(IDENTITY), '--new-bundle-format=false'];
  await cosign('verify', ...older, reference);
  const attestation = ['verify-attestation', ...withoutRoot(older), '--type', PREDICATE, reference];
  await cosign.with(olderRoots(sigstore), ...attestation);
  await assert.rejects(cosign.with(olderRoots(sigstore), ...attestation.with(2, `${IDENTITY}2`)));
});

/** For attestations in the older form cosign takes no trusted root, but certificates and keys by variables. */
function olderRoots({ trustedRoot, folder }: PrivateSigstore): Readonly<Record<string, string>> {
  const root = JSON.parse(readFileSync(trustedRoot, 'utf8')) as {
    readonly certificateAuthorities: readonly Chain[];
    readonly timestampAuthorities: readonly Chain[];
    readonly tlogs: readonly { readonly publicKey: { readonly rawBytes: string } }[];
  };
  const pems = (chains: readonly Chain[]): string =>
    chains
      .flatMap(({ certChain }) => certChain.certificates)
      .map(({ rawBytes }) => writePem('CERTIFICATE', Buffer.from(rawBytes, 'base64')))
      .join('');
  const [log] = root.tlogs;
  const files = {
    SIGSTORE_ROOT_FILE: pems(root.certificateAuthorities),
    SIGSTORE_TSA_CERTIFICATE_FILE: pems(root.timestampAuthorities),
    SIGSTORE_REKOR_PUBLIC_KEY: writePem('PUBLIC KEY', Buffer.from(log?.publicKey.rawBytes ?? '', 'base64')),
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => {
      const path = join(folder, `${name}.pem`);
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}

type Chain = { readonly certChain: { readonly certificates: readonly { readonly rawBytes: string }[] } };

/** The time is the log's: see `attestationLayer`. */
function withoutRoot(args: readonly string[]): readonly string[] {
  return args.toSpliced(args.indexOf('--trusted-root'), 2).filter((one) => one !== '--use-signed-timestamps');
}

type Cosign = ((...args: readonly string[]) => Promise<string>) & {
  /** The same with variables. */
  readonly with: (variables: Readonly<Record<string, string>>, ...args: readonly string[]) => Promise<string>;
};

type Image = {
  /** `localhost:5000/diary`. */
  readonly name: string;
  readonly reference: string;
  readonly descriptor: Descriptor;
};

type Push = (attachment: Attachment, tag?: string) => Promise<void>;

async function keyPen(folder: string): Promise<Pen> {
  const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
  writeFileSync(join(folder, 'our.key'), text, { mode: 0o600 });
  writeFileSync(join(folder, 'our.pub'), key.publicKey.pem);
  const doors = aSigningDoors({ variable: variables({ COSIGN_PASSWORD: PASSWORD }) });
  return value(await SIGNERS.key.open(aKeySettings(join(folder, 'our.key')), doors));
}

async function asBundle(pen: Pen, image: Image, predicateType: string): Promise<Attachment> {
  const bundle = value(await pen.statement(statementOf(image, predicateType)));
  return bundleAttachment(image.descriptor, encodeBundle(bundle), predicateType, '2026-11-01T00:00:00Z');
}

async function asLegacy(pen: Pen, image: Image, push: Push, chain: readonly Uint8Array[]): Promise<void> {
  const { digest } = image.descriptor;
  const payload = simpleSigningPayload(image.name, digest);
  const signed = signatureLayer(payload, value(await pen.artifact(feedOf(payload))), chain);
  const signature = legacyAttachment([], signed);
  assert.ok(signature !== undefined);
  await push(signature, legacyTag(digest, 'sig'));
  assert.equal(legacyAttachment([...layersOf(signature)], signed), undefined);
  const bundle = value(await pen.statement(statementOf(image, PREDICATE)));
  const attested = attestationLayer(bundle, PREDICATE, chain);
  assert.ok(attested !== undefined);
  const attestation = legacyAttachment([], attested);
  assert.ok(attestation !== undefined);
  await push(attestation, legacyTag(digest, 'att'));
}

function layersOf({ manifest }: Attachment): readonly Descriptor[] {
  const read = readManifest(manifest, MEDIA.manifest);
  assert.ok(read.ok);
  return read.value.layers;
}

function statementOf({ name, descriptor }: Image, predicateType: string): Uint8Array {
  const subject = [{ name, digest: { sha256: descriptor.digest.slice('sha256:'.length) } }];
  return encodeStatement({ subject, predicateType, predicate: {} });
}

function feedOf(bytes: Uint8Array) {
  return async (onPiece: (piece: Uint8Array) => void) => {
    onPiece(bytes);
    return { ok: true, value: undefined } as const;
  };
}

async function anImage(t: TestContext): Promise<{
  readonly image: Image;
  readonly push: Push;
  readonly folder: string;
  readonly cosign: Cosign;
  readonly layersAt: (tag: string) => Promise<readonly Descriptor[]>;
}> {
  const folder = temporaryFolder(t);
  const host = await registry(t);
  const repository = `http://${host}/v2/diary`;
  const referrers: Descriptor[] = [];
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } }),
  );
  const configOf = { mediaType: MEDIA.config, digest: digestOf(config), size: config.length };
  const manifest = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config: configOf, layers: [] }),
  );
  const image = { mediaType: MEDIA.manifest, digest: digestOf(manifest), size: manifest.length };
  const push: Push = async ({ descriptor, manifest: bytes, blobs }, tag) => {
    for (const blob of blobs) {
      const started = await fetch(`${repository}/blobs/uploads/`, { method: 'POST' });
      const to = new URL(started.headers.get('location') ?? '', `http://${host}`);
      to.searchParams.set('digest', blob.descriptor.digest);
      const put = await fetch(to, { method: 'PUT', body: Buffer.from(blob.bytes) });
      assert.equal(put.status, 201);
    }
    const put = await fetch(`${repository}/manifests/${tag ?? descriptor.digest}`, {
      method: 'PUT',
      headers: { 'content-type': descriptor.mediaType },
      body: Buffer.from(bytes),
    });
    assert.equal(put.status, 201);
    if (descriptor.artifactType !== undefined) referrers.push(descriptor);
    if (referrers.length === 0) return;
    // This registry lists no referrers itself, so they stand in an index below a tag (distribution-spec, "Referrers
    // Tag Schema"); what is more than a descriptor there is what others select by.
    const index = { schemaVersion: 2, mediaType: MEDIA.index, manifests: referrers };
    const listed = await fetch(`${repository}/manifests/${image.digest.replace(':', '-')}`, {
      method: 'PUT',
      headers: { 'content-type': MEDIA.index },
      body: JSON.stringify(index),
    });
    assert.equal(listed.status, 201);
  };
  await push({ descriptor: image, manifest, blobs: [{ descriptor: configOf, bytes: config }] });
  const name = `${host}/diary`;
  const started: Cosign['with'] = async (more, ...args) => {
    const env = { ...process.env, COSIGN_PASSWORD: PASSWORD, HOME: folder, ...more };
    const { stdout, stderr } = await run('cosign', args, { env, cwd: folder });
    return stdout + stderr;
  };
  return {
    image: { name, reference: `${name}@${image.digest}`, descriptor: image },
    push,
    folder,
    cosign: Object.assign((...args: readonly string[]) => started({}, ...args), { with: started }),
    async layersAt(tag) {
      const answer = await fetch(`${repository}/manifests/${tag}`);
      const read = readManifest(new Uint8Array(await answer.arrayBuffer()), MEDIA.manifest);
      assert.ok(read.ok);
      return read.value.layers;
    },
  };
}

function digestOf(bytes: Uint8Array): ImageDigest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as ImageDigest;
}

/** @returns `localhost:port`, which clients speak to without TLS */
async function registry(t: TestContext): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  const host = `localhost:${address.port}`;
  const child = spawn('registry', ['-port', `${address.port}`], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.status === 200) return host;
  }
  return assert.fail('the registry does not answer');
}
