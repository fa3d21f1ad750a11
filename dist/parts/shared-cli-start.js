import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  failureText
} from "./shared-report-failure.js";
import {
  exitOf
} from "./shared-core-failure-table.js";
import {
  VERSION
} from "./shared-cli-version.js";

// src/cli/start.ts
import { resolve } from "node:path";

// src/system/terminal.ts
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
function openTerminal() {
  return {
    output: streamOf(process.stdout),
    error: streamOf(process.stderr),
    every(milliseconds, tick) {
      const timer = setInterval(tick, milliseconds);
      timer.unref();
      return () => clearInterval(timer);
    },
    onExit(restore) {
      process.on("exit", restore);
      return () => process.off("exit", restore);
    },
    token: () => randomBytes(16).toString("hex"),
    onSignal(handle) {
      process.on("SIGINT", () => handle("SIGINT")).on("SIGTERM", () => handle("SIGTERM"));
    }
  };
}
function streamOf(stream) {
  return {
    write: (text) => writeAll(stream.fd, Buffer.from(text, "utf8")),
    terminal: stream.isTTY === true,
    // A pseudo terminal that nobody gave a size says 0: act's is one, and a container's.
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24
  };
}
function writeAll(fd, bytes) {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error;
      if (code === "EPIPE" || code === "EIO") return;
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      else throw error;
    }
  }
}

// src/cli/start.ts
async function start(args, entry, secrets) {
  const terminal = openTerminal();
  try {
    if (args[0] === "internal") {
      const [{ internal }, { inside }] = await Promise.all([
        import("./cli-internal.js"),
        import("./system-inside.js")
      ]);
      return await internal(args.slice(1), inside());
    }
    return await commandLine(args, entry, terminal, secrets);
  } catch (error) {
    return bug(error, args.includes("--verbose") || args.includes("-v"), terminal);
  }
}
async function refuse(failure, entry, secrets) {
  const terminal = openTerminal();
  try {
    const { openReporter } = await import("./cli-run.js");
    const reporter = await openReporter(
      await session({ color: true }, resolve("."), entry, terminal, secrets)
    );
    reporter.failed(failure);
    await reporter.close();
    return exitOf(failure);
  } catch (error) {
    return bug(error, false, terminal);
  }
}
async function commandLine(args, entry, terminal, secrets) {
  const { program } = await import("./cli-program.js");
  return program(args, {
    output: terminal.output.write,
    error: terminal.error.write,
    session: (flags, workspace) => session(flags, workspace, entry, terminal, secrets)
  });
}
async function session(flags, workspace, entry, terminal, secrets) {
  const [{ createWorld }, { detectHost }, { openSession }] = await Promise.all([
    import("./system-world.js"),
    import("./hosts-registry.js"),
    import("./cli-session.js")
  ]);
  const taken = secrets === void 0 ? {} : { secrets };
  const world = createWorld({ workspace, entry, version: VERSION, ...taken });
  return openSession(world, terminal, detectHost(world.env, world.files), flags, workspace);
}
function bug(error, verbose, terminal) {
  const known = error instanceof Error ? error : new Error(String(error));
  const failure = { code: "bug", message: known.message, stack: known.stack ?? "" };
  const lines = failureText(failure, exitOf(failure), { columns: 80, color: false, marks: "plain" }, verbose);
  terminal.error.write(`${lines.join("\n")}
`);
  return exitOf(failure);
}

export {
  start,
  refuse
};
