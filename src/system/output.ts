/**
 * Reads what a command prints, piece by piece into the same memory. The next piece is read when the listener has
 * returned; until then the command waits on its full pipe.
 */

import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** Twice what a pipe holds: a read that is not full tells that the pipe is empty, without asking it again. */
const BYTES = 128 * 1024;

/** Milliseconds without a new byte after which a pipe that somebody still holds is given up. */
const SILENCE = 250;

export class Output {
  /** Rejected with what the listener threw; never resolved. */
  readonly failed: Promise<never>;
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  #pieces = 0;

  /** @param read  descriptor of the reading end; closed here */
  constructor(read: number, listener: (chunk: Uint8Array) => void) {
    const memory = new Uint8Array(BYTES);
    let fail: (error: unknown) => void = () => {};
    this.failed = new Promise((_, reject) => {
      fail = reject;
    });
    this.failed.catch(() => {});
    this.#socket = new Socket({
      fd: read,
      readable: true,
      writable: false,
      onread: {
        buffer: memory,
        callback: (count) => {
          this.#pieces += 1;
          try {
            // Not a Buffer, whose `slice` would share this memory where that of an array copies.
            listener(memory.subarray(0, count));
          } catch (error) {
            fail(error);
          }
          return true;
        },
      },
    });
    this.#closed = new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    this.#socket.on('error', () => {});
    this.#socket.resume();
  }

  /**
   * Reads to the end, after everybody who wrote has been ended. Somebody may have got away with the writing end: that
   * one is waited for while it prints at most for `limit` milliseconds, and not at all once it is silent.
   */
  async rest(limit = 5000): Promise<void> {
    const late = performance.now() + limit;
    for (let seen = -1; seen !== this.#pieces && performance.now() < late; ) {
      seen = this.#pieces;
      if (await this.#closesIn(SILENCE)) return;
    }
    this.#socket.destroy();
    await this.#closed;
  }

  async #closesIn(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, milliseconds, false);
    });
    const closed = await Promise.race([this.#closed.then(() => true), late]);
    clearTimeout(timer);
    // When others kept the program busy that long, what came in the meantime has its turn first.
    if (!closed) await setImmediate();
    return closed;
  }
}
