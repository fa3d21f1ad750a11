/** A short question to a program: what it answers is kept up to a limit, and it is ended when it takes too long. */

import { spawn } from 'node:child_process';
import { attempt } from './attempt.ts';

export type Question = {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly limit: number;
  /** Bytes that are kept; the rest is read and dropped. */
  readonly keep: number;
  /** Ends it at once. */
  readonly abort: AbortSignal | undefined;
  /** Whether standard error is part of the answer. */
  readonly complaints: boolean;
  /** What it reads on standard input; without it there is nothing to read. */
  readonly input?: Uint8Array | undefined;
};

export type Captured =
  | { readonly kind: 'exited'; readonly exit: number; readonly output: Buffer; readonly whole: boolean }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-started'; readonly errno: string };

/** A child of the program that keeps its output open is waited for no longer than this. */
const LAST_WORDS = 500;

export function capture(question: Question): Promise<Captured> {
  const { program, args, cwd, env, limit, keep, abort, complaints, input } = question;
  if (abort?.aborted === true) return Promise.resolve({ kind: 'aborted' });
  return new Promise((resolve) => {
    const started = attempt('start', program, () =>
      spawn(program, [...args], {
        cwd,
        env,
        // A group of its own, so that its children end with it.
        detached: true,
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', complaints ? 'pipe' : 'ignore'],
      }),
    );
    // Some reasons come as an event, others are thrown at once.
    if (!started.ok) return resolve({ kind: 'not-started', errno: started.failure.errno });
    const child = started.value;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer): void => {
      if (bytes < keep) chunks.push(chunk.subarray(0, keep - bytes));
      bytes += chunk.length;
    };
    // Who does not read it has answered or ended anyway.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);

    let timer: NodeJS.Timeout;
    const end = (answer: Captured): void => {
      clearTimeout(timer);
      abort?.removeEventListener('abort', stop);
      endGroup(child.pid);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(answer);
    };
    const stop = (): void => end({ kind: 'aborted' });
    abort?.addEventListener('abort', stop);
    timer = setTimeout(() => end({ kind: 'timeout' }), limit);
    child.once('error', (error: NodeJS.ErrnoException) =>
      end({ kind: 'not-started', errno: error.code ?? 'EIO' }),
    );
    child.once('exit', (exit, signal) => {
      const answer = (): void =>
        exit === null
          ? end({ kind: 'killed', signal: signal ?? 'SIGKILL' })
          : end({ kind: 'exited', exit, output: Buffer.concat(chunks), whole: bytes <= keep });
      clearTimeout(timer);
      timer = setTimeout(answer, LAST_WORDS);
      child.once('close', answer);
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left: as it should be.
  }
}
