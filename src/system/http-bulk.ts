/**
 * A large body straight from its connection, in one piece of memory that is used again: on its way through Node's
 * parser and streams every byte is copied into memory of its own, which costs as much as to hash it. The head is read by
 * Node's parser as ever, and a body whose length it does not say is left to it. What comes after the body is not looked
 * at: the connection is not used again.
 */

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { OnReadOpts, Socket } from 'node:net';
import { stopped, type Taker, Trouble } from './http-file.ts';

/** Bytes of a piece: what a socket's buffer gives at once, and what stays in the processor's own memory. */
const PIECE = 256 * 1024;

export class Bulk {
  /** For the request. */
  readonly options: { readonly onread: OnReadOpts };
  #socket: Socket | undefined;
  #take: ((piece: Buffer) => boolean) | undefined;

  constructor() {
    const memory = Buffer.allocUnsafeSlow(PIECE);
    const callback = (bytes: number): boolean => {
      const piece = memory.subarray(0, bytes);
      if (this.#take !== undefined) return this.#take(piece);
      // Node's client listens to this while it reads the head, and copies what it keeps.
      this.#socket?.emit('data', piece);
      return true;
    };
    this.options = { onread: { buffer: memory, callback } };
  }

  attach(sending: ClientRequest): void {
    sending.once('socket', (socket) => {
      this.#socket = socket;
    });
  }

  /**
   * As many bytes as the head says.
   *
   * @param take  gives no promise: the next bytes overwrite these when it returns
   * @returns false when `take` had enough; undefined when the parser has to read this body
   */
  take(answer: IncomingMessage, take: Taker): Promise<boolean> | undefined {
    const { 'content-length': length = '', 'transfer-encoding': encoding } = answer.headers;
    const socket = this.#socket;
    if (socket === undefined || answer.complete || encoding !== undefined || !/^\d{1,15}$/.test(length)) {
      return undefined;
    }
    return new Promise((resolve, reject) => {
      let left = Number(length);
      let over = false;
      const end = (tell: () => void): void => {
        over = true;
        tell();
      };
      const one = (piece: Buffer): boolean => {
        if (over) return false;
        const part = piece.subarray(0, left);
        left -= part.length;
        try {
          const more = take(part);
          if (typeof more === 'object') throw new Error('a large body waits for nobody');
          if (more === false) end(() => reject(stopped()));
          else if (more === 'enough' || left === 0) end(() => resolve(more !== 'enough'));
        } catch (error) {
          end(() => reject(error));
        }
        return !over;
      };
      // Stays for good: to Node's parser this body is never whole.
      answer.on('error', (error) => end(() => reject(error)));
      answer.on('close', () => end(() => reject(new Trouble({ kind: 'cut-off', detail: 'the call ended' }))));
      // What came along with the head.
      for (let first = answer.read(); first instanceof Buffer && one(first); ) first = answer.read();
      this.#take = one;
      if (!over) socket.resume();
    });
  }
}
