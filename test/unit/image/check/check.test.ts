import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseRunner, type RunnerFacts } from '../../../../src/image/check/choose-runner.ts';
import { startTrouble } from '../../../../src/image/check/engine.ts';
import { readListening } from '../../../../src/image/check/listening.ts';
import { checkedText } from '../../../../src/image/check/request.ts';
import { type Circumstances, type Seen, troubleOf } from '../../../../src/image/check/trouble.ts';
import { findUser } from '../../../../src/image/check/user.ts';

describe('the choice of a runner', () => {
  const none: RunnerFacts = { wanted: 'auto', builder: 'layers', bare: false, podman: false, docker: false };
  const CASES: readonly (readonly [Partial<RunnerFacts>, string])[] = [
    [{ bare: true, podman: true, docker: true }, 'bare'],
    [{ builder: 'import', bare: true, docker: true }, 'bare'],
    [{ builder: 'docker', bare: true, docker: true }, 'docker'],
    [{ builder: 'docker', bare: true }, 'bare'],
    [{ builder: 'podman', bare: true, podman: true, docker: true }, 'podman'],
    [{ builder: 'buildah', bare: true, podman: true }, 'podman'],
    [{ builder: 'buildah', bare: true }, 'bare'],
    [{ podman: true, docker: true }, 'podman'],
    [{ docker: true }, 'docker'],
    [{}, 'bare'],
    [{ wanted: 'docker', bare: true, podman: true }, 'docker'],
  ];
  for (const [facts, name] of CASES) {
    it(`is ${name} for ${JSON.stringify(facts)}`, () => {
      const choice = chooseRunner({ ...none, ...facts });
      assert.equal(choice.name, name);
      assert.notEqual(choice.why, '');
    });
  }
});

describe('the kernel’s tables of listeners', () => {
  const line = (address: string, state = '0A'): string =>
    `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0`;
  const CASES: readonly (readonly [string, string, readonly (readonly [number, boolean])[]])[] = [
    ['all addresses', line('00000000:1F90'), [[8080, false]]],
    ['127.0.0.1', line('0100007F:1F90'), [[8080, true]]],
    ['127.0.0.1 of another byte order', line('7F000001:1F90'), [[8080, true]]],
    ['all of IPv6', line('00000000000000000000000000000000:0050'), [[80, false]]],
    ['::1', line('00000000000000000000000001000000:0050'), [[80, true]]],
    ['127.0.0.1 within IPv6', line('0000000000000000FFFF00000100007F:0050'), [[80, true]]],
    ['a connection', line('00000000:1F90', '01'), []],
    ['no table at all', 'sl local_address\nnonsense\n', []],
    [
      'both',
      `${line('0100007F:1F90')}\n${line('00000000:1F90')}`,
      [
        [8080, false],
        [8080, true],
      ],
    ],
  ];
  for (const [what, table, found] of CASES) {
    it(`are read for ${what}`, () =>
      assert.deepEqual(
        readListening(table).map(({ port, loopback }) => [port, loopback]),
        found,
      ));
  }
});

describe('the user of an image', () => {
  const accounts = {
    passwd: 'root:x:0:0::/root:/bin/sh\n# app:x:1:1\napp:x:10001:10002::/:/bin/sh\n',
    group: 'root:x:0:\nweb:x:33:\nmore:x:7:root,app\n',
  };
  const FOUND: readonly (readonly [string, number, number, readonly number[]])[] = [
    ['', 0, 0, []],
    ['root', 0, 0, [7]],
    ['app', 10001, 10002, [7]],
    ['10001', 10001, 10002, [7]],
    ['4711', 4711, 0, []],
    ['4711:12', 4711, 12, []],
    ['app:web', 10001, 33, []],
  ];
  for (const [text, uid, gid, groups] of FOUND) {
    it(`is ${uid}:${gid} for "${text}"`, () =>
      assert.deepEqual(findUser(text, accounts), { ok: true, value: { uid, gid, groups } }));
  }
  for (const text of ['nobody', 'app:nogroup', 'a:b:c', ':', '99999999999', '-1', '__proto__']) {
    it(`is none for "${text}"`, () => assert.equal(findUser(text, accounts).ok, false));
  }
  it('is a number where there are no files', () => {
    assert.equal(findUser('5', { passwd: undefined, group: undefined }).ok, true);
    assert.equal(findUser('app', { passwd: undefined, group: undefined }).ok, false);
  });
});

describe('what an image did', () => {
  const about: Circumstances = {
    runner: 'docker',
    within: 3000,
    ask: { port: 8080, path: '/health' },
    ports: [],
    listening: [],
    log: '',
    given: [],
  };
  const silent: Seen = { kind: 'given-up', last: { kind: 'silent' } };
  const refused: Seen = { kind: 'given-up', last: { kind: 'refused' } };
  const listening = (port: number, loopback: boolean) => [{ port, loopback }];
  const CASES: readonly (readonly [string, Seen, Partial<Circumstances>, string, RegExp])[] = [
    [
      'its end',
      { kind: 'ended', ended: { kind: 'killed', signal: 'SIGSEGV' } },
      {},
      'ended',
      /ended by SIGSEGV before/,
    ],
    ['a proxy in front of nobody', silent, {}, 'never-listened', /did not listen on port 8080 within 3 s$/],
    ['a proxy in front of what cannot be seen', silent, { listening: undefined }, 'silent', /did not answer/],
    [
      'a proxy in front of a loopback',
      silent,
      { listening: listening(8080, true) },
      'never-listened',
      /127\.0\.0\.1 alone/,
    ],
    ['silence', silent, { listening: listening(8080, false) }, 'silent', /did not answer \/health/],
    ['silence without a proxy', silent, { runner: 'bare' }, 'silent', /did not answer/],
    ['another port', refused, { listening: listening(5000, false) }, 'never-listened', /it listens on 5000$/],
    [
      'a port that it names',
      refused,
      { ports: ['5000/tcp'] },
      'never-listened',
      /its configuration names 5000\/tcp$/,
    ],
    [
      'another answer',
      { kind: 'given-up', last: { kind: 'answered', status: 500 } },
      {},
      'answered',
      /with 500/,
    ],
    ['its own check', { kind: 'unhealthy' }, {}, 'unhealthy', /health check/],
  ];
  for (const [what, seen, more, why, said] of CASES) {
    it(`is told for ${what}`, () => {
      const failure = troubleOf(seen, { ...about, ...more });
      assert.equal(failure.why, why);
      assert.match(failure.message, said);
    });
  }

  it('names the variable that it says is missing, unless it was given', () => {
    const log = 'DATABASE_URL is not set\n';
    const ended: Seen = { kind: 'ended', ended: { kind: 'exited', exit: 1 } };
    assert.match(troubleOf(ended, { ...about, log }).next ?? '', /check: \{ env: \[DATABASE_URL\] \}/);
    assert.equal(troubleOf(ended, { ...about, log, given: ['DATABASE_URL'] }).next, undefined);
  });

  it('is one clause when it is well', () => {
    const rest = { after: 412, remarks: [] };
    assert.equal(
      checkedText({ runner: 'bare', seen: { kind: 'answered', path: '/', status: 200 }, ...rest }),
      'answers / (200) after 0.4 s, started without an engine',
    );
    assert.equal(
      checkedText({ runner: 'docker compose', seen: { kind: 'healthy' }, ...rest }),
      'healthy after 0.4 s, started by docker compose',
    );
  });
});

describe('what an engine says when it cannot start', () => {
  for (const [said, clause] of [
    [
      'OCI runtime create failed: exec: "x": executable file not found in $PATH: unknown',
      /is not in the image/,
    ],
    ['Error response from daemon: unable to find user app: no matching entries in passwd file', /user/],
    ['exec /x: exec format error', /another kind of machine/],
    ['starting container process caused: exec: "/etc": permission denied', /may not execute/],
  ] as const) {
    it(`is understood: ${said}`, () => assert.match(startTrouble(said, 'x') ?? '', clause));
  }
  it('is left alone when it is about the engine', () =>
    assert.equal(startTrouble('driver failed programming external connectivity', 'x'), undefined));
});

describe('an image that ended', () => {
  const about = {
    runner: 'docker',
    within: 3000,
    ask: undefined,
    ports: [],
    listening: [],
    given: [],
  } as const;
  const ended = (exit: number, log: string) =>
    troubleOf({ kind: 'ended', ended: { kind: 'exited', exit } }, { ...about, log });
  it('by a signal, as engines say it', () => assert.match(ended(139, '').message, /139, as after SIGSEGV/));
  it('because it is for another processor', () => {
    const failure = ended(255, 'exec /bin/app: exec format error\n');
    assert.equal(failure.why, 'not-started');
    assert.match(failure.message, /another kind of machine/);
  });
});
