import {
  troubleOf
} from "./shared-sigstore-protobuf-specs.js";
import {
  SIGNATURE_TYPE
} from "./shared-verify-content.js";
import {
  DSSE_TYPE,
  MANIFEST_LIMIT,
  SIMPLE_SIGNING_TYPE,
  isIndex,
  legacyTag,
  readIndex,
  readManifest
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

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
      for (const { candidate, manifest } of bundles) blobs.set(candidate.id, manifest);
      const older = await olderCandidates(place, subject.digest, blobs);
      if (!older.ok) return older;
      const beside = await besideCandidates(place, subject, blobs);
      if (!beside.ok) return beside;
      const candidates = [...bundles.map(({ candidate }) => candidate), ...older.value, ...beside.value];
      return ok({ candidates, more: false });
    },
    async read(candidate, limit) {
      const descriptor = blobs.get(candidate.id);
      if (descriptor === void 0) throw new Error(`${candidate.id} was not listed here`);
      const layer = candidate.form === "bundle" ? await bundleLayer(place, descriptor) : ok(descriptor);
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
  const candidate = {
    id: digest,
    form: "bundle",
    predicateType: annotations["dev.sigstore.bundle.predicateType"],
    // Of the bundle itself it is known only when its manifest is read.
    size: 0,
    created: Number.isNaN(time) ? void 0 : time,
    annotations: {}
  };
  return [{ candidate, manifest }];
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
    for (const [at, layer] of manifest.value.layers.entries()) {
      const { mediaType, annotations = {}, size } = layer;
      if (mediaType !== SIMPLE_SIGNING_TYPE && mediaType !== DSSE_TYPE) continue;
      const simple = mediaType === SIMPLE_SIGNING_TYPE;
      const id = `${layer.digest} (.${suffix} ${at})`;
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
    for (const [at, layer] of manifest.value.layers.entries()) {
      if (layer.mediaType !== STATEMENT) continue;
      const id = `${descriptor.digest} (${at})`;
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

export {
  imageEvidence,
  registryPlace,
  layoutPlace
};
