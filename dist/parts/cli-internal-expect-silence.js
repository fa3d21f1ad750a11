import {
  Lines
} from "./shared-cli-internal-lines.js";
import "./shared-node-string_decoder.js";
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

// src/cli/internal/expect-silence.ts
async function expectSilence(args, inside) {
  const read = readArguments(args, ["because", "ignore"]);
  if (!read.ok) return read;
  const { because, ignore } = read.value.values;
  const [program, ...rest] = read.value.rest;
  if (program === void 0) return err("needs the program after --");
  const prefixes = ignore.split(",").filter((prefix) => prefix !== "");
  const lines = new Lines();
  let said = 0;
  const take = (whole) => {
    for (const line of whole) {
      if (line.trim() === "" || prefixes.some((prefix) => line.startsWith(prefix))) continue;
      said += 1;
      inside.print(`${line}
`);
    }
  };
  const { ended } = inside.start({ program, args: rest, onOutput: (chunk) => take(lines.push(chunk)) });
  const how = await ended;
  take(lines.end());
  if (how.kind === "not-started") return err(`${basename(program)} cannot be started (${how.errno})`);
  if (how.kind === "killed") return err(`${basename(program)} was ended by ${how.signal}`);
  if (how.exit !== 0) return ok(how.exit);
  return said === 0 ? ok(0) : err(because);
}
export {
  expectSilence
};
