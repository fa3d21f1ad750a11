/** One run at a time in one folder: a file that names the process that works there. */

import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';

/** @returns a function that releases the lock, or the process that holds it */
export function takeLock(path: string): (() => void) | { readonly pid: number } {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      try {
        writeSync(file, `${process.pid}\n`);
      } catch (error) {
        removeIfThere(path);
        throw error;
      } finally {
        closeSync(file);
      }
      const release = (): void => {
        process.off('exit', release);
        try {
          unlinkSync(path);
        } catch {
          // Somebody removed the folder: nothing is locked any more.
        }
      };
      process.on('exit', release);
      return release;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
      const pid = holder(path);
      if (pid !== undefined && lives(pid)) return { pid };
      // Left by a run that was killed.
      removeIfThere(path);
    }
  }
}

function holder(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
