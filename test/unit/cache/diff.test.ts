import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffKeys } from '../../../src/cache/diff.ts';
import { keyOf, keyParts } from '../../../src/cache/key.ts';
import { whyAgain } from '../../../src/cache/why-again.ts';
import type { KeyParts } from '../../../src/core/key.ts';
import { canonicalJson } from '../../../src/formats/canonical.ts';
import { aTool, at, MACHINE } from '../../support/world.ts';
import { aSpec, sha } from '../report/builders.ts';

const BASE: KeyParts = {
  ...keyParts(
    aSpec('test', {
      commands: [{ tool: 'pytest', args: ['-q'] }],
      tools: [aTool('python', { version: '3.11.7' }), aTool('uv', { version: '0.13.8' })],
      params: { reports: 'junit.xml', entry: ['a', 'b'] },
      env: { FLASK_ENV: 'testing' },
      inputs: ['app', '!app/old'],
      outputs: [at('junit.xml')],
    }),
    '0.1.0',
    MACHINE,
    [
      { path: 'app/a.py', sha256: sha('1'), mode: 'file' },
      { path: 'app/b.py', sha256: sha('2'), mode: 'file' },
      { path: 'app/c.py', sha256: sha('3'), mode: 'file' },
    ],
    {},
    1,
  ),
  facts: { deps: sha('d') },
};

const JOB = BASE.job;
const [A, B, C] = BASE.inputs;
const inputs = (...list: readonly (KeyParts['inputs'][number] | undefined)[]): Partial<KeyParts> => ({
  inputs: list.filter((one) => one !== undefined),
});

/** A change of the base, and what is told of it: part, name, and the clause for the row. */
const changes: Readonly<Record<string, readonly [Partial<KeyParts>, readonly string[], string]>> = {
  'an input with other content': [
    inputs(A && { ...A, sha256: sha('9') }, B, C),
    ['inputs app/a.py'],
    'inputs changed: app/a.py',
  ],
  'an input that is executable now': [
    inputs(A && { ...A, mode: 'executable' }, B, C),
    ['inputs app/a.py'],
    'inputs changed: app/a.py',
  ],
  'an input less': [inputs(A, B), ['inputs app/c.py'], 'inputs changed: app/c.py'],
  'an input more': [
    inputs(A, B, C, { path: 'z', sha256: sha('4'), mode: 'link' }),
    ['inputs z'],
    'inputs changed: z',
  ],
  'all inputs': [
    inputs(),
    ['inputs app/a.py', 'inputs app/b.py', 'inputs app/c.py'],
    'inputs changed: app/a.py, app/b.py and 1 more',
  ],
  'another version of a tool': [
    { tools: [...BASE.tools.slice(0, 1), { name: 'uv', version: '0.13.9', from: 'machine' }] },
    ['tools uv'],
    'tool uv 0.13.8 → 0.13.9',
  ],
  'a tool from elsewhere': [
    { tools: [...BASE.tools.slice(0, 1), { name: 'uv', version: '0.13.8', from: 'project' }] },
    ['tools uv'],
    'tool uv 0.13.8 → 0.13.8 of the project',
  ],
  'a tool less': [{ tools: BASE.tools.slice(0, 1) }, ['tools uv'], 'tool uv 0.13.8 → none'],
  'tools in another order': [
    { tools: BASE.tools.toReversed() },
    ['tools '],
    'the order of its tools changed',
  ],
  'a parameter': [
    { job: { ...JOB, params: { reports: 'junit.xml', entry: ['a'] } } },
    ['parameters entry'],
    'parameters changed: entry',
  ],
  'a parameter that looks the same': [
    { job: { ...JOB, params: { reports: 'junit.xml', entry: '["a","b"]' } } },
    ['parameters entry'],
    'parameters changed: entry',
  ],
  'no parameters': [
    { job: { ...JOB, params: null } },
    ['parameters reports', 'parameters entry'],
    'parameters changed: reports, entry',
  ],
  'a variable': [
    { env: { FLASK_ENV: 'production' } },
    ['variables FLASK_ENV'],
    'variables changed: FLASK_ENV',
  ],
  'a variable called like a member of every object': [
    { env: { ...BASE.env, constructor: 'x' } },
    ['variables constructor'],
    'variables changed: constructor',
  ],
  'a command': [
    { job: { ...JOB, commands: [{ tool: 'pytest', args: [] }] } },
    ['commands 1'],
    'its commands changed',
  ],
  'a command that reads the same': [
    { job: { ...JOB, commands: [{ tool: 'sh', args: ['-eu', '-c', 'pytest -q'] }] } },
    ['commands 1'],
    'its commands changed',
  ],
  'a pattern': [
    { job: { ...JOB, inputs: ['app'] } },
    ['patterns !app/old'],
    'its patterns of inputs changed: !app/old',
  ],
  'patterns in another order': [
    { job: { ...JOB, inputs: ['!app/old', 'app'] } },
    ['patterns '],
    'the order of its patterns changed',
  ],
  'an output': [
    { job: { ...JOB, outputs: [] } },
    ['outputs junit.xml'],
    'its list of outputs changed: junit.xml',
  ],
  'a grant': [{ job: { ...JOB, grants: ['network'] } }, ['grants network'], 'its grants changed: network'],
  'a fact': [{ facts: { deps: sha('e') } }, ['facts deps'], 'what it needs changed: deps'],
  'a fact less': [{ facts: {} }, ['facts deps'], 'what it needs changed: deps'],
  'another system': [
    { platform: { ...BASE.platform, libc: 'musl' } },
    ['platform libc'],
    'the platform changed: libc',
  ],
  'another version of ours': [{ runtime: '0.2.0' }, ['sealsmith '], 'sealsmith 0.1.0 → 0.2.0'],
  'another epoch': [{ epoch: 2 }, ['epoch '], 'epoch 1 → 2'],
  'another job': [{ job: { ...JOB, id: 'lint' } }, ['job '], 'job test → lint'],
};

describe('what differs between two keys', () => {
  for (const [name, [change, expected, clause]] of Object.entries(changes)) {
    it(`is ${name}, from both sides`, () => {
      const now = { ...BASE, ...change };
      assert.notEqual(keyOf(now), keyOf(BASE));
      for (const [one, other] of [
        [BASE, now],
        [now, BASE],
      ] as const) {
        const told = diffKeys(one, other).differences.map(({ part, name }) => `${part} ${name}`);
        assert.deepEqual(told.toSorted(), [...expected].toSorted());
      }
      assert.equal(whyAgain(BASE, now), clause);
    });
  }

  it('is nothing for equal keys, also when one of them was written down and read', () => {
    const read = JSON.parse(canonicalJson(BASE)) as KeyParts;
    assert.deepEqual(diffKeys(BASE, read).differences, []);
    assert.deepEqual(diffKeys(BASE, BASE).equal, {
      inputs: 3,
      tools: 2,
      parameters: 2,
      variables: 1,
      commands: 1,
      patterns: 2,
      outputs: 1,
      grants: 0,
      facts: 1,
      platform: 3,
      sealsmith: 1,
      epoch: 1,
      job: 1,
    });
  });

  it('counts what is equal beside', () => {
    const { equal } = diffKeys(BASE, { ...BASE, ...inputs(A, B), env: { OTHER: '1' } });
    assert.deepEqual([equal.inputs, equal.variables, equal.tools], [2, 0, 2]);
  });

  it('is something exactly when the keys differ, for every two of all changes', () => {
    const all = Object.values(changes).map(([change]) => ({ ...BASE, ...change }));
    for (const one of all) {
      for (const other of all) {
        const told = diffKeys(one, other).differences.length;
        assert.equal(told === 0, keyOf(one) === keyOf(other));
      }
    }
  });
});

describe('why a job runs again', () => {
  it('is not known when the parts of the key before are not', () => {
    assert.equal(whyAgain(undefined, BASE), undefined);
  });

  it('with an equal key is what it left, or what it was given by name', () => {
    assert.equal(whyAgain(BASE, BASE), 'outputs were touched');
    assert.equal(whyAgain(BASE, BASE, 'changed'), 'values given by name changed');
  });

  it('says the first reason and counts the others', () => {
    assert.equal(
      whyAgain(BASE, { ...BASE, env: {}, epoch: 2 }),
      'variables changed: FLASK_ENV, and 1 more reason',
    );
    assert.equal(
      whyAgain(BASE, { ...BASE, ...inputs(A, B), env: {}, epoch: 2 }),
      'inputs changed: app/c.py, and 2 more reasons',
    );
  });

  it('names a link once, whether it or what it leads to changed', () => {
    const link = { path: 'l', sha256: sha('1'), mode: 'link' } as const;
    const behind = { path: 'l\0', sha256: sha('2'), mode: 'file' } as const;
    const now = { ...BASE, ...inputs({ ...link, sha256: sha('3') }, { ...behind, sha256: sha('4') }) };
    assert.equal(whyAgain({ ...BASE, ...inputs(link, behind) }, now), 'inputs changed: l');
  });
});
