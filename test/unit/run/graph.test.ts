import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STEP_NAMES } from '../../../src/core/step.ts';
import { chosen, graphOf } from '../../../src/run/graph.ts';
import { aConfig } from '../../support/planned.ts';
import { failure, value } from '../../support/world.ts';

function names(text: string): readonly string[] {
  return value(graphOf(aConfig(text))).map((step) => step.name);
}

/** A configuration of own steps: name to the steps it waits for. */
function steps(told: Readonly<Record<string, readonly string[] | undefined>>): string {
  const lines = Object.entries(told).map(([name, after]) =>
    (STEP_NAMES as readonly string[]).includes(name)
      ? `  ${name}: { after: [${after?.join(', ') ?? ''}] }`
      : `  ${name}: { run: x${after === undefined ? '' : `, after: [${after.join(', ')}]`} }`,
  );
  return `steps:\n${lines.join('\n')}\n`;
}

function closure(text: string, wish: readonly string[], only = false) {
  const { run, all } = value(chosen(value(graphOf(aConfig(text))), { steps: wish, only }));
  return { run: [...run].sort(), all: [...all].sort() };
}

describe('the order of the steps', () => {
  it('is the pipeline’s', () => assert.deepEqual(names(''), [...STEP_NAMES]));

  it('puts own steps behind what they wait for, else at the end in the order of the file', () => {
    const text = steps({ zebra: undefined, ant: undefined, middle: ['ant'] });
    assert.deepEqual(names(text).slice(STEP_NAMES.length), ['zebra', 'ant', 'middle']);
    assert.deepEqual(names(steps({ first: ['second'], second: ['lint'] })).slice(STEP_NAMES.length), [
      'second',
      'first',
    ]);
  });

  it('lets steps of ours wait for own ones', () => {
    const text = steps({ generate: [], install: ['generate'], lint: ['generate'] });
    const order = names(text);
    assert.ok(order.indexOf('generate') < order.indexOf('install'));
    assert.ok(order.indexOf('install') < order.indexOf('lint'));
  });

  it('makes own steps wait for install unless they say for what', () => {
    const graph = value(graphOf(aConfig(steps({ one: undefined, two: [], three: ['lint', 'lint'] }))));
    const after = Object.fromEntries(graph.map((step) => [step.name, step.after]));
    assert.deepEqual([after['one'], after['two'], after['three']], [['install'], [], ['lint']]);
  });

  it('keeps a step that is switched off in its place', () => {
    assert.deepEqual(names('steps: { lint: false, smoke: false }\n'), [...STEP_NAMES, 'smoke']);
  });

  const cycles: readonly (readonly [
    string,
    Readonly<Record<string, readonly string[]>>,
    readonly string[],
  ])[] = [
    ['of one', { a: ['a'] }, ['a', 'a']],
    ['of two', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
    ['of three', { a: ['b'], b: ['c'], c: ['a'] }, ['a', 'b', 'c', 'a']],
    ['through a step of ours', { a: ['test'], install: ['a'] }, ['install', 'a', 'test', 'install']],
    ['that others only wait for', { a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c', 'b']],
  ];
  for (const [name, told, cycle] of cycles) {
    it(`has no cycle ${name}`, () => {
      const failed = failure(graphOf(aConfig(steps(told))));
      assert.equal(failed.code, 'step-cycle');
      assert.deepEqual(failed.steps, cycle);
    });
  }
});

describe('the steps that a wish means', () => {
  const text = steps({ smoke: ['build-binary', 'test'], alone: [] });

  it('are all of them when none is named', () => {
    assert.equal(closure(text, []).run.length, STEP_NAMES.length + 2);
  });

  it('are none with only and no name', () => {
    const wish = { steps: [], only: true };
    assert.equal(failure(chosen(value(graphOf(aConfig(text))), wish)).code, 'usage');
  });

  it('are the named ones and what they wait for, near and far', () => {
    assert.deepEqual(closure(text, ['test']).run, ['install', 'test']);
    assert.deepEqual(closure(text, ['smoke']).run, ['build-binary', 'install', 'smoke', 'test']);
    assert.deepEqual(closure(text, ['alone']).run, ['alone']);
    assert.deepEqual(closure(text, ['lint', 'test']).run, ['install', 'lint', 'test']);
  });

  it('are just the named ones with only, although the others must still be sound', () => {
    const { run, all } = closure(text, ['smoke'], true);
    assert.deepEqual(run, ['smoke']);
    assert.deepEqual(all, ['build-binary', 'install', 'smoke', 'test']);
  });

  it('are none that does not exist; the nearest is named', () => {
    const wish = (name: string) =>
      failure(chosen(value(graphOf(aConfig(text))), { steps: [name], only: false }));
    const near = wish('tset');
    assert.ok(near.code === 'usage' && near.nearest === 'test');
    assert.match(
      near.message,
      /^"tset" is not a step; the steps are install, lint, test, build-binary, containerize, push, sign, attest, verify, smoke, alone$/,
    );
    const own = wish('smok');
    assert.ok(own.code === 'usage' && own.nearest === 'smoke');
    const far = wish('deploy');
    assert.ok(far.code === 'usage' && !('nearest' in far));
    const odd = wish('constructor');
    assert.equal(odd.code, 'usage');
  });
});
