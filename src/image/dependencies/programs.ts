/** Programs that fetch and unpack packages: run to their end, or until somebody wants us to end. */

import type { Inside, Start } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** Milliseconds until it must have ended after SIGTERM. */
const GRACE = 5000;
const TICK = 100;

/** Bytes of an answer that are kept. */
const ANSWER = 64 * 2 ** 20;

/** @returns its exit status; undefined when there is no such program */
export async function runProgram(inside: Inside, start: Start): Promise<Result<number | undefined>> {
  const interrupt = inside.interrupt();
  const running = inside.start(start);
  let over = false;
  const ended = running.ended.finally(() => {
    over = true;
  });
  let told: number | undefined;
  while (!over) {
    await Promise.race([ended, inside.pause(TICK)]);
    if (!interrupt.aborted) continue;
    if (told === undefined) running.signal('SIGTERM');
    else if (inside.now() > told + GRACE) running.signal('SIGKILL');
    told ??= inside.now();
  }
  const how = await ended;
  if (interrupt.aborted)
    return err({ code: 'interrupted', signal: interrupt.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM' });
  if (how.kind === 'exited') return ok(how.exit);
  if (how.kind === 'not-started' && how.errno === 'ENOENT') return ok(undefined);
  const message = how.kind === 'killed' ? how.signal : how.errno;
  return err({ code: 'image-build-failed', builder: 'layers', message: `${start.program}: ${message}` });
}

/** What a program says on standard output; undefined when there is none, or it fails. */
export async function askProgram(
  inside: Inside,
  start: Omit<Start, 'onOutput'>,
): Promise<Result<string | undefined>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  const exit = await runProgram(inside, {
    ...start,
    onOutput: (piece) => {
      bytes += piece.length;
      if (bytes <= ANSWER) parts.push(Buffer.from(piece));
    },
  });
  if (!exit.ok) return exit;
  return ok(exit.value === 0 && bytes <= ANSWER ? Buffer.concat(parts).toString('utf8') : undefined);
}
