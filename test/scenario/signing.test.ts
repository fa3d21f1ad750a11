/** Whole runs of the real program that sign, attest and verify with a key; then everything that must not pass. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ImageProject } from '../support/image-project.ts';
import type { Ran } from '../support/project.ts';
import { startReferrersRegistry } from '../support/registries.ts';
import { startRegistry } from '../support/stoppable-registry.ts';

const PASSWORD = 'a-password-for-a-key';

const EXPECTED = [
  'verify:',
  '  signers: [{ key: signer.pub }]',
  '  needs: [signature, provenance, sbom]',
].join('\n');

type Keyed = { readonly project: ImageProject; readonly key: string; readonly env: Record<string, string> };

/** A project with a pair of keys: the public one in it, the private one outside. */
async function keyed(t: TestContext, host?: string, beside: readonly string[] = [EXPECTED]): Promise<Keyed> {
  const project = new ImageProject(t, {
    ...(host === undefined ? {} : { image: `${host}/group/tiny` }),
    settings: ['check: false'],
    beside,
  });
  const made = await project.run(['keys', 'generate', '../signer'], {
    env: { SEALSMITH_SIGNING_PASSWORD: PASSWORD },
  });
  assert.equal(made.exit, 0, made.out + made.err);
  const key = readFileSync(join(project.base, 'signer.key'), 'utf8');
  project.write({ 'signer.pub': readFileSync(join(project.base, 'signer.pub'), 'utf8') });
  project.commit();
  const env = { SEALSMITH_SIGNING_KEY: key, SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  return { project, key, env };
}

async function done({ project, env }: Keyed, args: readonly string[]): Promise<Ran> {
  const ran = await project.run(args, { env });
  assert.equal(ran.exit, 0, ran.out + ran.err);
  return ran;
}

/** The exit status of verifying alone, by what the run before left. */
async function verdict({ project, env }: Keyed): Promise<Ran> {
  return project.run(['run', 'verify', '--only'], { env });
}

function codes(project: ImageProject): readonly string[] {
  return project.record().how.jobs.flatMap(({ failure }) => (failure === undefined ? [] : [failure.code]));
}

function skips(project: ImageProject): Record<string, string> {
  return Object.fromEntries(project.record().how.skips.map(({ step, why }) => [step, why.code]));
}

async function referrersOf(host: string, digest: string): Promise<readonly { artifactType?: string }[]> {
  const answer = await fetch(`http://${host}/v2/group/tiny/referrers/${digest}`);
  return ((await answer.json()) as { manifests: { artifactType?: string }[] }).manifests;
}

/** Nothing that a run said, wrote or kept has the text. */
function nowhere({ project, key }: Keyed, ran: Ran): void {
  const secrets = [PASSWORD, key.trim(), Buffer.from(PASSWORD).toString('base64'), key.split('\n')[1] ?? key];
  const texts = [ran.out, ran.err];
  const folder = join(project.folder, '.sealsmith');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) texts.push(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  }
  for (const secret of secrets) for (const text of texts) assert.ok(!text.includes(secret));
}

const ALL = ['run', 'push', 'sign', 'attest', 'verify'];

describe('sign, attest and verify with a key', () => {
  it('pass with exact expectations, leave facts, files and referrers, and the secrets nowhere', async (t) => {
    const host = await startReferrersRegistry(t);
    const told = await keyed(t, host);
    const ran = await done(told, [...ALL, '--verbose']);
    const { project } = told;
    const { image, signatures, attestations, verdict: passed } = project.record().what.facts;
    assert.ok(image && signatures && attestations && passed, ran.out);
    assert.deepEqual(
      signatures.bundles.map(({ about, sha256 }) => [about, `sha256:${sha256}`]),
      [['image', image.digest]],
    );
    const types = attestations.bundles.map(({ predicateType }) => predicateType);
    assert.ok(types.includes('https://slsa.dev/provenance/v1'), types.join(' '));
    assert.ok(types.includes('https://cyclonedx.org/bom'), types.join(' '));
    for (const { path } of [...signatures.evidence, ...attestations.evidence]) assert.ok(project.has(path));
    assert.deepEqual(
      passed.verdicts.map(({ about, passed: well }) => [about, well]),
      [['image', true]],
    );
    const before = await referrersOf(host, image.digest);
    assert.ok(before.length >= 3, JSON.stringify(before));
    nowhere(told, ran);

    await done(told, ['run', 'sign', '--only']);
    assert.equal((await referrersOf(host, image.digest)).length, before.length, 'nothing piles up');
    await project.leavesNothing();
  });

  it('take key and password from files', async (t) => {
    const told = await keyed(t, undefined, [
      'signing: { key: { file: secret.key }, password: { file: secret.txt } }',
      EXPECTED,
    ]);
    told.project.write({ 'secret.key': told.key, 'secret.txt': `${PASSWORD}\n`, '.gitignore': 'secret.*\n' });
    const ran = await done({ ...told, env: {} }, ['run', 'sign', 'attest', 'verify']);
    assert.ok(told.project.record().what.facts.verdict, ran.out);
    nowhere(told, ran);
  });

  it('end with 2 for a wrong password, and say so without it', async (t) => {
    const told = await keyed(t);
    const env = { ...told.env, SEALSMITH_SIGNING_PASSWORD: 'another-password' };
    const ran = await told.project.run(['run', 'sign'], { env });
    assert.equal(ran.exit, 2, ran.out + ran.err);
    assert.deepEqual(codes(told.project), ['signing-key-locked']);
    assert.ok(!(ran.out + ran.err).includes('another-password'));
  });

  it('are skipped where nothing says who signs, and verify where nothing is expected', async (t) => {
    const told = await keyed(t, undefined, []);
    const ran = await done({ ...told, env: {} }, ['run', 'sign', 'attest', 'verify']);
    assert.deepEqual(
      { sign: 'needs-signer', attest: 'needs-signer', verify: 'needs-expectations' },
      {
        sign: skips(told.project)['sign'],
        attest: skips(told.project)['attest'],
        verify: skips(told.project)['verify'],
      },
      ran.out,
    );
  });

  it('hand the key to no step of the project', async (t) => {
    const told = await keyed(t);
    const config = told.project.read('sealsmith.yml');
    told.project.write({
      'sealsmith.yml': config.replace(
        'steps:\n',
        'steps:\n  spy: { run: "env; cat /proc/$PPID/environ || true" }\n',
      ),
    });
    const env = {
      ...told.env,
      SIGSTORE_ID_TOKEN: 'a.token.of-the-run',
      CI_REGISTRY_PASSWORD: 'registry-word',
    };
    const ran = await told.project.run(['run', 'spy', 'sign', '--verbose'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const log = told.project.read('.sealsmith/logs/spy.log');
    for (const name of ['SIGSTORE_ID_TOKEN', 'SEALSMITH_SIGNING', 'CI_REGISTRY_PASSWORD', 'a.token', '***'])
      assert.ok(!log.includes(name), name);
    told.project.write({
      'sealsmith.yml': `${config}\nenv: [SEALSMITH_SIGNING_KEY]\n`.replace('env: [TEST_MARK]\n', ''),
    });
    const asked = await told.project.run(['run', 'sign'], { env });
    assert.equal(asked.exit, 2, 'nor when it asks');
  });
});

describe('verify', () => {
  it('looks where the image was pushed to, also in a run of its own', async (t) => {
    const host = await startReferrersRegistry(t);
    const told = await keyed(t, host);
    await done(told, ['run', 'push']);
    await done(told, ['run', 'sign', '--only']);
    const { image, pushed } = told.project.record().what.facts;
    assert.equal(pushed?.digest, image?.digest);
    assert.equal((await referrersOf(host, image?.digest ?? '')).length, 1);
  });

  it('ends with 3 when another key is expected', async (t) => {
    const told = await keyed(t);
    await done(told, ['run', 'sign', 'attest']);
    const other = await told.project.run(['keys', 'generate', '../other'], { env: told.env });
    assert.equal(other.exit, 0, other.err);
    told.project.write({ 'signer.pub': readFileSync(join(told.project.base, 'other.pub'), 'utf8') });
    const ran = await verdict(told);
    assert.equal(ran.exit, 3, ran.out + ran.err);
    assert.deepEqual(codes(told.project), ['not-verified']);
    assert.equal(told.project.record().what.facts.verdict, undefined);
  });

  it('ends with 4 when the image was replaced', async (t) => {
    const told = await keyed(t);
    await done(told, ['run', 'sign', 'attest']);
    const index = '.sealsmith/image/index.json';
    told.project.write({ [index]: told.project.read(index).replace(/(sha256:)./, '$10') });
    const ran = await verdict(told);
    assert.equal(ran.exit, 4, ran.out + ran.err);
    const signed = await told.project.run(['run', 'sign', '--only'], { env: told.env });
    assert.equal(signed.exit, 4, signed.out + signed.err);
  });

  it('ends with 4 when a byte of a bundle was changed', async (t) => {
    const told = await keyed(t);
    await done(told, ['run', 'sign', 'attest']);
    const folder = join(told.project.folder, '.sealsmith/signatures');
    const [name = ''] = readdirSync(folder);
    const text = readFileSync(join(folder, name), 'utf8');
    const changed = text.replace(
      /("sig":\s*"MEU?C?I?)(.)/,
      (_, start, one) => `${start}${one === 'A' ? 'B' : 'A'}`,
    );
    assert.notEqual(changed, text);
    writeFileSync(join(folder, name), changed);
    const ran = await verdict(told);
    assert.equal(ran.exit, 4, ran.out + ran.err);
  });

  it('ends with 5 when the registry is gone', async (t) => {
    const registry = await startRegistry(t);
    const told = await keyed(t, registry.host);
    await done(told, ['run', 'push', 'sign', 'attest']);
    await registry.stop();
    const ran = await verdict(told);
    assert.equal(ran.exit, 5, ran.out + ran.err);
    assert.deepEqual(codes(told.project), ['registry-unreachable']);
  });
});
