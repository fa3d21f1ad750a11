import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { PINS } from '../../../src/core/pins.ts';
import { githubFile } from '../../../src/generate/github.ts';
import type { Setting } from '../../../src/generate/setting.ts';
import { ACTION, ALL, aPipeline, aSetting, aStep, DIGEST, INSTALL, PUSH, TEST } from './pipelines.ts';

type Step = {
  readonly name: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
};

type Job = {
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly container?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
};

type Workflow = {
  readonly on: { readonly push: { readonly branches: string[]; readonly tags?: string[] } };
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
};

function workflow(more: Partial<Setting> = {}): Workflow {
  return parse(githubFile(aSetting({ choices: { action: ACTION }, ...more })));
}

function ours(job: Job | undefined): Step {
  const step = job?.steps.find(({ uses }) => uses === ACTION);
  assert.ok(step);
  return step;
}

describe('a workflow of GitHub', () => {
  it('grants nothing to all jobs, and to each what its plan grants', () => {
    const { permissions, jobs } = workflow();
    assert.deepEqual(permissions, {});
    for (const [id, job] of Object.entries(jobs)) {
      const { contents, ...more } = job.permissions;
      assert.equal(contents, 'read', id);
      const expected = { push: { packages: 'write' }, sign: { packages: 'write', 'id-token': 'write' } };
      assert.deepEqual(more, (expected as Record<string, object>)[id] ?? {}, id);
    }
  });

  it('lets a build read packages of GitHub, and write none', () => {
    const build = aStep('build', [], { grants: ['network', 'registry:ghcr.io'] });
    const { permissions } = workflow({ pipeline: aPipeline([build]) }).jobs['build'] as Job;
    assert.deepEqual(permissions, { contents: 'read', packages: 'read' });
  });

  it('names every action by a commit', () => {
    const text = githubFile(aSetting({ choices: { action: ACTION }, versionFile: '.nvmrc' }));
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, one]) => one);
    assert.ok(used.length > 20);
    for (const one of used) assert.match(one ?? '', /^[\w./-]+@[0-9a-f]{40}$/);
    for (const { action, commit, release } of [PINS.checkout, PINS.upload, PINS.download, PINS.node])
      assert.ok(text.includes(`${action}@${commit} # ${release}\n`));
  });

  it('gives our action only inputs that it has', () => {
    const known = Object.keys(
      parse(readFileSync(join(import.meta.dirname, '../../../action.yml'), 'utf8')).inputs,
    );
    const { jobs } = workflow({ config: 'ci.yml', pipeline: aPipeline(ALL, 'web') });
    const used = new Set(Object.values(jobs).flatMap((job) => Object.keys(ours(job).with ?? {})));
    assert.deepEqual([...used].toSorted(), ['bare', 'config', 'only', 'record', 'run', 'working-directory']);
    assert.deepEqual(
      [...used].filter((name) => !known.includes(name)),
      [],
    );
  });

  it('leaves no credentials in the checkout, and has the default branch for changes', () => {
    for (const [id, job] of Object.entries(workflow().jobs)) {
      const checkout = job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
      if (['push', 'sign'].includes(id)) assert.equal(checkout, undefined);
      else {
        assert.equal(checkout?.with?.['persist-credentials'], false);
        assert.match(String(checkout?.with?.['fetch-depth']), /default_branch && 1 \|\| 0/);
      }
    }
  });

  it('names the records that a job takes, by outputs of the jobs that it waits for', () => {
    const { jobs } = workflow();
    for (const [id, job] of Object.entries(jobs)) {
      const named = String(ours(job).with?.['record'] ?? '').matchAll(/needs\.([\w-]+)\.outputs\.record/g);
      for (const [, from = ''] of named) {
        assert.ok(job.needs?.includes(from), id);
        assert.ok(githubFile(aSetting({ choices: { action: ACTION } })).includes('record: ${{ steps.run.'));
      }
    }
    assert.equal(
      ours(jobs['containerize']).with?.['record'],
      ['lint', 'test', 'build-binary'].map((id) => `\${{ needs.${id}.outputs.record }}`).join(' '),
    );
  });

  const conditions = [
    [undefined, [], "github.ref == 'refs/heads/main'"],
    [['trunk'], [], "github.ref == 'refs/heads/trunk'"],
    [
      ['main', 'release/*'],
      [],
      "github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/heads/release/')",
    ],
    [['*-lts'], [], "(startsWith(github.ref, 'refs/heads/') && endsWith(github.ref, '-lts'))"],
    [['main'], ['v*'], "github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/v')"],
  ] as const;
  for (const [branches, releaseTags, condition] of conditions) {
    it(`pushes and signs only if ${condition}`, () => {
      const { jobs, on } = workflow({ protected: branches, releaseTags });
      for (const [id, job] of Object.entries(jobs))
        assert.equal(job.if, ['push', 'sign'].includes(id) ? condition : undefined, id);
      assert.deepEqual(
        on.push.branches,
        (branches ?? ['main']).map((one) => one.replaceAll('*', '**')),
      );
      assert.deepEqual(on.push.tags, releaseTags.length === 0 ? undefined : ['v**']);
    });
  }

  it('gives secrets to the step that declares them, in an environment, and to no other job', () => {
    const told = aStep('told', ['test'], { grants: ['secret:CHAT_TOKEN'] });
    const key = aStep('sign', ['push'], { grants: ['secret:SEALSMITH_SIGNING_KEY', 'registry:ghcr.io'] });
    const { jobs } = workflow({ pipeline: aPipeline([INSTALL, TEST, PUSH, told, key]) });
    for (const [id, job] of Object.entries(jobs)) {
      const secrets = [...JSON.stringify(job).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
      const expected = { told: ['CHAT_TOKEN'], sign: ['SEALSMITH_SIGNING_KEY'] };
      assert.deepEqual(secrets, (expected as Record<string, string[]>)[id] ?? [], id);
    }
    assert.equal(ours(jobs['told']).env?.['CHAT_TOKEN'], '${{ secrets.CHAT_TOKEN }}');
    assert.equal(jobs['told']?.environment, 'sealsmith');
    assert.equal(jobs['sign']?.environment, 'sealsmith-sign');
    assert.equal(jobs['push']?.environment, undefined);
  });

  it('takes the token that GitHub gives for a secret of that name, and asks for no right with it', () => {
    const told = aStep('told', [], { grants: ['secret:GITHUB_TOKEN'] });
    const { jobs } = workflow({ pipeline: aPipeline([told]) });
    assert.equal(ours(jobs['told']).env?.['GITHUB_TOKEN'], '${{ github.token }}');
    assert.deepEqual(jobs['told']?.permissions, { contents: 'read' });
  });

  it('seals on protected branches alone, with a key that only jobs with something to seal are given', () => {
    assert.doesNotMatch(JSON.stringify(workflow()), /SEALSMITH_CACHE_KEY/);
    for (const [id, job] of Object.entries(workflow({ sealed: true }).jobs)) {
      const keyed = 'SEALSMITH_CACHE_KEY' in (ours(job).env ?? {});
      assert.equal(keyed, !['push', 'sign'].includes(id), id);
      if (keyed) assert.equal(job.environment, "${{ github.ref == 'refs/heads/main' && 'sealsmith' || '' }}");
    }
  });

  it('logs in to a registry that is not its own, in jobs that push to it, by standard input', () => {
    const hosts = ['registry.example.org:5000', 'localhost:5005'];
    const grants = hosts.map((host) => `registry:${host}` as const);
    const { jobs } = workflow({
      pipeline: aPipeline([aStep('build', [], { grants }), aStep('push', ['build'], { grants })]),
    });
    const logins = Object.entries(jobs).flatMap(([id, { steps }]) =>
      steps
        .filter(({ name }) => name.startsWith('Log in'))
        .map(({ env, run }) => [id, env?.['REGISTRY'], run]),
    );
    assert.deepEqual(
      logins.map(([id, host]) => [id, host]),
      [['push', hosts[0]]],
    );
    assert.doesNotMatch(String(logins[0]?.[2]), /\$\{\{|registry\.example/);
  });

  it('has no expression in a line for a shell', () => {
    const text = githubFile(
      aSetting({
        choices: { action: ACTION },
        sealed: true,
        kaniko: { image: `k@${DIGEST}`, dockerfile: 'Dockerfile', archive: 'k/i.tar' },
      }),
    );
    const file: Workflow = parse(text);
    const scripts = Object.values(file.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    assert.ok(scripts.length >= 8);
    for (const script of scripts) assert.doesNotMatch(script, /\$\{\{/);
  });

  it('runs in an image when one is named, and gets no language then', () => {
    const image = `ci@${DIGEST}`;
    const { jobs } = workflow({ choices: { action: ACTION, image }, versionFile: '.nvmrc' });
    for (const job of Object.values(jobs)) {
      assert.equal(job.container, image);
      assert.ok(!job.steps.some(({ uses }) => uses?.startsWith('actions/setup-')));
    }
  });

  it('gets the language that the project names, without a cache that nobody verifies', () => {
    for (const [toolchain, input, off] of [
      ['node', 'node-version-file', { 'package-manager-cache': false }],
      ['python', 'python-version-file', {}],
      ['go', 'go-version-file', { cache: false }],
    ] as const) {
      const pipeline = { ...aPipeline(ALL, 'web'), toolchain };
      const { jobs } = workflow({ pipeline, versionFile: 'version' });
      const setup = (id: string) => jobs[id]?.steps.find(({ uses }) => uses?.startsWith('actions/setup-'));
      assert.deepEqual(setup('test')?.with, { [input]: 'web/version', ...off });
      assert.equal(setup('push') ?? setup('sign'), undefined);
    }
  });

  it('reads settings of the repository that the configuration needs', () => {
    assert.deepEqual(workflow({ variables: ['REGISTRY'] }).env, { REGISTRY: '${{ vars.REGISTRY }}' });
    assert.equal(workflow().env, undefined);
  });

  it('waits for kaniko before the image is taken over', () => {
    const kaniko = { image: `k@${DIGEST}`, dockerfile: 'Dockerfile', archive: 'k/image.tar' };
    const { jobs } = workflow({ kaniko, pipeline: aPipeline(ALL, 'web app') });
    assert.deepEqual(jobs['containerize']?.needs, ['kaniko', 'install', 'lint', 'test', 'build-binary']);
    const build = jobs['kaniko']?.steps.find(({ name }) => name === 'Build with kaniko')?.run ?? '';
    assert.match(build, /--no-push/);
    assert.ok(build.includes('--context "dir:///workspace/web app"'));
    assert.ok(build.includes('--tar-path "/workspace/web app/k/image.tar"'));
    assert.ok(build.includes("mkdir -p 'web app/k'"));
    const unpack = jobs['containerize']?.steps.find(({ name }) => name === 'Unpack it')?.run ?? '';
    assert.ok(unpack.includes("kaniko.tar 'web app/k/image.tar'"));
  });
});
