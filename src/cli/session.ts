/** What a command works with: the folder, the host, where text goes and how it looks. */

import { resolve } from 'node:path';
import type { Failure } from '../core/failure.ts';
import { type ExitStatus, exitOf } from '../core/failure.ts';
import type { GitFacts, Host } from '../core/host.ts';
import type { World } from '../core/ports.ts';
import { failureText } from '../report/failure.ts';
import { JsonEvents, jsonLine } from '../report/json.ts';
import type { Look } from '../report/look.ts';
import type { Terminal } from '../system/terminal.ts';
import type { Flags } from './flags.ts';

export type Session = {
  readonly world: World;
  readonly terminal: Terminal;
  readonly host: Host;
  readonly flags: Flags;
  readonly workspace: string;
  /** Asked at once, so that git works while the rest of the program is loaded. */
  readonly git: Promise<GitFacts | undefined>;
  /** Absolute, or undefined to look for the usual names. */
  readonly config: string | undefined;
  readonly look: Look;
  /** Text for people: standard output, or standard error when that one speaks JSON; nothing with `--quiet`. */
  readonly say: (lines: readonly string[]) => void;
  /** JSON for programs, one value a line, on standard output. */
  readonly json: (value: unknown) => void;
};

export function openSession(
  world: World,
  terminal: Terminal,
  host: Host,
  flags: Flags,
  workspace: string,
): Session {
  const { interrupt } = world;
  terminal.onSignal((signal) => {
    // Who asks twice does not want to wait for jobs that take their time.
    if (interrupt.signal.aborted) world.processes.hurry();
    interrupt.abort(signal);
  });
  const json = flags.json === true;
  const stream = json ? terminal.error : terminal.output;
  const color = wantsColor(world, flags, stream.terminal || host.colors);
  const unicode = stream.terminal && !world.env['TERM']?.startsWith('dumb');
  return {
    world,
    terminal,
    host,
    flags,
    workspace,
    git: world.git.facts(workspace),
    config: flags.config === undefined ? undefined : resolve(workspace, flags.config),
    look: { columns: stream.columns(), color, marks: unicode ? 'tree' : 'plain' },
    say: (lines) => {
      if (flags.quiet !== true) stream.write(lines.map((line) => `${line}\n`).join(''));
    },
    json: (value) => terminal.output.write(jsonLine(value)),
  };
}

/** NO_COLOR (any value but empty) and --no-color win; FORCE_COLOR asks for it where there is no terminal. */
export function wantsColor(world: Pick<World, 'env'>, flags: Flags, able: boolean): boolean {
  if (!flags.color || (world.env['NO_COLOR'] ?? '') !== '') return false;
  const forced = world.env['FORCE_COLOR'];
  return forced === undefined || forced === '' ? able : forced !== '0';
}

/** Says a failure that ended a command before there was a run; returns the exit status. */
export function fail(session: Session, failure: Failure): ExitStatus {
  if (session.flags.json === true) session.terminal.output.write(new JsonEvents().failed(failure));
  return complain(session, failure);
}

/** The same for people alone, where programs are told otherwise. */
export function complain(session: Session, failure: Failure): ExitStatus {
  const exit = exitOf(failure);
  session.terminal.error.write(
    failureText(failure, exit, session.look, session.flags.verbose === true)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return exit;
}
