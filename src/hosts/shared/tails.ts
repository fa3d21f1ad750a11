/** The last lines of every job, kept while it runs so that a failure can show them at once. */

import { Transcript } from '../../report/transcript.ts';

export class Tails {
  readonly #jobs = new Map<string, Transcript>();

  push(job: string, chunk: Uint8Array): void {
    const known = this.#jobs.get(job) ?? new Transcript(0, KEPT);
    this.#jobs.set(job, known);
    known.push(chunk);
  }

  /** A job that did not fail needs no tail. */
  forget(job: string): void {
    this.#jobs.delete(job);
  }

  readonly last = (job: string): readonly string[] => this.#jobs.get(job)?.last(LINES) ?? [];
}

/** Bytes a job. */
const KEPT = 64 * 1024;
const LINES = 40;
