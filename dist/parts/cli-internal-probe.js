import {
  readArguments,
  readNumber
} from "./shared-cli-internal-arguments.js";
import {
  basename
} from "./common.js";
import "./shared-semver.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/probe.ts
var PAUSE = 50;
var ANSWER_LIMIT = 5e3;
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
  const outcome = await waitForAnswer(inside, running, target, started);
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
async function waitForAnswer(inside, running, target, started) {
  const ended = running.ended.then((how) => ({ kind: "ended", ended: how }));
  let last = { kind: "refused" };
  for (; ; ) {
    const left = started + target.within - inside.now();
    if (left <= 0) return { kind: "given-up", last };
    const asked = inside.ask(target.port, target.path, Math.ceil(Math.min(left, ANSWER_LIMIT)));
    const first = await Promise.race([asked.then((answer2) => ({ kind: "asked", answer: answer2 })), ended]);
    if (first.kind !== "asked") return first;
    const { answer } = first;
    if (answer.kind === "answered" && answer.status >= 200 && answer.status < 400) {
      return { kind: "answers", status: answer.status, at: inside.now() };
    }
    if (answer.kind !== "refused") last = answer;
    const dead = await Promise.race([inside.pause(PAUSE), ended]);
    if (dead !== void 0) return dead;
  }
}
async function stop(inside, running) {
  running.signal("SIGTERM");
  const ended = await Promise.race([running.ended, inside.pause(GRACE)]);
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
