import {
  sayOf
} from "./shared-cli-sign.js";
import "./shared-clients-sigstore-fulcio.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import "./shared-system-prompt.js";
import "./shared-signing-place.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-verify-open.js";
import "./shared-clients-sigstore-public.js";
import "./shared-sigstore-protobuf-specs.js";
import "./shared-sigstore-core.js";
import {
  SIGNATURE_PREDICATE,
  fail,
  isPlainObject,
  resolve,
  strictJson
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/signing/predicate.ts
var SHORT_TYPES = {
  slsaprovenance: "https://slsa.dev/provenance/v0.2",
  slsaprovenance02: "https://slsa.dev/provenance/v0.2",
  slsaprovenance1: "https://slsa.dev/provenance/v1",
  link: "https://in-toto.io/Link/v1",
  spdx: "https://spdx.dev/Document",
  spdxjson: "https://spdx.dev/Document",
  cyclonedx: "https://cyclonedx.org/bom",
  vuln: "https://cosign.sigstore.dev/attestation/vuln/v1",
  openvex: "https://openvex.dev/ns"
};
var PREDICATE_LIMIT = 64 * 1024 * 1024;
function predicateTypeOf(text) {
  if (Object.hasOwn(SHORT_TYPES, text)) return ok(SHORT_TYPES[text] ?? text);
  const url = /^[a-z][a-z0-9+.-]*:[^\s\p{C}]+$/iu.test(text) ? URL.parse(text) : null;
  if (url !== null) return ok(text);
  const names = Object.keys(SHORT_TYPES).join(", ");
  return err({ code: "usage", message: `--type ${text} is no URI, and none of ${names}` });
}
function readPredicate({ world, workspace }, name) {
  const text = world.files.readText(resolve(workspace, name), PREDICATE_LIMIT);
  if (!text.ok) return text;
  if (text.value === void 0) return err({ code: "usage", message: `there is no predicate ${name}` });
  const json = strictJson(Buffer.from(text.value, "utf8"));
  if (!json.ok) return err({ code: "usage", message: `${name} cannot be a predicate: ${json.failure}` });
  if (!isPlainObject(json.value))
    return err({ code: "usage", message: `${name} cannot be a predicate: it is no JSON object` });
  if ("predicateType" in json.value && "_type" in json.value)
    return err({
      code: "usage",
      message: `${name} is a whole statement: name a file with its predicate alone`
    });
  return ok(json.value);
}

// src/cli/attest.ts
async function attestArtifacts(session, subjects, { type, predicate: file, ...flags }, section, ask) {
  const predicateType = predicateTypeOf(type);
  if (!predicateType.ok) return fail(session, predicateType.failure);
  if (predicateType.value === SIGNATURE_PREDICATE)
    return fail(session, { code: "usage", message: "that is the signature itself: sealsmith sign makes it" });
  const predicate = readPredicate(session, file);
  if (!predicate.ok) return fail(session, predicate.failure);
  const saying = {
    predicateType: predicateType.value,
    statement: (name, sha256) => ({
      subject: [{ name, digest: { sha256 } }],
      predicateType: predicateType.value,
      predicate: predicate.value
    })
  };
  return await sayOf(session, subjects, saying, flags, section, ask);
}
export {
  attestArtifacts
};
