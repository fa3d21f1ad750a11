import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import { httpsServer } from '../../support/servers.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const MODULE = join(import.meta.dirname, '../../../src/system/own-thread.ts');

/** What `work` returns in a settled thread with this environment; `printed` and `folder` are there for it. */
async function inThread(
  t: TestContext,
  work: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly result: unknown; readonly folder: string; readonly output: string }> {
  const folder = temporaryFolder(t);
  const code = `
    const { parentPort } = require('node:worker_threads');
    (async () => {
      const { settleThread } = await import(${JSON.stringify(MODULE)});
      const folder = ${JSON.stringify(folder)};
      const printed = await settleThread(folder);
      parentPort.postMessage(await (async () => { ${work} })());
    })();`;
  const all = { PATH: process.env['PATH'] ?? '', ...env };
  const thread = new Worker(code, { eval: true, env: all, execArgv: [], stdout: true, stderr: true });
  let output = '';
  for (const stream of [thread.stdout, thread.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const result = await new Promise((resolve, reject) => {
    thread.on('error', reject);
    thread.on('message', resolve);
  });
  await thread.terminate();
  return { result, folder, output };
}

describe('a settled thread', () => {
  it('works in its own folder', async (t) => {
    const { result, folder } = await inThread(
      t,
      `return [process.cwd(), require('node:path').resolve('x')];`,
    );
    assert.deepEqual(result, [folder, join(folder, 'x')]);
    assert.notEqual(process.cwd(), folder);
  });

  it('keeps what it prints to itself, the end of it', async (t) => {
    const { result, output } = await inThread(
      t,
      `console.log('::add-mask::hidden'); process.stderr.write(Buffer.from('größe\\n'));
       process.stdout.write('x'.repeat(300_000)); console.log('last');
       const all = printed(); return [all.length, all.endsWith('last\\n')];`,
    );
    assert.deepEqual(result, [256 * 1024, true]);
    assert.doesNotMatch(output, /hidden|größe|last/);
  });

  it('knows its secrets by name, and hands them to no process that it starts', async (t) => {
    const env = { ACTIONS_RUNTIME_TOKEN: 'hidden', HARMLESS: 'seen' };
    const { result } = await inThread(
      t,
      `const { execFileSync } = require('node:child_process');
       const copy = Object.assign({}, process.env);
       return [
         process.env.ACTIONS_RUNTIME_TOKEN,
         process.env['HARMLESS'],
         execFileSync('env').toString(),
         execFileSync('env', { env: copy }).toString(),
         execFileSync('env', { env: { ...process.env } }).toString(),
       ];`,
      env,
    );
    assert.ok(Array.isArray(result));
    const [token, harmless, ...children] = result as string[];
    assert.deepEqual([token, harmless], ['hidden', 'seen']);
    assert.equal(children.length, 3);
    for (const child of children) {
      assert.match(child, /HARMLESS=seen/);
      assert.doesNotMatch(child, /hidden|ACTIONS_RUNTIME_TOKEN/);
    }
  });

  it('believes the authorities of SSL_CERT_FILE', async (t) => {
    const { port, certificate } = await httpsServer(t, 'localhost', (_, response) => response.end('sealed'));
    const ask = `
      const https = require('node:https');
      return new Promise((resolve) => {
        https.get('https://localhost:${port}/', (answer) => resolve(answer.statusCode))
          .on('error', (error) => resolve(error.code));
      });`;
    assert.equal((await inThread(t, ask, { SSL_CERT_FILE: certificate })).result, 200);
    for (const env of [{}, { SSL_CERT_FILE: '/nowhere.pem' }]) {
      assert.equal((await inThread(t, ask, env)).result, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    }
  });
});
