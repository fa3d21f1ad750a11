/** Commands that stand behind another word: `sealsmith cache list`. */

import type { Command } from 'commander';
import type { Session } from './session.ts';

/** What a command needs of the composition root. */
export type Bench = {
  /** Opened before the command's own code is loaded: git is at work meanwhile. */
  readonly session: () => Session;
  /** Takes the exit status: that of a failure, or of the command that a shell was opened for. */
  readonly finish: (exit: number) => void;
};

/** @returns a function that adds a command to the new group; each takes over how help looks and that nothing exits */
export function addGroup(
  root: Command,
  name: string,
  summary: string,
): (name: string, summary: string) => Command {
  const group = root
    .command(name)
    .description(summary)
    .usage('<command> [flags]')
    // Another way to ask for help, which the completion and the list of commands need not have.
    .helpCommand(false);
  return (command, about) => group.command(command).description(about);
}
