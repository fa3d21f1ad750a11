import {
  BUNDLE_TYPE,
  DSSE_TYPE,
  SIMPLE_SIGNING_TYPE,
  bundleAttachment,
  bundlePath,
  isManifest,
  legacyAttachment,
  legacyLayerDescriptor,
  legacyTag,
  readManifest
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/signing/place.ts
var BESIDE_LIMIT = 64 * 1024 * 1024;
var AROUND_LIMIT = 64 * 1024;
var MOST_LOOKED_AT = 200;
var MOST_OLDER = 400;
function registryPlace(repository, subject, image) {
  const send = async (blobs) => {
    for (const blob of blobs) {
      const there = await repository.hasBlob(blob.descriptor);
      if (!there.ok) return there;
      if (there.value) continue;
      const sent = await repository.upload(blob.descriptor, async (from, take) => {
        await take(blob.bytes.subarray(from));
        return ok(void 0);
      });
      if (!sent.ok) return sent;
    }
    return ok(void 0);
  };
  return {
    name: `${repository.name}@${subject.digest}`,
    async bundles(predicateType, most) {
      const listed = await repository.referrers(subject.digest, BUNDLE_TYPE);
      if (listed.ok) return bundlesIn(image, listed.value, predicateType, most);
      return isUnreadable(listed.failure) ? ok([]) : listed;
    },
    async add(bundle, predicateType, created) {
      const attachment = bundleAttachment(subject, bundle, predicateType, created);
      const sent = await send(attachment.blobs);
      const { descriptor, manifest: bytes } = attachment;
      return sent.ok ? repository.push({ descriptor, bytes }) : sent;
    },
    older: {
      async layers(suffix, most) {
        const found = await repository.find(legacyTag(subject.digest, suffix));
        if (!found.ok) return isUnreadable(found.failure) ? ok([]) : found;
        const { value } = found;
        const manifest = value && readManifest(value.bytes, value.descriptor.mediaType);
        return manifest?.ok === true ? ok(await layersIn(image, manifest.value.layers, most)) : ok([]);
      },
      async add(suffix, layer) {
        const tag = legacyTag(subject.digest, suffix);
        const descriptor = legacyLayerDescriptor(layer);
        const ahead = await send([{ descriptor, bytes: layer.bytes }]);
        if (!ahead.ok) return ahead;
        return repository.rewrite(tag, async (there) => {
          const before = there === void 0 ? ok([]) : layersOf(there, `${tag} of ${repository.name}`);
          if (!before.ok) return before;
          const attachment = legacyAttachment(before.value, layer);
          if (attachment === void 0) return ok(void 0);
          const others = attachment.blobs.filter((blob) => blob.descriptor.digest !== descriptor.digest);
          const sent = await send(others);
          return sent.ok ? ok({ descriptor: attachment.descriptor, bytes: attachment.manifest }) : sent;
        });
      }
    }
  };
}
function isUnreadable(failure) {
  return failure.code === "registry-refused" ? failure.why === "invalid" || failure.why === "too-large" : failure.code === "image-invalid" || failure.code === "digest-mismatch";
}
async function layersIn(image, layers, most) {
  const kinds = [SIMPLE_SIGNING_TYPE, DSSE_TYPE];
  const fitting = layers.filter(({ mediaType, size }) => kinds.includes(mediaType) && size <= most);
  const found = [];
  for (const layer of fitting.slice(-MOST_LOOKED_AT)) {
    const bytes = await image.bytes(layer, most);
    const { mediaType, annotations = {} } = layer;
    if (bytes.ok) found.push({ bytes: bytes.value, mediaType, annotations });
  }
  return found;
}
function layersOf({ descriptor, bytes }, what) {
  const manifest = isManifest(descriptor.mediaType) ? readManifest(bytes, descriptor.mediaType) : err("it is no manifest");
  if (!manifest.ok) return err({ code: "image-invalid", what, message: manifest.failure });
  if (manifest.value.layers.length < MOST_OLDER) return ok(manifest.value.layers);
  return err({ code: "image-invalid", what, message: `it holds ${MOST_OLDER} signatures already` });
}
function layoutPlace(layout, extend) {
  return {
    name: `${layout.place} (${layout.root.digest})`,
    bundles: (predicateType, most) => bundlesIn(layout, layout.evidence, predicateType, most, layout.root),
    async add(bundle, predicateType, created) {
      const { descriptor, manifest, blobs } = bundleAttachment(layout.root, bundle, predicateType, created);
      return extend([manifest, ...blobs.map(({ bytes }) => bytes)], [descriptor]);
    }
  };
}
async function bundlesIn(image, referrers, predicateType, most, subject) {
  const wanted = referrers.filter(
    ({ annotations }) => (annotations?.["dev.sigstore.bundle.predicateType"] ?? predicateType) === predicateType
  );
  const found = [];
  for (const one of wanted.slice(0, MOST_LOOKED_AT)) {
    const bytes = await image.bytes(one, AROUND_LIMIT);
    const manifest = bytes.ok ? readManifest(bytes.value, one.mediaType) : void 0;
    if (manifest?.ok !== true) continue;
    if (subject !== void 0 && manifest.value.subject?.digest !== subject.digest) continue;
    const [layer] = manifest.value.layers;
    const bundle = layer === void 0 ? void 0 : await image.bytes(layer, most);
    if (bundle?.ok === true) found.push(bundle.value);
  }
  return ok(found);
}
function filePlace(files, path) {
  const beside = bundlePath(path);
  return {
    name: beside,
    async bundles(_, most) {
      const text = files.readText(beside, BESIDE_LIMIT);
      if (!text.ok) return text;
      const lines = linesOf(text.value).filter((line) => line.length <= most);
      return ok(lines.map((line) => Buffer.from(line, "utf8")));
    },
    // Read and written without a pause between: several statements may be put here at once.
    async add(bundle) {
      const text = files.readText(beside, BESIDE_LIMIT);
      if (!text.ok) return text;
      const lines = [...linesOf(text.value), Buffer.from(bundle).toString("utf8")];
      return files.writeText(beside, `${lines.join("\n")}
`);
    }
  };
}
function linesOf(text) {
  return (text ?? "").split("\n").filter((line) => line.trim() !== "");
}

export {
  registryPlace,
  layoutPlace,
  filePlace
};
