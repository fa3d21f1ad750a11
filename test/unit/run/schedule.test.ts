import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { criticalPath, weights } from '../../../src/run/schedule.ts';
import { aJob } from '../report/builders.ts';

const DIAMOND = [aJob('a'), aJob('b', ['a']), aJob('c', ['a']), aJob('d', ['b', 'c']), aJob('alone')];

function times(told: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(told));
}

describe('the weight of a job', () => {
  it('is the longest chain that begins with it', () => {
    const found = weights(DIAMOND, times({ a: 10, b: 100, c: 20, d: 5, alone: 50 }));
    assert.deepEqual(Object.fromEntries(found), { a: 115, b: 105, c: 25, d: 5, alone: 50 });
  });

  it('counts jobs where no time is known', () => {
    assert.deepEqual(Object.fromEntries(weights(DIAMOND, times({}))), { a: 3, b: 2, c: 2, d: 1, alone: 1 });
  });

  it('is never nothing, so that a chain counts more than its last job', () => {
    assert.deepEqual(Object.fromEntries(weights([aJob('a'), aJob('b', ['a'])], times({ a: 0, b: 0 }))), {
      a: 2,
      b: 1,
    });
  });
});

describe('the critical path', () => {
  it('is the chain that took longest', () => {
    assert.deepEqual(criticalPath(DIAMOND, times({ a: 10, b: 100, c: 20, d: 5, alone: 50 })), [
      'a',
      'b',
      'd',
    ]);
    assert.deepEqual(criticalPath(DIAMOND, times({ a: 10, b: 10, c: 20, d: 5, alone: 50 })), ['alone']);
    assert.deepEqual(criticalPath(DIAMOND, times({ a: 40, b: 1, c: 2, d: 20, alone: 50 })), ['a', 'c', 'd']);
  });

  it('is not the longest list but the longest time', () => {
    const jobs = [aJob('slow'), aJob('x'), aJob('y', ['x']), aJob('z', ['y'])];
    assert.deepEqual(criticalPath(jobs, times({ slow: 100, x: 1, y: 1, z: 1 })), ['slow']);
  });

  it('leaves out what did not run', () => {
    assert.deepEqual(criticalPath(DIAMOND, times({ a: 10, c: 20 })), ['a', 'c']);
    assert.deepEqual(criticalPath(DIAMOND, times({})), []);
    assert.deepEqual(criticalPath([], times({})), []);
  });
});
