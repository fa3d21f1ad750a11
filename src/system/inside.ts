/** `Inside` (core) on the real machine. */

import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Inside } from '../core/inside.ts';
import type { Doors } from '../core/ports.ts';
import { systemClock } from './clock.ts';
import { systemDisk } from './disk.ts';
import { systemFiles } from './files.ts';
import { systemHttp } from './http.ts';
import { look, names, read, remove, write } from './inside-files.ts';
import { ask, listens } from './inside-loopback.ts';
import { start } from './inside-program.ts';
import { systemWorkers } from './workers.ts';

/** @param entry  absolute path of the file that was started; threads start beside it */
export function inside(entry: string): Inside {
  let opened: Doors | undefined;
  let interrupt: AbortSignal | undefined;
  const http = systemHttp({
    env: process.env,
    // Only of who asked for it: a signal ends everybody else.
    get interrupt() {
      return interrupt;
    },
  });
  const open = (): Doors => {
    const workers = systemWorkers(entry);
    return {
      files: systemFiles(workers),
      disk: systemDisk(),
      http,
      workers,
      clock: systemClock(),
    };
  };
  return {
    doors() {
      opened ??= open();
      return opened;
    },
    interrupt() {
      interrupt ??= firstSignal();
      return interrupt;
    },
    look,
    names,
    read,
    remove,
    write,
    start,
    listens,
    ask,
    now: () => performance.now(),
    // What an abort rejects with is of no interest: it was wanted.
    pause: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => {}),
    self: { node: process.execPath, entry },
    env: process.env,
    cores: availableParallelism(),
    print: (text) => {
      process.stdout.write(text);
    },
    complain: (text) => {
      process.stderr.write(text);
    },
  };
}

/** From now on a signal does not end us: whoever asked for this takes down what it started, and ends. */
function firstSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => controller.abort(name));
  return controller.signal;
}
