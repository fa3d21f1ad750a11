import {
  zstdCompressSync,
  zstdDecompressSync
} from "./shared-node-zlib.js";
import {
  KEY_SCHEMA,
  OURS,
  isObject,
  isSha256,
  keyJson,
  keyOf
} from "./common.js";
import {
  ok
} from "./shared-core-redact.js";

// src/cache/key-parts.ts
var MOST = { keys: 50, plain: 64 * 1024, bytes: 256 * 1024 * 1024 };
var PACKED = "sealsmith-key-parts/1";
var KeptKeys = class {
  #files;
  #folder;
  constructor(files, workspace) {
    this.#files = files;
    this.#folder = `${workspace}/${OURS}/keys`;
  }
  /** Keeps the parts of a key that is new here; the ones kept longest ago go. */
  keep(key, parts) {
    const path = this.#path(key);
    if (this.#files.kind(path) !== void 0) return ok(void 0);
    const written = this.#files.writeText(path, packed(keyJson(parts)));
    if (!written.ok) return written;
    const all = [...this.#order().filter((known) => known !== key), key];
    for (const old of all.slice(0, -MOST.keys)) this.#files.remove(this.#path(old));
    return this.#files.writeText(`${this.#folder}/order.json`, JSON.stringify(all.slice(-MOST.keys)));
  }
  /** Undefined when they are not kept any more, or are not what they were. */
  parts(key) {
    const text = this.#files.readText(this.#path(key), MOST.bytes);
    if (!text.ok || text.value === void 0) return void 0;
    const parts = unpacked(text.value);
    return isKeyParts(parts) && keyOf(parts) === key ? parts : void 0;
  }
  /** The keys that lie here, oldest first; what nobody noted down is the oldest. */
  #order() {
    const there = this.#files.list(this.#folder).map(({ name }) => name.replace(/\.json$/, "")).filter(isSha256);
    const text = this.#files.readText(`${this.#folder}/order.json`);
    const noted = strings(text.ok ? parsed(text.value ?? "") : void 0);
    const place = new Map(noted.map((key, at) => [key, at]));
    return there.toSorted((a, b) => (place.get(a) ?? -1) - (place.get(b) ?? -1));
  }
  #path(key) {
    return `${this.#folder}/${key}.json`;
  }
};
function packed(text) {
  if (text.length < MOST.plain) return text;
  const zstd = zstdCompressSync(Buffer.from(text, "utf8")).toString("base64");
  return JSON.stringify({ schema: PACKED, bytes: Buffer.byteLength(text), zstd });
}
function unpacked(text) {
  const value = parsed(text);
  if (!isObject(value) || !("schema" in value) || value.schema !== PACKED) return value;
  const { zstd, bytes } = value;
  if (typeof zstd !== "string" || typeof bytes !== "number" || !(bytes > 0 && bytes <= MOST.bytes)) {
    return void 0;
  }
  try {
    const plain = zstdDecompressSync(Buffer.from(zstd, "base64"), { maxOutputLength: bytes });
    return parsed(plain.toString("utf8"));
  } catch {
    return void 0;
  }
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function isKeyParts(value) {
  if (!isObject(value)) return false;
  const { schema, job, tools, runtime, platform, env, inputs, facts, epoch } = value;
  return schema === KEY_SCHEMA && isJob(job) && areAll(tools, (tool) => [tool.name, tool.version, tool.from].every(isText)) && isText(runtime) && isObject(platform) && [platform.os, platform.arch, platform.libc].every(isText) && isObject(env) && Object.values(env).every(isText) && areAll(inputs, ({ path, mode, sha256 }) => {
    return isText(path) && MODES.has(mode) && isText(sha256) && isSha256(sha256);
  }) && isObject(facts) && Object.values(facts).every(isText) && typeof epoch === "number";
}
function isJob(job) {
  if (!isObject(job)) return false;
  const { id, commands, outputs, grants, inputs, params } = job;
  return isText(id) && params !== void 0 && areAll(commands, ({ tool, args, cwd }) => {
    return isText(tool) && areTexts(args) && (cwd === void 0 || isText(cwd));
  }) && [outputs, grants, inputs].every(areTexts);
}
var MODES = /* @__PURE__ */ new Set(["file", "executable", "link"]);
function areAll(values, test) {
  return Array.isArray(values) && values.every((value) => isObject(value) && test(value));
}
function areTexts(values) {
  return Array.isArray(values) && values.every(isText);
}
function isText(value) {
  return typeof value === "string";
}
function strings(value) {
  return Array.isArray(value) ? value.filter(isText) : [];
}

export {
  KeptKeys
};
