import {
  refuse,
  start
} from "./parts/common.js";
import "./parts/shared-semver-2.js";
import {
  err,
  ok,
  takeSecrets
} from "./parts/shared-core-redact.js";
import "./parts/shared.js";

// src/hosts/github/inputs.ts
var INPUTS = [
  { name: "run", kind: "steps", flag: "" },
  { name: "config", kind: "value", flag: "--config" },
  { name: "working-directory", kind: "value", flag: "--cwd" },
  { name: "jobs", kind: "number", flag: "--jobs" },
  { name: "only", kind: "switch", flag: "--only" },
  { name: "record", kind: "value", flag: "--record" },
  { name: "bare", kind: "switch", flag: "--bare" },
  { name: "keep-going", kind: "switch", flag: "--keep-going" },
  { name: "strict", kind: "switch", flag: "--strict" },
  { name: "verbose", kind: "switch", flag: "--verbose" },
  { name: "quiet", kind: "switch", flag: "--quiet" }
];
function argumentsFromInputs(env) {
  const args2 = ["run"];
  const steps = [];
  for (const { name, kind, flag } of INPUTS) {
    const value = (env[variableOf(name)] ?? "").trim();
    if (value === "") continue;
    switch (kind) {
      case "steps":
        steps.push(...value.split(/\s+/));
        break;
      case "value":
        args2.push(`${flag}=${value}`);
        break;
      case "number":
        if (!/^[1-9][0-9]{0,9}$/.test(value)) return wrong(name, value, "a whole number from 1");
        args2.push(`${flag}=${value}`);
        break;
      case "switch":
        if (/^(?:true|True|TRUE)$/.test(value)) args2.push(flag);
        else if (!/^(?:false|False|FALSE)$/.test(value)) return wrong(name, value, "true or false");
        break;
    }
  }
  return ok(steps.length === 0 ? args2 : [...args2, "--", ...steps]);
}
function variableOf(input) {
  return `INPUT_${input.replaceAll(" ", "_").toUpperCase()}`;
}
function wrong(name, value, expected) {
  return err({ code: "usage", message: `the input "${name}" is "${value}"; it must be ${expected}` });
}

// src/action.ts
var secrets = takeSecrets();
var args = argumentsFromInputs(process.env);
var entry = import.meta.filename.replace(/action(?=\.[jt]s$)/, "main");
process.exitCode = args.ok ? await start(args.value, entry, secrets) : await refuse(args.failure, entry, secrets);
