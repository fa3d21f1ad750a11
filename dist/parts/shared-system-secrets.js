import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  errnoOf
} from "./shared-system-attempt.js";
import {
  looksSecret
} from "./shared-core-redact.js";

// src/system/secrets.ts
import { closeSync, readSync } from "node:fs";
var MARK = "SEALSMITH_HANDED_OVER";
var PART = "SEALSMITH_PART_";
var PART_BYTES = 64 * 1024;
function takeSecrets() {
  const handed = receive();
  for (const [name, value] of Object.entries(handed?.others ?? {})) process.env[name] = value;
  const here = Object.entries(process.env).flatMap(
    ([name, value]) => value !== void 0 && value !== "" && looksSecret(name) ? [[name, value]] : []
  );
  if (here.length > 0 && handed === void 0) startAgain(Object.fromEntries(here));
  for (const [name] of here) delete process.env[name];
  return new Map([...Object.entries(handed?.secrets ?? {}), ...here]);
}
function startAgain(secrets) {
  if (process.platform !== "linux" || process.execve === void 0) return;
  const plain = {};
  const others = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === void 0 || Object.hasOwn(secrets, name)) continue;
    const target = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? plain : others;
    target[name] = value;
  }
  const text = Buffer.from(JSON.stringify({ secrets, others })).toString("base64");
  const parts = Array.from(
    { length: Math.ceil(text.length / PART_BYTES) },
    (_, at) => text.slice(at * PART_BYTES, (at + 1) * PART_BYTES)
  );
  const names = parts.map((_, at) => `${PART}${at}`);
  const script = [
    "exec 3<<END",
    names.map((name) => `$${name}`).join(""),
    "END",
    `unset ${names.join(" ")}`,
    'exec "$@"'
  ].join("\n");
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const carried = Object.fromEntries(parts.map((part, at) => [`${PART}${at}`, part]));
  try {
    process.execve("/bin/sh", ["sh", "-c", script, "sh", ...again], {
      ...plain,
      ...carried,
      [MARK]: String(text.length)
    });
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
  }
}
function receive() {
  const length = Number(process.env[MARK]);
  delete process.env[MARK];
  if (!Number.isSafeInteger(length) || length <= 0) return void 0;
  try {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(3, bytes, filled, length - filled, null);
      if (count === 0) break;
      filled += count;
    }
    closeSync(3);
    const value = JSON.parse(Buffer.from(bytes.toString("latin1"), "base64").toString("utf8"));
    return { secrets: value.secrets, others: value.others };
  } catch {
    return { secrets: {}, others: {} };
  }
}

export {
  takeSecrets
};
