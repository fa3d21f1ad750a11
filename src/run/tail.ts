/** The last of what a job printed, in bounded memory. */

import { Ring } from '../core/ring.ts';

const LIMIT = 256 * 1024;

export class Tail {
  readonly #ring = new Ring(LIMIT);

  push(chunk: Uint8Array): void {
    this.#ring.push(chunk);
  }

  /** UTF-8, with replacement characters for what is none. */
  text(): string {
    return Buffer.concat(this.#ring.pieces()).toString('utf8');
  }
}
