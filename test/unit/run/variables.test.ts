import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEnvFile, valuesOf, variable } from '../../../src/run/variables.ts';
import { failure, value } from '../../support/world.ts';

describe('a file of variables', () => {
  const sound: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
    'may be empty': ['', {}],
    'has a name and a value on each line': ['A=1\nB = two words\nC=\n', { A: '1', B: 'two words', C: '' }],
    'may have comments and empty lines': ['# A=0\n\n  # B\nA=1 # one\n', { A: '1' }],
    'may have quotes': ["A=\"x # y\"\nB='$HOME'\nC=it's\n", { A: 'x # y', B: '$HOME', C: "it's" }],
    'may have values of several lines': [
      'KEY="-----BEGIN\nAQAB\n\n-----END"\nB=2\n',
      { KEY: '-----BEGIN\nAQAB\n\n-----END', B: '2' },
    ],
    'may be written for a shell': ['export A=1\nexport  B=2\n', { A: '1', B: '2' }],
    'may come from Windows': ['\ufeffA=1\r\n\r\n# x\r\nB=2\r\n', { A: '1', B: '2' }],
    'keeps equals signs in values': ['URL=postgres://x?a=b&c=d\n', { URL: 'postgres://x?a=b&c=d' }],
    'is never run: commands and variables in values stay text': [
      'A=$(id)\nB=${A}\nC=`id`\n',
      { A: '$(id)', B: '${A}', C: 'id' },
    ],
  };
  for (const [name, [text, expected]] of Object.entries(sound)) {
    it(name, () => assert.deepEqual({ ...value(parseEnvFile('.env', text)) }, expected));
  }

  const broken: Readonly<Record<string, readonly [string, readonly number[]]>> = {
    'a word alone': ['A=1\nFOO\n', [2]],
    'words alone, each': ['A B\nC=1\nsource other\n', [1, 3]],
    'a name that is none': ['A-B=1\n1X=2\n=3\n', [1, 2, 3]],
    'a line after a value of several lines': ['K="a\nb\nc"\nFOO\n', [4]],
    'a YAML file': ['name: x\n', [1]],
  };
  for (const [name, [text, lines]] of Object.entries(broken)) {
    it(`is refused with its place: ${name}`, () => {
      const failed = failure(parseEnvFile('.env.example', text));
      assert.equal(failed.code, 'config-invalid');
      assert.deepEqual(
        failed.problems.map(({ place }) => `${place.file}:${place.line}:${place.column}`),
        lines.map((line) => `.env.example:${line}:1`),
      );
    });
  }
});

describe('the value of a variable', () => {
  const variables = {
    file: { A: 'file', B: 'file', E: 'file' },
    environment: { A: 'environment', D: 'environment', E: '' },
  };

  it('is the environment’s, else the file’s', () => {
    assert.equal(variable('A', variables), 'environment');
    assert.equal(variable('B', variables), 'file');
    assert.equal(variable('C', variables), undefined);
    assert.equal(variable('E', variables), '');
  });

  it('is none for a name that only objects have', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      assert.equal(variable(name, variables), undefined);
  });

  it('is given in the list, or looked up; what is set nowhere is left out', () => {
    assert.deepEqual(valuesOf(['A', 'B=given', 'C', 'D=', 'E=a=b'], variables), {
      A: 'environment',
      B: 'given',
      D: '',
      E: 'a=b',
    });
  });
});
