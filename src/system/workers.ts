/**
 * `Workers` (core) as threads of this process. They are started when there is work, and idle ones keep nobody waiting:
 * the program ends when everything else is done. What runs in them is in src/worker.ts.
 */

import { availableParallelism } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Workers } from '../core/ports.ts';
import type { Answer, Call } from './thread.ts';

type Job = Call & {
  readonly move: readonly ArrayBuffer[];
  readonly done: (output: unknown) => void;
  readonly failed: (error: unknown) => void;
};

/** @param entry  absolute path of the file we were started with; the threads' own file is beside it */
export function systemWorkers(entry: string): Workers {
  const file = join(dirname(entry), `worker${extname(entry)}`);
  const pool = new Pool(file, availableParallelism());
  const alone = new Set<Pool>();
  return {
    count: pool.most,
    run: (task, input, move = []) => pool.add(task, input, move),
    async runAlone(task, input, env, signal) {
      if (signal?.aborted === true) return undefined;
      const one = new Pool(file, 1, env);
      alone.add(one);
      const output = one.add(task, input, []);
      let end = (): void => {};
      const ended = new Promise<undefined>((done) => {
        end = () => done(undefined);
      });
      signal?.addEventListener('abort', end, { once: true });
      try {
        return await Promise.race([output, ended]);
      } finally {
        signal?.removeEventListener('abort', end);
        alone.delete(one);
        await one.close();
      }
    },
    async close() {
      await Promise.all([pool, ...alone].map((each) => each.close()));
    },
  };
}

class Pool {
  readonly most: number;
  readonly #file: string;
  readonly #env: Readonly<Record<string, string>> | undefined;
  /** What each thread is at; undefined for those that wait. */
  readonly #threads = new Map<Worker, Job | undefined>();
  readonly #waiting: Job[] = [];

  /** @param env  the whole environment of the threads; without it they have ours */
  constructor(file: string, most: number, env?: Readonly<Record<string, string>>) {
    this.#file = file;
    this.most = most;
    this.#env = env;
  }

  add(task: string, input: unknown, move: readonly ArrayBuffer[]): Promise<unknown> {
    return new Promise((done, failed) => {
      this.#waiting.push({ task, input, move, done, failed });
      this.#next();
    });
  }

  async close(): Promise<void> {
    const threads = [...this.#threads.keys()];
    const lost = [
      ...this.#waiting.splice(0),
      ...[...this.#threads.values()].filter((job) => job !== undefined),
    ];
    this.#threads.clear();
    for (const job of lost) job.failed(new Error(`the threads were closed during "${job.task}"`));
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  #next(): void {
    const job = this.#waiting[0];
    if (job === undefined) return;
    const idle = [...this.#threads].find(([, busy]) => busy === undefined)?.[0];
    if (idle === undefined && this.#threads.size >= this.most) return;
    const thread = idle ?? this.#start();
    this.#waiting.shift();
    this.#threads.set(thread, job);
    thread.ref();
    const call: Call = { task: job.task, input: job.input };
    try {
      thread.postMessage(call, [...job.move]);
    } catch (error) {
      // What cannot be cloned is a bug of who called.
      this.#settle(thread, () => job.failed(error));
    }
  }

  #start(): Worker {
    // Loaded here: a run with nothing to do starts no thread.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
    const thread = new Thread(this.#file, {
      // Options of ours (a test's reporter, say) are not meant for threads.
      execArgv: [],
      ...(this.#env === undefined ? {} : { env: { ...this.#env } }),
    });
    thread.on('message', (answer: Answer) => {
      const job = this.#threads.get(thread);
      this.#settle(thread, () => {
        if ('error' in answer) job?.failed(Object.assign(new Error(answer.error.message), answer.error));
        else job?.done(answer.output);
      });
    });
    thread.on('messageerror', (error) => this.#lose(thread, error));
    thread.on('error', (error) => this.#lose(thread, error));
    thread.on('exit', (status) => this.#lose(thread, new Error(`a thread ended with ${status}`)));
    this.#threads.set(thread, undefined);
    return thread;
  }

  #settle(thread: Worker, tell: () => void): void {
    this.#threads.set(thread, undefined);
    thread.unref();
    tell();
    this.#next();
  }

  /** A thread that is gone fails what it was at; the next job gets a new one. */
  #lose(thread: Worker, error: unknown): void {
    const job = this.#threads.get(thread);
    if (!this.#threads.delete(thread)) return;
    job?.failed(error);
    this.#next();
  }
}
