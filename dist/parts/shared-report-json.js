import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  exitOf,
  explain
} from "./shared-core-failure-table.js";

// src/report/json.ts
import { TextDecoder } from "node:util";
var JsonEvents = class {
  #decoders = /* @__PURE__ */ new Map();
  /** Lines, each with its newline; sometimes none. */
  event(event) {
    switch (event.kind) {
      case "job-output": {
        const text = this.#decoder(event.job).decode(event.chunk, { stream: true });
        return text === "" ? "" : line({ kind: event.kind, job: event.job, text });
      }
      case "job-finished":
        return this.#rest(event.record.how.id) + line(event);
      case "remark":
        return line({ kind: event.kind, job: event.job ?? null, text: event.text });
      case "run-finished":
        return line({ ...event, path: event.path ?? null });
      case "run-started":
      case "job-started":
      case "job-progress":
        return line(event);
    }
  }
  failed(failure) {
    const { message, next } = explain(failure);
    return line({
      kind: "failed",
      code: failure.code,
      message,
      next: next ?? null,
      exit: exitOf(failure),
      failure
    });
  }
  #decoder(job) {
    const known = this.#decoders.get(job) ?? new TextDecoder();
    this.#decoders.set(job, known);
    return known;
  }
  #rest(job) {
    const text = this.#decoders.get(job)?.decode() ?? "";
    this.#decoders.delete(job);
    return text === "" ? "" : line({ kind: "job-output", job, text });
  }
};
var UNSEEN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
function line(value) {
  const text = JSON.stringify(value).replace(
    UNSEEN,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
  return `${text}
`;
}

export {
  JsonEvents
};
