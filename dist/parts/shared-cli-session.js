import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  JsonEvents
} from "./shared-report-json.js";
import {
  failureText
} from "./shared-report-failure.js";
import {
  exitOf
} from "./shared-core-failure-table.js";

// src/cli/session.ts
import { resolve } from "node:path";
function openSession(world, terminal, host, flags, workspace) {
  const { interrupt } = world;
  terminal.onSignal((signal) => {
    if (interrupt.signal.aborted) world.processes.hurry();
    interrupt.abort(signal);
  });
  const json = flags.json === true;
  const stream = json ? terminal.error : terminal.output;
  const color = wantsColor(world, flags, stream.terminal || host.colors);
  const unicode = stream.terminal && !world.env["TERM"]?.startsWith("dumb");
  return {
    world,
    terminal,
    host,
    flags,
    workspace,
    git: world.git.facts(workspace),
    config: flags.config === void 0 ? void 0 : resolve(workspace, flags.config),
    look: { columns: stream.columns(), color, marks: unicode ? "tree" : "plain" },
    say: (lines) => {
      if (flags.quiet !== true) stream.write(lines.map((line) => `${line}
`).join(""));
    },
    json: (value) => terminal.output.write(`${JSON.stringify(value)}
`)
  };
}
function wantsColor(world, flags, able) {
  if (!flags.color || (world.env["NO_COLOR"] ?? "") !== "") return false;
  const forced = world.env["FORCE_COLOR"];
  return forced === void 0 || forced === "" ? able : forced !== "0";
}
function fail(session, failure) {
  if (session.flags.json === true) session.terminal.output.write(new JsonEvents().failed(failure));
  return complain(session, failure);
}
function complain(session, failure) {
  const exit = exitOf(failure);
  session.terminal.error.write(
    failureText(failure, exit, session.look, session.flags.verbose === true).map((line) => `${line}
`).join("")
  );
  return exit;
}

export {
  openSession,
  wantsColor,
  fail,
  complain
};
