/** One entry a failure code: its exit status, its sentence, the next step. The only place that knows them. */

import { missText } from './cache.ts';
import { errnoText } from './errno.ts';
import type { FailureCode, FailureOf } from './failure.ts';
import { ARTIFACT_FAILURES } from './failure-table-artifacts.ts';
import { HANDOFF_FAILURES } from './failure-table-handoff.ts';

/** What the exit status of the program means. */
export const EXIT_STATUS = {
  0: 'done',
  1: "the project's own command failed",
  2: 'configuration or usage',
  3: 'policy: an expectation was not met',
  4: 'integrity: something is not what it was said to be',
  5: 'environment: this machine, network or service cannot do it',
  70: 'a bug of sealsmith',
  130: 'ended by Ctrl-C (SIGINT)',
  143: 'ended by SIGTERM',
} as const;

export type ExitStatus = keyof typeof EXIT_STATUS;

export type Entry<C extends FailureCode> = {
  readonly exit: ExitStatus | ((failure: FailureOf<C>) => ExitStatus);
  /** When it happens; for the documentation. */
  readonly when: string;
  readonly message: (failure: FailureOf<C>) => string;
  readonly next?: (failure: FailureOf<C>) => string | undefined;
};

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;

/** One entry a code: the only place that knows exit statuses and sentences. */
export const FAILURES: { readonly [C in FailureCode]: Entry<C> } = {
  usage: {
    exit: 2,
    when: 'a mistyped command, step, flag or value on the command line',
    message: (f) => f.message,
    next: (f) => (f.nearest === undefined ? undefined : `did you mean "${f.nearest}"?`),
  },
  'config-invalid': {
    exit: 2,
    when: 'the configuration file does not parse, or says something that is not allowed',
    message: (f) =>
      f.problems
        .map(({ place, message }) => `${place.file}:${place.line}:${place.column}  ${message}`)
        .join('\n'),
  },
  'config-absent': {
    exit: 2,
    when: 'the file named by --config does not exist',
    message: (f) => `no configuration at ${f.path}`,
    next: () => 'check --config, or leave it out: everything can be detected',
  },
  'config-exists': {
    exit: 2,
    when: '`init` would have to overwrite a file',
    message: (f) => `${f.path} exists; init never overwrites`,
    next: () => 'edit it, or move it away first',
  },
  'pipeline-foreign': {
    exit: 2,
    when: '`generate` would have to overwrite a file that it did not write, or that was changed since',
    message: (f) =>
      f.why === 'not-ours'
        ? `${f.path} was not written by generate, which overwrites only what is its own`
        : `${f.path} was changed by hand since generate wrote it`,
    next: () => 'look at it; --force overwrites it, --output writes somewhere else',
  },
  'pipeline-outdated': {
    exit: 3,
    when: '`generate --check` found that the file does not fit the plan, or that there is none',
    message: (f) =>
      f.first === undefined
        ? `there is no ${f.path}`
        : `${f.path} does not fit the plan, first in line ${f.first.line}\nhas    ${f.first.has}\nwants  ${f.first.wants}`,
    next: () => 'sealsmith generate writes it again',
  },
  'not-a-folder': {
    exit: 2,
    when: 'the folder named by --cwd does not exist',
    message: (f) => `${f.path} is not a folder`,
    next: () => 'check --cwd',
  },
  'nothing-detected': {
    exit: 2,
    when: 'no toolchain fits and no step is configured',
    message: (f) => `nothing to do in ${f.root}: no Python, Node or Go project and no steps in sealsmith.yml`,
    next: () =>
      'start in the folder of the project (--cwd), or give a step a "run" line in sealsmith.yml (sealsmith init begins one)',
  },
  'toolchain-ambiguous': {
    exit: 2,
    when: 'one folder holds the files of two toolchains',
    message: (f) =>
      `this folder is several projects: ${f.found.map((t) => `${t.name} (${t.file})`).join(', ')}`,
    next: (f) =>
      `write "toolchain: ${f.found[0]?.name ?? 'python'}" into sealsmith.yml, or run each in a folder of its own`,
  },
  'project-invalid': {
    exit: 2,
    when: "one of the project's own files (package.json, pyproject.toml, a lock file) cannot be used",
    message: (f) => `${f.file}: ${f.message}`,
    next: (f) => f.next,
  },
  'step-cycle': {
    exit: 2,
    when: 'steps wait for each other',
    message: (f) => `steps wait for each other: ${f.steps.join(' → ')}`,
    next: () => 'take one "after" of them out of sealsmith.yml',
  },
  'outputs-overlap': {
    exit: 2,
    when: 'two jobs own the same output',
    message: (f) => `${f.jobs[0]} and ${f.jobs[1]} both write ${f.path}`,
    next: () => 'give each its own path in "outputs"',
  },
  'output-tracked': {
    exit: 2,
    when: 'an output of a job is, or holds, a file that git tracks',
    message: (f) =>
      `${f.job} owns ${f.path}, but git tracks files there; an output is set aside before each run`,
    next: (f) =>
      f.path === '.venv' || f.path === 'node_modules'
        ? `git rm -r --cached ${f.path}, and add it to .gitignore`
        : 'write to a folder of its own, and name that in "outputs"',
  },
  'output-outside': {
    exit: 2,
    when: 'an output of a job lies outside the workspace, because a folder above it is a link',
    message: (f) => `${f.job} owns ${f.path}, but that lies outside the workspace, at ${f.place}`,
    next: () => 'name a path in "outputs" that no link leads away from',
  },
  'variable-unset': {
    exit: 2,
    when: 'a declared variable has no value',
    message: (f) => `${f.wantedBy} reads ${f.name}, which is not set`,
    next: (f) =>
      `set ${f.name} in the environment of this run; a step sees only what its env and secrets name`,
  },
  'fact-missing': {
    exit: 2,
    when: '`--only` left out the step that gives what this one needs, and the record of the run before does not have it',
    message: (f) => `${f.wantedBy} needs ${f.fact}, which the record of the run before does not have`,
    next: () => 'leave --only out, so that what is needed runs first',
  },
  'fact-stale': {
    exit: 4,
    when: 'a file that a job or an earlier run left is not what it was then',
    message: (f) => `${f.fact} no longer holds: ${f.file} changed since it was learned`,
    next: () => 'leave --only out, so that it is made again',
  },
  'record-invalid': {
    exit: 4,
    when: 'a record cannot be read, or its name is not its digest',
    message: (f) => `${f.path} is not a record: ${f.message}`,
    next: () => 'take the record from the job that made it again, or remove the file and run',
  },
  'tool-missing': {
    exit: 5,
    when: 'a program that the plan needs is not on this machine',
    message: (f) => `${f.wantedBy} needs ${f.tool}, which is not on this machine`,
    next: (f) => f.get,
  },
  'tool-broken': {
    exit: 5,
    when: 'a program is there but does not tell its version',
    message: (f) => `${f.tool} at ${f.path} does not work: ${f.message}`,
    next: () => 'repair or remove it; sealsmith doctor shows every tool of the plan',
  },
  'git-refused': {
    exit: 5,
    when: 'a job owns an output, and git does not say what it tracks there: the repository is of another owner, or broken',
    message: (f) => {
      switch (f.why) {
        case 'owner':
          return `git does not read the repository of ${f.path}, because it belongs to another user`;
        case 'slow':
          return `git takes too long to read the repository of ${f.path}`;
        case 'broken':
          return `git cannot read the repository of ${f.path}: ${f.detail}`;
      }
    },
    next: (f) => (f.why === 'owner' ? f.detail : 'see what "git status" says in this folder'),
  },
  'key-unusable': {
    exit: 4,
    when: 'a file that holds a private key of ours is open to others, belongs to somebody else, or is no such file',
    message: (f) => `the key at ${f.path} is not used, because ${f.why}`,
    next: () =>
      'if nobody else was at it, close it (chmod 700 the folder, 600 the file); else remove it, and a new one is made',
  },
  'workspace-busy': {
    exit: 5,
    when: 'another run is at work in the same folder',
    message: (f) => `another run (process ${f.pid}) is at work here: ${f.path}`,
    next: () => 'wait until it is over, or end it',
  },
  system: {
    exit: 5,
    when: 'the machine refused: no space, no permission, a read error',
    message: (f) => `cannot ${f.doing} ${f.path}: ${errnoText(f.errno)}`,
    next: (f) =>
      f.errno === 'ENOSPC' ? 'free some space and run again: what was finished is kept' : undefined,
  },
  'command-failed': {
    exit: 1,
    when: 'a command of the project ended with another status than 0',
    message: (f) => `${f.job}: ${f.command} ended with ${f.exit}`,
  },
  'command-killed': {
    exit: 1,
    when: 'a command was ended by a signal that we did not send',
    message: (f) => `${f.job}: ${f.command} was ended by ${f.signal}`,
    next: (f) => (f.signal === 'SIGKILL' ? 'out of memory is the usual cause' : undefined),
  },
  'command-timeout': {
    exit: 1,
    when: 'a job took longer than its limit',
    message: (f) => `${f.job}: ${f.command} was still running after ${seconds(f.limit)} and was ended`,
    next: (f) => `steps.${f.job.split('/')[0]}.timeout sets the limit`,
  },
  'output-missing': {
    exit: 1,
    when: 'a job ended well but did not write what it owns',
    message: (f) => `${f.job} ended well but did not write ${f.path}`,
    next: () => 'correct "outputs", or the command',
  },
  'output-invalid': {
    exit: 1,
    when: "a job's output cannot be read (a broken JUnit file, an archive that is no archive)",
    message: (f) => `${f.job}: ${f.path}: ${f.message}`,
  },
  'cache-refused': {
    exit: 4,
    when: 'with --strict: an entry of the cache was there and was not what it should be; the run went on without it',
    message: (f) => `cache entry of ${f.entry} refused: ${missText({ code: f.reason, detail: f.detail })}`,
    next: () => 'find out who wrote to the store; sealsmith cache verify --all looks at every entry',
  },
  'cache-unreachable': {
    exit: 5,
    when: 'a command that looks at the cache cannot: its store does not answer, or a key of ours is unusable',
    message: (f) => `the cache cannot be looked at: ${missText({ code: f.reason, detail: f.detail })}`,
    next: () => 'sealsmith doctor says which store it is, and who may seal',
  },
  ...ARTIFACT_FAILURES,
  ...HANDOFF_FAILURES,
  interrupted: {
    exit: (f) => (f.signal === 'SIGINT' ? 130 : 143),
    when: 'Ctrl-C, or the runner ended the job',
    message: (f) => (f.signal === 'SIGINT' ? 'stopped by Ctrl-C' : 'stopped by SIGTERM'),
  },
  bug: {
    exit: 70,
    when: 'an exception escaped: always a bug of ours',
    message: (f) => `a bug of sealsmith: ${f.message}`,
    next: () => 'please report it with the output of --verbose',
  },
};
