/** How work is cut: what is worth a thread, and how much one gets at once. */

import type { Workers } from '../../core/ports.ts';

/** What is done before threads have started, 40 ms each and twice that on a machine that has other work: bytes, files. */
const LITTLE_BYTES = 32 * 1024 * 1024;
const LITTLE_FILES = 3000;

export function isLittle(bytes: number, files: number): boolean {
  return bytes <= LITTLE_BYTES && files <= LITTLE_FILES;
}

/** Starts the threads before there is anything for them to do. What goes wrong there is told to who gives them work. */
export function wake(workers: Workers, threads: number, task: string, nothing: unknown): void {
  for (let count = 0; count < threads; count += 1) workers.run(task, nothing).catch(() => {});
}
