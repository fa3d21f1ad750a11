/**
 * Makes namespaces and is process 1 in them: a shell that reaps what the command abandons, so that the command itself
 * has the life of any other program. When it goes, the kernel ends all that is inside; and it goes when we do,
 * whatever ended us, because it reads from a socket whose other end is ours.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Means } from './namespaces.ts';

/**
 * What process 1 does; its arguments are the command for the loopback. It answers on descriptor 3: `ready` once, then
 * for each line it reads `busy` or `idle`, whether anything but itself runs. `term` is passed on to everything; `clear` kills
 * everything, and is answered with `cleared` when nothing but itself is left. Those
 * who answer must not be ended by signals that the command sends to all it sees.
 */
const KEEPER = `
[ $# -eq 0 ] || "$@" || exit 1
if [ -n "$MOUNT" ]; then
  for own in /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus; do
    [ ! -e "$own" ] || { "$MOUNT" --bind "$own" "$own" && "$MOUNT" -o remount,bind,ro "$own"; } || exit 1
  done
fi
(
  trap '' HUP INT QUIT TERM USR1 USR2
  echo ready >&3
  while read -r word <&3; do
    if [ "$word" = term ]; then
      kill -s TERM -- -1
      kill -s CONT -- -1
    elif [ "$word" = clear ]; then
      while kill -s KILL -- -1; do :; done
      echo cleared >&3
      continue
    fi
    if kill -s 0 -- -1; then echo busy >&3; else echo idle >&3; fi
  done
) &
wait $!
`;

/** Milliseconds until the keeper must be ready, or gone. */
const PATIENCE = 10_000;

export class Keeper {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #gone: Promise<void>;
  #words: string[] = [];
  #rest = '';
  #wake: () => void = () => {};

  constructor(means: Means, network: boolean) {
    const user = ['--user', '--map-current-user', '--keep-caps'];
    this.#child = spawn(
      means.unshare,
      [
        ...(means.kind === 'user' ? user : []),
        ...['--pid', '--fork', '--mount-proc', '--kill-child', ...(network ? [] : ['--net'])],
        ...['--', means.sh, '-c', KEEPER, 'sealsmith', ...(network ? [] : (means.loopback ?? []))],
      ],
      // Settings of the kernel belong to the machine; root could change them, and with them run programs outside.
      {
        cwd: '/',
        env: means.kind === 'root' ? { MOUNT: means.mount } : {},
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      },
    );
    this.#socket = this.#child.stdio[3] as Socket;
    this.#gone = new Promise((resolve) => {
      const done = (): void => {
        resolve();
        this.#wake();
      };
      this.#child.once('exit', done).once('error', done);
    });
    // A keeper that is gone cannot be told anything; its end is seen elsewhere.
    this.#socket.on('error', () => {});
    this.#socket.on('data', (chunk: Buffer) => {
      const words = (this.#rest + chunk.toString('latin1')).split('\n');
      this.#rest = words.pop() ?? '';
      this.#words.push(...words);
      this.#wake();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async ready(): Promise<boolean> {
    return (await this.#next(PATIENCE)) === 'ready';
  }

  tell(word: string): void {
    this.#socket.write(`${word}\n`);
  }

  /** One that does not answer has been stopped by what runs there, so something does. */
  async busy(): Promise<boolean> {
    this.#words = [];
    this.tell('busy?');
    return (await this.#next(1000)) !== 'idle' && this.lives();
  }

  /** Kills all that runs there; false when that could not be done at once, and then it is not to be used again. */
  async clear(): Promise<boolean> {
    this.#words = [];
    this.tell('clear');
    for (;;) {
      const word = await this.#next(500);
      if (word === undefined || word === 'cleared') return word === 'cleared' && this.lives();
    }
  }

  /** While it rests, our own end does not wait for it. */
  rest(): void {
    this.#child.unref();
    this.#socket.unref();
  }

  wake(): void {
    this.#child.ref();
    this.#socket.ref();
  }

  async end(): Promise<void> {
    this.#socket.end();
    // It waits for process 1, and that for all others: once it is gone, nothing is left.
    if (await this.#isGoneIn(500)) return;
    for (const pid of childrenOf(this.pid)) killAll(pid);
    if (!(await this.#isGoneIn(PATIENCE))) killAll(-this.pid);
    this.#socket.destroy();
  }

  lives(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async #isGoneIn(milliseconds: number): Promise<boolean> {
    if (this.#child.pid === undefined) return true;
    const late = pause(milliseconds, false, { ref: false });
    return Promise.race([this.#gone.then(() => true), late]);
  }

  async #next(milliseconds: number): Promise<string | undefined> {
    const late = performance.now() + milliseconds;
    while (this.#words.length === 0 && this.#child.pid !== undefined && this.lives()) {
      const left = late - performance.now();
      if (left <= 0) return undefined;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
    return this.#words.shift();
  }
}

/** From /proc, because the list of a process's children is an option of the kernel. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        // After the name, which stands in brackets and may hold anything: state, parent.
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

/** @param pid  negative for a whole process group */
function killAll(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
