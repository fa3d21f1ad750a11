/** A command in a process group of its own, for machines without namespaces; what leaves the group is swept up. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ended, Started, StartRequest } from './process-tree.ts';
import { MARK, survivors } from './sweep.ts';

/** Rounds of killing; what forks faster than this is not meant to end. */
const ROUNDS = 200;

export async function startInGroup(request: StartRequest): Promise<Started> {
  const mark = randomBytes(12).toString('hex');
  const around = process.env[MARK];
  const child = spawn(request.program, [...request.args], {
    cwd: request.cwd,
    env: { ...request.env, [MARK]: around === undefined ? mark : `${around}:${mark}` },
    detached: true,
    stdio: ['ignore', request.output, request.output],
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (exit, signal) => resolve({ exit, signal }));
  });
  const errno = await errnoOfStart(child);
  if (errno !== undefined || child.pid === undefined) return { errno: errno ?? 'EIO' };
  const left = leftOf(child.pid, mark);
  return {
    ended,
    terminate() {
      for (const pid of left()) tell(pid, 'SIGTERM');
    },
    busy: async () => left().length > 0,
    async end() {
      for (let round = 0; round < ROUNDS; round += 1) {
        const found = left();
        if (found.length === 0) return;
        for (const pid of found) tell(pid, 'SIGKILL');
        await pause(Math.min(round, 10));
      }
    },
  };
}

/** What is left at the moment; without /proc the (negative) group stands for its members. */
function leftOf(group: number, mark: string): () => readonly number[] {
  let empty = false;
  return () => {
    const known = survivors(group, mark);
    if (known !== undefined) return known;
    // Once the group was empty its number may be given to somebody else.
    empty ||= !tell(-group, 0);
    return empty ? [] : [-group];
  };
}

function errnoOfStart(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EIO'));
  });
}

/** Whether there was anybody to tell. */
function tell(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
