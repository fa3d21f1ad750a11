import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptBy } from '../../../src/core/package-store.ts';

test('a store keeps what its patterns name, without what it leaves', () => {
  const kept = keptBy({ keeps: ['cache/**/*.zip', 'index'], leaves: ['cache/sumdb', '**/*.lock'] });
  const paths = [
    'cache/a/b.zip',
    'index/x',
    'index/x.lock',
    'cache/sumdb/b.zip',
    'cache/a/b.ziphash',
    'other',
  ];
  assert.deepEqual(paths.filter(kept), ['cache/a/b.zip', 'index/x']);
});

test('a store without patterns keeps nothing', () => {
  assert.equal(keptBy({ keeps: [], leaves: [] })('a'), false);
});
