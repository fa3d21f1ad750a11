import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const MODULE = JSON.stringify(join(import.meta.dirname, '../../../src/system/secrets.ts'));

/** A program that takes its secrets and tells all about itself. */
const PROGRAM = `
import { readFileSync, readdirSync } from 'node:fs';
import { takeSecrets } from ${MODULE};
const first = process.env.SEALSMITH_HANDED_OVER === undefined;
const secrets = takeSecrets();
console.log(JSON.stringify({
  first,
  secrets: Object.fromEntries(secrets),
  pid: process.pid,
  argv: process.argv.slice(1),
  execArgv: process.execArgv.filter((arg) => arg !== ${'`${PROGRAM}`'}.slice(0)),
  env: process.env,
  environ: readFileSync('/proc/self/environ', 'latin1'),
  cmdline: readFileSync('/proc/self/cmdline', 'latin1'),
  files: readdirSync('/proc/self/fd').includes('3'),
}));
process.exitCode = 7;
`.replace(/\n {2}execArgv:.*\n/, '\n');

type Told = {
  readonly first: boolean;
  readonly secrets: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly environ: string;
  readonly cmdline: string;
};

function run(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Told & { readonly child: number } {
  const all = ['--input-type=module', '-e', PROGRAM, ...args];
  const child = spawnSync(process.execPath, all, { env, encoding: 'utf8', input: 'input' });
  assert.equal(child.status, 7, child.stderr);
  assert.equal(child.stderr, '');
  return { ...(JSON.parse(child.stdout) as Told), child: child.pid };
}

const VALUE = 's3cr3t $(id) `id` "\'\\ \n END\nümläut';

describe('our own environment', () => {
  it('E1: holds no secret once they are taken, and we are still the same process', () => {
    const told = run({ PATH: '/usr/bin', CI_JOB_TOKEN: VALUE, PLAIN: 'plain' }, '--', 'a b', '');
    assert.deepEqual(told.secrets, { CI_JOB_TOKEN: VALUE });
    assert.equal(told.first, false);
    assert.equal(told.pid, told.child);
    assert.deepEqual(told.argv, ['a b', '']);
    assert.equal(told.env['PLAIN'], 'plain');
    assert.equal(told.env['CI_JOB_TOKEN'], undefined);
    for (const place of [told.environ, told.cmdline]) {
      assert.ok(
        !place.includes('s3cr3t') && !place.includes(Buffer.from(VALUE).toString('base64').slice(0, 12)),
      );
    }
    assert.doesNotMatch(Object.keys(told.env).join(), /SEALSMITH/);
  });

  it('is left alone when there is no secret', () => {
    const told = run({ PATH: '/usr/bin', PLAIN: 'plain' });
    assert.deepEqual([told.first, told.secrets], [true, {}]);
    assert.deepEqual(told.env, { PATH: '/usr/bin', PLAIN: 'plain' });
  });

  it('keeps variables whose names no shell would keep', () => {
    const told = run({
      PATH: '/usr/bin',
      A_TOKEN: 'x',
      'INPUT_DRY-RUN': 'a\nb',
      'npm_config_//host/:_authToken': VALUE,
    });
    assert.deepEqual(told.secrets, { A_TOKEN: 'x', 'npm_config_//host/:_authToken': VALUE });
    assert.equal(told.env['INPUT_DRY-RUN'], 'a\nb');
  });

  it('may hold many and long ones', () => {
    const env = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`T${at}_TOKEN`, `${at}`.repeat(50_000)]),
    );
    assert.deepEqual(run({ PATH: '/usr/bin', ...env }).secrets, env);
  });

  it('gives up its secrets even if somebody says that they have been handed over', () => {
    for (const mark of ['1', '100', 'x', '-1', '']) {
      const told = run({ PATH: '/usr/bin', CI_JOB_TOKEN: VALUE, SEALSMITH_HANDED_OVER: mark });
      assert.deepEqual(told.secrets, { CI_JOB_TOKEN: VALUE });
      assert.equal(told.env['CI_JOB_TOKEN'], undefined);
    }
  });

  it('does not lose its input, its output or its signals on the way', async () => {
    const script = `
      import { takeSecrets } from ${MODULE};
      takeSecrets();
      process.on('SIGTERM', () => { console.log('heard'); process.exit(3); });
      process.stdin.on('data', (data) => console.log('read ' + data));
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { A_TOKEN: 'x' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output === 'read hello\n') child.kill('SIGTERM');
    });
    child.stdin.write('hello');
    const [exit] = await once(child, 'exit');
    assert.equal(exit, 3);
    assert.equal(output, 'read hello\nheard\n');
  });
});
