/** Programs of container engines: run to their end, what they say seen as it comes, taken down when we are to end. */

import type { Failure } from '../../core/failure.ts';
import type { Ended, Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';

export type EngineCall = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether what it prints goes into the log; questions whose answer only we read are not shown. */
  readonly shown: boolean;
  /** Must be done even when we are to end: it takes something down. */
  readonly last?: boolean;
};

export type EngineSaid = {
  readonly exit: number;
  /** The last 256 KiB of each. */
  readonly output: string;
  readonly errors: string;
};

/** From the friendly signal to the other one, milliseconds; the job has five seconds, and taking down comes after it. */
const GRACE = 3000;

/** A pause cannot be taken back, and holds our own end up. */
const GLANCE = 50;

/** Enough for every answer and for the end of every build. */
const MOST = 256 * 1024;

/** `engine-unavailable` when it is not there, `interrupted` when we are to end; its exit status is not judged here. */
export async function runEngine(inside: Inside, call: EngineCall): Promise<Result<EngineSaid>> {
  const { program, args, env, shown, last } = call;
  const signal = inside.interrupt();
  if (signal.aborted && last !== true) return err(interrupted(signal));
  const [output, errors] = [new Tail(), new Tail()];
  // A character may come in two pieces.
  const [outputText, errorText] = [new TextDecoder(), new TextDecoder()];
  const running = inside.start({
    program,
    args,
    ...(env === undefined ? {} : { env }),
    onOutput: (chunk) => {
      output.add(chunk);
      if (shown) inside.print(outputText.decode(chunk, { stream: true }));
    },
    onErrors: (chunk) => {
      errors.add(chunk);
      if (shown) inside.complain(errorText.decode(chunk, { stream: true }));
    },
  });
  const ended = await (last === true ? running.ended : endedOrTakenDown(inside, running, signal));
  if (signal.aborted && last !== true) return err(interrupted(signal));
  switch (ended.kind) {
    case 'exited':
      return ok({ exit: ended.exit, output: output.text(), errors: errors.text() });
    case 'killed':
      return err({
        code: 'image-build-failed',
        builder: program,
        message: `it was ended by ${ended.signal}`,
        ...(ended.signal === 'SIGKILL' ? { next: 'out of memory is the usual cause' } : {}),
      });
    case 'not-started':
      return err({
        code: 'engine-unavailable',
        engine: program,
        message: `it cannot be started (${ended.errno})`,
      });
  }
}

/** What a signal that wants us to end is, as a failure. */
export function interrupted(signal: AbortSignal): Failure {
  return { code: 'interrupted', signal: signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM' };
}

/** The last line of several that says something, for messages. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? '';
}

async function endedOrTakenDown(inside: Inside, running: Running, signal: AbortSignal): Promise<Ended> {
  let wake = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    wake = () => resolve();
  });
  if (signal.aborted) wake();
  signal.addEventListener('abort', wake);
  const first = await Promise.race([running.ended, aborted]);
  signal.removeEventListener('abort', wake);
  if (first !== undefined) return first;
  running.signal('SIGTERM');
  for (const began = inside.now(); inside.now() - began < GRACE; ) {
    const friendly = await Promise.race([running.ended, inside.pause(GLANCE)]);
    if (friendly !== undefined) return friendly;
  }
  running.signal('SIGKILL');
  return running.ended;
}

/** The end of what a program prints, however much that is. */
class Tail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Uint8Array): void {
    this.#chunks.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes <= 2 * MOST) return;
    const end = this.#end();
    this.#chunks = [end];
    this.#bytes = end.length;
  }

  text(): string {
    return this.#end().toString();
  }

  #end(): Buffer {
    const all = Buffer.concat(this.#chunks);
    return all.subarray(Math.max(0, all.length - MOST));
  }
}
