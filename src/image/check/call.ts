/** Short calls of other programs: what they print, both outputs together, and how they ended. */

import { inTime } from '../../core/asking.ts';
import type { Ended, Inside } from '../../core/inside.ts';
import { Ring } from '../../core/ring.ts';

export type Called = {
  readonly ended: Ended;
  /** Standard output, its last 64 KiB, without space around it. */
  readonly output: string;
  /** Standard error, its last 8 KiB. */
  readonly errors: string;
};

export type Call = {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; then it is killed. */
  readonly limit?: number;
};

/** Long enough for an engine that has just been started, short enough for one that hangs. */
const LIMIT = 60_000;

export async function call(inside: Inside, { limit = LIMIT, ...request }: Call): Promise<Called> {
  const [output, errors] = [new Ring(64 * 1024), new Ring(8 * 1024)];
  const running = inside.start({
    ...request,
    onOutput: (chunk) => output.push(chunk),
    onErrors: (chunk) => errors.push(chunk),
  });
  let ended = await inTime(inside, limit, running.ended);
  if (ended === undefined) {
    running.signal('SIGKILL');
    ended = await running.ended;
  }
  return { ended, output: textOf(output), errors: textOf(errors) };
}

export function succeeded({ ended }: Called): boolean {
  return ended.kind === 'exited' && ended.exit === 0;
}

/** What was to be removed is not there, in the words of either engine. */
export function isGone({ errors }: Called): boolean {
  return /no such (?:container|image|object)|image not known|no container with (?:name|id)/i.test(errors);
}

/** One line for people: the last thing that it complained of. */
export function complaint({ ended, errors, output }: Called): string {
  const last = (errors || output).split('\n').at(-1)?.trim() ?? '';
  if (last !== '') return last.slice(0, 500);
  switch (ended.kind) {
    case 'exited':
      return `it ended with ${ended.exit}`;
    case 'killed':
      return `it was ended by ${ended.signal}`;
    case 'not-started':
      return `it cannot be started (${ended.errno})`;
  }
}

function textOf(ring: Ring): string {
  return Buffer.concat(ring.pieces()).toString('utf8').trim();
}
