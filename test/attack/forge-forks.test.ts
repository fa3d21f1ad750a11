/**
 * E6 where forges run us: the file of a fork's change asks for secrets, for another signer, another store, other trusted
 * keys, a protected branch of its own, and to push. It gets nothing and is told why; the same file on the protected
 * branch gets what it asks for. Under act and under gitlab-ci-local.
 */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { RunRecord } from '../../src/core/record.ts';
import { generateSigningKey } from '../../src/signing/keys.ts';
import { act, gitlabLocal, OUR_ACTION } from '../support/emulators.ts';
import { without } from '../support/forge-tools.ts';
import { PUSH } from '../support/github-job.ts';
import { TestProject } from '../support/project.ts';
import { startReferrersRegistry } from '../support/registries.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyLayout } from '../support/tiny-images.ts';

const TOKEN = 'token-of-the-deployment-0123456789';
const PASSWORD = 'a-password-of-the-signer';
const LEAVES = ['push', 'sign', 'attest', 'verify'];

/** What a run left, copied out of the folder that the emulator made for it. */
const KEEPING = 'cp -r .sealsmith/run.json "$KEEP"; if [ -e got ]; then cp got "$KEEP"; fi';

async function asking(t: TestContext) {
  const host = await startReferrersRegistry(t);
  const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
  const project = new TestProject({
    'sealsmith.yml': `toolchain: commands
protected: [main, "*"]
cache: { signers: [{ key: "${sealer()}", tier: T2 }] }
signing: { with: key }
verify: { signers: [{ key: stranger.pub }], needs: [signature] }
steps:
  ship: { run: "printf %s \\"$DEPLOY_TOKEN\\" > got", secrets: [DEPLOY_TOKEN], outputs: [got] }
  containerize:
    image: "${host}/group/small"
    base: { oci: base }
    layers: [{ copy: app, to: /www }]
    check: false
    sbom: false
`,
    'stranger.pub': key.publicKey.pem,
    'app/page': 'page\n',
    '.gitignore': '.gitlab-ci-local\n',
    '.github/workflows/ci.yml': `on: [push, pull_request]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ${OUR_ACTION}
        with: { run: ship push sign attest verify }
        env:
          DEPLOY_TOKEN: \${{ secrets.DEPLOY_TOKEN }}
          SEALSMITH_SIGNING_KEY: \${{ secrets.SEALSMITH_SIGNING_KEY }}
          SEALSMITH_SIGNING_PASSWORD: \${{ secrets.SEALSMITH_SIGNING_PASSWORD }}
      - run: ${KEEPING}
`,
    '.gitlab-ci.yml': `build: { script: ['sealsmith run ship push sign attest verify', '${KEEPING}'] }\n`,
  });
  t.after(() => project[Symbol.dispose]());
  cpSync(tinyLayout(temporaryFolder(t)), join(project.folder, 'base'), { recursive: true });
  project.commit();
  project.git('remote', 'add', 'origin', 'https://github.com/group/small.git');
  project.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  mkdirSync(join(project.base, 'kept'));
  const secrets = { DEPLOY_TOKEN: TOKEN, SEALSMITH_SIGNING_KEY: text, SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  const tags = async (): Promise<number> => (await fetch(`http://${host}/v2/group/small/tags/list`)).status;
  return { project, secrets, keep: join(project.base, 'kept'), tags };
}

/** A key of the stranger, as `cache.signers` names one. */
function sealer(): string {
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  return `ed25519:${Buffer.from(x ?? '', 'base64url').toString('base64')}`;
}

type Asking = Awaited<ReturnType<typeof asking>>;

function recordIn({ keep }: Asking): RunRecord {
  return JSON.parse(readFileSync(join(keep, 'run.json'), 'utf8')) as RunRecord;
}

/** Nothing was given, and each refusal has its reason. */
async function gotNothing(told: Asking, tier: string, log: string): Promise<void> {
  const { how, what } = recordIn(told);
  assert.equal(how.tier, tier, how.tierReason);
  const why = Object.fromEntries(how.skips.map(({ step, why: { code } }) => [step, code]));
  assert.equal(why['ship'], 'needs-secret');
  for (const step of LEAVES) assert.equal(why[step], 'needs-tier', step);
  assert.ok(what.facts.image, 'it is built all the same');
  assert.equal(existsSync(join(told.keep, 'got')), false);
  assert.notEqual(await told.tags(), 200);
  assert.match(log.replace(/\s+/g, ' '), /tier T[01] gets no secrets/);
  assert.match(log, /needs-tier/);
}

/** The honest twin. */
async function gotAll(told: Asking): Promise<void> {
  const { how, what } = recordIn(told);
  assert.equal(how.tier, 'T2', how.tierReason);
  assert.equal(readFileSync(join(told.keep, 'got'), 'utf8'), TOKEN);
  assert.ok(what.facts.pushed && what.facts.signatures && what.facts.verdict);
  assert.equal(await told.tags(), 200);
}

describe('E6: a change whose file asks for more', () => {
  const pull = (from: string): object => {
    const { repository } = PUSH.payload;
    const head = { ref: 'main', repo: { full_name: from } };
    return {
      number: 7,
      repository,
      pull_request: { number: 7, base: { ref: 'main', repo: repository }, head },
    };
  };
  const changes = [
    { what: 'a fork', tier: 'T0', from: 'stranger/small' },
    { what: 'a branch of the project', tier: 'T1', from: 'group/small' },
  ];

  for (const { what, tier, from } of changes) {
    it(`gets nothing under act, from ${what}`, { skip: without('act') }, async (t) => {
      const told = await asking(t);
      const event = { name: 'pull_request', payload: pull(from) };
      const options = { env: told.secrets, secrets: Object.keys(told.secrets), steps: { KEEP: told.keep } };
      const ran = await act(told.project, 'build', { ...options, event });
      assert.equal(ran.exit, 0, ran.log);
      await gotNothing(told, tier, ran.log);
    });

    it(`gets nothing under gitlab-ci-local, from ${what}`, {
      skip: without('gitlab-ci-local', 'rsync'),
    }, async (t) => {
      const told = await asking(t);
      const ran = await gitlabLocal(told.project, ['build'], {
        ...told.secrets,
        KEEP: told.keep,
        CI_COMMIT_REF_PROTECTED: 'false',
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_MERGE_REQUEST_IID: '7',
        CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/7/head',
        CI_MERGE_REQUEST_PROJECT_PATH: 'group/small',
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: from,
      });
      assert.equal(ran.exit, 0, ran.log);
      await gotNothing(told, tier, ran.log);
    });
  }

  it('gets what it asks for on the protected branch: under act', { skip: without('act') }, async (t) => {
    const told = await asking(t);
    const options = { env: told.secrets, secrets: Object.keys(told.secrets), steps: { KEEP: told.keep } };
    const ran = await act(told.project, 'build', options);
    assert.equal(ran.exit, 0, ran.log);
    await gotAll(told);
  });

  it('gets what it asks for on the protected branch: under gitlab-ci-local', {
    skip: without('gitlab-ci-local', 'rsync'),
  }, async (t) => {
    const told = await asking(t);
    const ran = await gitlabLocal(told.project, ['build'], { ...told.secrets, KEEP: told.keep });
    assert.equal(ran.exit, 0, ran.log);
    await gotAll(told);
  });
});
