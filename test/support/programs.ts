/** Servers that are programs of their own, for one test: started, waited for, and ended with it. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

export type Ending = Pick<TestContext, 'after'>;

/** What comes last is ended first: a server before what it stands on, and its folder after it. */
export function inReverse(t: Ending): Ending {
  const all: (() => unknown)[] = [];
  t.after(async () => {
    for (const end of all.toReversed()) await end();
  });
  return { after: (end) => void all.push(end as () => unknown) };
}

/**
 * Starts a server, which ends with the test, and waits until it is there.
 *
 * @param ready  an address that answers with 200 then, or a question of its own
 * @returns the text of that answer
 */
export async function started(
  t: Ending,
  program: string,
  args: readonly string[],
  ready: string | (() => Promise<string | undefined>),
  home?: string,
): Promise<string> {
  const env = { ...process.env, ...(home === undefined ? {} : { HOME: home }) };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  let over = false;
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      said += String(error);
      over = true;
      resolve();
    });
    child.on('close', () => {
      over = true;
      resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const ask = typeof ready === 'string' ? () => textAt(ready) : ready;
  for (const end = Date.now() + 60_000; Date.now() < end && !over; await pause(50)) {
    const text = await ask();
    // Its metrics may fail a moment after it answers for the first time.
    if (text !== undefined) await pause(100);
    if (text !== undefined && !over) return text;
  }
  child.kill('SIGKILL');
  await ended;
  return assert.fail(`${program} does not answer:\n${said.slice(-4000)}`);
}

async function textAt(url: string): Promise<string | undefined> {
  const answer = await fetch(url).catch(() => undefined);
  const text = await answer?.text();
  return answer?.status === 200 ? text : undefined;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
