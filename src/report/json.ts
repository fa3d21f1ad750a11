/**
 * Events as JSON, one a line, for programs (`--json`). Every line is an object with `kind`:
 *
 *   run-started   at, plan            the whole plan (schema sealsmith-plan/1)
 *   job-started   at, job
 *   job-output    job, text           what it printed, UTF-8 with replacement; pieces, not lines
 *   job-progress  job, note
 *   job-finished  at, record          what, how, when and facts of one job
 *   remark        job or null, text
 *   run-finished  at, record, path    the whole record (schema sealsmith-record/1); path is null when nothing was written
 *   failed        code, message, next or null, exit, failure     no run came about
 *
 * Times (`at`) are milliseconds since 1970.
 */

import { TextDecoder } from 'node:util';
import type { RunEvent } from '../core/event.ts';
import { exitOf, explain, type Failure } from '../core/failure.ts';

/** One writer a run: characters that are split between two pieces of output are put together again. */
export class JsonEvents {
  readonly #decoders = new Map<string, TextDecoder>();

  /** Lines, each with its newline; sometimes none. */
  event(event: RunEvent): string {
    switch (event.kind) {
      case 'job-output': {
        const text = this.#decoder(event.job).decode(event.chunk, { stream: true });
        return text === '' ? '' : jsonLine({ kind: event.kind, job: event.job, text });
      }
      case 'job-finished':
        return this.#rest(event.record.how.id) + jsonLine(event);
      case 'remark':
        return jsonLine({ kind: event.kind, job: event.job ?? null, text: event.text });
      case 'run-finished':
        return jsonLine({ ...event, path: event.path ?? null });
      case 'run-started':
      case 'job-started':
      case 'job-progress':
        return jsonLine(event);
    }
  }

  failed(failure: Failure): string {
    const { message, next } = explain(failure);
    return jsonLine({
      kind: 'failed',
      code: failure.code,
      message,
      next: next ?? null,
      exit: exitOf(failure),
      failure,
    });
  }

  #decoder(job: string): TextDecoder {
    const known = this.#decoders.get(job) ?? new TextDecoder();
    this.#decoders.set(job, known);
    return known;
  }

  #rest(job: string): string {
    const text = this.#decoders.get(job)?.decode() ?? '';
    this.#decoders.delete(job);
    return text === '' ? '' : jsonLine({ kind: 'job-output', job, text });
  }
}

/** JSON lets these stand as they are, but people look at it on terminals too; escaped they mean the same. */
const UNSEEN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One value as one line, with its newline. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value).replace(
    UNSEEN,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
