/** Cuts files into groups, and groups into what a thread gets at once. The same files give the same groups. */

import type { Source } from './gather.ts';
import { PIECE } from './layout.ts';
import type { PackInput } from './pack-groups.ts';

/** Files of a group at most: many tiny ones are not to be one thread's business. */
const GROUP_FILES = 512;

/** A group, or one piece of a group that has several. */
export type Unit = {
  readonly input: PackInput;
  /** Of the whole group. */
  readonly files: readonly Source[];
  /** Plain bytes of this unit. */
  readonly bytes: number;
  /** True for all but the pieces of a large file before its last one. */
  readonly last: boolean;
};

export class Units {
  #group: Source[] = [];
  #bytes = 0;

  /** @returns what is complete now: small files share a piece, a large one has its own, empty ones stay where they are */
  *add(files: readonly Source[]): Generator<Unit> {
    for (const file of files) {
      const fits = this.#bytes + file.bytes <= PIECE && this.#group.length < GROUP_FILES;
      if (file.bytes > 0 && this.#bytes > 0 && !fits) yield* this.end();
      this.#group.push(file);
      this.#bytes += file.bytes;
    }
  }

  /** What is left. */
  *end(): Generator<Unit> {
    const [files, bytes] = [this.#group, this.#bytes];
    this.#group = [];
    this.#bytes = 0;
    if (files.length === 0) return;
    const large = files.find((file) => file.bytes > PIECE);
    if (large === undefined)
      yield { input: { kind: 'small', files: files.map(bare) }, files, bytes, last: true };
    else {
      for (let at = 0; at < large.bytes; at += PIECE) {
        const some = Math.min(PIECE, large.bytes - at);
        const input: PackInput = { kind: 'large', file: bare(large), at };
        yield { input, files, bytes: some, last: at + some === large.bytes };
      }
    }
  }
}

/** All that a thread has to know of a file. */
function bare({ from, bytes }: Source): Pick<Source, 'from' | 'bytes'> {
  return { from, bytes };
}
