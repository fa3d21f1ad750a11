/** How work is cut: what is worth a thread, and how much one gets at once. */

import type { Workers } from '../../core/ports.ts';

/** What costs less than the start of threads, some 50 ms each on a machine that has other work: bytes, and files. */
const LITTLE_BYTES = 6 * 1024 * 1024;
const LITTLE_FILES = 400;

export function isLittle(bytes: number, files: number): boolean {
  return bytes <= LITTLE_BYTES && files <= LITTLE_FILES;
}

/** Starts the threads before there is anything for them to do. What goes wrong there is told to who gives them work. */
export function wake(workers: Workers, threads: number, task: string, nothing: unknown): void {
  for (let count = 0; count < threads; count += 1) workers.run(task, nothing).catch(() => {});
}
