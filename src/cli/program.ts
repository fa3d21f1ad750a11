/** The command line: words in, exit status out. Each command's code loads when it is called. */

import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ok } from '../core/result.ts';
import { STEPS } from '../steps/registry.ts';
import { addFlags, type Flags, several } from './flags.ts';
import type { Bench } from './group.ts';
import { plan } from './plan.ts';
import { prepared } from './prepared.ts';
import { addCache } from './program-cache.ts';
import { addDoctor } from './program-doctor.ts';
import { addDrill } from './program-drill.ts';
import { addGenerate } from './program-generate.ts';
import { addImage } from './program-image.ts';
import { addKeys } from './program-keys.ts';
import { addReproduce, shellWords } from './program-reproduce.ts';
import { addSbom } from './program-sbom.ts';
import { addSign } from './program-sign.ts';
import { addVerify, NOTHING_SAID } from './program-verify.ts';
import { run } from './run.ts';
import type { Session } from './session.ts';
import { type Said, usage } from './usage.ts';
import { VERSION } from './version.ts';

/** What the composition root gives: a session for a folder, and where usage goes. */
export type Start = Said & {
  readonly session: (flags: Flags, workspace: string) => Session;
};

export async function program(given: readonly string[], start: Start): Promise<number> {
  const args = shellWords(given);
  let status = 0;
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

function build(start: Start, finish: Bench['finish']): Command {
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
  // Opened before more code is loaded: git is at work meanwhile.
  const session = (): Session => {
    const flags = root.opts<Flags>();
    return start.session(flags, resolve(flags.cwd ?? '.'));
  };

  on('run', 'run the steps, or the named ones with what they need')
    .argument('[steps...]', 'which steps (default: all that may run unnamed)')
    .option('-j, --jobs <number>', 'how many jobs at once (default: one a core)', wholeNumber)
    .option('-k, --keep-going', 'after a failure go on with what does not depend on it')
    .option('--only', 'just the named steps; what they need comes from the run before')
    .option(
      '--record <digest>',
      'with --only: the record of a job before that counts, sha256:… (several times: all of them)',
      several,
    )
    .option(
      '--bare',
      'on a forge, with --only: sign and push without a checkout, by the commit and the records',
    )
    .option('-f, --force', 'run even what is up to date')
    .option('--strict', 'an entry of the cache that is refused ends the run with 4')
    .option('--load', 'hand the image that is built to Docker or podman')
    .option('-n, --dry-run', 'say what would run, and stop')
    .action(async (steps: string[], flags) => {
      finish(await run(session(), steps, flags));
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
      finish(await plan(session(), steps, flags));
    });
  on('explain', 'say where each value of a step came from')
    .argument('<step>', 'which step')
    .action(async (step: string) => {
      const opened = session();
      const { explain } = await import('./explain.ts');
      finish(await explain(opened, step));
    });
  addDoctor(root, { session, finish });
  on('context', 'show what the forge tells this job, with every secret masked').action(async () => {
    const opened = session();
    const { context } = await import('./context.ts');
    finish(await context(opened));
  });
  on('init', 'write a commented sealsmith.yml; never overwrites').action(async () => {
    const opened = session();
    const { init } = await import('./init.ts');
    finish(await init(opened));
  });
  addCache(root, { session, finish });
  addImage(root, { session, finish });
  addSbom(root, { session, finish });
  addKeys(root, { session, finish });
  addSign(root, { session, finish }, async (opened) => {
    const found = await prepared(opened);
    if (found.ok) return ok(found.value.signing);
    const { code } = found.failure;
    // Anybody may sign outside of a project; a file that cannot be read may say who may not.
    return code === 'nothing-detected' || code === 'toolchain-ambiguous' ? ok(undefined) : found;
  });
  addVerify(root, { session, finish }, async (opened) => {
    const found = await prepared(opened);
    if (!found.ok) return NOTHING_SAID;
    const { verify, signing } = found.value;
    const services = typeof signing?.services === 'object' ? signing.services : undefined;
    return { section: verify, trustedRoot: services?.['trusted-root'] };
  });
  addDrill(root, { session, finish });
  addGenerate(root, { session, finish });
  addReproduce(root, { session, finish });
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
  sealsmith cache list          what is kept, and who sealed it
  sealsmith image inspect       what was built: digest, layers, largest files

Exit status: 0 done, 1 the project's own command failed, 2 configuration or
usage, 3 policy, 4 integrity, 5 environment, 70 a bug of ours, 130 Ctrl-C,
143 SIGTERM.`;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 was expected.');
  return value;
}

function oneOf<W extends string>(words: readonly W[]): (text: string) => W {
  return (text) => {
    const word = words.find((one) => one === text);
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`expected ${words.join(' or ')}.`);
  };
}
