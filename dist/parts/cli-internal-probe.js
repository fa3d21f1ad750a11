import {
  askUntilGood,
  inTime
} from "./shared-core-asking.js";
import {
  readArguments,
  readNumber
} from "./shared-cli-internal-arguments.js";
import {
  basename
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/probe.ts
var GRACE = 5e3;
async function probe(args, inside) {
  const read = readArguments(args, ["port", "path", "within"]);
  if (!read.ok) return read;
  const { values, rest } = read.value;
  const port = readNumber(values.port, 1, 65535);
  if (!port.ok) return port;
  const within = readNumber(values.within, 1, 864e5);
  if (!within.ok) return within;
  const [program, ...programArgs] = rest;
  if (program === void 0) return err("needs the program after --");
  if (await inside.listens(port.value)) {
    return err(
      `something else listens on port ${port.value} already, so its answers would prove nothing; choose another port`
    );
  }
  const started = inside.now();
  const env = { PORT: String(port.value) };
  const running = inside.start({ program, args: programArgs, env, elsewhere: true });
  const target = { name: basename(program), port: port.value, path: values.path, within: within.value };
  const outcome = await askUntilGood({
    clock: inside,
    ask: (limit) => inside.ask(target.port, target.path, limit),
    ended: running.ended,
    started,
    within: target.within
  });
  if (outcome.kind === "ended") return err(endedText(target, outcome.ended));
  const stubborn = await stop(inside, running);
  if (outcome.kind === "given-up") return err(gaveUpText(target, outcome.last));
  inside.print(
    `${target.name} answers ${target.path} (${outcome.status}) after ${seconds(outcome.at - started)}
`
  );
  if (stubborn)
    inside.print(`${target.name} did not stop within ${GRACE / 1e3} s of SIGTERM and was killed
`);
  return ok(0);
}
async function stop(inside, running) {
  running.signal("SIGTERM");
  const ended = await inTime(inside, GRACE, running.ended);
  if (ended !== void 0) return false;
  running.signal("SIGKILL");
  await running.ended;
  return true;
}
function endedText({ name, port }, ended) {
  switch (ended.kind) {
    case "exited":
      return `${name} ended with ${ended.exit} before it answered on port ${port}`;
    case "killed":
      return `${name} was ended by ${ended.signal} before it answered on port ${port}`;
    case "not-started":
      return `${name} cannot be started (${ended.errno})`;
  }
}
function gaveUpText({ name, port, path, within }, last) {
  const time = `${within / 1e3} s`;
  switch (last.kind) {
    case "refused":
      return `${name} did not listen on 127.0.0.1:${port} within ${time}`;
    case "silent":
      return `${name} listens on port ${port} but did not answer ${path} within ${time}`;
    case "answered":
      return `${name} answered ${path} with ${last.status}, and nothing better within ${time}`;
  }
}
function seconds(milliseconds) {
  return `${(milliseconds / 1e3).toFixed(1)} s`;
}
export {
  probe
};
