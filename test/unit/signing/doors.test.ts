import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { signingDoors } from '../../../src/signing/doors.ts';
import { inside } from '../../../src/system/inside.ts';

const ENTRY = join(import.meta.dirname, '../../../src/main.ts');

function doors(secrets: Readonly<Record<string, string>> = {}) {
  return signingDoors(inside(ENTRY), '/nowhere', new Map(Object.entries(secrets)));
}

describe('the doors of signing', () => {
  it('give what a command prints on standard output', async () => {
    const printed = await doors().output('sh', ['-c', 'echo token; echo hint >&2']);
    assert.deepEqual(printed, { ok: true, value: 'token\n' });
  });

  it('say why a command printed nothing that counts', async () => {
    for (const [program, args, said] of [
      ['sh', ['-c', 'echo half; exit 3'], /ended with 3/],
      ['sh', ['-c', 'kill -9 $$'], /SIGKILL/],
      ['/nowhere/at-all', [], /ENOENT/],
      ['sh', ['-c', 'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'], /more than/],
    ] as const) {
      const printed = await doors().output(program, args);
      assert.ok(!printed.ok);
      assert.match(printed.failure.message, said);
    }
  });

  it('do not keep the program alive when a command is done', async () => {
    const start = performance.now();
    await doors().output('true', []);
    assert.ok(performance.now() - start < 5_000);
    assert.ok(!process.getActiveResourcesInfo().includes('ChildProcess'));
  });

  it('look into secrets before the environment, and take nothing for nothing', () => {
    process.env['SEALSMITH_TEST_A'] = 'from the environment';
    process.env['SEALSMITH_TEST_EMPTY'] = '';
    const { variable } = doors({ SEALSMITH_TEST_A: 'from the secrets', SEALSMITH_TEST_B: 'b' });
    assert.equal(variable('SEALSMITH_TEST_A'), 'from the secrets');
    assert.equal(variable('SEALSMITH_TEST_B'), 'b');
    assert.equal(doors().variable('SEALSMITH_TEST_A'), 'from the environment');
    assert.equal(variable('SEALSMITH_TEST_EMPTY'), undefined);
    assert.equal(variable('SEALSMITH_TEST_NONE'), undefined);
  });
});
