import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/core/ring.ts
var Ring = class {
  #limit;
  #memory = new Uint8Array(0);
  /** Bytes that ever went in. */
  #passed = 0;
  /** @param limit  bytes to keep */
  constructor(limit) {
    this.#limit = limit;
  }
  push(bytes) {
    if (this.#memory.length === 0 && bytes.length > 0) this.#memory = new Uint8Array(this.#limit);
    const at = this.#passed % this.#limit;
    if (at + bytes.length <= this.#limit) {
      this.#memory.set(bytes, at);
      this.#passed += bytes.length;
      return;
    }
    const kept = bytes.subarray(Math.max(0, bytes.length - this.#limit));
    const start = (this.#passed + bytes.length - kept.length) % this.#limit;
    const first = kept.subarray(0, this.#limit - start);
    this.#memory.set(first, start);
    this.#memory.set(kept.subarray(first.length), 0);
    this.#passed += bytes.length;
  }
  /** Bytes that are no longer here. */
  get lost() {
    return Math.max(0, this.#passed - this.#limit);
  }
  /** What is here, in order, in one piece or two; valid until the next `push`. */
  pieces() {
    if (this.#passed <= this.#limit) return [this.#memory.subarray(0, this.#passed)];
    const at = this.#passed % this.#limit;
    return [this.#memory.subarray(at), this.#memory.subarray(0, at)];
  }
};

export {
  Ring
};
