/** What others sign, and what we sign with a real Sigstore, verified by us: cosign's three forms in two registries. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { pushImage } from '../../src/clients/registry/push.ts';
import { registrySource } from '../../src/clients/registry/source.ts';
import type { Sha256 } from '../../src/core/digest.ts';
import { hexOf } from '../../src/core/image.ts';
import { err, ok } from '../../src/core/result.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { encodeBundle } from '../../src/formats/bundle.ts';
import { encodeStatement } from '../../src/formats/statement.ts';
import { SIGNERS } from '../../src/signing/registry.ts';
import { systemFiles } from '../../src/system/files.ts';
import type { EvidenceSource } from '../../src/verify/evidence.ts';
import { fileEvidence } from '../../src/verify/sources/files.ts';
import { imageEvidence } from '../../src/verify/sources/image.ts';
import { registryPlace } from '../../src/verify/sources/places.ts';
import { readKey, readTrustedRoot } from '../../src/verify/trust.ts';
import { verify } from '../../src/verify/verify.ts';
import { without } from '../support/forge-tools.ts';
import { anImage } from '../support/images.ts';
import { startDockerRegistry, startReferrersRegistry } from '../support/registries.ts';
import { aRepository } from '../support/registry-client.ts';
import { aKeylessSettings, aSigningDoors, variables } from '../support/signing.ts';
import { PROGRAMS, privateSigstore } from '../support/sigstore.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertVerdict, expecting } from '../support/verify-case.ts';
import { value } from '../support/world.ts';

const run = promisify(execFile);
const PREDICATE = 'https://example.org/predicate/v1';
const WORKFLOW = 'https://gitlab.example.org/group/diary//.gitlab-ci.yml';

type Desk = { readonly folder: string; readonly cosign: (...args: readonly string[]) => Promise<string> };

function desk(t: TestContext): Desk {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, 'services.json'),
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  );
  writeFileSync(join(folder, 'predicate.json'), '{"tested":true}');
  const cosign = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, COSIGN_PASSWORD: 'correct horse', HOME: folder };
    const { stdout, stderr } = await run('cosign', args, { env, cwd: folder });
    return stdout + stderr;
  };
  return { folder, cosign };
}

/** @param roots  paths of trusted roots */
async function judge(
  sources: readonly EvidenceSource[],
  sha256: Sha256,
  section: object,
  keys: readonly string[],
  roots: readonly string[] = [],
  content: Uint8Array = new Uint8Array(),
): Promise<Verdict> {
  const texts = Object.fromEntries(keys.map((path) => [path, readFileSync(path, 'utf8')]));
  const trusted = Object.entries(texts).map(([name, pem]) => {
    const key = readKey(name, pem);
    assert.ok(key.ok);
    return key.value;
  });
  return await verify({
    artifact: { name: 'diary', sha256 },
    sources,
    expected: expecting(section, texts),
    trust: { keys: trusted, roots: roots.map((path) => rootOf(path)) },
    content: async () => (content.length === 0 ? err('an image') : ok(content)),
    now: Date.now(),
    newest: async () => err('not asked'),
  });
}

function rootOf(path: string) {
  const root = readTrustedRoot(path, readFileSync(path));
  assert.ok(root.ok, JSON.stringify(root));
  return root.value;
}

for (const [name, start] of [
  ['a registry that knows referrers', startReferrersRegistry],
  ['a registry that does not', (t: TestContext) => startDockerRegistry(t)],
] as const)
  test(`cosign signs by key in ${name}: we verify its bundles and its older form`, {
    skip: without('cosign', 'docker-registry', 'go'),
  }, async (t) => {
    const { folder, cosign } = desk(t);
    const host = await start(t);
    const repository = aRepository(t, host);
    const image = anImage([1000]);
    value(await pushImage(image, repository, { tags: ['x'] }));
    const source = value(await registrySource(repository, 'x'));
    const reference = `${repository.name}@${source.root.digest}`;
    await cosign('generate-key-pair');
    await cosign('generate-key-pair', '--output-key-prefix', 'other');
    const [ours, others] = [join(folder, 'cosign.pub'), join(folder, 'other.pub')];
    const newer = [
      '--key',
      'cosign.key',
      '--signing-config',
      'services.json',
      '--allow-http-registry',
      '--yes',
    ];
    const older = [
      '--key',
      'cosign.key',
      '--new-bundle-format=false',
      '--use-signing-config=false',
      '--tlog-upload=false',
      '--allow-http-registry',
      '--yes',
    ];
    const type = ['--type', PREDICATE, '--predicate', 'predicate.json'];
    const evidence = () => [imageEvidence(registryPlace(repository, source), source.root)];
    const sha256 = hexOf(source.root.digest);
    const wanted = (key: string) => ({ signers: [{ key }], needs: ['signature', PREDICATE] });

    assertVerdict(
      await judge(evidence(), sha256, wanted(ours), [ours]),
      3,
      'signature-missing',
      'statement-missing',
    );
    for (const form of [older, newer]) {
      await cosign('sign', ...form, reference);
      await cosign('attest', ...form, ...type, reference);
      assertVerdict(await judge(evidence(), sha256, wanted(ours), [ours]), 0);
      assertVerdict(await judge(evidence(), sha256, wanted(others), [others]), 3, 'key-unknown');
    }

    // I7: what is honest about this image is attached to another one.
    const second = anImage([2000]);
    value(await pushImage(second, repository, { tags: ['y'] }));
    const moved = value(await registrySource(repository, 'y'));
    const place = registryPlace(repository, source);
    const elsewhere = imageEvidence(
      { ...place, referrers: () => place.referrers(source.root.digest) },
      moved.root,
    );
    const only = { signers: [{ key: ours }] };
    assertVerdict(await judge([elsewhere], hexOf(moved.root.digest), only, [ours]), 4, 'subject-mismatch');
  });

test('cosign signs a file by key: we verify its bundle, and not another file', {
  skip: without('cosign'),
}, async (t) => {
  const { folder, cosign } = desk(t);
  await cosign('generate-key-pair');
  const [path, key] = [join(folder, 'diary.tar'), join(folder, 'cosign.pub')];
  writeFileSync(path, 'what was built\n');
  await cosign(
    'sign-blob',
    '--key',
    'cosign.key',
    '--signing-config',
    'services.json',
    '--bundle',
    `${path}.sigstore.json`,
    '--yes',
    path,
  );
  const check = (content: string) => {
    const bytes = Buffer.from(content);
    const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256;
    return judge([fileEvidence(systemFiles(), path, [])], sha256, { signers: [{ key }] }, [key], [], bytes);
  };
  assertVerdict(await check('what was built\n'), 0);
  assertVerdict(await check('what was changed\n'), 4, 'subject-mismatch');
});

for (const logs of [[1], [2]] as const)
  test(`a certificate of a real authority, log of version ${logs[0]}: what we and cosign sign holds for its exact identity`, {
    skip: without(...PROGRAMS),
  }, async (t) => {
    const { folder, cosign } = desk(t);
    const sigstore = await privateSigstore(t, { logs, timestamps: true });
    const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: sigstore.issuer.token() }) });
    const pen = value(await SIGNERS.keyless.open(aKeylessSettings(sigstore.signingConfig), doors));
    const [path, content] = [join(folder, 'diary.tar'), Buffer.from('what was built\n')];
    writeFileSync(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex') as Sha256;
    const statement = encodeStatement({
      subject: [{ name: 'diary.tar', digest: { sha256 } }],
      predicateType: PREDICATE,
      predicate: {},
    });
    const bundles = [encodeBundle(value(await pen.statement(statement)))];
    bundles.push(encodeBundle(value(await pen.artifact(async (onPiece) => ok(onPiece(content))))));
    const signed = join(folder, 'cosign.json');
    const services = ['--signing-config', sigstore.signingConfig, '--trusted-root', sigstore.trustedRoot];
    // What stands for the older log here answers us, and not the client that cosign has.
    if (logs[0] === 2)
      await cosign(
        'sign-blob',
        ...services,
        '--identity-token',
        sigstore.issuer.token(),
        '--bundle',
        signed,
        '--yes',
        path,
      );
    else writeFileSync(signed, bundles[1] ?? '');
    writeFileSync(`${path}.sigstore.json`, bundles.map((one) => `${Buffer.from(one).toString()}\n`).join(''));
    const expected = (workflow: string, more: object = {}) => ({
      signers: [{ issuer: sigstore.issuer.url, workflow, ref: 'refs/heads/main' }],
      needs: ['signature', PREDICATE],
      ...more,
    });
    const check = (
      section: object,
      roots = [sigstore.trustedRoot],
      evidence = fileEvidence(systemFiles(), path, []),
    ) => judge([evidence], sha256, section, [], roots, content);
    assertVerdict(await check(expected(WORKFLOW)), 0);
    const source = { source: { id: '1234', ref: 'refs/heads/main' }, trigger: 'push' };
    assertVerdict(await check(expected(WORKFLOW, source)), 0);
    assertVerdict(await check(expected(WORKFLOW, { source: { id: '9981' } })), 3, 'wrong-repository-id');
    assertVerdict(await check(expected(WORKFLOW.replace('diary', 'diarry'))), 3, 'signer-not-allowed');
    assert.equal((await check(expected(WORKFLOW), [])).exit, 4);
    const byCosign = fileEvidence(systemFiles(), undefined, [signed]);
    assertVerdict(
      await check({ ...expected(WORKFLOW), needs: ['signature'] }, [sigstore.trustedRoot], byCosign),
      0,
    );
  });
