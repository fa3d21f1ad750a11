/** Component and include of `workflows/gitlab`: equal to each other, what the plan asks for, and readable for others. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse as parseYaml } from 'yaml';
import type { Plan, PlannedJob } from '../../src/core/plan.ts';
import { without } from '../support/forge-tools.ts';
import { gitlabJob } from '../support/gitlab-job.ts';
import { component, include, PipelineProject, TEMPLATES } from '../support/gitlab-pipeline.ts';

const COMPONENT = readFileSync(join(TEMPLATES, 'templates', 'sealsmith.yml'), 'utf8');
const INCLUDE = readFileSync(join(TEMPLATES, 'sealsmith.gitlab-ci.yml'), 'utf8');
const IMAGE = `registry.example.org/group/sealsmith@sha256:${'a'.repeat(64)}`;

type Need = string | { readonly job: string; readonly artifacts: boolean };
type Rule = {
  readonly if?: string;
  readonly when?: string;
  readonly variables?: Readonly<Record<string, string>>;
};

type Job = {
  readonly extends?: string;
  readonly image?: { readonly name: string };
  readonly stage: string;
  readonly needs: readonly Need[];
  readonly script: readonly string[];
  readonly before_script?: readonly string[];
  readonly rules?: readonly Rule[];
  readonly cache?: readonly Cache[];
  readonly artifacts?: {
    readonly paths: readonly string[];
    readonly reports: { readonly junit?: string; readonly dotenv?: string };
  };
  readonly variables?: Readonly<Record<string, string>>;
  readonly id_tokens?: unknown;
  readonly interruptible?: boolean;
  readonly resource_group?: string;
  readonly allow_failure?: unknown;
  readonly environment?: { readonly name: string; readonly action: string };
  readonly inherit?: unknown;
};
type Cache = { readonly key: string; readonly paths: readonly string[]; readonly policy?: string };

/** The jobs as they stand in the include, which needs no input. */
const JOBS = Object.fromEntries(
  Object.entries(parseYaml(INCLUDE) as Record<string, Job>).filter(([name]) => !name.startsWith('.')),
);
const COMMON = (parseYaml(INCLUDE) as Record<string, Job>)['.sealsmith'];

const [INSTALL, LINT, TEST, BUILD, CONTAINERIZE, PUSH, SIGN] = [
  ...['install', 'lint', 'test', 'build-binary', 'containerize', 'push', 'sign'],
].map((name) => JOBS[name]);

const CONFIG = `signing: { with: key }
verify: { signers: [{ key: signer.pub }] }
`;

describe('the two templates', () => {
  it('are the same but for inputs and variables', () => {
    const text = COMPONENT.slice(COMPONENT.indexOf('\n---\n') + 5)
      .replaceAll('$[[ inputs.prefix ]]', '')
      .replaceAll('$[[ inputs.image ]]', '$SEALSMITH_IMAGE')
      .replaceAll(/\$\[\[ inputs\.stage-(\w+) \]\]/g, '$1');
    const jobs = parseYaml(text) as Record<string, Job & { variables: Record<string, string> }>;
    // What the component sets in the jobs, the includer of the other file sets for the pipeline.
    const { SEALSMITH_EXECUTABLE, SEALSMITH_EXECUTABLE_SHA256, ...variables } =
      jobs['.sealsmith']?.variables ?? {};
    assert.equal(SEALSMITH_EXECUTABLE, '$[[ inputs.executable ]]');
    assert.equal(SEALSMITH_EXECUTABLE_SHA256, '$[[ inputs.executable-sha256 ]]');
    const expected = { ...jobs, '.sealsmith': { ...jobs['.sealsmith'], variables } };
    assert.deepEqual(parseYaml(INCLUDE), expected);
  });

  it('have an input for each place that takes one, and no other', () => {
    const [head = ''] = COMPONENT.split('\n---\n', 1);
    const { inputs } = (parseYaml(head) as { spec: { inputs: Record<string, { description?: string }> } })
      .spec;
    const used = new Set([...COMPONENT.matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name));
    assert.deepEqual([...used].toSorted(), Object.keys(inputs).toSorted());
    for (const [name, input] of Object.entries(inputs)) assert.ok(input.description, name);
  });
});

describe('the jobs of the templates', () => {
  let plan: Plan;

  before(async () => {
    using project = new PipelineProject({ pipeline: '', config: (text) => text + CONFIG });
    const env = { ...gitlabJob(project, 'protected'), SEALSMITH_SIGNING_KEY: 'x'.repeat(20) };
    const ran = await project.run(['plan', '--json'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    plan = JSON.parse(ran.out) as Plan;
  });

  /** The jobs of the plan that one of the pipeline does, what it installs again left out. */
  const planned = (name: string): readonly PlannedJob[] => {
    const steps = name === 'sign' ? ['sign', 'attest', 'verify'] : [name];
    return plan.jobs.filter(({ spec }) => steps.includes(spec.step));
  };

  it('are the steps of the plan, those that sign in one, and a look at the forge', () => {
    const steps = plan.jobs
      .map(({ spec }) => spec.step)
      .filter((step) => !['attest', 'verify'].includes(step));
    assert.deepEqual(Object.keys(JOBS), [...steps, 'context']);
    for (const [name, { script }] of Object.entries(JOBS)) {
      const run = script.find((line) => line.startsWith('sealsmith run ')) ?? '';
      for (const { spec } of planned(name)) assert.ok(run.split(' ').includes(spec.step), `${name}: ${run}`);
    }
  });

  it('wait for what the plan has before them', () => {
    for (const name of Object.keys(JOBS).filter((job) => job !== 'context')) {
      const waited = JOBS[name]?.needs.map((need) => (typeof need === 'string' ? need : need.job)) ?? [];
      const own = planned(name).map(({ spec }) => spec.id);
      const direct = planned(name)
        .flatMap(({ after }) => after)
        .filter((id) => !own.includes(id));
      const reached = new Set<string>();
      const walk = (job: string): void => {
        for (const need of JOBS[job]?.needs ?? []) {
          const before = typeof need === 'string' ? need : need.job;
          reached.add(before);
          walk(before);
        }
      };
      walk(name);
      assert.deepEqual(
        direct.filter((id) => !reached.has(id)),
        [],
        name,
      );
      assert.deepEqual(
        waited.filter((id) => !reached.has(id)),
        [],
        name,
      );
    }
  });

  it('hand over what the plan says they leave, with record and reports', () => {
    for (const [name, { artifacts }] of Object.entries(JOBS)) {
      if (name === 'context') continue;
      const paths = artifacts?.paths ?? [];
      for (const path of ['.sealsmith/run.json', '.sealsmith/runs']) assert.ok(paths.includes(path), name);
      for (const { spec } of planned(name)) {
        // What install makes does not travel: it would be code of a stranger, and it is large.
        const left = spec.gives.includes('deps') ? [] : spec.outputs;
        assert.deepEqual(
          left.filter((path) => !paths.includes(path)),
          [],
          name,
        );
      }
      assert.equal(artifacts?.reports.junit, '.sealsmith/junit.xml', name);
    }
  });

  it('have a cache where the plan keeps something, each a key of its own and one folder', () => {
    const keys = Object.entries(JOBS).flatMap(([name, { cache = [] }]) =>
      [cache].flat().flatMap(({ key, paths, policy }) => {
        assert.deepEqual(paths, ['.sealsmith/cache'], name);
        return policy === 'pull' ? [] : [key];
      }),
    );
    assert.equal(new Set(keys).size, keys.length);
    const cached = Object.keys(JOBS).filter((name) => [JOBS[name]?.cache ?? []].flat().length > 0);
    const wanted = Object.keys(JOBS).filter((name) =>
      planned(name).some(
        ({ spec }) => spec.cache !== 'never' || (name !== 'sign' && spec.needs.includes('deps')),
      ),
    );
    assert.deepEqual(cached, wanted);
  });

  it('have the identity where the plan grants it to a signer, and nowhere else', () => {
    const [withIdentity, ...others] = Object.entries(JOBS).filter(([, job]) => job.id_tokens !== undefined);
    assert.deepEqual(others, []);
    assert.deepEqual(withIdentity, ['sign', SIGN]);
    assert.deepEqual(SIGN?.id_tokens, { SIGSTORE_ID_TOKEN: { aud: 'sigstore' } });
    assert.equal(COMMON?.id_tokens, undefined);
  });

  it('reach a registry only on protected refs, one pipeline at a time, and are not interrupted there', () => {
    const withRegistry = Object.keys(JOBS).filter((name) =>
      planned(name).some(({ spec }) => spec.grants.some((grant) => grant.startsWith('registry:'))),
    );
    assert.deepEqual(withRegistry, ['push', 'sign']);
    for (const name of withRegistry) {
      const job = JOBS[name];
      assert.equal(job?.rules?.[0]?.when, 'never', name);
      assert.match(job?.rules?.[0]?.if ?? '', /CI_COMMIT_REF_PROTECTED != "true"/);
      assert.equal(job?.resource_group, 'sealsmith', name);
      assert.equal(job?.interruptible, false, name);
      assert.deepEqual(job?.environment, { name: `sealsmith/${name}`, action: 'access' });
    }
    for (const job of [INSTALL, LINT, TEST, BUILD, CONTAINERIZE]) {
      assert.equal(job?.environment, undefined);
      assert.equal(job?.resource_group, undefined);
    }
  });

  it('may all fail the pipeline, but for the look at the forge', () => {
    for (const [name, job] of Object.entries(JOBS)) {
      assert.equal(job.allow_failure, undefined, name);
      const lenient = (job.rules ?? []).filter((rule) => 'allow_failure' in rule);
      assert.equal(lenient.length > 0, name === 'context', name);
    }
  });

  it('take nothing from the defaults of the project', () => {
    assert.deepEqual(COMMON?.inherit, { default: false });
    for (const [name, job] of Object.entries(JOBS)) assert.equal(job.extends, '.sealsmith', name);
  });

  it('those with credentials check nothing out, start nothing else, and take no variables of other jobs', () => {
    for (const [job, before, steps] of [
      [PUSH, CONTAINERIZE, 'push'],
      [SIGN, PUSH, 'sign attest verify'],
    ] as const) {
      assert.equal(job?.variables?.['GIT_STRATEGY'], 'empty');
      assert.equal(before?.artifacts?.reports.dotenv, undefined, 'a dotenv report would be its environment');
      assert.ok(before?.artifacts?.paths.includes('.sealsmith/handoff.env'));
      assert.deepEqual(job.cache, []);
      assert.deepEqual(job.before_script, COMMON?.before_script?.slice(0, 1));
      const [record, run, ...more] = job.script;
      assert.match(record ?? '', /^record=\$\(sed -n 's\/\^SEALSMITH_RECORD_[A-Z_]+=/);
      assert.equal(run, `sealsmith run ${steps} --only --bare --record "$record"`);
      assert.deepEqual(more, []);
    }
    assert.deepEqual(PUSH?.needs, ['containerize']);
    assert.deepEqual(SIGN?.needs, ['push']);
  });

  it('nothing that a forge says is put into a line of shell', () => {
    for (const text of [COMPONENT, INCLUDE]) {
      for (const line of text.split('\n').filter((one) => /sealsmith |git fetch/.test(one))) {
        assert.doesNotMatch(line, /(?<!")\$\{?CI_[A-Z_]*(?:NAME|BRANCH|TAG|TITLE|MESSAGE)\b(?![^"]*")/, line);
      }
    }
  });
});

describe('the templates, read by gitlab-ci-local', { skip: without('gitlab-ci-local', 'rsync') }, () => {
  const byComponent = component({ image: IMAGE, prefix: 'our-' });
  const byInclude = include({ SEALSMITH_IMAGE: IMAGE });

  type Expanded = Record<string, { script?: readonly string[]; needs?: readonly unknown[] }>;
  const expanded = async (pipeline: string): Promise<Expanded> => {
    using project = new PipelineProject({ pipeline });
    const { exit, log, out } = await project.ci(['--preview']);
    assert.equal(exit, 0, log);
    return parseYaml(out) as Expanded;
  };

  it('expand to the same jobs, with a prefix where that is asked for', async () => {
    const [one, other] = await Promise.all([expanded(byComponent), expanded(byInclude)]);
    for (const name of Object.keys(JOBS)) {
      assert.ok(other[name]?.script, name);
      assert.deepEqual(one[`our-${name}`]?.script, other[name]?.script, name);
    }
  });

  it('make one pipeline of a change: that of the branch, or that of its merge request', async () => {
    using project = new PipelineProject({ pipeline: byInclude });
    const list = async (variables: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const all = { CI_COMMIT_REF_PROTECTED: 'false', ...variables };
      const set = Object.entries(all).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
      const { exit, log, out } = await project.ci([
        ...set,
        '--list-json',
        '--ignore-predefined-vars',
        Object.keys(all).join(','),
      ]);
      assert.equal(exit, 0, log);
      const jobs = JSON.parse(out) as { name: string; when: string }[];
      return jobs
        .filter(({ when }) => when !== 'never')
        .map(({ name }) => name)
        .toSorted();
    };
    const builds = ['build-binary', 'containerize', 'context', 'install', 'lint', 'test'];
    assert.deepEqual(await list({ CI_COMMIT_REF_PROTECTED: 'true' }), [...builds, 'push', 'sign'].toSorted());
    assert.deepEqual(await list({ CI_COMMIT_BRANCH: 'topic' }), builds);
    assert.deepEqual(await list({ CI_COMMIT_BRANCH: 'topic', CI_OPEN_MERGE_REQUESTS: 'group/hello!7' }), []);
    const change = { CI_COMMIT_BRANCH: '', CI_PIPELINE_SOURCE: 'merge_request_event' };
    assert.deepEqual(await list({ ...change, CI_OPEN_MERGE_REQUESTS: 'group/hello!7' }), builds);
    // A merge request from one protected branch into another is a change, too.
    assert.deepEqual(await list({ ...change, CI_COMMIT_REF_PROTECTED: 'true' }), builds);
  });
});
