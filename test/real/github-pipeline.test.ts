/** What docs/github.md tells a new user to do, done: a copied workflow run by act, up to an image that others verify. */

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { generateSigningKey } from '../../src/signing/keys.ts';
import { githubIdentity } from '../fake/github-identity.ts';
import { ActPipeline, FORGE_TOKEN, FORK, PULL, PUSH } from '../support/act-pipeline.ts';
import { dockerEngine } from '../support/docker.ts';
import { without } from '../support/forge-tools.ts';
import { loadJobImage } from '../support/gitlab-image.ts';
import { startReferrersRegistry } from '../support/registries.ts';
import { emptyTrustedRoot, privateSigstore } from '../support/sigstore.ts';

const ask = promisify(execFile);
const PASSWORD = 'correct horse';

/** Takes seconds: a file in an image without a base. */
const TINY = `toolchain: commands
protected: [main]
steps:
  test: { run: grep hello app/hello.txt }
  containerize:
    image: IMAGE
    base: scratch
    layers: [{ copy: app, to: /app }]
    check: false
`;

type Ground = {
  readonly project: ActPipeline;
  readonly registry: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** The private key, as text. */
  readonly key: string;
};

async function ground(t: TestContext, open: (project: ActPipeline) => string): Promise<Ground> {
  const registry = await startReferrersRegistry(t);
  const project = new ActPipeline().copyWorkflow('pipeline.yml');
  t.after(() => project[Symbol.dispose]());
  const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
  const settings = open(project).replace(/IMAGE|localhost:5005\/hello/, `${registry}/hello`);
  project.write({
    'sealsmith.yml': `${settings}\nsigning: { with: key }\nverify: { signers: [{ key: release.pub }] }\n`,
    'release.pub': key.publicKey.pem,
  });
  const secrets = { SEALSMITH_SIGNING_KEY: text, SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  return { project, registry, secrets, key: text };
}

/** An empty repository, examples/hello, and what the page says about images and keys. */
const hello = (t: TestContext): Promise<Ground> =>
  ground(t, (project) => project.copyExample('hello').read('sealsmith.yml'));

const tiny = (t: TestContext): Promise<Ground> =>
  ground(t, (project) => {
    project.write({ 'app/hello.txt': 'hello\n' });
    return TINY;
  });

const ALL = [
  ['Build', 'succeeded'],
  ['Push', 'succeeded'],
  ['Sign', 'succeeded'],
];

describe('the pipeline that users copy, run by act', {
  skip: without('act', 'cosign', 'mmdebstrap', 'go'),
}, () => {
  it('takes an empty repository with examples/hello to an image that is signed and verified', async (t) => {
    const { project, registry, secrets, key } = await hello(t);
    const server = await project.publish(t);
    const { exit, log, jobs } = await project.act(PUSH, server, { secrets });
    assert.equal(exit, 0, log);
    assert.deepEqual([...jobs], ALL);
    assert.match(log, /tier T2 because push on protected main/);
    const [, image = ''] = /::set-output:: image-pushed=(\S+)/.exec(log) ?? [];
    assert.match(image, new RegExp(`^${registry}/hello@sha256:[0-9a-f]{64}$`));
    assert.match(log, /::set-output:: verdict=pass$/m);
    assert.match(log, /\*\*reproduce:\*\* <code>sealsmith reproduce/);
    // Nobody but git's server and our registry was told a secret, and no log.
    for (const secret of [FORGE_TOKEN, PASSWORD, key.split('\n')[1] ?? '']) assert.ok(!log.includes(secret));
    assert.ok(server.asked.length > 0);

    const verified = await project.run(['verify', image, '--key', 'release.pub']);
    assert.equal(verified.exit, 0, verified.out + verified.err);
    assert.match(verified.out, /^PASS$/m);
    const nobody = ['--insecure-ignore-tlog', '--trusted-root', emptyTrustedRoot(project.base)];
    const pub = join(project.folder, 'release.pub');
    for (const args of [['verify'], ['verify-attestation', '--type', 'slsaprovenance1']])
      await ask('cosign', [...args, '--key', pub, ...nobody, image], {
        env: { ...process.env, HOME: project.base },
      });

    // What GitHub offers for download is the artifact; from it the same is made again at the desk.
    const downloaded = join(project.base, 'downloaded');
    mkdirSync(downloaded);
    const artifact = join(project.base, 'artifacts/1/sealsmith-build/sealsmith-build.zip');
    execFileSync('tar', ['--extract', '--file', artifact, '--directory', downloaded]);
    const again = await project.run(['reproduce', downloaded, '--on-host']);
    assert.equal(again.exit, 0, again.out + again.err);
    assert.match(again.out, /^equal: 5 jobs and 3 artifacts$/m);
  });

  it('signs by the identity of the workflow, and cosign believes it', async (t) => {
    const { project } = await tiny(t);
    const sigstore = await privateSigstore(t, { logs: [], timestamps: true, forge: 'github' });
    const [config, root] = [sigstore.signingConfig, sigstore.trustedRoot].map((path) =>
      readFileSync(path, 'utf8'),
    );
    const workflow = 'https://github.com/group/hello/.github/workflows/sealsmith.yml';
    const [steps = ''] = project.read('sealsmith.yml').split('\nsigning:');
    project.write({
      'sigstore/config.json': config ?? '',
      'sigstore/root.json': root ?? '',
      'sealsmith.yml': `${steps}
signing: { with: keyless, services: { config: sigstore/config.json, trusted-root: sigstore/root.json } }
verify:
  signers: [{ issuer: "${sigstore.issuer.url}", workflow: "${workflow}", ref: refs/heads/main }]
`,
    });
    const server = await project.publish(t);
    const sha = project.git('rev-parse', 'HEAD');
    const service = await githubIdentity(t, sigstore.issuer, {
      sha,
      workflow_sha: sha,
      job_workflow_sha: sha,
    });
    const { exit, log, jobs } = await project.act(PUSH, server, { env: service.env });
    assert.equal(exit, 0, log);
    assert.deepEqual([...jobs], ALL);
    assert.match(log, /::set-output:: verdict=pass$/m);
    assert.deepEqual(new Set(service.asked), new Set(['sigstore']));
    assert.equal(service.refused, 0);
    assert.ok(!log.includes(service.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? 'x'));
    const [, image = ''] = /::set-output:: image-pushed=(\S+)/.exec(log) ?? [];
    const who = [
      '--certificate-identity',
      `${workflow}@refs/heads/main`,
      '--certificate-oidc-issuer',
      sigstore.issuer.url,
    ];
    const how = ['--trusted-root', sigstore.trustedRoot, '--use-signed-timestamps', '--insecure-ignore-sct'];
    const env = { ...process.env, HOME: project.base };
    const verify = ['verify', '--insecure-ignore-tlog', ...how];
    await ask('cosign', [...verify, ...who, image], { env });
    const other = who.with(1, `${workflow}@refs/heads/topic`);
    await assert.rejects(ask('cosign', [...verify, ...other, image], { env }));
  });

  for (const [whose, event, tier] of [
    ['a change', PULL, 'T1'],
    ['a fork', FORK, 'T0'],
  ] as const) {
    it(`for ${whose} makes everything and lets nothing leave`, async (t) => {
      const { project, secrets } = await tiny(t);
      const server = await project.publish(t);
      const { exit, log, jobs } = await project.act(event, server, { secrets });
      assert.equal(exit, 0, log);
      assert.deepEqual([...jobs], [['Build', 'succeeded']]);
      assert.match(log, new RegExp(`tier ${tier} because `));
      assert.match(log, /::set-output:: image-digest=sha256:/);
      assert.deepEqual(readdirSync(join(project.base, 'artifacts', '1')), ['sealsmith-build']);
    });
  }

  it('signs nothing of which a byte was changed between the jobs', async (t) => {
    const { project, secrets } = await tiny(t);
    const server = await project.publish(t);
    const { exit, log, jobs } = await project.act(PUSH, server, {
      secrets,
      env: { ARTIFACT_ATTACK: 'image' },
    });
    assert.equal(exit, 1, log);
    assert.equal(jobs.get('Build'), 'succeeded');
    assert.equal(jobs.get('Push'), 'failed');
    assert.match(log, /exit status 4$/m);
    assert.equal(jobs.get('Sign'), undefined);
  });

  it('pushes and signs nothing where nothing was made', async (t) => {
    const project = new ActPipeline().copyWorkflow('pipeline.yml');
    t.after(() => project[Symbol.dispose]());
    project.write({ 'sealsmith.yml': 'toolchain: commands\nsteps: { test: { run: "true" } }\n' });
    const { exit, log, jobs } = await project.act(PUSH, await project.publish(t));
    assert.equal(exit, 0, log);
    assert.deepEqual([...jobs], [['Build', 'succeeded']]);
  });

  it('is not green where who was asked to sign has no key', async (t) => {
    const { project } = await tiny(t);
    const { exit, log, jobs } = await project.act(PUSH, await project.publish(t));
    assert.equal(exit, 1, log);
    assert.deepEqual([...jobs], ALL.with(2, ['Sign', 'failed']));
  });

  it('says so where nobody was asked to sign', async (t) => {
    const { project } = await tiny(t);
    project.write({ 'sealsmith.yml': project.read('sealsmith.yml').replace(/signing: [\s\S]*/, '') });
    const { exit, log, jobs } = await project.act(PUSH, await project.publish(t));
    assert.equal(exit, 0, log);
    assert.deepEqual([...jobs], ALL);
    assert.match(log, /\| – skip \| sign attest \|.*needs-signer/);
  });

  it('is the same as a called workflow, for a project in a folder of its repository', async (t) => {
    const { project, secrets } = await tiny(t);
    project.copyWorkflow('reusable.yml', 'reusable.yml');
    mkdirSync(join(project.folder, 'web'));
    for (const name of ['app', 'sealsmith.yml', 'release.pub'])
      renameSync(join(project.folder, name), join(project.folder, 'web', name));
    project.write({
      '.github/workflows/sealsmith.yml': `name: sealsmith
on: push
permissions: {}
jobs:
  pipeline:
    permissions: { contents: read, packages: write, id-token: write }
    uses: ./.github/workflows/reusable.yml
    with: { working-directory: web, build: test containerize }
    secrets: inherit
`,
    });
    const { exit, log, jobs } = await project.act(PUSH, await project.publish(t), { secrets });
    assert.equal(exit, 0, log);
    assert.deepEqual([...jobs.values()], ['succeeded', 'succeeded', 'succeeded']);
    assert.match(log, /::set-output:: verdict=pass$/m);
  });

  it('is the same in a container', { timeout: 600_000 }, async (t) => {
    const engine = await dockerEngine();
    assert.ok(typeof engine !== 'string', String(engine));
    const image = `sealsmith-act-${process.pid}:1`;
    try {
      await loadJobImage(engine, image);
      const { project, secrets } = await tiny(t);
      const server = await project.publish(t);
      const authority = ['--env', `GIT_SSL_CAINFO=${server.certificate}`];
      const mount = ['--container-options', `--volume ${server.certificate}:${server.certificate}:ro`];
      const flags = [...authority, ...mount];
      const { exit, log, jobs } = await project.act(PUSH, server, { secrets, image, flags, env: engine.env });
      assert.equal(exit, 0, log);
      assert.deepEqual([...jobs], ALL);
      assert.match(log, /::set-output:: verdict=pass$/m);
      const remove = ['image', 'rm', '--force', image];
      execFileSync('docker', remove, { env: { ...process.env, ...engine.env }, stdio: 'ignore' });
    } finally {
      await engine.stop();
    }
  });
});
