/** `sealsmith verify` over real files: expectations from flags and files, verdicts for people and programs, exits. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Configured, type VerifyFlags, verifyArtifact } from '../../../src/cli/verify.ts';
import type { ImageDigest } from '../../../src/core/image.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import { bundleAttachment } from '../../../src/signing/attach.ts';
import { createWorld } from '../../../src/system/world.ts';
import { SIGNATURE_TYPE } from '../../../src/verify/content.ts';
import { aSession } from '../../support/session.ts';
import { aKeyPair, spki } from '../../support/sigstore-authority.ts';
import { bytesOf, ISSUER, MINUTE, NOON, pemOf, REF, WORKFLOW } from '../../support/sigstore-world.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { SECTION, statement, world } from '../../support/verify-case.ts';

const ROOT = { trustedRoot: ['root.json'] };
const FLAGS: VerifyFlags = { ...ROOT, issuer: ISSUER, workflow: WORKFLOW, ref: [REF] };
const CONTENT = 'what was built\n';
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function desk(t: TestContext) {
  const folder = temporaryFolder(t);
  const made = createWorld({ workspace: folder, entry: join(folder, 'main.js'), version: '0' });
  t.after(() => made.workers.close());
  const at = { ...made, clock: { now: () => NOON + 30 * MINUTE }, state: join(folder, 'state') };
  writeFileSync(join(folder, 'root.json'), world.rootBytes());
  writeFileSync(join(folder, 'diary.tar'), CONTENT);
  const verify = async (
    what: string | undefined,
    flags: VerifyFlags,
    section?: Configured['section'],
    trustedRoot?: string,
  ) => {
    const configured = { section, trustedRoot };
    const text = aSession(at, {}, folder);
    const exit = await verifyArtifact(text.session, what, flags, configured);
    const programs = aSession(at, { json: true }, folder);
    assert.equal(await verifyArtifact(programs.session, what, flags, configured), exit);
    const [json = ''] = programs.out().split('\n');
    return {
      exit,
      out: text.out(),
      err: text.err(),
      verdict: (json.includes('"lines"') ? JSON.parse(json) : undefined) as Verdict | undefined,
    };
  };
  return { folder, verify };
}

function signedFile(folder: string, more: Parameters<typeof world.sign>[0] | object = {}): void {
  const bundle = world.sign({ payload: statement(SIGNATURE_TYPE, {}, sha256(CONTENT)), ...more });
  writeFileSync(join(folder, 'diary.tar.sigstore.json'), bytesOf(bundle));
}

describe('verify on the command line', () => {
  it('without expectations is an error, never a pass', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder);
    for (const flags of [
      ROOT,
      { ...ROOT, source: 'https://gitlab.com/group/diary' },
      { ...ROOT, issuer: ISSUER },
    ])
      assert.equal((await verify('diary.tar', flags)).exit, 2);
    assert.equal((await verify(undefined, FLAGS)).exit, 2);
    assert.equal((await verify('not-there', FLAGS)).exit, 2);
    assert.equal((await verify('diary.tar', { ...FLAGS, bundle: ['gone.json'] })).exit, 2);
    assert.equal((await verify('diary.tar', { ...ROOT, key: ['gone.pub'] })).exit, 2);
    assert.equal((await verify('diary.tar', { ...FLAGS, trustedRoot: ['gone.json'] })).exit, 2);
  });

  it('takes a file with a bundle beside it, and tells every check', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder);
    const { exit, out, verdict } = await verify('diary.tar', FLAGS);
    assert.equal(exit, 0, out);
    assert.match(out, /ok {3}subject/);
    assert.match(out, /PASS/);
    assert.deepEqual([verdict?.outcome, verdict?.digest], ['pass', sha256(CONTENT)]);
  });

  it('refuses the file when a byte of it changed', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder);
    writeFileSync(join(folder, 'diary.tar'), `${CONTENT}x`);
    const { exit, out } = await verify('diary.tar', FLAGS);
    assert.equal(exit, 4, out);
    assert.match(out, /FAIL {2}integrity \(exit 4\).*I7/s);
  });

  it('says which threat it is when the repository is another', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder);
    const { exit, out } = await verify('diary.tar', {
      ...FLAGS,
      source: 'https://gitlab.com/group/diarry',
      needs: ['signature'],
    });
    assert.equal(exit, 3, out);
    assert.match(out, /Threat I3: typosquatted\s+source/);
  });

  it('takes expectations from a file, says where one is wrong, and does not mix them with flags', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder);
    const path = join(folder, 'expect.yml');
    writeFileSync(path, `signers:\n  - { issuer: ${ISSUER}, workflow: ${WORKFLOW}, ref: ${REF} }\n`);
    assert.equal((await verify('diary.tar', { ...ROOT, expect: 'expect.yml' })).exit, 0);
    assert.equal((await verify('diary.tar', { ...FLAGS, expect: 'expect.yml' })).exit, 2);
    writeFileSync(
      path,
      `signers:\n  - { issuer: ${ISSUER}, workflow: ${WORKFLOW}, ref: ${REF} }\nmax-age: 30\n`,
    );
    const wrong = await verify('diary.tar', { ...ROOT, expect: 'expect.yml' });
    assert.equal(wrong.exit, 2);
    assert.match(wrong.err, /expect\.yml:3:/);
    writeFileSync(path, 'signers: [\n');
    assert.equal((await verify('diary.tar', { ...ROOT, expect: 'expect.yml' })).exit, 2);
  });

  it('takes expectations from the configuration', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder);
    const { issuer, workflow, ref } = SECTION.signers[0] ?? { issuer: '', workflow: '', ref: '' };
    const section = { signers: [{ issuer, workflow, ref: [ref] }] };
    assert.equal((await verify('diary.tar', ROOT, section)).exit, 0);
    // Whom to trust may stand there, too; a flag goes before it, and to other expectations it does not belong.
    assert.equal((await verify('diary.tar', {}, section, 'root.json')).exit, 0);
    assert.equal((await verify('diary.tar', {}, section, 'gone.json')).exit, 2);
    assert.equal((await verify('diary.tar', ROOT, section, 'gone.json')).exit, 0);
    assert.equal((await verify('diary.tar', FLAGS, section, 'gone.json')).exit, 0);
  });

  it('takes a key, asks nobody for it, and refuses another', async (t) => {
    const { folder, verify } = desk(t);
    const [ours, others] = [aKeyPair(), aKeyPair()];
    writeFileSync(join(folder, 'our.pub'), pemOf(spki(ours), 'PUBLIC KEY'));
    writeFileSync(join(folder, 'other.pub'), pemOf(spki(others), 'PUBLIC KEY'));
    signedFile(folder, { key: ours, log: 'none' });
    assert.equal((await verify('diary.tar', { key: ['our.pub'] })).exit, 0);
    assert.equal((await verify('diary.tar', { key: ['other.pub'] })).exit, 3);
    assert.equal((await verify('diary.tar', { key: ['other.pub', 'our.pub'] })).exit, 0);
    assert.equal((await verify('diary.tar', { ...ROOT, key: ['our.pub'], transparency: true })).exit, 3);
    writeFileSync(join(folder, 'our.pub'), 'no key');
    assert.notEqual((await verify('diary.tar', { key: ['our.pub'] })).exit, 0);
  });

  it('takes a layout with its evidence in it', async (t) => {
    const { folder, verify } = desk(t);
    const digest = layout(join(folder, 'image'), (subject) => [
      world.sign({ payload: statement(SIGNATURE_TYPE, {}, subject) }),
    ]);
    const { exit, out, verdict } = await verify('image', FLAGS);
    assert.equal(exit, 0, out);
    assert.equal(verdict?.digest, digest);
    layout(join(folder, 'moved'), () => [
      world.sign({ payload: statement(SIGNATURE_TYPE, {}, digest.replace(/^./, 'x')) }),
    ]);
    assert.equal((await verify('moved', FLAGS)).exit, 4);
    layout(join(folder, 'bare'), () => []);
    assert.equal((await verify('bare', FLAGS)).exit, 3);
  });

  it('explains what each check stops', async (t) => {
    const { verify } = desk(t);
    const { exit, out } = await verify(undefined, { explain: true });
    assert.equal(exit, 0);
    for (const threat of ['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I8', 'I9', 'I11', 'I13'])
      assert.match(out, new RegExp(`\\(${threat}\\)`));
  });

  it('shows foreign text as text', async (t) => {
    const { folder, verify } = desk(t);
    signedFile(folder, { certificate: { names: ['https://evil.example/\u202egnitset'] } });
    const { out } = await verify('diary.tar', FLAGS);
    assert.doesNotMatch(out, /\u202e/);
  });
});

/** @returns the digest of the image in it, hex */
function layout(folder: string, bundles: (subject: string) => readonly unknown[]): string {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
  const put = (bytes: Uint8Array): ImageDigest => {
    writeFileSync(join(folder, 'blobs', 'sha256', sha256(bytes)), bytes);
    return `sha256:${sha256(bytes)}` as ImageDigest;
  };
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } }),
  );
  const configOf = { mediaType: MEDIA.config, digest: put(config), size: config.length };
  const manifest = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config: configOf, layers: [] }),
  );
  const image = { mediaType: MEDIA.manifest, digest: put(manifest), size: manifest.length };
  const attached = bundles(sha256(manifest)).map((bundle) => {
    const one = bundleAttachment(image, bytesOf(bundle), SIGNATURE_TYPE, '2026-11-20T12:00:00Z');
    put(one.manifest);
    for (const blob of one.blobs) put(blob.bytes);
    return { mediaType: one.descriptor.mediaType, digest: one.descriptor.digest, size: one.descriptor.size };
  });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests: [image, ...attached] }),
  );
  return sha256(manifest);
}
