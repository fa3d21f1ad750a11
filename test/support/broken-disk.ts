/** A real disk that a test can let fail, or look at, at any step. */

import type { Disk } from '../../src/core/disk.ts';
import { systemDisk } from '../../src/system/disk.ts';

export type Step = { readonly operation: keyof Disk; readonly path: string };

/** @param before  called before each step with its first argument where that is a path; what it throws is thrown */
export function aDisk(before: (step: Step) => void): Disk {
  const disk = systemDisk();
  const watched = Object.entries(disk).map(([operation, work]) => [
    operation,
    (...args: unknown[]) => {
      const [path] = args;
      before({ operation: operation as keyof Disk, path: typeof path === 'string' ? path : '' });
      return (work as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(watched) as Disk;
}

/** What the system throws. */
export function errno(code: string, path?: string): Error {
  return Object.assign(new Error(code), { code, ...(path === undefined ? {} : { path }) });
}
