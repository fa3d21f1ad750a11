/**
 * A command in process, mount and (if asked) network namespaces of its own, made by util-linux.
 *
 * A keeper makes and holds them. The command is put in from outside by a second program, whose exit status is exactly
 * the command's (through a shell, status 143 and death by SIGTERM would look the same) and which hands the environment
 * on untouched (a shell drops names it does not like).
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { underJobUmask } from './job-umask.ts';
import type { Keeper } from './keeper.ts';
import { Keepers } from './keepers.ts';
import type { Ended, ProcessTree, Started, StartRequest } from './process-tree.ts';

/** How this machine makes namespaces; all absolute paths. */
export type Means = {
  readonly sh: string;
  readonly unshare: string;
  readonly nsenter: string;
  readonly setsid: string;
  /** Program and arguments that bring the loopback up; undefined where there is nothing for it. */
  readonly loopback: readonly string[] | undefined;
} & (
  | { /** With a user namespace, which everybody may make. */ readonly kind: 'user' }
  | {
      /**
       * Without: a root that keeps its right to every owner's files. The command loses the capabilities with which it
       * could climb out.
       */
      readonly kind: 'root';
      readonly setpriv: string;
      /** Makes /proc/sys read-only. */
      readonly mount: string;
    }
);

/**
 * What root may do inside: what it may in a container. Not there: mounting, tracing, modules, devices, the network's
 * settings, and thereby every way to our own memory.
 */
const CAPABILITIES = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'net_bind_service',
  'net_raw',
  'sys_chroot',
  'audit_write',
  'setfcap',
];

/** Milliseconds until what was killed must be gone. */
const PATIENCE = 10_000;

/** Milliseconds between two attempts to wake what may have stopped. */
const RESUMING = 20;

/**
 * @param network  false for a loopback and nothing else; needs `means.loopback`
 * @param keepers  undefined for a keeper that is used this once
 */
export async function startInNamespaces(
  means: Means,
  request: StartRequest,
  network: boolean,
  keepers?: Keepers,
): Promise<Started> {
  const keeper = await (keepers ?? new Keepers()).take(means, network);
  if (keeper === undefined) return { errno: 'ENOTSUP' };
  const args = [...entry(means, keeper.pid, network, request.cwd), ...inside(means, request)];
  const command = underJobUmask(() =>
    spawn(means.nsenter, args, {
      // The namespaces' own view of the folder is entered once inside.
      cwd: '/',
      env: request.env,
      detached: request.output !== 'inherit',
      stdio: request.output === 'inherit' ? 'inherit' : ['ignore', request.output, request.output],
    }),
  );
  const ended = endOf(command);
  ended.catch(() => {});
  if (command.pid === undefined) {
    await keeper.end();
    return {
      errno: await ended.then(
        () => 'EIO',
        (error: NodeJS.ErrnoException) => error.code ?? 'EIO',
      ),
    };
  }
  const release = (): Promise<void> => keepers?.give(keeper, means, network) ?? keeper.end();
  return treeOf(keeper, command, ended, release);
}

function treeOf(
  keeper: Keeper,
  command: ChildProcess,
  ended: Promise<Ended>,
  release: () => Promise<void>,
): ProcessTree {
  // When the command stops, so does the program that put it in, and nobody would see the command's end.
  const resume = (): void => {
    if (command.exitCode === null && command.signalCode === null) command.kill('SIGCONT');
  };
  return {
    ended,
    terminate() {
      keeper.tell('term');
      resume();
    },
    busy() {
      resume();
      return keeper.busy();
    },
    async end() {
      const resuming = setInterval(resume, RESUMING);
      resume();
      await release();
      await Promise.race([ended, pause(PATIENCE, undefined, { ref: false })]);
      clearInterval(resuming);
    },
  };
}

/** How to get in. Its files are those of the program that made the namespaces; process 1 is a child of it. */
function entry(means: Means, pid: number, network: boolean, cwd: string): string[] {
  const of = (name: string): string => `/proc/${pid}/ns/${name}`;
  return [
    ...(means.kind === 'user' ? [`--user=${of('user')}`, '--preserve-credentials'] : []),
    `--mount=${of('mnt')}`,
    ...(network ? [] : [`--net=${of('net')}`]),
    `--pid=${of('pid_for_children')}`,
    '--',
    // Only to change the folder: done after entering, so that it is one of the mounts that are seen inside.
    means.unshare,
    `--wd=${cwd}`,
  ];
}

/** A session of its own: a command that signals its whole group must not hit who waits for it. */
function inside(means: Means, request: StartRequest): string[] {
  // A terminal belongs to the session that it was opened in.
  const session = request.output === 'inherit' ? [] : [means.setsid];
  const command = [...session, request.program, ...request.args];
  if (means.kind === 'user') return command;
  const bounding = `--bounding-set=-all,${CAPABILITIES.map((name) => `+${name}`).join(',')}`;
  return [means.setpriv, '--inh-caps=-all', bounding, ...command];
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('exit', (exit, signal) => resolve({ exit, signal }));
    child.once('error', reject);
  });
}
