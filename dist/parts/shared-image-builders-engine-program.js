import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/builders/engine-program.ts
var GRACE = 3e3;
var GLANCE = 50;
var MOST = 256 * 1024;
async function runEngine(inside, call) {
  const { program, args, env, shown, last } = call;
  const signal = inside.interrupt();
  if (signal.aborted && last !== true) return err(interrupted(signal));
  const [output, errors] = [new Tail(), new Tail()];
  const [outputText, errorText] = [new TextDecoder(), new TextDecoder()];
  const running = inside.start({
    program,
    args,
    ...env === void 0 ? {} : { env },
    onOutput: (chunk) => {
      output.add(chunk);
      if (shown) inside.print(outputText.decode(chunk, { stream: true }));
    },
    onErrors: (chunk) => {
      errors.add(chunk);
      if (shown) inside.complain(errorText.decode(chunk, { stream: true }));
    }
  });
  const ended = await (last === true ? running.ended : endedOrTakenDown(inside, running, signal));
  if (signal.aborted && last !== true) return err(interrupted(signal));
  switch (ended.kind) {
    case "exited":
      return ok({ exit: ended.exit, output: output.text(), errors: errors.text() });
    case "killed":
      return err({
        code: "image-build-failed",
        builder: program,
        message: `it was ended by ${ended.signal}`,
        ...ended.signal === "SIGKILL" ? { next: "out of memory is the usual cause" } : {}
      });
    case "not-started":
      return err({
        code: "engine-unavailable",
        engine: program,
        message: `it cannot be started (${ended.errno})`
      });
  }
}
function interrupted(signal) {
  return { code: "interrupted", signal: signal.reason === "SIGINT" ? "SIGINT" : "SIGTERM" };
}
function lastLine(text) {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "") ?? "";
}
async function endedOrTakenDown(inside, running, signal) {
  let wake = () => {
  };
  const aborted = new Promise((resolve) => {
    wake = () => resolve();
  });
  if (signal.aborted) wake();
  signal.addEventListener("abort", wake);
  const first = await Promise.race([running.ended, aborted]);
  signal.removeEventListener("abort", wake);
  if (first !== void 0) return first;
  running.signal("SIGTERM");
  for (const began = inside.now(); inside.now() - began < GRACE; ) {
    const friendly = await Promise.race([running.ended, inside.pause(GLANCE)]);
    if (friendly !== void 0) return friendly;
  }
  running.signal("SIGKILL");
  return running.ended;
}
var Tail = class {
  #chunks = [];
  #bytes = 0;
  add(chunk) {
    this.#chunks.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes <= 2 * MOST) return;
    const end = this.#end();
    this.#chunks = [end];
    this.#bytes = end.length;
  }
  text() {
    return this.#end().toString();
  }
  #end() {
    const all = Buffer.concat(this.#chunks);
    return all.subarray(Math.max(0, all.length - MOST));
  }
};

export {
  runEngine,
  interrupted,
  lastLine
};
