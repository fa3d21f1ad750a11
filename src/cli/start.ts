/** The composition root: opens the doors to the world, picks the host, and hands both to the command line. */

import { resolve } from 'node:path';
import { type ExitStatus, exitOf, type Failure } from '../core/failure.ts';
import { detectHost } from '../hosts/registry.ts';
import { failureText } from '../report/failure.ts';
import { openTerminal, type Terminal } from '../system/terminal.ts';
import { createWorld } from '../system/world.ts';
import type { Flags } from './flags.ts';
import { program } from './program.ts';
import { openReporter } from './run.ts';
import { openSession, type Session } from './session.ts';
import { VERSION } from './version.ts';

/** Secrets that an entry took out of the environment before it looked at it. */
export type Taken = ReadonlyMap<string, string> | undefined;

/** @param entry  absolute path of the file that was started, for starting it again */
export async function start(args: readonly string[], entry: string, secrets?: Taken): Promise<number> {
  const terminal = openTerminal();
  try {
    if (args[0] === 'internal') {
      const [{ internal }, { inside }] = await Promise.all([
        import('./internal.ts'),
        import('../system/inside.ts'),
      ]);
      return await internal(args.slice(1), inside(entry));
    }
    return await commandLine(args, entry, terminal, secrets);
  } catch (error) {
    return bug(error, args.includes('--verbose') || args.includes('-v'), terminal);
  }
}

/** Says that nothing will run, and why, as the place where we are says such things. */
export async function refuse(failure: Failure, entry: string, secrets: Taken): Promise<number> {
  const terminal = openTerminal();
  try {
    const reporter = await openReporter(session({ color: true }, resolve('.'), entry, terminal, secrets));
    reporter.failed(failure);
    await reporter.close();
    return exitOf(failure);
  } catch (error) {
    return bug(error, false, terminal);
  }
}

async function commandLine(
  args: readonly string[],
  entry: string,
  terminal: Terminal,
  secrets: Taken,
): Promise<number> {
  const opened: Session[] = [];
  try {
    return await program(args, {
      output: terminal.output.write,
      error: terminal.error.write,
      session(flags, workspace) {
        const made = session(flags, workspace, entry, terminal, secrets);
        opened.push(made);
        return made;
      },
    });
  } finally {
    // Whatever threads were at is not wanted any more.
    await Promise.all(opened.map(({ world }) => world.workers.close()));
  }
}

function session(
  flags: Flags,
  workspace: string,
  entry: string,
  terminal: Terminal,
  secrets: Taken,
): Session {
  const taken = secrets === undefined ? {} : { secrets };
  const world = createWorld({ workspace, entry, version: VERSION, ...taken });
  return openSession(world, terminal, detectHost(world.env, world.files), flags, workspace);
}

/** An exception is always a bug of ours: said as one, with the stack only for those who ask. */
function bug(error: unknown, verbose: boolean, terminal: Terminal): ExitStatus {
  const known = error instanceof Error ? error : new Error(String(error));
  const failure: Failure = { code: 'bug', message: known.message, stack: known.stack ?? '' };
  const lines = failureText(failure, exitOf(failure), { columns: 80, color: false, marks: 'plain' }, verbose);
  terminal.error.write(`${lines.join('\n')}\n`);
  return exitOf(failure);
}
