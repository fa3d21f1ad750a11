import {
  createHash,
  errnoText,
  isSha256
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/stores/trouble.ts
function guarded(doing, work) {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof StoreTrouble) return err(error.trouble);
    const errno = errnoOf(error);
    if (errno === void 0) throw error;
    return err(troubleOf(doing, errno));
  }
}
var StoreTrouble = class extends Error {
  trouble;
  constructor(trouble) {
    super(trouble.detail);
    this.trouble = trouble;
  }
};
function demand(result) {
  if (result.ok) return result.value;
  const { failure } = result;
  throw new StoreTrouble(
    failure.code === "system" ? troubleOf(`${failure.doing} ${failure.path}`, failure.errno) : { code: "store-error", detail: failure.code }
  );
}
function errnoOf(error) {
  const code = error instanceof Error && "code" in error ? error.code : void 0;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? code : void 0;
}
function isErrno(failure, ...errnos) {
  return failure.code === "system" && errnos.includes(failure.errno);
}
var READ_ONLY = ["EROFS", "EACCES", "EPERM"];
function troubleOf(doing, errno) {
  const code = READ_ONLY.includes(errno) ? "store-read-only" : "store-error";
  return { code, detail: `${errnoText(errno)} while ${doing}` };
}

// src/cache/stores/slot.ts
function slotName(slot) {
  return `${namespaceName(slot.namespace)}/${slot.kind}/${slot.lineage}/${slot.key}`;
}
function slotPrefix(query) {
  return `${namespaceName(query.namespace)}/${query.kind}/${query.lineage}/${query.key ?? ""}`;
}
function slotOf(name) {
  const parts = name.split("/");
  const [kind = "", lineage = "", key = ""] = parts.slice(-3);
  const namespace = namespaceOf(parts.slice(0, -3).join("/"));
  if (namespace === void 0 || !isKind(kind) || !isSha256(lineage) || !isSha256(key)) return void 0;
  return { namespace, kind, lineage, key };
}
function isKind(text) {
  return text === "result" || text === "store";
}
function namespaceName(namespace) {
  if (namespace === "T2") return namespace;
  return `${namespace.slice(0, 2)}/${partOf(namespace.slice(3))}`;
}
function isNamespaceName(name) {
  return DIGEST.test(name) || namespaceOf(name) !== void 0;
}
function namespaceOf(name) {
  if (name === "T2") return name;
  const tier = name.slice(0, 3);
  if (tier !== "T1/" && tier !== "T0/") return void 0;
  const id = idOf(name.slice(3));
  return id === void 0 ? void 0 : `${tier}${id}`;
}
var DIGEST = /^T[01]\/=[0-9a-f]{64}$/;
var LONGEST = 180;
function partOf(id) {
  const part = id.isWellFormed() ? [...Buffer.from(id, "utf8")].map((byte) => PLAIN.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : escaped(byte)).join("") : "";
  if (part !== "" && part.length <= LONGEST) return part;
  return `=${createHash("sha256").update(Buffer.from(id, "utf16le")).digest("hex")}`;
}
var PLAIN = /^[a-z0-9-]$/;
function escaped(byte) {
  return `_${byte.toString(16).padStart(2, "0")}`;
}
function idOf(part) {
  if (!/^(?:[a-z0-9-]|_[0-9a-f]{2})+$/.test(part)) return void 0;
  const bytes = (part.match(/_..|./g) ?? []).map(
    (piece) => piece.length === 1 ? piece.charCodeAt(0) : Number.parseInt(piece.slice(1), 16)
  );
  const id = Buffer.from(bytes).toString("utf8");
  return partOf(id) === part ? id : void 0;
}

export {
  slotName,
  slotPrefix,
  slotOf,
  isKind,
  namespaceName,
  isNamespaceName,
  namespaceOf,
  guarded,
  StoreTrouble,
  demand,
  errnoOf,
  isErrno,
  READ_ONLY
};
