import {
  ask,
  canonicalJson,
  createHash,
  encodeEnvelope,
  fieldAt,
  hostOf,
  signatureOf,
  writePem
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/formats/simple-signing.ts
var SIMPLE_SIGNING_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
var DSSE_TYPE = "application/vnd.dsse.envelope.v1+json";
function simpleSigningPayload(repository, digest) {
  const payload = {
    critical: {
      identity: { "docker-reference": repository },
      image: { "docker-manifest-digest": digest },
      type: "cosign container image signature"
    },
    optional: null
  };
  return Buffer.from(canonicalJson(payload), "utf8");
}
function signatureLayer(payload, bundle, chain) {
  const signature = Buffer.from(signatureOf(bundle.content)).toString("base64");
  return {
    bytes: payload,
    mediaType: SIMPLE_SIGNING_TYPE,
    annotations: {
      "dev.cosignproject.cosign/signature": signature,
      ...materials(bundle, chain),
      ...timestamp(bundle)
    }
  };
}
function attestationLayer(bundle, predicateType, chain) {
  if (bundle.content.kind !== "envelope") return void 0;
  if (chain.length > 0 && promised(bundle) === void 0) return void 0;
  return {
    bytes: encodeEnvelope(bundle.content.envelope),
    mediaType: DSSE_TYPE,
    // The signature is in the envelope; cosign wants the annotation to be there and empty.
    annotations: {
      "dev.cosignproject.cosign/signature": "",
      predicateType,
      ...materials(bundle, chain)
    }
  };
}
function legacyTag(digest, suffix) {
  return `${digest.replace(":", "-")}.${suffix}`;
}
function materials(bundle, chain) {
  const annotations = {};
  const [leaf, ...above] = chain.map((der) => writePem("CERTIFICATE", der));
  if (leaf !== void 0) {
    annotations["dev.sigstore.cosign/certificate"] = leaf;
    annotations["dev.sigstore.cosign/chain"] = above.join("");
  }
  const entry = promised(bundle);
  if (entry?.promise !== void 0) {
    annotations["dev.sigstore.cosign/bundle"] = entryAnnotation(entry, entry.promise);
  }
  return annotations;
}
function promised({ entries }) {
  return entries.find(({ promise }) => promise !== void 0);
}
function timestamp({ timestamps: [first] }) {
  if (first === void 0) return {};
  const SignedRFC3161Timestamp = Buffer.from(first).toString("base64");
  return { "dev.sigstore.cosign/rfc3161timestamp": canonicalJson({ SignedRFC3161Timestamp }) };
}
function entryAnnotation(entry, promise) {
  return canonicalJson({
    SignedEntryTimestamp: Buffer.from(promise).toString("base64"),
    Payload: {
      body: Buffer.from(entry.body).toString("base64"),
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId).toString("hex")
    }
  });
}

// src/clients/sigstore/public.ts
var TARGET_LIMIT = 512 * 1024;
var TIMEOUT = 15e3;
async function publicTarget(doors, target, mirror) {
  const { url, root } = mirror ?? await publicMirror();
  const folder = `${doors.folder}/${createHash("sha256").update(root).digest("hex").slice(0, 16)}`;
  const made = doors.files.makeFolder(folder, 448);
  if (!made.ok) return made;
  const pinned = doors.files.writeText(`${folder}/root.json`, Buffer.from(root).toString("utf8"));
  if (!pinned.ok) return pinned;
  const service = `the TUF repository at ${hostOf(url)}`;
  const found = await currentTarget(doors, url, folder, target, service);
  if (!found.ok) return found;
  const { length, sha256 } = found.value;
  const bytes = await download(doors, `${url}/targets/${sha256}.${target}`, TARGET_LIMIT, service);
  if (!bytes.ok) return bytes;
  const same = bytes.value.length === length && createHash("sha256").update(bytes.value).digest("hex") === sha256;
  return same ? bytes : err({ code: "sigstore-invalid", service, message: `its ${target} is another one` });
}
async function bundledTrustedRoot() {
  return seed("targets", "trusted_root.json");
}
async function publicMirror() {
  return { url: PUBLIC, root: await seed("root.json") };
}
var PUBLIC = "https://tuf-repo-cdn.sigstore.dev";
async function seed(...path) {
  const { default: seeds } = await import("./sigstore-tuf.js");
  const text = fieldAt(seeds, PUBLIC, ...path);
  if (typeof text !== "string") throw new Error("the seeds of @sigstore/tuf lack the public instance");
  return Buffer.from(text, "base64");
}
async function currentTarget(doors, url, folder, target, service) {
  const { Updater } = await import("./tuf-js-2.js");
  const { DownloadHTTPError } = await import("./tuf-js.js");
  const fetcher = {
    async downloadBytes(address, limit) {
      const bytes = await download(doors, address, limit, service);
      if (bytes.ok) return Buffer.from(bytes.value);
      const { failure } = bytes;
      if (failure.code === "sigstore-refused") throw new DownloadHTTPError("", failure.status);
      throw new Unreachable(bytes);
    },
    downloadFile: async () => {
      throw new Error("targets are not downloaded by the library");
    }
  };
  try {
    const updater = new Updater({ metadataDir: folder, metadataBaseUrl: url, fetcher });
    await updater.refresh();
    const info = await updater.getTargetInfo(target);
    const sha256 = info?.hashes["sha256"];
    if (info === void 0 || sha256 === void 0 || !/^[0-9a-f]{64}$/.test(sha256)) {
      return err({ code: "sigstore-invalid", service, message: `it has no ${target}` });
    }
    return ok({ length: info.length, sha256 });
  } catch (error) {
    if (error instanceof Unreachable) return error.failed;
    const said = error instanceof Error ? error.message.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 200) : "";
    return err({ code: "sigstore-invalid", service, message: `its metadata does not hold: ${said}` });
  }
}
async function download(doors, url, limit, service) {
  const question = { method: "GET", url, headers: {}, timeout: TIMEOUT };
  const answer = await ask(doors, { service, doing: "say which services there are" }, question);
  if (!answer.ok) return answer;
  const { body } = answer.value;
  return body.length <= limit ? ok(body) : err({ code: "sigstore-invalid", service, message: `more than ${limit} bytes` });
}
var Unreachable = class extends Error {
  failed;
  constructor(failed) {
    super("unreachable");
    this.failed = failed;
  }
};

// src/core/build-type.ts
var BUILD_TYPE = "https://sealsmith.dev/build/v1";

export {
  BUILD_TYPE,
  SIMPLE_SIGNING_TYPE,
  DSSE_TYPE,
  simpleSigningPayload,
  signatureLayer,
  attestationLayer,
  legacyTag,
  publicTarget,
  bundledTrustedRoot
};
