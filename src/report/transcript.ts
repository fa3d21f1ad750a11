/** What a job printed, in bounded memory: its first and its last bytes, and how much lies between. */

import { Ring } from '../core/ring.ts';
import { linesOf } from './escape.ts';

export class Transcript {
  readonly #headLimit: number;
  /** Grows by doubling, so that a million tiny pieces are no million arrays. */
  #head = new Uint8Array(0);
  #headBytes = 0;
  readonly #ring: Ring;

  /** Bytes to keep of the beginning and of the end. */
  constructor(head: number, tail: number) {
    this.#headLimit = head;
    this.#ring = new Ring(tail);
  }

  push(chunk: Uint8Array): void {
    const forHead = Math.min(chunk.length, this.#headLimit - this.#headBytes);
    if (forHead > 0) this.#append(chunk.subarray(0, forHead));
    if (forHead < chunk.length) this.#ring.push(chunk.subarray(forHead));
  }

  /** Lines as they came, decoded with replacement; `omitted` counts the bytes between the two parts. */
  read(): { readonly head: readonly string[]; readonly omitted: number; readonly tail: readonly string[] } {
    const omitted = this.#ring.lost;
    const end = this.#ring.pieces();
    if (omitted === 0) return { head: decode([this.#begun(), ...end]), omitted, tail: [] };
    const tail = decode(end);
    // The first line of the tail has lost its beginning.
    return { head: decode([this.#begun()]), omitted, tail: tail.length > 1 ? tail.slice(1) : tail };
  }

  /** The last lines, at most `most`, without the empty ones at the end. */
  last(most: number): readonly string[] {
    const { head, tail } = this.read();
    const lines = [...head, ...tail];
    while (lines.at(-1)?.trim() === '') lines.pop();
    return lines.slice(-most);
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#headBytes + bytes.length;
    if (needed > this.#head.length) {
      const grown = new Uint8Array(Math.min(this.#headLimit, Math.max(needed, 2 * this.#head.length)));
      grown.set(this.#begun());
      this.#head = grown;
    }
    this.#head.set(bytes, this.#headBytes);
    this.#headBytes = needed;
  }

  #begun(): Uint8Array {
    return this.#head.subarray(0, this.#headBytes);
  }
}

/** Cuts a stream of bytes into lines, UTF-8 with replacement; a line that never ends is cut at 8192 characters. */
export class Lines {
  readonly #decoder = new TextDecoder();
  #rest = '';

  push(chunk: Uint8Array): string[] {
    return this.#take(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What is left when nothing more comes. */
  end(): string[] {
    const lines = this.#take(this.#decoder.decode());
    lines.push(...linesOf(this.#rest));
    this.#rest = '';
    return lines;
  }

  #take(text: string): string[] {
    const all = this.#rest + text;
    // A CR at the very end may be the first half of CR LF.
    const end = Math.max(all.lastIndexOf('\n'), all.lastIndexOf('\r', all.length - 2)) + 1;
    this.#rest = all.slice(end);
    const lines = linesOf(all.slice(0, end)).flatMap(short);
    while (this.#rest.length > LONGEST) {
      lines.push(this.#rest.slice(0, LONGEST));
      this.#rest = this.#rest.slice(LONGEST);
    }
    return lines;
  }
}

const LONGEST = 8192;

function short(line: string): string[] {
  if (line.length <= LONGEST) return [line];
  return Array.from({ length: Math.ceil(line.length / LONGEST) }, (_, at) =>
    line.slice(at * LONGEST, (at + 1) * LONGEST),
  );
}

function decode(chunks: readonly Uint8Array[]): string[] {
  return linesOf(new TextDecoder().decode(Buffer.concat(chunks))).flatMap(short);
}
