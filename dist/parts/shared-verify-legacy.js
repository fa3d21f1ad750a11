import {
  EVIDENCE_LIMIT,
  bundleOf
} from "./shared-sigstore-protobuf-specs.js";
import {
  at,
  textAt
} from "./shared-verify-content.js";
import {
  X509Certificate,
  createHash,
  decodeEnvelope,
  strictJson
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/verify/sources/files.ts
var MOST_LINES = 1e3;
function fileEvidence(files, path, named) {
  const beside = path === void 0 ? [] : [".sigstore.json", ".sigstore", ".intoto.jsonl"].map((end) => `${path}${end}`);
  const texts = /* @__PURE__ */ new Map();
  return {
    place: path ?? named.join(", "),
    async list() {
      const candidates = [];
      const places = [
        ...beside.map((at2) => ({ at: at2, must: false })),
        ...named.map((at2) => ({ at: at2, must: true }))
      ];
      for (const { at: at2, must } of places) {
        const read = bundlesAt(files, at2, must);
        if (!read.ok) return read;
        for (const [line, text] of read.value.entries()) {
          const id2 = read.value.length === 1 ? at2 : `${at2}:${line + 1}`;
          texts.set(id2, text);
          candidates.push(candidate(id2, text, "bundle"));
        }
      }
      const id = `${path}-metadata.json`;
      const metadata = path === void 0 ? ok(void 0) : files.readText(id, EVIDENCE_LIMIT);
      if (metadata.ok && metadata.value !== void 0) {
        texts.set(id, metadata.value);
        candidates.push(candidate(id, metadata.value, "statement"));
      }
      return ok({ candidates, more: false });
    },
    async read({ id }, limit) {
      const text = Buffer.from(texts.get(id) ?? "", "utf8");
      if (text.length <= limit) return ok(text);
      return err({ kind: "too-large", detail: `${text.length} bytes, more than ${limit}` });
    }
  };
}
function bundlesAt(files, path, must) {
  const read = files.readText(path, 4 * EVIDENCE_LIMIT);
  if (!read.ok) return read;
  if (read.value === void 0)
    return must ? err({ code: "usage", message: `there is no bundle at ${path}` }) : ok([]);
  const text = read.value.trim();
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const several = lines.length > 1 && lines.length <= MOST_LINES && lines.every((line) => /^\{.*\}\s*$/.test(line));
  return ok(several ? lines : [text]);
}
function candidate(id, text, form) {
  const size = Buffer.byteLength(text, "utf8");
  return { id, form, predicateType: void 0, size, created: void 0, annotations: {} };
}

// src/verify/legacy.ts
var SIGNATURE = "dev.cosignproject.cosign/signature";
var CERTIFICATE = "dev.sigstore.cosign/certificate";
var ENTRY = "dev.sigstore.cosign/bundle";
var TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";
function legacyBundle({ form, annotations }, bytes) {
  const content = form === "dsse" ? envelopeJson(bytes) : messageJson(bytes, annotations[SIGNATURE]);
  if (!content.ok) return content;
  const certificate = certificateJson(annotations[CERTIFICATE]);
  const entry = entryJson(annotations[ENTRY]);
  const timestamp = timestampJson(annotations[TIMESTAMP]);
  if (certificate === void 0 || entry === void 0 || timestamp === void 0)
    return refuse("an annotation of it is none");
  return bundleOf({
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      ...certificate,
      tlogEntries: entry,
      timestampVerificationData: { rfc3161Timestamps: timestamp }
    },
    ...content.value
  });
}
function messageJson(bytes, signature) {
  if (signature === void 0 || signature === "")
    return err({ reason: "signature-count", detail: "it has none" });
  const digest = createHash("sha256").update(bytes).digest("base64");
  return ok({ messageSignature: { messageDigest: { algorithm: "SHA2_256", digest }, signature } });
}
function envelopeJson(bytes) {
  const envelope = decodeEnvelope(bytes);
  if (!envelope.ok) {
    const several = /signatures/.test(envelope.failure);
    return err({ reason: several ? "signature-count" : "bundle-unreadable", detail: envelope.failure });
  }
  const { payloadType, payload, signature } = envelope.value;
  const signatures = [{ sig: Buffer.from(signature).toString("base64") }];
  return ok({ dsseEnvelope: { payloadType, payload: Buffer.from(payload).toString("base64"), signatures } });
}
function certificateJson(pem) {
  if (pem === void 0 || pem === "") return { publicKey: { hint: "" } };
  try {
    return { certificate: { rawBytes: new X509Certificate(pem).raw.toString("base64") } };
  } catch {
    return void 0;
  }
}
function entryJson(text) {
  if (text === void 0 || text === "") return [];
  const json = strictJson(Buffer.from(text));
  if (!json.ok) return void 0;
  const body = textAt(json.value, "Payload", "body") ?? "";
  const parsed = strictJson(Buffer.from(body, "base64"));
  const numbers = [at(json.value, "Payload", "logIndex"), at(json.value, "Payload", "integratedTime")];
  const [logIndex, integratedTime] = numbers.map(
    (one) => typeof one === "number" ? String(one) : void 0
  );
  if (!parsed.ok || logIndex === void 0 || integratedTime === void 0) return void 0;
  const logId = Buffer.from(textAt(json.value, "Payload", "logID") ?? "", "hex").toString("base64");
  return [
    {
      logIndex,
      logId: { keyId: logId },
      kindVersion: { kind: textAt(parsed.value, "kind"), version: textAt(parsed.value, "apiVersion") },
      integratedTime,
      inclusionPromise: { signedEntryTimestamp: textAt(json.value, "SignedEntryTimestamp") },
      canonicalizedBody: body
    }
  ];
}
function timestampJson(text) {
  if (text === void 0 || text === "") return [];
  const json = strictJson(Buffer.from(text));
  const signedTimestamp = json.ok ? textAt(json.value, "SignedRFC3161Timestamp") : void 0;
  return signedTimestamp === void 0 ? void 0 : [{ signedTimestamp }];
}
function refuse(detail) {
  return err({ reason: "bundle-unreadable", detail });
}

export {
  fileEvidence,
  legacyBundle
};
