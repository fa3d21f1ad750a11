import {
  readArguments
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

// src/cli/internal/pip-wheels.ts
async function pipWheels(args, inside) {
  const read = readArguments(args, []);
  if (!read.ok) return read;
  const [pip, verb, ...wanted] = read.value.rest;
  if (pip === void 0 || verb !== "install") return err("needs pip install and its arguments after --");
  if (!wanted.includes("--require-hashes")) return err("is for requirements with hashes only");
  const folder = inside.env["PIP_DEST"];
  if (folder === void 0 || folder === "") return err("needs the folder of wheels in PIP_DEST");
  const call = (...words) => run(inside, pip, words);
  const fromFolder = ["--no-index", "--find-links", folder, ...ONLY_WHEELS];
  const there = inside.names(folder);
  const wheels = there.ok ? there.value.filter((name) => name.endsWith(".whl")).length : 0;
  if (wheels > 0) {
    inside.print(`${wheels} ${wheels === 1 ? "wheel is" : "wheels are"} here: asking no index
`);
    const installed = await call("install", ...fromFolder, ...wanted);
    if (!installed.ok || installed.value === 0) return installed;
    inside.print("they are not what is needed: asking the index for the rest\n");
  }
  const fetched = await call("download", "--no-cache-dir", "--dest", folder, ...ONLY_WHEELS, ...wanted);
  if (!fetched.ok) return fetched;
  if (fetched.value === 0) {
    const installed = await call("install", ...fromFolder, ...wanted);
    if (!installed.ok || installed.value === 0) return installed;
  }
  inside.print("not everything can be had as a wheel: installing without the folder\n");
  return call("install", ...wanted);
}
var ONLY_WHEELS = ["--only-binary", ":all:"];
async function run(inside, program, args) {
  const how = await inside.start({ program, args }).ended;
  if (how.kind === "not-started") return err(`${basename(program)} cannot be started (${how.errno})`);
  return how.kind === "killed" ? err(`${basename(program)} was ended by ${how.signal}`) : ok(how.exit);
}
export {
  pipWheels
};
