import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../src/core/failure.ts';
import type { Context } from '../../../src/core/host.ts';
import { err, ok } from '../../../src/core/result.ts';
import { type JobSpec, STEP_NAMES } from '../../../src/core/step.ts';
import { toolRequest } from '../../../src/core/tool.ts';
import { makePlan, type Planned } from '../../../src/run/plan.ts';
import { aJobOf, aPlanInput, aProject, type InputTold, planned } from '../../support/planned.ts';
import { aTool, at, failure, value } from '../../support/world.ts';
import { aContext } from '../report/builders.ts';

/** A project like most: install gives the dependencies, the others need them. */
function usual(more: Partial<Record<'install' | 'lint' | 'test' | 'build-binary', Partial<JobSpec>>> = {}) {
  const needs = ['deps'] as const;
  return aProject({
    install: aJobOf('install', {
      gives: ['deps'],
      outputs: [at('.venv')],
      grants: ['network'],
      ...more.install,
    }),
    lint: aJobOf('lint', { needs, ...more.lint }),
    test: aJobOf('test', { needs, gives: ['junit'], ...more.test }),
    'build-binary': aJobOf('build-binary', {
      needs,
      gives: ['binary'],
      outputs: [at('dist')],
      ...more['build-binary'],
    }),
  });
}

/** `job <- what it waits for`, in plan order. */
function edges({ plan }: Planned): readonly string[] {
  return plan.jobs.map((job) => `${job.spec.id} <- ${job.after.join(' ')}`.trim());
}

function spec(of: Planned, id: string): JobSpec {
  const found = of.plan.jobs.find((job) => job.spec.id === id);
  assert.ok(found, `${id} is planned`);
  return found.spec;
}

describe('a plan', () => {
  it('has every step’s jobs with edges from order and facts', () => {
    const plan = planned({
      project: usual(),
      config: 'steps: { smoke: { run: x, after: [build-binary] } }\n',
    });
    assert.deepEqual(edges(plan), [
      'install <-',
      'lint <- install',
      'test <- install',
      'build-binary <- install',
      'smoke <- build-binary install',
    ]);
    assert.deepEqual(plan.plan.order, [...STEP_NAMES, 'smoke']);
    assert.deepEqual(
      [...plan.jobs.keys()],
      plan.plan.jobs.map((job) => job.spec.id),
    );
    assert.deepEqual(plan.fromRecord, []);
  });

  it('is plain JSON', () => {
    const { plan } = planned({ project: usual(), config: 'steps: { lint: false }\n' });
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), JSON.parse(JSON.stringify(structuredClone(plan))));
    assert.equal(JSON.stringify(plan).includes('function'), false);
  });

  it('waits for no fact that nobody gives', () => {
    const project = aProject({ test: aJobOf('test', { needs: ['deps'] }) });
    const plan = planned({ project });
    assert.deepEqual(edges(plan), ['test <-']);
    assert.deepEqual(spec(plan, 'test').needs, []);
    assert.deepEqual(plan.jobs.get('test')?.spec.needs, []);
  });

  it('knows the isolation each job gets', () => {
    const { plan } = planned({ project: usual() });
    assert.deepEqual(
      plan.jobs.map((job) => job.isolation.network),
      ['granted', 'withheld', 'withheld', 'withheld'],
    );
  });

  it('keeps the order although a step between is skipped, switched off or left out', () => {
    const config = (middle: string) =>
      `steps:\n  first: { run: x, after: [] }\n  second: ${middle}\n  third: { run: x, after: [second] }\n  install: { after: [third] }\n`;
    const second = '{ run: x, after: [first] }';
    assert.deepEqual(edges(planned({ config: config(second) })), [
      'first <-',
      'second <- first',
      'third <- second',
    ]);
    // A step that is off waits for nothing: the file says nothing more of it.
    assert.deepEqual(edges(planned({ config: config('false') })), ['first <-', 'third <-']);
    const only = planned({ config: config(second), wish: { steps: ['first', 'third'], only: true } });
    assert.deepEqual(edges(only), ['first <-', 'third <- first']);
    const project = aProject({ install: aJobOf('install') });
    const skipped = planned({ project, config: 'steps: { smoke: { run: x, after: [lint] } }\n' });
    assert.deepEqual(edges(skipped), ['install <-', 'smoke <- install']);
  });

  it('has no job that waits for itself: what runs before install does not wait for what it gives', () => {
    const config = 'steps: { generate: { run: x, after: [] }, install: { after: [generate] } }\n';
    const plan = planned({ project: usual(), config });
    assert.deepEqual(edges(plan).slice(0, 3), ['generate <-', 'install <- generate', 'lint <- install']);
    assert.deepEqual(spec(plan, 'generate').needs, []);
  });
});

describe('skips', () => {
  it('carry the toolchain’s reason', () => {
    const { plan } = planned({ project: aProject({ test: aJobOf('test') }) });
    assert.deepEqual(plan.skips[0], {
      step: 'install',
      why: { code: 'nothing-to-do', detail: 'no install here' },
    });
    assert.deepEqual(
      plan.skips.map((skip) => [skip.step, skip.why.code]),
      [
        ['install', 'nothing-to-do'],
        ['lint', 'nothing-to-do'],
        ['build-binary', 'nothing-to-do'],
        ['containerize', 'needs-image'],
        ...['push', 'sign', 'attest', 'verify'].map((step) => [step, 'needs-naming']),
      ],
    );
  });

  it('say where a step was switched off', () => {
    const { plan } = planned({ project: usual(), config: 'steps:\n  test: {}\n  lint: false\n' });
    assert.deepEqual(plan.skips[0], {
      step: 'lint',
      why: { code: 'switched-off', detail: 'by sealsmith.yml:3' },
    });
    assert.ok(!plan.jobs.some((job) => job.spec.id === 'lint'));
  });

  it('are those of the wanted steps alone', () => {
    const project = aProject({ install: aJobOf('install') });
    const { plan } = planned({ project, wish: { steps: ['test'], only: false } });
    assert.deepEqual(
      plan.skips.map((skip) => skip.step),
      ['test'],
    );
    assert.deepEqual(plan.order, ['install', 'test']);
  });
});

describe('a step that cannot be planned', () => {
  const broken = {
    ok: false,
    failure: { code: 'tool-missing', tool: 'ruff', wantedBy: 'lint', get: 'pip install ruff' },
  } as const;
  const project = aProject({ install: aJobOf('install'), lint: broken, test: aJobOf('test') });

  it('ends the plan when it is wanted', () => {
    assert.deepEqual(failure(makePlan(aPlanInput({ project }))), broken.failure);
    assert.deepEqual(
      failure(makePlan(aPlanInput({ project, wish: { steps: ['lint'], only: true } }))),
      broken.failure,
    );
  });

  it('does not keep the others from running', () => {
    const plan = planned({ project, wish: { steps: ['test'], only: false } });
    assert.deepEqual(edges(plan), ['install <-', 'test <- install']);
  });
});

describe('with --only', () => {
  const wish = { steps: ['lint', 'test'], only: true };

  it('needed facts come from a record, each for each job', () => {
    const plan = planned({ project: usual(), wish });
    assert.deepEqual(edges(plan), ['lint <-', 'test <-']);
    assert.deepEqual(plan.fromRecord, [
      { fact: 'deps', job: 'lint', account: false },
      { fact: 'deps', job: 'test', account: false },
    ]);
    assert.deepEqual(spec(plan, 'test').needs, ['deps']);
  });

  it('nothing comes from a record that no step of this project gives', () => {
    const project = aProject({ lint: aJobOf('lint', { needs: ['deps'] }), test: aJobOf('test') });
    assert.deepEqual(planned({ project, wish }).fromRecord, []);
    const off = planned({ project: usual(), wish, config: 'steps: { install: false }\n' });
    assert.deepEqual(off.fromRecord, []);
  });

  it('nothing comes from a record that a planned job gives', () => {
    const plan = planned({ project: usual(), wish: { steps: ['install', 'lint'], only: true } });
    assert.deepEqual(plan.fromRecord, []);
    assert.deepEqual(edges(plan), ['install <-', 'lint <- install']);
  });
});

describe('variables', () => {
  const told: InputTold = {
    project: aProject(
      {
        install: aJobOf('install', { env: { A: 'job', E: 'job' } }),
        test: aJobOf('test', { env: { E: 'job' } }),
      },
      { env: { A: 'toolchain', B: 'toolchain', C: 'toolchain', D: 'toolchain', E: 'toolchain' } },
    ),
    config: 'env: [C=config, D=config, G, UNSET]\nsteps: { test: { env: [D=step, H, B] } }\n',
    variables: {
      file: { B: 'file', C: 'file', D: 'file', F: 'file', H: 'file', G: 'file' },
      environment: { G: 'environment', H: 'environment', I: 'environment', F: 'environment' },
    },
  };

  it('go from wide to narrow: toolchain, env-file, env of the file, job, env of the step', () => {
    assert.deepEqual(spec(planned(told), 'test').env, {
      A: 'toolchain',
      B: 'file',
      C: 'config',
      D: 'step',
      E: 'job',
      F: 'file',
      G: 'environment',
      H: 'environment',
    });
  });

  it('of the file do not reach install, whose result they must not change', () => {
    assert.deepEqual(spec(planned(told), 'install').env, {
      A: 'job',
      B: 'toolchain',
      C: 'toolchain',
      D: 'toolchain',
      E: 'job',
    });
  });

  it('are explained with the line that brought them in', () => {
    const { plan } = planned(told);
    const explained = plan.jobs.find((job) => job.spec.id === 'test')?.explained ?? [];
    const ofFile = explained.find((entry) => entry.what === 'variables of the file');
    assert.deepEqual(ofFile?.origin, { from: 'config', file: 'sealsmith.yml', line: 1 });
    assert.equal(ofFile?.value, 'B C D F H G');
    const ofStep = explained.find((entry) => entry.what === 'variables');
    assert.deepEqual(ofStep?.origin, { from: 'config', file: 'sealsmith.yml', line: 2 });
  });

  it('that nobody declared stay outside', () => {
    const variables = { file: {}, environment: { HOME: '/home/ada', AWS_REGION: 'x' } };
    const plan = planned({ project: usual(), variables });
    assert.deepEqual(spec(plan, 'test').env, {});
  });
});

describe('secrets', () => {
  const config = 'steps: { publish: { run: x, secrets: [NPM_TOKEN, OTHER] } }\n';
  const granted = new Set(['secret:NPM_TOKEN', 'secret:OTHER', 'secret:NOT_ASKED_FOR']);
  const on = (context: Partial<Context>): InputTold => ({
    project: usual(),
    config,
    granted,
    facts: { context: aContext(context) },
  });

  it('are granted by name, and to nobody else', () => {
    const plan = planned(on({}));
    assert.deepEqual(spec(plan, 'publish').grants, ['secret:NPM_TOKEN', 'secret:OTHER']);
    for (const id of ['lint', 'test', 'build-binary']) assert.deepEqual(spec(plan, id).grants, []);
  });

  const table: readonly (readonly [Context['host'], Context['tier'], granted: boolean])[] = [
    ['github', 'T0', false],
    ['github', 'T1', false],
    ['github', 'T2', true],
    ['github', 'T3', true],
    ['gitlab', 'T0', false],
    ['gitlab', 'T1', false],
    ['gitlab', 'T2', true],
    ['gitlab', 'T3', true],
    ['local', 'T0', true],
  ];
  for (const [host, tier, granted] of table) {
    it(`E6: are ${granted ? 'granted' : 'withheld'} on ${host} in ${tier}`, () => {
      const { plan } = planned(on({ host, tier, ci: host !== 'local' }));
      const skip = plan.skips.find((one) => one.step === 'publish');
      assert.equal(
        plan.jobs.some((job) => job.spec.id === 'publish'),
        granted,
      );
      assert.equal(skip?.why.code, granted ? undefined : 'needs-secret');
      if (!granted) assert.equal(skip?.why.detail, `tier ${tier} gets no secrets (NPM_TOKEN OTHER)`);
    });
  }

  it('that are not set end the plan, also when the name is one that every object has', () => {
    const one = aPlanInput({ ...on({}), granted: new Set(['secret:NPM_TOKEN']) });
    assert.deepEqual(failure(makePlan(one)), { code: 'variable-unset', name: 'OTHER', wantedBy: 'publish' });
    const odd = aPlanInput({ config: 'steps: { publish: { run: x, secrets: [constructor] } }\n' });
    assert.deepEqual(failure(makePlan(odd)), {
      code: 'variable-unset',
      name: 'constructor',
      wantedBy: 'publish',
    });
  });

  it('that are not set do not matter to other steps', () => {
    const input = aPlanInput({ ...on({}), granted: new Set(), wish: { steps: ['test'], only: false } });
    assert.deepEqual(edges(value(makePlan(input))), ['install <-', 'test <- install']);
  });
});

describe('outputs', () => {
  const two = (one: string, other: string): InputTold => ({
    project: aProject({
      lint: aJobOf('lint', { outputs: [at(one)] }),
      test: aJobOf('test', { outputs: [at('unrelated'), at(other)] }),
    }),
  });

  for (const [one, other, path] of [
    ['dist', 'dist', 'dist'],
    ['dist', 'dist/a', 'dist/a'],
    ['dist/a/b', 'dist/a', 'dist/a/b'],
  ] as const) {
    it(`have one owner: ${one} and ${other}`, () => {
      assert.deepEqual(failure(makePlan(aPlanInput(two(one, other)))), {
        code: 'outputs-overlap',
        path,
        jobs: ['lint', 'test'],
      });
    });
  }

  it('may lie side by side', () => {
    assert.equal(planned(two('dist', 'dist-old')).plan.jobs.length, 2);
    assert.equal(planned(two('dist/a', 'dist/b')).plan.jobs.length, 2);
  });

  it('of steps that do not run do not matter', () => {
    const wish = { steps: ['test'], only: true };
    assert.equal(planned({ ...two('dist', 'dist'), wish }).plan.jobs.length, 1);
  });
});

describe('several jobs of one step', () => {
  const both = ok({ kind: 'run' as const, jobs: [aJobOf('test/a'), aJobOf('test/b', { gives: ['junit'] })] });

  it('are all waited for', () => {
    const plan = planned({
      project: aProject({ test: both }),
      config: 'steps: { smoke: { run: x, after: [test] } }\n',
    });
    assert.deepEqual(edges(plan), ['test/a <-', 'test/b <-', 'smoke <- test/a test/b']);
  });
});

describe('tools that a step declares', () => {
  const config = 'steps: { smoke: { run: x, tools: [curl, git] } }\n';
  const tools = new Map([
    ['curl', aTool('curl')],
    ['git', aTool('git')],
  ]);

  it('are the job’s, beside the shell', () => {
    const plan = planned({ config, facts: { tools } });
    assert.deepEqual(
      spec(plan, 'smoke').tools.map((tool) => tool.name),
      ['sh', 'curl', 'git'],
    );
  });

  it('that are not on this machine end the plan and say how to get them', () => {
    const input = aPlanInput({ config, facts: { tools: new Map([['curl', aTool('curl')]]) } });
    assert.deepEqual(failure(makePlan(input)), {
      code: 'tool-missing',
      tool: 'git',
      wantedBy: 'smoke',
      get: 'install git, or take it out of "tools"',
    });
    const requests = [toolRequest('git', 'apt install git')];
    const known = aPlanInput({ config, project: aProject({}, { requests }), facts: { tools: new Map() } });
    const failed = failure(
      makePlan({ ...known, facts: { ...known.facts, tools: new Map([['curl', aTool('curl')]]) } }),
    );
    assert.ok(failed.code === 'tool-missing' && failed.get === 'apt install git');
  });

  it('are called broken, not missing, when the toolchain’s own are there and do not work', () => {
    const get = 'install Python 3';
    const broken: Failure = { code: 'tool-broken', tool: 'python', path: '/usr/bin/python3', message: 'no' };
    const told = (missing: Failure): InputTold => ({
      project: aProject(
        { install: err(missing) },
        { requests: [toolRequest('uv', 'install uv'), toolRequest('python', get)] },
      ),
      broken: new Map([['python', broken]]),
    });
    // By its name, or where the toolchain calls it what people do, by how to get it.
    for (const tool of ['python', 'Python 3']) {
      const missing: Failure = { code: 'tool-missing', tool, wantedBy: 'install', get };
      assert.deepEqual(failure(makePlan(aPlanInput(told(missing)))), broken);
    }
    // Another one is missing all the same, and so is one that is there and too old.
    for (const missing of [
      { code: 'tool-missing', tool: 'uv', wantedBy: 'install', get: 'install uv' },
      { code: 'tool-missing', tool: 'Python 3', wantedBy: 'install', get: `found 3.8; ${get}` },
    ] as const)
      assert.deepEqual(failure(makePlan(aPlanInput(told(missing)))), missing);
  });

  it('that do not work end it too', () => {
    const broken: Failure = { code: 'tool-broken', tool: 'git', path: '/usr/bin/git', message: 'exit 127' };
    const input = aPlanInput({
      config,
      facts: { tools: new Map([['curl', aTool('curl')]]) },
      broken: new Map([['git', broken]]),
    });
    assert.deepEqual(failure(makePlan(input)), broken);
  });

  it('do not matter to those who did not ask for the step, or when it is skipped', () => {
    const project = usual();
    const plan = planned({ project, config, wish: { steps: ['test'], only: false } });
    assert.deepEqual(edges(plan), ['install <-', 'test <- install']);
    const withheld = planned({
      config: 'steps: { smoke: { run: x, tools: [curl], secrets: [A] } }\n',
      facts: { context: aContext({ host: 'github', tier: 'T1', ci: true }) },
    });
    assert.ok(withheld.plan.skips.some((skip) => skip.step === 'smoke' && skip.why.code === 'needs-secret'));
  });
});

describe('variables of env-file that are called like secrets', () => {
  const variables = { file: { APP_SECRET: 'from the file', MODE: 'test' }, environment: {} };

  it('are given by name: no plan holds their values', () => {
    const made = planned({ config: 'steps: { lint: { run: x } }\n', variables });
    const { env, grants, cache } = spec(made, 'lint');
    assert.equal(env['MODE'], 'test');
    assert.deepEqual(grants, ['env-file:APP_SECRET']);
    assert.equal(cache, 'result', 'whether the file is in the key is seen with the inputs');
    assert.doesNotMatch(JSON.stringify(made.plan), /from the file/);
  });

  it('make a result count on this machine alone when they come from the environment', () => {
    const told = { file: {}, environment: { DATABASE: 'postgres://ada:a-long-password@db/diary' } };
    const made = planned({ config: 'env: [DATABASE]\nsteps: { lint: { run: x } }\n', variables: told });
    assert.deepEqual(spec(made, 'lint').grants, ['environment:DATABASE']);
    assert.equal(spec(made, 'lint').cache, 'fresh');
    const asked = planned({
      config: 'env: [DATABASE]\nsteps: { lint: { run: x, cache: true } }\n',
      variables: told,
    });
    assert.equal(spec(asked, 'lint').cache, 'result', 'unless the step says that they do not matter');
  });

  it('are plain where the configuration itself says the value', () => {
    const made = planned({ config: 'steps: { lint: { run: x, env: [APP_SECRET=shown] } }\n', variables });
    assert.equal(spec(made, 'lint').env['APP_SECRET'], 'shown');
    assert.deepEqual(spec(made, 'lint').grants, []);
  });
});

describe('a step that waits for one that is withheld', () => {
  it('E6: is skipped with it: it would run without what the other gives', () => {
    const config =
      'steps: { install: { run: x, secrets: [INDEX_TOKEN] }, smoke: { run: x, after: [test] } }\n';
    const context = aContext({ host: 'gitlab', tier: 'T1', ci: true });
    const { plan } = planned({ config, facts: { context }, granted: new Set(['secret:INDEX_TOKEN']) });
    assert.deepEqual(plan.jobs, []);
    const codes = new Set(plan.skips.map((one) => one.why.code));
    assert.ok(codes.has('needs-secret'));
    assert.ok(plan.skips.some((one) => one.step === 'smoke' && one.why.code === 'needs-secret'));
  });
});
