/** The last of what a job printed, in bounded memory. */

const LIMIT = 256 * 1024;

export class Tail {
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  push(chunk: Uint8Array): void {
    // A copy of what is kept: the caller may use its buffer again.
    const kept = chunk.length > LIMIT ? chunk.slice(chunk.length - LIMIT) : chunk.slice();
    this.#chunks.push(kept);
    this.#bytes += kept.length;
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= LIMIT)
      this.#bytes -= this.#chunks.shift()?.length ?? 0;
  }

  /** UTF-8, with replacement characters for what is none. */
  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8').slice(-LIMIT);
  }
}
