/** `Processes` (core): runs a command to its end and its whole tree with it; asks tools short questions. */

import { closeSync, mkdtempSync, openSync, readSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandOutcome, CommandRequest, Files, Processes } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt, errnoOf } from './attempt.ts';
import { capture } from './capture.ts';
import { programAt } from './find-program.ts';
import { Isolator } from './isolation.ts';
import { Keepers } from './keepers.ts';
import { startInNamespaces } from './namespaces.ts';
import { Output } from './output.ts';
import { Pipes } from './pipes.ts';
import { startInGroup } from './process-group.ts';
import { isTree, type ProcessTree, type Started, type StartRequest } from './process-tree.ts';
import { removeTree } from './remove.ts';

export type ProcessOptions = {
  readonly files: Pick<Files, 'readText' | 'writeText'>;
  /** The folder for what outlives a run. */
  readonly state: string;
  /** Folders of PATH outside the workspace. */
  readonly path: readonly string[];
  /** Ends every question that is being asked, and those that come after it. */
  readonly interrupt?: AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL; 5 seconds unless a test is in a hurry. */
  readonly grace?: number;
  /** False: as on a machine that cannot make namespaces. */
  readonly namespaces?: boolean;
};

const GRACE = 5000;
const ANSWER_LIMIT = 10_000;
const ANSWER_BYTES = 64 * 1024;

/** The longest that a timer of Node can wait; 24 days. */
const LONGEST = 2 ** 31 - 1;

export function systemProcesses(options: ProcessOptions): Processes {
  const isolator = new Isolator(options.files, options.state, options.path);
  const pipes = new Pipes(options.path);
  const keepers = new Keepers();
  const patience = { grace: options.grace ?? GRACE };

  const start = async (request: StartRequest, network: boolean, engine: boolean): Promise<Started> => {
    const ability = options.namespaces === false || engine ? undefined : await isolator.ability();
    if (ability?.processes !== 'namespaces') return startInGroup(request);
    return startInNamespaces(ability.means, request, network || !ability.network, keepers);
  };

  return {
    async run(request) {
      if (request.abort.aborted) return { kind: 'aborted' };
      const obstacle = obstacleTo(request);
      if (obstacle !== undefined) return obstacle;
      const pipe = await pipes.take();
      if (!pipe.ok) return notStarted(pipe.failure);
      const { read, write } = pipe.value;
      let started: Started;
      try {
        started = await start({ ...request, output: write }, request.network, request.engine === true);
      } finally {
        closeSync(write);
      }
      const output = new Output(read, request.onOutput);
      if (!isTree(started)) {
        await output.rest();
        return { kind: 'not-started', errno: started.errno };
      }
      return conduct(started, output, request, patience);
    },

    async ask(program, args, env = {}, input) {
      const home = attempt('make', tmpdir(), () => mkdtempSync(join(tmpdir(), 'sealsmith-ask-')));
      if (!home.ok) return home;
      try {
        const around = { PATH: options.path.join(':'), HOME: home.value, TMPDIR: home.value, LANG: 'C' };
        return await ask(program, args, { ...around, ...env }, input, options.interrupt);
      } finally {
        attempt('remove', home.value, () => removeTree(home.value));
      }
    },

    hurry() {
      patience.grace = 0;
    },

    isolation: async (network) =>
      options.namespaces === false
        ? { processes: 'none', network: network ? 'granted' : 'shared' }
        : isolator.isolation(network),
  };
}

/** From start to end: the command ends, or is ended; then what it left behind; then the rest of what it printed. */
async function conduct(
  tree: ProcessTree,
  output: Output,
  { abort, limit }: CommandRequest,
  patience: Patience,
): Promise<CommandOutcome> {
  const stop = new AbortController();
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers<'aborted'>();
  const heard = (): void => onAbort('aborted');
  abort.addEventListener('abort', heard, { once: true });
  if (abort.aborted) heard();
  const late = pause(Math.min(limit, LONGEST), 'timeout' as const, { signal: stop.signal });
  late.catch(() => {});
  try {
    const first = await Promise.race([tree.ended, aborted, late, output.failed]);
    if (first === 'aborted' || first === 'timeout') {
      await windDown(tree, patience);
      return { kind: first };
    }
    return first.exit === null
      ? { kind: 'killed', signal: first.signal ?? 'SIGKILL' }
      : { kind: 'exited', exit: first.exit };
  } finally {
    stop.abort();
    abort.removeEventListener('abort', heard);
    await tree.end();
    await output.rest();
  }
}

/** Milliseconds from SIGTERM to SIGKILL; may become none while somebody waits. */
type Patience = { readonly grace: number };

/** Asks everything to end and waits until it did, or until the time is over. */
async function windDown(tree: ProcessTree, patience: Patience): Promise<void> {
  tree.terminate();
  const begun = performance.now();
  const left = (): number => begun + patience.grace - performance.now();
  for (let wait = 1; left() > 0; wait = Math.min(wait * 2, 50)) {
    await pause(Math.min(wait, left()));
    if (!(await tree.busy())) return;
  }
}

async function ask(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input: Uint8Array | undefined,
  abort: AbortSignal | undefined,
): Promise<Result<{ readonly exit: number; readonly output: string }>> {
  const limits = { limit: ANSWER_LIMIT, keep: ANSWER_BYTES, complaints: input === undefined, input };
  // Never from the workspace: what lies there must not decide what a tool of the machine says.
  const captured = await capture({ program, args, cwd: '/', env, abort, ...limits });
  const failed = (errno: string): Result<never> =>
    err({ code: 'system', doing: 'ask', path: program, errno });
  switch (captured.kind) {
    case 'exited':
      return ok({ exit: captured.exit, output: captured.output.toString('utf8') });
    case 'killed':
      return failed(captured.signal);
    case 'timeout':
      return failed('ETIMEDOUT');
    case 'aborted':
      return failed('ECANCELED');
    case 'not-started':
      return failed(captured.errno);
  }
}

type NotStarted = Extract<CommandOutcome, { kind: 'not-started' }>;

/** What would keep the command from starting, seen before anything is made for it. */
function obstacleTo({ program, cwd }: CommandRequest): NotStarted | undefined {
  const folder = attempt('start in', cwd, () => statSync(cwd).isDirectory());
  if (!folder.ok) return { kind: 'not-started', errno: folder.failure.errno, path: cwd };
  if (!folder.value) return { kind: 'not-started', errno: 'ENOTDIR', path: cwd };
  const found = programAt(program);
  if (found === undefined) {
    const looked = attempt('start', program, () => statSync(program));
    return { kind: 'not-started', errno: looked.ok ? 'EACCES' : looked.failure.errno };
  }
  // The kernel would say of the script that it does not exist.
  const interpreter = interpreterOf(program);
  if (interpreter === undefined || programAt(interpreter) !== undefined) return undefined;
  return { kind: 'not-started', errno: 'ENOENT', path: interpreter };
}

/** The absolute path after `#!`, or undefined. */
function interpreterOf(program: string): string | undefined {
  try {
    const file = openSync(program, 'r');
    try {
      const start = Buffer.alloc(512);
      const text = start.toString('latin1', 0, readSync(file, start));
      return /^#![ \t]*(\/[^\s]*)/.exec(text)?.[1];
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // A program may be executable without being readable.
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

function notStarted(failure: { readonly code: string }): NotStarted {
  const errno = 'errno' in failure && typeof failure.errno === 'string' ? failure.errno : 'EIO';
  return { kind: 'not-started', errno, path: tmpdir() };
}
