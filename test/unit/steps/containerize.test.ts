import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BuildRequest } from '../../../src/core/image.ts';
import { type ImageFacts, type JobSpec, NO_IMAGE } from '../../../src/core/step.ts';
import type { CheckRequest } from '../../../src/image/check/request.ts';
import { makePlan } from '../../../src/run/plan.ts';
import { aPlanInput, aProject, type InputTold, planned } from '../../support/planned.ts';
import { aTool, at, failure, MACHINE } from '../../support/world.ts';
import { aContext } from '../report/builders.ts';

const SELF = aTool('sealsmith', { from: 'self' });

/** A project with an image that is made as the text says. */
function told(
  containerize: string,
  more: InputTold & { readonly image?: Partial<ImageFacts> } = {},
): InputTold {
  const { image = {}, facts = {}, ...rest } = more;
  const names = ['docker', 'buildah', 'mmdebstrap'];
  const tools = new Map([SELF, ...names.map((name) => aTool(name))].map((tool) => [tool.name, tool]));
  return {
    project: aProject({}, { runtime: RUNTIME }),
    config: `steps:\n  containerize: ${containerize}\n`,
    facts: { tools, image: { ...NO_IMAGE, ...image }, ...facts },
    ...rest,
  };
}

const RUNTIME = {
  kind: 'python',
  from: 'requirements',
  files: [at('requirements.txt')],
  requires: '>=3.11',
} as const;

function specOf(containerize: string, more: Parameters<typeof told>[1] = {}): JobSpec {
  const { plan } = planned(told(containerize, more));
  const job = plan.jobs.find(({ spec }) => spec.step === 'containerize');
  assert.ok(job, JSON.stringify(plan.skips));
  return job.spec;
}

/** What one of our own commands is asked for. */
function asked<T>(spec: JobSpec, name: string): T {
  const command = spec.commands.find(({ args }) => args[1] === name);
  assert.ok(command, `${name} is called`);
  return JSON.parse(command.args[2] ?? '') as T;
}

const DOCKERFILE = { path: at('Dockerfile'), text: 'FROM registry.example.org/base:1\nCOPY . /srv\n' };
const LAYERS = '{ base: scratch, layers: [{ copy: app, to: /srv/app }] }';

describe('containerize', () => {
  it('has nothing to do without a Dockerfile and without layers', () => {
    const { plan } = planned(told('{}'));
    assert.deepEqual(
      plan.skips.filter(({ step }) => step === 'containerize').map(({ why }) => why.code),
      ['needs-image'],
    );
  });

  it('lays layers over a base, tries the image and lists it, in this order', () => {
    const spec = specOf(LAYERS);
    assert.deepEqual(
      spec.commands.map(({ args }) => args[1]),
      ['image-build', 'image-check', 'image-sbom'],
    );
    assert.deepEqual(spec.gives, ['image', 'sbom']);
    assert.deepEqual(spec.outputs, ['.sealsmith/image', '.sealsmith/sbom']);
    const { recipe, platform } = asked<BuildRequest>(spec, 'image-build');
    assert.ok(recipe.kind === 'layers');
    assert.deepEqual(recipe.base, { kind: 'scratch' });
    assert.deepEqual(recipe.layers, [
      { kind: 'copy', from: 'app', to: '/srv/app', exclude: [], owner: { uid: 0, gid: 0 } },
    ]);
    assert.deepEqual(platform, { os: 'linux', architecture: MACHINE.arch });
  });

  it('asks for no engine where none is needed, and says so where one is', () => {
    assert.deepEqual(specOf(LAYERS).grants, ['network']);
    const base =
      '{ base: { registry: "registry.example.org:5000/base:1" }, layers: [{ copy: app, to: /a }] }';
    assert.deepEqual(specOf(base).grants, ['network', 'registry:registry.example.org:5000']);
    const byDocker = specOf('{}', { image: { dockerfile: DOCKERFILE, docker: true } });
    assert.deepEqual(byDocker.grants, ['engine', 'network', 'registry:registry.example.org']);
    const checked = `{ base: scratch, layers: [{ copy: app, to: /a }], check: { port: 80, runner: docker } }`;
    assert.deepEqual(specOf(checked).grants, ['engine', 'network']);
  });

  it('runs outside of our namespaces where an engine makes its own', () => {
    const { plan } = planned(told('{}', { image: { dockerfile: DOCKERFILE, docker: true } }));
    const job = plan.jobs.find(({ spec }) => spec.step === 'containerize');
    assert.deepEqual(job?.isolation, { processes: 'none', network: 'granted' });
  });

  it('leaves out what is switched off', () => {
    const spec = specOf('{ base: scratch, layers: [{ copy: app, to: /a }], check: false, sbom: false }');
    assert.deepEqual(
      spec.commands.map(({ args }) => args[1]),
      ['image-build'],
    );
    assert.deepEqual(spec.gives, ['image']);
    assert.deepEqual(spec.outputs, ['.sealsmith/image']);
  });

  it('starts it as the file says, with variables by name alone', () => {
    const text =
      '{ base: scratch, layers: [{ copy: app, to: /a }], check: { port: 5000, path: /health, within: 5s, env: [MODE=x, A] } }';
    const spec = specOf(text, { variables: { file: {}, environment: { A: 'one' } } });
    const check = asked<CheckRequest>(spec, 'image-check');
    assert.deepEqual(check.env, ['MODE', 'A']);
    assert.deepEqual(check.how, {
      kind: 'alone',
      runner: 'auto',
      builder: 'layers',
      ask: { port: 5000, path: '/health' },
    });
    assert.equal(check.within, 5000);
    assert.equal(spec.env['MODE'], 'x');
    assert.equal(spec.env['A'], 'one');
  });

  it('runs what the file says in it, in place of asking it', () => {
    const text = '{ base: scratch, layers: [{ copy: app, to: /a }], check: { run: [/a, --version] } }';
    const spec = specOf(text);
    const check = asked<CheckRequest>(spec, 'image-check');
    assert.deepEqual(check.how, {
      kind: 'alone',
      runner: 'auto',
      builder: 'layers',
      run: ['/a', '--version'],
    });
    assert.equal(check.within, 60_000);
    assert.deepEqual(spec.grants, ['network']);
  });

  it('takes over what a line of the user leaves, after that line', () => {
    const spec = specOf('{ run: ./kaniko.sh, from: { archive: image.tar } }');
    assert.deepEqual(
      spec.commands.map(({ tool, args }) => (tool === 'sh' ? args[2] : args[1])),
      ['./kaniko.sh', 'image-build', 'image-check', 'image-sbom'],
    );
    const { recipe, labels } = asked<BuildRequest>(spec, 'image-build');
    assert.deepEqual(recipe, { kind: 'import', from: { kind: 'archive', path: 'image.tar' } });
    assert.deepEqual(labels, {}, 'what another job made is not changed');
  });

  it('says of which commit it is, the same wherever the repository lies', () => {
    const all = ['git@gitlab.example.org:group/diary.git', 'https://github.com/group/diary', undefined].map(
      (repository) => {
        const context = aContext({ repository, dirty: false });
        return asked<BuildRequest>(specOf(LAYERS, { facts: { context } }), 'image-build').labels;
      },
    );
    assert.equal(all[0]?.['org.opencontainers.image.revision'], aContext({}).commit);
    for (const labels of all) assert.deepEqual(labels, all[0]);
  });

  it('names no commit for a tree with changes', () => {
    const context = aContext({ dirty: true });
    const { labels } = asked<BuildRequest>(specOf(LAYERS, { facts: { context } }), 'image-build');
    assert.equal(labels['org.opencontainers.image.revision'], undefined);
  });

  it('is for the processor of this machine unless the file says otherwise', () => {
    const arm = { ...MACHINE, arch: 'arm64' };
    const build = asked<BuildRequest>(specOf(LAYERS, { facts: { machine: arm } }), 'image-build');
    assert.deepEqual(build.platform, { os: 'linux', architecture: 'arm64' });
    const said = '{ base: scratch, layers: [{ copy: app, to: /a }], platform: linux/arm/v7 }';
    const other = asked<BuildRequest>(specOf(said), 'image-build');
    assert.deepEqual(other.platform, { os: 'linux', architecture: 'arm', variant: 'v7' });
  });

  it('refuses dependencies for an interpreter that the pinned base does not have', () => {
    const lock = JSON.stringify({
      schema: 'sealsmith-lock/1',
      images: {
        'registry.example.org/base:1': {
          digest: `sha256:${'a'.repeat(64)}`,
          platforms: {
            [`linux/${MACHINE.arch}`]: {
              digest: `sha256:${'b'.repeat(64)}`,
              python: '3.9.2',
              libc: 'glibc 2.31',
            },
          },
        },
      },
      debian: {},
    });
    const text =
      '{ base: { registry: "registry.example.org/base:1" }, layers: [{ dependencies: true, to: /lib }] }';
    const found = failure(makePlan(aPlanInput(told(text, { image: { lock } }))));
    assert.equal(found.code, 'base-mismatch');
  });

  it('lets a Dockerfile that nobody spoke of wait for an engine, and fails for one that was asked for', () => {
    const without = new Map([[SELF.name, SELF]]);
    const image = { dockerfile: DOCKERFILE };
    const { plan } = planned({ ...told('{}', { image, facts: { tools: without } }), config: '' });
    assert.ok(plan.skips.some(({ step, why }) => step === 'containerize' && why.code === 'needs-tool'));
    const asks = told('{ target: prod }', { image, facts: { tools: without } });
    const dockerfile = { path: at('Dockerfile'), text: 'FROM scratch AS prod\n' };
    const wanted = { ...asks, facts: { ...asks.facts, image: { ...NO_IMAGE, dockerfile } } };
    assert.notEqual(makePlan(aPlanInput(wanted)).ok, true);
  });
});

describe('push', () => {
  const push = (more: InputTold & { readonly image?: Partial<ImageFacts> } = {}) => {
    const image = { name: 'registry.example.org/diary', ...more.image };
    return planned({ wish: { steps: ['push'], only: false }, ...told(LAYERS, { ...more, image }) }).plan;
  };

  it('goes to the image’s own registry with its credentials and nothing else', () => {
    const job = push().jobs.find(({ spec }) => spec.step === 'push');
    assert.deepEqual(job?.spec.grants, ['network', 'registry:registry.example.org']);
    assert.deepEqual(job?.spec.needs, ['image']);
    assert.deepEqual(job?.spec.inputs, []);
  });

  it('tags with the commit, and says of a tree with changes that it is none', () => {
    const tags = (dirty: boolean) => {
      const context = aContext({ dirty });
      const job = push({ facts: { context } }).jobs.find(({ spec }) => spec.step === 'push');
      assert.ok(job);
      return asked<{ tags: string[] }>(job.spec, 'image-push').tags;
    };
    assert.deepEqual(tags(false), [aContext().commit]);
    assert.deepEqual(tags(true), [`${aContext().commit}-dirty`]);
  });

  it('needs the name of an image', () => {
    const skips = push({ image: { name: undefined } }).skips;
    assert.ok(skips.some(({ step, why }) => step === 'push' && why.code === 'needs-image'));
  });

  const tiers = [
    ['local', 'T0', [], 'needs-naming'],
    ['local', 'T0', ['push'], undefined],
    ['gitlab', 'T0', ['push'], 'needs-tier'],
    ['gitlab', 'T1', ['push'], 'needs-tier'],
    ['gitlab', 'T2', [], undefined],
    ['github', 'T3', [], undefined],
  ] as const;
  for (const [host, tier, steps, wanted] of tiers) {
    it(`${wanted === undefined ? 'runs' : `is skipped (${wanted})`} on ${host} at ${tier}, named: ${steps.join(' ') || 'nothing'}`, () => {
      const facts = { context: aContext({ host, tier }) };
      const { skips } = push({ facts, wish: { steps, only: false } });
      assert.equal(skips.find(({ step }) => step === 'push')?.why.code, wanted);
    });
  }
});
