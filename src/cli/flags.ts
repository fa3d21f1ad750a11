/** Flags that every command understands. */

import { type Command, Option } from 'commander';

export type Flags = {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** commander's form of `--no-color`: true unless it was given. */
  readonly color: boolean;
};

export function addFlags(command: Command): Command {
  return command
    .option('-C, --cwd <folder>', 'work in this folder instead of the current one')
    .option('-c, --config <file>', 'configuration file (default: sealsmith.yml, where there is one)')
    .option('--json', 'for programs: JSON on standard output, text for people on standard error')
    .addOption(new Option('-q, --quiet', 'only failures and the last line').conflicts('verbose'))
    .option('-v, --verbose', 'what the jobs print, while they print it')
    .option('--no-color', 'no colours (the variable NO_COLOR does the same)');
}

/** For a flag that may be given several times. */
export function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
