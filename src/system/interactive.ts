/**
 * A command that a person works with: it has our own standard streams, the terminal too where there is one, and is kept
 * apart from this machine as the commands of jobs are.
 */

import { isatty } from 'node:tty';
import type { CommandOutcome, Files } from '../core/ports.ts';
import { Isolator } from './isolation.ts';
import { startInNamespaces } from './namespaces.ts';
import { startInGroup } from './process-group.ts';
import { isTree } from './process-tree.ts';

/** Whether somebody types what we read. */
export function atTerminal(): boolean {
  return isatty(0);
}

export type InteractiveRequest = {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly network: boolean;
  /** It works with a container engine: see `CommandRequest`. */
  readonly engine: boolean;
  /** Ends it and all that it started. */
  readonly abort: AbortSignal;
};

/**
 * @param doors  see `ProcessOptions`
 * @returns how it ended, when nothing of it is left
 */
export async function runInteractive(
  doors: {
    readonly files: Pick<Files, 'readText' | 'writeText'>;
    readonly state: string;
    readonly path: readonly string[];
  },
  request: InteractiveRequest,
): Promise<CommandOutcome> {
  const { network, engine, abort, ...start } = request;
  const ability = engine ? undefined : await new Isolator(doors.files, doors.state, doors.path).ability();
  const asked = { ...start, output: 'inherit' as const };
  const started =
    ability?.processes === 'namespaces'
      ? await startInNamespaces(ability.means, asked, network || !ability.network)
      : await startInGroup(asked);
  if (!isTree(started)) return { kind: 'not-started', errno: started.errno };
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers<'aborted'>();
  const heard = (): void => onAbort('aborted');
  abort.addEventListener('abort', heard, { once: true });
  if (abort.aborted) heard();
  try {
    const first = await Promise.race([started.ended, aborted]);
    if (first === 'aborted') {
      started.terminate();
      return { kind: 'aborted' };
    }
    return first.exit === null
      ? { kind: 'killed', signal: first.signal ?? 'SIGKILL' }
      : { kind: 'exited', exit: first.exit };
  } finally {
    abort.removeEventListener('abort', heard);
    await started.end();
  }
}
