/**
 * Pipes for the output of commands. Node gives children sockets, and a program that opens /dev/stdout or /dev/stderr
 * fails on those; and one pipe for both outputs keeps them in order. Named pipes are made several at a time, opened at
 * both ends and unlinked, so that no name outlives its making.
 */

import { spawn } from 'node:child_process';
import { constants, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../core/result.ts';
import { attemptAsync } from './attempt.ts';
import { findProgram, SYSTEM_FOLDERS } from './find-program.ts';
import { removeTree } from './remove.ts';

/** Descriptors; whoever takes them closes them. */
export type Pipe = { readonly read: number; readonly write: number };

const AT_ONCE = 8;

export class Pipes {
  readonly #folders: readonly string[];
  readonly #ready: Pipe[] = [];
  #making: Promise<Result<void>> | undefined;

  /** @param folders  where to look for mkfifo beside the system's own folders */
  constructor(folders: readonly string[]) {
    this.#folders = [...SYSTEM_FOLDERS, ...folders];
  }

  async take(): Promise<Result<Pipe>> {
    for (;;) {
      const pipe = this.#ready.pop();
      if (pipe !== undefined) return { ok: true, value: pipe };
      this.#making ??= attemptAsync('make a pipe in', tmpdir(), () => this.#make()).finally(() => {
        this.#making = undefined;
      });
      const made = await this.#making;
      if (!made.ok) return made;
    }
  }

  async #make(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'sealsmith-pipes-'));
    try {
      const names = Array.from({ length: AT_ONCE }, (_, at) => join(folder, String(at)));
      const program = findProgram('mkfifo', this.#folders, undefined)?.path;
      if (program === undefined || !(await succeeds(program, ['-m', '600', ...names]))) throw unsupported();
      for (const name of names) {
        // The reading end first, and without waiting: then the writing end has a reader and need not wait either.
        const read = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
        this.#ready.push({ read, write: openSync(name, constants.O_WRONLY) });
      }
    } finally {
      removeTree(folder);
    }
  }
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: 'ignore', env: {} });
    child.once('error', () => resolve(false));
    child.once('exit', (exit) => resolve(exit === 0));
  });
}

function unsupported(): Error {
  return Object.assign(new Error('mkfifo'), { code: 'ENOTSUP' });
}
