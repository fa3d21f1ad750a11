/** A command as a person would type it; only for reading, never given to a shell, and escaped by whoever prints it. */

import type { Command } from './step.ts';

/** `pytest -q`, `(cd web) npm ci`; a shell line is said as it was written, what a shell would take apart is quoted. */
export function commandText(command: Command): string {
  const [first, second, line] = command.args;
  const shell = command.tool === 'sh' && first === '-eu' && second === '-c' && line !== undefined;
  const words = shell ? line : [command.tool, ...command.args].map(quoted).join(' ');
  return command.cwd === undefined ? words : `(cd ${quoted(command.cwd)}) ${words}`;
}

function quoted(word: string): string {
  return /^[\p{L}\p{N}@%+=:,./_~^-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The same where people want to know what failed: not which of our helpers ran it, but what it ran. */
export function commandSaid(command: Command): string {
  const [internal, helper, ...rest] = command.args;
  if (command.tool !== 'sealsmith' || internal !== 'internal') return commandText(command);
  const at = rest.indexOf('--');
  if (helper === 'pack' || helper === 'inject' || at < 0) return `sealsmith (${helper ?? ''})`;
  return rest
    .slice(at + 1)
    .map(quoted)
    .join(' ');
}
