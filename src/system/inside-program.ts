/** A program started by a command inside a job. It stays in our process group: whoever ends the job ends it too. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Ended, Running, Start } from '../core/inside.ts';

export function start({ program, args, env, cwd, input, elsewhere, onOutput, onErrors }: Start): Running {
  const made = elsewhere === true ? mkdtempSync(join(tmpdir(), 'start-')) : undefined;
  const child = spawn(program.includes('/') ? resolve(program) : program, [...args], {
    cwd: made ?? cwd,
    env: { ...process.env, ...env },
    stdio: [
      input === undefined ? 'ignore' : 'pipe',
      onOutput === undefined ? 'inherit' : 'pipe',
      onErrors === undefined ? 'inherit' : 'pipe',
    ],
  });
  // Who does not read to the end has closed the pipe: its own exit says what that means.
  child.stdin?.on('error', () => {}).end(input);
  if (onOutput !== undefined) child.stdout?.on('data', onOutput);
  if (onErrors !== undefined) child.stderr?.on('data', onErrors);
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'not-started', errno: error.code ?? 'EIO' }),
    );
    // A pipe is read to its end; without one the program's end is enough (a daemon of its may hold ours open).
    child.once(onOutput === undefined && onErrors === undefined ? 'exit' : 'close', (exit, signal) =>
      resolve(exit === null ? { kind: 'killed', signal: signal ?? 'SIGKILL' } : { kind: 'exited', exit }),
    );
  });
  const over = ended.then((how) => {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    return how;
  });
  return {
    ended: over,
    signal: (name) => {
      child.kill(name);
    },
  };
}
