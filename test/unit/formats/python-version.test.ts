import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meetsPython } from '../../../src/formats/python-version.ts';

describe('versions of Python', () => {
  const table: readonly [string, string | undefined, boolean][] = [
    ['3.11.2', undefined, true],
    ['3.11.2', '', true],
    ['3.11.2', '>=3.11', true],
    ['3.11.2', '>=3.12', false],
    ['3.11.2', '>=3.9,<3.12', true],
    ['3.12.0', '>=3.9,<3.12', false],
    ['3.9.1', '>=3.10', false],
    ['3.11.2', '==3.11.*', true],
    ['3.12.2', '==3.11.*', false],
    ['3.11.2', '!=3.11.*', false],
    ['3.11.2', '~=3.10', true],
    ['3.11.2', '~=3.10.1', false],
    ['3.11.2', '^3.9', true],
    ['3.11.2', '~3.10', false],
    ['3.11.2', '>=3.13 || <3.12', true],
    ['3.11.2', '>=3.11.3', false],
    ['3.11', '>=3.11.3', true],
    ['3.11', '<3.11', false],
    ['3.11.2', '===3.11.2', true],
    ['3.11.2', 'whatever it says', true],
  ];
  for (const [version, specifier, expected] of table) {
    it(`${version} ${expected ? 'meets' : 'does not meet'} ${specifier ?? 'nothing'}`, () => {
      assert.equal(meetsPython(version, specifier), expected);
    });
  }
});

describe('whether a version of Python meets what the project requires', () => {
  const table: readonly [string, string, boolean][] = [
    ['3.11.7', '>=3.11', true],
    ['3.11.7', '>=3.12', false],
    ['3.11.7', '>=3.11,<3.12', true],
    ['3.12.0', '>=3.11,<3.12', false],
    ['3.10.2', '>=3.9, !=3.10.*', false],
    ['3.11.7', '==3.11.*', true],
    ['3.11.7', '==3.11', false],
    ['3.11', '==3.11.0', true],
    ['3.12.1', '~=3.11', true],
    ['4.0.0', '~=3.11', false],
    ['3.12.1', '~=3.11.2', false],
    ['3.11.7', '>3.11', true],
    ['3.11.7', '<=3.11.7', true],
    ['3.13.0', '^3.11', true],
    ['4.0.0', '^3.11', false],
    ['3.12.0', '~3.11', false],
    ['3.9.1', '~3.9 || ^3.11', true],
    ['3.10.1', '~3.9 || ^3.11', false],
    ['3.11.7', '3.11.7', true],
    ['3.11.7', '*', true],
    ['3.11.7', 'whatever it takes', true],
  ];
  for (const [version, specifier, expected] of table) {
    it(`${version} and "${specifier}"`, () => assert.equal(meetsPython(version, specifier), expected));
  }
  it('is so when nothing is required', () => assert.equal(meetsPython('3.8.0', undefined), true));
});
