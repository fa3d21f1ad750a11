import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainText } from '../../../src/report/explain.ts';
import { edges, mermaid } from '../../../src/report/mermaid.ts';
import { planText, rounds } from '../../../src/report/plan.ts';
import { cells } from '../../../src/report/width.ts';
import { aJob, aPlan, aRun, aSpec, at, TREE } from './builders.ts';

const PLAN = aPlan(
  [
    aJob('install', [], {
      isolation: { processes: 'namespaces', network: 'granted' },
      spec: aSpec('install', {
        commands: [
          { tool: 'python', args: ['-m', 'venv', '.venv'] },
          { tool: 'uv', args: ['pip', 'sync', 'a file.txt'], cwd: at('app') },
        ],
        inputs: ['requirements*.txt', 'pyproject.toml'],
        outputs: [at('.venv')],
        gives: ['deps'],
        grants: ['network'],
        forwards: ['HTTPS_PROXY'],
        stores: [
          { name: 'wheels', env: ['PIP_DEST'], keeps: ['*.whl'], leaves: [], checked: true },
          { name: 'uv', env: ['UV_CACHE_DIR'], keeps: ['archive-v*'], leaves: [], checked: false },
        ],
        cache: 'store',
        tools: [{ name: 'uv', version: '0.9.1', from: 'machine', path: '/usr/bin/uv' }],
      }),
      explained: [
        { what: 'toolchain', value: 'python', origin: { from: 'detected', file: 'requirements.txt' } },
        { what: 'with', value: 'uv', origin: { from: 'default' } },
        { what: 'timeout', value: '30m', origin: { from: 'config', file: 'sealsmith.yml', line: 12 } },
      ],
    }),
    aJob('test', ['install'], {
      isolation: { processes: 'namespaces', network: 'shared' },
      spec: aSpec('test', {
        commands: [{ tool: 'pytest', args: ['-q'] }],
        needs: ['deps'],
        gives: ['junit'],
        env: { FLASK_ENV: 'testing' },
        params: { layout: 'one-file', data: ['a:b'] },
        tools: [{ name: 'pytest', version: '', from: 'project', path: '.venv/bin/pytest' }],
      }),
    }),
  ],
  [{ step: 'push', why: { code: 'needs-naming', detail: 'nothing leaves this machine' } }],
);

test('a plan begins with a table: round, job, command, grants, cache', () => {
  assert.deepEqual(planText(PLAN, 2, TREE).slice(0, 7), [
    'diary  python (requirements.txt) · local · T0 · a41c9e2 clean',
    '',
    " 1  install       (cd app) uv pip sync 'a file.txt' +1           network  store",
    ' 2  test          pytest -q                                      –        result',
    ' –  push          needs-naming: nothing leaves this machine',
    '',
    'isolation: namespaces · jobs: 2 · tier T0 because this is a local run',
  ]);
});

test('and then says all that decides each job', () => {
  const text = planText(PLAN, 2, TREE).slice(8);
  assert.deepEqual(text, [
    'install',
    '  runs      python -m venv .venv',
    "            (cd app) uv pip sync 'a file.txt'",
    '  gives     deps',
    '  inputs    requirements*.txt  pyproject.toml',
    '  outputs   .venv',
    '  tools     uv 0.9.1  /usr/bin/uv',
    '  grants    network (own namespaces, network granted)',
    '  forwards  HTTPS_PROXY',
    '  stores    wheels by PIP_DEST, checked',
    '            uv by UV_CACHE_DIR',
    '  cache     store · limit 30m',
    '',
    'test',
    '  runs      pytest -q',
    '  after     install',
    '  needs     deps',
    '  gives     junit',
    '  inputs    **',
    '  tools     pytest  .venv/bin/pytest of the project',
    '  env       FLASK_ENV=testing',
    '  params    layout: one-file',
    '            data: ["a:b"]',
    '  grants    – (own namespaces, network reachable although not granted)',
    '  cache     result · limit 30m',
  ]);
});

test('a long command is folded, never cut, and stays within the terminal', () => {
  const args = Array.from({ length: 40 }, (_, number) => `--option-${number}=value`);
  const plan = aPlan([aJob('test', [], { spec: aSpec('test', { commands: [{ tool: 'pytest', args }] }) })]);
  const lines = planText(plan, 1, TREE);
  assert.ok(lines.every((line) => cells(line) <= 80));
  const details = lines.slice(lines.indexOf('test')).join(' ');
  for (const arg of args) assert.ok(details.includes(arg), arg);
});

test('rounds say how early a job could run', () => {
  const plan = aPlan([aJob('a'), aJob('b', ['a']), aJob('c'), aJob('d', ['b', 'c'])]);
  assert.deepEqual([...rounds(plan).values()], [1, 2, 1, 3]);
});

test('a plan with nothing in it says so', () => {
  assert.ok(planText(aPlan([]), 1, TREE).includes('nothing to do'));
});

test('explain says of each value where it came from', () => {
  assert.deepEqual(explainText(PLAN, 'install', TREE), [
    'install',
    '  toolchain  python                                 detected in requirements.txt',
    '  with       uv                                     default',
    '  timeout    30m                                    sealsmith.yml:12',
  ]);
});

test('explain of a skipped step is its reason; of an unknown one nothing', () => {
  assert.deepEqual(explainText(PLAN, 'push', TREE), [
    'push is skipped, needs-naming: nothing leaves this machine',
  ]);
  assert.equal(explainText(PLAN, 'nonsense', TREE), undefined);
});

test('explain folds long values into their own column', () => {
  const explained = [{ what: 'run', value: 'word '.repeat(40).trim(), origin: { from: 'default' } } as const];
  const plan = aPlan([aJob('lint', [], { explained })]);
  assert.ok((explainText(plan, 'lint', TREE) ?? []).every((line) => cells(line) <= 80));
});

test('a drawing has a node a job, dashed ones for skips, and no edge that others imply', () => {
  const plan = aPlan(
    [aJob('a'), aJob('b', ['a']), aJob('c', ['a', 'b'])],
    [{ step: 's', why: { code: 'needs-tool', detail: '' } }],
  );
  assert.deepEqual(edges(plan), [
    ['a', 'b'],
    ['b', 'c'],
  ]);
  assert.deepEqual(mermaid(plan).slice(0, 7), [
    'flowchart LR',
    '  j0["a"]:::planned',
    '  j1["b"]:::planned',
    '  j2["c"]:::planned',
    '  s0["s<br/>needs-tool"]:::skipped',
    '  j0 --> j1',
    '  j1 --> j2',
  ]);
});

test('with a record the drawing shows states and times', () => {
  const { plan, record } = aRun([
    { id: 'a', ms: 1500 },
    { id: 'b', after: ['a'], state: 'failed' },
    { id: 'c', state: 'cancelled', ms: 0 },
  ]);
  const lines = mermaid(plan, record);
  assert.ok(lines.includes('  j0["a<br/>1.5s"]:::done'));
  assert.ok(lines.includes('  j1["b<br/>1.0s"]:::failed'));
  assert.ok(lines.includes('  j2["c"]:::cancelled'));
});

test('hostile names stay within their node', () => {
  const lines = mermaid(aPlan([aJob('x"] --> y["<script>'), aJob('a\nclick b')]));
  assert.equal(lines.filter((line) => line.includes('-->')).length, 0);
  assert.ok(lines.every((line) => (line.match(/"/g) ?? []).length % 2 === 0 && !line.includes('<script')));
});
