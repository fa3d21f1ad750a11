/** Bytes in pieces to whole lines of text. */

import { StringDecoder } from 'node:string_decoder';

export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The lines that are whole now, without their ends. */
  push(chunk: Uint8Array): readonly string[] {
    const lines = (this.#rest + this.#decoder.write(Buffer.from(chunk))).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** What was left without an end of line. */
  end(): readonly string[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}
