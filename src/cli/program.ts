/** The command line: words in, exit status out. Each command's code loads when it is called. */

import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type ExitStatus, exitOf, type Failure } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import { failureText } from '../report/failure.ts';
import { JsonEvents } from '../report/json.ts';
import { STEPS } from '../steps/registry.ts';
import { addFlags, type Flags } from './flags.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

/** What the composition root gives: a session for a folder, and where usage goes. */
export type Start = {
  readonly session: (flags: Flags, workspace: string) => Promise<Session>;
  readonly output: (text: string) => void;
  readonly error: (text: string) => void;
};

export async function program(args: readonly string[], start: Start): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const command = build(start, (exit) => {
    status = exit;
  });
  try {
    await command.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    return usage(error, args, command, start);
  }
  return status;
}

type Finish = (exit: ExitStatus) => void;

function build(start: Start, finish: Finish): Command {
  const root = addFlags(new Command('sealsmith'))
    .description(
      'Takes a repository from source to a tested program, the same way on GitHub, on GitLab and here.',
    )
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'this help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .usage('<command> [steps] [flags]')
    .addHelpText('after', `\n${stepsHelp()}\n${EXAMPLES}`)
    .exitOverride()
    .configureOutput({ writeOut: start.output, writeErr: () => {}, outputError: () => {} });
  // Each command takes over how help looks, where text goes and that nothing exits.
  const on = (name: string, summary: string): Command => root.command(name).description(summary);
  // Opened before the command's own code is loaded: git is at work meanwhile.
  const session = async (): Promise<Session> => {
    const flags = root.opts<Flags>();
    return start.session(flags, resolve(flags.cwd ?? '.'));
  };

  on('run', 'run the steps, or the named ones with what they need')
    .argument('[steps...]', 'which steps (default: all that may run unnamed)')
    .option('-j, --jobs <number>', 'how many jobs at once (default: one a core)', wholeNumber)
    .option('-k, --keep-going', 'after a failure go on with what does not depend on it')
    .option('--only', 'just the named steps; what they need comes from the run before')
    .option('-f, --force', 'run even what is up to date')
    .option('-n, --dry-run', 'say what would run, and stop')
    .action(async (steps: string[], flags) => {
      const opened = await session();
      const { run } = await import('./run.ts');
      finish(await run(opened, steps, flags));
    });
  on('plan', 'show the jobs, commands, inputs, tools and grants; run nothing')
    .argument('[steps...]', 'which steps (default: all that may run unnamed)')
    .option('-j, --jobs <number>', 'how many jobs at once (default: one a core)', wholeNumber)
    .option('--only', 'just the named steps')
    .option('--mermaid', 'as a drawing in Mermaid')
    .action(async (steps: string[], flags, command: Command) => {
      // commander compares the flags of one command only; these two stand beside each other.
      const other = (['json', 'quiet'] as const).find((flag) => root.opts<Flags>()[flag] === true);
      if (flags.mermaid === true && other !== undefined) {
        command.error(`option '--mermaid' cannot be used with option '--${other}'`);
      }
      const opened = await session();
      const { plan } = await import('./plan.ts');
      finish(await plan(opened, steps, flags));
    });
  on('explain', 'say where each value of a step came from')
    .argument('<step>', 'which step')
    .action(async (step: string) => {
      const opened = await session();
      const { explain } = await import('./explain.ts');
      finish(await explain(opened, step));
    });
  on('doctor', 'check that this machine has what the plan needs').action(async () => {
    const opened = await session();
    const { doctor } = await import('./doctor.ts');
    finish(await doctor(opened));
  });
  on('init', 'write a commented sealsmith.yml; never overwrites').action(async () => {
    const opened = await session();
    const { init } = await import('./init.ts');
    finish(await init(opened));
  });
  on('completion', 'print a completion script: eval "$(sealsmith completion bash)"')
    .argument('<shell>', 'bash', oneOf(['bash']))
    .action(async () => {
      const { bashCompletion } = await import('./completion.ts');
      start.output(bashCompletion(root));
    });
  return root;
}

function stepsHelp(): string {
  return ['Steps:', ...STEPS.map((step) => `  ${step.name.padEnd(15)}${step.summary}`)].join('\n');
}

const EXAMPLES = `
Examples:
  sealsmith run                 everything that has to be done here
  sealsmith run test            the tests, and what they need first
  sealsmith run test --only     just the tests
  sealsmith plan                what would run, and with what
  sealsmith explain test        where each value comes from

Exit status: 0 done, 1 the project's own command failed, 2 configuration or usage, 3 policy,
4 integrity, 5 environment, 70 a bug of ours, 130 Ctrl-C, 143 SIGTERM.`;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 was expected.');
  return value;
}

function oneOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    throw new InvalidArgumentError(`expected ${words.join(' or ')}.`);
  };
}

/** A wrong word on the command line: said once, with the nearest right one. */
function usage(error: CommanderError, args: readonly string[], root: Command, start: Start): ExitStatus {
  const failure = usageFailure(error, args, root);
  const color = false;
  const lines = failureText(failure, exitOf(failure), { columns: 80, color, marks: 'plain' }, false);
  if (args.includes('--json')) start.output(new JsonEvents().failed(failure));
  start.error(`${lines.join('\n')}\n`);
  return exitOf(failure);
}

function usageFailure(error: CommanderError, args: readonly string[], root: Command): Failure {
  const commands = root.commands.map((command) => command.name());
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  if (error.code === 'commander.unknownCommand' || error.code === 'commander.help') {
    if (word === '') return { code: 'usage', message: 'which command? sealsmith --help lists them' };
    if (STEPS.some((step) => step.name === word)) {
      return { code: 'usage', message: `${word} is a step, not a command`, nearest: `sealsmith run ${word}` };
    }
    return withNearest(`"${word}" is not a command; the commands are ${commands.join(', ')}`, word, commands);
  }
  if (error.code === 'commander.unknownOption') {
    const used = root.commands.find((command) => args.includes(command.name()));
    const flags = [...root.options, ...(used?.options ?? [])].flatMap((option) => option.long ?? []);
    const where = used === undefined ? '' : ` of ${used.name()}`;
    return withNearest(`${word} is not a flag${where}`, word, [...flags, '--help']);
  }
  const message = error.message.replace(/^error: /, '').split('\n', 1)[0] ?? error.message;
  return { code: 'usage', message };
}

function withNearest(message: string, word: string, words: readonly string[]): Failure {
  const close = nearest(word, words);
  return close === undefined ? { code: 'usage', message } : { code: 'usage', message, nearest: close };
}
