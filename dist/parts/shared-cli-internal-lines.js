import {
  StringDecoder
} from "./shared-node-string_decoder.js";

// src/cli/internal/lines.ts
var Lines = class {
  #decoder = new StringDecoder("utf8");
  #rest = "";
  /** The lines that are whole now, without their ends. */
  push(chunk) {
    const lines = (this.#rest + this.#decoder.write(Buffer.from(chunk))).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines;
  }
  /** What was left without an end of line. */
  end() {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
};

export {
  Lines
};
