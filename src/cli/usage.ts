/** A wrong word on the command line: said once, with the nearest right one. */

import type { Command, CommanderError } from 'commander';
import { type ExitStatus, exitOf, type Failure, type FailureOf } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import { failureText } from '../report/failure.ts';
import { JsonEvents } from '../report/json.ts';
import { STEPS } from '../steps/registry.ts';

/** Where what is said goes. */
export type Said = { readonly output: (text: string) => void; readonly error: (text: string) => void };

export function usage(error: CommanderError, args: readonly string[], root: Command, said: Said): ExitStatus {
  const failure = usageFailure(error, root);
  const color = false;
  const lines = failureText(failure, exitOf(failure), { columns: 80, color, marks: 'plain' }, false);
  if (args.includes('--json')) said.output(new JsonEvents().failed(failure));
  said.error(`${lines.join('\n')}\n`);
  return exitOf(failure);
}

function usageFailure(error: CommanderError, root: Command): Failure {
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const path = called(root);
  const command = path.at(-1) ?? root;
  if (error.code === 'commander.unknownCommand' || error.code === 'commander.help')
    return command === root ? unknownCommand(word, root) : unknownInGroup(word, command);
  if (error.code === 'commander.unknownOption') {
    const flags = [root, ...path].flatMap(({ options }) => options).flatMap((option) => option.long ?? []);
    const where = command === root ? '' : ` of ${nameOf(command)}`;
    return withNearest(`${word} is not a flag${where}`, word, [...flags, '--help']);
  }
  const message = error.message.replace(/^error: /, '').split('\n', 1)[0] ?? error.message;
  return { code: 'usage', message };
}

/** The commands that were found before something was wrong, from the outside in. */
function called(root: Command): readonly Command[] {
  const [name] = root.args;
  const found = root.commands.find((command) => command.name() === name);
  return found === undefined ? [] : [found, ...called(found)];
}

function unknownCommand(word: string, root: Command): Failure {
  const commands = namesIn(root);
  if (word === '') return { code: 'usage', message: 'which command? sealsmith --help lists them' };
  if (STEPS.some((step) => step.name === word))
    return { code: 'usage', message: `${word} is a step, not a command`, nearest: `sealsmith run ${word}` };
  const group = root.commands.find((command) => namesIn(command).includes(word));
  if (group !== undefined) {
    const whole = `sealsmith ${group.name()} ${word}`;
    return { code: 'usage', message: `"${word}" is a command of ${group.name()}`, nearest: whole };
  }
  const message = `"${word}" is not a command; the commands are ${commands.join(', ')}`;
  // A slip in the name of a command that stands in a group is meant for that one.
  const whole = root.commands.flatMap((one) => namesIn(one).map((name) => [name, one.name()] as const));
  const inGroup = whole.find(
    ([name]) =>
      name ===
      nearest(
        word,
        whole.map(([known]) => known),
      ),
  );
  const failure = withNearest(message, word, commands);
  return failure.nearest !== undefined || inGroup === undefined
    ? failure
    : { ...failure, nearest: `sealsmith ${inGroup[1]} ${inGroup[0]}` };
}

function unknownInGroup(word: string, group: Command): Failure {
  const commands = namesIn(group);
  const listed = `the commands of ${nameOf(group)} are ${commands.join(', ')}`;
  return word === ''
    ? { code: 'usage', message: `which one? ${listed}` }
    : withNearest(
        `"${word}" is not a command of ${nameOf(group)}; they are ${commands.join(', ')}`,
        word,
        commands,
      );
}

function namesIn(command: Command): string[] {
  return command.commands.map((one) => one.name());
}

/** `cache inspect` */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${nameOf(parent)} ${command.name()}`;
}

function withNearest(message: string, word: string, words: readonly string[]): FailureOf<'usage'> {
  const close = nearest(word, words);
  return close === undefined ? { code: 'usage', message } : { code: 'usage', message, nearest: close };
}
