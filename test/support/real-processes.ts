/** The real `Processes`, with and without namespaces, and what tests want to know of the processes of this machine. */

import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandOutcome, CommandRequest, Processes } from '../../src/core/ports.ts';
import { systemFiles } from '../../src/system/files.ts';
import { searchPath } from '../../src/system/machine.ts';
import { systemProcesses } from '../../src/system/processes.ts';

export const PATH = searchPath(process.env['PATH'] ?? '', '/nowhere');

/** Grace is long enough for what behaves and short enough for what does not. */
export function realProcesses(namespaces: boolean, grace = 1000): Processes {
  const state = mkdtempSync(join(tmpdir(), 'sealsmith-state-'));
  process.once('exit', () => rmSync(state, { recursive: true, force: true }));
  return systemProcesses({ files: systemFiles(), state, path: PATH, grace, namespaces });
}

export type Ran = { readonly outcome: CommandOutcome; readonly output: string; readonly bytes: Buffer };

/** Runs a shell script with the arguments `more.args`. */
export async function shell(
  processes: Processes,
  script: string,
  more: Partial<CommandRequest> = {},
): Promise<Ran> {
  const chunks: Uint8Array[] = [];
  const outcome = await processes.run({
    program: '/bin/sh',
    cwd: '/',
    env: { PATH: PATH.join(':') },
    network: true,
    limit: 60_000,
    abort: new AbortController().signal,
    onOutput: (chunk) => void chunks.push(chunk.slice()),
    ...more,
    args: ['-c', script, 'sh', ...(more.args ?? [])],
  });
  const bytes = Buffer.concat(chunks);
  return { outcome, output: bytes.toString('utf8'), bytes };
}

/** A command line that no other process has: `sleep 1000123.456`. */
export function uniqueSleep(): string {
  return `sleep ${1_000_000 + randomInt(1_000_000)}.${randomInt(1_000_000)}`;
}

/** Processes with this command line, dead ones aside. */
export function running(command: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim() === command;
      } catch {
        return false;
      }
    });
}

/** Waits until something is so; what never comes is the test runner's limit to notice. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}
