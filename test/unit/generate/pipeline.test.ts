import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PipelineJob } from '../../../src/generate/pipeline.ts';
import { ALL, aPipeline, aStep, BUILD, IMAGE, INSTALL, LINT, PUSH, SIGN, TEST, VERIFY } from './pipelines.ts';

function job(id: string, jobs = ALL): PipelineJob {
  const found = aPipeline(jobs).jobs.find((one) => one.id === id);
  assert.ok(found, `no job ${id}`);
  return found;
}

describe('the plan as jobs of a forge', () => {
  it('is a job a step in the order of the pipeline, and one for all that is said of what was made', () => {
    assert.deepEqual(
      aPipeline().jobs.map(({ id, steps }) => [id, ...steps]),
      [
        ['install', 'install'],
        ['lint', 'lint'],
        ['test', 'test'],
        ['build-binary', 'build-binary'],
        ['containerize', 'install', 'containerize'],
        ['push', 'push'],
        ['sign', 'sign', 'attest', 'verify'],
      ],
    );
  });

  it('puts dependencies in place where they are needed, and takes all else from the jobs before', () => {
    assert.deepEqual(job('lint').takes, []);
    assert.equal(job('lint').only, false);
    assert.deepEqual(job('containerize').needs, ['install', 'lint', 'test', 'build-binary']);
    assert.deepEqual(job('containerize').takes, ['lint', 'test', 'build-binary']);
    assert.equal(job('containerize').only, true);
    assert.deepEqual(job('push').steps, ['push']);
  });

  it('hands on no dependencies, and knows what nobody takes', () => {
    assert.deepEqual(job('install').leaves, []);
    assert.deepEqual(job('test').leaves, ['.sealsmith/run.json', '.sealsmith/runs', '.sealsmith/work/test']);
    assert.deepEqual(
      aPipeline()
        .jobs.filter(({ taken }) => !taken)
        .map(({ id }) => id),
      ['install', 'sign'],
    );
  });

  it('signs without a checkout and without dependencies, with the records of all jobs before', () => {
    const { bare, steps, takes, needs, cached } = job('sign');
    assert.equal(bare, true);
    assert.deepEqual(steps, ['sign', 'attest', 'verify']);
    assert.deepEqual(takes, ['lint', 'test', 'build-binary', 'containerize', 'push']);
    assert.deepEqual(needs, takes);
    assert.equal(cached, false);
    assert.deepEqual(
      aPipeline()
        .jobs.filter((one) => one.bare)
        .map(({ id }) => id),
      ['push', 'sign'],
    );
    assert.deepEqual(job('push').takes, ['containerize']);
    assert.equal(job('verify', [INSTALL, LINT, TEST, BUILD, IMAGE, PUSH, VERIFY]).bare, true);
  });

  it('grants each job what its own steps are granted, and no more', () => {
    const granted = aPipeline().jobs.map(({ id, identity, registries, secrets, engine }) => ({
      ...{ id, identity, registries, secrets, engine },
    }));
    for (const { id, identity, registries, secrets, engine } of granted) {
      assert.equal(identity, id === 'sign', id);
      assert.deepEqual(registries, ['push', 'sign'].includes(id) ? ['ghcr.io'] : [], id);
      assert.deepEqual(secrets, [], id);
      assert.equal(engine, false, id);
    }
    const smoke = aStep('smoke', ['install'], { grants: ['engine', 'secret:B', 'secret:A'] });
    assert.deepEqual(job('smoke', [INSTALL, smoke]).secrets, ['A', 'B']);
    assert.equal(job('smoke', [INSTALL, smoke]).engine, true);
  });

  it('trusts what leaves the machine, what gets secrets, and whatever waits for one of those', () => {
    const told = aStep('told', ['install'], { grants: ['secret:A'], needs: ['deps'] });
    const behind = aStep('behind', ['told'], { needs: ['deps'] });
    const beside = aStep('beside', ['install'], { needs: ['deps'] });
    const trusted = aPipeline([...ALL, told, behind, beside]).jobs.filter((one) => one.trusted);
    assert.deepEqual(
      trusted.map(({ id }) => id),
      ['push', 'sign', 'told', 'behind'],
    );
  });

  it('keeps apart what signs when a step of the project stands between', () => {
    const between = aStep('between', ['sign']);
    const attest = aStep('attest', ['sign', 'between'], { ...SIGN.spec, id: 'attest', step: 'attest' });
    const jobs = [INSTALL, BUILD, SIGN, between, attest].map((one) =>
      one === SIGN ? { ...SIGN, after: ['build-binary'] } : one,
    );
    assert.deepEqual(
      aPipeline(jobs).jobs.map(({ id, needs }) => [id, ...needs]),
      [
        ['install'],
        ['build-binary', 'install'],
        ['sign', 'build-binary'],
        ['between', 'sign'],
        ['attest', 'build-binary', 'sign', 'between'],
      ],
    );
  });

  it('runs several jobs of one step in one job, in one command', () => {
    const parts = ['audit/a', 'audit/b'].map((id) => aStep(id, ['install'], { needs: ['deps'] }));
    const { steps, needs } = job('audit', [INSTALL, ...parts]);
    assert.deepEqual(steps, ['audit']);
    assert.deepEqual(needs, ['install']);
  });

  it('gives a job the time of all its steps and some more, and six hours at most', () => {
    assert.equal(job('lint').minutes, 70);
    assert.equal(job('sign').minutes, 100);
    assert.equal(job('long', [aStep('long', [], { limit: 86_400_000 })]).minutes, 360);
  });

  it('is called after the folder where the project is a part of its repository', () => {
    assert.equal(aPipeline().label, 'sealsmith');
    assert.equal(aPipeline(ALL, 'apps/web app').label, 'sealsmith-apps-web-app');
  });
});
