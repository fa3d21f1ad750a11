import {
  EVIDENCE_LIMIT,
  bundleOf,
  troubleOf
} from "./shared-sigstore-protobuf-specs.js";
import {
  DSSE_TYPE,
  MANIFEST_LIMIT,
  OLDER_STATEMENT_TYPE,
  SIMPLE_SIGNING_TYPE,
  STATEMENT_PAYLOAD,
  STATEMENT_TYPE,
  X509Certificate,
  createHash,
  decodeEnvelope,
  decodeStatement,
  isIndex,
  isPlainObject,
  legacyTag,
  readIndex,
  readManifest,
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

// src/verify/sources/image.ts
var BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle[.+]/;
var UNTOLD = "application/vnd.oci.empty.v1+json";
var STATEMENT = "application/vnd.in-toto+json";
var MOST_BESIDE = 16;
function imageEvidence(place, subject) {
  const blobs = /* @__PURE__ */ new Map();
  return {
    place: place.place,
    async list() {
      const referrers = await place.referrers(subject.digest);
      if (!referrers.ok) return referrers;
      const bundles = referrers.value.flatMap(bundleCandidate);
      for (const { candidate: candidate2, manifest } of bundles) blobs.set(candidate2.id, manifest);
      const older = await olderCandidates(place, subject.digest, blobs);
      if (!older.ok) return older;
      const beside = await besideCandidates(place, subject, blobs);
      if (!beside.ok) return beside;
      const candidates = [...bundles.map(({ candidate: candidate2 }) => candidate2), ...older.value, ...beside.value];
      return ok({ candidates, more: false });
    },
    async read(candidate2, limit) {
      const descriptor = blobs.get(candidate2.id);
      if (descriptor === void 0) throw new Error(`${candidate2.id} was not listed here`);
      const layer = candidate2.form === "bundle" ? await bundleLayer(place, descriptor) : ok(descriptor);
      if (!layer.ok) return troubleOf(layer.failure);
      const { size } = layer.value;
      if (size > limit) return err({ kind: "too-large", detail: `${size} bytes, more than ${limit}` });
      const bytes = await place.bytes(layer.value, limit);
      return bytes.ok ? bytes : troubleOf(bytes.failure);
    }
  };
}
function bundleCandidate(manifest) {
  const { artifactType = UNTOLD, annotations = {}, digest } = manifest;
  if (!BUNDLE.test(artifactType) && artifactType !== UNTOLD) return [];
  const time = Date.parse(annotations["org.opencontainers.image.created"] ?? "");
  const candidate2 = {
    id: digest,
    form: "bundle",
    predicateType: annotations["dev.sigstore.bundle.predicateType"],
    // Of the bundle itself it is known only when its manifest is read.
    size: 0,
    created: Number.isNaN(time) ? void 0 : time,
    annotations: {}
  };
  return [{ candidate: candidate2, manifest }];
}
async function bundleLayer(place, descriptor) {
  const manifest = await readAt(place, descriptor);
  if (!manifest.ok) return manifest;
  const [layer, ...more] = manifest.value.layers;
  if (layer !== void 0 && more.length === 0 && BUNDLE.test(layer.mediaType)) return ok(layer);
  const what = `${descriptor.digest} of ${place.place}`;
  return err({ code: "image-invalid", what, message: "it does not hold one bundle" });
}
async function readAt(place, descriptor) {
  const bytes = await place.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const manifest = readManifest(bytes.value, descriptor.mediaType);
  const what = `${descriptor.digest} of ${place.place}`;
  return manifest.ok ? manifest : err({ code: "image-invalid", what, message: manifest.failure });
}
async function olderCandidates(place, digest, blobs) {
  const found = [];
  for (const suffix of ["sig", "att"]) {
    const tagged = await place.tagged(legacyTag(digest, suffix));
    if (!tagged.ok) return tagged;
    if (tagged.value === void 0) continue;
    const manifest = readManifest(tagged.value.bytes, tagged.value.mediaType);
    if (!manifest.ok) continue;
    for (const [at2, layer] of manifest.value.layers.entries()) {
      const { mediaType, annotations = {}, size } = layer;
      if (mediaType !== SIMPLE_SIGNING_TYPE && mediaType !== DSSE_TYPE) continue;
      const simple = mediaType === SIMPLE_SIGNING_TYPE;
      const id = `${layer.digest} (.${suffix} ${at2})`;
      blobs.set(id, layer);
      found.push({
        id,
        form: simple ? "simple-signing" : "dsse",
        predicateType: simple ? SIGNATURE_TYPE : annotations["predicateType"],
        size,
        created: void 0,
        annotations
      });
    }
  }
  return ok(found);
}
async function besideCandidates(place, subject, blobs) {
  if (!isIndex(subject.mediaType)) return ok([]);
  const bytes = await place.bytes(subject, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, subject.mediaType);
  if (!index.ok) return err({ code: "image-invalid", what: place.place, message: index.failure });
  const beside = index.value.manifests.filter(
    ({ annotations }) => annotations?.["vnd.docker.reference.type"] === "attestation-manifest"
  );
  const found = [];
  for (const descriptor of beside.slice(0, MOST_BESIDE)) {
    const manifest = await readAt(place, descriptor);
    if (!manifest.ok) continue;
    for (const [at2, layer] of manifest.value.layers.entries()) {
      if (layer.mediaType !== STATEMENT) continue;
      const id = `${descriptor.digest} (${at2})`;
      blobs.set(id, layer);
      const predicateType = layer.annotations?.["in-toto.io/predicate-type"];
      found.push({
        id,
        form: "statement",
        predicateType,
        size: layer.size,
        created: void 0,
        annotations: {}
      });
    }
  }
  return ok(found);
}

// src/verify/sources/places.ts
function registryPlace(repository, image) {
  return {
    place: repository.name,
    referrers: (digest) => repository.referrers(digest),
    async tagged(tag) {
      const found = await repository.find(tag);
      if (!found.ok || found.value === void 0) return found.ok ? ok(void 0) : found;
      const { descriptor, bytes } = found.value;
      return ok({ mediaType: descriptor.mediaType, bytes });
    },
    bytes: (descriptor, limit) => image.bytes(descriptor, limit)
  };
}
function layoutPlace(image, evidence) {
  return {
    place: image.place,
    async referrers(digest) {
      const found = [];
      for (const descriptor of evidence) {
        const told = await toldBy(image, descriptor);
        if (!told.ok) return told;
        if (told.value?.subject === digest) found.push({ ...descriptor, ...told.value.more });
      }
      return ok(found);
    },
    tagged: async () => ok(void 0),
    bytes: (descriptor, limit) => image.bytes(descriptor, limit)
  };
}
async function toldBy(image, descriptor) {
  const bytes = await image.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const manifest = readManifest(bytes.value, descriptor.mediaType);
  const read = manifest.ok ? manifest : readIndex(bytes.value, descriptor.mediaType);
  if (!read.ok) return ok(void 0);
  const { artifactType, annotations, subject } = read.value;
  const more = artifactType === void 0 ? { annotations } : { artifactType, annotations };
  return ok({ subject: subject?.digest, more });
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
  saidTime,
  legacyBundle,
  fileEvidence,
  imageEvidence,
  registryPlace,
  layoutPlace
};
