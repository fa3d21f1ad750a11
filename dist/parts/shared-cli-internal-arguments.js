import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cli/internal/arguments.ts
function readArguments(args, names) {
  const values = /* @__PURE__ */ new Map();
  let at = 0;
  for (; at < args.length && args[at] !== "--"; at += 2) {
    const name = (args[at] ?? "").replace(/^--/, "");
    const value = args[at + 1];
    if (!names.includes(name) || value === void 0)
      return err(`does not know ${args[at]}`);
    values.set(name, value);
  }
  const missing = names.find((name) => !values.has(name));
  if (missing !== void 0) return err(`needs --${missing}`);
  return ok({ values: Object.fromEntries(values), rest: args.slice(at + 1) });
}
function readNumber(text, least, most) {
  const value = Number(text);
  const fits = Number.isInteger(value) && value >= least && value <= most;
  return fits ? ok(value) : err(`${text} is not a number from ${least} to ${most}`);
}

export {
  readArguments,
  readNumber
};
