/** A command in a process group of its own, for machines without namespaces; what leaves the group is swept up. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { underJobUmask } from './job-umask.ts';
import type { Ended, Started, StartRequest } from './process-tree.ts';
import { MARK, survivors } from './sweep.ts';

/** Rounds of killing; what forks faster than this is not meant to end. */
const ROUNDS = 200;

export async function startInGroup(request: StartRequest): Promise<Started> {
  const mark = randomBytes(12).toString('hex');
  const around = process.env[MARK];
  const child = underJobUmask(() =>
    spawn(request.program, [...request.args], {
      cwd: request.cwd,
      env: { ...request.env, [MARK]: around === undefined ? mark : `${around}:${mark}` },
      detached: request.output !== 'inherit',
      stdio: request.output === 'inherit' ? 'inherit' : ['ignore', request.output, request.output],
    }),
  );
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (exit, signal) => resolve({ exit, signal }));
  });
  const errno = await errnoOfStart(child);
  if (errno !== undefined || child.pid === undefined) return { errno: errno ?? 'EIO' };
  const group = new Group(child.pid, mark);
  return {
    ended,
    terminate: () => group.signal('SIGTERM'),
    busy: async () => group.busy(),
    async end() {
      for (let round = 0; round < ROUNDS && group.busy(); round += 1) {
        group.signal('SIGKILL');
        await pause(Math.min(round, 10));
      }
    },
  };
}

class Group {
  readonly #leader: number;
  readonly #mark: string;
  /** Once the group was empty its number may be given to somebody else. */
  #empty = false;

  constructor(leader: number, mark: string) {
    this.#leader = leader;
    this.#mark = mark;
  }

  busy(): boolean {
    const left = survivors(this.#leader, this.#mark);
    if (left === undefined) return this.#tell(0);
    this.#empty ||= !left.some(({ inGroup }) => inGroup);
    return left.length > 0;
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    // Who is stopped hears of SIGTERM only once it goes on.
    const signals = name === 'SIGTERM' ? ([name, 'SIGCONT'] as const) : [name];
    // The group in one call, which whoever forks at this moment cannot get past; then those who left it.
    for (const signal of signals) this.#tell(signal);
    const left = survivors(this.#leader, this.#mark) ?? [];
    for (const { pid, inGroup } of left) if (!inGroup) for (const signal of signals) tell(pid, signal);
  }

  #tell(signal: NodeJS.Signals | 0): boolean {
    if (!this.#empty) this.#empty = !tell(-this.#leader, signal);
    return !this.#empty;
  }
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
