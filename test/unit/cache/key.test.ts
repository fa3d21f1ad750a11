import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inputsDigest, keyJson, keyOf, keyParts, keySaying, sayInputs } from '../../../src/cache/key.ts';
import type { Facts } from '../../../src/core/fact.ts';
import type { Machine, TreeEntry } from '../../../src/core/ports.ts';
import type { JobSpec } from '../../../src/core/step.ts';
import { canonicalJson, jsonDigest } from '../../../src/formats/canonical.ts';
import { FakeFiles } from '../../support/files.ts';
import { aTool, at, MACHINE, value } from '../../support/world.ts';
import { aSpec, sha } from '../report/builders.ts';

type Told = {
  readonly spec?: Partial<JobSpec>;
  readonly runtime?: string;
  readonly machine?: Partial<Machine>;
  readonly inputs?: readonly TreeEntry[];
  readonly facts?: Partial<Facts>;
  readonly epoch?: number;
};

const SPEC: Partial<JobSpec> = {
  commands: [{ tool: 'pytest', args: ['-q', 'tests'] }],
  tools: [
    aTool('python', { version: '3.11.7' }),
    aTool('pytest', { from: 'project', path: '.venv/bin/pytest', version: '' }),
  ],
  params: { reports: 'junit.xml' },
  env: { FLASK_ENV: 'testing' },
  outputs: [at('junit.xml')],
  needs: ['deps'],
  inputs: ['**'],
};

const DEPS: Facts['deps'] = {
  manager: 'pip',
  packages: [{ name: 'flask', version: '3.0' }],
  hashesChecked: true,
  scriptsWithheld: [],
  evidence: [{ path: 'requirements.txt', sha256: sha('a') }],
};

const INPUTS: readonly TreeEntry[] = [
  { path: 'app.py', sha256: sha('1'), mode: 'file' },
  { path: 'run.sh', sha256: sha('2'), mode: 'executable' },
];

function key({
  spec = {},
  runtime = '0.1.0',
  machine = {},
  inputs = INPUTS,
  facts = { deps: DEPS },
  epoch = 1,
}: Told = {}) {
  const job = aSpec('test', { ...SPEC, ...spec });
  return keyOf(keyParts(job, runtime, { ...MACHINE, ...machine }, inputs, facts, epoch));
}

/** The digest over the inputs and the key of a tree that really lies somewhere. */
async function keyOfTree(files: Readonly<Record<string, string | Uint8Array>>) {
  const fake = new FakeFiles();
  for (const [path, content] of Object.entries(files)) fake.put(`/w/${path}`, content);
  const inputs = value(await fake.digestAll('/w', Object.keys(files).sort()));
  return { key: key({ inputs }), inputs: inputsDigest(inputs) };
}

describe('the key of a job', () => {
  it('is the same for the same work', () => {
    assert.match(key(), /^[0-9a-f]{64}$/);
    assert.equal(key(), key());
    const reordered = { env: { B: '2', A: '1' } };
    assert.equal(key({ spec: reordered }), key({ spec: { env: { A: '1', B: '2' } } }));
  });

  const changes: Readonly<Record<string, Told>> = {
    'another job': { spec: { id: 'lint' } },
    'another argument': { spec: { commands: [{ tool: 'pytest', args: ['-q', 'test'] }] } },
    'arguments split elsewhere': { spec: { commands: [{ tool: 'pytest', args: ['-q tests'] }] } },
    'an argument moved to another command': {
      spec: {
        commands: [
          { tool: 'pytest', args: ['-q'] },
          { tool: 'tests', args: [] },
        ],
      },
    },
    'another folder to run in': {
      spec: { commands: [{ tool: 'pytest', args: ['-q', 'tests'], cwd: at('sub') }] },
    },
    'another parameter': { spec: { params: { reports: 'other.xml' } } },
    'another output': { spec: { outputs: [at('other.xml')] } },
    'another pattern for inputs': { spec: { inputs: ['app'] } },
    'a grant': { spec: { grants: ['network'] } },
    'a secret, by its name': { spec: { grants: ['secret:TOKEN'] } },
    'C12: another version of a tool': {
      spec: { tools: [aTool('python', { version: '3.11.9' }), ...(SPEC.tools ?? []).slice(1)] },
    },
    'C12: a tool of the project instead of the machine': {
      spec: {
        tools: [aTool('python', { version: '3.11.7', from: 'project' }), ...(SPEC.tools ?? []).slice(1)],
      },
    },
    'C12: one tool more': { spec: { tools: [...(SPEC.tools ?? []), aTool('curl')] } },
    'C12: another value of a variable': { spec: { env: { FLASK_ENV: 'production' } } },
    'C12: an empty variable instead of none': { spec: { env: { FLASK_ENV: 'testing', X: '' } } },
    'C12: a letter moved from the name of a variable to its value': {
      spec: { env: { FLASK_EN: 'Vtesting' } },
    },
    'C12: another system': { machine: { os: 'darwin' } },
    'C12: another processor': { machine: { arch: 'arm64' } },
    'C12: another C library': { machine: { libc: 'musl' } },
    'C12: another version of sealsmith': { runtime: '0.1.1' },
    'C4: another epoch': { epoch: 2 },
    'another dependency installed': {
      facts: { deps: { ...DEPS, packages: [{ name: 'flask', version: '3.1' }] } },
    },
    'no fact where one is needed': { facts: {} },
    'an input less': { inputs: INPUTS.slice(1) },
    'an input that can be executed now': {
      inputs: INPUTS.map((entry) => ({ ...entry, mode: 'executable' as const })),
    },
  };
  for (const [name, told] of Object.entries(changes)) {
    it(`changes with ${name}`, () => assert.notEqual(key(told), key()));
  }

  it('is another one for each of these', () => {
    const keys = Object.values(changes).map(key);
    assert.equal(new Set(keys).size, keys.length);
  });

  const same: Readonly<Record<string, Told>> = {
    'where a tool lies': {
      spec: {
        tools: [
          aTool('python', { version: '3.11.7', path: '/opt/python/bin/python3' }),
          ...(SPEC.tools ?? []).slice(1),
        ],
      },
    },
    'how many cores there are, and what else is on the path': { machine: { cores: 64, path: ['/opt/bin'] } },
    'how long the job may take': { spec: { limit: 1 } },
    'which proxies and stores it is given': {
      spec: {
        forwards: ['HTTPS_PROXY'],
        stores: [{ name: 'pip', env: ['PIP_CACHE_DIR'], keeps: ['http-v2'], leaves: [], checked: false }],
      },
    },
    'what it gives, and whether it is remembered': { spec: { gives: ['junit'], cache: 'never' } },
    'facts that it does not need': {
      facts: { deps: DEPS, junit: { tests: 1, passed: 1, failed: 0, skipped: 0, evidence: [] } },
    },
  };
  for (const [name, told] of Object.entries(same)) {
    it(`does not know ${name}`, () => assert.equal(key(told), key()));
  }

  it('does not hold the value of any secret', () => {
    const parts = keyParts(aSpec('x', { grants: ['secret:TOKEN'] }), '0', MACHINE, [], {}, 1);
    assert.deepEqual(JSON.stringify(parts).match(/TOKEN[^"]*/g), ['TOKEN']);
  });
});

describe('C11: the key of a tree', () => {
  const attacks: Readonly<Record<string, readonly [Record<string, string>, Record<string, string>]>> = {
    'a byte moved from the name to the content': [{ ab: 'c' }, { a: 'bc' }],
    'a byte moved from the content to the name': [
      { a: 'bc', d: '' },
      { ab: 'c', d: '' },
    ],
    'a file renamed': [
      { 'a.txt': 'x', 'b.txt': 'y' },
      { 'a.txt': 'x', 'c.txt': 'y' },
    ],
    'two files swapped': [
      { 'a.txt': 'x', 'b.txt': 'y' },
      { 'a.txt': 'y', 'b.txt': 'x' },
    ],
    'a file moved into a folder': [{ a: 'x' }, { 'd/a': 'x' }],
    'one file split into two': [{ a: 'xy' }, { a: 'x', b: 'y' }],
    'a name with a line end for two files': [{ 'a\nb': '' }, { a: '', b: '' }],
    'a name with a quote': [{ 'a","mode":"file': '' }, { a: '' }],
    'names that differ in case': [{ Makefile: 'x' }, { makefile: 'x' }],
    'names that look the same (composed and not)': [{ 'gr\u00f6\u00dfe': 'x' }, { 'gro\u0308\u00dfe': 'x' }],
    'an empty file added': [{ a: 'x' }, { a: 'x', b: '' }],
  };
  for (const [name, [before, after]] of Object.entries(attacks)) {
    it(`changes with ${name}`, async () => {
      const [one, other] = [await keyOfTree(before), await keyOfTree(after)];
      assert.notEqual(one.key, other.key);
      assert.notEqual(one.inputs, other.inputs);
      assert.deepEqual(await keyOfTree(before), one);
    });
  }

  it('changes when a file becomes a link to the same text', async () => {
    const files = new FakeFiles({ '/w/a': 'target' });
    const asFile = value(await files.digestAll('/w', ['a']));
    files.remove('/w/a');
    value(files.link('target', '/w/a'));
    const asLink = value(await files.digestAll('/w', ['a']));
    assert.equal(asFile[0]?.sha256, asLink[0]?.sha256);
    assert.notEqual(key({ inputs: asFile }), key({ inputs: asLink }));
  });
});

describe('the text that a key is made of', () => {
  const names = [
    'plain.txt',
    '',
    'with space',
    'quote " and \\ backslash',
    'line\nend\r\ttab\b\f',
    'control \u0000 \u001f \u007f \u0080',
    'ümläut, 漢字, 😀',
    'separators \u2028 \u2029',
    'half a pair \ud83d',
    'the other half \ude00 and more',
    'stray byte \udcff',
    '\uffff\ufffe\ufeff',
    '__proto__',
    'a","mode":"file',
    '</script>',
  ];
  const inputs = names.map((path, at): TreeEntry => {
    return {
      path,
      sha256: sha(String(at % 10)),
      mode: (['file', 'executable', 'link'] as const)[at % 3] ?? 'file',
    };
  });
  const parts = keyParts(aSpec('x', SPEC), '0.1.0', MACHINE, inputs, { deps: DEPS }, 3);

  it('is canonical JSON, whatever the names of inputs', () => {
    assert.equal(keyJson(parts), canonicalJson(parts));
    assert.equal(keyOf(parts), jsonDigest(parts));
    assert.equal(keySaying(parts, sayInputs(inputs)), keyOf(parts));
    assert.equal(sayInputs(inputs).sha256, inputsDigest(inputs));
    assert.equal(inputsDigest(inputs), jsonDigest(inputs));
    for (const entry of inputs) assert.equal(inputsDigest([entry]), jsonDigest([entry]));
  });

  it('is canonical JSON for every character that a name may hold', () => {
    const all = Array.from({ length: 0x10000 / 64 }, (_, at): TreeEntry => {
      const path = String.fromCharCode(...Array.from({ length: 64 }, (_each, code) => at * 64 + code));
      return { path, sha256: sha('1'), mode: 'file' };
    });
    assert.equal(inputsDigest(all), jsonDigest(all));
  });

  it('is canonical JSON without inputs, variables and facts, too', () => {
    const few = keyParts(aSpec('x', { env: {}, needs: [] }), '0', MACHINE, [], {}, 1);
    assert.equal(keyJson(few), canonicalJson(few));
    assert.equal(inputsDigest([]), jsonDigest([]));
  });

  it('says which form it has, so that the next form gives other keys', () => {
    assert.equal(parts.schema, 'sealsmith-key/2');
    assert.notEqual(keyOf(parts), jsonDigest({ ...parts, schema: 'sealsmith-key/1' }));
  });
});
