import {
  generateKey,
  parseSecretKey
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/machine-key.ts
function keysFolder(state) {
  return `${state}/keys`;
}
function machineKey(files, state, make) {
  const path = `${keysFolder(state)}/machine.key`;
  const found = read(files, path);
  if (!found.ok || found.value !== void 0 || !make) return found;
  const { key, secret } = generateKey();
  const made = files.createPrivate(path, `${secret}
`);
  if (!made.ok) return made;
  return made.value ? ok(key) : read(files, path);
}
function read(files, path) {
  const text = files.readPrivate(path);
  if (!text.ok) return text;
  if (text.value === void 0) return ok(void 0);
  const key = parseSecretKey(text.value);
  return key.ok ? key : err({ code: "key-unusable", path, why: `it holds no key: ${key.failure}` });
}

export {
  keysFolder,
  machineKey
};
