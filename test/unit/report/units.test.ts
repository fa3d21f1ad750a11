import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, duration, size, span } from '../../../src/report/units.ts';

test('durations have a tenth below a minute and two units above', () => {
  const table: readonly (readonly [number, string])[] = [
    [-5, '0.0s'],
    [0, '0.0s'],
    [210, '0.2s'],
    [51_000, '51.0s'],
    [59_960, '1m 00s'],
    [125_400, '2m 05s'],
    [3_599_600, '1h 00m'],
    [3_720_000, '1h 02m'],
  ];
  for (const [milliseconds, text] of table) assert.equal(duration(milliseconds), text);
});

test('limits are said in whole units', () => {
  assert.deepEqual([500, 30_000, 1_800_000, 5_400_000].map(span), ['500ms', '30s', '30m', '1h 30m']);
});

test('sizes keep two figures and never say 1000 of a unit', () => {
  assert.deepEqual([812, 4_100, 33_100_000, 999_600, 1_200_000_000].map(size), [
    '812 B',
    '4.1 kB',
    '33 MB',
    '1.0 MB',
    '1.2 GB',
  ]);
});

test('one of a thing is singular', () => {
  assert.deepEqual(
    [0, 1, 2].map((number) => count(number, 'test')),
    ['0 tests', '1 test', '2 tests'],
  );
});
