import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../../src/core/result.ts';
import type { Job, PlanFacts, Project, StepOptions } from '../../../src/core/step.ts';
import { stepsOf } from '../../../src/run/config-shape.ts';
import { ownJob } from '../../../src/steps/own.ts';
import { planVerb } from '../../../src/steps/verb.ts';
import { aJobOf, aPlanInput, aProject } from '../../support/planned.ts';
import { aTool, at, failure, value } from '../../support/world.ts';

function facts(project: Project = aProject(), more: Partial<PlanFacts> = {}): PlanFacts {
  const tools = new Map([
    ['curl', aTool('curl')],
    ['ruff', aTool('ruff')],
  ]);
  return aPlanInput({ project, facts: { tools, ...more } }).facts;
}

/** The one job of a verb under some options. */
function laidOver(job: Job, options: StepOptions): Job {
  const decision = value(planVerb('test', facts(aProject({ test: job })), options));
  assert.ok(decision.kind === 'run' && decision.jobs.length === 1);
  const [only] = decision.jobs;
  assert.ok(only);
  return only;
}

const JOB = aJobOf('test', {
  commands: [
    { tool: 'test', args: ['-q'] },
    { tool: 'sealsmith', args: ['internal', 'tree-entries'] },
    { tool: 'sealsmith', args: ['internal', 'probe'] },
    { tool: 'sealsmith', args: ['internal', 'pack'] },
  ],
  tools: [aTool('test'), aTool('sealsmith', { from: 'self' })],
  inputs: ['app'],
  outputs: [at('junit.xml')],
  cache: 'result',
});

describe('configuration laid over a job of the toolchain', () => {
  it('changes nothing where it says nothing', () => {
    assert.deepEqual(laidOver(JOB, {}), JOB);
  });

  it('puts the user’s line in the place of the commands, but still tries and packs what was built', () => {
    const { spec } = laidOver(JOB, { run: 'make check' });
    assert.deepEqual(
      spec.commands.map(({ tool, args }) => [tool, ...args].join(' ')),
      ['sh -eu -c make check', 'sealsmith internal probe', 'sealsmith internal pack'],
    );
    assert.ok(spec.tools.some((tool) => tool.name === 'sh' && tool.path === '/bin/sh'));
  });

  it('counts on no check of a store by a line of the user', () => {
    const store = { name: 'npm', env: ['npm_config_cache'], keeps: ['x'], leaves: [], checked: true };
    const job = aJobOf('install', { ...JOB.spec, stores: [store] });
    assert.deepEqual(laidOver(job, { network: true }).spec.stores, [store]);
    assert.deepEqual(laidOver(job, { run: 'npm install' }).spec.stores, [{ ...store, checked: false }]);
  });

  it('runs the line with the shell that was found, so that the key knows which', () => {
    const sh = aTool('sh', { version: 'sha256:0123456789ab', path: '/opt/bin/sh' });
    const here = facts(aProject({ test: JOB }), { tools: new Map([['sh', sh]]) });
    const decision = value(planVerb('test', here, { run: 'make check' }));
    assert.ok(decision.kind === 'run');
    assert.deepEqual(
      decision.jobs[0]?.spec.tools.find((tool) => tool.name === 'sh'),
      sh,
    );
  });

  it('never touches the line', () => {
    const run = 'a \'b\' "c" $(d) ${E:-f}\nsecond line # comment';
    assert.deepEqual(laidOver(JOB, { run }).spec.commands[0]?.args, ['-eu', '-c', run]);
  });

  it('replaces inputs and the limit, and adds outputs and tools, each once', () => {
    const { spec } = laidOver(JOB, {
      inputs: ['src', '!src/x'],
      timeout: 5000,
      outputs: [at('junit.xml'), at('more')],
      tools: ['curl', 'curl', 'test'],
    });
    assert.deepEqual(spec.inputs, ['src', '!src/x']);
    assert.equal(spec.limit, 5000);
    assert.deepEqual(spec.outputs, ['junit.xml', 'more']);
    assert.deepEqual(
      spec.tools.map((tool) => tool.name),
      ['test', 'sealsmith', 'curl'],
    );
  });

  it('lists the shell once, however often it is named', () => {
    const job = ownJob(
      'smoke',
      { run: 'x', tools: ['sh', 'curl'] },
      facts(aProject(), {
        tools: new Map([
          ['sh', aTool('sh')],
          ['curl', aTool('curl')],
        ]),
      }),
    );
    assert.deepEqual(
      job.spec.tools.map((tool) => tool.name),
      ['sh', 'curl'],
    );
  });

  it('grants and withholds network', () => {
    assert.deepEqual(laidOver(JOB, { network: true }).spec.grants, ['network']);
    const online = aJobOf('test', { grants: ['network'] });
    assert.deepEqual(laidOver(online, { network: false }).spec.grants, []);
    assert.deepEqual(laidOver(online, {}).spec.grants, ['network']);
  });

  it('grants secrets by name, sorted, so that their order changes no key', () => {
    assert.deepEqual(laidOver(JOB, { secrets: ['Z', 'A'], network: true }).spec.grants, [
      'network',
      'secret:A',
      'secret:Z',
    ]);
  });

  const table: readonly (readonly [string, StepOptions, Job['spec']['cache'], Job['spec']['cache']])[] = [
    ['as it was', {}, 'result', 'result'],
    ['switched off', { cache: false }, 'result', 'never'],
    ['switched off for install', { cache: false }, 'store', 'never'],
    ['off with network', { network: true }, 'result', 'never'],
    ['on with network when asked for', { network: true, cache: true }, 'result', 'result'],
    ['on with the network that install needs', { network: true }, 'store', 'store'],
    ['off with a secret', { secrets: ['A'] }, 'result', 'never'],
    ['off with a secret for install too', { secrets: ['A'] }, 'store', 'never'],
    ['on with a secret when asked for', { secrets: ['A'], cache: true }, 'result', 'result'],
    ['never where it never was', { cache: true }, 'never', 'never'],
  ];
  for (const [name, options, before, after] of table) {
    it(`remembers results ${name}`, () => {
      assert.equal(laidOver({ ...JOB, spec: { ...JOB.spec, cache: before } }, options).spec.cache, after);
    });
  }

  it('says where each value came from, the command first', () => {
    const text = 'steps:\n  test:\n    run: make\n    network: true\n    inputs: [a, b]\n    timeout: 90s\n';
    const input = aPlanInput({ project: aProject({ test: JOB }), config: text });
    const options = stepsOf(input.config)['test'];
    assert.ok(options !== undefined && options !== false);
    const decision = value(planVerb('test', input.facts, options));
    assert.ok(decision.kind === 'run');
    const line = (number: number) => ({ from: 'config', file: 'sealsmith.yml', line: number });
    assert.deepEqual(decision.jobs[0]?.explained, [
      { what: 'command', value: 'make', origin: line(3) },
      { what: 'inputs', value: 'a b', origin: line(5) },
      { what: 'network', value: 'granted', origin: line(4) },
      { what: 'timeout', value: '90 s', origin: line(6) },
    ]);
  });
});

describe('a verb that the toolchain skips', () => {
  it('stays a skip without a line of the user', () => {
    const decision = value(planVerb('lint', facts(), { network: true }));
    assert.ok(decision.kind === 'skip' && decision.why.code === 'nothing-to-do');
  });

  it('is what the user’s line says', () => {
    const decision = value(planVerb('lint', facts(), { run: 'make lint' }));
    assert.ok(decision.kind === 'run');
    const spec = decision.jobs[0]?.spec;
    assert.deepEqual(spec?.commands, [{ tool: 'sh', args: ['-eu', '-c', 'make lint'] }]);
    assert.deepEqual(spec?.needs, ['deps']);
    assert.deepEqual(spec?.grants, []);
    assert.equal(spec?.cache, 'result');
  });

  it('has network and is never believed again when it is install', () => {
    const decision = value(planVerb('install', facts(), { run: 'make deps' }));
    assert.ok(decision.kind === 'run');
    const spec = decision.jobs[0]?.spec;
    assert.deepEqual([spec?.grants, spec?.needs, spec?.cache], [['network'], [], 'never']);
  });
});

describe('a verb that the toolchain refuses', () => {
  const broken = { ok: false, failure: { code: 'usage', message: 'no pytest' } } as const;

  it('is that failure', () => {
    assert.deepEqual(
      failure(planVerb('test', facts(aProject({ test: broken })), { network: true })),
      broken.failure,
    );
  });

  it('is what the user’s line says, which needs nothing of the toolchain', () => {
    const decision = value(planVerb('test', facts(aProject({ test: broken })), { run: 'make' }));
    assert.ok(decision.kind === 'run');
    assert.deepEqual(decision.jobs[0]?.spec.commands, [{ tool: 'sh', args: ['-eu', '-c', 'make'] }]);
  });
});

describe('a verb of several jobs', () => {
  it('has the options laid over every one', () => {
    const several = ok({ kind: 'run' as const, jobs: [aJobOf('test/a'), aJobOf('test/b')] });
    const decision = value(planVerb('test', facts(aProject({ test: several })), { timeout: 1 }));
    assert.ok(decision.kind === 'run');
    assert.deepEqual(
      decision.jobs.map((job) => job.spec.limit),
      [1, 1],
    );
  });
});

describe('a step of the user’s own', () => {
  it('is believed again only when it declares inputs, outputs and tools', () => {
    const all = { run: 'x', inputs: ['a'], outputs: [at('b')], tools: ['curl'] };
    const cacheOf = (options: Parameters<typeof ownJob>[1]) => ownJob('smoke', options, facts()).spec.cache;
    assert.equal(cacheOf(all), 'result');
    assert.equal(cacheOf({ ...all, inputs: undefined }), 'never');
    assert.equal(cacheOf({ ...all, outputs: undefined }), 'never');
    assert.equal(cacheOf({ ...all, tools: undefined }), 'never');
    assert.equal(cacheOf({ ...all, inputs: [], outputs: [], tools: [] }), 'result');
    assert.equal(cacheOf({ ...all, cache: false }), 'never');
    assert.equal(cacheOf({ ...all, network: true }), 'never');
  });

  it('has no network unless it asks, and needs the dependencies', () => {
    const { spec } = ownJob('smoke', { run: './smoke.sh' }, facts());
    assert.deepEqual([spec.grants, spec.needs, spec.inputs, spec.step], [[], ['deps'], ['**'], 'smoke']);
    assert.deepEqual(spec.commands, [{ tool: 'sh', args: ['-eu', '-c', './smoke.sh'] }]);
  });
});
