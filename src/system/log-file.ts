/** A log that never grows beyond its limit: the first half is written as it comes, of the rest the end is kept. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogFile } from '../core/ports.ts';
import { Ring } from '../core/ring.ts';

/**
 * @param limit  bytes, beside the line that says what was left out; half for the beginning, half for the end
 * @throws when the file cannot be made
 */
export function openLogFile(path: string, limit: number): LogFile {
  const file = openSync(path, 'w', 0o644);
  const half = Math.floor(limit / 2);
  const end = new Ring(half);
  let written = 0;
  let broken = false;
  const put = (bytes: Uint8Array): void => {
    if (broken) return;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } catch {
      // A full disk must not end the job for the sake of its log; what the job itself wrote decides.
      broken = true;
    }
  };
  return {
    write(chunk) {
      const first = Math.min(chunk.length, half - written);
      if (first > 0) {
        put(chunk.subarray(0, first));
        written += first;
      }
      if (first < chunk.length) end.push(chunk.subarray(first));
    },
    close() {
      if (end.lost > 0) put(Buffer.from(`\n[… ${end.lost} bytes left out …]\n`));
      for (const piece of end.pieces()) put(piece);
      closeSync(file);
    },
  };
}
