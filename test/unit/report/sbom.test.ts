import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sbomText } from '../../../src/report/sbom.ts';
import { listed } from '../../support/sbom.ts';

const LOOK = { columns: 80, color: false, marks: 'plain' } as const;

describe('a bill of materials for people', () => {
  it('counts packages by kind, names licences by how often they are, and what has none', async () => {
    const made = await listed([
      {
        'etc/os-release': 'ID=debian\nVERSION_ID=12\n',
        'node_modules/a/package.json': '{"name":"a","version":"1","license":"MIT"}',
        'node_modules/b/package.json': '{"name":"b","version":"1","license":"MIT"}',
        'node_modules/c/package.json': '{"name":"c","version":"1"}',
        'x.dist-info/METADATA': 'Name: x\nVersion: 1\nLicense-Expression: ISC\n',
        'y.dist-info/METADATA': 'Name: y\n',
      },
    ]);
    const text = sbomText({ ...made, output: undefined }, LOOK, false).slice(2);
    assert.deepEqual(text, [
      'system  debian 12',
      '',
      '  3  npm packages',
      '  1  Python packages',
      '',
      '  2  MIT',
      '  1  ISC',
      '1 package without a licence: c',
      '',
      'note left out "y.dist-info/METADATA": python: it has no name and version',
      '',
      '4 packages · listed by sealsmith 0.0.0',
      'next: --output FILE writes it as CycloneDX, --json prints it',
    ]);
  });

  it('shows the ten most frequent licences unless all are wanted', async () => {
    const layer = Object.fromEntries(
      Array.from({ length: 14 }, (_, at) => [
        `node_modules/p${at}/package.json`,
        JSON.stringify({ name: `p${at}`, version: '1', license: `Own ${at}` }),
      ]),
    );
    const made = await listed([layer]);
    const lines = (all: boolean): number =>
      sbomText({ ...made, output: 'x' }, LOOK, all).filter((line) => /Own \d/.test(line)).length;
    assert.deepEqual([lines(false), lines(true)], [10, 14]);
    assert.match(
      sbomText({ ...made, output: 'x' }, LOOK, false).join('\n'),
      /4 +more licences|4 {2}more licences/,
    );
  });
});
