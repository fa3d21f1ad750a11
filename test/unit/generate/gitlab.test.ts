import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { gitlabFile } from '../../../src/generate/gitlab.ts';
import type { Setting } from '../../../src/generate/setting.ts';
import { ALL, aPipeline, aSetting, aStep, DIGEST, INSTALL, TEST } from './pipelines.ts';

type Job = Readonly<Record<string, unknown>> & {
  readonly needs: readonly { readonly job: string; readonly artifacts: boolean }[];
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports: object };
};

function jobs(more: Partial<Setting> = {}): Readonly<Record<string, Job>> {
  return parse(gitlabFile(aSetting(more)));
}

/** Keys that mean something to the whole pipeline, and not to a job. */
const GLOBAL = [
  'image',
  'services',
  'stages',
  'cache',
  'variables',
  'default',
  'workflow',
  'include',
  'before_script',
];

describe('a file for GitLab', () => {
  it('changes nothing of the file that includes it: no global key, and one word before all names', () => {
    for (const prefix of ['', 'web app']) {
      const label = prefix === '' ? 'sealsmith' : 'sealsmith-web-app';
      const kaniko = { image: `k@${DIGEST}`, dockerfile: 'Dockerfile', archive: 'i.tar' };
      for (const name of Object.keys(jobs({ kaniko, pipeline: aPipeline(ALL, prefix) }))) {
        assert.ok(!GLOBAL.includes(name));
        assert.match(name, new RegExp(`^\\.?${label}-[a-z-]+$`));
      }
    }
  });

  it('has the identity in the job that signs, which like the one that pushes checks nothing out and takes no variables', () => {
    for (const [name, job] of Object.entries(jobs())) {
      const signs = name === 'sealsmith-sign';
      const token = { SIGSTORE_ID_TOKEN: { aud: 'sigstore' } };
      assert.deepEqual(job['id_tokens'], signs ? token : undefined, name);
      if (signs || name === 'sealsmith-push')
        assert.deepEqual([job['variables'], job['before_script']], [{ GIT_STRATEGY: 'empty' }, []]);
      assert.ok(!('dotenv' in (job.artifacts?.reports ?? {})), name);
    }
  });

  it('lets no job fail unseen, and no two pipelines push or sign at once', () => {
    const text = gitlabFile(aSetting());
    assert.doesNotMatch(text, /allow_failure|\|\| true/);
    for (const [name, job] of Object.entries(jobs())) {
      const alone = ['sealsmith-push', 'sealsmith-sign'].includes(name);
      assert.equal(job['resource_group'], alone ? 'sealsmith' : undefined);
    }
  });

  it('waits only for jobs that are there whenever it is', () => {
    const told = aStep('told', ['test'], { grants: ['secret:A'] });
    const behind = aStep('behind', ['told']);
    const all = jobs({ pipeline: aPipeline([...ALL, told, behind]) });
    for (const [name, job] of Object.entries(all)) {
      for (const { job: before } of job.needs ?? []) {
        assert.ok(all[before], `${name} needs ${before}`);
        if (all[before]?.rules !== undefined) assert.deepEqual(job.rules, all[before].rules);
      }
    }
  });

  const conditions = [
    [undefined, '$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'],
    [['trunk'], '$CI_COMMIT_BRANCH == "trunk"'],
    [['release/1.*'], '$CI_COMMIT_BRANCH =~ /^release\\/1\\..*$/'],
  ] as const;
  for (const [branches, condition] of conditions) {
    it(`pushes only if ${condition}, and the branch is protected`, () => {
      const rules = jobs({ protected: branches })['sealsmith-push']?.rules;
      assert.deepEqual(rules, [{ if: `${condition} && $CI_COMMIT_REF_PROTECTED == "true"` }]);
    });
  }

  it('takes artifacts of those jobs whose records it names, each from a file of that job', () => {
    const { [`sealsmith-containerize`]: image, 'sealsmith-lint': lint } = jobs();
    assert.deepEqual(
      image?.needs.map(({ job, artifacts }) => [job, artifacts]),
      [
        ['sealsmith-install', false],
        ['sealsmith-lint', true],
        ['sealsmith-test', true],
        ['sealsmith-build-binary', true],
      ],
    );
    for (const id of ['lint', 'test', 'build-binary'])
      assert.ok(image?.script[0]?.includes(`.sealsmith/handoff/${id}.env`));
    assert.equal(image?.script[1], 'sealsmith run install containerize --only --record "$records"');
    assert.ok(lint?.artifacts.paths.includes('.sealsmith/handoff/lint.env'));
  });

  it('keeps the cache as one folder under a key a job, and only where somebody may seal', () => {
    assert.ok(Object.values(jobs()).every((job) => job['cache'] === undefined));
    const sealed = jobs({ sealed: true, pipeline: aPipeline(ALL, 'web app') });
    const caches = Object.values(sealed).flatMap(
      (job) => (job['cache'] as { key: string; paths: string[] }) ?? [],
    );
    assert.equal(new Set(caches.map(({ key }) => key)).size, caches.length);
    for (const { paths } of caches) assert.deepEqual(paths, ['web app/.sealsmith/cache']);
    assert.equal(sealed['sealsmith-web-app-sign']?.['cache'], undefined);
  });

  it('works in the folder of the project', () => {
    const { script } = jobs({ pipeline: aPipeline([INSTALL, TEST], 'web app'), config: 'ci/a.yml' })[
      'sealsmith-web-app-test'
    ] as Job;
    assert.equal(script[0], "sealsmith --cwd 'web app' --config ci/a.yml run test");
  });

  it('says of secrets where they belong, and never what they are', () => {
    const told = aStep('told', ['test'], { grants: ['secret:CHAT_TOKEN', 'registry:registry.example.org'] });
    const text = gitlabFile(aSetting({ pipeline: aPipeline([INSTALL, TEST, told]) }));
    assert.match(text, /# Needs CHAT_TOKEN and credentials for registry\.example\.org: protected/);
    assert.equal(text.match(/CHAT_TOKEN/g)?.length, 1);
  });

  it('runs in the image that is named, and in no other', () => {
    const name = `ci@${DIGEST}`;
    const common = jobs({ choices: { image: name } })['.sealsmith-job'];
    assert.deepEqual(common?.['image'], { name, entrypoint: [''] });
    assert.deepEqual(common?.['inherit'], { default: false });
    assert.equal(jobs()['.sealsmith-job']?.['image'], undefined);
  });
});
