/** A log that never grows beyond its limit: the first half is written as it comes, of the rest the end is kept. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogFile } from '../core/ports.ts';

/**
 * @param limit  bytes; half of it for the beginning, half for the end
 * @throws when the file cannot be made
 */
export function openLogFile(path: string, limit: number): LogFile {
  const file = openSync(path, 'w', 0o644);
  const half = Math.floor(limit / 2);
  let written = 0;
  let left = 0;
  let end: Buffer[] = [];
  let kept = 0;
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
      if (first === chunk.length) return;
      const rest = Buffer.from(chunk.subarray(Math.max(first, chunk.length - half)));
      left += chunk.length - first - rest.length;
      end.push(rest);
      kept += rest.length;
      while (kept - (end[0]?.length ?? 0) >= half) {
        const dropped = end.shift()?.length ?? 0;
        kept -= dropped;
        left += dropped;
      }
    },
    close() {
      if (left > 0) put(Buffer.from(`\n[… ${left} bytes left out …]\n`));
      for (const chunk of end) put(chunk);
      end = [];
      closeSync(file);
    },
  };
}
