/**
 * `Git` (core): a few questions to the git program. Nothing that a repository's own settings name is run for them
 * (hooks, the file system monitor), nothing is written, and nothing is fetched but what `gitFetch` is asked for. A
 * repository that git refuses to read (broken, or of another owner) answers nothing but why.
 */

import type { FailureOf } from '../core/failure.ts';
import type { GitFacts } from '../core/host.ts';
import { OURS } from '../core/path.ts';
import type { Git } from '../core/ports.ts';
import { type Captured, capture } from './capture.ts';
import { gitCheckOut } from './git-checkout.ts';
import { CREDENTIAL_SETTINGS, credentialNames, withoutCredentials } from './git-credentials.ts';
import { gitFetch } from './git-fetch.ts';
import { nameText } from './names.ts';

const LIMIT = 30_000;

/** Bytes of an answer; a list of files longer than this is not taken at all. */
const KEEP = 256 * 1024 * 1024;

const SAFE = [
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'protocol.allow=never'],
  // What stands in the place of an object, by the repository's own word, is not what its name says.
  '--no-replace-objects',
  '--no-optional-locks',
  '--no-pager',
];

/**
 * @param program  absolute path of git; undefined when there is none
 * @param abort  ends every question
 */
export function systemGit(
  program: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  abort?: AbortSignal,
): Git {
  const settings = environmentOf(env);
  /** What git printed, or undefined when it ended with a status that is not among `fine`. */
  const ask = async (cwd: string, args: readonly string[], fine = [0]): Promise<Answer | undefined> => {
    if (program === undefined) return undefined;
    const limits = { limit: LIMIT, keep: KEEP, complaints: false };
    const found = await capture({ program, args: [...SAFE, ...args], cwd, env: settings, abort, ...limits });
    const whole = found.kind === 'exited' && found.whole && fine.includes(found.exit);
    return whole ? { exit: found.exit, output: found.output } : undefined;
  };

  return {
    async facts(workspace) {
      const [status, place, settings] = await Promise.all([
        ask(workspace, STATUS),
        ask(workspace, ['rev-parse', '--show-prefix', '--is-shallow-repository']),
        // Checkouts may keep them in a file of their own, which the repository's settings include.
        ask(
          workspace,
          ['config', '--local', '--includes', '-z', '--get-regexp', CREDENTIAL_SETTINGS],
          [0, 1],
        ),
      ]);
      if (status === undefined || place === undefined) return undefined;
      const { prefix, shallow } = readPlace(place.output);
      const set = settings === undefined ? [] : fields(settings.output);
      return {
        ...readStatus(status.output, prefix),
        prefix,
        shallow,
        remote: readRemote(set),
        credentials: credentialNames(set),
      };
    },

    async refusal(workspace) {
      if (program === undefined) return undefined;
      // Opens the repository and its list of files, and has nothing to print.
      const args = [...SAFE, 'ls-files', '-z', '--', '.git'];
      const limits = { limit: LIMIT, keep: 4096, complaints: true };
      const asked = await capture({ program, args, cwd: workspace, env: settings, abort, ...limits });
      return asked.kind === 'aborted' ? interruptedBy(abort) : refusalIn(asked, workspace);
    },

    async files(workspace) {
      const listed = await ask(workspace, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
      if (listed === undefined) return undefined;
      // Twice: a conflict has several versions. A slash at the end: a repository inside this one.
      const paths = fields(listed.output).map((path) => path.replace(/\/$/, ''));
      return [...new Set(paths)];
    },

    async tracked(workspace, path) {
      const listed = await ask(workspace, ['--literal-pathspecs', 'ls-files', '-z', '--', path]);
      return listed === undefined ? undefined : listed.output.length > 0;
    },

    async show(workspace, revision, path) {
      if (!isRevision(revision)) return undefined;
      const blob = await ask(workspace, ['cat-file', 'blob', `${revision}:./${path}`]);
      return blob?.output.toString('utf8');
    },

    async blob(repository, revision, path) {
      if (!isRevision(revision)) return undefined;
      const blob = await ask(repository, ['cat-file', 'blob', `${revision}:${path}`]);
      return blob?.output;
    },

    fetch: (asked) => gitFetch(program, env, abort, asked),
    checkOut: (asked) => gitCheckOut(program, env, abort, asked),

    async contains(workspace, revision, commit) {
      if (!isRevision(revision) || !isRevision(commit)) return undefined;
      const args = ['merge-base', '--is-ancestor', commit, revision];
      const answer = await ask(workspace, args, [0, 1]);
      if (answer === undefined) return undefined;
      if (answer.exit === 0) return true;
      // What is not reachable in a cut history may be so in the whole one.
      const shallow = await ask(workspace, ['rev-parse', '--is-shallow-repository']);
      return shallow?.output.toString('latin1').trim() === 'false' ? false : undefined;
    },
  };
}

/** What git says of a folder in no repository, and of a repository without files to work on. */
const NO_REPOSITORY = /not a git repository|must be run in a work tree/;

function refusalIn(asked: Captured, path: string): FailureOf<'git-refused'> | undefined {
  if (asked.kind === 'timeout') return { code: 'git-refused', path, why: 'slow', detail: '' };
  if (asked.kind === 'killed') return { code: 'git-refused', path, why: 'broken', detail: asked.signal };
  if (asked.kind !== 'exited' || asked.exit === 0) return undefined;
  const said = asked.output.toString('utf8').trim();
  if (NO_REPOSITORY.test(said)) return undefined;
  const [remedy] = /git config --global --add safe\.directory .*/s.exec(said) ?? [];
  if (remedy !== undefined) return { code: 'git-refused', path, why: 'owner', detail: remedy };
  return { code: 'git-refused', path, why: 'broken', detail: said.split('\n')[0] ?? '' };
}

function interruptedBy(abort: AbortSignal | undefined): FailureOf<'interrupted'> {
  return { code: 'interrupted', signal: abort?.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' };
}

type Answer = { readonly exit: number; readonly output: Buffer };

/**
 * What we write ourselves makes no tree dirty, and a change beside the workspace does not, either. New files are told
 * one by one: of a new folder some may be outputs of jobs.
 */
const STATUS = [
  'status',
  '--porcelain=v2',
  '--branch',
  '--no-ahead-behind',
  '--no-renames',
  '-z',
  '--untracked-files=all',
  '--',
  '.',
  `:(exclude)${OURS}`,
];

function readStatus(
  output: Buffer,
  prefix: string,
): Pick<GitFacts, 'commit' | 'branch' | 'dirty' | 'newFiles'> {
  const lines = fields(output);
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header('branch.oid');
  const branch = header('branch.head');
  const changes = lines.filter((line) => !line.startsWith('# '));
  const onlyNew = changes.every((line) => line.startsWith('? '));
  // git says them from the top of the repository; a repository inside this one has a slash at its end.
  const below = prefix === '' ? 2 : 3 + prefix.length;
  return {
    commit: commit === '(initial)' ? undefined : commit,
    branch: branch === '(detached)' ? undefined : branch,
    dirty: changes.length > 0,
    newFiles: onlyNew ? changes.map((line) => line.slice(below).replace(/\/$/, '')) : [],
  };
}

/** Two lines, the first of which may hold anything, line ends too. */
function readPlace(output: Buffer): Pick<GitFacts, 'prefix' | 'shallow'> {
  const lines = nameText(output).replace(/\n$/, '').split('\n');
  const shallow = lines.pop() === 'true';
  return { prefix: lines.join('\n').replace(/\/$/, ''), shallow };
}

/** @param set  `name\nvalue`; of several values the last one holds */
function readRemote(set: readonly string[]): string | undefined {
  const name = 'remote.origin.url\n';
  const url =
    set
      .findLast((field) => field.startsWith(name))
      ?.slice(name.length)
      .trim() ?? '';
  return url === '' ? undefined : withoutCredentials(url);
}

/** Nothing that git could take for an option, and no path in it. */
function isRevision(text: string): boolean {
  return /^[^-:][^:\0\n]*$/.test(text);
}

function fields(output: Buffer): string[] {
  return nameText(output)
    .split('\0')
    .filter((field) => field !== '');
}

/**
 * What git needs of our environment: its settings files are found by HOME and XDG_CONFIG_HOME (ignored files, which
 * owners are trusted), and runners hand settings on by GIT_CONFIG_*. Not GIT_DIR and its like: a hook that starts us
 * sets them for another purpose.
 */
function environmentOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const taken = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && (PASSED.has(name) || name.startsWith('GIT_CONFIG_'))
      ? [[name, value] as const]
      : [],
  );
  return {
    ...Object.fromEntries(taken),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // Other parents than a commit has; a file that cannot be, or git gives advice about it.
    GIT_GRAFT_FILE: '/dev/null/none',
  };
}

const PASSED: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
]);
