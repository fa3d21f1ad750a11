import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { CacheNote } from '../../../src/core/cache.ts';
import { annotations, annotationsOfFailure, fromTop } from '../../../src/hosts/github/annotations.ts';
import { githubFacts } from '../../../src/hosts/github/facts.ts';
import { argumentsFromInputs, INPUTS, variableOf } from '../../../src/hosts/github/inputs.ts';
import { OUTPUTS } from '../../../src/hosts/github/outputs.ts';
import { github } from '../../../src/hosts/github.ts';
import { PAGE_LIMIT } from '../../../src/report/markdown.ts';
import { aContext, aRun, commandFailed, eventsOf } from '../report/builders.ts';
import { aFolder, aView, DISK } from './view.ts';

const SHA = 'a'.repeat(40);
const ENV = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'group/diary',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_SHA: SHA,
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_RUN_ID: '42',
  GITHUB_SERVER_URL: 'https://github.com',
};

function withEvent(t: TestContext, event: unknown): Record<string, string> {
  const path = join(aFolder(t), 'event.json');
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event));
  return { ...ENV, GITHUB_EVENT_PATH: path };
}

const PULL = {
  number: 7,
  repository: { full_name: 'group/diary', default_branch: 'main' },
  pull_request: { number: 7, head: { repo: { full_name: 'stranger/diary' } } },
};

test('facts of a pull request name its number and where its head comes from', (t) => {
  const { facts, remarks } = githubFacts(withEvent(t, PULL), DISK);
  assert.deepEqual(remarks, []);
  assert.deepEqual(facts, {
    host: 'github',
    event: 'pull_request',
    repository: 'group/diary',
    repositoryUrl: 'https://github.com/group/diary',
    ref: 'refs/pull/7/merge',
    commit: SHA,
    defaultBranch: 'main',
    headRepository: 'stranger/diary',
    change: '7',
    runUrl: 'https://github.com/group/diary/actions/runs/42',
    visibility: undefined,
  });
});

test('the head of a deleted fork is unknown, which nobody trusts', (t) => {
  const event = { ...PULL, pull_request: { number: 7, head: { repo: null } } };
  assert.equal(githubFacts(withEvent(t, event), DISK).facts.headRepository, undefined);
});

test('an event file that is broken, no object, missing or of another repository is not believed, and said', (t) => {
  const other = { ...PULL, repository: { full_name: 'stranger/diary', default_branch: 'x' } };
  for (const event of ['{', '[]', '"x"', other]) {
    const { facts, remarks } = githubFacts(withEvent(t, event), DISK);
    assert.equal(facts.headRepository, undefined);
    assert.equal(facts.defaultBranch, undefined);
    assert.equal(remarks.length, 1);
  }
  assert.equal(githubFacts({ ...ENV, GITHUB_EVENT_PATH: join(aFolder(t), 'none') }, DISK).remarks.length, 1);
});

test('names of the prototype in an event file are nothing', (t) => {
  const text = '{"__proto__": {"pull_request": {"number": 1}}, "constructor": 1}';
  assert.equal(githubFacts(withEvent(t, text), DISK).facts.change, undefined);
});

test('variables that GitHub would never set are empty, and said', () => {
  const { facts, remarks } = githubFacts(
    {
      GITHUB_REPOSITORY: 'a/b\n::x',
      GITHUB_REF: 'main',
      GITHUB_SHA: 'HEAD',
      GITHUB_EVENT_NAME: 'push event',
      GITHUB_SERVER_URL: 'javascript:x',
    },
    DISK,
  );
  assert.deepEqual(
    [facts.repository, facts.ref, facts.commit, facts.event, facts.repositoryUrl, facts.runUrl],
    ['', '', '', '', '', ''],
  );
  assert.equal(remarks.length, 5);
  assert.ok(remarks.every((remark) => !remark.includes('\n')));
});

test('GITHUB_ACTIONS must be the exact word', () => {
  assert.equal(github({ ...ENV, GITHUB_ACTIONS: '1' }, DISK), undefined);
  assert.equal(github(ENV, DISK)?.name, 'github');
});

test('inputs become the words of the command line', () => {
  const args = argumentsFromInputs({
    INPUT_RUN: ' lint\n test ',
    'INPUT_WORKING-DIRECTORY': 'my app',
    INPUT_CONFIG: '',
    INPUT_JOBS: '4',
    'INPUT_KEEP-GOING': 'True',
    INPUT_ONLY: 'false',
  });
  assert.deepEqual(args, {
    ok: true,
    value: ['run', '--cwd=my app', '--jobs=4', '--keep-going', '--', 'lint', 'test'],
  });
  assert.deepEqual(argumentsFromInputs({}), { ok: true, value: ['run'] });
});

test('no input can become a flag', () => {
  const args = argumentsFromInputs({ INPUT_RUN: '--config=/evil lint', INPUT_CONFIG: '--only' });
  assert.deepEqual(args, { ok: true, value: ['run', '--config=--only', '--', '--config=/evil', 'lint'] });
});

test('a switch that is neither true nor false is a mistake', () => {
  const args = argumentsFromInputs({ INPUT_ONLY: 'yes' });
  assert.equal(args.ok ? undefined : args.failure.code, 'usage');
});

test('action.yml has exactly the inputs and outputs that the code knows', () => {
  const text = readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8');
  const names = (part: string): string[] => {
    const from = text.indexOf(`\n${part}:\n`) + part.length + 3;
    const end = text.slice(from).search(/^\S/m);
    return [...text.slice(from, from + end).matchAll(/^ {2}([a-z-]+):$/gm)].map((match) => match[1] ?? '');
  };
  assert.deepEqual(
    names('inputs'),
    INPUTS.map((input) => input.name),
  );
  assert.deepEqual(names('outputs'), [...OUTPUTS]);
  assert.match(text, /using: node24\n/);
  assert.equal(variableOf('working-directory'), 'INPUT_WORKING-DIRECTORY');
});

const NOTHING_PRINTED = { tail: () => [], isFile: () => true };

test('annotations name files from the top of the repository', () => {
  const failedTests = [
    { name: 'a', file: 'tests/a.py', line: 3, message: 'm' },
    { name: 'b', file: '/repo/app/tests/b.py', line: undefined, message: '' },
    { name: 'c', file: '../../../etc/passwd', line: 1, message: 'm' },
  ];
  const { record } = aRun([
    { id: 'test', state: 'failed', failedTests },
    { id: 'lint', state: 'failed', failure: commandFailed('lint', 'ruff') },
  ]);
  assert.deepEqual(annotations(record, { ...NOTHING_PRINTED, place: fromTop('app', '/repo/app') }), [
    '::error title=lint::ruff ended with 1',
    '::error file=app/tests/a.py,line=3,title=test%3A a::m',
    '::error file=app/tests/b.py,title=test%3A b::failed',
    '::error title=test%3A c::m',
  ]);
});

test('of more than ten annotations the last one counts the rest', () => {
  const failedTests = Array.from({ length: 30 }, (_, at) => ({
    name: `t${at}`,
    file: 'a',
    line: at,
    message: '',
  }));
  const { record } = aRun([{ id: 'test', state: 'failed', failedTests }]);
  const lines = annotations(record, { ...NOTHING_PRINTED, place: fromTop('', '/repo') });
  assert.equal(lines.length, 10);
  assert.match(lines[9] ?? '', /and 21 more/);
});

test('what a linter found stands beside its line, whichever way it prints it', () => {
  const printed = [
    'src/app.js:3:5: unused variable',
    `${String.fromCharCode(27)}[31msrc/typed.ts${String.fromCharCode(27)}[0m(7,2): error TS2322: no`,
    'F401 `os` imported but unused',
    ' --> src/a.py:1:8',
    '/repo/app/src/eslint.js',
    '  4:9  error  no semicolon  semi',
    '  0:0  error  no such line',
    'gone.js:1:1: not a file',
    '../../etc/passwd:1:1: outside',
    'at 10:30: nothing',
  ];
  const { record } = aRun([{ id: 'lint', state: 'failed', failure: commandFailed('lint', 'linter') }]);
  const lines = annotations(record, {
    place: fromTop('app', '/repo/app'),
    tail: (job) => (job === 'lint' ? printed : []),
    isFile: (path) => !path.startsWith('gone') && path !== 'at',
  });
  assert.deepEqual(lines, [
    '::error title=lint::linter ended with 1',
    '::error file=app/src/app.js,line=3,col=5,title=lint::unused variable',
    '::error file=app/src/typed.ts,line=7,col=2,title=lint::error TS2322: no',
    '::error file=app/src/a.py,line=1,col=8,title=lint::F401 `os` imported but unused',
    '::error file=app/src/eslint.js,line=4,col=9,title=lint::error no semicolon semi',
  ]);
});

test('a job that says where its tests failed is believed for that alone', () => {
  const failedTests = [{ name: 'a', file: 'a.py', line: 3, message: 'm' }];
  const { record } = aRun([{ id: 'test', state: 'failed', failedTests }]);
  const tail = (): string[] => ['b.py:1:1: x'];
  assert.equal(annotations(record, { place: fromTop('', '/repo'), tail, isFile: () => true }).length, 1);
});

function aNote(more: Partial<CacheNote>): CacheNote {
  const base = { entry: 'test', kind: 'result', outcome: 'missed', reason: undefined } as const;
  return { ...base, digest: undefined, signer: undefined, created: undefined, producer: undefined, ...more };
}

test('an entry of the cache that was refused is a warning, one that was not there is none', () => {
  const { record } = aRun([
    { id: 'test', cache: [aNote({ reason: { code: 'digest-mismatch', detail: '%0A::x' } })] },
    { id: 'lint', cache: [aNote({ reason: { code: 'absent', detail: '' } })] },
  ]);
  assert.deepEqual(annotations(record, { ...NOTHING_PRINTED, place: fromTop('', '/repo') }), [
    '::warning title=cache entry of test refused::digest-mismatch: it is not what was sealed; it was changed in the store (%250A::x)',
  ]);
});

test('problems of the configuration are annotated at line and column', () => {
  const place = { file: 'sealsmith.yml', line: 12, column: 9 };
  assert.deepEqual(
    annotationsOfFailure(
      { code: 'config-invalid', problems: [{ place, message: 'unknown' }] },
      fromTop('app', '/repo/app'),
    ),
    ['::error file=app/sealsmith.yml,line=12,col=9,title=sealsmith configuration::unknown'],
  );
  assert.deepEqual(annotationsOfFailure({ code: 'config-absent', path: 'x.yml' }, fromTop('', '/repo')), [
    '::error title=sealsmith::no configuration at x.yml',
  ]);
});

const RUN = aRun(
  [
    { id: 'lint', summary: 'ruff 0.14.3' },
    {
      id: 'test',
      state: 'failed',
      failure: commandFailed('test', 'pytest'),
      failedTests: [{ name: 'x', file: 'a.py', line: 2, message: 'm' }],
    },
  ],
  [],
  { context: aContext({ host: 'github', ci: true }) },
);

test('a job is one group, its output fenced by a word of its own', async (t) => {
  const view = aView(t);
  const reporter = await github(ENV, DISK)?.open(view);
  for (const event of eventsOf(RUN, { lint: 'one\ntwo\n', test: 'boom' })) reporter?.on(event);
  await reporter?.close();
  const lines = view.text().split('\n');
  const from = lines.findIndex((line) => line.startsWith('::group::'));
  assert.deepEqual(lines.slice(from, from + 7), [
    '::group::ok   lint            1.0s  ruff 0.14.3',
    '$ lint',
    `::stop-commands::${'1'.padStart(32, '0')}`,
    'one',
    'two',
    `::${'1'.padStart(32, '0')}::`,
    '::endgroup::',
  ]);
  assert.ok(lines.includes(`::stop-commands::${'2'.padStart(32, '0')}`));
  assert.ok(lines.indexOf('::error file=a.py,line=2,title=test%3A x::m') > lines.lastIndexOf('::endgroup::'));
  assert.equal(view.timers(), 0);
});

test('secrets are masked first, whole and line by line', async (t) => {
  const view = aView(t, { secrets: ['hunter2', 'first line\nshort\nthe second line', ' '] });
  await github(ENV, DISK)?.open(view);
  assert.deepEqual(view.text().trimEnd().split('\n'), [
    '::add-mask::hunter2',
    '::add-mask::first line%0Ashort%0Athe second line',
    '::add-mask::first line',
    '::add-mask::the second line',
  ]);
});

/** Runs the reporter in a process of its own with the files that the runner makes: `@actions/core` reads the environment. */
function asRunner(
  t: TestContext,
  more: { readonly summary?: string; readonly missing?: boolean } = {},
): { log: string; summary: string; output: string; workspace: string } {
  const folder = aFolder(t);
  const workspace = join(folder, 'workspace');
  mkdirSync(join(workspace, '.sealsmith'), { recursive: true });
  writeFileSync(join(workspace, '.sealsmith', 'run.json'), '{}');
  const files = { GITHUB_STEP_SUMMARY: join(folder, 'summary'), GITHUB_OUTPUT: join(folder, 'output') };
  if (more.missing !== true) {
    writeFileSync(files.GITHUB_STEP_SUMMARY, more.summary ?? '');
    writeFileSync(files.GITHUB_OUTPUT, '');
  }
  const child = spawnSync(
    process.execPath,
    [new URL('./github-runner.ts', import.meta.url).pathname, workspace],
    {
      env: { ...ENV, ...files, PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    },
  );
  assert.equal(child.status, 0, child.stderr);
  const read = (path: string): string => (more.missing === true ? '' : readFileSync(path, 'utf8'));
  return {
    log: child.stdout,
    summary: read(files.GITHUB_STEP_SUMMARY),
    output: read(files.GITHUB_OUTPUT),
    workspace,
  };
}

test('outputs and summary are written as the runner reads them', (t) => {
  const { output, summary, workspace } = asRunner(t);
  const values = Object.fromEntries(
    [...output.matchAll(/^([a-z-]+)<<(ghadelimiter_\S+)\n(.*)\n\2$/gm)].map((match) => [match[1], match[3]]),
  );
  assert.deepEqual(values, {
    exit: '1',
    record: join(workspace, '.sealsmith/run.json'),
    'record-digest': 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    tests: '3',
    'failed-tests': '1',
  });
  assert.ok(summary.startsWith('## ✗ diary: 1 failed (exit 1)'));
  assert.ok(summary.includes('```mermaid'));
});

test('a summary that is nearly full is left as it is', (t) => {
  const full = 'x'.repeat(PAGE_LIMIT - 100);
  assert.equal(asRunner(t, { summary: full }).summary, full);
});

test('a runner without its files is said, and is no failure', (t) => {
  const { log } = asRunner(t, { missing: true });
  assert.match(log, /note the step summary could not be written/);
  assert.match(log, /note the outputs could not be written/);
});

test('a wrong input ends the action with an annotation and the exit status of usage', () => {
  const entry = new URL('../../../src/action.ts', import.meta.url).pathname;
  const child = spawnSync(process.execPath, [entry], {
    env: { GITHUB_ACTIONS: 'true', INPUT_ONLY: 'maybe' },
    encoding: 'utf8',
  });
  assert.equal(child.status, 2);
  assert.match(child.stdout, /^::error title=sealsmith::the input "only" is "maybe"/);
});
