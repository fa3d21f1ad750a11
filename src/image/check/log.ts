/** What an image prints: handed on as it comes, its end kept for telling what went wrong. */

import { StringDecoder } from 'node:string_decoder';
import { Ring } from '../../core/ring.ts';

/** Bytes that are looked at when something went wrong. */
const KEPT = 64 * 1024;

export class Log {
  readonly #ring = new Ring(KEPT);
  readonly #decoders = [new StringDecoder('utf8'), new StringDecoder('utf8')] as const;
  readonly #print: (text: string) => void;

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /** @param stream  0 for standard output, 1 for standard error: a letter may be split in each by itself */
  push(chunk: Uint8Array, stream: 0 | 1 = 0): void {
    this.#ring.push(chunk);
    const text = this.#decoders[stream].write(Buffer.from(chunk));
    if (text !== '') this.#print(text);
  }

  /** The end of it as text. */
  tail(): string {
    return Buffer.concat(this.#ring.pieces()).toString('utf8');
  }
}
