/** Standard output and error, signals and timers of our own process. */

import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';

export type Stream = {
  readonly write: (text: string) => void;
  readonly terminal: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
};

export type Terminal = {
  readonly output: Stream;
  readonly error: Stream;
  /** Calls again and again until what it returns is called; never keeps the program alive. */
  readonly every: (milliseconds: number, tick: () => void) => () => void;
  /** Called synchronously however the program ends, unless what it returns was called before. */
  readonly onExit: (restore: () => void) => () => void;
  /** 128 random bits as hex. */
  readonly token: () => string;
  /** Called at the first SIGINT or SIGTERM, and again at each that follows. */
  readonly onSignal: (handle: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
};

export function openTerminal(): Terminal {
  return {
    output: streamOf(process.stdout),
    error: streamOf(process.stderr),
    every(milliseconds, tick) {
      const timer = setInterval(tick, milliseconds);
      timer.unref();
      return () => clearInterval(timer);
    },
    onExit(restore) {
      process.on('exit', restore);
      return () => process.off('exit', restore);
    },
    token: () => randomBytes(16).toString('hex'),
    onSignal(handle) {
      process.on('SIGINT', () => handle('SIGINT')).on('SIGTERM', () => handle('SIGTERM'));
    },
  };
}

/** Writes are synchronous, so that nothing is lost when the program ends; a reader that went away is no error. */
function streamOf(stream: WriteStream & { readonly fd: number }): Stream {
  return {
    write: (text) => writeAll(stream.fd, Buffer.from(text, 'utf8')),
    terminal: stream.isTTY === true,
    // A pseudo terminal that nobody gave a size says 0: act's is one, and a container's.
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
  };
}

function writeAll(fd: number, bytes: Buffer): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EIO') return;
      // A pipe that is set to non-blocking and full: its reader needs a moment.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      else throw error;
    }
  }
}
