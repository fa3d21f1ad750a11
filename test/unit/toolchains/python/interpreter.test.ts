import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Tool } from '../../../../src/core/tool.ts';
import { choosePython, pythonRequests } from '../../../../src/toolchains/python/interpreter.ts';
import { aProject, explained, failureOf, jobOf } from './builders.ts';

describe('which Python is looked for', () => {
  const commands = (requires: string | undefined, preferred?: string) =>
    pythonRequests({ requires, preferred, file: 'pyproject.toml' }).map((request) => request.commands);

  it('is the usual one', () => assert.deepEqual(commands(undefined), [['python3', 'python']]));

  it('is first the one that .python-version names', () => {
    assert.deepEqual(commands(undefined, '3.12'), [['python3.12', 'python3', 'python']]);
  });

  it('is also one that fits, by name, when the project is particular', () => {
    const [, other] = commands('>=3.11,<3.14');
    assert.deepEqual(other, ['python3.13', 'python3.12', 'python3.11']);
  });

  it('fits when only later patch releases do', () => {
    assert.deepEqual(commands('>=3.12.4,<3.13')[1], ['python3.12']);
  });
});

describe('which Python is used', () => {
  const tool = (name: string, version: string): [string, Tool] => [
    name,
    { name, version, from: 'machine', path: `/usr/bin/${name}` },
  ];
  const wish = { requires: '>=3.12', preferred: undefined, file: 'pyproject.toml' };

  it('is the usual one where the project allows it', () => {
    const chosen = choosePython(
      { tools: new Map([tool('python', '3.12.1'), tool('other-python', '3.13.0')]) },
      wish,
    );
    assert.ok(chosen.ok);
    assert.equal(chosen.value.version, '3.12.1');
  });

  it('is another that fits where the usual one does not, under the same name', () => {
    const chosen = choosePython(
      { tools: new Map([tool('python', '3.11.7'), tool('other-python', '3.13.0')]) },
      wish,
    );
    assert.ok(chosen.ok);
    assert.deepEqual([chosen.value.name, chosen.value.version], ['python', '3.13.0']);
  });

  it('is none when none fits, and the failure says what was found', () => {
    const chosen = choosePython({ tools: new Map([tool('python', '3.11.7')]) }, wish);
    assert.ok(!chosen.ok && chosen.failure.code === 'tool-missing');
    assert.match(chosen.failure.tool, />=3\.12.*pyproject\.toml/);
    assert.match(chosen.failure.get, /3\.11\.7 at \/usr\/bin\/python/);
  });

  it('is missing on a machine without any', () => {
    assert.equal(failureOf({ 'requirements.txt': '' }, 'install', { tools: [] }).code, 'tool-missing');
  });

  it('is read from .python-version, whatever stands around the number', () => {
    for (const text of ['3.12\n', 'cpython-3.12.4\n', '# ours\n3.12.1\n']) {
      const [request] = aProject({ 'requirements.txt': '', '.python-version': text }).requests;
      assert.equal(request?.commands[0], 'python3.12', text);
    }
  });

  it('is explained', () => {
    const text = '[project]\nname = "a"\nrequires-python = ">=3.11"\n';
    assert.equal(
      explained(jobOf({ 'pyproject.toml': text }, 'install'), 'interpreter'),
      'python 3.11.7 (pyproject.toml)',
    );
  });
});
