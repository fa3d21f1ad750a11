/** Images on forges: a change pushes, signs and opens nothing; the protected branch does; what cannot be signed is said at once. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it, type TestContext } from 'node:test';
import { PUSH, runAction } from '../support/github-job.ts';
import { fetched, gitlabJob, type JobKind } from '../support/gitlab-job.ts';
import { ImageProject, UNASKED } from '../support/image-project.ts';
import { startDockerRegistry } from '../support/registries.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyLayout } from '../support/tiny-images.ts';

const PASSWORD = 'word-of-the-registry';

const SIGNED = [
  'signing: { with: keyless, transparency: public }',
  'verify: { signers: [{ issuer: "https://gitlab.com", identity: somebody }] }',
];

const LEAVES = ['push', 'sign', 'attest', 'verify'];

/** Which of the steps that leave this machine a run skipped, and why. */
function withheld(project: ImageProject): Record<string, string> {
  const { skips } = project.record().how;
  return Object.fromEntries(
    skips.filter(({ step }) => LEAVES.includes(step)).map(({ step, why }) => [step, why.code]),
  );
}

const NEEDS_TIER = Object.fromEntries(LEAVES.map((step) => [step, 'needs-tier']));

/** A registry that opens to `ci` alone, with a base in it. */
async function closedRegistry(t: TestContext): Promise<string> {
  const host = await startDockerRegistry(t, { accounts: { ci: PASSWORD } });
  const layout = tinyLayout(temporaryFolder(t));
  const how = ['--quiet', '--dest-tls-verify=false', `--dest-creds=ci:${PASSWORD}`];
  execFileSync('skopeo', ['copy', ...how, `oci:${layout}`, `docker://${host}/group/base:1`]);
  return host;
}

async function tagged(host: string): Promise<readonly string[]> {
  const authorization = `Basic ${Buffer.from(`ci:${PASSWORD}`).toString('base64')}`;
  const answer = await fetch(`http://${host}/v2/group/tiny/tags/list`, { headers: { authorization } });
  return answer.ok ? ((await answer.json()) as { tags: string[] }).tags : [];
}

describe('an image in a GitLab job', () => {
  for (const kind of ['merge-request', 'fork'] as const satisfies readonly JobKind[]) {
    it(`of a ${kind} leaves this machine in no way, named or not`, async (t) => {
      const project = new ImageProject(t, {
        image: '127.0.0.1:1/group/tiny',
        settings: UNASKED,
        beside: SIGNED,
      });
      project.commit();
      fetched(project);
      const secrets = {
        SIGSTORE_ID_TOKEN: 'a.token.b',
        SEALSMITH_SIGNING_KEY: 'key',
        CI_REGISTRY_PASSWORD: PASSWORD,
      };
      const env = gitlabJob(project, kind, secrets);
      for (const args of [['run'], ['run', ...LEAVES]]) {
        const ran = await project.run(args, { env });
        assert.equal(ran.exit, 0, ran.out + ran.err);
        assert.deepEqual(withheld(project), NEEDS_TIER);
        assert.ok(project.record().what.facts.image, 'built all the same');
      }
    });
  }

  it('gets what opens its registry on the protected branch, and asks as nobody for a change', async (t) => {
    const host = await closedRegistry(t);
    const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
    const config = project.read('sealsmith.yml');
    project.write({
      'sealsmith.yml': config.replace('{ oci: base }', `{ registry: "${host}/group/base:1" }`),
    });
    project.commit();
    fetched(project);
    const registry = { CI_REGISTRY: host, CI_REGISTRY_USER: 'ci', CI_REGISTRY_PASSWORD: PASSWORD };
    for (const kind of ['merge-request', 'fork'] as const) {
      const ran = await project.run(['run'], { env: gitlabJob(project, kind, registry) });
      assert.equal(ran.exit, 5, ran.out + ran.err);
      const failure = project.record().how.jobs.find((job) => job.failure !== undefined)?.failure;
      assert.ok(failure?.code === 'registry-refused', JSON.stringify(failure));
      assert.match(failure.as, /nobody/);
    }
    const env = gitlabJob(project, 'protected', registry);
    const ran = await project.run(['run'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(await tagged(host), [project.git('rev-parse', 'HEAD')]);
    assert.ok(
      !JSON.stringify(project.record()).includes(PASSWORD) && !(ran.out + ran.err).includes(PASSWORD),
    );
  });

  it('of a self-managed GitLab with the public Sigstore fails when planning, before anything is built', async (t) => {
    const project = new ImageProject(t, {
      image: '127.0.0.1:1/group/tiny',
      settings: UNASKED,
      beside: SIGNED,
    });
    project.commit();
    fetched(project);
    const env = {
      ...gitlabJob(project, 'protected', { SIGSTORE_ID_TOKEN: 'a.token.b' }),
      CI_PROJECT_URL: 'https://gitlab.example.org/group/small',
      CI_SERVER_URL: 'https://gitlab.example.org',
      CI_PROJECT_VISIBILITY: 'public',
    };
    for (const command of ['plan', 'run']) {
      const ran = await project.run([command], { env });
      assert.equal(ran.exit, 2, ran.out + ran.err);
      assert.match(ran.out + ran.err, /gitlab\.example\.org/);
    }
    assert.ok(!project.has('.sealsmith/image'));
  });
});

describe('an image in a GitHub job', () => {
  it('of a pull request leaves this machine in no way', async (t) => {
    const project = new ImageProject(t, {
      image: '127.0.0.1:1/group/tiny',
      settings: UNASKED,
      beside: SIGNED,
    });
    project.commit();
    fetched(project);
    const head = (name: string): object => ({
      head: { ref: 'topic', repo: { full_name: name } },
      base: { ref: 'main' },
      number: 7,
    });
    for (const from of ['group/small', 'stranger/small']) {
      const payload = { ...PUSH.payload, number: 7, pull_request: head(from) };
      const step = await runAction(project, {
        event: { name: 'pull_request', ref: 'refs/pull/7/merge', payload },
        env: {
          GITHUB_TOKEN: PASSWORD,
          ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/',
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token-for-tokens',
        },
      });
      assert.equal(step.exit, 0, step.out + step.err);
      assert.deepEqual(withheld(project), NEEDS_TIER);
    }
  });
});
