import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changesUser, missingVariable } from '../../../../src/image/check/hints.ts';

describe('the variable that a log names', () => {
  const NAMED: readonly (readonly [string, string])[] = [
    ['Traceback (most recent call last):\n  File "app.py", line 3\nKeyError: \'SECRET_KEY\'', 'SECRET_KEY'],
    ['/entry.sh: line 4: DATABASE_URL: unbound variable', 'DATABASE_URL'],
    ['sh: DATABASE_URL: parameter not set', 'DATABASE_URL'],
    ['Error: DATABASE_URL is not set', 'DATABASE_URL'],
    ['Error: DATABASE_URL environment variable is required', 'DATABASE_URL'],
    ['Missing required environment variable API_TOKEN', 'API_TOKEN'],
    ['Missing required environment variables: API_TOKEN, OTHER', 'API_TOKEN'],
    ['panic: environment variable "REDIS_URL" not set', 'REDIS_URL'],
    ['decouple.UndefinedValueError: SECRET_KEY not found. Declare it as envvar', 'SECRET_KEY'],
    ['\u001b[31mError\u001b[0m: please set \u001b[1mJWT_SECRET\u001b[0m', 'JWT_SECRET'],
    ['thread main panicked: environment variable PORT_NUMBER not found', 'PORT_NUMBER'],
    ['FATAL: MYSQL_HOST must be set', 'MYSQL_HOST'],
  ];
  for (const [log, name] of NAMED) {
    it(`is found in: ${log.split('\n').at(-1)}`, () =>
      assert.equal(missingVariable(`started\n${log}\n`), name));
  }

  const SILENT = [
    '',
    'listening on 0.0.0.0:8080',
    'ERROR is not set up for this',
    'GET /health HTTP/1.1 404 not found',
    'KeyError: "lower_case"',
    "KeyError: 'X; rm -rf /'",
    `${'A'.repeat(5000)} is not set`,
  ];
  for (const log of SILENT) {
    it(`is not made up from: ${log.slice(0, 40)}`, () => assert.equal(missingVariable(log), undefined));
  }

  it('takes no time over a hostile log', () => {
    const started = performance.now();
    for (const one of ['A', 'A ', 'A_', 'set ', "'"]) missingVariable(one.repeat(64 * 1024));
    missingVariable('missing required environment variable '.repeat(2000));
    assert.ok(performance.now() - started < 1000);
  });

  it('is asked for by its name alone, whatever stands around it', () => {
    assert.equal(missingVariable('::error::\u001b]0;x\u0007 SECRET is not set\u0000'), 'SECRET');
  });
});

describe('a program that wants to become another user', () => {
  for (const [log, is] of [
    ['nginx: [emerg] setgid(101) failed (22: Invalid argument)', true],
    ['chown: /data: Operation not permitted', true],
    ['su-exec: setgroups: Operation not permitted', true],
    ['bind: Operation not permitted', false],
  ] as const) {
    it(`${is ? 'is' : 'is not'} seen in: ${log}`, () => assert.equal(changesUser(log), is));
  }
});
