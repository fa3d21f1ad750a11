/**
 * The `Processes` port as a play: a test says by program name what happens, and may hold a program until it is
 * released. Abort ends what is held, as a signal would.
 */

import { posix } from 'node:path';
import type { CommandOutcome, CommandRequest, Isolation, Processes } from '../../src/core/ports.ts';
import { ok } from '../../src/core/result.ts';

/** What a program does; without an outcome of its own it exits with 0. */
export type Script = (
  request: CommandRequest,
) => CommandOutcome | undefined | Promise<CommandOutcome | undefined>;

export class FakeProcesses implements Processes {
  /** Every request, in the order of their starts. */
  readonly requests: CommandRequest[] = [];
  /** Names of the programs that run at this moment. */
  readonly running: string[] = [];
  /** The most that ran at once. */
  most = 0;
  readonly #scripts: Map<string, Script>;
  readonly #held = new Map<string, (outcome: CommandOutcome) => void>();

  /** @param scripts  by the last part of the program's path; what is not listed exits with 0 at once */
  constructor(scripts: Readonly<Record<string, Script>> = {}) {
    this.#scripts = new Map(Object.entries(scripts));
  }

  /** Names in the order of their starts. */
  get started(): readonly string[] {
    return this.requests.map(nameOf);
  }

  /** A script that waits for `release`, or for the abort. */
  readonly hold: Script = (request) =>
    new Promise((resolve) => {
      this.#held.set(nameOf(request), resolve);
      request.abort.addEventListener('abort', () => resolve({ kind: 'aborted' }), { once: true });
    });

  release(name: string, outcome: CommandOutcome = { kind: 'exited', exit: 0 }): void {
    const resolve = this.#held.get(name);
    if (resolve === undefined) throw new Error(`${name} is not held; running: ${this.running.join(' ')}`);
    this.#held.delete(name);
    resolve(outcome);
  }

  async run(request: CommandRequest): Promise<CommandOutcome> {
    const name = nameOf(request);
    this.requests.push(request);
    this.running.push(name);
    this.most = Math.max(this.most, this.running.length);
    try {
      if (request.abort.aborted) return { kind: 'aborted' };
      const outcome = await this.#scripts.get(name)?.(request);
      return outcome ?? { kind: 'exited', exit: 0 };
    } finally {
      this.running.splice(this.running.indexOf(name), 1);
    }
  }

  async ask() {
    return ok({ exit: 0, output: '' });
  }

  hurry(): void {}

  async isolation(network: boolean): Promise<Isolation> {
    return { processes: 'namespaces', network: network ? 'granted' : 'withheld' };
  }
}

export function print(request: CommandRequest, text: string): void {
  request.onOutput(Buffer.from(text, 'utf8'));
}

function nameOf({ program }: CommandRequest): string {
  return posix.basename(program);
}

/** Lets everything that can go on go on. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
