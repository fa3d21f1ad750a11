/** Long work in this thread, in turns: threads get their answers, signals are noticed, what is shown goes on. */

/** Milliseconds. */
const TURN = 8;

export class Turns {
  #since = performance.now();

  isOver(): boolean {
    return performance.now() - this.#since > TURN;
  }

  /** Everything else goes first. */
  async end(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    this.#since = performance.now();
  }
}
