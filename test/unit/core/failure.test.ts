import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ExitStatus,
  exitOf,
  explain,
  type Failure,
  type FailureCode,
  worstExit,
} from '../../../src/core/failure.ts';
import { EXIT_STATUS, FAILURES } from '../../../src/core/failure-table.ts';

/** One of each code, with data that its sentence must show. */
const EXAMPLES: { readonly [C in FailureCode]: Extract<Failure, { code: C }> } = {
  usage: { code: 'usage', message: '"tset" is not a step', nearest: 'test' },
  'config-invalid': {
    code: 'config-invalid',
    problems: [
      { place: { file: 'sealsmith.yml', line: 12, column: 9 }, message: 'unknown scanner' },
      { place: { file: 'sealsmith.yml', line: 19, column: 3 }, message: 'not a step' },
    ],
  },
  'config-absent': { code: 'config-absent', path: 'ci/sealsmith.yml' },
  'config-exists': { code: 'config-exists', path: '/w/sealsmith.yml' },
  'pipeline-foreign': { code: 'pipeline-foreign', path: '/w/.gitlab/sealsmith.yml', why: 'edited' },
  'pipeline-outdated': { code: 'pipeline-outdated', path: '/w/.gitlab/sealsmith.yml', first: undefined },
  'not-a-folder': { code: 'not-a-folder', path: '/nowhere' },
  'nothing-detected': { code: 'nothing-detected', root: '/w' },
  'toolchain-ambiguous': {
    code: 'toolchain-ambiguous',
    found: [
      { name: 'python', file: 'requirements.txt' },
      { name: 'node', file: 'package.json' },
    ],
  },
  'project-invalid': { code: 'project-invalid', file: 'package.json', message: 'no JSON', next: 'repair it' },
  'step-cycle': { code: 'step-cycle', steps: ['a', 'b', 'a'] },
  'outputs-overlap': { code: 'outputs-overlap', path: 'dist/a', jobs: ['one', 'two'] },
  'output-tracked': { code: 'output-tracked', job: 'smoke', path: 'src' },
  'output-outside': { code: 'output-outside', job: 'smoke', path: 'link/out', place: '/srv/out' },
  'variable-unset': { code: 'variable-unset', name: 'TOKEN', wantedBy: 'smoke' },
  'fact-missing': { code: 'fact-missing', fact: 'deps', wantedBy: 'test' },
  'fact-stale': { code: 'fact-stale', fact: 'deps', file: 'requirements.txt' },
  'record-invalid': { code: 'record-invalid', path: '/w/.sealsmith/run.json', message: 'it is not JSON' },
  'source-unreachable': {
    code: 'source-unreachable',
    url: 'https://x.example.org/a.git',
    detail: 'no route',
  },
  'record-refused': { code: 'record-refused', digest: '4f2c', why: 'absent' },
  'tool-missing': { code: 'tool-missing', tool: 'uv', wantedBy: 'install', get: 'pip install uv' },
  'tool-broken': { code: 'tool-broken', tool: 'uv', path: '/usr/bin/uv', message: 'prints nothing' },
  'git-refused': { code: 'git-refused', path: '/w', why: 'broken', detail: 'fatal: index file corrupt' },
  'key-unusable': { code: 'key-unusable', path: '/s/keys/machine.key', why: 'it is a link' },
  'cache-refused': {
    code: 'cache-refused',
    entry: 'install/uv',
    reason: 'digest-mismatch',
    detail: 'piece 3',
  },
  'cache-unreachable': { code: 'cache-unreachable', reason: 'store-error', detail: 'EIO' },
  'workspace-busy': { code: 'workspace-busy', path: '/w/.sealsmith/lock', pid: 4711 },
  system: { code: 'system', doing: 'write', path: '/w/x', errno: 'ENOSPC' },
  'command-failed': { code: 'command-failed', job: 'test', command: 'pytest -q', exit: 3, log: 'test.log' },
  'command-killed': {
    code: 'command-killed',
    job: 'test',
    command: 'pytest -q',
    signal: 'SIGKILL',
    log: 'test.log',
  },
  'command-timeout': {
    code: 'command-timeout',
    job: 'audit/gitleaks',
    command: 'gitleaks',
    limit: 90_500,
    log: 'test.log',
  },
  'output-missing': { code: 'output-missing', job: 'smoke', path: 'smoke.log' },
  'output-invalid': { code: 'output-invalid', job: 'test', path: 'junit.xml', message: 'is no JUnit report' },
  'image-invalid': { code: 'image-invalid', what: 'image.tar', message: 'it has no manifest' },
  'digest-mismatch': { code: 'digest-mismatch', what: 'a layer', expected: 'sha256:1', found: 'sha256:2' },
  'base-mismatch': { code: 'base-mismatch', base: 'debian:bookworm', message: 'has no Python' },
  'base-changed': { code: 'base-changed', base: 'debian:bookworm', message: 'libc6 has gone' },
  'lock-invalid': { code: 'lock-invalid', path: 'sealsmith.lock', message: 'it is not JSON' },
  'image-build-failed': { code: 'image-build-failed', builder: 'docker', message: 'the build ended with 1' },
  'engine-unavailable': { code: 'engine-unavailable', engine: 'docker', message: 'no daemon' },
  'check-failed': { code: 'check-failed', why: 'ended', message: 'it ended with 1' },
  'registry-refused': {
    code: 'registry-refused',
    registry: 'registry.example.org',
    repository: 'group/diary',
    doing: 'push to',
    why: 'denied',
    as: 'ci',
    detail: 'no right',
  },
  'not-verified': { code: 'not-verified', subject: 'diary', exit: 3, reasons: ['wrong-repository'] },
  'registry-unreachable': {
    code: 'registry-unreachable',
    registry: 'registry.example.org',
    doing: 'read a manifest',
    detail: 'ECONNREFUSED',
  },
  'signing-key-invalid': { code: 'signing-key-invalid', what: 'cosign.key', message: 'it is public' },
  'signing-key-locked': { code: 'signing-key-locked', what: 'cosign.key', why: 'wrong-password' },
  'signing-impossible': {
    code: 'signing-impossible',
    message: 'nothing here can sign',
    why: 'no-signer',
    next: 'name a key',
  },
  'identity-unusable': { code: 'identity-unusable', from: 'GitHub', why: 'absent', message: 'no token' },
  'sigstore-refused': {
    code: 'sigstore-refused',
    service: 'the log',
    doing: 'enter it',
    status: 400,
    detail: 'no',
  },
  'sigstore-unreachable': {
    code: 'sigstore-unreachable',
    service: 'the log',
    doing: 'enter it',
    detail: 'ECONNREFUSED',
  },
  'sigstore-invalid': { code: 'sigstore-invalid', service: 'the log', message: 'no entry' },
  'services-invalid': { code: 'services-invalid', path: 'signing.json', message: 'no JSON' },
  'not-reproduced': { code: 'not-reproduced', commit: 'a41c9e2f4b11', differs: ['test'], ran: true },
  'reproduce-impossible': {
    code: 'reproduce-impossible',
    message: 'the tree was dirty',
    why: 'dirty',
    next: 'commit it',
  },
  interrupted: { code: 'interrupted', signal: 'SIGINT' },
  bug: { code: 'bug', message: 'unreachable', stack: 'Error: unreachable\n    at x' },
};

describe('the table of failures', () => {
  for (const [code, failure] of Object.entries(EXAMPLES)) {
    it(`says what ${code} is, with its data, and has an exit status`, () => {
      const { message, next } = explain(failure);
      const { code: _code, ...data } = failure;
      assert.ok(message.length > 10, message);
      assert.ok(!message.includes('undefined') && !message.includes('[object'), message);
      assert.ok(next === undefined || (next.length > 5 && !next.includes('undefined')), next);
      const said = `${message} ${next ?? ''}`;
      const [first] = Object.values(data);
      if (typeof first === 'string' && code !== 'interrupted') assert.ok(said.includes(first), said);
      assert.ok(Object.hasOwn(EXIT_STATUS, exitOf(failure)));
      assert.notEqual(exitOf(failure), 0);
    });
  }

  it('says when each happens, for the documentation', () => {
    for (const [code, entry] of Object.entries(FAILURES)) assert.ok(entry.when.length > 10, code);
    assert.deepEqual(Object.keys(FAILURES).sort(), Object.keys(EXAMPLES).sort());
  });

  it('uses every exit status that it explains', () => {
    const used = new Set(
      [...Object.values(EXAMPLES), { code: 'interrupted', signal: 'SIGTERM' } as const].map(exitOf),
    );
    const unused = Object.keys(EXIT_STATUS).filter((status) => !used.has(Number(status) as ExitStatus));
    assert.deepEqual(unused, ['0']);
  });

  it('gives each kind of failure the status of the design', () => {
    const table: readonly (readonly [FailureCode, number])[] = [
      ['command-failed', 1],
      ['command-timeout', 1],
      ['output-missing', 1],
      ['usage', 2],
      ['config-invalid', 2],
      ['step-cycle', 2],
      ['fact-missing', 2],
      ['fact-stale', 4],
      ['record-invalid', 4],
      ['record-refused', 4],
      ['tool-missing', 5],
      ['key-unusable', 4],
      ['cache-refused', 4],
      ['cache-unreachable', 5],
      ['workspace-busy', 5],
      ['system', 5],
      ['image-invalid', 4],
      ['digest-mismatch', 4],
      ['base-mismatch', 2],
      ['base-changed', 4],
      ['lock-invalid', 2],
      ['image-build-failed', 1],
      ['engine-unavailable', 5],
      ['check-failed', 1],
      ['registry-refused', 5],
      ['registry-unreachable', 5],
      ['not-verified', 3],
      ['not-reproduced', 4],
      ['reproduce-impossible', 2],
      ['interrupted', 130],
      ['bug', 70],
    ];
    assert.deepEqual(
      table.map(([code]) => [code, exitOf(EXAMPLES[code])]),
      table,
    );
    assert.equal(exitOf({ code: 'interrupted', signal: 'SIGTERM' }), 143);
    assert.equal(exitOf({ ...EXAMPLES['registry-refused'], why: 'invalid' }), 4);
  });

  it('puts every problem of a configuration on a line with its place', () => {
    assert.equal(
      explain(EXAMPLES['config-invalid']).message,
      'sealsmith.yml:12:9  unknown scanner\nsealsmith.yml:19:3  not a step',
    );
  });

  it('names the next step where there is one', () => {
    assert.equal(explain(EXAMPLES.usage).next, 'did you mean "test"?');
    assert.equal(explain({ code: 'usage', message: 'which command?' }).next, undefined);
    assert.equal(explain(EXAMPLES['tool-missing']).next, 'pip install uv');
    // Only the last record is read: nobody knows what earlier runs gave.
    assert.equal(
      explain(EXAMPLES['fact-missing']).message,
      'test needs deps, which the record of the run before does not have',
    );
    assert.match(explain(EXAMPLES['command-killed']).next ?? '', /memory/);
    assert.equal(explain({ ...EXAMPLES['command-killed'], signal: 'SIGSEGV' }).next, undefined);
    assert.equal(explain(EXAMPLES['command-timeout']).next, 'steps.audit.timeout sets the limit');
    assert.match(explain(EXAMPLES['command-timeout']).message, /90\.5 s/);
    assert.match(explain(EXAMPLES['toolchain-ambiguous']).next ?? '', /toolchain: python/);
  });

  it('spells out what the machine said, and shows what it does not know as it is', () => {
    assert.match(explain(EXAMPLES.system).message, /no space left on the device \(ENOSPC\)/);
    const odd = explain({ code: 'system', doing: 'read', path: 'x', errno: 'toString' });
    assert.equal(odd.message, 'cannot read x: toString');
  });
});

describe('the exit status of several failures', () => {
  const [env, use, fact, failed] = [
    EXAMPLES.system,
    EXAMPLES.usage,
    EXAMPLES['fact-stale'],
    EXAMPLES['command-failed'],
  ];
  const table: readonly (readonly [readonly Failure[], number])[] = [
    [[], 0],
    [[failed], 1],
    [[failed, env], 5],
    [[env, use], 2],
    [[use, fact], 4],
    [[fact, EXAMPLES.bug], 70],
    [[EXAMPLES.bug, { code: 'interrupted', signal: 'SIGTERM' }], 143],
    [[{ code: 'interrupted', signal: 'SIGTERM' }, EXAMPLES.interrupted], 130],
  ];
  for (const [failures, status] of table) {
    it(`is ${status} for ${failures.map((one) => one.code).join(' and ') || 'none'}, in any order`, () => {
      assert.equal(worstExit(failures), status);
      assert.equal(worstExit(failures.toReversed()), status);
    });
  }
});
