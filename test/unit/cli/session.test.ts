import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { wantsColor } from '../../../src/cli/session.ts';
import { VERSION } from '../../../src/cli/version.ts';

describe('colour', () => {
  type Row = readonly [env: Readonly<Record<string, string>>, flag: boolean, able: boolean, wanted: boolean];
  const table: readonly Row[] = [
    [{}, true, true, true],
    [{}, true, false, false],
    [{}, false, true, false],
    [{ NO_COLOR: '1' }, true, true, false],
    [{ NO_COLOR: '0' }, true, true, false],
    [{ NO_COLOR: '' }, true, true, true],
    [{ FORCE_COLOR: '1' }, true, false, true],
    [{ FORCE_COLOR: '0' }, true, true, false],
    [{ FORCE_COLOR: '' }, true, false, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, true, false],
    [{ FORCE_COLOR: '1' }, false, true, false],
  ];
  for (const [env, flag, able, wanted] of table) {
    const given = [
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      flag ? '' : '--no-color',
      able ? 'a terminal' : 'a pipe',
    ].filter((part) => part !== '');
    it(`${given.join(', ')}: ${wanted ? 'yes' : 'no'}`, () =>
      assert.equal(wantsColor({ env }, { color: flag }, able), wanted));
  }
});

describe('the version', () => {
  it('is the one of package.json', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
    assert.equal(VERSION, (JSON.parse(text) as { version: string }).version);
  });
});
