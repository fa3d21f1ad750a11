import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** Starts the service as its users do; resolves with its first line of output. */
async function start(port) {
  const service = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [line] = await Promise.race([once(service.stdout, 'data'), once(service.stderr, 'data')]);
  return { service, line: String(line).trim() };
}

test('ends with exit code 0 when asked to by SIGTERM', async () => {
  const { service } = await start(0);

  service.kill('SIGTERM');

  assert.deepEqual(await once(service, 'exit'), [0, null]);
});

test('says so when the port is taken, and fails', async () => {
  const first = await start(0);
  const port = new URL(first.line.replace('hello: ', '')).port;

  const second = await start(port);

  assert.match(second.line, /EADDRINUSE/);
  assert.deepEqual(await once(second.service, 'exit'), [1, null]);
  first.service.kill();
});
