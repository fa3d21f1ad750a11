import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outputsBefore, ownedBy } from '../../../src/run/identify.ts';
import { planned } from '../../support/planned.ts';

/** `far` → `near` → `last`; `beside` stands before none of them. */
const CONFIG = `toolchain: commands
steps:
  far: { run: x, outputs: [far.txt] }
  near: { run: x, after: [far], outputs: [near] }
  beside: { run: x, outputs: [beside] }
  last: { run: x, after: [near], outputs: [out] }
`;

function of(steps: readonly string[]): {
  readonly before: readonly string[];
  readonly owned: readonly string[];
} {
  const all = planned({ config: CONFIG, wish: { steps, only: steps.length > 0 } });
  const last = all.plan.jobs.find(({ spec }) => spec.id === 'last');
  assert.ok(last);
  return { before: outputsBefore(last, all).toSorted(), owned: ownedBy(all).toSorted() };
}

describe('what jobs leave that are not in the plan', () => {
  const whole = of([]);

  it('is what a job comes after, near and far, and nothing else', () => {
    assert.deepEqual(whole.before, ['far.txt', 'near']);
    assert.deepEqual(whole.owned, ['beside', 'far.txt', 'near', 'out']);
  });

  for (const steps of [['last'], ['near', 'last'], ['far', 'last'], ['beside', 'last']]) {
    it(`counts as where everything runs at once: only ${steps.join(', ')}`, () => {
      assert.deepEqual(of(steps), whole);
    });
  }
});
