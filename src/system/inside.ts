/** `Inside` (core) on the real machine. */

import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Inside } from '../core/inside.ts';
import { look, names, read, remove, write } from './inside-files.ts';
import { ask, listens } from './inside-loopback.ts';
import { start } from './inside-program.ts';

export function inside(): Inside {
  return {
    look,
    names,
    read,
    remove,
    write,
    start,
    listens,
    ask,
    now: () => performance.now(),
    pause: async (milliseconds) => {
      await pause(milliseconds);
    },
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
