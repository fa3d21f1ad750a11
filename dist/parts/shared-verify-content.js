import {
  OLDER_STATEMENT_TYPE,
  STATEMENT_PAYLOAD,
  STATEMENT_TYPE,
  decodeStatement,
  isPlainObject,
  strictJson
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/verify/provenance/provenance.ts
function at(value, ...path) {
  let found = value;
  for (const name of path) {
    if (typeof name === "number")
      found = Array.isArray(found) ? found[name] : void 0;
    else found = isPlainObject(found) && Object.hasOwn(found, name) ? found[name] : void 0;
  }
  return found;
}
function textAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : void 0;
}
function membersAt(value, ...path) {
  const found = at(value, ...path);
  return isPlainObject(found) ? found : {};
}
function namesAt(value, ...path) {
  return Object.keys(membersAt(value, ...path));
}
function timeAt(value, ...path) {
  const text = textAt(value, ...path);
  const time = text === void 0 ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? void 0 : time;
}
function sourceOf(uri) {
  if (uri === void 0) return { repository: void 0, ref: void 0 };
  const [, address = "", ref] = /^(?:git\+)?([^@#]+)(?:[@#](.+))?$/.exec(uri) ?? [];
  return { repository: address === "" ? uri : address.replace(/\.git$/, ""), ref };
}
function parametersOf(names, known) {
  return names.map((name) => ({ name, known: known(name) }));
}
function saidClaims(said) {
  return Object.entries(said).flatMap(
    ([claim, text]) => text === void 0 ? [] : [{ claim, said: text }]
  );
}

// src/verify/content.ts
var SIGNATURE_TYPE = "https://sigstore.dev/cosign/sign/v1";
var PROVENANCE_TYPES = [
  "https://slsa.dev/provenance/v1",
  "https://slsa.dev/provenance/v0.2"
];
var SBOM_TYPES = [
  "https://cyclonedx.org/bom",
  "https://spdx.dev/Document",
  "https://spdx.dev/Document/v2.3",
  "https://spdx.dev/Document/v2.2"
];
function roleOfType(predicateType) {
  if (predicateType === SIGNATURE_TYPE) return "signature";
  if (PROVENANCE_TYPES.includes(predicateType)) return "provenance";
  if (SBOM_TYPES.includes(predicateType)) return "sbom";
  return `statement ${predicateType}`;
}
function readSigned(payloadType, payload) {
  if (payloadType !== STATEMENT_PAYLOAD)
    return err({ reason: "payload-type", detail: "its payload type is another one" });
  return readStatement(payload);
}
function readStatement(payload) {
  const decoded = decodeStatement(payload, [STATEMENT_TYPE, OLDER_STATEMENT_TYPE]);
  if (!decoded.ok) return err({ reason: "statement-invalid", detail: decoded.failure });
  return ok(signedOf(decoded.value));
}
function readSimpleSigning(payload) {
  const json = strictJson(payload);
  const critical = json.ok && isPlainObject(json.value) ? json.value["critical"] : void 0;
  const image = isPlainObject(critical) ? critical["image"] : void 0;
  const digest = isPlainObject(image) ? image["docker-manifest-digest"] : void 0;
  const type = isPlainObject(critical) ? critical["type"] : void 0;
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(typeof digest === "string" ? digest : "") ?? [];
  if (type !== "cosign container image signature" || sha256 === void 0)
    return err({ reason: "statement-invalid", detail: "it is no signature of an image" });
  return ok(bareSignature(sha256));
}
function bareSignature(sha256) {
  return { subjects: [sha256], role: "signature", predicateType: "", predicate: {} };
}
function saidTime({ predicate }) {
  const texts = [
    textAt(predicate, "metadata", "timestamp"),
    textAt(predicate, "creationInfo", "created"),
    textAt(predicate, "runDetails", "metadata", "finishedOn"),
    textAt(predicate, "metadata", "buildFinishedOn"),
    textAt(predicate, "metadata", "scanFinishedOn"),
    textAt(predicate, "timestamp")
  ];
  const text = texts.find((one) => one !== void 0);
  const time = text === void 0 ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? void 0 : time;
}
function signedOf({ subject, predicateType, predicate }) {
  const subjects = subject.flatMap(
    ({ digest }) => digest["sha256"] === void 0 ? [] : [digest["sha256"]]
  );
  return { subjects, role: roleOfType(predicateType), predicateType, predicate };
}

export {
  at,
  textAt,
  membersAt,
  namesAt,
  timeAt,
  sourceOf,
  parametersOf,
  saidClaims,
  SIGNATURE_TYPE,
  roleOfType,
  readSigned,
  readStatement,
  readSimpleSigning,
  bareSignature,
  saidTime
};
