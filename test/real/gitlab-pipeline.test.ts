/**
 * The whole pipeline of `workflows/gitlab`, run by gitlab-ci-local's shell executor in a copy of `examples/hello`, with
 * a registry on this machine; and what happens when somebody changes what one job hands to the next.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { generateSigningKey } from '../../src/signing/keys.ts';
import { without } from '../support/forge-tools.ts';
import { component, include, PipelineProject, TOKEN } from '../support/gitlab-pipeline.ts';
import { inReverse } from '../support/programs.ts';
import { startReferrersRegistry } from '../support/registries.ts';
import { PROGRAMS, privateSigstore } from '../support/sigstore.ts';

const PASSWORD = 'a-password-of-the-signer';
const IMAGE = `registry.example.org/group/sealsmith@sha256:${'a'.repeat(64)}`;

const COMPONENT = component({ image: IMAGE });
const INCLUDE = include({ SEALSMITH_IMAGE: IMAGE });

/** Signed with a key, and everything expected. */
const EVIDENCE = `signing: { with: key }
verify:
  signers: [{ key: signer.pub }]
  needs: [signature, provenance, sbom]
`;

type Signed = { readonly project: PipelineProject; readonly variables: Readonly<Record<string, string>> };

/** An image without a system below, which takes no time and is not started. */
function light(config: string): string {
  const begin = config.indexOf('    base:');
  const image = '    base: scratch\n    layers: [{ binary: true, to: /srv }]\n    check: false\n';
  return config.slice(0, begin) + image;
}

async function hello(
  t: Pick<TestContext, 'after'>,
  pipeline: string,
  shape: (config: string) => string = light,
  evidence = EVIDENCE,
  files: Readonly<Record<string, string>> = {},
): Promise<Signed> {
  const host = await startReferrersRegistry(t);
  const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
  const project = new PipelineProject({
    pipeline,
    config: (config) => shape(config).replace('localhost:5005', `${host}/group`) + evidence,
    files: { 'signer.pub': key.publicKey.pem, ...files },
  });
  t.after(() => project[Symbol.dispose]());
  const variables = {
    ...(await project.forge(t)),
    SEALSMITH_SIGNING_KEY: text,
    SEALSMITH_SIGNING_PASSWORD: PASSWORD,
  };
  return { project, variables };
}

const NEEDED = without('gitlab-ci-local', 'rsync', 'mmdebstrap', 'go');

describe('the pipeline on GitLab', {
  skip: NEEDED,
  concurrency: 2,
}, () => {
  it('goes from source to a signed and verified image, by the component', async (t) => {
    const { project, variables } = await hello(t, COMPONENT, (config) => config);
    const { exit, log } = await project.shell([], variables);
    assert.equal(exit, 0, log);
    const signed = project.handedOver('sign');
    const { image, pushed, binary, junit, sbom, signatures, attestations, verdict } = signed.what.facts;
    assert.ok(image && pushed && binary && junit && sbom && signatures && attestations && verdict, log);
    assert.equal(pushed.digest, image.digest);
    assert.equal(junit.passed, 13);
    assert.deepEqual(project.handedOver('containerize').what.facts.image, image);
    assert.deepEqual(
      verdict.verdicts.map(({ about, passed }) => [about, passed]),
      [
        ['image', true],
        ['binary', true],
      ],
    );
    assert.equal(signed.how.tier, 'T2');
    assert.deepEqual(
      signed.how.jobs.map(({ id, state }) => [id, state]),
      [
        ['sign', 'done'],
        ['attest', 'done'],
        ['verify', 'done'],
      ],
    );
    // gitlab-ci-local knows no GIT_STRATEGY, but what signs took the project from the forge's objects.
    assert.ok(existsSync(join(project.build('sign'), '.sealsmith/source.git')));
    for (const secret of [PASSWORD, TOKEN, variables['SEALSMITH_SIGNING_KEY']?.split('\n')[1] ?? '?']) {
      assert.ok(!log.includes(secret));
    }
  });

  it('signs by the identity of the pipeline, and cosign believes exactly that one', {
    skip: without(...PROGRAMS),
  }, async (t) => {
    const sigstore = await privateSigstore(t, { logs: [], timestamps: true });
    const workflow = 'https://gitlab.example.org/group/hello//.gitlab-ci.yml';
    const { project, variables } = await hello(
      t,
      INCLUDE,
      light,
      `signing: { with: keyless, services: { config: sigstore/config.json, trusted-root: sigstore/root.json } }
verify:
  signers: [{ issuer: "${sigstore.issuer.url}", workflow: "${workflow}", ref: refs/heads/main }]
`,
      {
        'sigstore/config.json': readFileSync(sigstore.signingConfig, 'utf8'),
        'sigstore/root.json': readFileSync(sigstore.trustedRoot, 'utf8'),
      },
    );
    const sha = project.git('rev-parse', 'HEAD');
    const token = sigstore.issuer.token({
      project_path: 'group/hello',
      sub: 'project_path:group/hello:ref_type:branch:ref:main',
      ci_config_ref_uri: 'gitlab.example.org/group/hello//.gitlab-ci.yml@refs/heads/main',
      ci_config_sha: sha,
      sha,
    });
    const { exit, log } = await project.shell([], { ...variables, SIGSTORE_ID_TOKEN: token });
    assert.equal(exit, 0, log);
    assert.ok(!log.includes(token));
    const { pushed, verdict } = project.handedOver('sign').what.facts;
    assert.ok(pushed && verdict);
    const cosign = (identity: string) =>
      promisify(execFile)(
        'cosign',
        [
          ...['verify', '--insecure-ignore-tlog', '--insecure-ignore-sct', '--use-signed-timestamps'],
          ...['--trusted-root', sigstore.trustedRoot, '--certificate-oidc-issuer', sigstore.issuer.url],
          ...['--certificate-identity', identity, `${pushed.name}@${pushed.digest}`],
        ],
        { env: { ...process.env, HOME: project.base } },
      );
    await cosign(`${workflow}@refs/heads/main`);
    await assert.rejects(cosign(`${workflow}@refs/heads/topic`));
  });

  it('makes a merge request of everything but what leaves the project', async (t) => {
    const { project, variables } = await hello(t, INCLUDE);
    project.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    const change = {
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_COMMIT_BRANCH: '',
      CI_COMMIT_REF_PROTECTED: 'false',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/7/head',
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'group/hello',
    };
    const { exit, log } = await project.shell([], { ...variables, ...change });
    assert.equal(exit, 0, log);
    assert.equal(project.handedOver('containerize').how.tier, 'T1');
    assert.ok(project.handedOver('containerize').what.facts.image);
    for (const job of ['push', 'sign']) assert.equal(project.ran(job), false, job);
  });
});

describe('what one job hands to the next', { skip: NEEDED }, () => {
  const ends = inReverse({ after: (end) => after(end as () => unknown) });
  let project: PipelineProject;
  let variables: Readonly<Record<string, string>>;

  before(async () => {
    ({ project, variables } = await hello(ends, INCLUDE));
    const made = await project.shell(['install', 'lint', 'test', 'build-binary', 'containerize'], variables);
    assert.equal(made.exit, 0, made.log);
  });

  it('is no environment of the jobs with credentials, whatever a job before put into its variables', async () => {
    // What a test could do that outlives its job: a line in the report that GitLab makes the next job's environment.
    const seen = join(project.base, 'seen');
    const evil = join(project.base, 'evil.cjs');
    const line = `require('node:fs').appendFileSync(${JSON.stringify(seen)}, process.env.CI_JOB_NAME + '\\n');`;
    writeFileSync(evil, line);
    const report = project.artifact('build-binary', '.gitlab-ci-reports/dotenv/.sealsmith/handoff.env');
    const honest = readFileSync(report);
    appendFileSync(report, `NODE_OPTIONS=--require=${evil}\n`);
    const { exit, log } = await project.shell(['containerize', 'push', 'sign'], variables);
    writeFileSync(report, honest);
    assert.equal(exit, 0, log);
    assert.ok(project.handedOver('sign').what.facts.verdict);
    assert.deepEqual([...new Set(readFileSync(seen, 'utf8').trim().split('\n'))], ['containerize']);
  });

  /** What somebody does who can write where artifacts are kept. */
  const swapped: readonly {
    readonly what: string;
    readonly from: string;
    readonly to: string;
    readonly change: (folder: string) => void;
  }[] = [
    {
      what: 'a layer of the image',
      from: 'containerize',
      to: 'push',
      change: (folder) => {
        const blobs = join(folder, '.sealsmith/image/blobs/sha256');
        const [blob = ''] = readdirSync(blobs);
        appendFileSync(join(blobs, blob), 'x');
      },
    },
    {
      what: 'the binary',
      from: 'build-binary',
      to: 'containerize',
      change: (folder) => {
        const names = readdirSync(join(folder, '.sealsmith/binary'));
        const archive = names.find((name) => name.endsWith('.gz')) ?? '';
        appendFileSync(join(folder, '.sealsmith/binary', archive), 'x');
      },
    },
    {
      what: 'the record that names it',
      from: 'build-binary',
      to: 'containerize',
      change: (folder) => {
        for (const name of readdirSync(join(folder, '.sealsmith/runs'))) {
          const path = join(folder, '.sealsmith/runs', name);
          writeFileSync(path, readFileSync(path, 'utf8').replace('"hello"', '"hullo"'));
        }
      },
    },
  ];
  for (const { what, from, to, change } of swapped) {
    it(`${what}, changed between ${from} and ${to}, is refused with 4`, async () => {
      const folder = project.artifact(from, '.');
      const aside = join(project.base, 'aside');
      cpSync(folder, aside, { recursive: true });
      change(folder);
      const { exit, log } = await project.shell([to], variables);
      rmSync(folder, { recursive: true });
      renameSync(aside, folder);
      assert.notEqual(exit, 0, log);
      assert.match(project.log(to), /\(exit\s+4\)/);
    });
  }
});
